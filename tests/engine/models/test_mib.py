import itertools

import pytest
import torch

from engine.models.builders import build_model
from engine.models.config import Fusion, MIBConfig, Variant
from engine.models.mib import MIBModel
from engine.models.tensors import MIBOutput, ModalityTensors
from engine.types import Head, HeadKind, Modality
from tests.helpers.mib import DIMS, generator, random_inputs, small_model

BATCH = 5
TEXT, AUDIO, VISION = Modality
every_variant = pytest.mark.parametrize("variant", Variant)
every_combination = pytest.mark.parametrize(
    ("variant", "fusion"), [(v, f) for v in Variant for f in Fusion if f.suits(v)]
)
fusions_of_vectors = [fusion for fusion in Fusion if fusion is not Fusion.EXPERTS]


def flags(value: bool) -> torch.Tensor:
    return torch.full((BATCH,), value)


def without(inputs: dict[Modality, ModalityTensors], *absent: Modality):
    """The same inputs with all-False masks."""
    return {
        m: ModalityTensors(values, mask & (m not in absent)) for m, (values, mask) in inputs.items()
    }


def assert_same_fused(one: MIBOutput, other: MIBOutput) -> None:
    for head, values in one.fused.items():
        torch.testing.assert_close(values, other.fused[head], atol=1e-5, rtol=1e-5)


def parameters(*modules: torch.nn.Module | None) -> int:
    return sum(p.numel() for module in modules if module for p in module.parameters())


@pytest.mark.parametrize(
    ("variant", "added"),
    [(Variant.E_MIB, 154_724), (Variant.L_MIB, 464_325), (Variant.C_MIB, 619_049)],
)
def test_bottlenecks_add_the_parameters_of_table_xi(variant: Variant, added: int) -> None:
    model = build_model(
        MIBConfig(
            input_dims=DIMS, heads={"sentiment": Head(HeadKind.REGRESSION, 1)}, variant=variant
        )
    )
    plain = parameters(model.networks, model.fusion, model.absent, model.fused_decoder)
    assert parameters(model) - plain == added


def test_variants_differ_by_their_bottlenecks_alone() -> None:
    plain = {}
    for variant in Variant:
        model = build_model(
            MIBConfig(
                input_dims=DIMS, heads={"sentiment": Head(HeadKind.REGRESSION, 1)}, variant=variant
            )
        )
        bottlenecks = (model.bottlenecks, model.decoders, model.fused_bottleneck)
        plain[variant] = parameters(model) - parameters(*bottlenecks)
    assert len(set(plain.values())) == 1


@every_combination
def test_parts_of_the_output_follow_the_variant(variant: Variant, fusion: Fusion) -> None:
    output = small_model(variant=variant, fusion=fusion)(random_inputs())
    assert {head: tuple(v.shape) for head, v in output.fused.items()} == {
        "sentiment": (BATCH, 1),
        "emotions": (BATCH, 7),
    }
    unimodal = list(Modality) if variant in (Variant.C_MIB, Variant.L_MIB) else []
    assert list(output.passages) == list(output.unimodal) == unimodal
    assert (output.fused_passage is None) == (variant is Variant.L_MIB)


@every_combination
def test_missing_masked_and_not_kept_are_the_same(variant: Variant, fusion: Fusion) -> None:
    model = small_model(variant=variant, fusion=fusion)
    inputs = random_inputs()
    missing = model({m: tensors for m, tensors in inputs.items() if m is not AUDIO})
    masked = model(without(inputs, AUDIO))
    not_kept = model(inputs, keep={AUDIO: flags(False)})
    assert_same_fused(missing, masked)
    assert_same_fused(missing, not_kept)
    assert not masked.present[AUDIO].any()
    assert not missing.present[AUDIO].any()


def test_what_is_not_kept_still_has_its_unimodal_outputs() -> None:
    model, inputs = small_model(), random_inputs()
    whole, dropped = model(inputs), model(inputs, keep={TEXT: flags(False)})
    assert dropped.present[TEXT].all()
    assert not dropped.used[TEXT].any()
    assert torch.equal(whole.unimodal[TEXT]["sentiment"], dropped.unimodal[TEXT]["sentiment"])
    assert not torch.allclose(whole.fused["sentiment"], dropped.fused["sentiment"])


def test_every_sample_of_a_batch_may_have_its_own_modalities() -> None:
    model, inputs = small_model(), random_inputs(batch=8)
    subsets = torch.tensor(list(itertools.product([False, True], repeat=3)))
    mixed = model(inputs, keep={m: subsets[:, i] for i, m in enumerate(Modality)})
    for row, subset in enumerate(subsets):
        alone = {
            m: ModalityTensors(v[row : row + 1], k[row : row + 1]) for m, (v, k) in inputs.items()
        }
        keep = {m: subset[i : i + 1] for i, m in enumerate(Modality)}
        single = model(alone, keep=keep)
        for head, values in single.fused.items():
            torch.testing.assert_close(values[0], mixed.fused[head][row], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("fusion", fusions_of_vectors)
def test_absence_is_learned_not_zero(fusion: Fusion) -> None:
    model = small_model(fusion=fusion)
    inputs = without(random_inputs(), VISION)
    before = model(inputs).fused["emotions"]
    before.sum().backward()
    gradient = model.absent[VISION.value].grad
    assert gradient is not None and gradient.abs().sum() > 0
    assert model.absent[TEXT.value].grad is None or not model.absent[TEXT.value].grad.any()
    with torch.no_grad():
        model.absent[VISION.value].add_(1.0)
    assert not torch.allclose(before, model(inputs).fused["emotions"])


def test_to_a_product_of_experts_what_is_absent_is_no_expert() -> None:
    model = small_model(variant=Variant.L_MIB, fusion=Fusion.EXPERTS)
    output = model(without(random_inputs(), VISION))
    experts = [output.passages[m].gaussian for m in (TEXT, AUDIO)]
    precisions = [1 / expert.sigma**2 for expert in experts]
    weighted = [expert.mu * p for expert, p in zip(experts, precisions, strict=True)]
    torch.testing.assert_close(output.vector, sum(weighted) / (1 + sum(precisions)))
    output.fused["emotions"].sum().backward()
    assert all(absent.grad is None for absent in model.absent.values())
    parts = (model.networks, model.bottlenecks)
    assert not any(
        p.grad.any()
        for part in parts
        for p in part[VISION.value].parameters()
        if p.grad is not None
    )


def test_a_product_of_experts_of_nothing_is_the_prior() -> None:
    model = small_model(variant=Variant.L_MIB, fusion=Fusion.EXPERTS)
    encoded = model.encode(without(random_inputs(), *Modality)).repeated(400)
    everything = {m: flags(True).repeat(400) for m in Modality}
    assert not model.fuse(encoded, everything).vector.any()
    drawn = model.fuse(encoded, everything, sample=True, generator=generator()).vector
    torch.testing.assert_close(drawn.mean(0), torch.zeros(10), atol=0.1, rtol=0)
    torch.testing.assert_close(drawn.std(0), torch.ones(10), atol=0.1, rtol=0)


@every_combination
def test_nothing_at_all_gives_one_baseline_for_everyone(variant: Variant, fusion: Fusion) -> None:
    model = small_model(variant=variant, fusion=fusion)
    emotions = model(without(random_inputs(), *Modality)).fused["emotions"]
    assert emotions.isfinite().all()
    torch.testing.assert_close(emotions, emotions[:1].expand_as(emotions))


def test_encoding_once_and_fusing_subsets_equals_whole_passes() -> None:
    model, inputs = small_model(), random_inputs()
    encoded = model.encode(inputs)
    kept = torch.tensor([True, False]).repeat_interleave(BATCH)
    fused = model.fuse(encoded.repeated(2), {TEXT: kept, VISION: flags(True).repeat(2)})
    for half, keep_text in ((slice(None, BATCH), True), (slice(BATCH, None), False)):
        whole = model(inputs, keep={TEXT: flags(keep_text), AUDIO: flags(False)})
        torch.testing.assert_close(fused.outputs["sentiment"][half], whole.fused["sentiment"])
        assert fused.passage is not None and whole.fused_passage is not None
        torch.testing.assert_close(fused.passage.gaussian.mu[half], whole.fused_passage.gaussian.mu)


def test_fusing_never_uses_a_modality_without_evidence() -> None:
    model, inputs = small_model(), without(random_inputs(), AUDIO)
    asked = model.fuse(model.encode(inputs), {m: flags(True) for m in Modality})
    torch.testing.assert_close(asked.outputs["emotions"], model(inputs).fused["emotions"])


@pytest.mark.parametrize(
    ("variant", "fusion"),
    [*((v, Fusion.CONCATENATION) for v in Variant), (Variant.L_MIB, Fusion.EXPERTS)],
)
def test_inference_is_deterministic_and_sampling_repeats_by_its_generator(
    variant: Variant, fusion: Fusion
) -> None:
    model, inputs = small_model(variant=variant, fusion=fusion), random_inputs()
    assert torch.equal(model(inputs).fused["sentiment"], model(inputs).fused["sentiment"])
    one, same, other = (
        model(inputs, sample=True, generator=generator(seed)).fused["sentiment"]
        for seed in (1, 1, 2)
    )
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    state = torch.get_rng_state()
    model(inputs, sample=True, generator=generator(1))
    assert torch.equal(state, torch.get_rng_state())


def test_sampling_needs_a_generator() -> None:
    with pytest.raises(ValueError, match="generator"):
        small_model()(random_inputs(), sample=True)


def test_decoders_and_fusion_see_the_same_sample() -> None:
    # Addition without a fused bottleneck and one set of decoder weights everywhere makes the
    # fused output the sum of the unimodal ones, if and only if they share their z.
    model = small_model(variant=Variant.L_MIB, fusion=Fusion.ADDITION)
    for decoder in model.decoders.values():
        decoder.load_state_dict(model.fused_decoder.state_dict())
    for decoder in (*model.decoders.values(), model.fused_decoder):
        torch.nn.init.zeros_(decoder.heads["sentiment"].bias)
    output = model(random_inputs(), sample=True, generator=generator())
    total = torch.stack([o["sentiment"] for o in output.unimodal.values()]).sum(dim=0)
    torch.testing.assert_close(output.fused["sentiment"], total)


def test_a_model_may_know_fewer_modalities() -> None:
    model = small_model(input_dims={TEXT: 6, VISION: 3})
    inputs = random_inputs()
    del inputs[AUDIO]
    assert list(model(inputs).present) == [TEXT, VISION]
    with pytest.raises(ValueError, match="Inputs must be"):
        model(random_inputs())


def test_no_input_is_refused() -> None:
    with pytest.raises(ValueError, match="Inputs must be"):
        small_model().encode({})


@every_variant
def test_weights_and_moments_travel_in_the_state_dict(variant: Variant) -> None:
    source, target = small_model(1, variant=variant), small_model(2, variant=variant)
    target.load_state_dict(source.state_dict())
    inputs = random_inputs()
    assert torch.equal(source(inputs).fused["sentiment"], target(inputs).fused["sentiment"])


def test_a_model_reports_its_input_dimensions() -> None:
    model: MIBModel = small_model()
    assert model.input_dims == DIMS


def test_a_pass_makes_all_its_tensors_on_the_device_of_the_model() -> None:
    # The meta device refuses to mix with another one, as a GPU would.
    model = small_model().to("meta")
    inputs = {m: tensors.to("meta") for m, tensors in random_inputs().items()}
    del inputs[AUDIO]
    output = model(inputs, keep={TEXT: flags(True).to("meta")})
    assert {v.device.type for v in (*output.fused.values(), *output.used.values())} == {"meta"}
