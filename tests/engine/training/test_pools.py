"""What a training step sees."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from engine.datasets.schema import LabelledSample, Labels, Split
from engine.training.config import TrainingConfig
from engine.training.loop import kept_modalities
from engine.training.pools import ComposedPool, OwnPool, build_pools, main_emotion, vary
from engine.types import Emotion, Modality
from tests.helpers.labelled_data import made_up_samples, track

RNG = np.random.default_rng
CONFIG = TrainingConfig()


def _sample(
    name: str, dataset: str, emotion: int, *modalities: Modality, sentiment: float | None = None
) -> LabelledSample:
    shares = tuple(float(index == emotion) for index in range(len(Emotion)))
    tracks = {m: track(RNG(len(name)), 3, 4) for m in modalities}
    return LabelledSample(dataset, name, name, Split.TRAIN, Labels(sentiment, shares), tracks)


def test_a_pool_holds_samples_with_the_same_modalities() -> None:
    pools = build_pools(made_up_samples(), CONFIG)
    assert [pool.name for pool in pools] == ["audio", "text", "text+audio+vision", "composed"]
    for pool in pools[:3]:
        for row in pool.draw(20, RNG(0)):
            assert "+".join(m.value for m in Modality if m in row.tracks) == pool.name


def test_composing_can_be_switched_off_and_needs_all_three() -> None:
    without = replace(CONFIG, composed=False)
    assert "composed" not in [pool.name for pool in build_pools(made_up_samples(), without)]
    only_words = [sample for sample in made_up_samples() if sample.dataset == "talk"]
    assert [pool.name for pool in build_pools(only_words, CONFIG)] == ["text"]


def test_composed_parts_were_labelled_alike_or_the_words_neutral() -> None:
    parts = [
        _sample(f"{kind}{emotion}", kind, emotion, modality, sentiment=1.0)
        for kind, modality in zip("tav", Modality, strict=True)
        for emotion in (0, 1, 3)
    ]
    pool = ComposedPool(parts)
    seen = Counter(row.id for row in pool.draw(400, RNG(1)))
    assert set(seen) == {"t0+a0+v0", "t1+a1+v1", "t0+a1+v1", "t3+a3+v3", "t0+a3+v3"}
    for row in pool.draw(50, RNG(2)):
        text, voice, face = row.id.split("+")
        assert voice[1:] == face[1:] == str(main_emotion(row.labels))
        assert (row.labels.sentiment is None) == (text[1:] != voice[1:])


def test_a_voice_that_has_a_face_keeps_it() -> None:
    parts = [
        _sample("words", "t", 1, Modality.TEXT),
        _sample("clip", "av", 1, Modality.AUDIO, Modality.VISION),
        _sample("face", "v", 1, Modality.VISION),
    ]
    assert {row.id for row in ComposedPool(parts).draw(30, RNG(0))} == {"words+clip+clip"}


@pytest.mark.parametrize(("power", "share"), [(0.0, 0.5), (0.5, 0.75), (1.0, 0.9)])
def test_sets_are_drawn_by_the_power_of_their_size(power: float, share: float) -> None:
    samples = [_sample(f"l{i}", "large", 0, Modality.TEXT) for i in range(90)]
    samples += [_sample(f"s{i}", "small", 0, Modality.TEXT) for i in range(10)]
    pool = OwnPool("text", samples, replace(CONFIG, set_balance=power))
    drawn = Counter(row.dataset for row in pool.draw(4000, RNG(0)))
    assert drawn["large"] / 4000 == pytest.approx(share, abs=0.03)


def test_full_class_balance_draws_rare_emotions_as_often() -> None:
    samples = [_sample(f"n{i}", "s", 0, Modality.TEXT) for i in range(45)]
    samples += [_sample(f"f{i}", "s", 4, Modality.TEXT) for i in range(5)]
    pool = OwnPool("text", samples, replace(CONFIG, class_balance=1.0))
    drawn = Counter(main_emotion(row.labels) for row in pool.draw(4000, RNG(0)))
    assert drawn[4] / 4000 == pytest.approx(0.5, abs=0.03)


def test_long_tracks_are_cropped_and_stills_are_held() -> None:
    config = replace(CONFIG, max_steps={"audio": 5}, still_steps=6)
    long, still = track(RNG(0), 2, 30), track(RNG(1), 2, 1)
    sample = LabelledSample(
        "s", "i", "g", Split.TRAIN, Labels(), {Modality.AUDIO: long, Modality.VISION: still}
    )
    starts, lengths = set(), set()
    for seed in range(60):
        tracks = vary(sample, config, RNG(seed))
        voice, face = tracks[Modality.AUDIO], tracks[Modality.VISION]
        start = int(voice.times_s[0])
        np.testing.assert_array_equal(voice.values, long.values[start : start + 5])
        assert (face.values == still.values).all()
        assert face.valid.all()
        starts.add(start)
        lengths.add(len(face.values))
    assert len(starts) > 10
    assert lengths == {1, 2, 3, 4, 5}


def test_a_short_track_is_left_as_it_is() -> None:
    sample = made_up_samples()[0]
    assert vary(sample, CONFIG, RNG(0))[Modality.TEXT] is sample.tracks[Modality.TEXT]


def test_modality_dropout_keeps_one_unless_nothing_is_wanted() -> None:
    three = [sample for sample in made_up_samples() if sample.dataset == "clips"] * 20
    keep = kept_modalities(three, replace(CONFIG, modality_dropout=0.5, nothing=0.0), RNG(0))
    kept = np.stack([keep[m] for m in Modality])
    assert kept.any(axis=0).all()
    assert 0.5 < kept.mean() < 0.65  # 0.5, and what is put back

    keep = kept_modalities(three, replace(CONFIG, modality_dropout=0.0, nothing=0.2), RNG(0))
    kept = np.stack([keep[m] for m in Modality])
    assert set(kept.sum(axis=0).tolist()) == {0, 3}
    assert (~kept.any(axis=0)).mean() == pytest.approx(0.2, abs=0.03)


def test_single_modalities_are_dropped_only_for_the_baseline() -> None:
    words = [sample for sample in made_up_samples() if sample.dataset == "talk"]
    keep = kept_modalities(words, replace(CONFIG, modality_dropout=0.9, nothing=0.0), RNG(0))
    assert keep[Modality.TEXT].all()


def test_equally_strong_emotions_have_no_main_one() -> None:
    assert main_emotion(Labels(emotions=(0.5, 0.5, 0, 0, 0, 0, 0))) is None
    assert main_emotion(Labels(emotions=(0.4, 0.5, 0.1, 0, 0, 0, 0))) == 1
    assert main_emotion(Labels(sentiment=1.0)) is None
