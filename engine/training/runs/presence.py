"""Who works on a run, and what is wished of them. Plain files in the run's folder, readable without
torch, so that a window can follow and pause a training that it did not start."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import psutil

from engine.errors import CheckpointError
from engine.runtime.whole import written_whole
from engine.training.runs.folder import RunFolder

PROCESS = "process.json"


class Wish(StrEnum):
    """Fulfilled between two steps."""

    PAUSE = "pause"
    STOP = "stop"
    """Keep the best epoch so far; the one that is under way is the last."""


@dataclass(frozen=True, slots=True)
class Wished:
    """Set once somebody wishes it (``engine.runtime.cancel.Cancel``)."""

    folder: RunFolder
    wish: Wish

    def is_set(self) -> bool:
        return _file(self.folder, self.wish).exists()


def wish(folder: RunFolder, wanted: Wish) -> None:
    """Ask whoever works on the run; without anybody at work nothing comes of it.

    Raises:
        CheckpointError: the folder cannot be written.
    """
    try:
        _file(folder, wanted).touch()
    except OSError as error:
        raise CheckpointError(f"{folder.path} cannot be written: {error}.") from error


@dataclass(frozen=True, slots=True)
class Worker:
    """A process. Numbers come again; with the moment of its start they do not."""

    pid: int
    began: float

    @classmethod
    def of(cls, pid: int) -> Worker | None:
        """None where no such process lives."""
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return None
            return cls(pid, process.create_time())
        except psutil.Error:
            return None

    @property
    def lives(self) -> bool:
        return Worker.of(self.pid) == self


def worker(folder: RunFolder) -> Worker | None:
    """The living process that works on the run, if there is one."""
    try:
        known = Worker(**json.loads((folder.path / PROCESS).read_text("utf-8")))
    except (OSError, TypeError, ValueError):
        return None
    return known if known.lives else None


@contextmanager
def at_work(folder: RunFolder) -> Iterator[None]:
    """This process works on the run, and no other one meanwhile. Wishes of before are forgotten.

    Raises:
        CheckpointError: another process does, or the folder cannot be written.
    """
    other, own = worker(folder), Worker.of(os.getpid())
    assert own is not None
    if other is not None and other != own:
        raise CheckpointError(
            f"“{folder.path.name}” is being trained already, by process {other.pid}.",
            hint="Pause it there first.",
        )
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        _forget_wishes(folder)
        with written_whole(folder.path / PROCESS) as partial:
            partial.write_text(json.dumps({"pid": own.pid, "began": own.began}), "utf-8")
    except OSError as error:
        raise CheckpointError(f"{folder.path} cannot be written: {error}.") from error
    try:
        yield
    finally:
        (folder.path / PROCESS).unlink(missing_ok=True)
        _forget_wishes(folder)


def _forget_wishes(folder: RunFolder) -> None:
    for each in Wish:
        _file(folder, each).unlink(missing_ok=True)


def _file(folder: RunFolder, wanted: Wish) -> Path:
    return folder.path / f"{wanted}.wish"
