import numpy as np
import pytest
import torch

from engine.models.batching import collate
from engine.types import FeatureTrack, Modality, Sample
from tests.helpers.mib import DIMS, sample

TEXT, AUDIO, VISION = Modality


def test_tracks_are_padded_and_padding_is_masked() -> None:
    samples = [sample({TEXT: 3, AUDIO: 7}), sample({TEXT: 5, VISION: 2}, seed=9)]
    batch = collate(samples)
    assert list(batch) == [TEXT, AUDIO, VISION]
    assert {m: tuple(t.values.shape) for m, t in batch.items()} == {
        TEXT: (2, 5, 6),
        AUDIO: (2, 7, 4),
        VISION: (2, 2, 3),
    }
    assert batch[TEXT].mask.sum(dim=1).tolist() == [3, 5]
    assert batch[AUDIO].mask.sum(dim=1).tolist() == [7, 0]
    original = samples[1].tracks[TEXT].values
    assert np.array_equal(batch[TEXT].values[1].numpy(), original)


def test_steps_without_evidence_stay_masked() -> None:
    values = np.ones((3, 3), dtype=np.float32)
    valid = np.array([True, False, True])
    batch = collate([Sample({VISION: FeatureTrack(values, np.arange(3.0), valid)})])
    assert batch[VISION].mask.tolist() == [[True, False, True]]


def test_modalities_that_nobody_has_can_be_asked_for() -> None:
    batch = collate([Sample({}), Sample({})], DIMS)
    assert {m: tuple(t.values.shape) for m, t in batch.items()} == {
        m: (2, 1, dim) for m, dim in DIMS.items()
    }
    assert not any(tensors.mask.any() for tensors in batch.values())


def test_a_track_without_steps_is_absent() -> None:
    empty = FeatureTrack(
        np.zeros((0, 6), dtype=np.float32), np.zeros(0), np.zeros(0, dtype=np.bool_)
    )
    tensors = collate([Sample({TEXT: empty})])[TEXT]
    assert tensors.mask.tolist() == [[False]]


def test_collating_copies_and_takes_read_only_arrays() -> None:
    one = sample({TEXT: 2})
    for array in (one.tracks[TEXT].values, one.tracks[TEXT].valid):
        array.flags.writeable = False
    batch = collate([one])
    batch[TEXT].values.zero_()
    assert one.tracks[TEXT].values.any()


def test_features_of_the_wrong_dimension_are_refused() -> None:
    with pytest.raises(ValueError, match="6 numbers a step, not 5"):
        collate([sample({TEXT: 2})], {TEXT: 5})


def test_tensors_move_together() -> None:
    moved = collate([sample({TEXT: 2})])[TEXT].to(torch.device("cpu"))
    assert moved.values.device == moved.mask.device
