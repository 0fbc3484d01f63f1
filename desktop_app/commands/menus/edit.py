"""Edits of the transcript."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu
from desktop_app.commands.conditions import can_edit, can_redo, can_undo

COMMANDS: tuple[Command, ...] = (
    Command("edit.undo", "&Undo", Menu.EDIT, ("Ctrl+Z",), can_undo),
    Command("edit.redo", "&Redo", Menu.EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), can_redo),
    Command("edit.words", "Correct the &words…", Menu.EDIT, ("F2",), can_edit, separated=True),
    Command("edit.split", "&Split at the playhead", Menu.EDIT, ("Ctrl+Return",), can_edit),
    Command("edit.merge", "&Merge with the next utterance", Menu.EDIT, ("Ctrl+M",), can_edit),
)
