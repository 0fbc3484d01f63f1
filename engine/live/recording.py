"""Recording what a source gives, while it gives it, into a file that a crash leaves playable."""

from __future__ import annotations

import shutil
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from av.error import FFmpegError

from engine.errors import ExportError, MibscopeError
from engine.live.mp4 import FragmentedMp4
from engine.live.sources.base import Streams
from engine.live.spans import Spans
from engine.types import AudioBlock, VideoFrame

RESERVE_BYTES = 500_000_000
"""The recording stops before the disk has less left than this."""
_PICTURES_WAITING = 30
"""About a second of pictures; 30 MB at 640 × 480, 190 MB at 1920 × 1080."""
_LOOK_S = 1.0


@dataclass(frozen=True, slots=True)
class RecordingHealth:
    """How a recording is doing."""

    recorded_s: float = 0.0
    frames: int = 0
    frames_dropped: int = 0
    """Pictures that came faster than they could be encoded."""
    pictures_waiting: int = 0
    waiting_s: float = 0.0
    """Sound that waits to be encoded; never dropped."""
    running: bool = False
    paused: bool = False
    error: MibscopeError | None = None
    """Why it stopped by itself; what was recorded until then is in the file."""


class Recorder:
    """A ``Sink`` that writes an mp4; made to be a source's ``tap``. Nothing is written before
    ``start``.

    The file's time 0 is the first sound (without sound: the first picture) after ``start``.
    Pauses are cut out; ``spans`` tells which source time lies where in the file. A thread of its
    own encodes, so the source never waits.
    """

    def __init__(
        self,
        path: Path,
        streams: Streams,
        *,
        reserve_bytes: int = RESERVE_BYTES,
        free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        """``streams``: what the source gives."""
        self._path = path
        self._streams = streams
        self._reserve_bytes = reserve_bytes
        self._free_bytes = free_bytes
        self._changed = threading.Condition()
        self._sound: deque[AudioBlock] = deque()
        self._pictures: deque[VideoFrame] = deque()
        self._spans = Spans()
        self._running = False
        self._paused = False
        self._frames = 0
        self._dropped = 0
        self._recorded_s = 0.0
        self._error: MibscopeError | None = None
        self._file: FragmentedMp4 | None = None
        self._thread = threading.Thread(target=self._work, name="recording")

    # ------------------------------------------------------------------ from outside

    def start(self) -> None:
        """Make the file and begin. Raises ExportError: there already, not writable, disk full."""
        try:
            self._check_space()
            # At once, because PyAV makes the file with the first packet only.
            self._path.touch(exist_ok=False)
            self._file = FragmentedMp4(self._path, self._streams)
        except FileExistsError as error:
            raise ExportError(
                f"“{self._path}” is there already.", hint="Choose another name."
            ) from error
        except (OSError, FFmpegError) as error:
            raise _not_written(self._path, error) from error
        self._running = True
        self._thread.start()

    def stop(self) -> None:
        """Write what was handed over so far, and close the file. Idempotent."""
        self.end(None)
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def pause(self) -> None:
        """Leave out what comes from here on."""
        with self._changed:
            self._paused = True
            self._spans.close()
            self._changed.notify()

    def resume(self) -> None:
        """Go on; the file has no gap."""
        with self._changed:
            self._paused = False

    @property
    def spans(self) -> Spans:
        """A copy of which source times are in the file, and where."""
        with self._changed:
            return self._spans.copy()

    @property
    def health(self) -> RecordingHealth:
        with self._changed:
            waiting = sum(len(block.samples) / block.sample_rate_hz for block in self._sound)
            return RecordingHealth(
                recorded_s=self._recorded_s,
                frames=self._frames,
                frames_dropped=self._dropped,
                pictures_waiting=len(self._pictures),
                waiting_s=waiting,
                running=self._running,
                paused=self._paused,
                error=self._error,
            )

    # ------------------------------------------------------------------ from the source

    def hear(self, block: AudioBlock) -> None:
        with self._changed:
            wanted = self._running and not self._paused and self._streams.sound_rate_hz
            if not wanted or not len(block.samples):
                return
            self._spans.extend(block.start_s, block.end_s)
            self._sound.append(block)
            self._changed.notify()

    def see(self, frame: VideoFrame) -> None:
        with self._changed:
            if not self._running or self._paused or self._streams.picture is None:
                return
            if self._streams.sound_rate_hz is None:
                self._spans.extend(frame.time_s, frame.time_s)
            elif not self._spans.is_open and len(self._pictures) == _PICTURES_WAITING:
                self._pictures.popleft()  # sound will begin later than this one, if at all
            if len(self._pictures) >= _PICTURES_WAITING:
                self._dropped += 1
                return
            self._pictures.append(frame)
            self._changed.notify()

    def end(self, error: MibscopeError | None) -> None:
        """The source is over: the file is closed after what was handed over."""
        with self._changed:
            self._running = False
            self._changed.notify()

    # ------------------------------------------------------------------ the thread

    def _work(self) -> None:
        assert self._file is not None
        try:
            with closing(self._file):
                self._write(self._file)
        except ExportError as error:
            self._fail(error)
        except (OSError, FFmpegError) as error:
            self._fail(_not_written(self._path, error))
        finally:
            with self._changed:
                self._running = False
            if self._path.exists() and not self._path.stat().st_size:
                self._path.unlink()  # nothing came

    def _write(self, file: FragmentedMp4) -> None:
        looked_s = time.monotonic()
        while self._take(file):
            if time.monotonic() - looked_s > _LOOK_S:
                looked_s = time.monotonic()
                self._check_space()

    def _take(self, file: FragmentedMp4) -> bool:
        """Write the waiting sound and one picture, as far as there are; False once all is done."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._sound or self._pictures or not self._running, _LOOK_S
            )
            sound = [block.samples for block in self._sound]
            self._sound.clear()
            frame, time_s = self._next_picture()
            over = not self._running and not sound and frame is None
        if sound:
            file.add_sound(np.concatenate(sound))
        added = frame is not None and time_s is not None and file.add_picture(frame.bgr, time_s)
        with self._changed:
            self._frames += added
            self._recorded_s = file.end_s
        return not over

    def _next_picture(self) -> tuple[VideoFrame | None, float | None]:
        """The next picture and its time in the file (None: it is not to be there)."""
        if not self._pictures:
            return None, None
        time_s = self._spans.file_time(self._pictures[0].time_s)
        later = self._pictures[0].time_s >= self._spans.end_s and not self._spans.is_open
        if time_s is None and later and self._running and not self._paused:
            # Its sound has not come yet; wait a little and not at full speed.
            self._changed.wait(0.01)
            return None, None
        return self._pictures.popleft(), time_s

    def _check_space(self) -> None:
        free = self._free_bytes(self._path.absolute().parent)
        if free < self._reserve_bytes:
            raise ExportError(
                f"The recording “{self._path}” was stopped: only {free / 1e6:.0f} MB are left on "
                f"the disk.",
                hint="Make room, or record to another disk; what was recorded is kept.",
            )

    def _fail(self, error: MibscopeError) -> None:
        with self._changed:
            self._error = self._error or error
            self._running = False
            self._sound.clear()
            self._pictures.clear()


def _not_written(path: Path, error: OSError | FFmpegError) -> ExportError:
    return ExportError(
        f"“{path}” cannot be written: {error.strerror or error}.",
        hint="Check that the folder exists, that you may write there, and that the disk has room.",
    )
