from dataclasses import fields
from itertools import compress, pairwise

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import CheckpointError
from engine.explain.batch import ExplainedBatch, Explainer, ExplainOptions
from engine.explain.calibration import Calibration, Curve, HeadCalibration
from engine.explain.coalitions import coalitions
from engine.explain.sampling import Sampling, draw_noise
from engine.explain.shapley import shapley_values, subsets
from engine.models.bottleneck import Gaussian
from engine.models.config import Fusion, Variant
from engine.models.fusion import ProductOfExperts
from engine.models.fusion.experts import product_of_experts
from engine.models.mib import MIBModel
from engine.models.tensors import Encoded, ModalityTensors
from engine.types import Head, HeadKind, Modality
from tests.helpers.mib import random_inputs, sample, small_model

TEXT, AUDIO, VISION = Modality
HEADS = {
    "sentiment": Head(HeadKind.REGRESSION, 1),
    "emotions": Head(HeadKind.MULTI_CLASS, 7),
    "tags": Head(HeadKind.MULTI_LABEL, 3),
    "arousal": Head(HeadKind.REGRESSION, 2),
}
SENTIMENT, EMOTIONS, TAGS, AROUSAL = slice(0, 1), slice(1, 8), slice(8, 11), slice(11, 13)
CALIBRATION = Calibration(
    {
        "sentiment": HeadCalibration(
            half_width={"text": 3.0, "text+audio+vision": 2.0}, spread_floor=0.01
        ),
        "emotions": HeadCalibration(
            temperature={"text": 0.5, "audio": 1.5, "text+vision": 3.0},
            unimodal_temperature={"audio": 4.0},
        ),
        "tags": HeadCalibration(curves=(Curve((0.49, 0.52), (0.1, 0.8)),) * 3),
    }
)
PLAIN = ExplainOptions(heads=HEADS)
CALIBRATED = ExplainOptions(calibration=CALIBRATION, heads=HEADS)
patient = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def model_of(variant: Variant, fusion: Fusion = Fusion.CONCATENATION, seed: int = 0) -> MIBModel:
    """With spreads that are easy to see."""
    model = small_model(seed, variant=variant, fusion=fusion, heads=HEADS)
    for bottleneck in (*model.bottlenecks.values(), model.fused_bottleneck):
        if bottleneck is not None:
            torch.nn.init.constant_(bottleneck.sigma.bias, 4.0)
    return model


C_MIB = model_of(Variant.C_MIB)
MODELS = [
    C_MIB,
    *(model_of(variant, seed=1) for variant in (Variant.E_MIB, Variant.L_MIB)),
    model_of(Variant.L_MIB, Fusion.EXPERTS, 2),
    model_of(Variant.C_MIB, Fusion.TENSOR, 3),
]
every_model = pytest.mark.parametrize("model", MODELS)
present_masks = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=5
)


def inputs_where(present: list[tuple[bool, ...]], seed: int = 0) -> dict[Modality, ModalityTensors]:
    inputs = random_inputs(batch=len(present), seed=seed)
    here = torch.tensor(present)
    return {
        m: ModalityTensors(values, mask & here[:, i : i + 1])
        for i, (m, (values, mask)) in enumerate(inputs.items())
    }


def spread_of(batch: ExplainedBatch):
    assert batch.spread is not None
    return batch.spread


def arrays(batch: ExplainedBatch) -> dict[str, np.ndarray]:
    return {
        field.name: getattr(part, field.name)
        for part in (batch, spread_of(batch))
        for field in fields(part)
        if isinstance(getattr(part, field.name), np.ndarray)
    }


@patient
@given(
    st.sampled_from(MODELS), st.sampled_from([PLAIN, CALIBRATED]), present_masks, st.integers(0, 99)
)
def test_shares_add_up_to_prediction_minus_baseline(
    model: MIBModel, options: ExplainOptions, present: list[tuple[bool, ...]], seed: int
) -> None:
    batch = Explainer(model, options).explain(inputs_where(present, seed))
    np.testing.assert_allclose(
        batch.shapley.sum(axis=1), batch.prediction - batch.baseline, atol=1e-5
    )
    assert np.isfinite(batch.prediction).all()


@every_model
def test_an_absent_modality_has_no_share_at_all(model: MIBModel) -> None:
    present = [(True, False, True), (False, False, True), (False, False, False)]
    batch = Explainer(model, CALIBRATED).explain(inputs_where(present))
    absent = ~np.array(present)
    assert np.array_equal(~batch.present, absent)
    for values in (batch.shapley, batch.drop_one, spread_of(batch).shapley_sd):
        assert (values[absent] == 0.0).all()
        assert (values[~absent] != 0.0).any(axis=1).all()
    assert np.isnan(batch.unimodal[absent]).all()
    assert np.isnan(batch.rates[absent]).all()
    np.testing.assert_array_equal(batch.prediction[2], batch.baseline[2])


@every_model
def test_an_utterance_has_the_same_numbers_in_any_company(model: MIBModel) -> None:
    # More than a chunk, all lengths, all sets of modalities.
    samples = [
        sample({m: 1 + (i + j) % 6 for j, m in enumerate(Modality) if i >> j & 1}, seed=i)
        for i in range(37)
    ]
    explainer = Explainer(model, CALIBRATED)
    together = arrays(explainer.explain_tracks(samples))
    for row in (0, 7, 12, 31, 32, 36):
        for name, values in arrays(explainer.explain_tracks([samples[row]])).items():
            np.testing.assert_allclose(values[0], together[name][row], atol=1e-5, err_msg=name)


def test_two_runs_give_the_same_numbers_and_another_seed_others() -> None:
    inputs = random_inputs()
    state = torch.get_rng_state()
    one, same = (arrays(Explainer(C_MIB, PLAIN).explain(inputs)) for _ in range(2))
    assert torch.equal(state, torch.get_rng_state())
    for name, values in one.items():
        np.testing.assert_array_equal(values, same[name], err_msg=name)
    other = Explainer(C_MIB, ExplainOptions(Sampling(seed=1), heads=HEADS)).explain(inputs)
    assert (spread_of(other).sd != one["sd"]).all()
    np.testing.assert_array_equal(other.prediction, one["prediction"])


def stack(parts: tuple[torch.Tensor, ...]) -> torch.Tensor:
    return torch.stack(parts, dim=1)


def by_hand(
    model: MIBModel, inputs: dict[Modality, ModalityTensors], kept: set[Modality]
) -> torch.Tensor:
    """Logits of every sample through whole passes of the model, [samples, batch, outputs]."""
    encoded = model.encode(inputs)
    noise = draw_noise(Sampling(), 3, model.absent[TEXT.value])
    keep = {m: torch.full((5,), m in kept) for m in Modality}
    found = []
    for draw in range(1, 9):
        drawn = {
            m: Gaussian(g.mu + g.sigma * noise.modalities[draw, i], g.sigma)
            for i, (m, g) in enumerate(encoded.bottlenecks.items())
        }
        fused = model.fuse(Encoded(encoded.vectors, drawn, encoded.present), keep)
        if fused.passage is not None:
            gaussian = fused.passage.gaussian
        elif isinstance(model.fusion, ProductOfExperts):
            gaussian = product_of_experts(
                Gaussian(*map(stack, zip(*encoded.bottlenecks.values(), strict=True))),
                stack(tuple(keep[m] for m in Modality)),
            )
        else:
            gaussian = Gaussian(fused.vector, torch.zeros_like(fused.vector))
        for eps in noise.fused[draw]:
            z = gaussian.mu + gaussian.sigma * eps
            found.append(torch.cat(list(model.fused_decoder(z).values()), dim=1))
    return torch.stack(found)


@every_model
def test_every_sample_is_what_a_plain_pass_gives(model: MIBModel) -> None:
    inputs = random_inputs()
    batch = Explainer(model, PLAIN).explain(inputs)
    with torch.no_grad():
        sets = [by_hand(model, inputs, set(compress(Modality, one))) for one in subsets(3)]
    whole = sets[-1]
    numbers = whole[..., SENTIMENT].std(dim=0, correction=0)
    chances = whole[..., EMOTIONS].softmax(dim=-1)
    np.testing.assert_allclose(spread_of(batch).sd[:, SENTIMENT], numbers, atol=1e-5)
    np.testing.assert_allclose(
        spread_of(batch).sd[:, EMOTIONS], chances.std(dim=0, correction=0), atol=1e-5
    )
    np.testing.assert_allclose(
        spread_of(batch).quantiles[:, 1, TAGS],
        whole[..., TAGS].sigmoid().quantile(0.9, dim=0),
        atol=1e-5,
    )
    shares = shapley_values(torch.stack(sets)[..., AROUSAL]).std(dim=1, correction=0)
    np.testing.assert_allclose(
        spread_of(batch).shapley_sd[..., AROUSAL], shares.transpose(0, 1), atol=1e-5
    )


def test_samples_have_the_distribution_of_z() -> None:
    inputs = random_inputs(batch=3)
    options = ExplainOptions(Sampling(modality_draws=1500, fused_draws=2), heads=HEADS)
    batch = Explainer(C_MIB, options).explain(inputs)
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        encoded = C_MIB.encode(inputs).repeated(3000)
        keep = {m: torch.ones(9000, dtype=torch.bool) for m in Modality}
        fused = C_MIB.fuse(encoded, keep, sample=True, generator=generator).outputs
    sd = fused["sentiment"].view(3000, 3).std(dim=0)
    np.testing.assert_allclose(spread_of(batch).sd[:, 0], sd, rtol=0.08)


def with_sigma(bias: float) -> MIBModel:
    model = small_model(7, heads=HEADS)
    for bottleneck in (*model.bottlenecks.values(), model.fused_bottleneck):
        torch.nn.init.zeros_(bottleneck.sigma.weight)
        torch.nn.init.constant_(bottleneck.sigma.bias, bias)
    return model


def test_spread_grows_with_sigma() -> None:
    inputs = random_inputs()
    spreads = [
        spread_of(Explainer(with_sigma(bias), PLAIN).explain(inputs)) for bias in (0.0, 2.0, 4.0)
    ]
    for narrow, wide in pairwise(spreads):
        assert (narrow.sd < wide.sd).all()
        assert (narrow.shapley_sd < wide.shapley_sd).all()
        assert (narrow.doubt[:, 0] < wide.doubt[:, 0]).all()


def test_with_little_noise_samples_lie_around_the_mean_path() -> None:
    batch = Explainer(with_sigma(0.0), PLAIN).explain(random_inputs())
    spread = spread_of(batch)
    low, high = spread.quantiles[:, 0], spread.quantiles[:, 1]
    assert (low < batch.prediction).all()
    assert (batch.prediction < high).all()
    # Means have no luck in them where z is nearly linear: they are far nearer than sd ÷ √32.
    np.testing.assert_allclose((low + high) / 2, batch.prediction, atol=0.5 * spread.sd.max())


def test_what_is_shown_follows_the_kind_of_head() -> None:
    model = model_of(Variant.C_MIB, seed=4)
    with torch.no_grad():
        for name in ("sentiment", "arousal"):
            model.fused_decoder.heads[name].bias.fill_(50.0)
    batch = Explainer(model, PLAIN).explain(random_inputs())
    assert (batch.prediction[:, SENTIMENT] == 3.0).all()
    assert (batch.prediction[:, AROUSAL] > 40.0).all()
    np.testing.assert_allclose(batch.prediction[:, EMOTIONS].sum(axis=1), 1.0)
    tags = batch.prediction[:, TAGS]
    assert ((tags > 0) & (tags < 1)).all()
    assert not np.allclose(tags.sum(axis=1), 1.0)
    # What lies beyond the end is not sure for that.
    assert (spread_of(batch).sd[:, SENTIMENT] > 0.01).all()
    assert (spread_of(batch).quantiles[:, :, SENTIMENT] == 3.0).all()


def test_calibration_changes_what_is_shown_by_the_set_that_took_part() -> None:
    inputs = inputs_where([(True, False, False), (False, True, False), (True, True, True)])
    plain, calibrated = (Explainer(C_MIB, o).explain(inputs) for o in (PLAIN, CALIBRATED))
    for row, temperature in enumerate((0.5, 1.5, 1.0)):
        powers = plain.prediction[row, EMOTIONS] ** (1 / temperature)
        np.testing.assert_allclose(
            calibrated.prediction[row, EMOTIONS], powers / powers.sum(), atol=1e-6
        )
    powers = plain.unimodal[1, 1, EMOTIONS] ** (1 / 4)
    np.testing.assert_allclose(
        calibrated.unimodal[1, 1, EMOTIONS], powers / powers.sum(), atol=1e-6
    )
    curve = np.interp(plain.prediction[:, TAGS], (0.49, 0.52), (0.1, 0.8))
    outside = (plain.prediction[:, TAGS] < 0.49) | (plain.prediction[:, TAGS] > 0.52)
    assert outside.any() and not outside.all()
    np.testing.assert_allclose(calibrated.prediction[:, TAGS], curve, atol=1e-6)


def test_intervals_are_so_many_spreads_wide() -> None:
    inputs = inputs_where([(True, False, False), (False, True, False), (True, True, True)])
    for options, widths in ((PLAIN, (1.2816,) * 3), (CALIBRATED, (3.0, 1.2816, 2.0))):
        batch = Explainer(C_MIB, options).explain(inputs)
        spread = spread_of(batch)
        half = np.array(widths) * spread.sd[:, 0]
        np.testing.assert_allclose(spread.doubt[:, 0], half, rtol=1e-5)
        ends = batch.prediction[:, :1] + np.stack((-half, half), axis=1)
        np.testing.assert_allclose(spread.interval[:, :, 0], ends.clip(-3, 3), atol=1e-5)
        assert np.isnan(spread.interval[..., EMOTIONS]).all()


def test_a_spread_below_the_floor_counts_as_much_as_the_floor() -> None:
    calibration = Calibration({"sentiment": HeadCalibration(spread_floor=0.7)})
    options = ExplainOptions(calibration=calibration, heads=HEADS)
    spread = spread_of(Explainer(with_sigma(0.0), options).explain(random_inputs()))
    assert (spread.sd[:, 0] < 0.1).all()
    np.testing.assert_allclose(spread.doubt[:, 0], 0.7 * 1.2816, rtol=1e-6)


def test_doubt_of_classes_is_the_entropy_of_their_mean() -> None:
    inputs = random_inputs()
    spread = spread_of(Explainer(C_MIB, PLAIN).explain(inputs))
    with torch.no_grad():
        samples = by_hand(C_MIB, inputs, set(Modality))
    emotions = samples[..., EMOTIONS].softmax(dim=-1).mean(dim=0)
    entropy = -(emotions * emotions.log()).sum(dim=1) / np.log(7)
    np.testing.assert_allclose(spread.doubt[:, 1], entropy, atol=1e-5)
    tags = samples[..., TAGS].sigmoid().mean(dim=0)
    both = -(tags * tags.log() + (1 - tags) * (1 - tags).log()) / np.log(2)
    np.testing.assert_allclose(spread.doubt[:, 2], both.mean(dim=1), atol=1e-5)


def test_uncertain_is_doubt_above_the_limit() -> None:
    inputs = random_inputs()
    doubt = spread_of(Explainer(C_MIB, PLAIN).explain(inputs)).doubt
    limits = np.sort(doubt, axis=0)[2]
    calibration = Calibration(
        {
            name: HeadCalibration(uncertain_above=limit + 1e-6)
            for name, limit in zip(HEADS, limits.tolist(), strict=True)
        }
    )
    options = ExplainOptions(calibration=calibration, heads=HEADS)
    spread = spread_of(Explainer(C_MIB, options).explain(inputs))
    assert spread.uncertain.sum(axis=0).tolist() == [2, 2, 2, 2]
    np.testing.assert_array_equal(spread.uncertain, doubt > limits + 1e-6)


def test_without_sampling_there_is_no_spread_and_nothing_else_changes() -> None:
    inputs = random_inputs()
    batch = Explainer(C_MIB, ExplainOptions(None, heads=HEADS)).explain(inputs)
    sampled = Explainer(C_MIB, PLAIN).explain(inputs)
    assert batch.spread is None
    np.testing.assert_allclose(batch.shapley, sampled.shapley, atol=1e-6)


def test_no_utterance_is_refused() -> None:
    with pytest.raises(ValueError, match="no utterance"):
        Explainer(C_MIB, PLAIN).explain_tracks([])


def test_a_modality_that_is_not_in_the_inputs_is_absent() -> None:
    inputs = random_inputs()
    masked = inputs_where([(True, False, True)] * 5)
    del inputs[AUDIO]
    explainer = Explainer(C_MIB, PLAIN)
    one, other = arrays(explainer.explain(inputs)), arrays(explainer.explain(masked))
    for name, values in one.items():
        np.testing.assert_allclose(values, other[name], atol=1e-6, err_msg=name)


def test_rates_are_nan_where_there_is_no_bottleneck() -> None:
    early, late = (Explainer(MODELS[i], PLAIN).explain(random_inputs()) for i in (1, 2))
    assert np.isnan(early.rates).all() and np.isnan(early.unimodal).all()
    assert np.isfinite(early.fused_rate).all()
    assert np.isfinite(late.rates).all()
    assert np.isnan(late.fused_rate).all()


def test_other_heads_than_the_model_has_are_refused() -> None:
    with pytest.raises(CheckpointError, match="This model predicts"):
        Explainer(C_MIB)


@pytest.mark.parametrize(("modality_draws", "fused_draws"), [(1, 32), (16, 0)])
def test_too_few_draws_are_refused(modality_draws: int, fused_draws: int) -> None:
    with pytest.raises(ValueError, match="at least two draws"):
        Sampling(modality_draws, fused_draws)


def test_coalitions_are_there_once_and_nobody_is_the_same_for_all() -> None:
    who = coalitions(torch.tensor([[True, False, True], [False, True, False], [True, True, True]]))
    assert len(who.code) == 1 + 3 + 1 + 7
    assert (who.row[0] == who.row[0, 0]).all()
    assert torch.equal(who.row[7, :2], who.row[[5, 2], [0, 1]])
    for subset, rows in enumerate(who.row):
        for utterance, row in enumerate(rows):
            there = [0b101, 0b010, 0b111][utterance] & subset
            assert who.code[row] == there
            assert who.members[row].tolist() == list(subsets(3)[there])
            assert there == 0 or who.utterance[row] == utterance


def test_noise_has_mean_zero_and_variance_one_over_the_draws() -> None:
    noise = draw_noise(Sampling(), 3, torch.zeros(10))
    for passes in (noise.modalities, noise.fused):
        assert not passes[0].any()
    fused = noise.fused[1:].flatten(0, 1)
    assert len(fused) == Sampling().samples == 32
    for draws in (noise.modalities[1:], fused):
        torch.testing.assert_close(draws.mean(dim=0), torch.zeros_like(draws[0]), atol=1e-6, rtol=0)
        torch.testing.assert_close(draws.var(dim=0, correction=0), torch.ones_like(draws[0]))


def test_a_bottleneck_folded_with_a_decoder_is_the_same() -> None:
    bottleneck, weight, bias = C_MIB.fused_bottleneck, torch.randn(5, 10), torch.randn(5)
    assert bottleneck is not None
    x = torch.randn(4, 10)
    with torch.no_grad():
        mu, sigma = bottleneck(x)
        decoded, same_sigma = bottleneck.folded(weight, bias).decoded(x)
    torch.testing.assert_close(decoded, mu @ weight.t() + bias)
    torch.testing.assert_close(same_sigma, sigma)
