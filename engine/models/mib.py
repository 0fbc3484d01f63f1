"""The Multimodal Information Bottleneck (Mai et al. 2022, arXiv 2210.17444): tensors in and out.

    per modality   sequence ─ unimodal network ─ x_m ─ (bottleneck ─ z_m ─ decoder)
    fused          x_m or z_m, or a learned vector where the modality is absent
                   ─ fusion ─ x ─ (bottleneck ─ z) ─ decoder

Which of the parts in brackets exist is the variant's choice. A modality is absent from a sample
when its mask has no True, or when it is missing from the inputs altogether.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from engine.models.bottleneck import Bottleneck, Gaussian
from engine.models.encoders import UnimodalNetwork
from engine.models.fusion import FusionModule, Parts
from engine.models.tensors import Encoded, Fused, MIBOutput, ModalityTensors, Outputs, Passage
from engine.types import Head, Modality


class Decoder(nn.Module):
    """One linear map per head, from z."""

    def __init__(self, width: int, heads: Mapping[str, Head]) -> None:
        super().__init__()
        self.heads = nn.ModuleDict(
            {name: nn.Linear(width, head.size) for name, head in heads.items()}
        )

    @property
    def sizes(self) -> dict[str, int]:
        """How many numbers each head gives."""
        return {name: cast(nn.Linear, head).out_features for name, head in self.heads.items()}

    def in_a_row(self) -> tuple[Float[Tensor, "outputs d"], Float[Tensor, " outputs"]]:
        """Weights and biases of all heads, one after the other."""
        heads = [cast(nn.Linear, head) for head in self.heads.values()]
        return torch.cat([h.weight for h in heads]), torch.cat([h.bias for h in heads])

    def forward(self, z: Float[Tensor, "batch d"]) -> Outputs:
        return {name: head(z) for name, head in self.heads.items()}


class MIBModel(nn.Module):
    """Built by ``engine.models.builders``. Dictionaries of parts have ``Modality`` values as keys.

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
        """Features per step: one, the id, where a backbone reads them."""
        features = {m: self._network(m).standardise.mean.numel() for m in self.modalities}
        return features | dict.fromkeys(self.backbones, 1)

    @property
    def backbones(self) -> dict[Modality, nn.Module]:
        """Pretrained parts; their features are their own, so they are not standardised."""
        found = {m: self._network(m).backbone for m in self.modalities}
        return {m: part for m, part in found.items() if part is not None}

    def set_standardisation(
        self, modality: Modality, mean: Float[Tensor, " dim"], std: Float[Tensor, " dim"]
    ) -> None:
        """Moments of the training data's valid steps; they travel in the state dict."""
        self._network(modality).standardise.set_moments(mean, std)

    def usual(self, modality: Modality) -> Float[Tensor, " dim"]:
        """The mean of the training data's valid steps, as given to ``set_standardisation``."""
        return self._network(modality).standardise.mean

    def encode(self, inputs: Mapping[Modality, ModalityTensors]) -> Encoded:
        """Unimodal networks and bottlenecks on whatever modalities are there.

        Raises:
            ValueError: no input at all, or one of a modality that the model does not know.
        """
        if not inputs or not set(inputs) <= set(self.modalities):
            raise ValueError(f"Inputs must be some of {self.modalities}, got {tuple(inputs)}.")
        some = next(iter(inputs.values())).mask
        nobody = torch.zeros(len(some), dtype=torch.bool, device=some.device)
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
            vector=fused.vector,
            unimodal=self._decode(drawn),
            passages={
                m: Passage(encoded.vectors[m], gaussian, drawn[m])
                for m, gaussian in encoded.bottlenecks.items()
            },
            fused_passage=fused.passage,
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
        x: Tensor = self.fusion(self._parts(encoded, drawn, used, noise))
        if self.fused_bottleneck is None:
            return Fused(self.fused_decoder(x), x, None)
        gaussian: Gaussian = self.fused_bottleneck(x)
        z = gaussian.draw(noise)
        return Fused(self.fused_decoder(z), z, Passage(x, gaussian, z))

    def _parts(
        self,
        encoded: Encoded,
        drawn: Mapping[Modality, Tensor],
        used: Mapping[Modality, Tensor],
        noise: torch.Generator | None,
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
            noise,
        )


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
