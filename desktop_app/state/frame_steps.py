"""From picture to picture by the times that the container gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.jobs.background import Background
from desktop_app.state.analysis import AnalysisState
from desktop_app.state.playback import PlaybackState
from engine.errors import MibscopeError
from engine.types import MediaInfo

if TYPE_CHECKING:
    from engine.media.frame_times import FrameTimes

_AROUND_S = 4.0
"""Times this far before and after the playhead are read at once."""
_USUAL_FPS = 25.0


class FrameSteps(QObject):
    """Reads the times around the playhead on a thread, once for many steps. ``close`` it."""

    def __init__(
        self, analysis: AnalysisState, playback: PlaybackState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._analysis, self._playback = analysis, playback
        self._background = Background(self)
        self._known: FrameTimes | None = None
        self._waiting = 0
        self._busy = False
        self._file = 0
        """Counts the files, so that times of another one are not taken."""
        analysis.begun.connect(self._forget)

    def step(self, count: int) -> None:
        """Pause and go ``count`` pictures on (back, if negative)."""
        media = self._analysis.media
        if media is None or media.video is None:
            return
        self._playback.pause()
        self._waiting += count
        if not self._busy and not self._go():
            self._busy = True
            self._read_around(media)

    def close(self) -> None:
        self._background.close()

    def _forget(self) -> None:
        self._file += 1
        self._known, self._waiting, self._busy = None, 0, False

    def _go(self) -> bool:
        """Take the steps that were asked for, if the times for them are known."""
        if self._known is None:
            return False
        wanted = self._known.step(self._playback.position_s, self._waiting)
        if wanted is None:
            return False
        self._waiting = 0
        self._playback.seek(wanted)
        return True

    def _read_around(self, media: MediaInfo) -> None:
        here, file = self._playback.position_s, self._file
        found: list[FrameTimes] = []

        def work() -> None:
            from engine.media.frame_times import frame_times  # noqa: PLC0415 - loads the codecs

            found.append(frame_times(media, here - _AROUND_S, here + _AROUND_S))

        def ended(error: Exception | None) -> None:
            if file != self._file:
                return
            self._busy = False
            if error is not None and not isinstance(error, MibscopeError):
                raise error
            self._known = found[0] if found else None
            if not self._go():
                self._guess(media)

        self._background.run("frame-times", work, ended)

    def _guess(self, media: MediaInfo) -> None:
        """At the first and last picture a step leads nowhere; without any times it is a guess."""
        steps, self._waiting = self._waiting, 0
        if (self._known is None or not len(self._known.times_s)) and media.video is not None:
            self._playback.seek_by(steps / (media.video.average_fps or _USUAL_FPS))
