"""``mibscope experiment`` from a file to its page, and after Ctrl+C on to the rest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import typer
from typer.testing import CliRunner

from engine.cli import experiment
from engine.datasets.catalogue import read
from engine.errors import DatasetError, MibscopeError
from engine.features.contract import running_contract
from tests.engine.experiments.conftest import GRID, SMALL, Write
from tests.helpers.labelled_data import fill_cache, write_mosi

ROOT = Path(__file__).resolve().parents[3]


def _run(*arguments: object) -> str:
    app = typer.Typer()
    experiment.register(app)
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_file_becomes_a_page(write: Write, tmp_path: Path) -> None:
    path, out = write(SMALL, GRID.replace("[1, 2]", "[1]")), tmp_path / "out"
    printed = _run(path, "--out", out)
    assert "C-MIB" in printed
    assert (out / "index.html").exists()
    assert len(list((out / "runs").glob("*.json"))) == 4 * 3
    before = (out / "index.html").read_bytes()
    _run(path, "--out", out, "--report-only")
    assert (out / "index.html").read_bytes() == before


def test_known_sets_are_read_from_their_folder(write: Write, tmp_path: Path) -> None:
    write_mosi(tmp_path / "data")
    fill_cache(tmp_path / "cache", read(tmp_path / "data", ["mosi"]), running_contract())
    text = SMALL.replace('file = "people.safetensors"\nfolds = 3', 'sets = ["mosi"]')
    path = write(text, '[grid]\nmodalities = [["text"]]')
    where = ("--data", tmp_path / "data", "--cache", tmp_path / "cache", "--out", tmp_path / "out")
    _run(path, *where)
    page = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert "CMU-MOSI transcripts" in page
    assert "12 tested samples, one seed" in page
    with pytest.raises(DatasetError, match="--data"):
        _run(path, "--out", tmp_path / "out")


def test_a_failed_run_is_an_error_at_the_end(write: Write, tmp_path: Path) -> None:
    write_mosi(tmp_path / "data")
    fill_cache(tmp_path / "cache", read(tmp_path / "data", ["mosi"]), running_contract())
    text = SMALL.replace('file = "people.safetensors"\nfolds = 3', 'sets = ["mosi"]')
    path = write(text, '[grid]\nmodalities = [["text"], ["vision"]]')
    where = ("--data", tmp_path / "data", "--cache", tmp_path / "cache", "--out", tmp_path / "out")
    with pytest.raises(MibscopeError, match="1 of 2 runs failed: C-MIB, vision"):
        _run(path, *where)
    assert "1 of them finished" in (tmp_path / "out/index.html").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is sent to a process group")
def test_ctrl_c_keeps_what_is_finished_and_leaves_no_process(write: Write, tmp_path: Path) -> None:
    path = write(SMALL.replace("epochs = 2", "epochs = 60\npatience = 60"), GRID)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "engine", "experiment", str(path), "--out", str(out)]
    process = subprocess.Popen(
        [*command, "--workers", "2"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        until = time.monotonic() + 200
        while not list(out.glob("runs/*.json")) and time.monotonic() < until:
            time.sleep(0.05)
        workers = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)
        told = process.communicate(timeout=60)[1]
    finally:
        process.kill()
    assert process.returncode == 130, told
    assert "The same command goes on" in told
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert len(workers) >= 2
    assert not alive
    done = len(list(out.glob("runs/*.json")))
    assert 0 < done < 24
    assert not list(out.glob("runs/.*"))
