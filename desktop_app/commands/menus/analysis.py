"""What is analysed, and how."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu
from desktop_app.commands.conditions import is_idle_with_file, is_running

COMMANDS: tuple[Command, ...] = (
    Command("analysis.cancel", "&Cancel", Menu.ANALYSIS, ("Esc",), is_running),
    Command("analysis.again", "&Analyse again", Menu.ANALYSIS, ("Ctrl+R",), is_idle_with_file),
    Command("analysis.text", "Use the &words", Menu.ANALYSIS, checkable=True, separated=True),
    Command("analysis.audio", "Use the &voice", Menu.ANALYSIS, checkable=True),
    Command("analysis.video", "Use the &face", Menu.ANALYSIS, checkable=True),
)
