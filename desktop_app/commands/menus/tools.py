"""What is set up, and what keeps the program going."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu
from desktop_app.i18n.marks import QT_TRANSLATE_NOOP

COMMANDS: tuple[Command, ...] = (
    Command("tools.settings", QT_TRANSLATE_NOOP("Command", "&Settings…"), Menu.TOOLS, ("Ctrl+,",)),
)
