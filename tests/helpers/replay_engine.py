"""An engine that replays made-up results at the pace of an analysis, over any real media file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.runtime.cancel import Cancel, check
from engine.types import (
    Analysis,
    AnalysisEvent,
    AnalysisFinished,
    AnalysisSettings,
    Draft,
    MediaProbed,
    MeshedFace,
    ModelsReady,
    Progress,
    Stage,
    UInt8Array,
    UtteranceAnalysed,
)
from tests.helpers import analysis_results as made

COUNT = "REPLAY_COUNT"
PAUSE = "REPLAY_PAUSE_S"
LENGTH = "REPLAY_LENGTH_S"


class ReplayEngine:
    """Count, pause and length of the utterances come from the environment."""

    def analyze(
        self, path: Path, settings: AnalysisSettings, cancel: Cancel
    ) -> Iterator[AnalysisEvent]:
        count = int(os.environ.get(COUNT, "6"))
        pause = float(os.environ.get(PAUSE, "0"))
        found = made.results(count, float(os.environ.get(LENGTH, "2.2")))
        media = made.media_info(path, found[-1].utterance.end_s + 0.4)
        yield MediaProbed(media)
        yield ModelsReady(made.provenance())
        for index, result in enumerate(found):
            check(cancel)
            time.sleep(pause)
            yield Progress(Stage.FEATURES, (index + 1) / count, pause * (count - index))
            yield UtteranceAnalysed(result)
        yield AnalysisFinished(Analysis(media, settings, made.provenance(), found))

    def repredict(
        self, settings: AnalysisSettings, checkpoint_sha256: str, drafts: Sequence[Draft]
    ) -> tuple[UtteranceAnalysed, ...]:
        return made.repredicted(drafts)

    def find_meshes(self, picture: UInt8Array) -> tuple[MeshedFace, ...]:
        return made.meshed(picture)


def replay_engine() -> ReplayEngine:
    """The job target."""
    return ReplayEngine()
