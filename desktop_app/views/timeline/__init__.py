"""The timeline: four lanes over one axis of time."""
