"""The settings, made from their table."""
