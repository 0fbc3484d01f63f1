"""The transcript panel: click or arrow keys seek, the row under the playhead is marked."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QVBoxLayout

from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.throttle import Throttle
from desktop_app.views.transcript.delegate import TranscriptDelegate
from desktop_app.views.transcript.model import TranscriptModel

_REFRESH_MS = 100


class TranscriptPanel(QFrame):
    """What was said, coloured by sentiment."""

    def __init__(self, session: Session, themes: ThemeManager) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._session = session
        self._following = False
        self._model = TranscriptModel(session.analysis, self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setAccessibleName(self.tr("Transcript"))
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setLayoutMode(QListView.LayoutMode.Batched)
        self.list.setBatchSize(64)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = TranscriptDelegate(self.list, themes, self)
        self.list.setItemDelegate(self._delegate)
        title = QLabel(self.tr("Transcript"))
        title.setProperty("role", "title")
        self._count = QLabel()
        self._count.setProperty("role", "small")
        head = QHBoxLayout()
        head.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.list.clicked.connect(self._seek_to)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        session.playback.position_changed.connect(self._follow)
        # Asking where a row is lays out all rows; not for each one that comes.
        self._throttle = Throttle(_REFRESH_MS, self._on_rows, self)
        state = session.analysis
        for signal in (state.result_added, state.results_reset, state.begun):
            signal.connect(self._throttle.poke)
        themes.changed.connect(self.list.viewport().update)
        self._on_rows()

    @property
    def current_row(self) -> int:
        return self.list.currentIndex().row()

    def _on_rows(self) -> None:
        count = self._model.rowCount()
        self._count.setText(self.tr("%n utterance(s)", None, count) if count else "")
        self._follow(self._session.playback.position_s)

    def _on_current(self, index: QModelIndex) -> None:
        if not self._following and self.list.hasFocus():
            self._seek_to(index)

    def _seek_to(self, index: QModelIndex) -> None:
        if index.isValid():
            self._session.playback.seek(
                self._session.analysis.results[index.row()].utterance.start_s
            )

    def _follow(self, time_s: float) -> None:
        self._delegate.playhead_s = time_s
        row = self._session.analysis.index_before(time_s)
        if row is None:
            return
        index = self._model.index(row)
        if row != self.current_row:
            self._following = True
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
            self._following = False
        else:
            self.list.update(index)
