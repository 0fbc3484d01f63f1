"""The files of the project: what stands in the queue, what failed, what was moved."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QToolButton,
    QVBoxLayout,
)

from desktop_app.commands.binding import CommandSet
from desktop_app.state.session import Session
from desktop_app.state.throttle import Throttle
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.media_list.delegate import MediaDelegate
from desktop_app.views.media_list.model import MediaListModel
from engine.sessions.project import MediaRecord, MediaState

_REFRESH_MS = 200
_ON_FILE = (
    "media.again",
    "media.stop",
    "media.up",
    "media.down",
    "media.find",
    "media.remove",
)
"""Commands that concern the file at hand."""


class MediaListPanel(QFrame):
    """Choosing a file shows it; drag, or Alt+Up and Alt+Down, change the order of the queue."""

    def __init__(self, session: Session, commands: CommandSet, themes: ThemeManager) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._session, self._commands = session, commands
        self.model = MediaListModel(session, self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setAccessibleName(self.tr("Files of the project"))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setDragDropMode(QListView.DragDropMode.InternalMove)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = MediaDelegate(self.list, themes, self)
        self.list.setItemDelegate(self._delegate)
        self._empty = QLabel(self.tr("No files yet. Drop videos or a folder here."))
        self._empty.setProperty("role", "muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._count = QLabel()
        self._count.setProperty("role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(self._empty, 1)
        column.addLayout(self._foot())
        self.list.clicked.connect(self._show)
        self.list.activated.connect(self._show)
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.model.moved.connect(session.files.move_before)
        self._throttle = Throttle(_REFRESH_MS, self.model.refresh, self)
        session.queue.arrived.connect(self._throttle.poke)
        for signal in (session.analysis.begun, self.model.modelReset, self.model.dataChanged):
            signal.connect(self._refresh)
        themes.changed.connect(self.list.viewport().update)
        self._refresh()

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(GAP, GAP // 2, GAP // 2, GAP // 2)
        row.addWidget(self._count, 1)
        pause, add = self._commands["media.pause"], QMenu(self)
        add.addActions([self._commands["media.add"], self._commands["media.add_folder"]])
        self._pause, self._add = QToolButton(), QToolButton()
        self._pause.setText(self.tr("Pause"))
        self._pause.setToolTip(pause.toolTip())
        self._pause.setCheckable(True)
        self._pause.clicked.connect(pause.trigger)
        pause.toggled.connect(self._pause.setChecked)
        self._add.setText(self.tr("Add"))
        self._add.setMenu(add)
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for button in (self._pause, self._add):
            button.setAccessibleName(button.text())
            button.setProperty("role", "flat")
            row.addWidget(button)
        return row

    def _refresh(self) -> None:
        count = self.model.rowCount()
        self.list.setVisible(count > 0)
        self._empty.setVisible(count == 0)
        states = [self.model.media(row).state for row in range(count)]
        done = states.count(MediaState.DONE)
        self._count.setText(
            self.tr("{done} of {count} analysed").format(done=done, count=count) if count else ""
        )
        self._delegate.shown_id = self._session.analysis.media_id
        if not self.list.currentIndex().isValid():
            chosen = self._session.files.chosen
            row = self.model.row_of(chosen.id if chosen else self._session.analysis.media_id)
            if row is not None:
                self.list.setCurrentIndex(self.model.index(row))
        self.list.viewport().update()

    def _at(self, index: QModelIndex) -> MediaRecord | None:
        return self.model.media(index.row()) if index.isValid() else None

    def _show(self, index: QModelIndex) -> None:
        if (media := self._at(index)) is not None:
            self._session.show_media(media.id)

    def _choose(self, index: QModelIndex) -> None:
        if (media := self._at(index)) is not None:
            self._session.files.choose(media.id)

    def _open_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        on_file = self.list.indexAt(where).isValid()
        names = _ON_FILE if on_file else ("media.add", "media.add_folder")
        actions: list[QAction] = [self._commands[name] for name in names]
        menu.addActions(actions)
        menu.popup(self.list.viewport().mapToGlobal(where))
