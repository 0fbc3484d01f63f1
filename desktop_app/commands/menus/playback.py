"""The player and the selection."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu
from desktop_app.commands.conditions import can_play, has_picture, has_results, has_selection

COMMANDS: tuple[Command, ...] = (
    Command("play.toggle", "&Play or pause", Menu.PLAYBACK, ("Space",), can_play),
    Command("play.pause", "Pa&use", Menu.PLAYBACK, ("K",), can_play),
    Command("play.shuttle", "Play, &faster each time", Menu.PLAYBACK, ("L",), can_play),
    Command("play.back", "&Back 5 seconds", Menu.PLAYBACK, ("J", "Shift+Left"), can_play),
    Command("play.forward", "F&orward 5 seconds", Menu.PLAYBACK, ("Shift+Right",), can_play),
    Command("play.left", "Back 1 second", Menu.PLAYBACK, ("Left",), can_play, separated=True),
    Command("play.right", "Forward 1 second", Menu.PLAYBACK, ("Right",), can_play),
    Command("play.frame_back", "Previous picture", Menu.PLAYBACK, (",",), has_picture),
    Command("play.frame_forward", "Next picture", Menu.PLAYBACK, (".",), has_picture),
    Command(
        "play.previous", "P&revious utterance", Menu.PLAYBACK, ("P",), has_results, separated=True
    ),
    Command("play.next", "&Next utterance", Menu.PLAYBACK, ("N",), has_results),
    Command("play.start", "To the &start", Menu.PLAYBACK, ("Home",), can_play),
    Command("play.slower", "S&lower", Menu.PLAYBACK, ("[",), can_play, separated=True),
    Command("play.faster", "Fas&ter", Menu.PLAYBACK, ("]",), can_play),
    Command("play.normal", "Normal spee&d", Menu.PLAYBACK, ("Backspace",), can_play),
    Command("play.mute", "&Mute", Menu.PLAYBACK, ("M",), checkable=True),
    Command(
        "play.loop", "Repeat the select&ion", Menu.PLAYBACK, ("R",), checkable=True, separated=True
    ),
    Command("select.start", "Selection starts &here", Menu.PLAYBACK, ("I",), can_play),
    Command("select.end", "Selection &ends here", Menu.PLAYBACK, ("O",), can_play),
    Command("select.utterance", "Select the utter&ance", Menu.PLAYBACK, ("U",), has_results),
    Command("select.clear", "&Clear the selection", Menu.PLAYBACK, ("X",), has_selection),
)
