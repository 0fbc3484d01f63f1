"""What each command does, in terms of the window's parts; a module a menu."""
