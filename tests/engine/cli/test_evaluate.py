"""``mibscope evaluate``: what it prints and writes, and that it writes whole files or none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.cli import run_cli
from engine.datasets.packed import pack
from engine.datasets.store import write_store
from engine.explain.calibration import Calibration, HeadCalibration
from engine.models.builders import build_model
from engine.training.cards.tables import figure_tables
from engine.training.checkpoints import Checkpoint, Lineage, load_checkpoint, save_checkpoint
from engine.training.run import measured
from engine.types import EMOTIONS, STANDARD_HEADS
from tests.helpers.labelled_data import CONTRACT, made_up_samples
from tests.helpers.pages import opened
from tests.helpers.training import MODEL, TRAINING

DATA = {"talk": {"title": "Made-up talks", "licence": "none"}}
WHOLE = "text+audio+vision"


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint that carries its figures, and the file of data that they are of."""
    folder = tmp_path_factory.mktemp("card")
    samples = made_up_samples()
    write_store(folder / "data.safetensors", samples, CONTRACT, STANDARD_HEADS, DATA)
    torch.manual_seed(4)
    calibration = Calibration({EMOTIONS: HeadCalibration(temperature={WHOLE: 2.0})})
    lineage = Lineage("0", "tiny", 4, "c0de", data=DATA)
    model = build_model(MODEL).eval()
    bare = Checkpoint(model, MODEL, CONTRACT, TRAINING, lineage, calibration)
    card = measured(bare, pack(samples, CONTRACT, STANDARD_HEADS)).card
    save_checkpoint(folder / "tiny.safetensors", replace(bare, card=card))
    (folder / "tiny.prose.md").write_text("# A tiny one\n\n## Licence\n\nCC0\n", encoding="utf-8")
    return folder


def evaluate(place: Path, *more: object, data: bool = True) -> int:
    source = ("--dataset", place / "data.safetensors") if data else ()
    return run_cli([str(e) for e in ("evaluate", place / "tiny.safetensors", *source, *more)])


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().err.split())


def test_all_outputs_tell_the_same_figures(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "folder"
    files = [out / name for name in ("card.json", "card.html", "card.md")]
    options = zip(("--out", "--html", "--markdown"), files, strict=True)
    assert evaluate(place, *(each for pair in options for each in pair)) == 0
    printed = capsys.readouterr().out
    assert sorted(out.iterdir()) == sorted(files), "nothing else is left there"
    figures, page, card = read(files[0]), opened(files[1].read_text("utf-8")), files[2].read_text()
    loaded = load_checkpoint(place / "tiny.safetensors", None)
    assert figures["checkpoint"] == {"file": "tiny.safetensors", "sha256": loaded.sha256}
    assert figures["split"] == "test"
    assert figures["data"]["talk"] == DATA["talk"]
    assert figures["sets"] == loaded.card["sets"], "as it was measured when it was built"
    assert figures["trust"] == loaded.card["trust"]
    tables = figure_tables(figures)
    assert len(tables) == 4
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    for table, shown in zip(tables, page.tables, strict=False):
        assert table.title in printed
        for row, cells in zip(table.rows, shown[1:], strict=True):
            assert list(row) == cells
            assert " ".join(row) in lines
            assert f"| {' | '.join(row)} |" in card
    assert "CC0" in files[1].read_text("utf-8")
    assert card.startswith("# A tiny one")
    for view in figures["sets"]["clips"]["trust"].values():
        assert sum(map(sum, view[EMOTIONS]["confusion"])) == view[EMOTIONS]["n"] == 24
    changed = figures["sets"]["clips"]["trust"][WHOLE][EMOTIONS]
    assert changed["negative_log_likelihood_before"] != changed["negative_log_likelihood_after"]


def test_stored_figures_need_no_data(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(place, "--stored", "--out", tmp_path / "a.json", data=False) == 0
    assert "Can the stated" in capsys.readouterr().out.replace("can", "Can")
    stored = load_checkpoint(place / "tiny.safetensors", None).card
    assert read(tmp_path / "a.json")["sets"] == stored["sets"]
    assert evaluate(place, "--stored") == 6
    assert "--stored measures nothing" in said(capsys)


def test_a_file_without_figures_says_so(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = load_checkpoint(place / "tiny.safetensors", None)
    save_checkpoint(tmp_path / "bare", replace(whole, card={}))
    assert run_cli(["evaluate", str(tmp_path / "bare"), "--stored"]) == 6
    assert "There are no figures in" in said(capsys)


def test_validation_samples_can_be_looked_at(place: Path, tmp_path: Path) -> None:
    assert evaluate(place, "--split", "valid", "--out", tmp_path / "a.json") == 0
    valid = read(tmp_path / "a.json")
    assert valid["split"] == "valid"
    test = load_checkpoint(place / "tiny.safetensors", None).card
    assert valid["sets"]["clips"]["views"] != test["sets"]["clips"]["views"]
    assert evaluate(place, "--split", "train") == 2


def test_a_damaged_checkpoint_is_one_error_and_no_file(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = (place / "tiny.safetensors").read_bytes()
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
    html = tmp_path / "card.html"
    data = place / "data.safetensors"
    code = run_cli(
        ["evaluate", str(tmp_path / "half"), "--dataset", str(data), "--html", str(html)]
    )
    assert code == 7
    error = said(capsys)
    assert error.count("Error:") == 1
    assert "half is damaged or no MIBScope checkpoint" in error
    assert [each.name for each in tmp_path.iterdir()] == ["half"]


@pytest.mark.parametrize("option", ["--out", "--html", "--markdown"])
def test_what_cannot_be_written_is_told_before_the_work(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert evaluate(place, option, tmp_path / "file" / "card") == 9
    captured = capsys.readouterr()
    assert captured.out == "", "nothing was measured"
    assert captured.err.count("Error:") == 1
    assert "could not be written" in " ".join(captured.err.split())
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert evaluate(place, option, tmp_path) == 2, "a folder is no file"


def test_what_fails_on_the_way_leaves_the_old_file(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = tmp_path / "card.md"
    card.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("engine.sessions.atomic.os.fsync", full)
    assert evaluate(place, "--stored", "--markdown", card, data=False) == 9
    assert card.read_text() == "old"
    assert list(tmp_path.iterdir()) == [card]
