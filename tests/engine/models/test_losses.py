import pytest
import torch
from torch.nn import functional

from engine.models.config import Variant
from engine.models.losses import (
    HeadTarget,
    LossOptions,
    mib_loss,
    soft_cross_entropy,
    variant_beta,
)
from engine.models.tensors import ModalityTensors
from engine.types import EMOTIONS, SENTIMENT, STANDARD_HEADS, Modality
from tests.helpers.mib import generator, random_inputs, small_model

BATCH = 5
EVERYONE = torch.ones(BATCH, dtype=torch.bool)
every_variant = pytest.mark.parametrize("variant", Variant)


def targets(sentiment: torch.Tensor = EVERYONE, emotions: torch.Tensor = EVERYONE):
    noise = generator(7)
    return {
        SENTIMENT: HeadTarget(torch.randn(BATCH, 1, generator=noise), sentiment.unsqueeze(1)),
        EMOTIONS: HeadTarget(
            torch.randn(BATCH, 7, generator=noise).softmax(1), emotions.unsqueeze(1).expand(-1, 7)
        ),
    }


@every_variant
def test_the_total_is_the_written_objective_and_counts_the_fused_term_once(
    variant: Variant,
) -> None:
    output = small_model(variant=variant)(random_inputs(), sample=True, generator=generator())
    wanted = targets()
    beta, weight = 0.25, 0.5
    terms = mib_loss(output, wanted, STANDARD_HEADS, LossOptions(beta, {EMOTIONS: weight}))

    def task(outputs: dict[str, torch.Tensor]) -> torch.Tensor:
        error = functional.l1_loss(outputs[SENTIMENT], wanted[SENTIMENT].values)
        entropy = functional.cross_entropy(outputs[EMOTIONS], wanted[EMOTIONS].values)
        return error + weight * entropy

    expected = task(output.fused)
    if output.fused_passage is not None:
        expected = expected + beta * output.fused_passage.gaussian.kl_mean().mean()
    for modality, outputs in output.unimodal.items():
        expected = (
            expected + task(outputs) + beta * output.passages[modality].gaussian.kl_mean().mean()
        )
    torch.testing.assert_close(terms.total, expected)


def test_soft_cross_entropy_is_torchs() -> None:
    logits, wanted = torch.randn(4, 7), torch.randn(4, 7).softmax(1)
    torch.testing.assert_close(
        soft_cross_entropy(logits, wanted).mean(1),
        functional.cross_entropy(logits, wanted, reduction="none"),
    )


def test_samples_without_a_label_do_not_count_whatever_stands_there() -> None:
    model, inputs = small_model(), random_inputs()
    labelled = torch.tensor([True, False, True, False, False])
    wanted = targets(sentiment=labelled)
    wanted[SENTIMENT].values[~labelled] = torch.nan
    terms = mib_loss(model(inputs), wanted, STANDARD_HEADS, LossOptions())
    terms.total.backward()
    error = (model(inputs).fused[SENTIMENT] - wanted[SENTIMENT].values).abs()
    torch.testing.assert_close(terms.fused[SENTIMENT], error[labelled].mean())
    assert all(p.grad.isfinite().all() for p in model.parameters() if p.grad is not None)


def test_a_batch_without_any_label_of_a_head_costs_nothing_there() -> None:
    terms = mib_loss(
        small_model()(random_inputs()), targets(emotions=~EVERYONE), STANDARD_HEADS, LossOptions()
    )
    assert terms.fused[EMOTIONS].item() == 0
    assert terms.unimodal[Modality.TEXT][EMOTIONS].item() == 0
    assert terms.fused[SENTIMENT].item() > 0


def test_absent_modalities_have_no_unimodal_term_and_no_rate() -> None:
    model, inputs = small_model(), random_inputs()
    values, mask = inputs[Modality.AUDIO]
    here = torch.tensor([True, True, False, False, False])
    inputs[Modality.AUDIO] = ModalityTensors(values, mask & here.unsqueeze(1))
    output, wanted = model(inputs), targets()
    terms = mib_loss(output, wanted, STANDARD_HEADS, LossOptions())
    error = (output.unimodal[Modality.AUDIO][SENTIMENT] - wanted[SENTIMENT].values).abs()
    torch.testing.assert_close(terms.unimodal[Modality.AUDIO][SENTIMENT], error[here].mean())
    rates = output.passages[Modality.AUDIO].gaussian.kl_mean()
    torch.testing.assert_close(terms.kl[Modality.AUDIO], rates[here].mean())


def test_a_modality_that_nobody_has_is_not_trained() -> None:
    model, inputs = small_model(), random_inputs()
    values, mask = inputs[Modality.VISION]
    inputs[Modality.VISION] = ModalityTensors(values, torch.zeros_like(mask))
    mib_loss(model(inputs), targets(), STANDARD_HEADS, LossOptions()).total.backward()
    for part in (model.networks, model.bottlenecks, model.decoders):
        gradients = [p.grad for p in part[Modality.VISION.value].parameters()]
        assert all(gradient is None or not gradient.any() for gradient in gradients)


def test_a_modality_that_is_missing_from_the_inputs_has_no_terms() -> None:
    inputs = random_inputs()
    del inputs[Modality.TEXT]
    terms = mib_loss(small_model()(inputs), targets(), STANDARD_HEADS, LossOptions())
    assert set(terms.unimodal) == set(terms.kl) == {Modality.AUDIO, Modality.VISION}


def test_the_baseline_variant_pays_nothing_for_its_rate() -> None:
    assert variant_beta(Variant.B_MIB, 1e-3) == 0
    assert variant_beta(Variant.C_MIB, 1e-3) == 1e-3
