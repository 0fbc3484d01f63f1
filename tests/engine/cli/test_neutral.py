"""``mibscope neutral``: what it writes beside a checkpoint, and what it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.cli import run_cli
from engine.features.contract import available_extractors
from engine.features.neutral import load_neutral, neutral_path
from engine.training.checkpoints import default_checkpoint_path, load_checkpoint
from engine.types import Modality
from tests.helpers.shared_data import requires_shared_data, shared_data


def test_without_a_checkpoint_it_says_so_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none.safetensors"
    assert run_cli(["neutral", str(path), "--data", str(tmp_path)]) > 2
    assert "There is no checkpoint" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@requires_shared_data
def test_the_neutral_means_of_a_checkpoint_lie_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    shutil.copy(default_checkpoint_path(), path)
    cache = str(tmp_path / "cache")
    arguments = ["neutral", str(path), "--data", str(shared_data()), "--cache", cache]
    assert run_cli([*arguments, "--most", "4"]) == 0
    checkpoint = load_checkpoint(path, available_extractors())
    found = load_neutral(path, checkpoint.sha256)
    assert found is not None
    assert {m: len(mean) for m, mean in found.means.items()} == {
        m: checkpoint.contract.extractors[m].dimension for m in (Modality.AUDIO, Modality.VISION)
    }
    assert neutral_path(path).name == "mine.neutral"
