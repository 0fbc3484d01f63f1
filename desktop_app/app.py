"""Composition root: builds the parts, connects them, runs the event loop, cleans up."""

from __future__ import annotations

import gc
import importlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from desktop_app.i18n.translators import Translations
from desktop_app.jobs.live.engine import LiveTarget
from desktop_app.jobs.live.service import LiveService
from desktop_app.jobs.live.target import load_live
from desktop_app.jobs.service import JobService
from desktop_app.jobs.target import JobTarget, load_engine
from desktop_app.jobs.training import ENGINE, TrainingService
from desktop_app.settings import table
from desktop_app.settings.preferences import Preferences
from desktop_app.state.log import LogBuffer
from desktop_app.state.project import ProjectState
from desktop_app.state.session import Session
from desktop_app.theming.icons import app_icon
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.banner import Tone
from desktop_app.views.main_window import MainWindow
from desktop_app.views.ways_out import after_crash

_log = logging.getLogger(__name__)
_LATER = (
    "desktop_app.views.timeline.panel",
    "desktop_app.views.player.media",
    "cattrs.preconf.json",  # the first project would wait for it
    "numpy.ma",  # and the first picture of the timeline for this
)
"""Takes long to load; comes in once the window is on the screen, before files are opened."""
_LAST = ("desktop_app.views.training.insight.tabs",)
"""What a page needs that is hardly ever the first thing wanted; it comes in after the files."""

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def run_window(paths: Sequence[Path]) -> int:
    """Open the window on these files; returns the exit code when it is closed."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if not has_display():
        print(
            "There is no display to open a window on.\n"
            "On the command line: mibscope analyze FILE, or mibscope demo.",
            file=sys.stderr,
        )
        return 1
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends the window; the jobs follow it
    qInstallMessageHandler(route_qt_message)
    # Without it frames are converted through OpenGL; a software OpenGL takes 0.3 s for each.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ForceRasterWidgets)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("MIBScope")
    application.setDesktopFileName("mibscope")
    application.setWindowIcon(app_icon())
    composition = Composition(application, load_engine)
    composition.start(paths)
    return application.exec()


def has_display() -> bool:
    """Whether a window can be shown; Qt would abort without a word to the user."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


class Composition(QObject):
    """All parts of the running program."""

    def __init__(
        self,
        application: QApplication,
        target: JobTarget,
        preferences: Preferences | None = None,
        live_target: LiveTarget = load_live,
        training_command: Sequence[str] = ENGINE,
    ) -> None:
        super().__init__()
        self.preferences = preferences or Preferences()
        self.translations = Translations(application, self.preferences.get(table.LANGUAGE))
        self.themes = ThemeManager(application, self.preferences.get(table.APPEARANCE))
        self.jobs = JobService(target, self)
        self.live = LiveService(live_target, self)
        projects = ProjectState(self.preferences.projects_folder, self.preferences.recent, self)
        self.training = TrainingService(training_command, parent=self)
        self.session = Session(self.jobs, projects, self, live=self.live, training=self.training)
        self.log = LogBuffer()
        self.window = MainWindow(self.session, self.themes, self.preferences, self.log)
        self.window.closing.connect(self._close)
        self.preferences.changed.connect(self._follow_settings)
        self._hook = ExceptionHook(self)
        self._hook.caught.connect(self._tell_exception)

    def start(self, paths: Sequence[Path]) -> None:
        """Show the window, then load what takes time, then open the files."""
        self._hook.install()
        self.log.install(self.preferences.get(table.DETAILED_LOG))
        self.window.show()
        QTimer.singleShot(0, self, lambda: self._after_show(paths))

    def _after_show(self, paths: Sequence[Path]) -> None:
        if not self.window.isVisible():
            return  # closed at once: nothing may begin any more
        self.jobs.prewarm()
        if not self.preferences.notice_seen:
            self.window.show_notice()

        def loaded(error: Exception | None) -> None:
            _raise(error)
            self.window.prepare()
            self.session.training.take_up()
            gc.freeze()  # what is loaded now stays: collecting it again and again takes long
            self.window.open_files(paths or self._left_off())
            self.window.background.run("load-pages", lambda: _import(_LAST), _raise)

        self.window.background.run("load-views", lambda: _import(_LATER), loaded)

    def _follow_settings(self, key: str) -> None:
        if key == table.PROJECTS_FOLDER.key:
            self.session.projects.folder = self.preferences.projects_folder
        if key == table.DETAILED_LOG.key:
            self.log.set_detailed(self.preferences.get(table.DETAILED_LOG))

    def _left_off(self) -> Sequence[Path]:
        """The last project, if that is wanted."""
        return self.preferences.recent.all()[:1] if self.preferences.get(table.REOPEN) else ()

    def _close(self) -> None:
        self.session.close()
        self.live.close()
        self.jobs.close()
        self._hook.remove()
        self.translations.remove()
        self.log.remove()

    def _tell_exception(self, text: str, details: str) -> None:
        self.window.banners.show_message(
            Tone.ERROR,
            self.tr("Something in the window went wrong: {error}").format(error=text),
            self.tr("Your results are kept. If it happens again, please report it."),
            details,
            after_crash(self.window),
        )


def _import(names: Sequence[str]) -> None:
    for name in names:
        importlib.import_module(name)


def _raise(error: Exception | None) -> None:
    if error is not None:
        raise error


class ExceptionHook(QObject):
    """An exception nobody caught is logged and told; the window stays alive."""

    caught = Signal(str, str)

    def install(self) -> None:
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def remove(self) -> None:
        sys.excepthook, threading.excepthook = self._before

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("uncaught exception", exc_info=(kind, error, trace))
        self.caught.emit(f"{kind.__name__}: {error}", "")

    def _on_thread_exception(self, failure: threading.ExceptHookArgs) -> None:
        error = failure.exc_value or failure.exc_type()
        self._on_exception(failure.exc_type, error, failure.exc_traceback)


def route_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's own messages go to Python's logging, under Qt's category."""
    category = context.category or "default"
    logging.getLogger(f"qt.{category.removeprefix('qt.')}").log(_QT_LEVELS[kind], "%s", text)
