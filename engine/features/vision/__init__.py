"""Vision features: faces found, followed, measured; nothing is recognised or identified."""
