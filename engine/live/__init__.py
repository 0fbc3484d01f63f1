"""Live: sources of pictures and sound, and the recording of what they give."""
