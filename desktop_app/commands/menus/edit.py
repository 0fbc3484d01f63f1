"""Edits of the transcript."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu
from desktop_app.commands.conditions import can_edit, can_redo, can_undo, has_results

COMMANDS: tuple[Command, ...] = (
    Command("edit.undo", "&Undo", Menu.EDIT, ("Ctrl+Z",), can_undo),
    Command("edit.redo", "&Redo", Menu.EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), can_redo),
    Command("edit.words", "Correct the &words", Menu.EDIT, ("F2",), can_edit, separated=True),
    Command("edit.split", "&Split at the playhead", Menu.EDIT, ("Ctrl+Return",), can_edit),
    Command("edit.merge", "&Merge with the next utterance", Menu.EDIT, ("Ctrl+M",), can_edit),
    Command("edit.name", "&Name the person…", Menu.EDIT, ("Ctrl+Shift+N",), can_edit),
    Command("edit.note", "N&ote…", Menu.EDIT, ("Ctrl+Shift+M",), can_edit),
    Command("edit.copy", "&Copy the words", Menu.EDIT, ("Ctrl+C",), has_results, separated=True),
    Command("edit.copy_time", "Copy with &time", Menu.EDIT, ("Ctrl+Shift+C",), has_results),
    Command("edit.find", "&Find…", Menu.EDIT, ("Ctrl+F",), has_results, separated=True),
    Command("edit.find_next", "Find ne&xt", Menu.EDIT, ("F3",), has_results),
    Command("edit.find_previous", "Find &previous", Menu.EDIT, ("Shift+F3",), has_results),
    Command("edit.follow", "Fo&llow the playhead", Menu.EDIT, ("Ctrl+L",), has_results),
)
