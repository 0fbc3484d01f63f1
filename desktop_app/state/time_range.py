"""The stretch of time that is selected, and playing it again and again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop_app.state.playback import PlaybackState

_SHORTEST_S = 0.02
"""A selection shorter than this is a slip of the hand and selects nothing."""
_AT_END_S = 0.05


class TimeRange(QObject):
    """From ``start_s`` to ``end_s`` in seconds of the medium's clock, or nothing (both None)."""

    changed = Signal()
    loop_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.start_s: float | None = None
        self.end_s: float | None = None
        self.loop = False
        """Whether playback stays within the selection."""

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Both ends, or None."""
        if self.start_s is None or self.end_s is None:
            return None
        return self.start_s, self.end_s

    def select(self, one_s: float, other_s: float) -> None:
        """Select what lies between two times, in whatever order they come."""
        start, end = max(0.0, min(one_s, other_s)), max(one_s, other_s)
        self._put((start, end) if end - start >= _SHORTEST_S else None)

    def begin_at(self, time_s: float, otherwise_end_s: float) -> None:
        """Move the start; where there is no end after it, the end is ``otherwise_end_s``."""
        keeps = self.end_s is not None and self.end_s > time_s
        self.select(time_s, self.end_s if keeps and self.end_s is not None else otherwise_end_s)

    def end_at(self, time_s: float) -> None:
        """Move the end; where there is no start before it, the start is the medium's."""
        keeps = self.start_s is not None and self.start_s < time_s
        self.select(self.start_s if keeps and self.start_s is not None else 0.0, time_s)

    def clear(self) -> None:
        self._put(None)

    def set_loop(self, wanted: bool) -> None:
        if wanted != self.loop:
            self.loop = wanted
            self.loop_changed.emit(wanted)

    def _put(self, bounds: tuple[float, float] | None) -> None:
        if bounds != self.bounds:
            self.start_s, self.end_s = bounds or (None, None)
            self.changed.emit()


class Looping(QObject):
    """Sends the playhead back to the start of the selection whenever it comes to its end.

    Without a selection the whole medium is repeated. What lies before the selection is played
    into it, so that a run-up can be heard.
    """

    def __init__(self, playback: PlaybackState, selection: TimeRange, parent: QObject) -> None:
        super().__init__(parent)
        self._playback, self._selection = playback, selection
        playback.position_changed.connect(self._follow)
        playback.playing_changed.connect(self._on_playing)

    def _follow(self) -> None:
        bounds = self._selection.bounds
        if not (self._playback.playing and self._selection.loop and bounds):
            return
        if self._playback.position_s >= bounds[1]:
            self._playback.seek(bounds[0])

    def _on_playing(self, playing: bool) -> None:
        if playing:
            self._follow()
            return
        playback = self._playback
        # The medium has ended before the playhead came to the end of the selection.
        if self._selection.loop and playback.position_s >= playback.duration_s - _AT_END_S > 0:
            start, end = self._selection.bounds or (0.0, playback.duration_s)
            if end >= playback.duration_s - 2 * _AT_END_S:
                playback.seek(start)
                playback.play_requested.emit(True)
