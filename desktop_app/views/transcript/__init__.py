"""The transcript, coloured by sentiment."""
