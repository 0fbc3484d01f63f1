"""A gathered batch is the samples' tracks, padded and masked, wherever the data lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.datasets.packed import PackedDataset, pack
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.datasets.store import mapped_anew, open_store, write_store
from engine.models.tensors import ModalityTensors
from engine.training import tensor_data
from engine.training.tensor_data import ABSENT, Crop, TensorData
from engine.types import EMOTIONS, SENTIMENT, STANDARD_HEADS, FeatureTrack, Modality
from tests.helpers.labelled_data import CONTRACT, made_up_samples
from tests.helpers.training import made_up_data

TEXT, AUDIO, VISION = Modality


def random(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def voices(lengths: Sequence[int], seed: int = 0) -> PackedDataset:
    """One voice of each length (none for 0); a fifth of the steps are no evidence."""
    rng, dimension = np.random.default_rng(seed), CONTRACT.extractors[AUDIO].dimension
    samples = []
    for i, steps in enumerate(lengths):
        track = FeatureTrack(
            rng.normal(size=(steps, dimension)).astype(np.float32),
            np.arange(steps, dtype=np.float64),
            rng.random(steps) < 0.8,
        )
        tracks = {AUDIO: track} if steps else {}
        samples.append(LabelledSample("s", str(i), str(i), Split.TRAIN, Labels(float(i)), tracks))
    return pack(samples, CONTRACT, STANDARD_HEADS)


def gathered(data: TensorData, plan: list[int], crop: Crop | None = None, seed: int = 0):
    crops = {AUDIO: crop} if crop is not None else None
    return data.gather({AUDIO: torch.tensor(plan)}, crops, random(seed))[AUDIO]


def assert_rows(batch: ModalityTensors, data: PackedDataset, plan: Sequence[int]) -> None:
    assert batch.values.dtype == torch.float32
    for values, mask, row in zip(batch.values, batch.mask, plan, strict=True):
        wanted = data.tracks[AUDIO].track(row) if row != ABSENT else None
        steps = 0 if wanted is None else len(wanted.values)
        assert not mask[steps:].any(), "padding is never evidence"
        if wanted is not None:
            np.testing.assert_array_equal(mask[:steps].numpy(), wanted.valid)
            np.testing.assert_array_equal(values[:steps].numpy(), wanted.values)


@given(lengths=st.lists(st.integers(0, 9), min_size=1, max_size=8), choose=st.data())
@settings(deadline=None, max_examples=60)
def test_a_batch_holds_the_tracks_of_its_samples(lengths: list[int], choose: st.DataObject) -> None:
    data = voices(lengths)
    rows = st.integers(ABSENT, len(lengths) - 1)
    plan = choose.draw(st.lists(rows, min_size=1, max_size=12))
    batch = gathered(TensorData(data), plan)
    assert_rows(batch, data, plan)
    longest = max(0 if row == ABSENT else lengths[row] for row in plan)
    assert batch.mask.shape[1] == max(1, longest), "no wider than it must be"


def test_presence_and_length_of_samples() -> None:
    data = TensorData(made_up_data())
    rows = torch.arange(len(data.dataset))
    tracks = data.dataset.tracks
    for modality in Modality:
        wanted = data.dataset.has(modality)
        np.testing.assert_array_equal(data.present(modality, rows).numpy(), wanted)
    longest = np.max([tracks[m].lengths for m in Modality], axis=0)
    np.testing.assert_array_equal(data.lengths(rows).numpy(), longest)


# ------------------------------------------------------------------ crops


@given(
    lengths=st.lists(st.integers(0, 30), min_size=1, max_size=6),
    most=st.integers(1, 12),
    seed=st.integers(0, 1000),
)
@settings(deadline=None, max_examples=60)
def test_a_crop_is_a_run_of_steps_of_its_own_track(
    lengths: list[int], most: int, seed: int
) -> None:
    data = voices(lengths)
    batch = gathered(TensorData(data), list(range(len(lengths))), Crop(max_steps=most), seed)
    assert batch.mask.shape[1] == max(1, min(most, max(lengths)))
    for row, steps in enumerate(lengths):
        shown = min(most, steps)
        track = data.tracks[AUDIO].track(row)
        runs = [
            start
            for start in range(steps - shown + 1)
            if np.array_equal(batch.values[row, :shown], track.values[start : start + shown])
            and np.array_equal(batch.mask[row, :shown], track.valid[start : start + shown])
        ]
        assert runs
        assert not batch.mask[row, shown:].any()


def test_crops_start_anywhere() -> None:
    data = TensorData(voices([8]))
    track = data.dataset.tracks[AUDIO].track(0)
    first = gathered(data, [0] * 3000, Crop(max_steps=5)).values[:, 0].numpy()
    starts = (track.values == first[:, np.newaxis]).all(axis=2).argmax(axis=1)
    shares = np.bincount(starts, minlength=4) / len(starts)
    np.testing.assert_allclose(shares, 0.25, atol=0.04)


def test_a_still_is_held_for_a_random_while() -> None:
    data = voices([1, 4])
    still = replace(data.tracks[AUDIO], valid=np.ones(5, dtype=np.bool_))
    data = replace(data, tracks={AUDIO: still})
    batch = gathered(TensorData(data), [0] * 2000 + [1], Crop(hold_still=6))
    lengths = batch.mask[:-1].sum(dim=1)
    assert sorted(set(lengths.tolist())) == [1, 2, 3, 4, 5, 6]
    np.testing.assert_allclose(np.bincount(lengths)[1:] / 2000, 1 / 6, atol=0.04)
    face = still.track(0).values[0]
    for values, mask in zip(batch.values[:-1], batch.mask[:-1], strict=True):
        assert (values[mask] == torch.from_numpy(face)).all()
    assert batch.mask[-1].sum() == 4, "what moves is left as it is"


def test_crops_are_decided_by_the_generator() -> None:
    data = TensorData(voices([30] * 8))
    one, again, other = (
        gathered(data, list(range(8)), Crop(max_steps=4), seed) for seed in (1, 1, 2)
    )
    assert torch.equal(one.values, again.values)
    assert not torch.equal(one.values, other.values)


@pytest.mark.parametrize("part", [slice(0, None, 2), slice(1, None, 2), slice(4, None, 7)])
def test_a_part_of_a_batch_has_the_crops_that_the_whole_has(part: slice) -> None:
    data = TensorData(voices([30, 1, 7, 12, 0, 3, 1]))
    plan = {AUDIO: torch.tensor([0, 1, 2, ABSENT, 3, 5, 6])}
    crops = {AUDIO: Crop(max_steps=5, hold_still=4)}
    one, other = random(), random()
    whole = data.gather(plan, crops, one)[AUDIO]
    own = data.gather(plan, crops, other, part)[AUDIO]
    steps = own.mask.shape[1]
    assert torch.equal(own.mask, whole.mask[part][:, :steps])
    assert not whole.mask[part][:, steps:].any()
    assert torch.equal(own.values[own.mask], whole.values[part][:, :steps][own.mask])
    assert torch.equal(one.get_state(), other.get_state()), "the next draw is the same, too"


# ------------------------------------------------------------------ labels


def test_labels_are_those_of_the_samples_and_unknown_elsewhere() -> None:
    data = TensorData(made_up_data())
    labels = data.dataset.labels
    rows = torch.tensor([0, ABSENT, 100, 200])
    targets = data.targets(rows)
    assert set(targets) == {SENTIMENT, EMOTIONS}
    for name, target in targets.items():
        for i, row in enumerate(rows.tolist()):
            if row == ABSENT:
                assert not target.mask[i].any()
                continue
            np.testing.assert_array_equal(target.mask[i], labels[name].mask[row])
            known = labels[name].mask[row]
            np.testing.assert_array_equal(target.values[i][known], labels[name].values[row][known])
    talk, calls = (data.dataset.dataset_names.index(name) for name in ("talk", "calls"))
    assert data.dataset.dataset[0] == talk
    assert data.dataset.dataset[100] == calls
    assert targets[SENTIMENT].mask[:, 0].tolist() == [True, False, False, True]
    assert targets[EMOTIONS].mask[:, 0].tolist() == [False, False, True, True]


# ------------------------------------------------------------------ mapped files


@pytest.fixture
def stored(tmp_path: Path) -> PackedDataset:
    write_store(tmp_path / "made-up.safetensors", made_up_samples(), CONTRACT, STANDARD_HEADS)
    return open_store(tmp_path / "made-up.safetensors")


def batches(data: TensorData, count: int = 12) -> list[torch.Tensor]:
    generator, crops = random(), {m: Crop(max_steps=4, hold_still=3) for m in Modality}
    found = []
    for _ in range(count):
        rows = torch.randint(0, len(data.dataset), (16,), generator=generator)
        for each in data.gather(dict.fromkeys(Modality, rows), crops, generator).values():
            found += [each.values, each.mask]
        found += [each.values for each in data.targets(rows).values()]
    return found


def test_a_mapped_file_gives_what_memory_gives_and_is_mapped_anew_after_its_limit(
    stored: PackedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapped: list[PackedDataset] = []

    def counted(dataset: PackedDataset) -> PackedDataset:
        mapped.append(dataset)
        return mapped_anew(dataset)

    monkeypatch.setattr(tensor_data, "mapped_anew", counted)
    in_memory = batches(TensorData(made_up_data()))
    mapped.clear()
    from_file = batches(TensorData(stored))
    at_first = len(mapped)
    monkeypatch.setattr(tensor_data, "_REMAP_BYTES", 1)
    often = batches(TensorData(stored))
    assert at_first <= 1, "so little is read within one mapping"
    assert len(mapped) - at_first >= 11
    for one, other, third in zip(in_memory, from_file, often, strict=True):
        assert torch.equal(one, other)
        assert torch.equal(one, third)


def test_a_new_mapping_shows_no_more_modalities_than_before(
    stored: PackedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tensor_data, "_REMAP_BYTES", 0)
    data = TensorData(replace(stored, tracks={TEXT: stored.tracks[TEXT]}))
    rows = torch.arange(len(stored))
    words = torch.from_numpy(stored.tracks[TEXT].lengths)
    for _ in range(3):
        assert torch.equal(data.lengths(rows), words)
        data.gather({TEXT: rows})
