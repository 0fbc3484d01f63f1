"""The main window: menus, header, messages, and the page for an open file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.commands.binding import CommandSet
from desktop_app.commands.catalogue import CATALOGUE
from desktop_app.commands.command import Menu
from desktop_app.commands.menus.view import PANELS
from desktop_app.i18n.texts import translate
from desktop_app.jobs.background import Background
from desktop_app.jobs.messages import AbortReason, Failure
from desktop_app.settings.preferences import Preferences
from desktop_app.state.analysis import Status
from desktop_app.state.log import LogBuffer
from desktop_app.state.models import ModelsState
from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.banner import Action, BannerStack, Tone
from desktop_app.views.empty import EmptyPage
from desktop_app.views.exporting import ExportStrip
from desktop_app.views.handlers.table import Handlers
from desktop_app.views.header import Header
from desktop_app.views.live.page import LivePage
from desktop_app.views.notice import NoticeDialog
from desktop_app.views.overview.jumps import JumpList
from desktop_app.views.player.panel import PlayerPanel
from desktop_app.views.recent_menu import RecentMenu
from desktop_app.views.status_bar import ProvenanceBar
from desktop_app.views.training.insight.worst import WrongTable
from desktop_app.views.training.page import TrainingPage
from desktop_app.views.ways_out import after_failure, analyse_again, go_on
from desktop_app.views.workspace import Workspace
from engine.errors import MibscopeError
from engine.sessions.media_files import media_in
from engine.sessions.project.project import SUFFIX


class MainWindow(QMainWindow):
    """One file at a time; closing it ends everything it started."""

    closing = Signal()

    def __init__(
        self, session: Session, themes: ThemeManager, preferences: Preferences, log: LogBuffer
    ) -> None:
        super().__init__()
        self.session, self.themes, self.preferences = session, themes, preferences
        self.log = log
        self.background = Background(self)
        self.models = ModelsState(self.background, parent=self)
        self.handlers = Handlers(self)
        self.commands = CommandSet(session, self.handlers.table(), self)
        self.banners = BannerStack()
        self.header = Header(session, self.commands, themes)
        self.workspace = Workspace(session, self.commands, themes, preferences)
        self.live = LivePage(session.live, self.commands, themes)
        self.training = TrainingPage(session, self.commands, themes, preferences)
        self.empty = EmptyPage(themes, preferences.recent, self.models)
        self.exports = ExportStrip()
        self.recent = RecentMenu(preferences.recent, self)
        self.pages = QStackedWidget()
        self._build()
        self._listen()
        self.handlers.show_choices()
        self.resize(1280, 800)
        if (geometry := preferences.geometry) is not None:
            self.restoreGeometry(geometry)
        if (arrangement := preferences.arrangement) is not None:
            self.workspace.restore(arrangement)
        session.lanes.restore(preferences.turned("lanes"))
        session.overlays.restore(preferences.turned("overlays"))

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        self.setWindowTitle("MIBScope")
        self.setAcceptDrops(True)
        self._fill_menus()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.workspace)
        self.pages.addWidget(self.live)
        self.pages.addWidget(self.training)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(GAP, 0, GAP, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.header)
        column.addWidget(self.banners)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(body)
        self.setStatusBar(ProvenanceBar(self.session.analysis))
        self.statusBar().addPermanentWidget(self.exports)

    def _fill_menus(self) -> None:
        menus = {
            (menu, ""): self.menuBar().addMenu(translate("Command", menu.value)) for menu in Menu
        }
        self.recent.chosen.connect(lambda path: self.open_files([path]))
        for command in CATALOGUE:
            top, place = menus[command.menu, ""], (command.menu, command.submenu)
            if command.separated:
                top.addSeparator()
            if place not in menus:
                menus[place] = top.addMenu(translate("Command", command.submenu))
            menus[place].addAction(self.commands[command.id])
            if command.id == "file.open":
                top.addMenu(self.recent)
        panels = menus[Menu.VIEW, PANELS]
        panels.insertActions(panels.actions()[0], self.workspace.switches)

    def _listen(self) -> None:
        analysis = self.session.analysis
        analysis.begun.connect(self._on_begun)
        analysis.warned.connect(lambda text: self.banners.show_message(Tone.WARNING, text))
        analysis.failed.connect(self._on_failed)
        analysis.aborted.connect(self._on_aborted)
        self.empty.open_wanted.connect(self.commands["file.open"].trigger)
        self.empty.demo_wanted.connect(self.commands["file.demo"].trigger)
        self.empty.live_wanted.connect(self.commands["live.open"].trigger)
        self.empty.models_wanted.connect(self.commands["tools.models"].trigger)
        self.empty.project_wanted.connect(lambda path: self.open_files([path]))
        live = self.session.live
        live.failed.connect(self._on_edit_failed)
        live.noticed.connect(lambda text: self.banners.show_message(Tone.INFO, text))
        self.session.keeper.failed.connect(self._on_edit_failed)
        self.session.keeper.kept.connect(self._on_recorded)
        self.live.bar.film_wanted.connect(self.handlers.live.choose_film)
        self.live.bar.address_wanted.connect(self.handlers.live.choose_address)
        self.session.editor.failed.connect(self._on_edit_failed)
        self.session.labels.failed.connect(self._on_edit_failed)
        self.handlers.edits.listen()
        self.handlers.training.listen()
        self.pages.currentChanged.connect(self.handlers.show_pages)
        self.session.projects.changed.connect(self._entitle)
        self.session.projects.changed.connect(self._leave_page)
        self.workspace.panel(PlayerPanel).trouble.connect(self._on_playback_trouble)

    # ------------------------------------------------------------------ files

    def open_files(self, paths: Sequence[Path]) -> None:
        """A project, or media: the first is shown, all are analysed one after the other."""
        if not paths:
            return
        try:
            if paths[0].suffix == SUFFIX:
                self.session.open_project(paths[0])
                self._offer_to_go_on()
            else:
                self.session.open_all(media_in(paths), self.handlers.analysis.settings)
        except MibscopeError as error:
            self.banners.show_message(Tone.ERROR, error.message, error.hint)

    def _offer_to_go_on(self) -> None:
        """What was left in the queue of a project is not begun without a word."""
        if count := self.session.queue.waiting:
            self.banners.show_message(
                Tone.INFO,
                self.tr("%n file(s) of this project wait to be analysed.", None, count),
                actions=go_on(self),
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        event.acceptProposedAction()
        self.open_files(paths)

    def prepare(self) -> None:
        """Load what is not needed for the first picture of the window.

        The page for a file is drawn once unseen: styles, fonts and plots do much on first use,
        which must not hold up the event loop once an analysis runs.
        """
        self.workspace.prepare()
        self.workspace.resize(self.pages.size())
        self.workspace.grab()

    def show_notice(self) -> None:
        """What the figures mean; accepting it is remembered."""
        dialog = NoticeDialog(self.themes, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self.preferences.remember_notice)
        dialog.open()

    # ------------------------------------------------------------------ what the analysis says

    def _on_begun(self) -> None:
        self.banners.clear()
        self._entitle()
        if self.session.analysis.path is not None:
            self.pages.setCurrentWidget(self.workspace)
            self.workspace.take_focus()

    def show_project(self) -> None:
        """Its files first, as nothing of them is shown yet."""
        self.pages.setCurrentWidget(self.workspace)
        self.workspace.show_panel("media")

    def show_live(self, wanted: bool) -> None:
        """The live page, or what is open besides."""
        self.show_page(self.live if wanted else None)

    def show_page(self, page: QWidget | None) -> None:
        """This page; None: what is open besides."""
        is_open = self.session.projects.project is not None
        self.pages.setCurrentWidget(page or (self.workspace if is_open else self.empty))

    def _leave_page(self) -> None:
        if self.session.projects.project is None:
            self.pages.setCurrentWidget(self.empty)

    def _entitle(self) -> None:
        path, projects = self.session.analysis.path, self.session.projects
        names = [path.name] if path else []
        if projects.project is not None and projects.was_chosen:
            names.append(projects.project.path.stem)
        self.setWindowTitle(" – ".join([*names, "MIBScope"]))

    def _on_failed(self, failure: Failure) -> None:
        if self.session.analysis.media is None:
            self.banners.clear()  # what else was said of this file no longer matters
            self.pages.setCurrentWidget(self.empty)
        ways = after_failure(self, failure.remedy)
        self.banners.show_message(Tone.ERROR, failure.message, failure.hint, failure.details, ways)

    def _on_edit_failed(self, failure: Failure) -> None:
        self.banners.show_message(Tone.ERROR, failure.message, failure.hint, failure.details)

    def _on_recorded(self, path: Path) -> None:
        self.preferences.recent.add(path)
        self.banners.show_message(
            Tone.INFO,
            self.tr("The recording is kept as {name}, with all that was shown of it.").format(
                name=path.name
            ),
            actions=(Action(self.tr("Open the project"), lambda: self._open_recording(path)),),
        )

    def _open_recording(self, path: Path) -> None:
        self.show_live(False)
        self.open_files([path])

    def _on_aborted(self, reason: AbortReason) -> None:
        count = len(self.session.analysis.results)
        kept = self.tr("The %n result(s) so far are kept.", None, count)
        self.banners.show_message(
            Tone.INFO,
            self.tr("The analysis was stopped."),
            kept if count else "",
            actions=analyse_again(self),
        )

    def _on_playback_trouble(self, text: str) -> None:
        if self.session.analysis.status is not Status.FAILED:
            self.banners.show_message(
                Tone.WARNING,
                self.tr("The file cannot be played here ({error}).").format(error=text),
                self.tr("It is still analysed."),
            )

    # ------------------------------------------------------------------ window

    def event(self, event: QEvent) -> bool:
        """Space and Enter belong to what has the focus before they play, pause and go on."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _uses(self.focusWidget(), Qt.Key(event.key()))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton):
                focused.click()
                return
        super().keyPressEvent(event)

    def _remember(self) -> None:
        kept, session = self.preferences, self.session
        kept.geometry, kept.arrangement = self.saveGeometry(), self.workspace.arrangement
        kept.remember_turned("lanes", session.lanes.turned)
        kept.remember_turned("overlays", session.overlays.turned)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.hide()
        self._remember()
        self.workspace.panel(PlayerPanel).close_media()
        self.exports.cancel()
        self.models.cancel()
        self.background.close()
        self.closing.emit()
        event.accept()


def _uses(focused: QWidget | None, key: Qt.Key) -> bool:
    """Whether a widget does something with Space or Enter itself."""
    if key == Qt.Key.Key_Space:
        return isinstance(focused, QAbstractButton)
    if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
        writes = isinstance(focused, QLineEdit | QPlainTextEdit | QComboBox | QAbstractSpinBox)
        pressed = isinstance(focused, QAbstractButton) and not focused.isCheckable()
        return writes or pressed or isinstance(focused, JumpList | WrongTable)
    return False
