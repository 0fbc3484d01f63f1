"""What the job process runs: a factory named by import path, so that spawning can pickle it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from engine.errors import MibscopeError
from engine.runtime.cancel import Cancel
from engine.types import (
    AnalysisEvent,
    AnalysisSettings,
    Draft,
    MeshedFace,
    UInt8Array,
    UtteranceAnalysed,
)


class Engine(Protocol):
    """Holds warm models between jobs."""

    def analyze(
        self, path: Path, settings: AnalysisSettings, cancel: Cancel
    ) -> Iterator[AnalysisEvent]: ...

    def repredict(
        self, settings: AnalysisSettings, checkpoint_sha256: str, drafts: Sequence[Draft]
    ) -> tuple[UtteranceAnalysed, ...]: ...

    def find_meshes(self, picture: UInt8Array) -> tuple[MeshedFace, ...]: ...


JobTarget = Callable[[], Engine]
"""A module-level callable; it is called once, inside the job process."""


def load_engine() -> Engine:
    """The real engine. Only ever called in the job process: this is where torch is imported."""
    from engine.pipelines.analysis import Analyzer  # noqa: PLC0415 - keeps torch out of the window

    analyzer = Analyzer()
    # What is missing is told when an analysis asks for it, with the file at hand.
    with suppress(MibscopeError):
        analyzer.warm_up()
    return analyzer
