"""A whole run: records → features → training → calibration → figures → checkpoint."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine import __version__
from engine.datasets.catalogue import DATASETS, read
from engine.datasets.extraction import ExtractionEvent, Extractors, extract, load
from engine.datasets.schema import LabelledSample, Labels, Record, Split
from engine.features.contract import FeatureContract
from engine.runtime.cancel import NEVER, Cancel
from engine.training.calibration import calibrate
from engine.training.checkpoints import Checkpoint, Lineage
from engine.training.loop import TrainEvent, TrainingFinished, train
from engine.training.recipes import Recipe
from engine.training.report import evaluate, to_json
from engine.types import Modality


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a run finds its data and features."""

    data_dir: Path
    cache_dir: Path
    contract: FeatureContract
    extractors: Extractors


@dataclass(frozen=True, slots=True)
class Built:
    """The end of a run: a checkpoint whose card holds what was measured."""

    checkpoint: Checkpoint


def build_checkpoint(
    recipe: Recipe, place: Workplace, *, device: str = "cpu", cancel: Cancel = NEVER
) -> Iterator[ExtractionEvent | TrainEvent | Built]:
    """Follow a recipe to its checkpoint.

    Raises:
        DatasetError: data is missing, malformed or leaks between splits.
        CancelledError: ``cancel`` was set; features computed so far stay in the cache.
    """
    records = recipe.choose(read(place.data_dir, list(recipe.data)))
    yield from extract(records, place.contract, place.extractors, place.cache_dir, cancel)
    samples = load(records, place.contract, place.cache_dir)
    model_config = recipe.model_config(place.contract)
    finished: TrainingFinished | None = None
    for event in train(recipe.training, model_config, samples, device=device, cancel=cancel):
        yield event
        if isinstance(event, TrainingFinished):
            finished = event
    assert finished is not None  # train ends with it or raises
    yield finish(finished, recipe, place.contract, records, samples, cancel=cancel)


def finish(
    finished: TrainingFinished,
    recipe: Recipe,
    contract: FeatureContract,
    records: Sequence[Record],
    samples: Sequence[LabelledSample],
    *,
    cancel: Cancel = NEVER,
) -> Built:
    """Calibrate on VALID, measure on TEST, and put the checkpoint together."""
    model = finished.model.cpu()
    temperatures = calibrate(model, [s for s in samples if s.split is Split.VALID])
    test = [sample for sample in samples if sample.split is Split.TEST]
    reports = evaluate(model, test, training_labels(records), cancel)
    card: dict[str, Any] = {
        "epoch": finished.epoch,
        "validation_skill": round(finished.skill, 6),
        "temperatures": temperatures,
        **to_json(reports),
    }
    checkpoint = Checkpoint(
        model=model,
        config=recipe.model_config(contract),
        contract=contract,
        training=recipe.training,
        lineage=Lineage(__version__, recipe.name, environment(), data_lineage(samples)),
        card=card,
    )
    return Built(checkpoint)


def evaluate_checkpoint(
    checkpoint: Checkpoint, names: Sequence[str], place: Workplace, cancel: Cancel = NEVER
) -> Iterator[ExtractionEvent | Built]:
    """Measure a checkpoint on the whole test splits of the named sets."""
    records = read(place.data_dir, list(names))
    held_out = [record for record in records if record.split is Split.TEST]
    yield from extract(held_out, checkpoint.contract, place.extractors, place.cache_dir, cancel)
    test = load(held_out, checkpoint.contract, place.cache_dir)
    reports = evaluate(checkpoint.model, test, training_labels(records), cancel)
    yield Built(replace(checkpoint, card=to_json(reports)))


def training_labels(records: Sequence[Record]) -> dict[str, list[Labels]]:
    """Labels of the TRAIN records of each set, for baselines."""
    found: dict[str, list[Labels]] = {}
    for record in records:
        if record.split is Split.TRAIN:
            found.setdefault(record.dataset, []).append(record.labels)
    return found


def data_lineage(samples: Sequence[LabelledSample]) -> dict[str, Any]:
    """Per data set: title, licence, how it is split and how many samples were used."""
    found: dict[str, Any] = {}
    for name in dict.fromkeys(sample.dataset for sample in samples):
        members = [sample for sample in samples if sample.dataset == name]
        splits = [sample.split for sample in members]
        info = DATASETS[name]
        found[name] = {
            "title": info.title,
            "licence": info.licence,
            "split_by": info.split_by,
            "note": info.note,
            **{split.value: splits.count(split) for split in Split},
            "with": {m.value: sum(m in each.tracks for each in members) for m in Modality},
        }
    return found


def environment() -> dict[str, str]:
    """Versions that numbers may depend on."""
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
    }
