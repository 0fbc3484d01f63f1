"""A whole run: records → features → packed data → training → calibration → figures → checkpoint."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch

from engine import __version__
from engine.datasets.catalogue import DATASETS, read
from engine.datasets.extraction import ExtractionEvent, Extractors, extract, load
from engine.datasets.packed import PackedDataset, pack
from engine.datasets.schema import LabelledSample, Split
from engine.datasets.store import open_store
from engine.errors import DatasetError
from engine.features.networks import Networks
from engine.models.builders import build_model
from engine.models.config import MIBConfig
from engine.models.mib import MIBModel
from engine.models.pretrained import PretrainedText, load_pretrained
from engine.runtime.cancel import NEVER, AnyOf, Cancel
from engine.runtime.hashing import source_digest
from engine.training.calibration import calibrate_on_validation, with_parents
from engine.training.checkpoints import Checkpoint, Lineage
from engine.training.events import TrainEvent, TrainingFinished
from engine.training.fitting import fitted
from engine.training.loop import train
from engine.training.moments import standardise
from engine.training.plain import to_plain
from engine.training.recipes import Recipe
from engine.training.report import evaluate, to_json
from engine.training.tensor_data import TensorData
from engine.types import Modality


@dataclass(frozen=True, slots=True)
class Prepared:
    """A data set that is ready to be trained on."""

    dataset: PackedDataset


@dataclass(frozen=True, slots=True)
class Built:
    """The end of a run: a checkpoint whose card holds what was measured.

    last: the same after the last epoch, without figures.
    """

    checkpoint: Checkpoint
    last: Checkpoint


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of a checkpoint, as its card has them.

    data: titles and licences of the sets that were measured, as in ``Lineage.data``.
    """

    card: Mapping[str, Any]
    data: Mapping[str, Any] = field(default_factory=dict)


RunEvent = ExtractionEvent | TrainEvent | Prepared | Built


class Source(Protocol):
    """Where a recipe's data comes from."""

    def prepare(self, recipe: Recipe, cancel: Cancel) -> Iterator[ExtractionEvent | Prepared]:
        """Whatever it takes; ends with Prepared.

        Raises:
            DatasetError: data is missing, malformed or leaks between splits.
        """
        ...


@dataclass(frozen=True, slots=True)
class Workplace:
    """The folder of known data sets, and where their features are kept."""

    data_dir: Path
    cache_dir: Path
    extractors: Extractors
    networks: Networks | None = None
    """Trained parts of the extractors; None for those that come along."""

    def prepare(
        self, recipe: Recipe, cancel: Cancel = NEVER
    ) -> Iterator[ExtractionEvent | Prepared]:
        """Extract what the cache lacks, then pack."""
        contract = recipe.contract(self.networks)
        records = recipe.choose(read(self.data_dir, list(recipe.data)))
        yield from extract(records, contract, self.extractors, self.cache_dir, cancel)
        samples = load(records, contract, self.cache_dir)
        yield Prepared(pack(samples, contract, recipe.heads, data_lineage(samples)))


@dataclass(frozen=True, slots=True)
class StoredData:
    """A file that ``mibscope data import`` has written."""

    path: Path

    def prepare(
        self, recipe: Recipe, cancel: Cancel = NEVER
    ) -> Iterator[ExtractionEvent | Prepared]:
        """Map it."""
        yield Prepared(open_store(self.path))


def build_checkpoint(
    recipe: Recipe,
    source: Source,
    *,
    device: str = "cpu",
    parent: Checkpoint | None = None,
    run_dir: Path | None = None,
    cancel: Cancel = NEVER,
    pause: Cancel = NEVER,
    stop: Cancel = NEVER,
) -> Iterator[RunEvent]:
    """Follow a recipe from its data to its checkpoint. Ends with Built, or with TrainingPaused.

    Args:
        parent: a checkpoint to go on from; the recipe's model is then the parent's.
        run_dir: as for ``engine.training.loop.train``.
        pause: likewise; before and after the training, where little is lost, it cancels.
        stop: as for ``engine.training.loop.train``.

    Raises:
        DatasetError: data is missing, malformed or leaks between splits.
        ContractMismatchError: the parent was trained on other features.
        CancelledError: ``cancel`` was set, or ``pause`` outside the training; features computed so
            far stay in the cache, a training that is done in ``run_dir``.
    """
    left = AnyOf((cancel, pause))
    for event in source.prepare(recipe, left):
        yield event
        if isinstance(event, Prepared):
            dataset = event.dataset
    config = parent.config if parent is not None else recipe.model_config(dataset.contract)
    for step in train(
        recipe.training,
        config,
        dataset,
        device=device,
        start=starting_model(recipe, dataset, parent),
        run_dir=run_dir,
        cancel=cancel,
        pause=pause,
        stop=stop,
    ):
        yield step
        if isinstance(step, TrainingFinished):
            yield finish(step, recipe, config, dataset, parent, cancel=left)


def starting_model(
    recipe: Recipe, dataset: PackedDataset, parent: Checkpoint | None
) -> MIBModel | None:
    """The parent's model, or one whose text encoder has its published weights; None where random
    weights are all there is."""
    if parent is not None:
        parent.contract.require({m: (spec,) for m, spec in dataset.contract.extractors.items()})
        return parent.model
    config = recipe.model_config(dataset.contract)
    if not config.trains_text:
        return None
    torch.manual_seed(recipe.training.seed)
    model = build_model(config)
    standardise(model, dataset)
    for backbone in model.backbones.values():
        assert isinstance(backbone, PretrainedText)  # the only kind that builders make
        load_pretrained(backbone, recipe.text_encoder())
    return model


def finish(
    finished: TrainingFinished,
    recipe: Recipe,
    config: MIBConfig,
    dataset: PackedDataset,
    parent: Checkpoint | None = None,
    *,
    cancel: Cancel = NEVER,
) -> Built:
    """Calibrate on VALID, measure on TEST, and put the checkpoint together."""
    last = Checkpoint(
        model=finished.last,
        config=config,
        contract=dataset.contract,
        training=recipe.training,
        lineage=Lineage(
            mibscope_version=__version__,
            recipe=recipe.name,
            seed=recipe.training.seed,
            code=source_digest(),
            parent=parent.sha256 if parent is not None else None,
            environment=environment(),
            data={**inherited_data(parent, dataset.provenance), **dataset.provenance},
        ),
    )
    data = TensorData(fitted(dataset, config))
    calibrated = calibrate_on_validation(finished.model, data, cancel)
    calibration, kept = with_parents(
        calibrated.calibration, parent.calibration if parent is not None else None, dataset
    )
    card = {
        "epoch": finished.epoch,
        "validation_score": to_plain(finished.score),
        "selected_by": recipe.training.select_by.value,
        "history": [_repeatable(epoch) for epoch in finished.history],
        "calibration": to_plain(
            {
                head: {name: asdict(each) for name, each in sets.items()}
                for head, sets in calibrated.report.items()
                if head not in kept
            }
        ),
        **({"calibration_of_parent": list(kept)} if kept else {}),
        **to_json(evaluate(finished.model, data, calibration, cancel=cancel)),
    }
    best = replace(last, model=finished.model, calibration=calibration, card=card)
    return Built(best, last)


def inherited_data(
    parent: Checkpoint | None, own: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What the parent was trained on: its terms hold on. A set named as one of ``own`` gets another
    name."""
    known = parent.lineage.data if parent is not None else {}
    return {
        f"{name} (parent)" if name in (own or {}) else name: {**_terms(facts), "through": "parent"}
        for name, facts in known.items()
    }


def evaluate_checkpoint(
    checkpoint: Checkpoint,
    names: Sequence[str],
    place: Workplace,
    *,
    split: Split = Split.TEST,
    cancel: Cancel = NEVER,
) -> Iterator[ExtractionEvent | Measured]:
    """Measure a checkpoint on the whole test (or validation) splits of the named sets.

    Raises:
        DatasetError: a set is unknown or missing, or there is nothing to measure on.
        CancelledError: ``cancel`` was set; features computed so far stay in the cache.
    """
    records = read(place.data_dir, list(names))
    held_out = [record for record in records if record.split is split]
    contract = checkpoint.contract
    yield from extract(held_out, contract, place.extractors, place.cache_dir, cancel)
    samples = load(held_out, contract, place.cache_dir)
    # Labels of the training part stand for themselves: only the baseline needs them.
    labels = [
        LabelledSample(r.dataset, r.id, r.group, r.split, r.labels, {})
        for r in records
        if r.split is Split.TRAIN
    ]
    if not samples:
        raise _nothing(split, names)
    everything = [*samples, *labels]
    dataset = pack(everything, contract, checkpoint.config.heads, data_lineage(everything))
    yield measured(checkpoint, dataset, split=split, cancel=cancel)


def measured(
    checkpoint: Checkpoint,
    dataset: PackedDataset,
    *,
    split: Split = Split.TEST,
    cancel: Cancel = NEVER,
) -> Measured:
    """What the checkpoint does on the samples of a split.

    Raises:
        DatasetError: there are none, or they do not fit the model.
        ContractMismatchError: it was trained on other features.
    """
    if not len(dataset.rows(split)):
        raise _nothing(split, dataset.dataset_names)
    checkpoint.contract.require({m: (each,) for m, each in dataset.contract.extractors.items()})
    data = TensorData(fitted(dataset, checkpoint.config))
    figures = evaluate(checkpoint.model, data, checkpoint.calibration, split=split, cancel=cancel)
    return Measured(
        {"split": split.value, **to_json(figures)},
        {name: _terms(dataset.provenance.get(name, {})) for name in figures.sets},
    )


def _terms(provenance: Mapping[str, Any]) -> dict[str, str]:
    """What a data set is and under which terms; what else is told of it has no place in a table."""
    told = ("title", "licence", "split_by", "note")
    return {key: str(provenance[key]) for key in told if provenance.get(key)}


def _nothing(split: Split, names: Sequence[str]) -> DatasetError:
    return DatasetError(f"There is nothing to {_PURPOSE[split]} on in {', '.join(names)}.")


_PURPOSE = {Split.TRAIN: "train", Split.VALID: "validate", Split.TEST: "test"}


def _repeatable(epoch: Mapping[str, Any]) -> dict[str, Any]:
    """Without what differs from run to run: a checkpoint shall not."""
    return {k: v for k, v in epoch.items() if k not in ("samples_per_s", "memory_mb")}


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
