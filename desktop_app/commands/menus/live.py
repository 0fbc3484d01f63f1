"""Live mode."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu
from desktop_app.commands.conditions import (
    can_run_live,
    is_calibrated,
    is_live,
    is_recording,
    live_runs,
)

COMMANDS: tuple[Command, ...] = (
    Command("live.open", "&Camera and microphone", Menu.LIVE, ("F4",), checkable=True),
    Command("live.run", "Start or &stop", Menu.LIVE, ("F5",), can_run_live),
    Command(
        "live.record", "&Record", Menu.LIVE, ("F6",), live_runs, checkable=True, separated=True
    ),
    Command("live.pause", "&Pause the recording", Menu.LIVE, (), is_recording, checkable=True),
    Command("live.freeze", "&Freeze", Menu.LIVE, ("F7",), is_live, checkable=True, separated=True),
    Command("live.mark", "&Mark…", Menu.LIVE, ("F8",), live_runs),
    Command(
        "live.calibrate", "Cali&brate to this person", Menu.LIVE, (), live_runs, separated=True
    ),
    Command("live.uncalibrate", "&Undo the calibration", Menu.LIVE, (), is_calibrated),
    Command("live.mirror", "M&irror", Menu.LIVE, checkable=True, separated=True),
    Command("live.mesh", "Face m&esh", Menu.LIVE, checkable=True),
    Command("live.compact", "Compac&t", Menu.LIVE, ("F9",), is_live, checkable=True),
)
