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
from engine.training.objective import Batch, Batches, Objective, kept_modalities
from engine.training.pools import Draw, share
from engine.training.schedules import beta_share, learning_share
from engine.training.tensor_data import ABSENT, Crop, TensorData
from engine.types import Head, Modality

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
        data: TensorData,
        heads: Mapping[str, Head],
        fabric: Fabric,
    ) -> None:
        self._config, self._data, self._fabric = config, data, fabric
        self._modalities = model.modalities
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
        self._crops = {
            m: Crop(
                config.max_steps.get(m.value), config.still_steps if m is Modality.VISION else 1
            )
            for m in Modality
        }

    def step(
        self, draws: Sequence[Draw], plan: torch.Generator, done: int, total: int, beta: float
    ) -> StepTaken:
        """Move the weights once.

        Args:
            draws: one of every pool, for all processes together.
            plan: where crops and modality dropout come from, the same in every process.
            done, total: steps, for the schedules.
            beta: the whole one; its schedule is applied here.
        """
        share = learning_share(self._config, done, total)
        beta *= beta_share(self._config, done, total)
        for group in self._optimiser.param_groups:
            group["lr"] = group["whole_lr"] * share
        self._optimiser.zero_grad()
        batches = [self._batch(draw, plan) for draw in draws]
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
        """States of all that is random in a step, apart from the plan."""
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

    def _batch(self, draw: Draw, plan: torch.Generator) -> Batch:
        present = {m: rows != ABSENT for m, rows in draw.plan.items() if m in self._modalities}
        keep = kept_modalities(present, self._config.modality_dropout, self._config.nothing, plan)
        # Only what some row has: a modality that none of them has is absent, not padding.
        wanted = {m: draw.plan[m] for m, here in present.items() if bool(here.any())}
        # Of several processes each works on its part; all draw the same for the whole batch.
        place = self._fabric.global_rank, self._fabric.world_size
        part, own = share(len(draw), *place), draw.part(*place)
        inputs = self._data.gather(wanted, self._crops, plan, part)
        targets = self._data.targets(own.labels)
        for name, target in own.replaced.items():
            targets[name] = target._replace(
                values=target.values.to(self._data.device), mask=target.mask.to(self._data.device)
            )
        kept = {m: each[part].to(self._data.device) for m, each in keep.items()}
        return Batch(inputs, targets, kept)


def _groups(model: MIBModel, config: TrainingConfig) -> list[dict[str, Any]]:
    """A pretrained backbone learns at its own rate."""
    backbone = [p for part in model.backbones.values() for p in part.parameters()]
    known = {id(parameter) for parameter in backbone}
    rest = [p for p in model.parameters() if id(p) not in known]
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
