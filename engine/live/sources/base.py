"""What a live source is. Time 0 is its start; pictures and sound share one monotonic clock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.errors import MibscopeError
from engine.types import AudioBlock, VideoFrame

SOUND_RATE_HZ = 16_000
"""Of the sound that a sink hears."""

SILENT_WARNING_S = 10.0
"""People pause; a working microphone still hears the room."""


class Sink(Protocol):
    """What listens to a source. Each method is called by one thread at a time, not always the same.

    Blocks come in order, and so do pictures; between the two there is no order.
    """

    def hear(self, block: AudioBlock) -> None:
        """Mono at 16 kHz, contiguous from time 0 (silence until the first sample); never dropped.

        A call that takes long delays the next blocks; they wait.
        """

    def see(self, frame: VideoFrame) -> None:
        """An upright picture; ``time_s`` is when it was taken, as far as that is known.

        A call that takes long makes a camera drop pictures and a file deliver late ones.
        """

    def end(self, error: MibscopeError | None) -> None:
        """The source is over, by itself (None) or because of ``error``; nothing follows.

        Called once, and not after ``Source.stop``.
        """


@dataclass(frozen=True, slots=True)
class Level:
    """Of the newest sound, a tenth of a second at most, in dB below full scale (a full square is
    0)."""

    rms_dbfs: float
    peak_dbfs: float


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source is doing. Counts are since its start."""

    frames_seen: int = 0
    frames_dropped: int = 0
    """Pictures that the camera's own usual pace lets one expect and that did not come."""
    fps: float | None = None
    """Pictures a second, lately; None before the second picture."""
    samples_heard: int = 0
    """At 16 kHz, silence filled in included: ``samples_heard / 16000`` is where the sound ends."""
    overflows: int = 0
    """How often the device reported that samples were lost before they reached us."""
    filled_s: float = 0.0
    """Silence put in the place of sound that the device lost."""
    waiting_s: float = 0.0
    """Sound that has been recorded but not yet been handed on."""
    drift_ppm: float | None = None
    """How much faster than the clock the sound device runs; None until it is known (10 s)."""
    level: Level | None = None
    """None where there is no sound."""
    clipping: bool = False
    """The sound has touched full scale within the last two seconds."""
    silent_s: float = 0.0
    """For how long nothing louder than the noise of a sound card has been heard."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is wrong with the sound now, each with the way out, in words for the user."""
        found = []
        if self.clipping:
            found.append("The sound is too loud and is cut off: turn the microphone down.")
        if self.silent_s >= SILENT_WARNING_S:
            found.append(
                f"Nothing has been heard for {self.silent_s:.0f} s: is the microphone muted?"
            )
        if self.filled_s:
            found.append(
                f"The sound device has lost {self.filled_s:.1f} s so far: close other programs."
            )
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Streams:
    """What a source gives once it has started."""

    picture: tuple[int, int] | None
    """Width and height of the pictures; None: no pictures."""
    sound_rate_hz: int | None
    """The rate at which the source itself records, which a tap hears; None: no sound."""


class Source(Protocol):
    """Something that can be watched and listened to."""

    def start(self, sink: Sink) -> None:
        """Open the devices and begin; the sink is called from the source's own threads.

        Raises MibscopeError with what is wrong and the way out; nothing is left open then.
        """

    def stop(self) -> None:
        """Hand on what was recorded so far, close the devices, end the threads. Idempotent."""

    def tap(self, sink: Sink | None) -> None:
        """Let a second sink see the same pictures and hear the sound at the source's own rate.

        On the same clock; at any time, also while running; None takes it away. It is told the
        end before the first sink.
        """

    @property
    def streams(self) -> Streams:
        """Raises RuntimeError before the start."""

    @property
    def health(self) -> SourceHealth: ...


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """What to open: a file or URL, or a camera, a microphone or both."""

    camera: int | None = None
    """Its number (``list_cameras``)."""
    microphone: str | None = None
    """Its name or a part of it (``list_microphones``); ``"default"``: the system's choice."""
    width: int = 640
    height: int = 480
    fps: float = 30.0
    """Wishes: a camera gives the nearest that it can."""
    url: Path | str | None = None
    """A film, played in real time with its sound, also one behind http or https; or the address of
    a network camera (http, https, rtsp), which takes the camera's place."""
    speed: float = 1.0
    """Of a film; infinity: as fast as the sink takes it."""


@dataclass(frozen=True, slots=True)
class CameraInfo:
    index: int
    name: str


@dataclass(frozen=True, slots=True)
class MicrophoneInfo:
    name: str
    channels: int
    rate_hz: int
    """Its own rate, at which it is opened."""
    is_default: bool
