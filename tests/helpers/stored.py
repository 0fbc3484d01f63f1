"""Results with features of the size of real ones, and projects that hold many of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.runtime.cancel import NEVER, Cancel
from engine.sessions.project import Project, RunRecorder
from engine.types import (
    AnalysisEvent,
    AnalysisFinished,
    AnalysisSettings,
    FeatureTrack,
    MediaProbed,
    Modality,
    ModelsReady,
    UtteranceAnalysed,
    UtteranceResult,
)
from tests.helpers import analysis_results as made
from tests.helpers.replay_engine import COUNT, ReplayEngine

_RATE_HZ = 10.0
_WIDTHS = {Modality.TEXT: 384, Modality.AUDIO: 512, Modality.VISION: 90}


def with_features(result: UtteranceResult) -> UtteranceAnalysed:
    """About 30 kB a second, the same for the same utterance."""
    whole = result.utterance
    rng = np.random.default_rng(whole.index)
    words = np.array([(word.start_s + word.end_s) / 2 for word in whole.words])
    steps = np.arange(whole.start_s, whole.end_s, 1 / _RATE_HZ)
    times = {m: words if m is Modality.TEXT else steps for m in result.contributions}
    tracks = {
        m: FeatureTrack(
            values=rng.standard_normal((len(at), _WIDTHS[m]), np.float32),
            times_s=at,
            valid=rng.random(len(at)) < 0.9,
        )
        for m, at in times.items()
        if len(at)
    }
    return UtteranceAnalysed(result, tracks)


def store_project(path: Path, film: Path, count: int) -> None:
    """A project with one finished analysis of ``count`` utterances, closed."""
    whole = made.analysis(film, count)
    with Project.create(path) as project:
        media = project.media.add(film)
        recorder = RunRecorder(project, media.id, AnalysisSettings())
        recorder.add(MediaProbed(whole.media))
        recorder.add(ModelsReady(whole.provenance))
        for result in whole.results:
            recorder.add(with_features(result))
        recorder.add(AnalysisFinished(whole))


class FeatureEngine(ReplayEngine):
    """Like its base, with features; how many utterances is the first word of the file."""

    def analyze(
        self, path: Path, settings: AnalysisSettings, cancel: Cancel = NEVER
    ) -> Iterator[AnalysisEvent]:
        os.environ[COUNT] = path.read_text("utf-8").split()[0]
        for event in super().analyze(path, settings, cancel):
            yield with_features(event.result) if isinstance(event, UtteranceAnalysed) else event


def feature_engine() -> FeatureEngine:
    """The job target."""
    return FeatureEngine()
