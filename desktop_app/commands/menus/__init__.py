"""The commands, a module a menu."""
