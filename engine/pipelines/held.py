"""Sound and faces while they are wanted, and what they say of an utterance: files and live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from engine.explain.batch import ExplainOptions
from engine.explain.explain import Explanation, explainer_of, explanations
from engine.features.baseline import against_own
from engine.features.vision.faces import FrameReading
from engine.features.vision.timeline import FaceTimeline, VisionEvidence
from engine.media import AudioBuffer
from engine.pipelines.shelf import LoadedModels
from engine.types import (
    AudioBlock,
    FeatureTrack,
    Float32Array,
    Modality,
    Sample,
    Utterance,
    UtteranceResult,
)

SAMPLE_RATE_HZ = 16_000
LEFT_OUT = "It was left out of this analysis."


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of one utterance. ``tracks``: of the modalities that have evidence."""

    tracks: Mapping[Modality, FeatureTrack]
    vision: VisionEvidence


class HeldEvidence:
    """Keeps what was heard and seen until it is forgotten. For any number of threads."""

    def __init__(
        self, models: LoadedModels, *, no_sound: str | None = None, no_picture: str | None = None
    ) -> None:
        """``no_sound``, ``no_picture``: why there is none, in words for the user; None: there is.

        Raises:
            CheckpointError: the model has nothing to explain.
        """
        self._models = models
        options = ExplainOptions(calibration=models.checkpoint.calibration)
        self.explainer = explainer_of(models.checkpoint.model, options)
        self._no_sound = no_sound
        self._no_picture = no_picture
        self._lock = Lock()
        self._offsets = self._from_settings()
        self._sound = AudioBuffer(SAMPLE_RATE_HZ)
        self._faces = FaceTimeline(len(models.faces.names) if models.faces else 0)

    def hear(self, block: AudioBlock) -> None:
        """Keep sound; blocks in order, gaps become silence."""
        with self._lock:
            self._sound.append(block)

    def see(self, reading: FrameReading) -> None:
        """Keep the faces of a picture; in order of time."""
        with self._lock:
            self._faces.add(reading)

    @property
    def heard_to_s(self) -> float:
        """Where the sound ends so far."""
        with self._lock:
            return self._sound.end_s

    def sound(self, start_s: float, end_s: float) -> AudioBlock:
        """A copy of what is kept between two times."""
        with self._lock:
            return self._sound.slice(start_s, end_s)

    def vision(self, start_s: float, end_s: float) -> VisionEvidence:
        """What the faces that are kept say of a stretch."""
        with self._lock:
            return self._faces.evidence(start_s, end_s)

    def calibrate(self, offsets: Mapping[Modality, Float32Array]) -> None:
        """What is taken off tracks from now on, beside what the settings ask for: how this person
        differs from others. Each float32 [dimension]; none takes an earlier calibration back."""
        with self._lock:
            self._offsets = {**self._from_settings(), **offsets}

    def against_own(self, modality: Modality, track: FeatureTrack) -> FeatureTrack:
        """The track with this person's own voice or face as the zero, where that is known."""
        with self._lock:
            offset = self._offsets.get(modality)
        return track if offset is None else against_own(track, offset)

    def evidence(self, utterance: Utterance) -> Evidence:
        """The features of one utterance, from what was kept of its time."""
        vision = self.vision(utterance.start_s, utterance.end_s)
        models = self._models
        found: dict[Modality, FeatureTrack | None] = {Modality.VISION: vision.track}
        if models.text and utterance.words:
            found[Modality.TEXT] = models.text.extract(utterance.words)
        if models.audio and utterance.has_speech:
            sound = self.sound(utterance.start_s, utterance.end_s)
            found[Modality.AUDIO] = models.audio.extract(sound)
        tracks = {
            m: self.against_own(m, each) for m, each in found.items() if each and each.has_evidence
        }
        return Evidence(tracks, vision)

    def predict(self, utterance: Utterance, evidence: Evidence) -> UtteranceResult:
        """Prediction and contributions from evidence of at least one modality."""
        explained = explanations(self.explainer.explain_tracks([Sample(evidence.tracks)]))[0]
        return _result(utterance, explained, self._absent(utterance, evidence), evidence)

    def forget(self, before_s: float) -> None:
        """Let go of what lies before a time."""
        with self._lock:
            self._sound.forget(before_s)
            self._faces.forget(before_s)

    def _from_settings(self) -> dict[Modality, Float32Array]:
        offset = self._models.voice_offset
        return {} if offset is None else {Modality.AUDIO: offset}

    def _absent(self, utterance: Utterance, evidence: Evidence) -> dict[Modality, str]:
        models, silent = self._models, self._why_silent(utterance)
        unseen = self._no_picture or evidence.vision.reason_absent
        reasons = {
            Modality.TEXT: silent if models.text else LEFT_OUT,
            Modality.AUDIO: silent if models.audio else LEFT_OUT,
            Modality.VISION: unseen or "" if models.faces else LEFT_OUT,
        }
        return {m: reason for m, reason in reasons.items() if m not in evidence.tracks}

    def _why_silent(self, utterance: Utterance) -> str:
        if self._no_sound:
            return self._no_sound
        if utterance.has_speech:
            return "The voice is too faint to be measured."
        return "Nobody speaks here."


def _result(
    utterance: Utterance,
    explanation: Explanation,
    absent: dict[Modality, str],
    evidence: Evidence,
) -> UtteranceResult:
    return UtteranceResult(
        utterance=utterance,
        prediction=explanation.prediction,
        baseline=explanation.baseline,
        fused_rate_nats=explanation.fused_rate_nats,
        contributions=explanation.contributions,
        absent=absent,
        faces=evidence.vision.faces,
        face_track_id=evidence.vision.track_id,
        faces_seen=evidence.vision.faces_seen,
        uncertainty=explanation.uncertainty,
        coalitions=explanation.coalitions,
        agreement=explanation.agreement,
    )
