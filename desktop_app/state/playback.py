"""Where the playhead is. Players report to it, everything else asks it to seek."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class PlaybackState(QObject):
    """Position in seconds of the medium's clock, and whether it is running."""

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    duration_changed = Signal(float)
    rate_changed = Signal(float)
    play_requested = Signal(bool)
    seek_requested = Signal(float)
    rate_requested = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.position_s = 0.0
        self.duration_s = 0.0
        self.playing = False
        self.rate = 1.0

    # ------------------------------------------------------------------ requests (views)

    def seek(self, time_s: float) -> None:
        """Move the playhead at once and let the player follow."""
        time_s = min(max(0.0, time_s), self.duration_s)
        self.report_position(time_s)
        self.seek_requested.emit(time_s)

    def seek_by(self, seconds: float) -> None:
        self.seek(self.position_s + seconds)

    def toggle(self) -> None:
        self.play_requested.emit(not self.playing)

    def pause(self) -> None:
        self.play_requested.emit(False)

    def play_at(self, rate: float) -> None:
        """Play with ``rate`` times the normal speed."""
        self.rate_requested.emit(rate)
        self.play_requested.emit(True)

    # ------------------------------------------------------------------ reports (the player)

    def report_position(self, time_s: float) -> None:
        if time_s != self.position_s:
            self.position_s = time_s
            self.position_changed.emit(time_s)

    def report_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)

    def report_rate(self, rate: float) -> None:
        if rate != self.rate:
            self.rate = rate
            self.rate_changed.emit(rate)

    def report_duration(self, duration_s: float) -> None:
        if duration_s != self.duration_s:
            self.duration_s = duration_s
            self.duration_changed.emit(duration_s)
