"""Live mode: the picture, the state of the moment, the last minute, the words."""
