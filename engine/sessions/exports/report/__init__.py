"""What the report says and shows; ``web_page`` and ``pdf_report`` lay it out."""
