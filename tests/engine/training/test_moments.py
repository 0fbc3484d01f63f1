"""Features are standardised by the valid steps of the training samples and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.datasets.packed import PackedDataset, pack
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.datasets.store import open_store, write_store
from engine.features.contract import ExtractorSpec, FeatureContract
from engine.models.builders import build_model
from engine.training import moments as module
from engine.training.moments import moments, standardise
from engine.types import STANDARD_HEADS, FeatureTrack, Modality
from tests.helpers.labelled_data import CONTRACT, made_up_samples
from tests.helpers.training import MODEL

AUDIO = Modality.AUDIO


def spoilt(sample: LabelledSample, seed: int) -> LabelledSample:
    """Steps without evidence hold NaN, as does everything that is not for training."""
    rng, tracks = np.random.default_rng(seed), {}
    for modality, track in sample.tracks.items():
        valid = rng.random(len(track.valid)) < 0.7
        hidden = ~valid[:, np.newaxis] if sample.split is Split.TRAIN else True
        values = np.where(hidden, np.float32(np.nan), track.values)
        tracks[modality] = FeatureTrack(values, track.times_s, valid)
    return replace(sample, tracks=tracks)


SAMPLES = [spoilt(sample, i) for i, sample in enumerate(made_up_samples())]
EXACT = FeatureContract({m: replace(s, exact=True) for m, s in CONTRACT.extractors.items()})


def wanted(modality: Modality) -> tuple[np.ndarray, np.ndarray]:
    steps = np.concatenate(
        [
            sample.tracks[modality].values[sample.tracks[modality].valid]
            for sample in SAMPLES
            if sample.split is Split.TRAIN and modality in sample.tracks
        ]
    ).astype(np.float64)
    return steps.mean(axis=0), steps.std(axis=0)


def assert_standardised(data: PackedDataset) -> None:
    model = build_model(MODEL)
    standardise(model, data)
    state = model.state_dict()
    for modality in Modality:
        mean, std = wanted(modality)
        found = (state[f"networks.{modality}.standardise.{each}"] for each in ("mean", "std"))
        for value, right in zip(found, (mean, std), strict=True):
            np.testing.assert_allclose(value.numpy(), right, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("steps", [1, 7, 10_000])
def test_a_model_gets_the_moments_of_valid_training_steps(
    steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_CHUNK_STEPS", steps)
    assert_standardised(pack(SAMPLES, EXACT, STANDARD_HEADS))


def test_a_mapped_file_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK_STEPS", 40)
    write_store(tmp_path / "set", SAMPLES, EXACT, STANDARD_HEADS)
    assert_standardised(open_store(tmp_path / "set"))


def columns(values: np.ndarray) -> PackedDataset:
    """One training sample with these steps of sound."""
    contract = FeatureContract({AUDIO: ExtractorSpec("v", 1, values.shape[1], None, exact=True)})
    track = FeatureTrack(
        values.astype(np.float32), np.arange(float(len(values))), np.ones(len(values), np.bool_)
    )
    sample = LabelledSample("s", "1", "g", Split.TRAIN, Labels(1.0), {AUDIO: track})
    return pack([sample], contract, STANDARD_HEADS)


@given(value=st.floats(-1e6, 1e6, width=32), steps=st.integers(1, 3000))
@settings(deadline=None, max_examples=60)
def test_a_feature_that_never_varies_has_no_spread_at_all(value: float, steps: int) -> None:
    data = columns(np.full((steps, 2), value))
    mean, std = moments(data, AUDIO, np.array([True]))
    assert mean.tolist() == [value, value]
    assert std.tolist() == [0.0, 0.0], "its inverse would blow up the test data"


def test_a_small_spread_around_a_large_mean_survives() -> None:
    values = np.random.default_rng(0).normal(10_000, 0.05, (5000, 1)).astype(np.float32)
    _, std = moments(columns(values), AUDIO, np.array([True]))
    np.testing.assert_allclose(std, values.astype(np.float64).std(axis=0), rtol=1e-6)


def test_without_any_step_moments_are_zero_and_the_model_stays_usable() -> None:
    data = columns(np.ones((3, 2)))
    mean, std = moments(data, AUDIO, np.array([False]))
    assert mean.tolist() == std.tolist() == [0.0, 0.0]
    model = build_model(replace(MODEL, input_dims={AUDIO: 2}))
    standardise(model, replace(data, split=np.array([1], dtype=np.uint8)))
    assert torch.equal(model.state_dict()["networks.audio.standardise.std"], torch.ones(2))
