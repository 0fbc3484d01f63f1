"""How a file is painted: a mark of its state, its name, below it the state in words."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP, Theme
from desktop_app.views.media_list.model import FRACTION_ROLE, MEDIA_ROLE, STATE_ROLE, Index
from engine.sessions.project import MediaRecord, MediaState

_MARK = 8
_BAR = 3


class MediaDelegate(QStyledItemDelegate):
    """The file that is shown is in bold."""

    def __init__(self, view: QListView, themes: ThemeManager, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._themes = view, themes
        self.shown_id: int | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = QFontMetrics(self._view.font()).height()
        return QSize(120, 2 * line + 2 * GAP + _BAR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        media: MediaRecord = index.data(MEDIA_ROLE)
        theme, rect = self._themes.theme, QRect(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.selection))
        inner = rect.adjusted(2 * GAP + _MARK, GAP, -GAP, -GAP)
        line = inner.height() // 2
        font = self._view.font()
        font.setBold(media.id == self.shown_id)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if media.is_there else theme.text_muted))
        upper = QRect(inner.left(), inner.top(), inner.width(), line)
        _elided(painter, upper, media.path.name, Qt.TextElideMode.ElideMiddle)
        font.setBold(False)
        font.setPointSizeF(font.pointSizeF() * 0.88)
        painter.setFont(font)
        failed = media.state is MediaState.FAILED or not media.is_there
        painter.setPen(QColor(theme.error_text if failed else theme.text_muted))
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), line)
        _elided(painter, lower, str(index.data(STATE_ROLE)), Qt.TextElideMode.ElideRight)
        self._paint_mark(painter, QRect(rect.left() + GAP, upper.top(), _MARK, line), media, theme)
        if (fraction := index.data(FRACTION_ROLE)) is not None:
            bar = QRect(inner.left(), rect.bottom() - _BAR, inner.width(), _BAR)
            painter.fillRect(bar, QColor(theme.surface_raised))
            bar.setWidth(round(bar.width() * float(fraction)))
            painter.fillRect(bar, QColor(theme.accent))
        painter.restore()

    def _paint_mark(self, painter: QPainter, room: QRect, media: MediaRecord, theme: Theme) -> None:
        """Full: analysed; half: stopped; ring: to come; a colour of its own for what failed."""
        box = QRectF(0, 0, _MARK, _MARK)
        box.moveCenter(QRectF(room).center())
        failed = media.state is MediaState.FAILED or not media.is_there
        color = QColor(theme.error_text if failed else theme.accent)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)
        painter.setBrush(color)
        if media.state in {MediaState.DONE, MediaState.FAILED}:
            painter.drawEllipse(box)
        elif media.state in {MediaState.RUNNING, MediaState.STOPPED}:
            painter.drawPie(box, 90 * 16, -180 * 16)


def _elided(painter: QPainter, room: QRect, text: str, mode: Qt.TextElideMode) -> None:
    cut = painter.fontMetrics().elidedText(text, mode, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)
