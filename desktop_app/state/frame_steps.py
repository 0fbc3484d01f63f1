"""From picture to picture by the times that the container gives them."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.jobs.background import Background
from desktop_app.state.analysis import AnalysisState
from desktop_app.state.playback import PlaybackState
from engine.errors import MibscopeError
from engine.types import MediaInfo, VideoFrame

if TYPE_CHECKING:
    from engine.media.frame_times import FrameTimes

_AROUND_S = 4.0
"""Times this far before and after the playhead are read at once."""
_USUAL_FPS = 25.0
_LARGEST = 1920
"""Longest side of a picture that is told, in pixels."""


class FrameSteps(QObject):
    """Reads the times around the playhead on a thread, once for many steps. ``close`` it.

    A player does not always show the picture that it is sent to: it judges by durations, which
    are wrong where the rate varies and pictures are stored out of order. So the very picture is
    decoded too, and told.
    """

    picture_ready = Signal(VideoFrame)
    """The picture that a step has led to."""

    def __init__(
        self, analysis: AnalysisState, playback: PlaybackState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._analysis, self._playback = analysis, playback
        self._background = Background(self)
        self._closing = Event()
        self._known: FrameTimes | None = None
        self._waiting = 0
        self._busy = False
        self._decoding = False
        self._stepped_s = -1.0
        """Where the last step has led."""
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
        """Stop what runs and wait for the threads to end."""
        self._closing.set()
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
        self._stepped_s = wanted
        self._playback.seek(wanted)
        if not self._decoding and self._analysis.media is not None:
            self._decode(self._analysis.media, wanted)
        return True

    def _decode(self, media: MediaInfo, wanted_s: float) -> None:
        """Fetch a picture; when the playhead has gone on meanwhile, then the next one."""
        self._decoding, file = True, self._file
        found: list[VideoFrame | None] = []

        def work() -> None:
            from engine.media.frame_times import picture_at  # noqa: PLC0415 - loads the codecs

            found.append(picture_at(media, wanted_s, max_side=_LARGEST, cancel=self._closing))

        def ended(error: Exception | None) -> None:
            self._decoding = False
            if error is not None and not isinstance(error, MibscopeError):
                raise error
            picture = found[0] if found else None
            if file != self._file or picture is None or self._playback.playing:
                return
            if self._playback.position_s == wanted_s:
                self.picture_ready.emit(picture)
            elif self._stepped_s == self._playback.position_s:
                self._decode(media, self._playback.position_s)

        self._background.run("picture", work, ended)

    def _read_around(self, media: MediaInfo) -> None:
        here, file = self._playback.position_s, self._file
        found: list[FrameTimes] = []

        def work() -> None:
            from engine.media.frame_times import frame_times  # noqa: PLC0415 - loads the codecs

            found.append(
                frame_times(media, here - _AROUND_S, here + _AROUND_S, cancel=self._closing)
            )

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
