"""What crosses the border between the window and the live process: plain frozen dataclasses.

The life of a run: Begin, then events, then exactly one of Ended or Broke.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_app.jobs.messages import Failure, Shutdown
from engine.live.events import LiveEvent
from engine.live.sources.base import CameraInfo, MicrophoneInfo, SourceSettings
from engine.live.spans import Span
from engine.types import AnalysisSettings, MediaInfo

# --------------------------------------------------------------------------- to the live process


@dataclass(frozen=True, slots=True)
class ListDevices:
    """Which cameras and microphones are there."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Open the source and analyse it."""

    source: SourceSettings
    settings: AnalysisSettings


@dataclass(frozen=True, slots=True)
class End:
    """Close the source; what was said before is still read."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave out what is still to be read."""


@dataclass(frozen=True, slots=True)
class Record:
    """Write what the source gives into a film, from now on."""

    path: Path


@dataclass(frozen=True, slots=True)
class PauseRecording:
    paused: bool


@dataclass(frozen=True, slots=True)
class EndRecording:
    pass


@dataclass(frozen=True, slots=True)
class Calibrate:
    """Take the next seconds of the person as neutral."""


@dataclass(frozen=True, slots=True)
class Uncalibrate:
    """Take that back."""


Order = (
    ListDevices
    | Begin
    | End
    | Skip
    | Record
    | PauseRecording
    | EndRecording
    | Calibrate
    | Uncalibrate
    | Shutdown
)

# --------------------------------------------------------------------------- from the live process


@dataclass(frozen=True, slots=True)
class Devices:
    """The answer to ListDevices; ``trouble`` says why there are none."""

    cameras: tuple[CameraInfo, ...]
    microphones: tuple[MicrophoneInfo, ...]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of the run. ``sent_s``: when it left, on the machine's monotonic clock.

    film_offset_s: of an utterance that is in the film that is being written: what is to be added
    to its times to get those of the film.
    """

    event: LiveEvent
    sent_s: float
    film_offset_s: float | None = None


@dataclass(frozen=True, slots=True)
class RecordingBegun:
    path: Path


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """The film is whole and can be opened. ``failure``: why it ended by itself.

    media: what it holds; None where it cannot be opened. spans: which stretches of the source's
    time are in it, and where.
    """

    path: Path
    media: MediaInfo | None = None
    spans: tuple[Span, ...] = ()
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """The run is over, and all that came of it was told."""


@dataclass(frozen=True, slots=True)
class Broke:
    """The run could not begin, or ended in the middle."""

    failure: Failure


LiveReport = Devices | Happened | RecordingBegun | RecordingEnded | Ended | Broke
