"""What is claimed is what an analysis shows, and what came true is counted here a second time."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch

from engine.datasets.packed import PackedDataset, pack
from engine.datasets.schema import Labels, Split
from engine.explain.batch import Explainer, ExplainOptions
from engine.explain.calibration import Calibration, HeadCalibration
from engine.models.builders import build_model
from engine.models.config import Fusion, MIBConfig, Variant
from engine.models.mib import MIBModel
from engine.training.calibration import calibrate_on_validation
from engine.training.calibration_metrics import calibration_error
from engine.training.claims import claims
from engine.training.evaluation import examine, gathered
from engine.training.metrics import EmotionScores
from engine.training.report import Figures, evaluate, to_json
from engine.training.tensor_data import TensorData
from engine.training.trust import ClassTrust, NumberTrust
from engine.types import EMOTIONS, SENTIMENT, STANDARD_HEADS, Head, HeadKind, Modality
from tests.helpers.labelled_data import CONTRACT, made_up_samples
from tests.helpers.training import MODEL, made_up_data

EVERYTHING = frozenset(Modality)
WHOLE = "text+audio+vision"


def _noisy() -> PackedDataset:
    """Nobody can be right about more than every second emotion here."""
    data, rng = made_up_data(per_split=120), np.random.default_rng(5)
    emotions = data.labels[EMOTIONS]
    values = emotions.values.copy()
    known = np.flatnonzero(emotions.mask.all(axis=1) & (rng.random(len(data)) < 0.6))
    values[known] = np.eye(7, dtype=np.float32)[rng.integers(0, 3, len(known))]
    return replace(data, labels={**data.labels, EMOTIONS: replace(emotions, values=values)})


@dataclass(frozen=True)
class Measured:
    model: MIBModel
    data: TensorData
    calibration: Calibration
    figures: Figures
    plain: Figures
    """Without the calibration."""


@pytest.fixture(scope="module")
def measured() -> Measured:
    """A model that knows little and whose logits are large, before and after calibration."""
    torch.set_num_threads(1)
    torch.manual_seed(8)
    model = build_model(MODEL).eval()
    with torch.no_grad():
        for decoder in (model.fused_decoder, *model.decoders.values()):
            for parameter in decoder.heads[EMOTIONS].parameters():  # type: ignore[union-attr,index]
                parameter.mul_(60.0)
    data = TensorData(_noisy())
    calibration = calibrate_on_validation(model, data).calibration
    return Measured(
        model, data, calibration, evaluate(model, data, calibration), evaluate(model, data)
    )


def of_classes(figures: Figures, name: str, view: str) -> ClassTrust:
    found = figures.sets[name].trust[view][EMOTIONS]
    assert isinstance(found, ClassTrust)
    return found


def of_numbers(figures: Figures, name: str, view: str) -> NumberTrust:
    found = figures.sets[name].trust[view][SENTIMENT]
    assert isinstance(found, NumberTrust)
    return found


# ------------------------------------------------------------------ what is claimed


def test_claims_are_what_an_analysis_shows(measured: Measured) -> None:
    rows = measured.data.dataset.rows_of("clips", Split.TEST)[:40]
    found = claims(measured.model, measured.data, rows, [EVERYTHING], measured.calibration)
    options = ExplainOptions(calibration=measured.calibration)
    (inputs,) = gathered(measured.model, measured.data, torch.from_numpy(rows))
    shown = Explainer(measured.model, options).explain(inputs)
    assert shown.spread is not None
    for place, (head, columns) in enumerate(shown.columns.items()):
        mine = found[EVERYTHING][head]
        np.testing.assert_allclose(mine.shown, shown.prediction[:, columns], atol=1e-5)
        wanted = shown.spread.interval[:, :, columns]
        np.testing.assert_allclose(mine.interval, wanted, atol=1e-5)
        assert mine.uncertain.tolist() == shown.spread.uncertain[:, place].tolist()


@pytest.mark.parametrize(
    ("variant", "fusion"),
    [
        (Variant.C_MIB, Fusion.CONCATENATION),
        (Variant.E_MIB, Fusion.CONCATENATION),
        (Variant.L_MIB, Fusion.CONCATENATION),
    ],
)
def test_numbers_are_those_of_the_mean_path_for_every_variant(
    variant: Variant, fusion: Fusion
) -> None:
    torch.manual_seed(1)
    model = build_model(replace(MODEL, variant=variant, fusion=fusion)).eval()
    data = TensorData(made_up_data())
    rows = data.dataset.rows(Split.TEST)
    subsets = [frozenset({Modality.AUDIO}), EVERYTHING]
    found = claims(model, data, rows, subsets, Calibration())
    for subset, outputs in examine(model, data, rows, subsets).fused.items():
        mine = found[subset]
        np.testing.assert_allclose(mine[SENTIMENT].outputs, outputs.outputs[SENTIMENT], atol=1e-5)
        wanted = torch.from_numpy(outputs.outputs[EMOTIONS]).softmax(dim=1).numpy()
        np.testing.assert_allclose(mine[EMOTIONS].outputs, wanted, atol=1e-5)
        np.testing.assert_array_equal(mine[EMOTIONS].shown, mine[EMOTIONS].outputs)
    assert set(evaluate(model, data).trust) == {SENTIMENT, EMOTIONS}


# ------------------------------------------------------------------ what came true


def test_an_overconfident_model_is_better_calibrated_after(measured: Measured) -> None:
    for name, view in (("calls", "audio"), ("clips", WHOLE)):
        found, plain = (of_classes(each, name, view) for each in (measured.figures, measured.plain))
        assert found.calibration_error_before > 0.25
        assert found.calibration_error_after < found.calibration_error_before / 2
        assert found.negative_log_likelihood_after < found.negative_log_likelihood_before - 0.5
        assert found.accuracy == pytest.approx(plain.accuracy), "one temperature, the same order"
        assert plain.calibration_error_before == plain.calibration_error_after
        assert plain.calibration_error_before == pytest.approx(found.calibration_error_before)
        scores = measured.figures.sets[name].views[view][EMOTIONS]
        assert isinstance(scores, EmotionScores)
        assert scores.calibration_error == pytest.approx(found.calibration_error_after)
        assert scores.negative_log_likelihood == pytest.approx(found.negative_log_likelihood_after)
        assert scores.accuracy == pytest.approx(found.accuracy)
    whole = measured.figures.trust[EMOTIONS]
    assert isinstance(whole, ClassTrust)
    assert whole.calibration_error_after < whole.calibration_error_before / 2


def test_confusions_and_bins_hold_every_sample_once(measured: Measured) -> None:
    dataset = measured.data.dataset
    rows = dataset.rows_of("clips", Split.TEST)
    claimed = claims(measured.model, measured.data, rows, [EVERYTHING], measured.calibration)
    shown, true = claimed[EVERYTHING][EMOTIONS].shown, dataset.labels[EMOTIONS].values[rows]
    found = of_classes(measured.figures, "clips", WHOLE)
    label, guess = true.argmax(axis=1), shown.argmax(axis=1)
    wanted = [[int(((label == a) & (guess == b)).sum()) for b in range(7)] for a in range(7)]
    assert [list(row) for row in found.confusion] == wanted
    assert np.sum(found.confusion) == found.n == 120
    assert np.trace(found.confusion) == pytest.approx(found.accuracy * found.n)
    bins = found.reliability
    assert len(bins.count) == len(bins.confidence) == len(bins.accuracy) == 15
    assert sum(bins.count) == 120
    for place in range(15):
        here = (shown.max(axis=1) > place / 15) & (shown.max(axis=1) <= (place + 1) / 15)
        assert bins.count[place] == here.sum()
        if here.any():
            assert bins.confidence[place] == pytest.approx(shown.max(axis=1)[here].mean())
            assert bins.accuracy[place] == pytest.approx((label == guess)[here].mean())
        else:
            assert np.isnan([bins.confidence[place], bins.accuracy[place]]).all()


def test_intervals_and_tenths_are_counted(measured: Measured) -> None:
    rows = measured.data.dataset.rows_of("clips", Split.TEST)
    claimed = claims(measured.model, measured.data, rows, [EVERYTHING], measured.calibration)
    mine = claimed[EVERYTHING][SENTIMENT]
    label = measured.data.dataset.labels[SENTIMENT].values[rows][:, 0]
    found = of_numbers(measured.figures, "clips", WHOLE)
    low, high = mine.interval[:, :, 0].T
    assert found.coverage_after == pytest.approx(((low <= label) & (label <= high)).mean())
    assert found.width_after == pytest.approx((high - low).mean(), rel=1e-5)
    assert 0.6 < found.coverage_after <= 1.0
    error = np.abs(mine.shown[:, 0] - label)
    assert found.mae == pytest.approx(error.mean(), rel=1e-5)
    assert found.uncertain == pytest.approx(mine.uncertain.mean())
    assert found.n_certain == (~mine.uncertain).sum()
    if found.n_certain:
        assert found.mae_certain == pytest.approx(error[~mine.uncertain].mean(), rel=1e-5)
    order = np.argsort(mine.shown[:, 0], kind="stable").reshape(10, 12)
    assert found.groups.count == (12,) * 10
    np.testing.assert_allclose(found.groups.predicted, mine.shown[:, 0][order].mean(1), rtol=1e-5)
    np.testing.assert_allclose(found.groups.true, label[order].mean(1), rtol=1e-5)


def test_together_every_set_counts_the_same(measured: Measured) -> None:
    data = measured.data.dataset
    rows = [data.rows_of("calls", Split.TEST)[:30], data.rows_of("clips", Split.TEST)]
    split = np.full_like(data.split, 0)
    split[np.concatenate(rows)] = 2
    unequal = TensorData(replace(data, split=split))
    figures = evaluate(measured.model, unequal, measured.calibration)
    whole = figures.trust[EMOTIONS]
    parts = [of_classes(figures, "calls", "audio"), of_classes(figures, "clips", WHOLE)]
    assert isinstance(whole, ClassTrust)
    assert [part.n for part in parts] == [30, 120]
    assert whole.n == 150
    for name in ("accuracy", "uncertain", "negative_log_likelihood_after"):
        assert getattr(whole, name) == pytest.approx(np.mean([getattr(p, name) for p in parts]))


def test_a_weight_is_as_good_as_so_many_copies() -> None:
    rng = np.random.default_rng(3)
    confidence, times = rng.random(60), rng.integers(1, 5, 60)
    correct = rng.random(60) < 0.6
    copies = calibration_error(np.repeat(confidence, times), np.repeat(correct, times))
    weighted = calibration_error(confidence, correct, weight=times.astype(np.float64))
    assert weighted == pytest.approx(copies)


def test_a_prediction_below_the_limit_of_doubt_is_certain(measured: Measured) -> None:
    def limited(limit: float) -> Figures:
        heads = {name: HeadCalibration(uncertain_above=limit) for name in STANDARD_HEADS}
        return evaluate(measured.model, measured.data, Calibration(heads))

    sure, never = (limited(limit) for limit in (99.0, -1.0))
    for figures, share in ((sure, 0.0), (never, 1.0)):
        assert of_classes(figures, "clips", WHOLE).uncertain == share
        assert of_numbers(figures, "clips", WHOLE).uncertain == share
    found = of_classes(sure, "clips", WHOLE)
    assert found.accuracy_certain == pytest.approx(found.accuracy)
    card = json.loads(json.dumps(to_json(never), allow_nan=False))
    nobody = card["sets"]["clips"]["trust"][WHOLE]
    assert nobody[EMOTIONS]["accuracy_certain"] is nobody[SENTIMENT]["sign_certain"] is None


# ------------------------------------------------------------------ whatever there is


def test_a_few_samples_are_no_trouble(measured: Measured) -> None:
    samples = [each for each in made_up_samples(3) if each.dataset == "clips"]
    data = TensorData(pack(samples, CONTRACT, STANDARD_HEADS))
    figures = evaluate(measured.model, data, measured.calibration)
    assert of_numbers(figures, "clips", WHOLE).groups.count == (1, 1, 1)
    assert np.sum(of_classes(figures, "clips", WHOLE).confusion) == 3
    json.dumps(to_json(figures), allow_nan=False)


def test_a_set_without_a_single_known_emotion_has_no_trust_in_them(measured: Measured) -> None:
    tie = (0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0)
    samples = [
        replace(each, labels=Labels(emotions=tie))
        for each in made_up_samples(4)
        if each.dataset == "clips"
    ]
    data = TensorData(pack(samples, CONTRACT, STANDARD_HEADS))
    figures = evaluate(measured.model, data, measured.calibration)
    assert figures.trust == {}
    assert all(not each for each in figures.sets["clips"].trust.values())
    json.dumps(to_json(figures), allow_nan=False)


def _small(heads: dict[str, Head], modalities: tuple[Modality, ...]) -> MIBConfig:
    dims = {m: MODEL.input_dims[m] for m in modalities}
    return replace(MODEL, heads=heads, input_dims=dims)


@pytest.mark.parametrize("head", [SENTIMENT, EMOTIONS])
def test_labels_for_one_head_of_a_model_are_enough(measured: Measured, head: str) -> None:
    data = made_up_data()
    only = replace(data, heads={head: data.heads[head]}, labels={head: data.labels[head]})
    figures = evaluate(measured.model, TensorData(only), measured.calibration)
    assert set(figures.trust) == {head}
    both = evaluate(measured.model, TensorData(data), measured.calibration)
    assert figures.trust[head] == both.trust[head]


def test_other_heads_are_measured_as_far_as_it_makes_sense() -> None:
    heads = {
        "topics": Head(HeadKind.MULTI_LABEL, 2),
        "kind": Head(HeadKind.MULTI_CLASS, 3),
        "valence": Head(HeadKind.REGRESSION, 2),
    }
    nan = float("nan")
    samples = [
        replace(
            each,
            labels=Labels(
                others={"topics": (1.0, 0.0), "kind": (0.0, 1.0, 0.0), "valence": (1.0, nan)}
            ),
        )
        for each in made_up_samples(6)
        if each.dataset == "clips"
    ]
    data = TensorData(pack(samples, CONTRACT, heads))
    model = build_model(_small(heads, tuple(Modality))).eval()
    figures = evaluate(model, data)
    assert set(figures.trust) == {"kind", "valence"}
    kind, valence = figures.trust["kind"], figures.trust["valence"]
    assert isinstance(kind, ClassTrust)
    assert isinstance(valence, NumberTrust)
    assert [sum(row) for row in kind.confusion] == [0, 6, 0]
    assert valence.n == 6, "of each sample one of two numbers is known"
    json.dumps(to_json(figures), allow_nan=False)
