"""Playback with QtMultimedia: follows the requests of PlaybackState and reports to it.

This module is imported after the window is shown: loading the multimedia library takes a while.
"""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEventLoop,
    QMetaObject,
    QObject,
    Qt,
    QTimer,
    QUrl,
    Signal,
)
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoFrame, QVideoSink

from desktop_app.state.playback import PlaybackState
from desktop_app.views.player.frames import FrameConverter
from desktop_app.views.player.surface import VideoSurface

_TICK_MS = 33
_SEEK_SETTLE_MS = 120


class MediaPlayer(QObject):
    """Glue between QMediaPlayer, the surface and the playback state; ``close`` must be called."""

    trouble = Signal(str)

    def __init__(self, playback: PlaybackState, surface: VideoSurface, volume: float) -> None:
        super().__init__()
        self._playback = playback
        self._output = QAudioOutput()
        self._output.setVolume(volume)
        self._sink = QVideoSink()
        self._player = QMediaPlayer()
        self._player.setAudioOutput(self._output)
        self._player.setVideoSink(self._sink)
        self._frames = FrameConverter()
        self._frames.resize(surface.size() * surface.devicePixelRatioF())
        surface.resized.connect(self._frames.resize)
        self._surface, self._exact = surface, False
        self._frames.converted.connect(self._show)
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._player.playbackStateChanged.connect(self._on_state)
        self._player.errorOccurred.connect(self._on_error)
        self._player.playbackRateChanged.connect(playback.report_rate)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._report_position)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SEEK_SETTLE_MS)
        playback.play_requested.connect(self._play)
        playback.seek_requested.connect(self._seek)
        playback.rate_requested.connect(self._player.setPlaybackRate)
        playback.muted_changed.connect(self._output.setMuted)
        self._output.setMuted(playback.muted)

    def open(self, path: Path) -> None:
        """Load a file and show its first picture."""
        self._exact = False
        self._frames.forget()
        self._player.setSource(QUrl.fromLocalFile(str(path.absolute())))
        self._player.pause()

    def show_exact(self, image: QImage) -> None:
        """Show this instead of the player's own picture, until it plays or goes elsewhere."""
        self._exact = True
        self._frames.forget()
        self._surface.show_image(image)

    def set_volume(self, volume: float) -> None:
        """0..1 on a perceived scale."""
        self._output.setVolume(volume)

    def close(self) -> None:
        """Stop and release threads; the object is of no use afterwards."""
        self._tick.stop()
        # Qt's renderers end in threads of their own and take leave of output and sink there. That
        # needs the interpreter, which this thread would hold while it waits for them in stop(). So
        # the event loop, which lets go of the interpreter, calls stop() itself.
        stop = Qt.ConnectionType.QueuedConnection
        QMetaObject.invokeMethod(self._player, "stop", stop)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        self._player.setSource(QUrl())
        self._frames.close()

    def _play(self, wanted: bool) -> None:
        if not wanted:
            self._player.pause()
            return
        at_end = self._playback.position_s >= self._playback.duration_s - 0.05
        if at_end:
            self._playback.seek(0.0)
        self._player.play()

    def _show(self, image: QImage) -> None:
        if not self._exact:
            self._surface.show_image(image)

    def _seek(self, time_s: float) -> None:
        self._exact = False
        self._settle.start()  # positions from before the jump may still arrive
        # Positions are whole milliseconds; rounded down, one would lie in the picture before.
        self._player.setPosition(math.ceil(time_s * 1000 - 1e-6))

    def _on_frame(self, frame: QVideoFrame) -> None:
        if not self._exact:
            self._frames.offer(frame)

    def _on_state(self, state: QMediaPlayer.PlaybackState) -> None:
        playing = state is QMediaPlayer.PlaybackState.PlayingState
        if playing:
            self._exact = False
            self._tick.start()
        else:
            self._tick.stop()
            self._report_position()  # the playhead stands at the picture that is shown
        if not playing and self._player.mediaStatus() is QMediaPlayer.MediaStatus.EndOfMedia:
            self._playback.report_position(self._playback.duration_s)
        self._playback.report_playing(playing)

    def _report_position(self) -> None:
        if not self._settle.isActive():
            self._playback.report_position(self._player.position() / 1000)

    def _on_error(self, error: QMediaPlayer.Error, text: str) -> None:
        if error is not QMediaPlayer.Error.NoError:
            self.trouble.emit(text)
