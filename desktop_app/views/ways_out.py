"""What a message offers to do about it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app.jobs.messages import Remedy
from desktop_app.views.banner import Action

translate = QCoreApplication.translate

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow


def after_export(path: Path) -> tuple[Action, ...]:
    """Look at the file, or at where it lies."""
    return (
        Action(translate("WaysOut", "Open"), partial(_show, path)),
        Action(translate("WaysOut", "Show in folder"), partial(_show, path.parent)),
    )


def after_failure(window: MainWindow, remedy: Remedy | None) -> tuple[Action, ...]:
    """Models are fetched; anything else is tried again, if there is a file to try it with."""
    if remedy is Remedy.MODELS:
        return (
            Action(
                translate("WaysOut", "Open the models"), window.commands["tools.models"].trigger
            ),
        )
    return analyse_again(window) or (
        Action(translate("WaysOut", "Open another file…"), window.commands["file.open"].trigger),
    )


def analyse_again(window: MainWindow) -> tuple[Action, ...]:
    """The file that is shown."""
    again = window.commands["analysis.again"]
    if window.session.analysis.media is None:
        return ()
    return (Action(translate("WaysOut", "Analyse again"), again.trigger),)


def go_on(window: MainWindow) -> tuple[Action, ...]:
    """With what waits in the queue."""
    return (Action(translate("WaysOut", "Go on"), window.session.queue.go_on),)


def after_crash(window: MainWindow) -> tuple[Action, ...]:
    """What is needed to report it."""
    return (Action(translate("WaysOut", "Show the log"), window.commands["tools.log"].trigger),)


def _show(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
