"""The vocabulary that every part of MIBScope shares: frozen dataclasses, numpy only.

Time is in seconds of the medium's own clock (container timestamps), 0.0 at the start of the
presentation. Anything that is absent is ``None`` or masked, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
UInt8Array = npt.NDArray[np.uint8]
UInt32Array = npt.NDArray[np.uint32]


class Modality(StrEnum):
    """What a prediction can draw on. The order is the model's order (l, a, v in the paper)."""

    TEXT = "text"
    AUDIO = "audio"
    VISION = "vision"


class Emotion(StrEnum):
    """The seven expressions shown; the order is the model's output order."""

    NEUTRAL = "neutral"
    HAPPY = "happy"
    SAD = "sad"
    ANGRY = "angry"
    FEAR = "fear"
    DISGUST = "disgust"
    SURPRISE = "surprise"


SENTIMENT = "sentiment"
"""Head of one number in −3..3."""
EMOTIONS = "emotions"
"""Head of the seven expressions in the order of ``Emotion``."""


class HeadKind(StrEnum):
    """What a head predicts, and with it the loss and the scores that belong to it."""

    REGRESSION = "regression"
    """Numbers; mean absolute error."""
    MULTI_CLASS = "multi-class"
    """Logits of classes of which one holds; the label is a distribution; cross-entropy."""
    MULTI_LABEL = "multi-label"
    """A logit per class, any number of which hold; binary cross-entropy."""


@dataclass(frozen=True, slots=True)
class Head:
    """One output of every decoder. ``size``: how many numbers."""

    kind: HeadKind
    size: int


STANDARD_HEADS: Mapping[str, Head] = MappingProxyType(
    {
        SENTIMENT: Head(HeadKind.REGRESSION, 1),
        EMOTIONS: Head(HeadKind.MULTI_CLASS, len(Emotion)),
    }
)
"""The two heads of the models that analyse videos."""


def heads_to_dict(heads: Mapping[str, Head]) -> dict[str, Any]:
    """Plain JSON."""
    return {name: asdict(head) | {"kind": head.kind.value} for name, head in heads.items()}


def heads_from_dict(plain: Mapping[str, Any]) -> dict[str, Head]:
    """The inverse of ``heads_to_dict``."""
    return {
        str(name): Head(HeadKind(head["kind"]), int(head["size"])) for name, head in plain.items()
    }


# --------------------------------------------------------------------------- media


@dataclass(frozen=True, slots=True)
class VideoStreamInfo:
    """One picture stream, after rotation metadata has been applied."""

    index: int
    codec: str
    width: int
    height: int
    rotation_deg: int
    """Clockwise turn that decoding applies (0, 90, 180, 270); width and height are after it."""
    average_fps: float | None
    """For display only. Frame times come from the container."""
    start_s: float


@dataclass(frozen=True, slots=True)
class AudioStreamInfo:
    """One sound stream."""

    index: int
    codec: str
    sample_rate_hz: int
    channels: int
    start_s: float
    """Offset of the first sample against the presentation's start."""


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a file holds; the streams named are the ones that will be used."""

    path: Path
    container: str
    duration_s: float
    video: VideoStreamInfo | None
    audio: AudioStreamInfo | None
    notes: tuple[str, ...] = ()
    """Sentences for the user: several streams and which was taken, an undecodable stream …"""


@dataclass(frozen=True, slots=True)
class AudioBlock:
    """A run of mono samples on the medium's clock. ``samples``: float32 [n] in −1..1."""

    samples: Float32Array
    start_s: float
    sample_rate_hz: int

    @property
    def end_s(self) -> float:
        return self.start_s + len(self.samples) / self.sample_rate_hz


@dataclass(frozen=True, slots=True)
class VideoFrame:
    """One upright picture. ``bgr``: uint8 [height, width, 3]."""

    bgr: UInt8Array
    time_s: float


# --------------------------------------------------------------------------- speech


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start_s: float
    end_s: float
    confidence: float
    """Whisper's word probability, 0..1."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of transcribed speech as Whisper gave it."""

    start_s: float
    end_s: float
    text: str
    words: tuple[Word, ...]
    no_speech_probability: float
    language: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """The unit of prediction: speech between two pauses, or a stretch without speech.

    ``words`` is empty where nobody speaks: the text is then absent, not empty.
    """

    index: int
    start_s: float
    end_s: float
    words: tuple[Word, ...] = ()
    language: str | None = None
    voiced: bool = False
    """Somebody speaks although there are no words: transcription was left out."""

    @property
    def text(self) -> str:
        return " ".join(word.text.strip() for word in self.words)

    @property
    def has_speech(self) -> bool:
        return self.voiced or bool(self.words)


# --------------------------------------------------------------------------- features


@dataclass(frozen=True, slots=True)
class FeatureTrack:
    """One modality of one utterance.

    values: float32 [steps, dimension]; times_s: float64 [steps], centre of each step;
    valid: bool [steps], False where there is no evidence (no face in that frame, no voice).
    """

    values: Float32Array
    times_s: Float64Array
    valid: BoolArray

    @property
    def has_evidence(self) -> bool:
        return bool(self.valid.any())


@dataclass(frozen=True, slots=True)
class FaceObservation:
    """A face in one sampled frame. Box as fractions of the upright picture: left, top, w, h."""

    time_s: float
    track_id: int
    box: tuple[float, float, float, float]
    score: float
    """Detector confidence, 0..1."""


@dataclass(frozen=True, slots=True)
class MeshedFace:
    """A face of one picture. ``box`` as in FaceObservation; ``mesh``: its points as fractions of
    width and height, float32 [468, 2]."""

    box: tuple[float, float, float, float]
    mesh: Float32Array


@dataclass(frozen=True, slots=True)
class Sample:
    """Features of one utterance; a modality without evidence is missing from ``tracks``."""

    tracks: Mapping[Modality, FeatureTrack]


# --------------------------------------------------------------------------- results


@dataclass(frozen=True, slots=True)
class Prediction:
    """Sentiment in −3..3 and a probability for each of the seven emotions (they sum to one)."""

    sentiment: float
    emotions: Mapping[Emotion, float]

    @property
    def top_emotion(self) -> Emotion:
        return max(self.emotions, key=lambda emotion: self.emotions[emotion])


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one modality's bottleneck let through and what it did to the fused prediction.

    All values belong to the deterministic mean path. Emotion values are changes of probability.
    """

    modality: Modality
    rate_nats: float
    """KL(p(z_m|x_m) ‖ N(0, I)) summed over dimensions."""
    unimodal: Prediction
    """What this modality's own decoder says."""
    shapley_sentiment: float
    shapley_emotions: Mapping[Emotion, float]
    drop_one_sentiment: float
    """Fused prediction minus the prediction without this modality."""
    drop_one_emotions: Mapping[Emotion, float]


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """How far one prediction can be believed, by samples of z and what validation says of them."""

    sentiment_sd: float
    sentiment_interval: tuple[float, float]
    """Of 80 %, within −3..3."""
    sentiment_uncertain: bool
    emotions_sd: Mapping[Emotion, float]
    """Of the probabilities."""
    emotion_entropy: float
    """Of the mean probabilities, from 0 (sure) to 1 (knows nothing)."""
    emotion_uncertain: bool
    shapley_sentiment_sd: Mapping[Modality, float]
    shapley_emotions_sd: Mapping[Modality, Mapping[Emotion, float]]


class Agreement(StrEnum):
    """Whether the modalities say the same (engine.explain.agreement)."""

    AGREE = "agree"
    CONFLICT = "conflict"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Of the unimodal predictions of one utterance."""

    sentiment: Agreement
    emotion: Agreement

    @property
    def overall(self) -> Agreement:
        """Conflict in either is a conflict; otherwise agreement in either is an agreement."""
        both = (self.sentiment, self.emotion)
        for verdict in (Agreement.CONFLICT, Agreement.AGREE):
            if verdict in both:
                return verdict
        return Agreement.UNCLEAR


@dataclass(frozen=True, slots=True)
class UtteranceResult:
    """Everything that is known of one utterance. Absent modalities have no contribution."""

    utterance: Utterance
    prediction: Prediction
    baseline: Prediction
    """The prediction from no input at all; Shapley values add up from here."""
    fused_rate_nats: float | None
    contributions: Mapping[Modality, Contribution]
    absent: Mapping[Modality, str]
    """Why a modality took no part, in words for the user."""
    faces: tuple[FaceObservation, ...] = ()
    """The chosen person's face over time."""
    face_track_id: int | None = None
    faces_seen: int = 0
    """How many different people were in view."""
    uncertainty: Uncertainty | None = None
    """None where it was not asked for."""
    coalitions: Mapping[frozenset[Modality], Prediction] = field(default_factory=dict)
    """The prediction with each subset of those that take part, from none to all."""
    agreement: AgreementReport | None = None
    """None where it was not asked for."""

    @property
    def sentiment_uncertain(self) -> bool:
        """Whether the sentiment is too vague to be named."""
        return self.uncertainty is not None and self.uncertainty.sentiment_uncertain

    @property
    def emotion_uncertain(self) -> bool:
        """Whether no expression stands out."""
        return self.uncertainty is not None and self.uncertainty.emotion_uncertain


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """What was asked for; travels with the results so that they can be repeated."""

    asr_model: str = "auto"
    """Name of a Whisper model, or auto: the best one that is on this machine."""
    language: str | None = None
    device: str = "auto"
    use_text: bool = True
    use_audio: bool = True
    use_video: bool = True
    checkpoint: Path | None = None
    """None: the default checkpoint that comes with MIBScope."""
    voice_baseline: Path | None = None
    """A recording of the only speaker, whose ordinary voice is then the zero; None: no baseline."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What produced the numbers."""

    mibscope_version: str
    checkpoint: str
    checkpoint_sha256: str
    asr_model: str
    device: str
    device_reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An utterance whose words or times were edited, before it is predicted anew.

    tracks: what was heard and seen; words are read anew from ``utterance``.
    before: what was known of it; its faces lie within the new times.
    """

    utterance: Utterance
    tracks: Mapping[Modality, FeatureTrack]
    before: UtteranceResult


# --------------------------------------------------------------------------- events


class Stage(StrEnum):
    """Stages of an analysis in the order in which they start."""

    PROBE = "probe"
    LOAD_MODELS = "load models"
    TRANSCRIBE = "transcribe"
    FEATURES = "features"
    PREDICT = "predict"


@dataclass(frozen=True, slots=True)
class MediaProbed:
    info: MediaInfo


@dataclass(frozen=True, slots=True)
class ModelsReady:
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the whole analysis is; ``remaining_s`` is None until it can be estimated."""

    stage: Stage
    fraction: float
    remaining_s: float | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class UtteranceAnalysed:
    """``tracks``: the features that were predicted from, of those who take part."""

    result: UtteranceResult
    tracks: Mapping[Modality, FeatureTrack] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Warned:
    """Something the user should know that did not stop the analysis."""

    message: str


@dataclass(frozen=True, slots=True)
class Label:
    """What one rater says of a stretch of a medium, in seconds of its clock.

    It belongs to no utterance but to its time, so that it outlives whatever is split, merged or
    analysed anew (engine.sessions.labels.placing).
    """

    id: int
    """Of its first row in the file."""
    media_id: int
    start_s: float
    end_s: float
    rater: str
    sentiment: float | None
    """In −3..3; None: this rater says nothing of it."""
    emotions: frozenset[Emotion] | None
    """Those that are shown, any number; None: this rater says nothing of them."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A whole analysis: what is exported and what the window holds."""

    media: MediaInfo
    settings: AnalysisSettings
    provenance: Provenance
    results: tuple[UtteranceResult, ...]
    warnings: tuple[str, ...] = ()
    complete: bool = True
    stage_seconds: Mapping[Stage, float] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    """What the user calls the people in view, by the track of their face."""
    notes: Mapping[int, str] = field(default_factory=dict)
    """What the user noted, by the index of the utterance."""
    labels: Mapping[int, tuple[Label, ...]] = field(default_factory=dict)
    """What raters say, one label of each, by the index of the utterance."""


@dataclass(frozen=True, slots=True)
class AnalysisFinished:
    analysis: Analysis


AnalysisEvent = MediaProbed | ModelsReady | Progress | UtteranceAnalysed | Warned | AnalysisFinished
