"""Every command of the window, in the order of the menus."""

from __future__ import annotations

from desktop_app.commands.command import Command
from desktop_app.commands.menus import (
    analysis,
    edit,
    file,
    help,
    labels,
    live,
    media,
    playback,
    tools,
    training,
    view,
)

CATALOGUE: tuple[Command, ...] = (
    *file.COMMANDS,
    *media.COMMANDS,
    *edit.COMMANDS,
    *analysis.COMMANDS,
    *labels.COMMANDS,
    *playback.COMMANDS,
    *live.COMMANDS,
    *training.COMMANDS,
    *view.COMMANDS,
    *tools.COMMANDS,
    *help.COMMANDS,
)
