"""Killed at any moment, nothing that was shown is lost; ``bench_kill`` does it a hundred times."""

from pathlib import Path

import pytest

from tests.helpers.killing import kill_once


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_project_outlives_a_kill(tmp_path: Path, seed: int) -> None:
    outcome = kill_once(tmp_path, seed, 1.0)
    assert outcome.problems == ()
    assert outcome.told.kept
