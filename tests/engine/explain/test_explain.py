from collections.abc import Mapping

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import CheckpointError
from engine.explain.agreement import agreement
from engine.explain.batch import Explainer, ExplainOptions
from engine.explain.calibration import Calibration, HeadCalibration
from engine.explain.explain import Explanation, explain, explain_samples, explanations
from engine.models.batching import collate
from engine.models.config import Fusion, Variant
from engine.models.mib import MIBModel
from engine.types import Emotion, Head, HeadKind, Modality, Prediction, Sample
from tests.helpers.mib import random_inputs, sample, small_model

TEXT, AUDIO, VISION = Modality
MODELS = [
    small_model(seed, variant=variant, fusion=fusion)
    for seed, fusion in enumerate(Fusion)
    for variant in (Variant.C_MIB, Variant.L_MIB)
    if fusion.suits(variant)
]
tracks = st.dictionaries(st.sampled_from(Modality), st.integers(1, 6))


def shown(model: MIBModel, one: Sample) -> Prediction:
    """The prediction by a plain pass over the modalities that the sample has."""
    with torch.no_grad():
        fused = model(collate([one], model.input_dims)).fused
    probabilities = fused["emotions"][0].double().softmax(0).tolist()
    sentiment = fused["sentiment"].clamp(-3, 3).item()
    return Prediction(sentiment, dict(zip(Emotion, probabilities, strict=True)))


def only(one: Sample, *kept: Modality) -> Sample:
    return Sample({m: track for m, track in one.tracks.items() if m in kept})


def assert_close(one: Prediction, other: Prediction) -> None:
    assert one.sentiment == pytest.approx(other.sentiment, abs=1e-5)
    assert one.emotions == pytest.approx(other.emotions, abs=1e-5)


def sums(explanation: Explanation) -> tuple[float, Mapping[Emotion, float]]:
    parts = explanation.contributions.values()
    return sum(part.shapley_sentiment for part in parts), {
        emotion: sum(part.shapley_emotions[emotion] for part in parts) for emotion in Emotion
    }


@given(st.sampled_from(MODELS), st.lists(tracks, min_size=1, max_size=4), st.integers(0, 1000))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_shares_add_up_to_prediction_minus_baseline(
    model: MIBModel, steps: list[dict[Modality, int]], seed: int
) -> None:
    samples = [sample(one, seed + i) for i, one in enumerate(steps)]
    for one, explanation in zip(samples, explain_samples(model, samples), strict=True):
        assert set(explanation.contributions) == set(one.tracks)
        sentiment, emotions = sums(explanation)
        before, after = explanation.baseline, explanation.prediction
        assert sentiment == pytest.approx(after.sentiment - before.sentiment, abs=1e-9)
        for emotion, change in emotions.items():
            expected = after.emotions[emotion] - before.emotions[emotion]
            assert change == pytest.approx(expected, abs=1e-9)
        assert sum(after.emotions.values()) == pytest.approx(1)


@pytest.mark.parametrize("model", MODELS)
def test_every_number_is_what_plain_passes_give(model: MIBModel) -> None:
    one = sample({TEXT: 4, AUDIO: 6, VISION: 3})
    (explanation,) = explain_samples(model, [one])
    assert_close(explanation.prediction, shown(model, one))
    assert_close(explanation.baseline, shown(model, Sample({})))

    def worth(*kept: Modality) -> float:
        return shown(model, only(one, *kept)).sentiment

    text = explanation.contributions[TEXT]
    assert text.drop_one_sentiment == pytest.approx(
        worth(*Modality) - worth(AUDIO, VISION), abs=1e-5
    )
    by_hand = (
        2 * (worth(TEXT) - worth())
        + (worth(TEXT, AUDIO) - worth(AUDIO))
        + (worth(TEXT, VISION) - worth(VISION))
        + 2 * (worth(*Modality) - worth(AUDIO, VISION))
    ) / 6
    assert text.shapley_sentiment == pytest.approx(by_hand, abs=1e-5)


@pytest.mark.parametrize("steps", [dict.fromkeys(Modality, 3), {TEXT: 2, VISION: 4}, {AUDIO: 5}])
def test_every_subset_of_those_who_take_part_has_its_prediction(steps: dict[Modality, int]) -> None:
    model = small_model(5)
    one = sample(steps, 9)
    explanation = explain_samples(model, [one])[0]
    found = explanation.coalitions
    assert len(found) == 2 ** len(steps)
    assert found[frozenset()] == explanation.baseline
    assert found[frozenset(steps)] == explanation.prediction
    for who, prediction in found.items():
        if who:
            assert_close(prediction, shown(model, only(one, *who)))


def test_rates_and_unimodal_predictions_are_those_of_the_bottlenecks() -> None:
    model, inputs = MODELS[0], random_inputs()
    with torch.no_grad():
        output = model(inputs)
    for row, explanation in enumerate(explain(model, inputs)):
        assert output.fused_passage is not None
        assert explanation.fused_rate_nats == pytest.approx(
            output.fused_passage.gaussian.rate()[row].item(), rel=1e-5
        )
        for modality, part in explanation.contributions.items():
            rate = output.passages[modality].gaussian.rate()[row].item()
            assert part.rate_nats == pytest.approx(rate, rel=1e-5)
            sentiment = output.unimodal[modality]["sentiment"][row].clamp(-3, 3).item()
            assert part.unimodal.sentiment == pytest.approx(sentiment, abs=1e-6)


def test_two_present_modalities_play_a_game_of_two() -> None:
    model, one = MODELS[0], sample({TEXT: 4, VISION: 3})
    (explanation,) = explain_samples(model, [one])
    whole, text, vision, nobody = (
        shown(model, only(one, *kept)).sentiment
        for kept in ((TEXT, VISION), (TEXT,), (VISION,), ())
    )
    expected = ((text - nobody) + (whole - vision)) / 2
    assert explanation.contributions[TEXT].shapley_sentiment == pytest.approx(expected, abs=1e-5)


def test_a_clipped_prediction_is_shared_out_as_it_is_shown() -> None:
    model = small_model(5)
    with torch.no_grad():
        model.fused_decoder.heads["sentiment"].weight.mul_(1000)
        model.fused_decoder.heads["sentiment"].bias.fill_(0)
    samples = [sample({TEXT: 3, AUDIO: 4, VISION: 2}, seed) for seed in range(10)]
    explanations = explain_samples(model, samples)
    assert any(abs(e.prediction.sentiment) == 3.0 for e in explanations)
    for explanation in explanations:
        assert abs(explanation.prediction.sentiment) <= 3.0
        change = explanation.prediction.sentiment - explanation.baseline.sentiment
        assert sums(explanation)[0] == pytest.approx(change, abs=1e-9)


def test_without_any_evidence_the_prediction_is_the_baseline() -> None:
    (explanation,) = explain_samples(MODELS[0], [Sample({})])
    assert explanation.contributions == {}
    assert explanation.prediction == explanation.baseline


def test_a_modality_that_the_model_ignores_has_no_share() -> None:
    model = small_model(fusion=Fusion.ADDITION)
    with torch.no_grad():
        model.absent[AUDIO.value].zero_()
        model.bottlenecks[AUDIO.value].mu.weight.zero_()
        model.bottlenecks[AUDIO.value].mu.bias.zero_()
    (explanation,) = explain_samples(model, [sample({TEXT: 3, AUDIO: 4, VISION: 2})])
    audio = explanation.contributions[AUDIO]
    values = [audio.shapley_sentiment, audio.drop_one_sentiment, *audio.shapley_emotions.values()]
    np.testing.assert_allclose(values, 0, atol=1e-6)


def test_explaining_is_repeatable_and_leaves_the_model_as_it_was() -> None:
    model, inputs = small_model().train(), random_inputs()
    assert explain(model, inputs) == explain(model, inputs)
    assert model.training


def test_only_c_mib_has_rates_for_everything() -> None:
    (explanation,) = explain_samples(small_model(variant=Variant.L_MIB), [sample({TEXT: 2})])
    assert explanation.fused_rate_nats is None
    for variant in (Variant.E_MIB, Variant.B_MIB):
        with pytest.raises(CheckpointError, match="no bottleneck on its modalities"):
            explain_samples(small_model(variant=variant), [sample({TEXT: 2})])


def test_a_model_with_other_heads_is_refused() -> None:
    with pytest.raises(CheckpointError, match="not sentiment and the seven emotions"):
        explain_samples(
            small_model(heads={"sentiment": Head(HeadKind.REGRESSION, 1)}), [sample({TEXT: 2})]
        )


def test_an_explanation_says_how_far_it_can_be_believed() -> None:
    model, samples = MODELS[0], [sample({TEXT: 4, VISION: 3}), sample({AUDIO: 2})]
    batch = Explainer(model).explain_tracks(samples)
    assert batch.spread is not None
    for row, explanation in enumerate(explain_samples(model, samples)):
        uncertainty = explanation.uncertainty
        assert uncertainty is not None
        assert uncertainty.sentiment_sd == pytest.approx(batch.spread.sd[row, 0])
        low, high = uncertainty.sentiment_interval
        assert low < explanation.prediction.sentiment < high
        assert (low, high) == tuple(batch.spread.interval[row, :, 0])
        assert list(uncertainty.emotions_sd.values()) == pytest.approx(batch.spread.sd[row, 1:])
        assert uncertainty.emotion_entropy == pytest.approx(batch.spread.doubt[row, 1])
        assert set(uncertainty.shapley_sentiment_sd) == set(explanation.contributions)
        for m, sd in uncertainty.shapley_emotions_sd.items():
            expected = batch.spread.shapley_sd[row, list(Modality).index(m), 1:]
            assert list(sd.values()) == pytest.approx(expected)


@pytest.mark.parametrize(("head", "other"), [("sentiment", "emotions"), ("emotions", "sentiment")])
def test_each_head_has_its_own_verdict(head: str, other: str) -> None:
    calibration = Calibration(
        {head: HeadCalibration(uncertain_above=0.0), other: HeadCalibration(uncertain_above=99.0)}
    )
    options = ExplainOptions(calibration=calibration)
    (explanation,) = explain_samples(MODELS[0], [sample({TEXT: 4})], options)
    assert explanation.uncertainty is not None
    verdicts = (
        explanation.uncertainty.sentiment_uncertain,
        explanation.uncertainty.emotion_uncertain,
    )
    assert verdicts == (head == "sentiment", head == "emotions")


def test_without_sampling_an_explanation_has_no_uncertainty() -> None:
    (explanation,) = explain_samples(MODELS[0], [sample({TEXT: 4})], ExplainOptions(None))
    assert explanation.uncertainty is None


def test_an_explanation_says_whether_the_modalities_agree() -> None:
    model = small_model(3)
    with torch.no_grad():
        for m, bias in ((TEXT, 2.0), (AUDIO, -2.0), (VISION, 0.0)):
            head = model.decoders[m.value].heads["sentiment"]
            head.weight.mul_(0.01)
            head.bias.fill_(bias)
    samples = [sample({TEXT: 3, AUDIO: 3, VISION: 2}), sample({TEXT: 3, VISION: 2})]
    both, one = explain_samples(model, samples)
    assert (both.agreement.sentiment, one.agreement.sentiment) == ("conflict", "unclear")
    for explanation in (both, one):
        unimodal = {m: part.unimodal for m, part in explanation.contributions.items()}
        assert explanation.agreement == agreement(unimodal)


def test_who_keeps_an_explainer_gets_the_same_explanations() -> None:
    model, samples = MODELS[1], [sample({TEXT: 4, AUDIO: 2})]
    kept = explanations(Explainer(model).explain_tracks(samples))
    assert kept == explain_samples(model, samples)
