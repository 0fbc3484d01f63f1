"""The folders of all runs, read again only where something was written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from desktop_app.state.training.runs import Run, run_of, status_of
from engine.errors import CheckpointError
from engine.training.runs.folder import RUN, RunCard, RunFolder, RunState
from engine.training.runs.orders import ORDER
from engine.training.runs.presence import Worker, worker
from engine.training.runs.registry import Registry

_AT_ONCE_S = 0.03
"""The event loop waits no longer for folders that were never read."""


@dataclass(frozen=True, slots=True)
class _Read:
    """``stamp``: of the files that it was read from."""

    stamp: tuple[object, ...]
    card: RunCard
    run: Run


class RunShelf:
    """Looks as often as it is asked to."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._read: dict[str, _Read] = {}
        self.is_whole = True
        """Whether all folders were read; the next looks read the rest."""

    def look(self, current: str | None) -> tuple[Run, ...]:
        """The latest first.

        Args:
            current: the run for which a process of ours was started.
        """
        self._read_again()
        runs = [self._as_it_is(each, current) for each in self._read.values()]
        return tuple(sorted(runs, key=lambda run: (run.begun, run.name), reverse=True))

    def living(self) -> tuple[str, Worker] | None:
        """A run that is being trained by whatever process, if there is one; of the last look."""
        for name, each in self._read.items():
            if each.card.state is RunState.RUNNING:
                found = worker(RunFolder(self._registry.root / name))
                if found is not None:
                    return name, found
        return None

    # ------------------------------------------------------------------ inner workings

    def _read_again(self) -> None:
        until = time.perf_counter() + _AT_ONCE_S
        self.is_whole = True
        stamps = dict(self._stamps())
        for name in self._read.keys() - stamps.keys():
            del self._read[name]
        for name, stamp in stamps.items():
            known = self._read.get(name)
            if known is not None and known.stamp == stamp:
                continue
            if time.perf_counter() > until:
                self.is_whole = False
                return
            self._take(name, stamp)

    def _stamps(self) -> Iterator[tuple[str, tuple[object, ...]]]:
        """By the name of the folder: what is another one once something was written."""
        try:
            folders = list(self._registry.root.iterdir())
        except OSError:
            return
        for each in folders:
            try:
                card = (each / RUN).stat()
            except OSError:
                continue  # none, or it has just been removed
            ours = (each / ORDER).exists()
            yield each.name, (card.st_mtime_ns, card.st_size, card.st_ino, ours)

    def _take(self, name: str, stamp: tuple[object, ...]) -> None:
        folder = RunFolder(self._registry.root / name)
        try:
            card = folder.read()
        except CheckpointError:
            card = None  # damaged: as if it were not there
        if card is None:
            self._read.pop(name, None)
            return
        self._read[name] = _Read(stamp, card, run_of(card, folder, False, bool(stamp[-1])))

    def _as_it_is(self, known: _Read, current: str | None) -> Run:
        folder = RunFolder(self._registry.root / known.card.name)
        status = status_of(known.card, folder, known.card.name == current)
        return known.run if status is known.run.status else replace(known.run, status=status)
