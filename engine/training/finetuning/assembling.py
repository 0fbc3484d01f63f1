"""From collected samples to a data set that can be trained on, with a report for the user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from engine.datasets.packed import PackedDataset, pack
from engine.datasets.schema import Split
from engine.datasets.summary import GroupSummary, Summary, by_group, summarise
from engine.errors import DatasetError
from engine.features.contract import FeatureContract
from engine.training.finetuning.choices import FEW_TO_VALIDATE
from engine.training.finetuning.sources import Collected
from engine.training.finetuning.splits import Divided, SplitPlan, divide
from engine.training.plain import to_plain
from engine.types import EMOTIONS, Emotion, HeadKind, Modality


@dataclass(frozen=True, slots=True)
class DataReport:
    """What a user should know of their data before it is trained on."""

    summary: Summary
    groups: tuple[GroupSummary, ...]
    left_out: tuple[str, ...]
    """Place and reason each."""
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        plain: dict[str, Any] = to_plain(asdict(self))
        return plain | {"leaks": self.summary.leaks}


@dataclass(frozen=True, slots=True)
class Assembled:
    """Ready to be trained on."""

    dataset: PackedDataset
    divided: Divided
    report: DataReport


def assemble(collected: Collected, contract: FeatureContract, plan: SplitPlan) -> Assembled:
    """Split and pack; quick, so that it may be done again whenever splits are edited.

    Raises:
        DatasetError: there is nothing to train or to validate on, or nothing to choose by.
    """
    divided = divide(collected.samples, collected.has_splits, plan)
    provenance = {
        name: {**facts, **_counts(divided, name)} for name, facts in collected.provenance.items()
    }
    dataset = pack(divided.samples, contract, collected.heads, provenance)
    _require_measurable(dataset)
    summary = summarise(dataset)
    notes = (*collected.notes, *divided.notes, *_findings(dataset, summary))
    left_out = tuple(str(each) for each in (*collected.left_out, *divided.left_out))
    return Assembled(dataset, divided, DataReport(summary, by_group(dataset), left_out, notes))


def _counts(divided: Divided, name: str) -> dict[str, Any]:
    members = [each for each in divided.samples if each.dataset == name]
    splits = [each.split for each in members]
    return {
        **{split.value: splits.count(split) for split in Split},
        "with": {m.value: sum(m in each.tracks for each in members) for m in Modality},
    }


def _require_measurable(dataset: PackedDataset) -> None:
    rows = dataset.rows(Split.VALID)
    measured = [
        name
        for name, head in dataset.heads.items()
        if head.kind is not HeadKind.MULTI_LABEL and dataset.labels[name].mask[rows].any()
    ]
    if not measured:
        raise DatasetError(
            "No validation utterance has a label by which an epoch could be chosen.",
            hint="Label utterances of the video or person that validates, or divide otherwise.",
        )


def _findings(dataset: PackedDataset, summary: Summary) -> Iterator[str]:
    """What speaks against the data."""
    valid = len(dataset.rows(Split.VALID))
    if valid < FEW_TO_VALIDATE:
        yield (
            f"Only {valid} utterances validate: which epoch is chosen is mostly luck. "
            f"{FEW_TO_VALIDATE} or more would be better, or a training crosswise."
        )
    for name in dataset.heads:
        for split in (Split.TRAIN, Split.VALID):
            if not dataset.labels[name].mask[dataset.rows(split)].any():
                yield f"No {split.value} utterance has a label of {name}."
    yield from _rare_classes(dataset)
    for modality in dataset.tracks:
        if not dataset.has(modality).any():
            yield f"No utterance has {modality.value}."
    for repeats in summary.repeats:
        if repeats.modality is not Modality.TEXT:
            for one, other in repeats.across:
                same = f"{one} and {other} have the same {repeats.modality.value}"
                yield f"{same}: scores will be too good."


def _rare_classes(dataset: PackedDataset) -> Iterator[str]:
    if EMOTIONS not in dataset.labels:
        return
    rows = dataset.rows(Split.TRAIN)
    labels = dataset.labels[EMOTIONS]
    shown = (labels.values[rows] > 0) & labels.mask[rows]
    for emotion, count in zip(Emotion, np.asarray(shown.sum(axis=0)).tolist(), strict=True):
        if count == 1:
            shows = f"Only one training utterance shows {emotion.value}"
            yield f"{shows}: it cannot be learned from one."


def shares(report: DataReport) -> Mapping[str, int]:
    """Utterances by split."""
    found: dict[str, int] = {}
    for part in report.summary.parts:
        found[part.split.value] = found.get(part.split.value, 0) + part.samples
    return found
