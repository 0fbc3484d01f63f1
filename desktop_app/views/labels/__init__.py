"""The panel for labelling."""
