"""The training loop: a generator of typed events that ends with the best model."""

from __future__ import annotations

import copy
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy.typing as npt
import torch

from engine.datasets.packed import PackedDataset
from engine.datasets.schema import Split
from engine.datasets.store import mapped_anew
from engine.errors import CheckpointError, DatasetError
from engine.features.contract import contract_to_dict
from engine.models.builders import build_model
from engine.models.config import MIBConfig
from engine.models.losses import variant_beta
from engine.models.mib import MIBModel
from engine.runtime.cancel import NEVER, Cancel, check
from engine.runtime.launch import launch
from engine.training.config import TrainingConfig
from engine.training.events import (
    EpochDone,
    StartMeasured,
    StepDone,
    TrainEvent,
    TrainingFinished,
    TrainingPaused,
    TrainingStarted,
    ValidationSeen,
)
from engine.training.feed import Feed, FeedState
from engine.training.fitting import fitted
from engine.training.moments import standardise
from engine.training.plain import to_plain
from engine.training.pools import ShuffledPool, build_pools, training_rows
from engine.training.selection import selection_score
from engine.training.state import RunState, load_state, save_state
from engine.training.stepper import Stepper, StepTaken
from engine.training.tensor_data import TensorData
from engine.training.validation import Validation, validate
from engine.training.voices import OtherVoices
from engine.training.watch import Watch
from engine.types import Modality

if TYPE_CHECKING:
    from lightning_fabric import Fabric


def state_path(run_dir: Path, rank: int = 0) -> Path:
    """Where one process of a run keeps its state."""
    return run_dir / f"state-{rank}.pt"


def train(
    config: TrainingConfig,
    model_config: MIBConfig,
    dataset: PackedDataset,
    *,
    device: str = "cpu",
    start: MIBModel | None = None,
    run_dir: Path | None = None,
    cancel: Cancel = NEVER,
    pause: Cancel = NEVER,
    stop: Cancel = NEVER,
) -> Iterator[TrainEvent]:
    """Train on the TRAIN samples and choose the epoch on the VALID ones.

    TEST samples are not looked at. With the same inputs, device and number of threads two runs
    give the same weights; torch's global generator is seeded, because weights and dropout draw
    from it. Under ``torchrun`` every process runs this with the same arguments.

    Args:
        start: a model of ``model_config`` to go on from; None starts from random weights.
        run_dir: where the state is kept after every epoch. If it holds one, the run goes on from
            there as if it had never stopped.
        pause: when it is set the run stops after the current step, keeps its state (this needs
            ``run_dir``) and ends with TrainingPaused.
        stop: when it is set the run ends with the epoch that is under way, as if it were the last.

    Raises:
        DatasetError: there is nothing to train or to validate on, or it does not fit the model.
        CheckpointError: ``run_dir`` belongs to another run.
        CancelledError: ``cancel`` was set; the state of the last whole epoch is kept.
    """
    usable = fitted(dataset, model_config)
    if not len(training_rows(usable)) or not len(usable.rows(Split.VALID)):
        raise DatasetError("Training needs samples of both the train and the valid split.")
    with _determinism(config.deterministic):
        fabric = launch(device, config.precision.value)
        run = _Run(config, model_config, usable, fabric, start)
        state = state_path(run_dir, fabric.global_rank) if run_dir is not None else None
        yield from run.events(state, cancel, pause, stop)


class _Run:
    """One run: its parts, where it stands, and how it is kept and restored."""

    def __init__(
        self,
        config: TrainingConfig,
        model_config: MIBConfig,
        dataset: PackedDataset,
        fabric: Fabric,
        start: MIBModel | None,
    ) -> None:
        torch.manual_seed(config.seed)
        self._config, self._fabric, self._model_config = config, fabric, model_config
        self._dataset = dataset
        self._model = copy.deepcopy(start) if start is not None else build_model(model_config)
        if start is None:
            standardise(self._model, dataset)
        _freeze(self._model, config.frozen)
        if fabric.global_rank:  # the same weights everywhere, but dropout and noise of its own
            torch.manual_seed(config.seed + 7919 * fabric.global_rank)
        self._pools = build_pools(dataset, config)
        self._data = TensorData(dataset, fabric.device)
        place = fabric.global_rank, fabric.world_size
        voices = None
        if config.voice_moves and Modality.AUDIO in dataset.tracks:
            voices = OtherVoices(dataset, config.voice_moves, fabric.device)
        self._feed = Feed(
            config, self._pools, self._data, self._model.modalities, place, voices=voices
        )
        self._stepper = Stepper(config, self._model, dataset.heads, fabric)
        self._watch = Watch()
        self._step = 0
        self._best = (copy.deepcopy(self._model.state_dict()), 0, float("-inf"))
        self._history: list[str] = []
        self._fingerprint = self._digest(start)

    @property
    def _steps_per_epoch(self) -> int:
        (first, *_) = self._pools
        if isinstance(first, ShuffledPool):
            return first.batches(self._config.rows_of(first.name))
        return self._config.steps_per_epoch

    @property
    def _total(self) -> int:
        return self._config.epochs * self._steps_per_epoch

    def events(
        self, state: Path | None, cancel: Cancel, pause: Cancel, stop: Cancel
    ) -> Iterator[TrainEvent]:
        if state is not None and state.exists():
            self._restore(load_state(state, self._fingerprint))
        if self._fabric.broadcast(self._step) != self._step:
            raise CheckpointError(
                f"{state} is not of the same step as the state of the first process: the run was "
                "killed while they were written.",
                hint="Delete the states of all processes to start the run from the beginning.",
            )
        yield TrainingStarted(
            sum(each.numel() for each in self._model.parameters()),
            {pool.name: self._config.rows_of(pool.name) for pool in self._pools},
            self._total,
            str(self._fabric.device),
            self._fabric.world_size,
            self._step,
        )
        if self._config.keep_start and not self._step:
            yield from self._measure_start(cancel)
        with self._feed:
            while not self._over(stop):
                for event in self._epoch(cancel):
                    yield event
                    at_end = self._step % self._steps_per_epoch == 0
                    if at_end and not isinstance(event, EpochDone):
                        continue  # the epoch is not closed yet
                    if state is not None and self._all_agree(pause.is_set()):
                        self._keep(state)
                        yield TrainingPaused(state, self._step)
                        return
                if state is not None:
                    self._keep(state)
        yield self._finish()

    def _measure_start(self, cancel: Cancel) -> Iterator[ValidationSeen | StartMeasured]:
        seen, score = self._seen(cancel)
        self._best = (self._best[0], 0, score)
        yield ValidationSeen(0, 0, seen.said)
        yield StartMeasured(seen.all_modalities, seen.unimodal, seen.rate_nats, score)

    def _seen(self, cancel: Cancel) -> tuple[Validation, float]:
        """What the model says of the validation split, and what it is chosen by."""
        self._model.eval()
        # One process looks at the validation data and all go by what it saw.
        own = validate(self._model, self._data, cancel) if self._fabric.is_global_zero else None
        seen = cast(Validation, self._fabric.broadcast(own))
        return seen, selection_score(self._config.select_by, seen.all_modalities)

    def _epoch(self, cancel: Cancel) -> Iterator[StepDone | ValidationSeen | EpochDone]:
        """The rest of the current epoch, ending with EpochDone."""
        beta = variant_beta(self._model_config.variant, self._config.beta)
        _set_to_train(self._model, still=self._config.frozen_still)
        began, rows = time.perf_counter(), 0
        while True:
            check(cancel)
            prepared = self._feed.next()
            rows += prepared.rows
            taken = self._stepper.step(prepared.batches, self._step, self._total, beta)
            self._step += 1
            self._watch.add(taken)
            epoch = -(-self._step // self._steps_per_epoch)
            yield StepDone(epoch, self._step, taken.loss, taken.learning_rate, taken.beta)
            if self._step % self._steps_per_epoch == 0:
                break
        speed = rows / (time.perf_counter() - began)
        seen, score = self._seen(cancel)
        yield ValidationSeen(epoch, self._step, seen.said)
        yield self._close_epoch(epoch, taken, speed, seen, score)

    def _close_epoch(
        self, epoch: int, taken: StepTaken, speed: float, seen: Validation, score: float
    ) -> EpochDone:
        better = score > self._best[2]
        if better:
            self._best = (copy.deepcopy(self._model.state_dict()), epoch, score)
        done = EpochDone(
            epoch=epoch,
            step=self._step,
            loss=self._watch.loss,
            learning_rate=taken.learning_rate,
            beta=taken.beta,
            rate_nats=self._watch.rates(self._model_config.width),
            fused_rate_nats=self._watch.fused_rate(self._model_config.width),
            validation=seen.all_modalities,
            unimodal=seen.unimodal,
            validation_rate_nats=seen.rate_nats,
            score=score,
            best=better,
            samples_per_s=speed,
            memory_mb=memory_mb(self._fabric.device),
        )
        self._history.append(json.dumps(to_plain(asdict(done))))
        self._watch = Watch()
        return done

    def _over(self, stop: Cancel) -> bool:
        epochs = len(self._history)
        tired = epochs > 0 and epochs - self._best[1] >= self._config.patience
        ends = tired or (epochs > 0 and self._all_agree(stop.is_set()))
        return self._step >= self._total or (ends and self._step % self._steps_per_epoch == 0)

    def _finish(self) -> TrainingFinished:
        last = copy.deepcopy(self._model).cpu().eval()
        best = copy.deepcopy(last)
        best.load_state_dict(self._best[0])
        history = tuple(json.loads(epoch) for epoch in self._history)
        return TrainingFinished(best.eval(), last, self._best[1], self._best[2], history)

    def _all_agree(self, wanted: bool) -> bool:
        """Several processes stop after the same step."""
        if self._fabric.world_size == 1:
            return wanted
        told: bool = self._fabric.broadcast(wanted)
        return told

    # ------------------------------------------------------------ keeping and restoring

    def _keep(self, path: Path) -> None:
        best_model, best_epoch, best_score = self._best
        fed = self._feed.state()
        state = RunState(
            fingerprint=self._fingerprint,
            step=self._step,
            model=self._model.state_dict(),
            optimiser=self._stepper.optimiser_state(),
            best_model=best_model,
            best_epoch=best_epoch,
            best_score=best_score,
            generators=self._stepper.generators() | {"feed": fed.generator},
            pools=fed.pools,
            watch=self._watch.state(),
            history=self._history,
        )
        save_state(path, state)

    def _restore(self, state: RunState) -> None:
        self._model.load_state_dict(state.model)
        self._stepper.restore(state.optimiser, state.generators)
        self._feed.restore(FeedState(state.generators["feed"], state.pools))
        self._best = (dict(state.best_model), state.best_epoch, state.best_score)
        self._watch = Watch.of(state.watch)
        self._step = state.step
        self._history = list(state.history)

    def _digest(self, start: MIBModel | None) -> str:
        """Of everything that decides the outcome; of features a sample stands for all."""
        data, contract = self._dataset, contract_to_dict(self._dataset.contract)
        settings = [self._config.to_dict(), self._model_config.to_dict(), contract]
        place = [self._fabric.device.type, self._fabric.world_size]
        digest = hashlib.sha256(json.dumps([*settings, *place], sort_keys=True).encode())
        arrays: list[npt.NDArray[Any]] = [data.ids.text, data.dataset, data.split]
        for labels in data.labels.values():
            arrays += [labels.values, labels.mask]
        for modality, tracks in data.tracks.items():
            # Through a mapping of its own: what is read of the run's would stay in memory.
            values = mapped_anew(data).tracks[modality].values
            arrays += [tracks.offsets, values[:: len(values) // _PROBES + 1].copy()]
        if start is not None:
            arrays += [tensor.cpu().numpy() for tensor in start.state_dict().values()]
        for array in arrays:
            digest.update(array.tobytes())
        return digest.hexdigest()


def _freeze(model: MIBModel, beginnings: tuple[str, ...]) -> None:
    parameters = dict(model.named_parameters())
    for beginning in beginnings:
        if not any(name.startswith(beginning) for name in parameters):
            raise CheckpointError(
                f"The model has no parameter whose name begins with {beginning}.",
                hint="Correct `frozen` in the recipe.",
            )
    for name, parameter in parameters.items():
        parameter.requires_grad_(not name.startswith(beginnings))


def _set_to_train(model: MIBModel, *, still: bool) -> None:
    model.train()
    if still:
        for part in model.modules():
            parameters = list(part.parameters())
            if parameters and not any(each.requires_grad for each in parameters):
                part.eval()


_PROBES = 256
"""Steps of each modality that stand for all in a fingerprint."""


@contextmanager
def _determinism(wanted: bool) -> Iterator[None]:
    before = torch.are_deterministic_algorithms_enabled()
    torch.use_deterministic_algorithms(wanted or before)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before)


def memory_mb(device: torch.device) -> float:
    """Megabytes (10⁶ bytes) that the process holds; on a graphics card the most it has held."""
    if device.type == "cuda":
        return float(torch.cuda.max_memory_allocated(device)) / 1e6
    import psutil  # noqa: PLC0415

    return float(psutil.Process().memory_info().rss) / 1e6
