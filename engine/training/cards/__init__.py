"""Model cards: the figures of a checkpoint as tables, Markdown and a page."""
