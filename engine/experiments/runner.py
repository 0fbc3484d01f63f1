"""A grid from its first run to its last: what is finished is skipped, what fails is told."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager

import torch

from engine.experiments.bench import Bench
from engine.experiments.events import GridEvent, GridFinished, GridStarted, RunDone, RunFailed
from engine.experiments.plan import Run
from engine.experiments.results import ResultStore
from engine.experiments.single import execute
from engine.experiments.workers import run_in_processes
from engine.runtime.cancel import NEVER, Cancel, check


def run_grid(
    bench: Bench, store: ResultStore, *, workers: int = 1, cancel: Cancel = NEVER
) -> Iterator[GridEvent]:
    """Do the runs that are not in the store yet. Ends with GridFinished.

    The numbers do not depend on the workers: every run is seeded by itself and computed on one
    thread. Closing the generator stops all work; no process is left behind.

    Args:
        workers: processes; with one, the runs are done in this process.

    Raises:
        CancelledError: ``cancel`` was set; finished runs are kept.
    """
    keys = bench.keys(bench.experiment.runs)
    missing = {run: key for run, key in keys.items() if key not in store}
    yield GridStarted(len(keys), len(keys) - len(missing))
    failed: list[RunFailed] = []
    several = workers > 1 and len(missing) > 1
    told = (
        run_in_processes(bench, store, missing, workers, cancel)
        if several
        else _run_here(bench, store, missing, cancel)
    )
    with closing(told):
        for event in told:
            if isinstance(event, RunFailed):
                failed.append(event)
            yield event
    yield GridFinished(len(keys) - len(failed), tuple(failed))


def _run_here(
    bench: Bench, store: ResultStore, missing: Mapping[Run, str], cancel: Cancel
) -> Generator[RunDone | RunFailed, None, None]:
    for run, key in missing.items():
        check(cancel)
        with _one_thread():
            done = execute(bench, run, key, store, cancel)
        yield done


@contextmanager
def _one_thread() -> Iterator[None]:
    """As in a worker, so that sums are added up in the same order."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
