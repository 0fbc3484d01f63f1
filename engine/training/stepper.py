"""One optimisation step: a batch of every pool, their losses averaged, on any launcher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from engine.models.losses import LossTerms
from engine.models.mib import MIBModel
from engine.training.config import Precision, TrainingConfig
from engine.training.objective import Batch, Batches, Objective
from engine.training.schedules import beta_share, learning_share
from engine.types import Head

if TYPE_CHECKING:
    from lightning_fabric import Fabric


@dataclass(frozen=True, slots=True)
class StepTaken:
    """loss: mean over pools; kl: of each batch that has it, per modality and ``fused``."""

    loss: float
    learning_rate: float
    beta: float
    kl: Mapping[str, list[float]]


class Stepper:
    """Holds what a step changes: weights, optimiser, generators."""

    def __init__(
        self,
        config: TrainingConfig,
        model: MIBModel,
        heads: Mapping[str, Head],
        fabric: Fabric,
    ) -> None:
        self._config, self._fabric = config, fabric
        self._noise = torch.Generator(fabric.device)
        self._noise.manual_seed(config.seed + 7919 * fabric.global_rank)
        objective = Objective(model, heads, config.head_weights, config.constraint, self._noise)
        optimiser = torch.optim.AdamW(
            _groups(model, config),
            weight_decay=config.weight_decay,
            # Half precision scales its gradients, which a fused step would undo before the clip.
            fused=config.precision is not Precision.FLOAT16,
        )
        self._objective, self._optimiser = fabric.setup(objective, optimiser)

    def step(self, batches: Sequence[Batch], done: int, total: int, beta: float) -> StepTaken:
        """Move the weights once.

        Args:
            batches: one of every pool, the rows of this process.
            done, total: steps, for the schedules.
            beta: the whole one; its schedule is applied here.
        """
        share = learning_share(self._config, done, total)
        beta *= beta_share(self._config, done, total)
        for group in self._optimiser.param_groups:
            group["lr"] = group["whole_lr"] * share
        self._optimiser.zero_grad()
        terms = self._objective(Batches(batches), beta)
        loss = torch.stack([each.total for each in terms]).mean()
        self._fabric.backward(loss)
        self._fabric.clip_gradients(
            self._objective,
            self._optimiser,
            max_norm=self._config.clip_norm,
            error_if_nonfinite=False,
        )
        self._optimiser.step()
        everywhere = self._fabric.all_reduce(loss.detach())  # the mean over all processes
        assert isinstance(everywhere, Tensor)
        return StepTaken(
            float(everywhere), self._config.learning_rate * share, beta, _kl(batches, terms)
        )

    def optimiser_state(self) -> dict[str, Any]:
        state: dict[str, Any] = self._optimiser.state_dict()
        return state

    def generators(self) -> dict[str, Tensor]:
        """States of all that is random in a step; what it sees is drawn by the feed."""
        states = {"noise": self._noise.get_state(), "torch": torch.get_rng_state()}
        if self._fabric.device.type == "cuda":
            states["cuda"] = torch.cuda.get_rng_state(self._fabric.device)
        return states

    def restore(self, optimiser: Mapping[str, Any], generators: Mapping[str, Tensor]) -> None:
        self._optimiser.load_state_dict(dict(optimiser))
        self._noise.set_state(generators["noise"])
        torch.set_rng_state(generators["torch"])
        if "cuda" in generators:
            torch.cuda.set_rng_state(generators["cuda"], self._fabric.device)


def _groups(model: MIBModel, config: TrainingConfig) -> list[dict[str, Any]]:
    """A pretrained backbone learns at its own rate."""
    backbone = [p for part in model.backbones.values() for p in part.parameters()]
    backbone = [p for p in backbone if p.requires_grad]
    known = {id(parameter) for parameter in backbone}
    rest = [p for p in model.parameters() if p.requires_grad and id(p) not in known]
    groups: list[dict[str, Any]] = [{"params": rest, "whole_lr": config.learning_rate}]
    if backbone:
        groups.append({"params": backbone, "whole_lr": config.backbone_learning_rate})
    return groups


def _kl(batches: Sequence[Batch], terms: Sequence[LossTerms]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for batch, each in zip(batches, terms, strict=True):
        for modality, kl in each.kl.items():
            if modality in batch.inputs:
                found.setdefault(modality.value, []).append(float(kl))
        if each.fused_kl is not None:
            found.setdefault("fused", []).append(float(each.fused_kl))
    return found
