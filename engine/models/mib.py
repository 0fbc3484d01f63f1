"""The Multimodal Information Bottleneck (Mai et al. 2022, arXiv 2210.17444): tensors in and out.

    per modality   sequence ─ unimodal network ─ x_m ─ (bottleneck ─ z_m ─ decoder)
    fused          x_m or z_m, or a learned vector where the modality is absent
                   ─ fusion ─ x ─ (bottleneck ─ z) ─ decoder

Which of the parts in brackets exist is the variant's choice. A modality is absent from a sample
when its mask has no True, or when it is missing from the inputs altogether.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from engine.models.bottleneck import Bottleneck, Gaussian
from engine.models.config import Fusion, MIBConfig, TextEncoder
from engine.models.encoders import Attention, Transformer, TransformerLayer, UnimodalNetwork
from engine.models.fusion import Addition, Concatenation, FusionModule, Multiplication, Parts
from engine.models.tensors import Encoded, Fused, MIBOutput, ModalityTensors, Outputs
from engine.types import Modality

__all__ = [
    "Encoded",
    "Fused",
    "Gaussian",
    "MIBModel",
    "MIBOutput",
    "ModalityTensors",
    "Outputs",
    "build_model",
]


class Decoder(nn.Module):
    """One linear map per head, from z."""

    def __init__(self, width: int, heads: Mapping[str, int]) -> None:
        super().__init__()
        self.heads = nn.ModuleDict({name: nn.Linear(width, size) for name, size in heads.items()})

    def forward(self, z: Float[Tensor, "batch d"]) -> Outputs:
        return {name: head(z) for name, head in self.heads.items()}


class MIBModel(nn.Module):
    """Built by ``build_model``. Dictionaries of parts have ``Modality`` values as keys.

    ``bottlenecks`` and ``decoders`` are empty, ``fused_bottleneck`` is None, where the variant
    has none.
    """

    def __init__(
        self,
        *,
        networks: Mapping[Modality, UnimodalNetwork],
        bottlenecks: Mapping[Modality, Bottleneck],
        decoders: Mapping[Modality, Decoder],
        fusion: FusionModule,
        fused_bottleneck: Bottleneck | None,
        fused_decoder: Decoder,
        width: int,
    ) -> None:
        super().__init__()
        self.modalities = tuple(networks)
        self.networks = nn.ModuleDict({m.value: part for m, part in networks.items()})
        self.bottlenecks = nn.ModuleDict({m.value: part for m, part in bottlenecks.items()})
        self.decoders = nn.ModuleDict({m.value: part for m, part in decoders.items()})
        self.fusion = fusion
        self.fused_bottleneck = fused_bottleneck
        self.fused_decoder = fused_decoder
        self.absent = nn.ParameterDict(
            {m.value: fusion.neutral + 0.1 * torch.randn(width) for m in networks}
        )

    @property
    def device(self) -> torch.device:
        return next(self.parameters()).device

    @property
    def input_dims(self) -> dict[Modality, int]:
        return {m: self._network(m).standardise.mean.numel() for m in self.modalities}

    def set_standardisation(
        self, modality: Modality, mean: Float[Tensor, " dim"], std: Float[Tensor, " dim"]
    ) -> None:
        """Moments of the training data's valid steps; they travel in the state dict."""
        self._network(modality).standardise.set_moments(mean, std)

    def encode(self, inputs: Mapping[Modality, ModalityTensors]) -> Encoded:
        """Unimodal networks and bottlenecks on whatever modalities are there.

        Raises:
            ValueError: no input at all, or one of a modality that the model does not know.
        """
        if not inputs or not set(inputs) <= set(self.modalities):
            raise ValueError(f"Inputs must be some of {self.modalities}, got {tuple(inputs)}.")
        batch = next(iter(inputs.values())).mask.shape[0]
        nobody = torch.zeros(batch, dtype=torch.bool, device=self.device)
        known = [m for m in self.modalities if m in inputs]
        vectors = {m: self.networks[m.value](*inputs[m]) for m in known}
        return Encoded(
            vectors,
            {m: self.bottlenecks[m.value](vectors[m]) for m in known if m in self.bottlenecks},
            {m: inputs[m].mask.any(dim=1) if m in inputs else nobody for m in self.modalities},
        )

    def decode_unimodal(
        self, encoded: Encoded, *, sample: bool = False, generator: torch.Generator | None = None
    ) -> dict[Modality, Outputs]:
        """What each modality's own decoder says from z_m; empty without unimodal bottlenecks."""
        return self._decode(_draw(encoded, _noise(sample, generator)))

    def fuse(
        self,
        encoded: Encoded,
        present: Mapping[Modality, Bool[Tensor, " batch"]],
        *,
        sample: bool = False,
        generator: torch.Generator | None = None,
    ) -> Fused:
        """The fused prediction from any subset of the modalities, sample by sample.

        Args:
            present: which modalities take part; those without evidence never do, those that are
                not named never do either.
            sample: draw z_m and z from their Gaussians instead of taking the means.
            generator: where the noise comes from; required with ``sample``.
        """
        noise = _noise(sample, generator)
        used = {m: encoded.present[m] & present[m] for m in self.modalities if m in present}
        return self._fuse(encoded, _draw(encoded, noise), used, noise)

    def forward(
        self,
        inputs: Mapping[Modality, ModalityTensors],
        *,
        keep: Mapping[Modality, Bool[Tensor, " batch"]] | None = None,
        sample: bool = False,
        generator: torch.Generator | None = None,
    ) -> MIBOutput:
        """Encode and fuse; unimodal decoders and fusion see the same z_m.

        Args:
            keep: False keeps a modality out of the fusion (modality dropout). Its unimodal
                outputs stay. Modalities that are not named are kept.
            sample, generator: as for ``fuse``.
        """
        noise = _noise(sample, generator)
        encoded = self.encode(inputs)
        drawn = _draw(encoded, noise)
        keep = keep or {}
        used = {m: here & keep[m] if m in keep else here for m, here in encoded.present.items()}
        fused = self._fuse(encoded, drawn, used, noise)
        return MIBOutput(
            fused=fused.outputs,
            unimodal=self._decode(drawn),
            bottlenecks=encoded.bottlenecks,
            fused_bottleneck=fused.bottleneck,
            present=encoded.present,
            used=used,
        )

    def _network(self, modality: Modality) -> UnimodalNetwork:
        return cast(UnimodalNetwork, self.networks[modality.value])

    def _decode(self, drawn: Mapping[Modality, Tensor]) -> dict[Modality, Outputs]:
        return {m: self.decoders[m.value](z) for m, z in drawn.items() if m in self.decoders}

    def _fuse(
        self,
        encoded: Encoded,
        drawn: Mapping[Modality, Tensor],
        used: Mapping[Modality, Tensor],
        noise: torch.Generator | None,
    ) -> Fused:
        x = self.fusion(self._parts(encoded, drawn, used))
        if self.fused_bottleneck is None:
            return Fused(self.fused_decoder(x), None)
        gaussian: Gaussian = self.fused_bottleneck(x)
        return Fused(self.fused_decoder(gaussian.draw(noise)), gaussian)

    def _parts(
        self,
        encoded: Encoded,
        drawn: Mapping[Modality, Tensor],
        used: Mapping[Modality, Tensor],
    ) -> Parts:
        batch = next(iter(encoded.present.values())).shape[0]
        nobody = torch.zeros(batch, dtype=torch.bool, device=self.device)
        present = torch.stack([used.get(m, nobody) for m in self.modalities], dim=1)
        absent = {m: self.absent[m.value].expand(batch, -1) for m in self.modalities}
        vectors = torch.stack([drawn.get(m, absent[m]) for m in self.modalities], dim=1)
        replaced = torch.stack([absent[m] for m in self.modalities], dim=1)
        return Parts(
            torch.where(present.unsqueeze(-1), vectors, replaced),
            _stack_gaussians(encoded, self.modalities),
            present,
        )


def build_model(config: MIBConfig) -> MIBModel:
    """An untrained model; the global torch generator decides its weights."""
    modalities = config.modalities
    with_unimodal = modalities if config.variant.has_unimodal_bottlenecks else ()
    return MIBModel(
        networks={m: _build_network(config, m) for m in modalities},
        bottlenecks={m: _build_bottleneck(config) for m in with_unimodal},
        decoders={m: Decoder(config.width, config.heads) for m in with_unimodal},
        fusion=_build_fusion(config),
        fused_bottleneck=(
            _build_bottleneck(config) if config.variant.has_fused_bottleneck else None
        ),
        fused_decoder=Decoder(config.width, config.heads),
        width=config.width,
    )


_FUSIONS: Mapping[Fusion, Callable[[MIBConfig], FusionModule]] = {
    Fusion.CONCATENATION: lambda config: Concatenation(len(config.modalities), config.width),
    Fusion.ADDITION: lambda config: Addition(),
    Fusion.MULTIPLICATION: lambda config: Multiplication(),
}


def _build_network(config: MIBConfig, modality: Modality) -> UnimodalNetwork:
    convolution_only = modality is Modality.TEXT and config.text_encoder is TextEncoder.CONVOLUTION
    transformer = None if convolution_only else _build_transformer(config)
    dim = config.input_dims[modality]
    return UnimodalNetwork(dim, config.width, transformer, config.pooling)


def _build_transformer(config: MIBConfig) -> Transformer:
    layers = [
        TransformerLayer(
            config.width,
            Attention(config.width, config.attention_heads, config.dropout_attention),
            config.dropout_feed_forward,
            config.dropout_residual,
        )
        for _ in range(config.layers)
    ]
    return Transformer(config.width, layers, config.dropout_embedding)


def _build_bottleneck(config: MIBConfig) -> Bottleneck:
    return Bottleneck(config.width, config.bottleneck_hidden)


def _build_fusion(config: MIBConfig) -> FusionModule:
    return _FUSIONS[config.fusion](config)


def _noise(sample: bool, generator: torch.Generator | None) -> torch.Generator | None:
    if sample and generator is None:
        raise ValueError("Sampling needs a generator of its own, so that it can be repeated.")
    return generator if sample else None


def _draw(encoded: Encoded, noise: torch.Generator | None) -> dict[Modality, Tensor]:
    """z_m where there is a bottleneck, otherwise x_m."""
    drawn = {m: gaussian.draw(noise) for m, gaussian in encoded.bottlenecks.items()}
    return encoded.vectors | drawn


def _stack_gaussians(encoded: Encoded, modalities: tuple[Modality, ...]) -> Gaussian | None:
    """[batch, modalities, d]; the prior stands where a modality is not in the inputs."""
    if not encoded.bottlenecks:
        return None
    shape = next(iter(encoded.bottlenecks.values())).mu
    prior = Gaussian(torch.zeros_like(shape), torch.ones_like(shape))
    all_of_them = [encoded.bottlenecks.get(m, prior) for m in modalities]
    return Gaussian(
        torch.stack([gaussian.mu for gaussian in all_of_them], dim=1),
        torch.stack([gaussian.sigma for gaussian in all_of_them], dim=1),
    )
