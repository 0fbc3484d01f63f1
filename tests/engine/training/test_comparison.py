"""Whether one model is better than another on the same utterances, and when nobody can tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.datasets.packed import PackedDataset, pack
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.errors import ContractMismatchError, DatasetError
from engine.models.builders import build_model
from engine.training.checkpoints import Checkpoint, Lineage
from engine.training.comparison import Comparison, compare
from engine.training.paired import Score, Verdict
from engine.types import SENTIMENT, STANDARD_HEADS, Emotion, Modality
from tests.helpers.labelled_data import CONTRACT, track
from tests.helpers.training import MODEL, TRAINING


def model(bias: float = 0.0, favourite: int = 0) -> Checkpoint:
    """Says the same of everything: a sentiment and an emotion."""
    torch.manual_seed(0)
    built = build_model(MODEL).eval()
    with torch.no_grad():
        for name, parameter in built.fused_decoder.named_parameters():
            parameter.zero_()
            if "sentiment.bias" in name:
                parameter.fill_(bias)
            if "emotions.bias" in name:
                parameter[favourite] = 5.0
    return Checkpoint(built, MODEL, CONTRACT, TRAINING, Lineage("0", "made", 0, ""))


def utterances(
    labels: list[float], emotions: list[int] | None = None, groups: int = 8
) -> PackedDataset:
    rng = np.random.default_rng(0)
    return pack(
        [
            LabelledSample(
                "mine",
                f"u{place}",
                f"g{place % groups}",
                Split.TEST,
                Labels(
                    label,
                    None
                    if emotions is None
                    else tuple(float(k == emotions[place]) for k in range(7)),
                ),
                {Modality.TEXT: track(rng, 5, 3)},
            )
            for place, label in enumerate(labels)
        ],
        CONTRACT,
        STANDARD_HEADS,
    )


def compared(one: Checkpoint, other: Checkpoint, data: PackedDataset) -> Comparison:
    return compare(one, other, data, data.rows(Split.TEST))


def error(found: Comparison):  # type: ignore[no-untyped-def]
    return next(e for e in found.differences if e.score is Score.ERROR and e.about == SENTIMENT)


def test_a_better_model_is_called_better_with_its_size() -> None:
    rng = np.random.default_rng(1)
    data = utterances(list(rng.normal(1.0, 0.3, 80)))
    found = compared(model(0.0), model(1.0), data)
    each = error(found)
    assert each.verdict is Verdict.BETTER
    assert each.change == pytest.approx(each.other - each.one)
    assert each.low < each.change < each.high < 0
    assert found.sentence.startswith(f"better on sentiment by {-each.change:.2f} ± ")
    assert error(compared(model(1.0), model(0.0), data)).verdict is Verdict.WORSE


def test_the_interval_has_the_width_that_theory_says() -> None:
    """Of a mean: 1.96 s.d. ÷ √n to either side."""
    rng = np.random.default_rng(2)
    labels = rng.normal(0.0, 1.0, 200)
    each = error(compared(model(0.0), model(0.5), utterances(list(labels))))
    differences = np.abs(0.5 - labels) - np.abs(labels)
    assert each.half_width == pytest.approx(1.96 * differences.std() / np.sqrt(200), rel=0.1)


def test_equal_models_differ_in_nothing() -> None:
    data = utterances([0.5, -0.5] * 20)
    assert error(compared(model(), model(), data)).verdict is Verdict.SAME
    assert "no difference on sentiment" in compared(model(), model(), data).sentence


def test_too_few_utterances_are_said_to_be_too_few() -> None:
    rng = np.random.default_rng(3)
    found = compared(model(0.0), model(0.6), utterances(list(rng.normal(0.3, 1.5, 20)), groups=2))
    each = error(found)
    assert each.verdict is Verdict.UNCLEAR
    assert each.enough is not None
    assert each.enough > 20
    assert "too few utterances to tell on sentiment" in found.sentence
    assert "2 people or videos" in found.warnings[0]
    assert "would be needed" in found.warnings[1]
    tiny = error(compared(model(0.0), model(3.0), utterances([3.0] * 5)))
    assert tiny.verdict is Verdict.UNCLEAR


def test_emotions_are_compared_one_by_one() -> None:
    angry, happy = (tuple(Emotion).index(e) for e in (Emotion.ANGRY, Emotion.HAPPY))
    data = utterances([0.0] * 60, [angry] * 40 + [happy] * 20)
    found = compared(model(favourite=happy), model(favourite=angry), data)
    by_name = {each.about: each for each in found.differences if each.score is Score.ACCURACY}
    assert (by_name["emotions"].one, by_name["emotions"].other) == (
        pytest.approx(1 / 3),
        pytest.approx(2 / 3),
    )
    assert by_name["angry"].verdict is Verdict.BETTER
    assert by_name["happy"].verdict is Verdict.BETTER  # it no longer says happy of the angry
    assert "emotions" in {each.about for each in found.trust}
    assert "better on angry by 0.33" in found.sentence


def test_every_group_is_told_apart() -> None:
    data = utterances([1.0, 0.0] * 20, groups=2)
    found = compared(model(0.0), model(1.0), data)
    errors = {g.group: (g.one, g.other, g.n) for g in found.by_group if g.about == SENTIMENT}
    assert errors["g0"] == (pytest.approx(1.0), pytest.approx(0.0), 20)
    assert errors["g1"] == (pytest.approx(0.0), pytest.approx(1.0), 20)


def test_what_moves_the_sentiment_is_told_of_both() -> None:
    rng = np.random.default_rng(4)
    data = utterances(list(rng.normal(0.0, 1.0, 30)))
    torch.manual_seed(1)
    heard = replace(model(), model=build_model(MODEL).eval())
    found = compared(heard, heard, data)
    assert found.shares[Modality.TEXT] == (pytest.approx(1.0), pytest.approx(1.0))
    assert all(found.shares[m] == (0.0, 0.0) for m in (Modality.AUDIO, Modality.VISION))
    assert not compared(model(), model(), data).shares  # of which nothing moves the sentiment


def test_the_seed_decides_the_draws() -> None:
    rng = np.random.default_rng(1)
    data = utterances(list(rng.normal(1.0, 1.0, 30)))
    one, same = (compared(model(0.0), model(1.0), data) for _ in range(2))
    assert repr(one) == repr(same)  # undefined numbers are not equal to themselves


def test_other_features_and_no_utterances_are_refused() -> None:
    data = utterances([0.0] * 12)
    specs = {m: replace(spec, version=9) for m, spec in CONTRACT.extractors.items()}
    foreign = replace(model(), contract=replace(CONTRACT, extractors=specs))
    with pytest.raises(ContractMismatchError):
        compared(model(), foreign, data)
    with pytest.raises(DatasetError, match="no utterances"):
        compare(model(), model(), data, data.rows(Split.TRAIN))
