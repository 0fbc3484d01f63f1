"""The timeline panel: lanes stacked over one axis of time, one playhead through all of them.

Imported after the window is shown: pyqtgraph takes a while to load.
"""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP, Theme
from desktop_app.views.format import MODALITY_NAMES, clock, precise_clock
from desktop_app.views.throttle import Throttle
from desktop_app.views.timeline.data import MODALITIES, SeriesCache
from desktop_app.views.timeline.items import LaneItem, TimeViewBox
from desktop_app.views.timeline.lanes import LANES, ContributionLane, Lane

_AXIS_WIDTH = 62
_SHORTEST_VIEW_S = 0.5
_TICK_PX = 80
_STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
_REFRESH_MS = 250
"""New results are drawn together at most this often …"""
_APART_MS = 25
"""… and lane by lane, so that the event loop has a turn in between."""


class TimeAxis(pg.AxisItem):  # type: ignore[misc] # pyqtgraph has no types
    """Minutes and seconds instead of plain numbers, at steps a clock has."""

    def tickSpacing(self, start: float, end: float, size: float) -> list[tuple[float, float]]:
        least = (end - start) * _TICK_PX / max(1.0, size)
        return [(next((step for step in _STEPS_S if step >= least), _STEPS_S[-1]), 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [precise_clock(v) if spacing < 1 else clock(v + 1e-6) for v in values]


class LaneRow:
    """A lane on the screen: title, view box, left axis and drawing."""

    def __init__(self, lane: Lane, item: LaneItem, box: TimeViewBox, axis: pg.AxisItem) -> None:
        self.lane, self.item, self.box, self.axis = lane, item, box, axis
        self.title = pg.LabelItem(justify="left")


class Timeline(QWidget):
    """Four lanes; click or drag to seek, wheel to zoom, Shift or another button to pan."""

    def __init__(self, session: Session, themes: ThemeManager) -> None:
        super().__init__()
        self._session, self.themes = session, themes
        self._cache = SeriesCache(session.analysis)
        self._range = (0.0, 1.0)
        self._fitted = True
        self.graphics = pg.GraphicsLayoutWidget()
        self.graphics.setFrameShape(self.graphics.Shape.NoFrame)
        self.graphics.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.graphics.ci.layout.setContentsMargins(GAP, GAP // 2, GAP, 2)
        self.graphics.ci.layout.setVerticalSpacing(1)
        self.graphics.ci.layout.setHorizontalSpacing(0)
        self.rows = [self._add_row(place, lane) for place, lane in enumerate(LANES)]
        self._time_axis = TimeAxis("bottom")
        self._time_axis.setHeight(22)
        self._time_axis.setStyle(tickLength=4)
        self._time_axis.linkToView(self.rows[-1].box)
        self.graphics.addItem(self._time_axis, row=2 * len(LANES), col=1)
        self._read_out = QLabel(self)
        self._read_out.setProperty("role", "readout")
        self._read_out.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._read_out.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.graphics)
        self._refresh = Throttle(_REFRESH_MS, self._redraw, self)
        analysis, playback = session.analysis, session.playback
        analysis.result_added.connect(self._refresh.poke)
        analysis.status_changed.connect(self._refresh.poke)
        analysis.begun.connect(self.zoom_fit)
        analysis.media_changed.connect(self.zoom_fit)
        playback.position_changed.connect(self._move_playhead)
        themes.changed.connect(self._restyle)
        self.graphics.viewport().installEventFilter(self)
        self._restyle()
        self.zoom_fit()

    # ------------------------------------------------------------------ what can be asked of it

    @property
    def view_range(self) -> tuple[float, float]:
        """Seconds that are in view."""
        return self._range

    @property
    def read_out(self) -> str:
        return self._read_out.text() if self._read_out.isVisible() else ""

    def hide_read_out(self) -> None:
        self._read_out.hide()

    def zoom(self, factor: float, around_s: float | None = None) -> None:
        """Show ``factor`` times as much time; ``around_s`` stays where it is."""
        start, end = self._range
        pivot = self._session.playback.position_s if around_s is None else around_s
        pivot = min(max(pivot, start), end)
        self._fitted = False
        self._show(pivot - (pivot - start) * factor, pivot + (end - pivot) * factor)

    def zoom_fit(self) -> None:
        """Show everything."""
        self._fitted = True
        self._show(0.0, self._whole())
        self._refresh.poke()

    def pan(self, seconds: float) -> None:
        start, end = self._range
        whole = self._whole()
        seconds = min(max(seconds, -start), max(0.0, whole - end))
        self._show(start + seconds, end + seconds)

    # ------------------------------------------------------------------ building

    def _add_row(self, place: int, lane: Lane) -> LaneRow:
        box = TimeViewBox()
        axis = pg.AxisItem("left")
        axis.setWidth(_AXIS_WIDTH)
        axis.setStyle(tickLength=0, tickTextOffset=6, autoExpandTextSpace=False)
        axis.linkToView(box)
        item = LaneItem(lane, self._cache, box, self._theme, self._pending_until)
        row = LaneRow(lane, item, box, axis)
        self.graphics.addItem(row.title, row=2 * place, col=1)
        self.graphics.addItem(axis, row=2 * place + 1, col=0)
        self.graphics.addItem(box, row=2 * place + 1, col=1)
        self.graphics.ci.layout.setRowStretchFactor(2 * place + 1, lane.height)
        self.graphics.ci.layout.setRowMinimumHeight(2 * place + 1, lane.height)
        self.graphics.ci.layout.setRowMaximumHeight(2 * place, 17)
        box.seek_wanted.connect(self._session.playback.seek)
        box.pan_wanted.connect(self.pan)
        box.zoom_wanted.connect(self.zoom)
        return row

    def _theme(self) -> Theme:
        return self.themes.theme

    def _pending_until(self) -> float:
        """While an analysis runs, the time up to which results are still to come."""
        analysis = self._session.analysis
        return analysis.duration_s if analysis.active and analysis.media else 0.0

    def _whole(self) -> float:
        return max(_SHORTEST_VIEW_S, self._session.analysis.duration_s)

    # ------------------------------------------------------------------ keeping up

    def _redraw(self) -> None:
        if self._fitted and self._range[1] != self._whole():
            self._show(0.0, self._whole())
        for place, row in enumerate(self.rows):
            self._scale(row)
            QTimer.singleShot(place * _APART_MS, row.item, row.item.update)

    def _scale(self, row: LaneRow) -> None:
        extent = row.lane.extent(self._cache.series)
        if tuple(row.box.viewRange()[1]) != extent:
            row.box.setYRange(*extent, padding=0)
            row.axis.setTicks([row.lane.ticks(extent)])

    def _show(self, start_s: float, end_s: float) -> None:
        whole = self._whole()
        length = min(max(_SHORTEST_VIEW_S, end_s - start_s), whole)
        start_s = min(max(0.0, start_s), whole - length)
        self._range = (start_s, start_s + length)
        for row in self.rows:
            row.box.setXRange(*self._range, padding=0)

    def _move_playhead(self, time_s: float) -> None:
        start, end = self._range
        if not start <= time_s <= end:
            self._show(time_s - (end - start) * 0.05, time_s + (end - start) * 0.95)
        for row in self.rows:
            row.item.set_playhead(time_s)

    def _restyle(self) -> None:
        theme = self.themes.theme
        self.graphics.setBackground(theme.surface)
        for row in self.rows:
            row.title.setText(_title(row.lane, theme), size="8.5pt", color=theme.text_muted)
            _dress(row.axis, theme)
            self._scale(row)
            row.item.restyle()
        _dress(self._time_axis, theme)

    # ------------------------------------------------------------------ read-out under the mouse

    def _hover(self, scene_position: QPointF) -> None:
        for row in self.rows:
            inside = row.box.mapFromScene(scene_position)
            if row.box.rect().contains(inside):
                point = row.box.mapToView(inside)
                self._say(row.lane, float(point.x()), float(point.y()), scene_position)
                return
        self._read_out.hide()

    def _say(self, lane: Lane, time_s: float, value: float, position: QPointF) -> None:
        analysis = self._session.analysis
        index = analysis.index_at(time_s)
        if index is None:
            self._read_out.hide()
            return
        self._read_out.setText(
            f"{precise_clock(time_s)}  {lane.read_out(analysis.results[index], value)}"
        )
        self._read_out.adjustSize()
        size = self._read_out.size()
        x, y = int(position.x()) + 14, int(position.y()) + 14
        x = x if x + size.width() < self.width() else int(position.x()) - size.width() - 14
        y = min(y, self.height() - size.height() - 2)
        self._read_out.move(max(0, x), max(0, y))
        self._read_out.show()
        self._read_out.raise_()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._read_out.hide()
        elif isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseMove:
            self._hover(QPointF(self.graphics.mapToScene(event.position().toPoint())))
        return False


def _dress(axis: pg.AxisItem, theme: Theme) -> None:
    axis.setPen(QColor(theme.grid))
    axis.setTextPen(QColor(theme.text_muted))
    font = axis.label.font()
    font.setPointSizeF(7.5)
    axis.setStyle(tickFont=font)


def _title(lane: Lane, theme: Theme) -> str:
    if not isinstance(lane, ContributionLane):
        return lane.title
    keys = "&nbsp;&nbsp;".join(
        f'<span style="color:{theme.modality(m).name()}">■</span> {MODALITY_NAMES[m]}'
        for m in MODALITIES
    )
    return f"{lane.title}&nbsp;&nbsp;&nbsp;{keys}&nbsp;&nbsp;▨ absent"
