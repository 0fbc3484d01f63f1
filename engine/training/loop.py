"""The training loop: a generator of typed events that ends with the best model."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.datasets.schema import LabelledSample, Split
from engine.errors import DatasetError
from engine.models.batching import collate
from engine.models.builders import build_model
from engine.models.config import MIBConfig
from engine.models.losses import HeadTarget, LossOptions, LossTerms, mib_loss
from engine.models.mib import MIBModel
from engine.runtime.cancel import NEVER, Cancel, check
from engine.training.config import TrainingConfig
from engine.training.evaluation import SetScores, by_dataset, predict, score
from engine.training.pools import Pool, Rng, build_pools, vary
from engine.types import EMOTIONS, SENTIMENT, Emotion, Modality, Sample


@dataclass(frozen=True, slots=True)
class TrainingStarted:
    parameters: int
    pools: Mapping[str, int]
    """Rows of each pool in a step."""


@dataclass(frozen=True, slots=True)
class StepDone:
    epoch: int
    step: int
    """Counted over all epochs, from one."""
    loss: float
    """What was minimised, mean over pools."""


@dataclass(frozen=True, slots=True)
class EpochDone:
    epoch: int
    loss: float
    """Mean over the steps of the epoch."""
    rate_nats: Mapping[Modality, float]
    """What each bottleneck let through in training, mean over samples that have the modality."""
    fused_rate_nats: float | None
    validation: Mapping[str, SetScores]
    """Per data set, from all its modalities."""
    skill: float
    """Mean over sets of Pearson's r and of balanced accuracy: what the model is chosen by."""
    best: bool


@dataclass(frozen=True, slots=True)
class TrainingFinished:
    model: MIBModel
    """The one of the best epoch, in evaluation mode."""
    epoch: int
    skill: float


TrainEvent = TrainingStarted | StepDone | EpochDone | TrainingFinished


def train(
    config: TrainingConfig,
    model_config: MIBConfig,
    samples: Sequence[LabelledSample],
    *,
    device: str = "cpu",
    cancel: Cancel = NEVER,
) -> Iterator[TrainEvent]:
    """Train a new model on the TRAIN samples and choose the epoch on the VALID ones.

    TEST samples are not looked at. On one CPU thread the same inputs give the same weights; torch's
    global generator is seeded, because weights and dropout draw from it.

    Raises:
        DatasetError: there is nothing to train or to validate on.
        CancelledError: ``cancel`` was set.
    """
    training = [sample for sample in samples if sample.split is Split.TRAIN]
    validation = [sample for sample in samples if sample.split is Split.VALID]
    if not training or not validation:
        raise DatasetError("Training needs samples of both the train and the valid split.")

    torch.manual_seed(config.seed)
    model = build_model(model_config)
    standardise(model, training)
    model.to(device)
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
    )
    total = config.epochs * config.steps_per_epoch
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda done: learning_curve(done, total)
    )
    pools = build_pools(training, config)
    yield TrainingStarted(
        sum(each.numel() for each in model.parameters()),
        {pool.name: config.rows_of(pool.name) for pool in pools},
    )

    beta = LossOptions.of(model_config.variant, config.beta).beta
    options = LossOptions(beta, config.head_weights)
    stepper = _Stepper(model, optimiser, pools, config, options)
    best_state, best_epoch, best_skill = copy.deepcopy(model.state_dict()), 0, -np.inf
    for epoch in range(1, config.epochs + 1):
        model.train()
        watch = _Watch()
        for step in range(1, config.steps_per_epoch + 1):
            check(cancel)
            loss = stepper.step(watch)
            schedule.step()
            yield StepDone(epoch, (epoch - 1) * config.steps_per_epoch + step, loss)
        model.eval()
        scores = validate(model, validation, cancel)
        skill = mean_skill(scores)
        better = skill > best_skill
        if better:
            best_state, best_epoch, best_skill = copy.deepcopy(model.state_dict()), epoch, skill
        yield EpochDone(
            epoch,
            watch.loss,
            watch.rates(model_config.width),
            watch.fused_rate(model_config.width),
            scores,
            skill,
            better,
        )
        if epoch - best_epoch >= config.patience:
            break
    model.load_state_dict(best_state)
    yield TrainingFinished(model.eval(), best_epoch, float(best_skill))


def learning_curve(done: int, total: int) -> float:
    """Share of the learning rate after ``done`` of ``total`` steps.

    It rises over the first twentieth and falls along a cosine to a fiftieth.
    """
    warmup = max(1, total // 20)
    if done < warmup:
        return (done + 1) / warmup
    progress = min(1.0, (done - warmup) / max(1, total - warmup))
    return 0.02 + 0.98 * 0.5 * (1.0 + math.cos(math.pi * progress))


def standardise(model: MIBModel, training: Sequence[LabelledSample]) -> None:
    """Give the model the moments of the training samples' valid steps."""
    for modality in model.modalities:
        tracks = [s.tracks[modality] for s in training if modality in s.tracks]
        if not tracks:
            continue
        dimension = tracks[0].values.shape[1]
        count, total, squares = 0, np.zeros(dimension), np.zeros(dimension)
        for track in tracks:
            values = track.values[track.valid].astype(np.float64)
            count += len(values)
            total += values.sum(axis=0)
            squares += np.square(values).sum(axis=0)
        mean = total / max(count, 1)
        variance = np.maximum(squares / max(count, 1) - np.square(mean), 0.0)
        model.set_standardisation(
            modality,
            torch.from_numpy(mean).float(),
            torch.from_numpy(np.sqrt(variance)).float(),
        )


def validate(
    model: MIBModel, samples: Sequence[LabelledSample], cancel: Cancel = NEVER
) -> dict[str, SetScores]:
    """Scores of each data set from all its modalities."""
    everything = frozenset(model.modalities)
    return {
        name: score(predict(model, members, [everything], cancel)[everything], members)
        for name, members in by_dataset(samples).items()
    }


def mean_skill(scores: Mapping[str, SetScores]) -> float:
    """Mean of Pearson's r (sentiment) and balanced accuracy (emotions); undefined counts as 0."""
    values: list[float] = []
    for each in scores.values():
        if each.sentiment is not None:
            values.append(each.sentiment.pearson)
        if each.emotions is not None:
            values.append(each.emotions.balanced_accuracy)
    return float(np.mean(np.nan_to_num(values)))


class _Watch:
    """Running means over an epoch."""

    def __init__(self) -> None:
        self._losses: list[float] = []
        self._kl: dict[Modality, list[float]] = {}
        self._fused_kl: list[float] = []

    def add(self, terms: LossTerms, seen: Mapping[Modality, bool]) -> None:
        self._losses.append(float(terms.total.detach()))
        for modality, kl in terms.kl.items():
            if seen[modality]:
                self._kl.setdefault(modality, []).append(float(kl.detach()))
        if terms.fused_kl is not None:
            self._fused_kl.append(float(terms.fused_kl.detach()))

    @property
    def loss(self) -> float:
        return float(np.mean(self._losses))

    def rates(self, width: int) -> dict[Modality, float]:
        """The loss has the mean over the width; a rate is the sum."""
        return {modality: float(np.mean(kl)) * width for modality, kl in self._kl.items()}

    def fused_rate(self, width: int) -> float | None:
        return float(np.mean(self._fused_kl)) * width if self._fused_kl else None


class _Stepper:
    """One optimisation step: a batch of every pool, their gradients averaged."""

    def __init__(
        self,
        model: MIBModel,
        optimiser: torch.optim.Optimizer,
        pools: Sequence[Pool],
        config: TrainingConfig,
        options: LossOptions,
    ) -> None:
        self._model = model
        self._optimiser = optimiser
        self._pools = pools
        self._config = config
        self._options = options
        self._rng = np.random.default_rng(config.seed)
        self._noise = torch.Generator(model.device).manual_seed(config.seed)

    def step(self, watch: _Watch) -> float:
        self._optimiser.zero_grad()
        losses = [self._accumulate(pool, watch) for pool in self._pools]
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), self._config.clip_norm)
        self._optimiser.step()
        return float(np.mean(losses))

    def _accumulate(self, pool: Pool, watch: _Watch) -> float:
        rows = pool.draw(self._config.rows_of(pool.name), self._rng)
        tracks = [Sample(vary(row, self._config, self._rng)) for row in rows]
        # Only what the rows have: a modality that none of them has is absent, not padding.
        inputs = {m: tensors.to(self._model.device) for m, tensors in collate(tracks).items()}
        keep = {
            m: torch.from_numpy(kept).to(self._model.device)
            for m, kept in kept_modalities(rows, self._config, self._rng).items()
        }
        output = self._model(inputs, keep=keep, sample=True, generator=self._noise)
        terms = mib_loss(output, targets(rows, self._model.device), self._options)
        (terms.total / len(self._pools)).backward()  # type: ignore[no-untyped-call]
        watch.add(terms, {m: m in inputs for m in self._model.modalities})
        return float(terms.total.detach())


def kept_modalities(
    rows: Sequence[LabelledSample], config: TrainingConfig, rng: Rng
) -> dict[Modality, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Modality dropout: which modalities of each row take part in the fusion.

    A row with several loses each with the chance ``modality_dropout`` but keeps at least one; every
    row loses all with the chance ``nothing``.
    """
    keep = {m: np.ones(len(rows), dtype=np.bool_) for m in Modality}
    for index, row in enumerate(rows):
        here = [m for m in Modality if m in row.tracks]
        dropped = [m for m in here if rng.random() < config.modality_dropout]
        if len(dropped) == len(here):
            dropped.remove(here[int(rng.integers(len(here)))])
        if rng.random() < config.nothing:
            dropped = here
        for modality in dropped:
            keep[modality][index] = False
    return keep


def targets(rows: Sequence[LabelledSample], device: torch.device) -> dict[str, HeadTarget]:
    """Labels as tensors, masked where a row has none."""
    sentiment: list[Sequence[float] | None] = [
        None if row.labels.sentiment is None else (row.labels.sentiment,) for row in rows
    ]
    emotions: list[Sequence[float] | None] = [row.labels.emotions for row in rows]
    return {
        SENTIMENT: _target(sentiment, 1, device),
        EMOTIONS: _target(emotions, len(Emotion), device),
    }


def _target(
    labels: Sequence[Sequence[float] | None], width: int, device: torch.device
) -> HeadTarget:
    nothing = (0.0,) * width
    values: Tensor = torch.tensor([nothing if row is None else tuple(row) for row in labels])
    mask = torch.tensor([row is not None for row in labels])
    return HeadTarget(values.to(device), mask.to(device))
