"""Grids are run once, whatever happens on the way, and on any number of workers alike."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import numpy as np
import psutil
import pytest

from engine.datasets.schema import Split
from engine.datasets.store import write_store
from engine.errors import CancelledError, CheckpointError, DatasetError
from engine.experiments.bench import Bench, set_up
from engine.experiments.events import GridEvent, GridFinished, GridStarted, RunDone, RunFailed
from engine.experiments.plan import Run
from engine.experiments.reading import load_experiment
from engine.experiments.results import ResultStore
from engine.experiments.runner import run_grid
from engine.experiments.single import predict_held_out
from engine.models.builders import build_model
from engine.training.checkpoints import Checkpoint, Lineage, load_checkpoint, save_checkpoint
from engine.training.runs.reading import read_events
from engine.training.tensor_data import TensorData
from engine.types import Modality
from tests.engine.experiments.conftest import GRID, HEADS, SMALL, Write, bench_of, samples
from tests.helpers.labelled_data import CONTRACT

Finished = tuple[Bench, ResultStore, Sequence[GridEvent]]


def _contents(bench: Bench, store: ResultStore) -> dict[str, object]:
    """All that a grid has found out, without how long it took and who else edits the code."""
    found: dict[str, object] = {}
    for run, key in bench.keys(bench.experiment.runs).items():
        plain = dataclasses.asdict(store.result(key))
        tested = store.tested(key)
        arrays = [*tested.outputs.values(), tested.rows, tested.z]
        del plain["seconds"], plain["lineage"]
        found[str(run)] = (json.dumps(plain), [array.tobytes() for array in arrays])
    return found


def test_a_grid_does_all_runs_and_says_so(finished: Finished) -> None:
    bench, store, events = finished
    assert events[0] == GridStarted(24, 0)
    assert events[-1] == GridFinished(24, ())
    done = [event.run for event in events if isinstance(event, RunDone)]
    assert done == list(bench.experiment.runs)
    assert all(key in store for key in bench.keys(done).values())


def test_every_run_tells_how_it_learned(finished: Finished) -> None:
    bench, store, _ = finished
    for run, key in bench.keys(bench.experiment.runs).items():
        told = [line["event"] for line in read_events(store.log(key).events)]
        epochs = len(store.result(key).history)
        assert told[0] == "TrainingStarted", run
        assert told.count("EpochDone") == epochs
        assert told[-1] == "TrainingFinished"
        assert list(store.log(key).board.iterdir())


def test_an_interrupted_grid_goes_on_and_ends_the_same(
    finished: Finished, bench: Bench, tmp_path: Path
) -> None:
    store = ResultStore(tmp_path / "half")
    grid = run_grid(bench, store)
    for _ in range(1 + 5):
        next(grid)
    grid.close()  # as an end of the program would
    kept = [path for path in (tmp_path / "half/runs").iterdir() if path.is_file()]
    files = {path: path.stat().st_mtime_ns for path in kept}
    assert len(files) == 2 * 5
    rest = list(run_grid(bench, store))
    assert rest[0] == GridStarted(24, 5)
    assert sum(isinstance(event, RunDone) for event in rest) == 19
    assert all(path.stat().st_mtime_ns == time for path, time in files.items())
    assert list(run_grid(bench, store)) == [GridStarted(24, 24), GridFinished(24, ())]
    assert _contents(bench, store) == _contents(*finished[:2])


def test_a_grid_that_grows_repeats_nothing(
    finished: Finished, write: Write, data_file: Path, tmp_path: Path
) -> None:
    _, store, _ = finished
    wider = bench_of(write(SMALL, GRID.replace("[1, 2]", "[1, 2, 3]")), data_file)
    keys = wider.keys(wider.experiment.runs)
    assert sum(key in store for key in keys.values()) == 24
    other = bench_of(write(SMALL.replace("0.01", "0.02"), GRID), data_file)
    assert not any(key in store for key in other.keys(other.experiment.runs).values())
    refolded = bench_of(write(SMALL.replace("0.25", "0.25\nfold_seed = 1"), GRID), data_file)
    assert not any(key in store for key in refolded.keys(refolded.experiment.runs).values())


def test_cancelling_keeps_what_is_finished(bench: Bench, tmp_path: Path) -> None:
    stop, store = Event(), ResultStore(tmp_path / "stopped")
    with pytest.raises(CancelledError):
        for event in run_grid(bench, store, cancel=stop):
            if isinstance(event, RunDone):
                stop.set()
    assert len(list((tmp_path / "stopped/runs").glob("*.json"))) == 1


def test_two_workers_give_the_numbers_of_one_even_if_one_of_them_dies(
    finished: Finished, bench: Bench, tmp_path: Path
) -> None:
    store, told, killed = ResultStore(tmp_path / "two"), [], False
    for event in run_grid(bench, store, workers=2):
        told.append(event)
        if isinstance(event, RunDone) and not killed:
            psutil.Process(multiprocessing.active_children()[0].pid).kill()
            killed = True
    assert not multiprocessing.active_children()
    # The one that died took one run with it, which the next start makes up for.
    (lost,) = [event for event in told if isinstance(event, RunFailed)]
    assert "exit code" in lost.reason
    assert told[-1] == GridFinished(23, (lost,))
    assert list(run_grid(bench, store))[-1] == GridFinished(24, ())
    assert _contents(bench, store) == _contents(*finished[:2])


def test_stopping_leaves_no_process(bench: Bench, tmp_path: Path) -> None:
    stop, store = Event(), ResultStore(tmp_path / "stopped")
    with pytest.raises(CancelledError):
        for event in run_grid(bench, store, workers=2, cancel=stop):
            if isinstance(event, RunDone):
                stop.set()
    assert not multiprocessing.active_children()
    kept = [path for path in (tmp_path / "stopped/runs").iterdir() if path.is_file()]
    assert not [path for path in kept if "partial" in path.name]


def test_a_run_that_fails_is_told_and_the_others_go_on(write: Write, tmp_path: Path) -> None:
    faceless = tmp_path / "faceless.safetensors"
    write_store(faceless, samples(faces=False), CONTRACT, HEADS)
    grid = '[grid]\nmodalities = [["vision"], ["text"]]'
    bench, store = bench_of(write(SMALL, grid), faceless), ResultStore(tmp_path / "faceless")
    *told, last = list(run_grid(bench, store))
    failed = [event for event in told if isinstance(event, RunFailed)]
    assert last == GridFinished(3, tuple(failed))
    assert {event.run.cell.modalities for event in failed} == {(Modality.VISION,)}
    assert len(failed) == 3
    assert "Training needs samples" in failed[0].reason
    assert "Traceback" in failed[0].trace
    assert sum(isinstance(event, RunDone) for event in told) == 3
    # What failed is tried again, what is finished is not.
    assert next(run_grid(bench, store)) == GridStarted(6, 3)


def test_predictions_are_kept_with_labels_and_names(finished: Finished) -> None:
    bench, store, _ = finished
    run = bench.experiment.runs[0]
    tested = store.tested(bench.keys([run])[run])
    rows = bench.data(run).rows(Split.TEST)
    np.testing.assert_array_equal(tested.rows, rows)
    assert [tested.ids[i] for i in range(len(rows))] == [bench.dataset.ids[r] for r in rows]
    assert tested.z.shape == (len(rows), 10)
    assert tested.outputs["sentiment"].shape == (len(rows), 1)
    np.testing.assert_array_equal(
        tested.labels["sentiment"].values, bench.dataset.labels["sentiment"].values[rows]
    )


def test_a_damaged_result_is_named(bench: Bench, tmp_path: Path) -> None:
    store = ResultStore(tmp_path)
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs/x.json").write_text("{")
    with pytest.raises(DatasetError, match=r"x\.json is damaged"):
        store.result("x")


def test_a_modality_that_the_data_lacks_is_named(
    write: Write, data_file: Path, bench: Bench
) -> None:
    plan = load_experiment(str(write(SMALL, GRID)))
    silent = dataclasses.replace(bench.dataset, tracks={})
    with pytest.raises(DatasetError, match="no text"):
        set_up(plan, silent)


# --------------------------------------------------------------------------- going on


START = SMALL.replace("[data]", 'start = "parent.safetensors"\n[data]')
WEIGHTS = '[grid]\nbeta = [0.0, 1e-3]\nmodalities = [["text", "vision"]]'


def _write_parent(bench: Bench, path: Path, seen: str) -> None:
    """A checkpoint of the grid's C-MIB with words and faces."""
    run = bench.experiment.runs[3]
    config = bench.model(run)
    lineage = Lineage("0", "parent", 9, "code", data={seen: {}})
    training = bench.experiment.training
    model = build_model(config).eval()
    save_checkpoint(path, Checkpoint(model, config, CONTRACT, training, lineage))


def test_all_runs_go_on_from_a_checkpoint(
    write: Write, bench: Bench, data_file: Path, tmp_path: Path
) -> None:
    _write_parent(bench, tmp_path / "parent.safetensors", "others")
    untrained = START.replace("learning_rate = 0.01", "learning_rate = 0.0\nweight_decay = 0.0")
    going_on = bench_of(write(untrained, WEIGHTS), data_file)
    store = ResultStore(tmp_path / "on")
    assert list(run_grid(going_on, store))[-1] == GridFinished(6, ())
    # Nothing is learned at a rate of 0, so every run of a fold says what the checkpoint says.
    keys = going_on.keys(going_on.experiment.runs)
    said = [
        store.tested(keys[Run(cell, 1, 0)]).outputs["sentiment"]
        for cell in going_on.experiment.cells
    ]
    np.testing.assert_array_equal(said[0], said[1])
    parent = load_checkpoint(tmp_path / "parent.safetensors", None).model
    (run, *_) = going_on.experiment.runs
    again = predict_held_out(parent, TensorData(going_on.data(run)))
    np.testing.assert_allclose(again.outputs["sentiment"], said[0], atol=1e-6)
    # Another checkpoint, another experiment.
    _write_parent(bench, tmp_path / "parent.safetensors", "third")
    other = bench_of(write(untrained, WEIGHTS), data_file)
    assert not set(keys.values()) & set(other.keys(other.experiment.runs).values())


def test_a_checkpoint_that_has_seen_what_is_tested_is_refused(
    write: Write, bench: Bench, data_file: Path, tmp_path: Path
) -> None:
    _write_parent(bench, tmp_path / "parent.safetensors", "talks")
    with pytest.raises(DatasetError, match="trained on talks"):
        bench_of(write(START, WEIGHTS), data_file)


@pytest.mark.parametrize(
    "change", [('[["text", "vision"]]', '[["text"]]'), ("layers = 1", "layers = 2")]
)
def test_a_checkpoint_of_another_model_is_refused(
    write: Write, bench: Bench, data_file: Path, tmp_path: Path, change: tuple[str, str]
) -> None:
    _write_parent(bench, tmp_path / "parent.safetensors", "others")
    assert change[0] in START + WEIGHTS
    with pytest.raises(CheckpointError, match=r"parent\.safetensors"):
        bench_of(write((START + WEIGHTS).replace(*change)), data_file)
