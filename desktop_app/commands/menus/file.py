"""Projects and files."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu
from desktop_app.commands.conditions import has_project, has_results
from desktop_app.state.files import EXPORT_FORMATS

EXPORT = "&Export"
"""The submenu of all formats."""
_EXPORT_KEYS = {"json": ("Ctrl+E",), "csv": ("Ctrl+Shift+E",)}


def export_command_id(format_name: str) -> str:
    return f"file.export_{format_name}"


def _export_commands() -> tuple[Command, ...]:
    """One for each format there is, in the order of the registry."""
    return tuple(
        Command(
            export_command_id(each.name),
            each.title,
            Menu.FILE,
            _EXPORT_KEYS.get(each.name, ()),
            has_results,
            submenu=EXPORT,
            around="{}…",
        )
        for each in EXPORT_FORMATS.values()
    )


COMMANDS: tuple[Command, ...] = (
    Command("file.new", "&New project…", Menu.FILE, ("Ctrl+N",)),
    Command("file.open", "&Open…", Menu.FILE, ("Ctrl+O",)),
    Command("file.demo", "Open the &demo", Menu.FILE, ("Ctrl+D",)),
    Command(
        "file.project", "About this &project…", Menu.FILE, ("Ctrl+I",), has_project, separated=True
    ),
    Command("file.copy", "&Save a copy of the project…", Menu.FILE, ("Ctrl+Shift+S",), has_project),
    Command("file.close", "&Close the project", Menu.FILE, ("Ctrl+W",), has_project),
    *_export_commands(),
    Command("file.quit", "&Quit", Menu.FILE, ("Ctrl+Q",), separated=True),
)
