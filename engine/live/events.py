"""What the live path tells whoever shows it: frozen, numpy only, made to go through a pipe.

What shows a state (picture, faces, captions in progress, state, health, countdown) may be left out
where the consumer is slow: the newest one counts. Everything else comes, in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from engine.errors import MibscopeError
from engine.live.sources.base import Level, SourceHealth
from engine.types import (
    Emotion,
    FaceObservation,
    FeatureTrack,
    Float32Array,
    Modality,
    Prediction,
    Provenance,
    UInt8Array,
    Utterance,
    UtteranceResult,
    Word,
)


@dataclass(frozen=True, slots=True)
class LiveStarted:
    """The models are loaded and the source runs; times count from its start.

    picture: width and height of what the source gives, None without; sound: whether there is any.
    smoothing_s: time constant of what ``LiveState`` shows.
    """

    provenance: Provenance
    picture: tuple[int, int] | None
    sound: bool
    smoothing_s: float


@dataclass(frozen=True, slots=True)
class PictureShown:
    """``bgr``: uint8 [height, width, 3], no side longer than faces are looked for in (640)."""

    time_s: float
    bgr: UInt8Array


@dataclass(frozen=True, slots=True)
class LiveFace:
    """A face as it was last measured. ``mesh``: float32 [468, 2], fractions of the picture."""

    observation: FaceObservation
    mesh: Float32Array | None
    expression: Mapping[str, float]
    """What the expression network alone says of this one picture; empty where it was not asked."""


@dataclass(frozen=True, slots=True)
class FacesSeen:
    """All faces of one picture, the largest first; none is an answer too."""

    time_s: float
    faces: tuple[LiveFace, ...]


@dataclass(frozen=True, slots=True)
class LiveContribution:
    """Smoothed. Shares of all modalities add up to the smoothed prediction minus the baseline."""

    rate_nats: float | None
    """None where the modality has no evidence now."""
    shapley_sentiment: float
    shapley_emotions: Mapping[Emotion, float]
    unimodal: Prediction | None
    """As it is now, not smoothed; None where the modality has no evidence now."""


@dataclass(frozen=True, slots=True)
class LiveState:
    """What the evidence of the current stretch says, provisionally.

    A stretch is the utterance that is going on, or the last seconds where nobody speaks.
    """

    time_s: float
    """Of the source's clock when the prediction began."""
    stretch: tuple[float, float]
    prediction: Prediction | None
    """Smoothed; None where there is no evidence of anything."""
    baseline: Prediction | None
    sentiment_interval: tuple[float, float] | None
    """Of 80 %, smoothed like the prediction."""
    sentiment_uncertain: bool
    emotion_uncertain: bool
    contributions: Mapping[Modality, LiveContribution]
    absent: Mapping[Modality, str]
    """Why a modality has no evidence now, in words for the user."""
    delays_s: Mapping[Modality, float]
    """From when its newest evidence was there to be seen or heard until this state was made."""
    face_track_id: int | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    """The words of one stretch of speech. Committed ones never change; pending ones may.

    ``closed``: the speech is over and nothing is pending. Each stretch ends with a closed one.
    """

    start_s: float
    committed: tuple[Word, ...]
    pending: tuple[Word, ...] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class UtteranceFinal:
    """An utterance that ended, analysed as in a file; takes the place of what was shown of it.

    tracks: the features that were predicted from.
    """

    result: UtteranceResult
    tracks: Mapping[Modality, FeatureTrack] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UtteranceUnread:
    """An utterance that ended and of which nothing could be predicted."""

    utterance: Utterance


class Pressure(IntEnum):
    """What has been given up because the machine is too slow, in this order."""

    NONE = 0
    FACES = 1
    """Faces are looked at half as often."""
    PREDICTIONS = 2
    """Also, predictions are made half as often."""
    SMALLER_MODEL = 3
    """Also, a smaller Whisper model reads, from there to the end."""
    NO_WORDS = 4
    """Also, nothing is transcribed until reading has caught up; the voice is still heard."""


@dataclass(frozen=True, slots=True)
class Delay:
    """Seconds, of the last minute."""

    median_s: float
    p95_s: float


@dataclass(frozen=True, slots=True)
class LiveHealth:
    """About once a second. Rates a second and of the last seconds; counts since the start."""

    time_s: float
    pictures_per_s: float
    faces_per_s: float
    predictions_per_s: float
    delays: Mapping[Modality, Delay]
    """Voice and face: from evidence to state. Words: from the end of a word to its commitment."""
    final_delay: Delay | None
    """From the end of an utterance to its final numbers."""
    speech_factor: float | None
    """Seconds of Whisper per second of sound, of the last minute."""
    asr_model: str
    device: str
    pressure: Pressure
    pictures_seen: int
    faces_dropped: int
    """Pictures that were to be looked at for faces and were not."""
    samples_heard: int
    samples_read: int
    """What voice activity has gone through; the rest waits, nothing is lost."""
    waiting: Mapping[str, int]
    """Lengths of the queues by name."""
    unread_s: float
    """How far transcription is behind."""
    source: SourceHealth | None = None


@dataclass(frozen=True, slots=True)
class SoundLevel:
    """Twenty times a second where there is sound: how loud it is. ``time_s``: where it ends."""

    time_s: float
    level: Level


@dataclass(frozen=True, slots=True)
class Calibrating:
    """The person is to sit and to speak neutrally for so long yet."""

    left_s: float


@dataclass(frozen=True, slots=True)
class Calibrated:
    """From here on this person's neutral voice or face is the zero of these modalities.

    modalities: for which a calibration holds, this one or an earlier one; none where it was undone.
    why_not: of what this one could not calibrate, in words for the user.
    """

    modalities: tuple[Modality, ...]
    why_not: Mapping[Modality, str]
    time_s: float
    """On the clock of the source."""

    @property
    def fresh(self) -> tuple[Modality, ...]:
        """What this one has calibrated."""
        return tuple(each for each in self.modalities if each not in self.why_not)


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something the user should know that did not stop anything."""

    message: str


@dataclass(frozen=True, slots=True)
class Finishing:
    """The source is over; so many seconds of speech are still to be read."""

    left_s: float


@dataclass(frozen=True, slots=True)
class LiveEnded:
    """The last event. ``skipped``: what was left to be read was left out."""

    duration_s: float
    skipped: bool
    error: MibscopeError | None = None
    """Why the source ended by itself: unplugged …"""


LiveEvent = (
    LiveStarted
    | PictureShown
    | FacesSeen
    | LiveState
    | Caption
    | UtteranceFinal
    | UtteranceUnread
    | LiveHealth
    | SoundLevel
    | Calibrating
    | Calibrated
    | Noticed
    | Finishing
    | LiveEnded
)
