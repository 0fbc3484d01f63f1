"""The whole video in figures, and the moments to jump to."""
