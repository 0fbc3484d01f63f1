"""Batches prepared ahead are those that would have been prepared in time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.datasets.packed import PackedDataset
from engine.datasets.store import open_store, write_store
from engine.errors import CancelledError
from engine.training.config import Sampling, TrainingConfig
from engine.training.events import StepDone
from engine.training.feed import Feed
from engine.training.loop import train
from engine.training.objective import Batch
from engine.training.pools import build_pools
from engine.training.tensor_data import TensorData
from engine.types import STANDARD_HEADS, Modality
from tests.helpers.labelled_data import CONTRACT, made_up_samples
from tests.helpers.training import MODEL, SHORT, made_up_data, run, same_weights

BALANCED = replace(SHORT, epochs=2, steps_per_epoch=3, modality_dropout=0.4)
SHUFFLED = replace(BALANCED, sampling=Sampling.SHUFFLED, batch_size=10)
both = pytest.mark.parametrize("config", [BALANCED, SHUFFLED])


@pytest.fixture
def mapped(tmp_path: Path) -> PackedDataset:
    path = tmp_path / "clips.safetensors"
    write_store(path, made_up_samples(8), CONTRACT, STANDARD_HEADS)
    return open_store(path)


def feed_of(data: PackedDataset, config: TrainingConfig) -> Feed:
    return Feed(config, build_pools(data, config), TensorData(data), tuple(Modality))


def readers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("feed")]


def assert_same(one: Batch, other: Batch) -> None:
    for modality, (values, mask) in one.inputs.items():
        assert torch.equal(mask, other.inputs[modality].mask)
        assert torch.equal(values[mask], other.inputs[modality].values[mask])
        assert torch.equal(one.keep[modality], other.keep[modality])
    for name, target in one.targets.items():
        assert torch.equal(target.values, other.targets[name].values)


def until(happened: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not happened() and time.monotonic() < end:
        time.sleep(0.01)
    return happened()


@both
def test_reading_ahead_changes_no_number(config: TrainingConfig, mapped: PackedDataset) -> None:
    in_memory, from_file = run(config, MODEL, made_up_data(8)), run(config, MODEL, mapped)
    assert [step.loss for step in in_memory.steps] == [step.loss for step in from_file.steps]
    assert same_weights(in_memory.model, from_file.model)


@both
def test_it_is_kept_where_the_last_step_left_off(
    config: TrainingConfig, mapped: PackedDataset
) -> None:
    with feed_of(mapped, config) as whole, feed_of(mapped, config) as interrupted:
        for _ in range(4):
            whole.next(), interrupted.next()
        with feed_of(mapped, config) as resumed:
            resumed.restore(interrupted.state())
            for _ in range(5):
                for one, other in zip(whole.next().batches, resumed.next().batches, strict=True):
                    assert_same(one, other)


def test_the_next_batches_are_fetched_before_they_are_asked_for(
    mapped: PackedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    by: list[str] = []
    gather = TensorData.gather

    def watched(self: TensorData, *arguments: object) -> object:
        by.append(threading.current_thread().name)
        return gather(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(TensorData, "gather", watched)
    with feed_of(mapped, SHUFFLED) as feed:
        feed.next()
        assert until(lambda: len(by) == 2)
    assert all(name.startswith("feed") for name in by)
    with feed_of(made_up_data(8), SHUFFLED) as feed:
        feed.next()
    assert by[2:] == [threading.current_thread().name]


def test_what_goes_wrong_while_reading_ahead_is_told(
    mapped: PackedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("the disk is gone")

    with feed_of(mapped, SHUFFLED) as feed:
        monkeypatch.setattr(TensorData, "gather", broken)
        with pytest.raises(OSError, match="the disk is gone"):
            feed.next()


def test_no_reader_stays_however_a_run_ends(mapped: PackedDataset) -> None:
    run(SHUFFLED, MODEL, mapped)
    assert not readers()
    events = train(SHUFFLED, MODEL, mapped)
    next(event for event in events if isinstance(event, StepDone))
    assert readers()
    events.close()  # type: ignore[attr-defined]
    assert not readers()
    cancel = threading.Event()
    with pytest.raises(CancelledError):
        for event in train(SHUFFLED, MODEL, mapped, cancel=cancel):
            if isinstance(event, StepDone):
                cancel.set()
    assert not readers()
