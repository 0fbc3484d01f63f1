"""Live mode runs in a process of its own, so that an analysis of files and its edits go on."""
