"""What is set up, and what keeps the program going."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu
from desktop_app.i18n.marks import QT_TRANSLATE_NOOP

_SETTINGS = QT_TRANSLATE_NOOP("Command", "&Settings…")
_MODELS = QT_TRANSLATE_NOOP("Command", "&Models…")
_LOG = QT_TRANSLATE_NOOP("Command", "&Log and diagnostics…")

COMMANDS: tuple[Command, ...] = (
    Command("tools.settings", _SETTINGS, Menu.TOOLS, ("Ctrl+,",)),
    Command("tools.models", _MODELS, Menu.TOOLS, ("Ctrl+Shift+M",)),
    Command("tools.log", _LOG, Menu.TOOLS, ("Ctrl+Shift+L",)),
)
