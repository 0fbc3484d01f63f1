"""What a model says about samples, and the baseline that it must beat."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.datasets.packed import pack
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.errors import DatasetError
from engine.models.builders import build_model
from engine.models.config import Variant
from engine.models.mib import MIBModel
from engine.training import evaluation
from engine.training.evaluation import batch_sizes, examine, subset_name, subsets_of
from engine.training.fitting import fitted
from engine.training.metrics import RegressionScores, SentimentScores
from engine.training.report import baseline_predictions, evaluate
from engine.training.tensor_data import TensorData
from engine.types import EMOTIONS, SENTIMENT, STANDARD_HEADS, Head, HeadKind, Modality
from tests.helpers.labelled_data import CONTRACT, made_up_samples
from tests.helpers.training import MODEL, made_up_data

TEXT, AUDIO, VISION = Modality
EVERYTHING = frozenset(Modality)


@pytest.fixture
def model() -> MIBModel:
    torch.manual_seed(4)
    return build_model(MODEL).eval()


@pytest.fixture
def data() -> TensorData:
    return TensorData(made_up_data())


def test_subsets_are_named_in_the_models_order() -> None:
    names = [subset_name(each) for each in subsets_of(tuple(Modality))]
    assert names == [
        *("text", "audio", "vision", "text+audio", "text+vision", "audio+vision"),
        "text+audio+vision",
    ]


def test_predictions_keep_the_order_of_the_samples(
    model: MIBModel, data: TensorData, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = np.random.default_rng(0).permutation(len(data.dataset))
    monkeypatch.setattr(evaluation, "_MOST_ROWS", 50)
    together = examine(model, data, rows, [EVERYTHING])
    for place in (0, 17, 150):
        alone = examine(model, data, rows[[place]], [EVERYTHING])
        for head, outputs in together.fused[EVERYTHING].outputs.items():
            single = alone.fused[EVERYTHING].outputs[head]
            np.testing.assert_allclose(outputs[place], single[0], atol=1e-5)
        for modality in Modality:
            if data.dataset.has(modality)[rows[place]]:
                np.testing.assert_allclose(
                    together.rates[modality][place], alone.rates[modality][0], rtol=1e-4
                )
                np.testing.assert_allclose(
                    together.unimodal[modality].outputs[SENTIMENT][place],
                    alone.unimodal[modality].outputs[SENTIMENT][0],
                    atol=1e-5,
                )


@given(lengths=st.lists(st.integers(0, 3000), min_size=1, max_size=300))
@settings(deadline=None)
def test_batches_are_as_large_as_memory_allows(lengths: list[int]) -> None:
    lengths.sort()
    sizes = batch_sizes(lengths)
    assert sum(sizes) == len(lengths)
    ends = np.cumsum(sizes)
    for size, end in zip(sizes, ends, strict=True):
        longest = lengths[end - 1]
        assert size == 1 or (size <= 128 and size * longest**2 <= 4_000_000)
        if end < len(lengths):
            assert size == 128 or (size + 1) * lengths[end] ** 2 > 4_000_000, "it would not fit"


def test_a_subset_without_any_evidence_gives_the_prediction_from_nothing(
    model: MIBModel, data: TensorData
) -> None:
    words = data.dataset.rows_of("talk", Split.TEST)
    face = frozenset({VISION})
    found = examine(model, data, words, [face]).fused[face].outputs[SENTIMENT]
    assert np.ptp(found) < 1e-6
    seen = examine(model, data, words, [frozenset({TEXT})]).fused[frozenset({TEXT})]
    assert np.ptp(seen.outputs[SENTIMENT]) > 1e-3


def test_a_variant_without_unimodal_bottlenecks_has_no_rates(data: TensorData) -> None:
    model = build_model(replace(MODEL, variant=Variant.E_MIB)).eval()
    seen = examine(model, data, data.dataset.rows(Split.VALID), [EVERYTHING])
    assert seen.rates == {}
    assert seen.unimodal == {}


def test_views_count_the_samples_that_have_any_of_their_modalities(
    model: MIBModel, data: TensorData
) -> None:
    reports = evaluate(model, data).sets
    assert set(reports["talk"].views) == {"text"}
    assert set(reports["calls"].views) == {"audio"}
    assert len(reports["clips"].views) == 7
    assert {report.n for report in reports.values()} == {24}
    sentiment = reports["talk"].views["text"][SENTIMENT]
    assert isinstance(sentiment, SentimentScores)
    assert sentiment.n == 24
    assert EMOTIONS not in reports["talk"].views["text"], "talk has no such labels"


def test_a_view_leaves_out_samples_that_it_cannot_see(model: MIBModel) -> None:
    samples = [
        replace(each, tracks={TEXT: each.tracks[TEXT]}) if i % 3 == 0 else each
        for i, each in enumerate(each for each in made_up_samples() if each.dataset == "clips")
    ]
    report = evaluate(model, TensorData(pack(samples, CONTRACT, STANDARD_HEADS))).sets["clips"]
    counts = {}
    for view, scores in report.views.items():
        sentiment = scores[SENTIMENT]
        assert isinstance(sentiment, SentimentScores)
        counts[view] = sentiment.n
    assert counts["audio"] == counts["audio+vision"] == 16
    assert counts["text"] == counts["text+audio"] == 24


def test_numbers_that_are_no_sentiment_are_scored_as_numbers() -> None:
    heads = {"valence": Head(HeadKind.REGRESSION, 1)}
    samples = [
        replace(each, labels=Labels(others={"valence": (each.labels.sentiment or 0.0,)}))
        for each in made_up_samples()
    ]
    data = TensorData(pack(samples, CONTRACT, heads))
    model = build_model(replace(MODEL, heads=heads)).eval()
    scores = evaluate(model, data).sets["talk"].views["text"]
    assert isinstance(scores["valence"], RegressionScores)


# ------------------------------------------------------------------ the baseline


def test_the_baseline_is_the_median_and_the_shares_of_the_training_labels() -> None:
    data = made_up_data()
    rows = data.rows_of("clips", Split.TRAIN)
    blind = baseline_predictions(data, "clips", 2).outputs
    assert blind[SENTIMENT].tolist() == [[np.median(data.labels[SENTIMENT].values[rows])]] * 2
    shares = torch.from_numpy(blind[EMOTIONS]).softmax(dim=1)[0]
    wanted = data.labels[EMOTIONS].values[rows].mean(axis=0)
    np.testing.assert_allclose(shares.numpy(), wanted, atol=1e-3)


def test_the_baseline_of_other_heads_counts_known_labels_only() -> None:
    heads = {
        "topics": Head(HeadKind.MULTI_LABEL, 2),
        "kind": Head(HeadKind.MULTI_CLASS, 3),
        "valence": Head(HeadKind.REGRESSION, 2),
    }
    nan = float("nan")
    labels = [
        {"topics": (1.0, nan), "kind": (0.0, 1.0, 0.0), "valence": (1.0, nan)},
        {"topics": (1.0, 0.0), "kind": (0.0, 1.0, 0.0), "valence": (2.0, nan)},
        {"topics": (0.0, nan), "kind": (1.0, 0.0, 0.0), "valence": (6.0, nan)},
        {"topics": (1.0, 0.0), "valence": (nan, nan)},
    ]
    samples = [
        LabelledSample("s", str(i), "g", Split.TRAIN, Labels(others=each), {})
        for i, each in enumerate(labels)
    ]
    blind = baseline_predictions(pack(samples, CONTRACT, heads), "s", 1).outputs
    topics = torch.from_numpy(blind["topics"]).sigmoid()[0].tolist()
    assert topics == pytest.approx([0.75, 0.001], abs=1e-3)
    kind = torch.from_numpy(blind["kind"]).softmax(dim=1)[0].tolist()
    assert kind == pytest.approx([1 / 3, 2 / 3, 0.0], abs=2e-3)
    assert blind["valence"].tolist() == [[2.0, 0.0]]


def test_without_training_labels_the_baseline_is_zero() -> None:
    data = made_up_data()
    without = replace(data, split=np.full_like(data.split, 2))
    assert baseline_predictions(without, "talk", 3).outputs[SENTIMENT].tolist() == [[0.0]] * 3


# ------------------------------------------------------------------ what fits a model


def test_a_model_sees_its_own_modalities_and_heads_only() -> None:
    data = made_up_data()
    small = replace(MODEL, input_dims={TEXT: 5}, heads={SENTIMENT: STANDARD_HEADS[SENTIMENT]})
    seen = fitted(data, small)
    assert set(seen.tracks) == {TEXT}
    assert set(seen.heads) == set(seen.labels) == {SENTIMENT}
    assert fitted(data, MODEL) == data


@pytest.mark.parametrize(
    ("heads", "message"),
    [
        ({"valence": Head(HeadKind.REGRESSION, 1)}, "predicts valence"),
        ({EMOTIONS: Head(HeadKind.MULTI_LABEL, 6)}, "multi-class of 7.*multi-label of 6"),
    ],
)
def test_a_model_that_predicts_something_else_is_refused(
    heads: dict[str, Head], message: str
) -> None:
    with pytest.raises(DatasetError, match=message):
        fitted(made_up_data(), replace(MODEL, heads=heads))
