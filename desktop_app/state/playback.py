"""Where the playhead is. Players report to it, everything else asks it to seek."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

RATES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
"""Speeds that can be chosen, as multiples of the normal one."""


class PlaybackState(QObject):
    """Position in seconds of the medium's clock, and whether it is running."""

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    duration_changed = Signal(float)
    rate_changed = Signal(float)
    muted_changed = Signal(bool)
    play_requested = Signal(bool)
    seek_requested = Signal(float)
    rate_requested = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.position_s = 0.0
        self.duration_s = 0.0
        self.playing = False
        self.rate = 1.0
        self.muted = False

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

    def set_rate(self, rate: float) -> None:
        """Play at ``rate`` times the normal speed from now on, also when it is paused."""
        self.rate_requested.emit(min(max(rate, RATES[0]), RATES[-1]))

    def change_rate(self, steps: int) -> None:
        """To the next faster of ``RATES``, or to a slower one with negative ``steps``."""
        nearest = min(range(len(RATES)), key=lambda place: abs(RATES[place] - self.rate))
        self.set_rate(RATES[min(max(nearest + steps, 0), len(RATES) - 1)])

    def set_muted(self, muted: bool) -> None:
        if muted != self.muted:
            self.muted = muted
            self.muted_changed.emit(muted)

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
