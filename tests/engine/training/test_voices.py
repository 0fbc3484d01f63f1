"""Voices that are moved to where another person's lie."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from engine.datasets.packed import PackedDataset, pack
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.features.contract import ExtractorSpec, FeatureContract
from engine.models.tensors import ModalityTensors
from engine.training.tensor_data import ABSENT
from engine.training.voices import OtherVoices
from engine.types import EMOTIONS, STANDARD_HEADS, FeatureTrack, Modality
from tests.helpers.training import SHORT, run, same_weights

CPU = torch.device("cpu")
PEOPLE = {"low": -5.0, "high": 5.0, "tested": 50.0}


def voices(per_person: int = 8) -> PackedDataset:
    """Two people who differ by ten in everything, and one who is tested."""
    rng = np.random.default_rng(0)
    samples = [
        LabelledSample(
            "calls",
            f"{name}-{number}",
            name,
            Split.TEST if name == "tested" else Split.TRAIN,
            Labels(emotions=(1.0, *(0.0,) * 6)),
            {
                Modality.AUDIO: FeatureTrack(
                    rng.normal(mean, 1, (3, 2)).astype(np.float32), np.arange(3.0), np.ones(3, bool)
                )
            },
        )
        for name, mean in PEOPLE.items()
        for number in range(per_person)
    ]
    contract = FeatureContract({Modality.AUDIO: ExtractorSpec("made-up", 1, 2, 10.0)})
    return pack(samples, contract, {EMOTIONS: STANDARD_HEADS[EMOTIONS]})


def batch(rows: list[int]) -> ModalityTensors:
    mask = torch.ones(len(rows), 3, dtype=torch.bool)
    mask[:, 2] = False
    return ModalityTensors(torch.zeros(len(rows), 3, 2), mask)


def moved(
    rows: list[int], whether: list[float], to: list[float], chance: float = 0.5
) -> torch.Tensor:
    chances = torch.tensor([whether, to])
    found = OtherVoices(voices(), chance, CPU).moved(batch(rows), torch.tensor(rows), chances)
    return found.values


def test_a_voice_goes_by_the_difference_of_two_people_and_only_where_it_is_heard() -> None:
    # People are in the order of their names' codes: "low" first, then "high".
    values = moved([0, 8], [0.1, 0.1], [0.9, 0.1])
    assert torch.allclose(values[0, :2], torch.full((2, 2), 10.0), atol=1.5)
    assert torch.allclose(values[1, :2], torch.full((2, 2), -10.0), atol=1.5)
    assert not values[:, 2].any()


def test_the_chance_says_how_many_move() -> None:
    assert not moved([0], [0.6], [0.9]).any()
    assert moved([0], [0.4], [0.9]).any()
    assert not moved([0], [0.4], [0.9], chance=0.0).any()


def test_who_is_tested_or_absent_lends_no_voice_and_gets_none() -> None:
    assert not moved([16, ABSENT], [0.0, 0.0], [0.9, 0.9]).any()
    furthest = moved([0] * 50, [0.0] * 50, list(np.linspace(0, 0.999, 50))).abs().max()
    assert furthest < 15, "the tested voice lies 55 away"


def test_people_with_few_utterances_stay_where_they_are() -> None:
    few = OtherVoices(voices(per_person=7), 1.0, CPU)
    rows = torch.tensor([0])
    assert not few.moved(batch([0]), rows, torch.zeros(2, 1)).values.any()


def test_training_with_it_repeats_itself_and_differs_from_training_without() -> None:
    moving = replace(SHORT, voice_moves=0.5)
    once, again = run(moving).finished.last, run(moving).finished.last
    assert same_weights(once, again)
    assert not same_weights(once, run(SHORT).finished.last)
