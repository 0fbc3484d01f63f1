"""Ten seconds of a person's neutral face and voice, which are their zero from then on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from engine.features.baseline import LEAST_SPEECH_S, evidence_s
from engine.features.neutral import NeutralFeatures, own_offset
from engine.features.vision.faces import FrameReading
from engine.features.vision.timeline import FaceTimeline
from engine.live.events import Calibrated, Calibrating
from engine.pipelines.held import HeldEvidence
from engine.types import FeatureTrack, Float32Array, Modality

CALIBRATION_S = 10.0
LEAST_FACE_S = 4.0
_LATE_S = 0.5
"""By then what was heard and seen last has been looked at."""
_UNKNOWN = "What is neutral to this model is not known."
_NO_HELP = "On people this model had not met, it did not help."

_MODALITIES = (Modality.AUDIO, Modality.VISION)
_LEAST_S = {Modality.AUDIO: LEAST_SPEECH_S, Modality.VISION: LEAST_FACE_S}
_TOO_LITTLE = {
    Modality.AUDIO: "Too little speech was heard, at least four seconds are needed.",
    Modality.VISION: "No face was in view for long enough, four seconds are needed.",
}

Track = Callable[[float, float], FeatureTrack | None]
"""What was heard of a voice between two times."""


@dataclass(frozen=True, slots=True)
class Ear:
    """``why_not``: why there is no track, or empty."""

    track: Track | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Eye:
    """``columns``: numbers of a reading. ``why_not``: why there are none, or empty."""

    columns: int
    why_not: str = ""


class NeutralWatch:
    """Begun and undone from anywhere; ``look`` on one thread, which also tells of it."""

    def __init__(
        self,
        held: HeldEvidence,
        neutral: NeutralFeatures | None,
        ear: Ear,
        eye: Eye,
        tell: Callable[[Calibrating | Calibrated], None],
    ) -> None:
        self._held, self._neutral = held, neutral
        self._ear, self._eye, self._tell = ear, eye, tell
        self._lock = Lock()
        self._wanted_s: float | None = None
        self._span: tuple[float, float] | None = None
        self._faces = FaceTimeline(eye.columns)
        self._undone = False
        self._offsets: dict[Modality, Float32Array] = {}

    def begin(self, seconds: float = CALIBRATION_S) -> None:
        """From the next look on; one that is going on begins anew."""
        with self._lock:
            self._wanted_s, self._span, self._undone = seconds, None, False

    def undo(self) -> None:
        """As if there had been none, at once."""
        with self._lock:
            self._wanted_s, self._span, self._undone = None, None, True
            self._offsets = {}
            self._held.calibrate({})

    def see(self, reading: FrameReading) -> None:
        """The faces of the next picture."""
        with self._lock:
            if self._span is not None:
                self._faces.add(reading)

    def look(self, now_s: float) -> None:
        """Several times a second: how long it still takes, or what came of it."""
        told = self._step(now_s)
        if told is not None:
            self._tell(told)

    def _step(self, now_s: float) -> Calibrating | Calibrated | None:
        with self._lock:
            if self._undone:
                self._undone = False
                return Calibrated((), {}, now_s)
            if self._wanted_s is not None:
                self._span, self._wanted_s = (now_s, now_s + self._wanted_s), None
                self._faces = FaceTimeline(self._eye.columns)
            if self._span is None:
                return None
            refused = self._refused()
            if now_s < self._span[1] + _LATE_S and len(refused) < len(_MODALITIES):
                return Calibrating(max(self._span[1] - now_s, 0.0))
            found, why_not = self._found(*self._span, refused)
            self._span = None
            self._offsets |= found
            self._held.calibrate(self._offsets)
            return Calibrated(tuple(self._offsets), why_not, now_s)

    def _refused(self) -> dict[Modality, str]:
        """What cannot be calibrated, however well the person sits."""
        neutral = self._neutral
        reasons = {Modality.AUDIO: self._ear.why_not, Modality.VISION: self._eye.why_not}
        for modality in _MODALITIES:
            if neutral is None or modality not in neutral.means:
                reasons[modality] = reasons[modality] or _UNKNOWN
            elif modality not in neutral.helps:
                reasons[modality] = reasons[modality] or _NO_HELP
        return {modality: reason for modality, reason in reasons.items() if reason}

    def _found(
        self, start_s: float, end_s: float, refused: Mapping[Modality, str]
    ) -> tuple[dict[Modality, Float32Array], dict[Modality, str]]:
        offsets, why_not = {}, dict(refused)
        for modality, track in self._tracks(start_s, end_s).items():
            if modality in refused or self._neutral is None:
                continue
            seconds = evidence_s(track) if track else 0.0
            if track is None or seconds < _LEAST_S[modality]:
                why_not[modality] = _TOO_LITTLE[modality]
                continue
            own = track.values[track.valid]
            offsets[modality] = own_offset(own, self._neutral.means[modality])
        return offsets, why_not

    def _tracks(self, start_s: float, end_s: float) -> dict[Modality, FeatureTrack | None]:
        heard = self._ear.track(start_s, end_s) if self._ear.track else None
        seen = self._faces.evidence(start_s, end_s).track
        return {Modality.AUDIO: heard, Modality.VISION: seen}
