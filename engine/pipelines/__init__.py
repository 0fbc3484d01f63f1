"""Media in, results out: the one path that window, command line and library share."""
