"""Runs in several spawned processes, one thread each.

A worker gets one run at a time and answers with what became of it; the result itself it puts into
the store. A worker that dies takes its run with it, which is told, and is replaced. Workers ignore
Ctrl+C, which reaches all processes of a terminal at once: the parent decides, and when the parent
ends in any way, so do they.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Mapping
from multiprocessing import connection
from pathlib import Path
from types import FrameType

from engine.datasets.packed import PackedDataset
from engine.datasets.store import open_store
from engine.experiments.bench import Bench, Conditions
from engine.experiments.data import with_heads
from engine.experiments.events import RunDone, RunFailed
from engine.experiments.plan import Run
from engine.experiments.results import ResultStore
from engine.experiments.single import execute
from engine.runtime.cancel import Cancel, check

_CONTEXT = multiprocessing.get_context("spawn")
_LOOK_S = 0.2
"""How often the parent asks whether to stop."""
_PATIENCE_S = 5.0


def run_in_processes(
    bench: Bench, store: ResultStore, missing: Mapping[Run, str], workers: int, cancel: Cancel
) -> Generator[RunDone | RunFailed, None, None]:
    """Do the runs, in the order in which they are finished.

    Raises:
        CancelledError: ``cancel`` was set. Runs that were under way are lost.
    """
    waiting = deque(missing.items())
    crew: list[_Worker] = []
    try:
        crew += [_Worker(bench, store) for _ in range(min(workers, len(waiting)))]
        busy = [worker for worker in crew if worker.take(waiting)]
        while busy:
            check(cancel)
            ready = connection.wait([worker.link for worker in busy], timeout=_LOOK_S)
            for worker in [each for each in busy if each.link in ready]:
                yield worker.answer()
                busy.remove(worker)
                if worker.is_dead:
                    crew.remove(worker)
                    worker.end()
                    worker = _Worker(bench, store)  # noqa: PLW2901 - takes its place
                    crew.append(worker)
                if worker.take(waiting):
                    busy.append(worker)
    finally:
        for worker in crew:
            worker.end()


class _Worker:
    """One process, seen from the parent."""

    def __init__(self, bench: Bench, store: ResultStore) -> None:
        self.link, theirs = _CONTEXT.Pipe()
        self.is_dead = False
        self._run: Run | None = None
        # What lies in a file is mapped again over there; everything else is sent along.
        data = bench.dataset.source or bench.dataset
        self._process = _CONTEXT.Process(
            target=serve,
            args=(theirs, bench.conditions, data, store),
            name="mibscope-experiment",
            daemon=True,
        )
        self._process.start()
        theirs.close()  # or the end of the process would never show as end of file

    def take(self, waiting: deque[tuple[Run, str]]) -> bool:
        """Begin the next run; False if there is none."""
        if not waiting:
            return False
        job = waiting.popleft()
        self._run = job[0]
        try:
            self.link.send(job)
        except OSError:
            self.is_dead = True  # told with the answer
        return True

    def answer(self) -> RunDone | RunFailed:
        """What became of the run."""
        assert self._run is not None
        try:
            told: RunDone | RunFailed = self.link.recv()
        except (EOFError, OSError):
            self.is_dead = True
            self._process.join(_PATIENCE_S)
            code = self._process.exitcode
            told = RunFailed(self._run, f"Its process ended with exit code {code}.")
        self._run = None
        return told

    def end(self) -> None:
        """Stop it, whatever it does."""
        self.link.close()
        if self._run is not None:
            self._process.terminate()
        self._process.join(_PATIENCE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


def serve(
    link: connection.Connection,
    conditions: Conditions,
    data: PackedDataset | Path,
    store: ResultStore,
) -> None:
    """Entry of a worker; ends when the parent closes the link or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)
    dataset = data if isinstance(data, PackedDataset) else open_store(data)
    bench = Bench(conditions, with_heads(dataset, conditions.experiment.heads))
    while True:
        try:
            run, key = link.recv()
            link.send(execute(bench, run, key, store))
        except (EOFError, OSError):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it is leaving already
            return


def _leave(number: int, frame: FrameType | None) -> None:
    """Unwind, so that half-written files are cleared away."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
