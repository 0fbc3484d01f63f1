"""What is said about a packed data set is what is in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.datasets.packed import pack
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.datasets.summary import summarise
from engine.types import EMOTIONS, SENTIMENT, STANDARD_HEADS, FeatureTrack, Head, HeadKind, Modality
from tests.helpers.labelled_data import CONTRACT, made_up_samples

HEADS = {
    **STANDARD_HEADS,
    "topics": Head(HeadKind.MULTI_LABEL, 2),
    "scales": Head(HeadKind.REGRESSION, 2),
}


def _labelled(number: int, labels: Labels, split: Split = Split.TRAIN) -> LabelledSample:
    values = np.full((2, 5), number, np.float32)
    track = FeatureTrack(values, np.arange(2.0), np.ones(2, np.bool_))
    return LabelledSample("talk", str(number), f"g{number}", split, labels, {Modality.TEXT: track})


def test_sizes_and_missing_modalities_by_set_and_split() -> None:
    summary = summarise(pack(made_up_samples(per_split=5), CONTRACT, HEADS))
    parts = {(part.dataset, part.split): part for part in summary.parts}
    assert len(parts) == 9
    calls = parts["calls", Split.VALID]
    assert (calls.samples, calls.groups) == (5, 1)
    assert calls.present == {Modality.TEXT: 0, Modality.AUDIO: 5, Modality.VISION: 0}
    assert set(parts["clips", Split.TEST].present.values()) == {5}


def test_splits_without_samples_are_not_listed() -> None:
    summary = summarise(pack([_labelled(1, Labels(1.0))], CONTRACT, HEADS))
    assert [part.split for part in summary.parts] == [Split.TRAIN]
    assert {head.known for head in summary.heads if head.split is not Split.TRAIN} == {0}


def test_balance_of_every_kind_of_head_over_what_is_known() -> None:
    happy, sad = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    samples = [
        _labelled(1, Labels(2.0, happy, {"topics": (1.0, np.nan), "scales": (4.0, np.nan)})),
        _labelled(2, Labels(-1.0, happy, {"topics": (0.0, 1.0)})),
        _labelled(3, Labels(0.0, sad)),
        _labelled(4, Labels(None, happy)),
        _labelled(5, Labels(3.0, sad), Split.TEST),
    ]
    found = {(h.head, h.split): h for h in summarise(pack(samples, CONTRACT, HEADS)).heads}
    sentiment = found[SENTIMENT, Split.TRAIN]
    assert sentiment.known == 3
    assert sentiment.balance == pytest.approx(
        {
            "mean": 1 / 3,
            "s.d.": np.std([2, -1, 0]),
            "negative": 1 / 3,
            "zero": 1 / 3,
            "positive": 1 / 3,
        }
    )
    emotions = found[EMOTIONS, Split.TRAIN].balance
    assert (emotions["happy"], emotions["sad"], emotions["fear"]) == (0.75, 0.25, 0.0)
    assert found["topics", Split.TRAIN].balance == {"0": 0.5, "1": 1.0}
    scales = found["scales", Split.TRAIN]
    assert scales.balance["0: mean"] == 4.0
    assert not [key for key in scales.balance if key.startswith("1: ")]
    assert found["scales", Split.TEST].balance == {}
    assert found[SENTIMENT, Split.TEST].balance["mean"] == 3.0


def test_repeats_are_counted_and_named_where_they_cross_splits() -> None:
    samples = made_up_samples(per_split=4)
    first = next(sample for sample in samples if sample.dataset == "clips")
    again = [
        replace(first, id="again", group="other"),
        replace(first, id="tested", group="third", split=Split.TEST),
    ]
    # What stands in masked steps is no content.
    voice = again[1].tracks[Modality.AUDIO]
    unseen = np.full((1, voice.values.shape[1]), 9.0, np.float32)
    longer = FeatureTrack(
        np.concatenate([voice.values, unseen]),
        np.append(voice.times_s, 9.0),
        np.append(voice.valid, False),
    )
    again[1] = replace(again[1], tracks={**again[1].tracks, Modality.AUDIO: longer})
    summary = summarise(pack([*samples, *again], CONTRACT, HEADS))
    for repeats in summary.repeats:
        assert repeats.samples == 2
        assert repeats.across == (("train/clips-train-0", "test/tested"),)
    assert summary.leaks


def test_equal_words_alone_are_no_leak() -> None:
    samples = [_labelled(1, Labels(1.0)), _labelled(2, Labels(1.0), Split.TEST)]
    samples[1] = replace(samples[1], tracks=samples[0].tracks)
    summary = summarise(pack(samples, CONTRACT, HEADS))
    assert summary.repeats[0].across == (("train/1", "test/2"),)
    assert not summary.leaks


def test_a_divided_group_is_a_leak() -> None:
    packed = pack([_labelled(1, Labels(1.0)), _labelled(2, Labels(1.0))], CONTRACT, HEADS)
    assert not summarise(packed).leaks
    spoilt = replace(packed, group=np.zeros(2, np.int32), split=np.array([0, 2], dtype=np.uint8))
    assert summarise(spoilt).divided_groups == ("g1",)
    assert summarise(spoilt).leaks
