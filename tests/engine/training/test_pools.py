"""Which rows a training step sees."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.datasets.packed import PackedDataset, pack
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.errors import DatasetError
from engine.models.losses import HeadTarget
from engine.training.config import Sampling, TrainingConfig
from engine.training.pools import (
    NO_EMOTION,
    BalancedPool,
    ComposedPool,
    Draw,
    Pool,
    ShuffledPool,
    build_pools,
    main_emotions,
)
from engine.training.tensor_data import ABSENT
from engine.types import EMOTIONS, STANDARD_HEADS, Emotion, Head, HeadKind, Modality
from tests.helpers.labelled_data import CONTRACT, made_up_samples, track
from tests.helpers.training import made_up_data

CONFIG = TrainingConfig()
TEXT, AUDIO, VISION = Modality
NEUTRAL, HAPPY, SAD, ANGRY = range(4)


def random(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def sample(
    name: str,
    emotion: int | None,
    *modalities: Modality,
    dataset: str = "a set",
    split: Split = Split.TRAIN,
    steps: int = 3,
) -> LabelledSample:
    """One utterance with sentiment 1 and, if given, an emotion."""
    shares = None if emotion is None else tuple(float(i == emotion) for i in range(len(Emotion)))
    tracks = {
        m: track(np.random.default_rng(0), CONTRACT.extractors[m].dimension, steps)
        for m in modalities
    }
    return LabelledSample(dataset, name, name, split, Labels(1.0, shares), tracks)


def packed(*samples: LabelledSample) -> PackedDataset:
    return pack(samples, CONTRACT, STANDARD_HEADS)


def everything(data: PackedDataset) -> np.ndarray:
    return np.arange(len(data))


# ------------------------------------------------------------------ what pools there are


def test_there_is_one_pool_for_each_combination_and_one_that_composes() -> None:
    data = made_up_data()
    pools = build_pools(data, CONFIG)
    assert [pool.name for pool in pools] == ["audio", "text", "text+audio+vision", "composed"]
    training = set(data.rows(Split.TRAIN).tolist())
    for pool in pools[:3]:
        draw = pool.draw(50, random())
        assert len(draw) == 50
        assert set(draw.labels.tolist()) <= training
        for modality, rows in draw.plan.items():
            wanted = draw.labels if modality in pool.name.split("+") else ABSENT
            assert (rows == wanted).all()


def test_shuffled_sampling_is_a_single_pool() -> None:
    (pool,) = build_pools(made_up_data(), replace(CONFIG, sampling=Sampling.SHUFFLED))
    assert pool.name == "all"


def test_composing_can_be_switched_off_and_needs_all_three_and_the_seven_emotions() -> None:
    def names(data: PackedDataset, config: TrainingConfig = CONFIG) -> list[str]:
        return [pool.name for pool in build_pools(data, config)]

    assert "composed" not in names(made_up_data(), replace(CONFIG, composed=False))
    words = [each for each in made_up_samples() if each.dataset == "talk"]
    assert names(pack(words, CONTRACT, STANDARD_HEADS)) == ["text"]
    # Six emotions of which several hold, as in CMU-MOSEI, are not what faces are sorted by.
    data = made_up_data()
    six = replace(
        data,
        heads={**data.heads, EMOTIONS: Head(HeadKind.MULTI_LABEL, 6)},
        labels={
            **data.labels,
            EMOTIONS: replace(
                data.labels[EMOTIONS],
                values=data.labels[EMOTIONS].values[:, :6],
                mask=data.labels[EMOTIONS].mask[:, :6],
            ),
        },
    )
    assert names(six) == ["audio", "text", "text+audio+vision"]


@pytest.mark.parametrize("sampling", Sampling)
def test_samples_without_any_modality_are_in_no_pool(sampling: Sampling) -> None:
    config = replace(CONFIG, sampling=sampling)
    data = packed(sample("words", SAD, TEXT), sample("nothing", SAD))
    (pool,) = build_pools(data, config)
    assert set(pool.draw(20, random()).labels.tolist()) == {0}
    with pytest.raises(DatasetError, match="learn from"):
        build_pools(packed(sample("nothing", SAD)), config)


# ------------------------------------------------------------------ balance


def chances(samples: list[LabelledSample], of_sets: float, of_classes: float) -> list[float]:
    """As documented: a set of n rows weighs n to a power; within it an emotion that k rows have
    weighs k to minus a power a row."""

    def share(one: LabelledSample) -> float:
        own = [each for each in samples if each.dataset == one.dataset]

        def weight(it: LabelledSample) -> float:
            alike = sum(each.labels.emotions == it.labels.emotions for each in own)
            return float(alike**-of_classes)

        within = weight(one) / sum(weight(each) for each in own)
        sizes = Counter(each.dataset for each in samples)
        return within * sizes[one.dataset] ** of_sets / sum(n**of_sets for n in sizes.values())

    return [share(one) for one in samples]


@pytest.mark.parametrize(
    ("of_sets", "of_classes"), [(0.0, 0.0), (0.5, 0.5), (1.0, 0.0), (0.0, 1.0), (0.3, 0.8)]
)
def test_rows_are_drawn_as_the_powers_of_set_and_class_say(
    of_sets: float, of_classes: float
) -> None:
    emotions = {"large": [SAD] * 9 + [HAPPY] * 2 + [None] * 4, "small": [SAD, ANGRY, ANGRY]}
    samples = [
        sample(f"{name}{i}", emotion, TEXT, dataset=name)
        for name, each in emotions.items()
        for i, emotion in enumerate(each)
    ]
    data = packed(*samples)
    config = replace(CONFIG, set_balance=of_sets, class_balance=of_classes)
    drawn = BalancedPool("text", data, everything(data), config).draw(40_000, random()).labels
    shares = np.bincount(drawn, minlength=len(samples)) / len(drawn)
    # Five standard deviations of the most frequent row.
    np.testing.assert_allclose(shares, chances(samples, of_sets, of_classes), atol=0.012)


def test_a_draw_is_decided_by_its_generator() -> None:
    for pool in build_pools(made_up_data(), CONFIG):
        one, again, other = (pool.draw(40, random(seed)) for seed in (1, 1, 2))
        assert (one.labels == again.labels).all()
        assert all((one.plan[m] == again.plan[m]).all() for m in one.plan)
        assert any((one.plan[m] != other.plan[m]).any() for m in one.plan)


# ------------------------------------------------------------------ composing


def parts(*emotions: int, modalities: str = "tav") -> list[LabelledSample]:
    """Words, voices and faces of sets of their own, one for each emotion."""
    kinds = dict(zip("tav", Modality, strict=True))
    return [
        sample(f"{letter}{emotion}", emotion, kinds[letter], dataset=letter)
        for letter in modalities
        for emotion in emotions
    ]


def composed(data: PackedDataset, count: int = 400, seed: int = 1) -> tuple[Draw, list[str]]:
    """A draw and what it consists of: ``t1+a1+v1``."""
    draw = ComposedPool(data, everything(data)).draw(count, random(seed))
    rows = zip(*(draw.plan[m].tolist() for m in Modality), strict=True)
    return draw, ["+".join(data.ids[row] for row in each) for each in rows]


def test_composed_parts_show_the_same_emotion_and_words_that_or_none() -> None:
    data = packed(*parts(NEUTRAL, HAPPY, ANGRY))
    draw, names = composed(data)
    assert set(names) == {"t0+a0+v0", "t1+a1+v1", "t0+a1+v1", "t3+a3+v3", "t0+a3+v3"}
    target = draw.replaced[EMOTIONS]
    assert target.mask.all()
    for name, label, shares in zip(names, draw.labels.tolist(), target.values, strict=True):
        text, voice, _ = name.split("+")
        assert shares.tolist() == [float(i == int(voice[1])) for i in range(len(Emotion))]
        # The words' sentiment is that of the whole only if they say what voice and face show.
        assert label == (ABSENT if text[1] != voice[1] else data_row(data, text))


def data_row(data: PackedDataset, name: str) -> int:
    return [data.ids[row] for row in range(len(data))].index(name)


def test_neutral_words_meet_every_fourth_other_emotion() -> None:
    _, names = composed(packed(*parts(NEUTRAL, HAPPY)), count=20_000)
    happy = [name for name in names if name.endswith("v1")]
    assert len(happy) / len(names) == pytest.approx(0.5, abs=0.02)
    assert sum(name.startswith("t0") for name in happy) / len(happy) == pytest.approx(
        0.25, abs=0.02
    )


def test_emotions_without_voice_or_face_are_not_composed() -> None:
    _, names = composed(packed(*parts(HAPPY), *parts(SAD, modalities="ta")))
    assert set(names) == {"t1+a1+v1"}


def test_a_voice_that_has_a_face_keeps_it() -> None:
    data = packed(
        sample("words", HAPPY, TEXT),
        sample("clip", HAPPY, AUDIO, VISION),
        sample("face", HAPPY, VISION),
        sample("voice", HAPPY, AUDIO),
    )
    _, names = composed(data)
    assert set(names) == {"words+clip+clip", "words+voice+clip", "words+voice+face"}


def test_without_fitting_words_any_have_to_do_and_their_sentiment_does_not_count() -> None:
    data = packed(*parts(HAPPY, modalities="av"), *parts(SAD, modalities="t"))
    draw, names = composed(data, 30)
    assert set(names) == {"t2+a1+v1"}
    assert (draw.labels == ABSENT).all()


@pytest.mark.parametrize("missing", "tav")
def test_nothing_can_be_composed_without_words_voices_or_faces(missing: str) -> None:
    data = packed(*parts(HAPPY, modalities="tav".replace(missing, "")))
    assert not ComposedPool(data, everything(data)).possible


def test_only_samples_with_one_strongest_emotion_are_composed() -> None:
    torn = replace(sample("torn", None, AUDIO), labels=Labels(emotions=(0.5, 0.5, 0, 0, 0, 0, 0)))
    _, names = composed(packed(*parts(NEUTRAL, HAPPY), torn))
    assert not any("torn" in name for name in names)


def test_equally_strong_emotions_have_no_main_one() -> None:
    labels = [
        Labels(emotions=(0.5, 0.5, 0, 0, 0, 0, 0)),
        Labels(emotions=(0.4, 0.5, 0.1, 0, 0, 0, 0)),
        Labels(sentiment=1.0),
        Labels(emotions=(0, 0, 0, 0, 0, 0, 0)),
    ]
    data = packed(
        *(replace(sample(str(i), None, TEXT), labels=each) for i, each in enumerate(labels))
    )
    assert main_emotions(data).tolist() == [NO_EMOTION, HAPPY, NO_EMOTION, NO_EMOTION]
    without = replace(data, labels={}, heads={})
    assert main_emotions(without).tolist() == [NO_EMOTION] * 4


# ------------------------------------------------------------------ shuffling


def epoch(pool: Pool, rows: int, count: int, generator: torch.Generator) -> list[list[int]]:
    return [pool.draw(count, generator).labels.tolist() for _ in range(-(-rows // count))]


def words(count: int) -> PackedDataset:
    return packed(*(sample(str(i), None, TEXT, steps=1 + i % 5) for i in range(count)))


@given(rows=st.integers(1, 70), count=st.integers(1, 20), seed=st.integers(0, 2**20))
@settings(deadline=None, max_examples=40)
def test_every_epoch_has_every_sample_once_in_whole_batches(
    rows: int, count: int, seed: int
) -> None:
    data = words(rows)
    pool, again = (ShuffledPool(data, everything(data)) for _ in range(2))
    generator, same = random(seed), random(seed)
    assert pool.batches(count) == -(-rows // count)
    for _ in range(2):
        batches = epoch(pool, rows, count, generator)
        assert sorted(np.concatenate(batches).tolist()) == list(range(rows))
        sizes = Counter(len(batch) for batch in batches)
        assert sizes[count] == rows // count, "at most one is shorter"
        assert batches == epoch(again, rows, count, same)


def test_two_epochs_are_in_different_order() -> None:
    data, generator = words(40), random()
    pool = ShuffledPool(data, everything(data))
    assert epoch(pool, 40, 8, generator) != epoch(pool, 40, 8, generator)


def test_a_shuffled_batch_is_of_like_length() -> None:
    data = words(400)
    lengths = data.tracks[TEXT].lengths
    batches = epoch(ShuffledPool(data, everything(data)), 400, 10, random())
    spreads = [np.ptp(lengths[batch]) for batch in batches]
    assert np.mean(spreads) < 1, "of five lengths, ten rows at random have four apart"


@pytest.mark.parametrize("taken", range(6))
def test_a_restored_pool_goes_on_in_the_middle_of_an_epoch(taken: int) -> None:
    data, generator = words(23), random()
    pool = ShuffledPool(data, everything(data))
    for _ in range(taken):
        pool.draw(5, generator)
    fresh = ShuffledPool(data, everything(data))
    fresh.restore(pool.state())
    state = generator.get_state()
    wanted = [pool.draw(5, generator).labels.tolist() for _ in range(12)]
    generator.set_state(state)
    assert [fresh.draw(5, generator).labels.tolist() for _ in range(12)] == wanted


def test_balanced_pools_carry_nothing_over() -> None:
    for pool in build_pools(made_up_data(), CONFIG):
        assert pool.state() == {}
        pool.restore({})


# ------------------------------------------------------------------ several processes


@given(rows=st.integers(1, 30), processes=st.integers(1, 8))
@settings(deadline=None)
def test_processes_share_a_batch_without_loss(rows: int, processes: int) -> None:
    numbers = torch.arange(rows)
    values = numbers.unsqueeze(1).float()
    whole = Draw(
        {TEXT: numbers, AUDIO: numbers + 100},
        numbers + 200,
        {EMOTIONS: HeadTarget(values, values > 3)},
    )
    own = [whole.part(rank, processes) for rank in range(processes)]
    seen: list[int] = []
    for part in own:
        assert len(part) >= 1, "nobody may miss a step"
        row = part.plan[TEXT]
        assert (part.plan[AUDIO] == row + 100).all()
        assert (part.labels == row + 200).all()
        assert (part.replaced[EMOTIONS].values.squeeze(1) == row).all()
        assert (part.replaced[EMOTIONS].mask.squeeze(1) == (row > 3)).all()
        seen += row.tolist()
    assert set(seen) == set(range(rows))
    if rows >= processes:
        assert len(seen) == rows
        assert max(len(part) for part in own) - min(len(part) for part in own) <= 1
