"""The timeline panel: which stretch of time is in view, and how it follows the state."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.state.session import Session
from desktop_app.state.throttle import Throttle
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.format import precise_clock
from desktop_app.views.timeline.data import SeriesCache
from desktop_app.views.timeline.gestures import Gestures
from desktop_app.views.timeline.lane import Moment
from desktop_app.views.timeline.plot import Plot
from desktop_app.views.timeline.read_out import ReadOut, lines_of, plain
from desktop_app.views.timeline.window import TimeWindow

_REFRESH_MS = 250
"""New results are drawn together at most this often."""
_JUMP_S = 0.5
"""A playhead that moves farther at once has been put there, and is followed."""


class Timeline(QWidget):
    """Lanes over one axis of time, one playhead through all of them."""

    def __init__(self, session: Session, themes: ThemeManager) -> None:
        super().__init__()
        self._session, self.themes = session, themes
        self._fitted = True
        self._playhead_s = session.playback.position_s
        self._cache = SeriesCache(session.analysis, session.labels.hides)
        self.plot = Plot(session, self._cache, themes)
        self._read_out = ReadOut(self)
        self.setFocusProxy(self.plot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        self._refresh = Throttle(_REFRESH_MS, self._redraw, self)
        session.analysis.results_reset.connect(self._redraw)  # an edit shows at once
        self._listen()
        self._describe()
        self.zoom_fit()

    def _listen(self) -> None:
        session = self._session
        analysis = session.analysis
        for signal in (
            analysis.result_added,
            analysis.status_changed,
            session.waveform.changed,
        ):
            signal.connect(self._refresh.poke)
        session.labels.hidden_changed.connect(self._on_hidden)
        analysis.begun.connect(self.zoom_fit)
        analysis.media_changed.connect(self.zoom_fit)
        session.playback.position_changed.connect(self._follow)
        session.range.changed.connect(self.plot.update)
        session.lanes.changed.connect(self._arrange)
        self.themes.changed.connect(self.plot.update)
        gestures = Gestures(self.plot)
        gestures.seek_wanted.connect(session.selection.go_to)
        gestures.select_wanted.connect(session.range.select)
        gestures.pan_wanted.connect(self.pan)
        gestures.zoom_wanted.connect(self.zoom)
        gestures.hovered.connect(self._hover)
        gestures.left.connect(self.hide_read_out)

    # ------------------------------------------------------------------ what can be asked of it

    @property
    def view_range(self) -> tuple[float, float]:
        """Seconds that are in view."""
        return self.plot.window_s.start_s, self.plot.window_s.end_s

    @property
    def read_out(self) -> str:
        """What is said at the mouse, a line for each lane; empty where nothing is said."""
        return self._read_out.said

    def hide_read_out(self) -> None:
        self._read_out.hide()
        self.plot.hover_x = None
        self.plot.update()

    def zoom(self, factor: float, around_s: float | None = None) -> None:
        """Show ``factor`` times as much time; ``around_s`` (the playhead) stays where it is."""
        pivot = self._session.playback.position_s if around_s is None else around_s
        self._show(self.plot.window_s.zoomed(factor, pivot))

    def zoom_fit(self) -> None:
        """Show everything."""
        self._show(TimeWindow.fitted(self._session.analysis.duration_s), fitted=True)

    def zoom_to(self, start_s: float, end_s: float) -> None:
        """Show these seconds with a little around them."""
        self._show(self.plot.window_s.around(start_s, end_s))

    def zoom_to_selection(self) -> None:
        if (bounds := self._session.range.bounds) is not None:
            self.zoom_to(*bounds)

    def pan(self, seconds: float) -> None:
        self._show(self.plot.window_s.panned(seconds))

    def pan_by_share(self, share: float) -> None:
        """Move by a share of what is in view; negative is to the left."""
        self.pan(self.plot.window_s.span_s * share)

    # ------------------------------------------------------------------ keeping up

    def _show(self, window: TimeWindow, *, fitted: bool = False) -> None:
        self._fitted = fitted
        if window != self.plot.window_s:
            self.plot.window_s = window
            self.plot.update()

    def _redraw(self) -> None:
        whole = TimeWindow.fitted(self._session.analysis.duration_s).whole_s
        window = self.plot.window_s
        if self._fitted:
            self.zoom_fit()
        elif whole != window.whole_s:
            self._show(TimeWindow(0, whole, whole).of(window.start_s, window.end_s))
        self.plot.update()
        self._describe()

    def _on_hidden(self) -> None:
        self._cache.forget()
        self.hide_read_out()
        self._refresh.poke()

    def _arrange(self) -> None:
        self.plot.arrange()
        self.hide_read_out()

    def _follow(self, time_s: float) -> None:
        """Keep the playhead in view, unless the user has moved the view away from it."""
        start, end = self.view_range
        before, self._playhead_s = self._playhead_s, time_s
        followed = start <= before <= end or abs(time_s - before) > _JUMP_S
        if followed and not start <= time_s <= end:
            span = end - start
            self._show(self.plot.window_s.of(time_s - span * 0.05, time_s + span * 0.95))
        self.plot.update()
        self._refresh.poke()

    # ------------------------------------------------------------------ what it says

    def _hover(self, position: QPointF) -> None:
        plot = self.plot
        inside = plot.x_of(plot.window_s.start_s) <= position.x() <= plot.x_of(plot.window_s.end_s)
        if not inside or not self._session.analysis.results:
            self.hide_read_out()
            return
        plot.hover_x = position.x()
        plot.update()
        lines = lines_of(self._moment(plot.time_at(position.x())), [s.lane for s in plot.strips])
        self._read_out.say(lines, self.themes.theme, position.toPoint(), self.size())

    def _moment(self, time_s: float) -> Moment:
        analysis = self._session.analysis
        index = analysis.index_at(time_s)
        result = None if index is None else analysis.results[index]
        track = result.face_track_id if result is not None else None
        person = "" if track is None else self._session.remarks.names.get(track, "")
        hidden = result is not None and self._session.labels.hides(result)
        around_s = self.plot.seconds_per_pixel
        return Moment(time_s, result, self._session.waveform, around_s, person, hidden)

    def _describe(self) -> None:
        """Tell those who cannot see it what is in view and what is at the playhead."""
        start, end = self.view_range
        lanes = [strip.lane for strip in self.plot.strips]
        self.plot.setAccessibleName(self.tr("Timeline"))
        self.plot.setAccessibleDescription(
            self.tr("From {start} to {end}. At the playhead: {values}").format(
                start=precise_clock(start),
                end=precise_clock(end),
                values=plain(lines_of(self._moment(self._session.playback.position_s), lanes)),
            )
        )

    # ------------------------------------------------------------------ keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(0.5)
            case Qt.Key.Key_Minus:
                self.zoom(2.0)
            case Qt.Key.Key_PageUp:
                self.pan_by_share(-0.9)
            case Qt.Key.Key_PageDown:
                self.pan_by_share(0.9)
            case _:
                super().keyPressEvent(event)
