"""One file: sound runs ahead by a window of speech, pictures follow utterance by utterance.

What lies behind the current utterance is forgotten, so memory does not depend on length.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing

from engine.features.vision.timeline import VISION_MAX_SIDE, VISION_RATE_HZ
from engine.media import read_audio, read_frames
from engine.pipelines.held import SAMPLE_RATE_HZ, HeldEvidence
from engine.pipelines.progress import ProgressMeter, Stopwatch
from engine.pipelines.shelf import LoadedModels
from engine.pipelines.speech import SpeechReader
from engine.runtime.cancel import Cancel, check
from engine.transcribe import WindowOptions
from engine.types import (
    AnalysisEvent,
    AudioBlock,
    MediaInfo,
    Progress,
    Stage,
    Utterance,
    UtteranceAnalysed,
    VideoFrame,
    Warned,
)

_PROGRESS_EVERY_S = 0.25

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
        *,
        windows: WindowOptions | None = None,
    ) -> None:
        """``windows``: how speech is packed for Whisper, otherwise than usual."""
        self._info = info
        self._language = language
        self._models = models
        self._cancel = cancel
        self._watch = watch
        self._windows = windows
        self._meter = ProgressMeter(info.duration_s)
        self._held = HeldEvidence(
            models,
            no_sound=None if info.audio else "The file has no sound.",
            no_picture=None if info.video else "The file has no picture.",
        )
        self._next_frame: VideoFrame | None = None
        self._told_of_several = False

    def events(self) -> Iterator[AnalysisEvent]:
        """Results and progress in order of time."""
        speech = SpeechReader(
            self._models.transcriber, self._info.duration_s, self._language, self._windows
        )
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
            self._held.hear(block)
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
            self._held.see(self._models.faces.observe(frame))
            return frame.time_s

    def _predict(self, utterance: Utterance) -> Iterator[AnalysisEvent]:
        check(self._cancel)
        with self._watch.measure(Stage.FEATURES):
            evidence = self._held.evidence(utterance)
        if evidence.tracks:
            with self._watch.measure(Stage.PREDICT):
                result = self._held.predict(utterance, evidence)
            if result.faces_seen > 1 and not self._told_of_several:
                self._told_of_several = True
                yield Warned(SEVERAL_PEOPLE)
            yield UtteranceAnalysed(result, evidence.tracks)
        yield self._meter.predicted(utterance.end_s)
        self._held.forget(utterance.end_s)
