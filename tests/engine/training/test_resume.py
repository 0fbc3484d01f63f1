"""A run that was interrupted anywhere ends as if it never had been."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from lightning_fabric import Fabric

from engine.datasets.packed import PackedDataset
from engine.datasets.store import open_store, write_store
from engine.errors import CancelledError, CheckpointError
from engine.models.builders import build_model
from engine.models.config import MIBConfig, Variant
from engine.training import tensor_data
from engine.training.config import BetaCurve, Sampling, TrainingConfig
from engine.training.events import EpochDone, StepDone, TrainEvent
from engine.training.loop import state_path
from engine.types import STANDARD_HEADS, Modality
from tests.helpers.labelled_data import CONTRACT, made_up_samples
from tests.helpers.training import MODEL, SHORT, Course, made_up_data, run, same_weights

RANDOM = replace(
    MODEL, dropout_attention=0.2, dropout_feed_forward=0.2, dropout_residual=0.2, width=5
)
"""Everything that draws random numbers does."""
BALANCED = replace(
    SHORT,
    epochs=2,
    steps_per_epoch=3,
    modality_dropout=0.4,
    nothing=0.1,
    max_steps={"text": 4, "audio": 5},
    beta_curve=BetaCurve.CYCLIC,
)
SHUFFLED = replace(BALANCED, sampling=Sampling.SHUFFLED, batch_size=10)
"""Three steps an epoch, one of them short, as there are 24 samples."""
CONFIGS = {"balanced": BALANCED, "shuffled": SHUFFLED}
LAST = 6
DATA = made_up_data(8)


@pytest.fixture(scope="module")
def references() -> dict[str, Course]:
    torch.set_num_threads(1)
    return {name: run(config, RANDOM, DATA) for name, config in CONFIGS.items()}


Place = tuple[type[StepDone] | type[EpochDone], int]


def after(place: Place) -> tuple[Callable[[TrainEvent], None], threading.Event]:
    """What asks for a pause when the run has come to a place."""
    pause = threading.Event()
    kind, number = place

    def watch(event: TrainEvent) -> None:
        if isinstance(event, kind) and event.step == number:
            pause.set()

    return watch, pause


def paused(
    config: TrainingConfig, run_dir: Path, place: Place, data: PackedDataset = DATA, **more: Any
) -> Course:
    watch, pause = after(place)
    return run(config, RANDOM, data, run_dir=run_dir, watch=watch, pause=pause, **more)


def told(epoch: EpochDone) -> dict[str, Any]:
    """Without what depends on the machine."""
    return {k: v for k, v in asdict(epoch).items() if k not in ("samples_per_s", "memory_mb")}


def lasting(course: Course) -> list[dict[str, Any]]:
    return [
        {k: v for k, v in epoch.items() if k not in ("samples_per_s", "memory_mb")}
        for epoch in course.finished.history
    ]


def assert_as_if_nothing_happened(reference: Course, *parts: Course) -> None:
    steps = [step for part in parts for step in part.steps]
    assert steps == reference.steps
    epochs = [told(epoch) for part in parts for epoch in part.epochs]
    assert epochs == [told(epoch) for epoch in reference.epochs]
    end, wanted = parts[-1].finished, reference.finished
    assert same_weights(end.last, wanted.last)
    assert same_weights(end.model, wanted.model)
    assert (end.epoch, end.score) == (wanted.epoch, wanted.score)
    assert lasting(parts[-1]) == lasting(reference)


PLACES: dict[str, Place] = {
    "in the middle of an epoch": (StepDone, 2),
    "at an epoch's end": (EpochDone, 3),
    "before the last step": (StepDone, LAST - 1),
    "at the very end": (EpochDone, LAST),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("sampling", CONFIGS)
def test_a_paused_run_goes_on_to_the_bit(
    references: dict[str, Course], sampling: str, place: str, tmp_path: Path
) -> None:
    config, where = CONFIGS[sampling], PLACES[place]
    first = paused(config, tmp_path, where)
    assert first.paused.step == where[1]
    assert first.paused.state == state_path(tmp_path)
    torch.manual_seed(1234)  # another process would not have this one's numbers
    second = run(config, RANDOM, DATA, run_dir=tmp_path)
    assert second.started.resumed_at == where[1]
    assert_as_if_nothing_happened(references[sampling], first, second)


@pytest.mark.parametrize("sampling", CONFIGS)
def test_a_run_may_be_paused_after_every_step(
    references: dict[str, Course], sampling: str, tmp_path: Path
) -> None:
    config, always = CONFIGS[sampling], threading.Event()
    always.set()
    parts = [run(config, RANDOM, DATA, run_dir=tmp_path, pause=always) for _ in range(LAST)]
    assert [part.paused.step for part in parts] == list(range(1, LAST + 1))
    parts.append(run(config, RANDOM, DATA, run_dir=tmp_path, pause=always))
    assert_as_if_nothing_happened(references[sampling], *parts)


def test_a_kept_run_is_the_same_as_one_that_is_not(
    references: dict[str, Course], tmp_path: Path
) -> None:
    course = run(BALANCED, RANDOM, DATA, run_dir=tmp_path)
    assert_as_if_nothing_happened(references["balanced"], course)
    assert [each.name for each in tmp_path.iterdir()] == ["state-0.pt"]


def test_a_finished_run_ends_again_without_a_step(
    references: dict[str, Course], tmp_path: Path
) -> None:
    whole = run(BALANCED, RANDOM, DATA, run_dir=tmp_path)
    again = run(BALANCED, RANDOM, DATA, run_dir=tmp_path)
    assert again.steps == []
    assert_as_if_nothing_happened(references["balanced"], whole, again)


def test_early_stopping_counts_over_interruptions(tmp_path: Path) -> None:
    stuck = replace(BALANCED, learning_rate=0.0, weight_decay=0.0, patience=2, epochs=8)
    whole = run(stuck, RANDOM, DATA)
    assert len(whole.epochs) == 3, "the first is the best, two more are no better"
    first = paused(stuck, tmp_path, (EpochDone, 6))
    second = run(stuck, RANDOM, DATA, run_dir=tmp_path)
    assert_as_if_nothing_happened(whole, first, second)
    assert run(stuck, RANDOM, DATA, run_dir=tmp_path).steps == []


def test_a_mapped_file_changes_nothing(
    references: dict[str, Course], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tensor_data, "_REMAP_BYTES", 1)
    write_store(tmp_path / "set", made_up_samples(8), CONTRACT, STANDARD_HEADS)
    data = open_store(tmp_path / "set")
    first = paused(SHUFFLED, tmp_path / "run", (StepDone, 4), data=data)
    second = run(SHUFFLED, RANDOM, data, run_dir=tmp_path / "run")
    assert_as_if_nothing_happened(references["shuffled"], first, second)


def test_without_a_folder_there_is_no_pause() -> None:
    always = threading.Event()
    always.set()
    assert run(SHORT, data=DATA, pause=always).finished.epoch == 1


# ------------------------------------------------------------------ cancelled and killed


def test_a_cancelled_run_keeps_its_last_epoch(
    references: dict[str, Course], tmp_path: Path
) -> None:
    watch, stop = after((StepDone, 4))
    with pytest.raises(CancelledError):
        run(BALANCED, RANDOM, DATA, run_dir=tmp_path, watch=watch, cancel=stop)
    second = run(BALANCED, RANDOM, DATA, run_dir=tmp_path)
    assert second.started.resumed_at == 3
    reference = references["balanced"]
    assert second.steps == reference.steps[3:]
    assert same_weights(second.model, reference.model)


def test_a_killed_run_goes_on_from_its_last_epoch(
    references: dict[str, Course], tmp_path: Path
) -> None:
    class Killed(BaseException):
        pass

    def watch(event: TrainEvent) -> None:
        if isinstance(event, StepDone) and event.step == LAST:
            raise Killed

    with pytest.raises(Killed):
        run(BALANCED, RANDOM, DATA, run_dir=tmp_path, watch=watch)
    second = run(BALANCED, RANDOM, DATA, run_dir=tmp_path)
    assert second.started.resumed_at == 3
    assert same_weights(second.finished.last, references["balanced"].finished.last)


# ------------------------------------------------------------------ another run


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the state of a run of SHORT."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("kept")
    paused(SHORT, folder, (StepDone, 1))
    return folder


def start(seed: int) -> dict[str, Any]:
    torch.manual_seed(seed)
    return {"start": build_model(RANDOM)}


def with_labels(values: Callable[[np.ndarray], np.ndarray]) -> PackedDataset:
    data = DATA
    (name, labels), *rest = data.labels.items()
    return replace(data, labels={name: replace(labels, values=values(labels.values)), **dict(rest)})


def with_masked() -> PackedDataset:
    data = DATA
    (name, labels), *rest = data.labels.items()
    unknown = replace(labels, mask=np.zeros_like(labels.mask))
    return replace(data, labels={name: unknown, **dict(rest)})


def with_features(factor: float) -> PackedDataset:
    data = DATA
    audio = data.tracks[Modality.AUDIO]
    tracks = {
        **data.tracks,
        Modality.AUDIO: replace(audio, values=audio.values * np.float16(factor)),
    }
    return replace(data, tracks=tracks)


def with_splits() -> PackedDataset:
    data = DATA
    return replace(data, split=data.split[::-1].copy())


OTHERS: dict[str, Callable[[], tuple[TrainingConfig, MIBConfig, dict[str, Any]]]] = {
    "another seed": lambda: (replace(SHORT, seed=9), RANDOM, {}),
    "another beta": lambda: (replace(SHORT, beta=0.5), RANDOM, {}),
    "another length": lambda: (replace(SHORT, epochs=7), RANDOM, {}),
    "another variant": lambda: (SHORT, replace(RANDOM, variant=Variant.E_MIB), {}),
    "other samples": lambda: (SHORT, RANDOM, {"data": made_up_data(8, seed=1)}),
    "fewer samples": lambda: (SHORT, RANDOM, {"data": made_up_data(6)}),
    "other labels": lambda: (SHORT, RANDOM, {"data": with_labels(lambda v: v + 1)}),
    "unknown labels": lambda: (SHORT, RANDOM, {"data": with_masked()}),
    "other features": lambda: (SHORT, RANDOM, {"data": with_features(2.0)}),
    "other splits": lambda: (SHORT, RANDOM, {"data": with_splits()}),
    "another start": lambda: (SHORT, RANDOM, start(1)),
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_run_in_the_same_folder_is_refused(kept: Path, other: str) -> None:
    config, model, more = OTHERS[other]()
    before = state_path(kept).read_bytes()
    with pytest.raises(CheckpointError, match=r"state-0\.pt belongs to a run with other"):
        run(config, model, run_dir=kept, **{"data": DATA, **more})
    assert state_path(kept).read_bytes() == before


def test_the_same_start_goes_on(tmp_path: Path) -> None:
    paused(SHORT, tmp_path, (StepDone, 1), **start(1))
    with pytest.raises(CheckpointError, match="other settings"):
        run(SHORT, RANDOM, DATA, run_dir=tmp_path, **start(2))
    second = run(SHORT, RANDOM, DATA, run_dir=tmp_path, **start(1))
    assert same_weights(second.model, run(SHORT, RANDOM, DATA, **start(1)).model)


def test_a_damaged_state_is_refused_with_the_way_out(tmp_path: Path) -> None:
    paused(SHORT, tmp_path, (StepDone, 1))
    path = state_path(tmp_path)
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(CheckpointError, match=r"damaged.*Delete it"):
        run(SHORT, RANDOM, DATA, run_dir=tmp_path)
    path.unlink()
    assert run(SHORT, RANDOM, DATA, run_dir=tmp_path).started.resumed_at == 0


def test_states_of_several_processes_at_different_steps_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the first process had written its state and before this one had."""
    paused(SHORT, tmp_path, (StepDone, 1))
    monkeypatch.setattr(Fabric, "broadcast", lambda self, obj, src=0: 2 if obj == 1 else obj)
    with pytest.raises(CheckpointError, match=r"state-0\.pt is not of the same step.*Delete"):
        run(SHORT, RANDOM, DATA, run_dir=tmp_path)


def test_the_state_needs_no_code_to_be_read(kept: Path) -> None:
    content = torch.load(state_path(kept), weights_only=True)
    assert content["step"] == 1
    assert set(content["generators"]) == {"noise", "feed", "torch"}
