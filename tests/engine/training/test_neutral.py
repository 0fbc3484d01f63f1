"""The neutral mean of the training data, and what a calibration to a person gains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.datasets.schema import LabelledSample, Labels, Record, Split
from engine.explain.batch import Explainer, ExplainOptions
from engine.models.mib import MIBModel
from engine.training.neutral import chosen, effects, neutral_means
from engine.types import Emotion, FeatureTrack, Modality
from tests.helpers.mib import small_model

STEPS = 10
SECONDS = 2.5


def sample(
    value: float,
    emotion: int = 0,
    *,
    group: str = "radio/1",
    split: Split = Split.TRAIN,
    number: int = 0,
) -> LabelledSample:
    """A voice of 2.5 seconds, all of whose numbers are ``value``."""
    dimension = model().input_dims[Modality.AUDIO]
    times = np.arange(STEPS) * SECONDS / STEPS
    track = FeatureTrack(
        np.full((STEPS, dimension), value, np.float32), times, np.ones(STEPS, np.bool_)
    )
    labels = Labels(emotions=tuple(float(each == emotion) for each in range(len(Emotion))))
    name = f"{group}-{emotion}-{number}-{value}"
    return LabelledSample("radio", name, group, split, labels, {Modality.AUDIO: track})


def model() -> MIBModel:
    return small_model()


def test_each_person_counts_alike_then_each_corpus() -> None:
    samples = [
        sample(1.0),
        sample(1.0, number=1),
        sample(3.0, group="radio/2"),
        sample(8.0, group="stage/1"),
    ]
    mean = neutral_means(samples)[Modality.AUDIO]
    assert mean == pytest.approx(np.full(len(mean), (2.0 + 8.0) / 2))


def test_only_neutral_training_samples_count() -> None:
    samples = [
        sample(1.0),
        sample(50.0, emotion=1),
        sample(70.0, split=Split.VALID),
        sample(90.0, split=Split.TEST),
        replace(sample(99.0), labels=Labels()),
    ]
    mean = neutral_means(samples)[Modality.AUDIO]
    assert mean == pytest.approx(np.full(len(mean), 1.0))


def person(shift: float, group: str, neutral: int = 8) -> list[LabelledSample]:
    return [
        sample(
            shift + (0.0 if emotion == 0 else 1.0), emotion, group=group, split=Split.TEST, number=n
        )
        for emotion, count in ((0, neutral), (1, 4))
        for n in range(count)
    ]


def test_a_whole_share_makes_people_who_differ_by_their_mean_alike() -> None:
    explainer = Explainer(model(), ExplainOptions(sampling=None))
    mean = neutral_means([sample(0.0)])
    (usual,) = effects(explainer, mean, person(0.0, "radio/7"), 1.0)[Modality.AUDIO]
    (moved,) = effects(explainer, mean, person(4.0, "radio/8"), 1.0)[Modality.AUDIO]
    assert moved.after == usual.before == usual.after
    assert moved.before != moved.after
    assert (moved.people, moved.clips) == (1, 12)


def test_people_who_said_too_little_that_is_neutral_are_left_out() -> None:
    explainer = Explainer(model(), ExplainOptions(sampling=None))
    mean = neutral_means([sample(0.0)])
    few = person(1.0, "radio/8", neutral=2)
    assert effects(explainer, mean, few)[Modality.AUDIO] == ()
    (effect,) = effects(explainer, mean, few + person(0.0, "radio/7"))[Modality.AUDIO]
    assert effect.people == 1


def record(name: str, split: Split, *emotions: float) -> Record:
    whole = (*emotions, *(0.0,) * (len(Emotion) - len(emotions)))
    return Record("radio", name, f"radio/{name}", split, Labels(emotions=whole))


def test_training_gives_what_is_neutral_for_certain_and_the_measured_part_gives_all() -> None:
    records = [
        record("a", Split.TRAIN, 1.0),
        record("b", Split.TRAIN, 0.0, 1.0),
        record("c", Split.TRAIN, 0.6, 0.4),
        record("d", Split.TEST, 0.0, 1.0),
        record("e", Split.VALID, 1.0),
    ]
    assert {each.id for each in chosen(records, 9, Split.TEST)} == {"a", "d"}
    assert {each.id for each in chosen(records, 9, Split.VALID)} == {"a", "e"}
    many = [record(str(number), Split.TRAIN, 1.0) for number in range(20)]
    assert len(chosen(many, 5, Split.TEST)) == 5
    assert chosen(many, 5, Split.TEST) == chosen(many[::-1], 5, Split.TEST)
