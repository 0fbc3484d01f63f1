"""What one step minimises: modality dropout, and how several processes share a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from engine.training.feed import Feed
from engine.training.objective import Batch, kept_modalities
from engine.training.pools import build_pools
from engine.training.tensor_data import TensorData
from engine.types import Modality
from tests.helpers.training import TRAINING, made_up_data

TEXT, AUDIO, VISION = Modality


def random(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def kept(present: dict[Modality, Tensor], dropout: float, nothing: float) -> Tensor:
    """[modalities, batch]"""
    return torch.stack(list(kept_modalities(present, dropout, nothing, random()).values()))


ALL_THREE = dict.fromkeys(Modality, torch.ones(4000, dtype=torch.bool))


def test_modality_dropout_keeps_at_least_one() -> None:
    keep = kept(ALL_THREE, dropout=0.5, nothing=0.0)
    assert keep.any(dim=0).all()
    # Half, and for every eighth row, which would lose all three, one that is put back.
    assert keep.float().mean().item() == pytest.approx(0.5 + 1 / 24, abs=0.02)
    by_modality = keep.float().mean(dim=1)
    assert by_modality.tolist() == pytest.approx([by_modality.mean().item()] * 3, abs=0.03)


def test_even_certain_dropout_leaves_one() -> None:
    assert (kept(ALL_THREE, dropout=1.0, nothing=0.0).sum(dim=0) == 1).all()


def test_what_is_absent_is_never_kept_nor_put_back() -> None:
    here = torch.rand(3, 4000, generator=random(1)) < 0.6
    keep = kept(dict(zip(Modality, here, strict=True)), dropout=0.9, nothing=0.0)
    assert not (keep & ~here).any()
    assert (keep.any(dim=0) == here.any(dim=0)).all()


def test_single_modalities_are_left_alone() -> None:
    keep = kept({TEXT: torch.ones(500, dtype=torch.bool)}, dropout=0.9, nothing=0.0)
    assert keep.all()


def test_all_go_together_for_the_prediction_from_nothing() -> None:
    keep = kept(ALL_THREE, dropout=0.0, nothing=0.2).sum(dim=0)
    assert set(keep.tolist()) == {0, 3}
    assert (keep == 0).float().mean().item() == pytest.approx(0.2, abs=0.03)
    alone = kept({TEXT: torch.ones(4000, dtype=torch.bool)}, dropout=0.0, nothing=0.2)
    assert alone.float().mean().item() == pytest.approx(0.8, abs=0.03)


# ------------------------------------------------------------------ several processes


def batches_of(rank: int, processes: int) -> Sequence[Batch]:
    """What one process of several gets to see in one step with an odd number of rows."""
    data = made_up_data()
    config = replace(TRAINING, batch_size=7, batch_sizes={})
    with Feed(
        config, build_pools(data, config), TensorData(data), tuple(Modality), (rank, processes)
    ) as feed:
        return feed.next().batches


def test_two_processes_see_the_rows_of_one_between_them() -> None:
    """With the same crops and the same dropout, so that they can plan without a word."""
    whole = batches_of(0, 1)
    halves = [batches_of(rank, 2) for rank in range(2)]
    assert len(whole) == 4
    for place, batch in enumerate(whole):
        for rank, own in enumerate(each[place] for each in halves):
            rows = slice(rank, None, 2)
            assert own.inputs.keys() == batch.inputs.keys()
            for modality, (values, mask) in own.inputs.items():
                wanted = batch.inputs[modality]
                steps = mask.shape[1]
                assert torch.equal(mask, wanted.mask[rows, :steps])
                assert torch.equal(values[mask], wanted.values[rows, :steps][mask])
                assert not wanted.mask[rows, steps:].any()
            for name, target in own.targets.items():
                assert torch.equal(target.values, batch.targets[name].values[rows])
                assert torch.equal(target.mask, batch.targets[name].mask[rows])
            for modality, keep in own.keep.items():
                assert torch.equal(keep, batch.keep[modality][rows])
