"""What all runs of an experiment share, and what decides the outcome of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine import __version__
from engine.datasets.packed import PackedDataset
from engine.errors import CheckpointError, DatasetError
from engine.experiments.data import data_digest, of_run, split_digest, with_heads
from engine.experiments.plan import Cell, Experiment, Run
from engine.models.config import MIBConfig
from engine.runtime.hashing import sha256_of, source_digest
from engine.training.checkpoints import Checkpoint, load_checkpoint
from engine.training.recipes import Recipe
from engine.types import STANDARD_HEADS


@dataclass(frozen=True, slots=True)
class Start:
    """The checkpoint that all runs go on from."""

    sha256: str
    model: MIBConfig
    seen: tuple[str, ...]
    """Data sets that it was trained on."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """All but the data; small enough to be sent to another process."""

    experiment: Experiment
    device: str
    data: str
    """Digest of the samples."""
    code: str
    """What the engine's source was when the runs began; see ``runtime.hashing.source_digest``."""
    start: Start | None = None
    text_encoder: str | None = None
    """Digest of the weights that a fine-tuned text encoder starts from."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Data and conditions: all that is left to say is which run."""

    conditions: Conditions
    dataset: PackedDataset
    """Of all runs, with the heads of the experiment."""

    @property
    def experiment(self) -> Experiment:
        return self.conditions.experiment

    def data(self, run: Run) -> PackedDataset:
        """Its fold and its modalities."""
        return of_run(self.dataset, self.experiment.data, run)

    def recipe(self, run: Run) -> Recipe:
        """How it is trained."""
        plan, cell = self.experiment, run.cell
        return Recipe(
            name=plan.name,
            data={},
            model={
                **plan.model,
                "variant": cell.variant.value,
                "fusion": cell.fusion.value,
                "modalities": [m.value for m in cell.modalities],
            },
            training=replace(
                plan.training, seed=run.seed, beta=cell.beta, constraint=cell.constraint
            ),
            heads=self.dataset.heads,
            features=plan.features,
            text_encoder_dir=plan.text_encoder_dir,
        )

    def model(self, run: Run) -> MIBConfig:
        """What is trained.

        Raises:
            CheckpointError: there is no such model.
        """
        start = self.conditions.start
        if start is not None:
            return start.model
        return self.recipe(run).model_config(self.dataset.contract)

    def parent(self) -> Checkpoint | None:
        """The checkpoint that the run goes on from."""
        start = self.experiment.start
        return None if start is None else load_checkpoint(start, None)

    def decided_by(self, run: Run) -> dict[str, Any]:
        """Everything that decides the outcome, as plain JSON."""
        start = self.conditions.start
        return {
            "engine": __version__,
            "model": self.model(run).to_dict(),
            "training": self.recipe(run).training.to_dict(),
            "data": self.conditions.data,
            "split": split_digest(self.data(run)),
            "seed": run.seed,
            "fold": run.fold,
            "start": None if start is None else start.sha256,
            "text_encoder": self.conditions.text_encoder,
            "device": self.conditions.device,
        }

    def keys(self, runs: Iterable[Run]) -> dict[Run, str]:
        """The names of their results: a hash of what decides each, thirty-two digits."""
        return {run: _key(self.decided_by(run)) for run in runs}


def data_recipe(experiment: Experiment) -> Recipe:
    """What ``engine.training.run.Source.prepare`` has to be told of the data."""
    return Recipe(
        name=experiment.name,
        data={name: experiment.data.limits.get(name, {}) for name in experiment.data.sets},
        model={},
        training=experiment.training,
        heads=experiment.heads or dict(STANDARD_HEADS),
        features=experiment.features,
    )


def set_up(experiment: Experiment, dataset: PackedDataset, device: str = "cpu") -> Bench:
    """Put data and experiment together, after the check that every cell can be built.

    Raises:
        DatasetError: a modality or a head is not in the data, there are fewer groups than folds, or
            the checkpoint to start from has seen what is tested.
        CheckpointError: a model cannot be built, or the checkpoint to start from is another model.
    """
    chosen = with_heads(dataset, experiment.heads)
    for cell in experiment.cells:
        _require_modalities(cell, chosen)
    start = None if experiment.start is None else _start(experiment.start)
    bench = Bench(
        Conditions(experiment, device, data_digest(chosen), source_digest(), start), chosen
    )
    if start is not None:
        _require_fitting_start(bench, start)
    first = [Run(cell, experiment.seeds[0], experiment.folds[0]) for cell in experiment.cells]
    bench.keys(first)
    if start is not None or not any(bench.model(run).trains_text for run in first):
        return bench
    weights = _files_digest(bench.recipe(first[0]).text_encoder())
    return replace(bench, conditions=replace(bench.conditions, text_encoder=weights))


def _require_modalities(cell: Cell, dataset: PackedDataset) -> None:
    missing = [m for m in cell.modalities if m not in dataset.tracks]
    if missing:
        raise DatasetError(
            f"The data has no {missing[0]}, which {cell} needs.",
            hint="Name the modalities in the experiment's [grid].",
        )


def _start(path: Path) -> Start:
    checkpoint = load_checkpoint(path, None)
    return Start(checkpoint.sha256, checkpoint.config, tuple(checkpoint.lineage.data))


def _require_fitting_start(bench: Bench, start: Start) -> None:
    """Refuse to start from another model, or from one that was trained on what is tested."""
    plan, has = bench.experiment, start.model
    plain = has.to_dict()
    for cell in plan.cells:
        if (cell.variant, cell.fusion, cell.modalities) != (
            has.variant,
            has.fusion,
            has.modalities,
        ):
            raise CheckpointError(
                f"{plan.start} is another model than {cell}.",
                hint=f"It is {has.variant}, {'+'.join(has.modalities)}, {has.fusion}; a grid that "
                "starts from it can vary beta and the constraint.",
            )
    for name, value in plan.model.items():
        if plain.get(name) != value:
            raise CheckpointError(f"{plan.start} has {name} = {plain.get(name)}, not {value}.")
    for name, head in bench.dataset.heads.items():
        if has.heads.get(name) != head:
            raise CheckpointError(
                f"{plan.start} does not predict “{name}” as the data has it.",
                hint="Name the heads to train in the experiment's [heads].",
            )
    seen = sorted(set(start.seen) & set(bench.dataset.dataset_names))
    if seen and plan.data.folds is not None:
        raise DatasetError(
            f"{plan.start} was trained on {', '.join(seen)}, so it has seen folds that would be "
            "tested: scores would be too good.",
            hint="Leave folds out, or start from a checkpoint of other data.",
        )


def _key(decided_by: dict[str, Any]) -> str:
    plain = json.dumps(decided_by, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def _files_digest(folder: Path) -> str:
    sums = {each.name: sha256_of(each) for each in sorted(folder.iterdir()) if each.is_file()}
    return hashlib.sha256(json.dumps(sums).encode()).hexdigest()
