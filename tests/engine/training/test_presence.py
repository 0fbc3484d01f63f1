"""Who works on a run, and what is wished of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import CheckpointError
from engine.training.runs.folder import RunFolder
from engine.training.runs.presence import Wish, Wished, Worker, at_work, wish, worker

_HOLD = """
import sys
from pathlib import Path
from engine.training.runs.folder import RunFolder
from engine.training.runs.presence import at_work
with at_work(RunFolder(Path(sys.argv[1]))):
    print("here", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path / "mine")


@pytest.fixture
def other(folder: RunFolder) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that works on the run."""
    command = [sys.executable, "-c", _HOLD, str(folder.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"here"
        yield process
        process.kill()


def test_whoever_works_on_a_run_is_known_until_it_is_done(folder: RunFolder) -> None:
    assert worker(folder) is None
    with at_work(folder):
        found = worker(folder)
        assert found is not None
        assert found.pid == os.getpid()
    assert worker(folder) is None


def test_two_processes_do_not_work_on_one_run(
    folder: RunFolder, other: subprocess.Popen[bytes]
) -> None:
    with pytest.raises(CheckpointError, match=f"already, by process {other.pid}"), at_work(folder):
        pass
    assert worker(folder) is not None


def test_a_killed_process_leaves_the_run_free(
    folder: RunFolder, other: subprocess.Popen[bytes]
) -> None:
    other.kill()
    other.wait()
    assert worker(folder) is None
    with at_work(folder):
        pass


def test_a_number_that_came_again_is_another_process() -> None:
    own = Worker.of(os.getpid())
    assert own is not None and own.lives
    assert not Worker(own.pid, own.began - 100.0).lives


def test_wishes_are_of_one_stretch_of_work(folder: RunFolder) -> None:
    pause, stop = Wished(folder, Wish.PAUSE), Wished(folder, Wish.STOP)
    folder.path.mkdir()
    wish(folder, Wish.PAUSE)
    with at_work(folder):
        assert not pause.is_set()
        wish(folder, Wish.STOP)
        assert stop.is_set() and not pause.is_set()
    assert not stop.is_set()


def test_a_wish_for_a_run_that_is_gone_is_told(folder: RunFolder) -> None:
    with pytest.raises(CheckpointError, match="cannot be written"):
        wish(folder, Wish.PAUSE)
