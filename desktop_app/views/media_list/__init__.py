"""The files of the project, in the order in which they are analysed."""
