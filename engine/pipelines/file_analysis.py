"""One file: sound runs ahead by a window of speech, pictures follow utterance by utterance.

What lies behind the current utterance is forgotten, so memory does not depend on length.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing

from engine.explain.batch import ExplainOptions
from engine.explain.explain import Explanation, explain_samples
from engine.features.baseline import against_own
from engine.features.vision.timeline import (
    VISION_MAX_SIDE,
    VISION_RATE_HZ,
    FaceTimeline,
    VisionEvidence,
)
from engine.media import AudioBuffer, read_audio, read_frames
from engine.pipelines.progress import ProgressMeter, Stopwatch
from engine.pipelines.shelf import LoadedModels
from engine.pipelines.speech import SpeechReader
from engine.runtime.cancel import Cancel, check
from engine.types import (
    AnalysisEvent,
    AudioBlock,
    FeatureTrack,
    MediaInfo,
    Modality,
    Progress,
    Sample,
    Stage,
    Utterance,
    UtteranceAnalysed,
    UtteranceResult,
    VideoFrame,
    Warned,
)

SAMPLE_RATE_HZ = 16_000
_PROGRESS_EVERY_S = 0.25

LEFT_OUT = "It was left out of this analysis."
SEVERAL_PEOPLE = (
    "Several people are in view. Each utterance takes the face that is most in view, which need "
    "not be the speaker's."
)


class FileAnalysis:
    """State of one analysis; ``events`` runs it once."""

    def __init__(
        self,
        info: MediaInfo,
        models: LoadedModels,
        language: str | None,
        cancel: Cancel,
        watch: Stopwatch,
    ) -> None:
        self._info = info
        self._language = language
        self._models = models
        self._cancel = cancel
        self._watch = watch
        self._meter = ProgressMeter(info.duration_s)
        self._sound = AudioBuffer(SAMPLE_RATE_HZ)
        self._faces = FaceTimeline(len(models.faces.names) if models.faces else 0)
        self._next_frame: VideoFrame | None = None
        self._told_of_several = False

    def events(self) -> Iterator[AnalysisEvent]:
        """Results and progress in order of time."""
        speech = SpeechReader(self._models.transcriber, self._info.duration_s, self._language)
        with closing(self._heard()) as blocks, closing(self._seen()) as frames:
            steps = speech.utterances(blocks, self._cancel)
            while (step := self._timed_next(steps)) is not None:
                if isinstance(step, float):
                    yield self._meter.heard(step)
                else:
                    yield from self._look(frames, step.end_s)
                    yield from self._predict(step)
        yield self._meter.predicted(self._info.duration_s)

    def _timed_next(self, steps: Iterator[Utterance | float]) -> Utterance | float | None:
        with self._watch.measure(Stage.TRANSCRIBE):
            return next(steps, None)

    def _heard(self) -> Generator[AudioBlock, None, None]:
        for block in read_audio(self._info, rate_hz=SAMPLE_RATE_HZ, cancel=self._cancel):
            self._sound.append(block)
            yield block

    def _seen(self) -> Generator[VideoFrame, None, None]:
        if self._models.faces is None:
            return
        self._models.faces.reset()
        yield from read_frames(
            self._info, rate_hz=VISION_RATE_HZ, max_side=VISION_MAX_SIDE, cancel=self._cancel
        )

    def _look(self, frames: Iterator[VideoFrame], until_s: float) -> Iterator[Progress]:
        """Observe faces in the frames before ``until_s``; the first later frame is kept."""
        reported = time.monotonic()
        while (seen_s := self._observe_next(frames, until_s)) is not None:
            check(self._cancel)
            if time.monotonic() - reported > _PROGRESS_EVERY_S:
                reported = time.monotonic()
                yield self._meter.seen(seen_s)

    def _observe_next(self, frames: Iterator[VideoFrame], until_s: float) -> float | None:
        with self._watch.measure(Stage.FEATURES):
            frame = self._next_frame or next(frames, None)
            if frame is None or frame.time_s >= until_s or self._models.faces is None:
                self._next_frame = frame
                return None
            self._next_frame = None
            self._faces.add(self._models.faces.observe(frame))
            return frame.time_s

    def _predict(self, utterance: Utterance) -> Iterator[AnalysisEvent]:
        check(self._cancel)
        with self._watch.measure(Stage.FEATURES):
            vision = self._faces.evidence(utterance.start_s, utterance.end_s)
            tracks = self._tracks(utterance, vision)
        if tracks:
            with self._watch.measure(Stage.PREDICT):
                checkpoint = self._models.checkpoint
                options = ExplainOptions(calibration=checkpoint.calibration)
                explanation = explain_samples(checkpoint.model, [Sample(tracks)], options)[0]
            absent = self._absent(utterance, vision, tracks)
            if vision.faces_seen > 1 and not self._told_of_several:
                self._told_of_several = True
                yield Warned(SEVERAL_PEOPLE)
            yield UtteranceAnalysed(_result(utterance, explanation, absent, vision), tracks)
        yield self._meter.predicted(utterance.end_s)
        self._sound.forget(utterance.end_s)
        self._faces.forget(utterance.end_s)

    def _tracks(self, utterance: Utterance, vision: VisionEvidence) -> dict[Modality, FeatureTrack]:
        models = self._models
        found: dict[Modality, FeatureTrack | None] = {Modality.VISION: vision.track}
        if models.text and utterance.words:
            found[Modality.TEXT] = models.text.extract(utterance.words)
        if models.audio and utterance.has_speech:
            sound = self._sound.slice(utterance.start_s, utterance.end_s)
            voice = models.audio.extract(sound)
            if models.voice_offset is not None:
                voice = against_own(voice, models.voice_offset)
            found[Modality.AUDIO] = voice
        return {m: track for m, track in found.items() if track and track.has_evidence}

    def _absent(
        self,
        utterance: Utterance,
        vision: VisionEvidence,
        tracks: dict[Modality, FeatureTrack],
    ) -> dict[Modality, str]:
        models, silent = self._models, _why_silent(self._info, utterance)
        unseen = vision.reason_absent if self._info.video else "The file has no picture."
        reasons = {
            Modality.TEXT: silent if models.text else LEFT_OUT,
            Modality.AUDIO: silent if models.audio else LEFT_OUT,
            Modality.VISION: unseen or "" if models.faces else LEFT_OUT,
        }
        return {m: reason for m, reason in reasons.items() if m not in tracks}


def _why_silent(info: MediaInfo, utterance: Utterance) -> str:
    if info.audio is None:
        return "The file has no sound."
    if utterance.has_speech:
        return "The voice is too faint to be measured."
    return "Nobody speaks here."


def _result(
    utterance: Utterance,
    explanation: Explanation,
    absent: dict[Modality, str],
    vision: VisionEvidence,
) -> UtteranceResult:
    return UtteranceResult(
        utterance=utterance,
        prediction=explanation.prediction,
        baseline=explanation.baseline,
        fused_rate_nats=explanation.fused_rate_nats,
        contributions=explanation.contributions,
        absent=absent,
        faces=vision.faces,
        face_track_id=vision.track_id,
        faces_seen=vision.faces_seen,
        uncertainty=explanation.uncertainty,
        coalitions=explanation.coalitions,
        agreement=explanation.agreement,
    )
