"""The analysis of one file, as a stream of typed events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from engine.errors import NoUsableStreamError
from engine.media import probe
from engine.pipelines.file_analysis import FileAnalysis
from engine.pipelines.progress import Stopwatch
from engine.pipelines.reprediction import repredict
from engine.pipelines.shelf import ModelShelf
from engine.runtime.cancel import NEVER, Cancel
from engine.runtime.threads import limit_threads
from engine.sessions import AnalysisCollector
from engine.types import (
    AnalysisEvent,
    AnalysisFinished,
    AnalysisSettings,
    Draft,
    MediaInfo,
    MediaProbed,
    MeshedFace,
    ModelsReady,
    Progress,
    Stage,
    UInt8Array,
    UtteranceAnalysed,
)


class Analyzer:
    """Analyses files one after the other and keeps the models warm between them.

    Making one sets the number of threads of torch and OpenCV for the whole process.
    """

    def __init__(self) -> None:
        limit_threads()
        self._shelf = ModelShelf()

    def warm_up(self, settings: AnalysisSettings | None = None) -> None:
        """Load the models before they are wanted.

        Raises:
            AssetMissingError, CheckpointError, DeviceError: with the way out.
        """
        self._shelf.load(settings or AnalysisSettings())

    def analyze(
        self, path: Path, settings: AnalysisSettings | None = None, cancel: Cancel = NEVER
    ) -> Iterator[AnalysisEvent]:
        """Analyse a file.

        Yields:
            MediaProbed, ModelsReady, then UtteranceAnalysed as utterances are done with Progress
            and Warned in between, and AnalysisFinished with everything at the end.

        Raises:
            MibscopeError: what could not be done and the way out; results that were yielded
                before stay valid. CancelledError when ``cancel`` is set.
        """
        settings = settings or AnalysisSettings()
        watch = Stopwatch()
        collector = AnalysisCollector(settings)
        for event in self._events(path, settings, cancel, watch):
            collector.add(event)
            yield event
        analysis = collector.analysis(complete=True, stage_seconds=watch.seconds)
        if analysis:
            yield AnalysisFinished(analysis)

    def repredict(
        self, settings: AnalysisSettings, checkpoint_sha256: str, drafts: Sequence[Draft]
    ) -> tuple[UtteranceAnalysed, ...]:
        """Predict edited utterances anew; may be called while an analysis runs.

        Args:
            settings: of the analysis that they belong to.

        Raises:
            MibscopeError: as ``engine.pipelines.reprediction.repredict``.
        """
        models = self._shelf.load(replace(settings, use_video=False, voice_baseline=None))
        return repredict(models, checkpoint_sha256, drafts)

    def find_meshes(self, picture: UInt8Array) -> tuple[MeshedFace, ...]:
        """Faces of one picture, uint8 [height, width, 3] BGR; may be called while an analysis runs.

        Raises:
            AssetMissingError, AssetCorruptError: with the way out.
        """
        return self._shelf.still_faces().mesh_still(picture)

    def _events(
        self, path: Path, settings: AnalysisSettings, cancel: Cancel, watch: Stopwatch
    ) -> Iterator[AnalysisEvent]:
        with watch.measure(Stage.PROBE):
            info = probe(path)
        yield MediaProbed(info)
        yield Progress(Stage.LOAD_MODELS, 0.0, None)
        with watch.measure(Stage.LOAD_MODELS):
            models = self._shelf.load(settings)
        yield ModelsReady(models.provenance)
        found = False
        for event in FileAnalysis(info, models, settings.language, cancel, watch).events():
            found = found or isinstance(event, UtteranceAnalysed)
            yield event
        if not found:
            raise _nothing_found(info, settings)


def _nothing_found(info: MediaInfo, settings: AnalysisSettings) -> NoUsableStreamError:
    silent = "no speech was heard" if info.audio else "there is no sound"
    unseen = "no face was seen" if info.video else "there is no picture"
    if not settings.use_video:
        unseen = "the face was left out"
    if not (settings.use_text or settings.use_audio):
        silent = "words and voice were left out"
    return NoUsableStreamError(
        f"There is nothing to analyse in {info.path.name}: {silent} and {unseen}.",
        hint="MIBScope needs somebody who speaks or whose face is in view.",
    )
