"""What people say is shown and meant: labels of stretches of a medium, by several raters."""
