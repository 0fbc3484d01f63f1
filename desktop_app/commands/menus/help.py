"""What explains the program."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu

COMMANDS: tuple[Command, ...] = (
    Command("help.notice", "What this &shows, and what it does not…", Menu.HELP, ("F1",)),
    Command("help.about", "&About MIBScope", Menu.HELP),
)
