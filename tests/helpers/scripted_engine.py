"""Engines with a script instead of models, for tests of the job layer and the window.

Which script runs is read from the file that is "analysed": each line is one instruction.

    utterances N      yield media, models and N results with progress, and the end
    partial N         the same without the end
    log WORDS         log a warning
    forever           yield progress until cancelled
    ignore            sleep without ever looking at cancel
    media-error       raise MediaUnreadableError
    no-model          raise AssetMissingError
    bug               raise an unexpected exception
    memory            raise MemoryError
    die               end the process as the kernel would when memory runs out
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.errors import AssetMissingError, MediaUnreadableError
from engine.runtime.cancel import NEVER, Cancel, check
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
    Warned,
)
from tests.helpers import analysis_results as made


class ScriptedEngine:
    """Follows the script in the file; see the module."""

    def analyze(
        self, path: Path, settings: AnalysisSettings, cancel: Cancel = NEVER
    ) -> Iterator[AnalysisEvent]:
        for line in path.read_text("utf-8").splitlines():
            word, _, rest = line.partition(" ")
            yield from self._step(word, rest, path, settings, cancel)

    def repredict(
        self, settings: AnalysisSettings, checkpoint_sha256: str, drafts: Sequence[Draft]
    ) -> tuple[UtteranceAnalysed, ...]:
        return made.repredicted(drafts)

    def find_meshes(self, picture: UInt8Array) -> tuple[MeshedFace, ...]:
        return made.meshed(picture)

    def _step(
        self, word: str, rest: str, path: Path, settings: AnalysisSettings, cancel: Cancel
    ) -> Iterator[AnalysisEvent]:
        match word:
            case "utterances":
                yield from _utterances(int(rest), path, settings)
            case "partial":
                events = list(_utterances(int(rest), path, settings))
                yield from events[:-1]
            case "warn":
                yield Warned(rest)
            case "log":
                logging.getLogger("scripted").warning(rest)
            case "forever":
                while True:
                    check(cancel)
                    yield Progress(Stage.FEATURES, 0.5, 12.0)
                    time.sleep(0.01)
            case "ignore":
                time.sleep(60)
            case "media-error":
                raise MediaUnreadableError(f"{path.name} is no media.", hint="Choose another file.")
            case "no-model":
                raise AssetMissingError("There is no speech model here.", hint="Fetch one.")
            case "bug":
                raise ValueError("a shape that cannot be")
            case "memory":
                raise MemoryError
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)


def _utterances(count: int, path: Path, settings: AnalysisSettings) -> Iterator[AnalysisEvent]:
    found = made.results(count)
    media = made.media_info(path, found[-1].utterance.end_s + 0.5)
    yield MediaProbed(media)
    yield ModelsReady(made.provenance())
    for index, result in enumerate(found):
        yield Progress(Stage.PREDICT, (index + 1) / count, float(count - index))
        yield UtteranceAnalysed(result)
    yield AnalysisFinished(Analysis(media, settings, made.provenance(), found))


def scripted_engine() -> ScriptedEngine:
    """The job target: importable, so that it can be spawned."""
    return ScriptedEngine()


def broken_engine() -> ScriptedEngine:
    """A target whose models cannot be loaded."""
    raise MediaUnreadableError("The models cannot be loaded.", hint="Fetch them.")


def write_script(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), "utf-8")
    return path
