"""What an export format is, and what all of them promise: whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ExportError
from engine.runtime.cancel import NEVER, Cancel, check
from engine.sessions.atomic import atomic_path
from engine.types import Analysis

Report = Callable[[float], None]
"""Is told how much is done, from 0 to 1."""

Produce = Callable[[Analysis, Path, Report, Cancel], None]
"""Fills an empty file. It need not care whether that succeeds: see ``Exporter.write``."""


def unheard(_fraction: float) -> None:
    """Nobody asked how far it is."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format of result files."""

    name: str
    """Names it in code, in commands and in ``--format``."""
    title: str
    """As in a menu."""
    ending: str
    """Of the file's name, without the dot, as other programs want it written."""
    description: str
    """One line of help."""
    produce: Produce
    tag: str = ""
    """Stands between the medium's name and the ending, where the ending is that of media too."""

    def file_name(self, stem: str) -> str:
        """What the file is called beside ``stem``, the medium's name without its ending."""
        return f"{stem}{self.tag}.{self.ending}"

    def write(
        self,
        analysis: Analysis,
        path: Path,
        progress: Report = unheard,
        cancel: Cancel = NEVER,
    ) -> None:
        """Write ``path`` whole, or leave everything as it was.

        Raises:
            ExportError: the file cannot be written, the analysis does not hold what the format
                shows, or ``path`` is the analysed recording itself.
            MediaError: the recording is needed and can no longer be read.
            CancelledError: ``cancel`` was set.
        """
        if _same_file(path, analysis.media.path):
            raise ExportError(
                f"{path} is the recording that was analysed; it is not overwritten.",
                hint="Choose another name.",
            )
        check(cancel)
        with atomic_path(path) as partial:
            self.produce(analysis, partial, progress, cancel)
            check(cancel)
        progress(1.0)


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them does not exist
        return False
