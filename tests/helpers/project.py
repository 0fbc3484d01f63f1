"""What tests of the project file put into one."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.sessions.project import Project, RunRecorder
from engine.types import (
    AnalysisFinished,
    AnalysisSettings,
    FeatureTrack,
    MediaProbed,
    Modality,
    ModelsReady,
    UtteranceAnalysed,
    Warned,
)
from tests.helpers import analysis_results as made


def tracks(seed: int = 0) -> dict[Modality, FeatureTrack]:
    rng = np.random.default_rng(seed)
    return {
        m: FeatureTrack(
            rng.standard_normal((4, 3)).astype(np.float32), rng.random(4), rng.random(4) > 0.5
        )
        for m in (Modality.TEXT, Modality.VISION)
    }


def reopened(project: Project) -> Project:
    project.close()
    return Project.open(project.path)


def analysed(project: Project, film: Path, count: int = 5) -> tuple[int, int]:
    """A complete analysis; ids of medium and run."""
    media = project.media.add(film)
    recorder = RunRecorder(project, media.id, AnalysisSettings(checkpoint=Path("mine.safetensors")))
    whole = made.analysis(film, count)
    recorder.add(MediaProbed(whole.media))
    recorder.add(ModelsReady(whole.provenance))
    recorder.add(Warned("Several people are in view."))
    for place, result in enumerate(whole.results):
        recorder.add(UtteranceAnalysed(result, tracks(place)))
    recorder.add(AnalysisFinished(whole))
    return media.id, recorder.run_id
