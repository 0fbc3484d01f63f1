"""Two models, compared."""
