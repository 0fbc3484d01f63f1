"""What is set up, and what keeps the program going."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu

COMMANDS: tuple[Command, ...] = (
    Command("tools.settings", "&Settings…", Menu.TOOLS, ("Ctrl+,",)),
    Command("tools.models", "&Models…", Menu.TOOLS, ("Ctrl+Shift+K",)),
    Command("tools.log", "&Log and diagnostics…", Menu.TOOLS, ("Ctrl+Shift+L",)),
)
