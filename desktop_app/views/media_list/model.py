"""The project's files as a list model that can be put in another order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop_app.state.session import Session
from desktop_app.views.format import percent
from engine.sessions.project import MediaRecord, MediaState

MEDIA_ROLE = int(Qt.ItemDataRole.UserRole)
STATE_ROLE = MEDIA_ROLE + 1
"""What is said of it, in words."""
FRACTION_ROLE = MEDIA_ROLE + 2
"""How far its analysis is, 0..1, or None."""
_MIME = "application/x-mibscope-media"
Index = QModelIndex | QPersistentModelIndex


class MediaListModel(QAbstractListModel):
    """A row for each file."""

    moved = Signal(int, object)
    """Ids of a file and of the one that it shall come before, or None."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: tuple[MediaRecord, ...] = ()
        for signal in (session.projects.changed, session.projects.media_changed):
            signal.connect(self.read)
        self.read()

    def read(self) -> None:
        """Take over what the project says."""
        rows = self._session.projects.media
        if [each.id for each in rows] == [each.id for each in self._rows]:
            self._rows = rows
            self.refresh()
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def refresh(self) -> None:
        """Their states may be others."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def row_of(self, media_id: int | None) -> int | None:
        return next((row for row, each in enumerate(self._rows) if each.id == media_id), None)

    def media(self, row: int) -> MediaRecord:
        return self._rows[row]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        media = self._rows[index.row()]
        answers: dict[int, Callable[[], object]] = {
            MEDIA_ROLE: lambda: media,
            STATE_ROLE: lambda: self._described(media),
            FRACTION_ROLE: lambda: self._fraction(media),
            Qt.ItemDataRole.DisplayRole: lambda: media.path.name,
            Qt.ItemDataRole.ToolTipRole: lambda: "\n".join(
                filter(None, (str(media.path), media.error))
            ),
            Qt.ItemDataRole.AccessibleTextRole: lambda: (
                f"{media.path.name}, {self._described(media)}"
            ),
        }
        return answers[role]() if role in answers else None

    # ------------------------------------------------------------------ another order

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(_MIME, str(self._rows[indexes[0].row()].id).encode())
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        if not data.hasFormat(_MIME):
            return False
        media_id = int(bytes(data.data(_MIME).data()))
        before = self._rows[row].id if 0 <= row < len(self._rows) else None
        if before != media_id:
            self.moved.emit(media_id, before)
        return False  # the project has moved it; the view shall not remove the row

    # ------------------------------------------------------------------ words

    def _fraction(self, media: MediaRecord) -> float | None:
        if media.state is not MediaState.RUNNING:
            return None
        progress = self._session.queue.progress
        return progress.fraction if progress else 0.0

    def _described(self, media: MediaRecord) -> str:
        if not media.is_there:
            return QCoreApplication.translate("MediaList", "moved or deleted")
        if (fraction := self._fraction(media)) is not None:
            said = QCoreApplication.translate("MediaList", "analysing, {share}")
            return said.format(share=percent(fraction))
        if media.state is MediaState.FAILED:
            return media.error or QCoreApplication.translate("MediaList", "failed")
        return {
            MediaState.NEW: QCoreApplication.translate("MediaList", "not analysed"),
            MediaState.WAITING: QCoreApplication.translate("MediaList", "waiting"),
            MediaState.DONE: QCoreApplication.translate("MediaList", "analysed"),
            MediaState.STOPPED: QCoreApplication.translate("MediaList", "stopped early"),
        }[media.state]
