"""The files of the project and their queue."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu
from desktop_app.commands.conditions import (
    can_analyse_chosen,
    chosen_is_missing,
    chosen_is_queued,
    has_chosen,
    has_failed,
)

FILES = "&Files of the project"

COMMANDS: tuple[Command, ...] = (
    Command("media.add", "&Add files…", Menu.FILE, ("Ctrl+Shift+O",), submenu=FILES),
    Command("media.add_folder", "Add a &folder…", Menu.FILE, submenu=FILES),
    Command(
        "media.again", "Anal&yse", Menu.FILE, ("Ctrl+Shift+R",), can_analyse_chosen, submenu=FILES
    ),
    Command("media.stop", "&Take out of the queue", Menu.FILE, (), chosen_is_queued, submenu=FILES),
    Command("media.retry", "Analyse again what fa&iled", Menu.FILE, (), has_failed, submenu=FILES),
    Command("media.pause", "&Pause the queue", Menu.FILE, checkable=True, submenu=FILES),
    Command("media.up", "&Earlier", Menu.FILE, ("Alt+Up",), has_chosen, submenu=FILES),
    Command("media.down", "&Later", Menu.FILE, ("Alt+Down",), has_chosen, submenu=FILES),
    Command("media.find", "&Say where it is now…", Menu.FILE, (), chosen_is_missing, submenu=FILES),
    Command("media.remove", "&Remove from the project…", Menu.FILE, (), has_chosen, submenu=FILES),
)
