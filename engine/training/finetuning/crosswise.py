"""Few labels, all of them used twice: every video or person validates once, and the mean of the
models is kept.

With sixty labels, a quarter of them choose the epoch by luck and are lost for learning. Here the
groups are dealt into folds; for each, a model learns from the others and its epoch is chosen on
the fold. Heads are linear in z, so the mean of their weights is the mean of their predictions; of
deeper parts it is close to it, as all start from the same model (Wortsman et al. 2022, arXiv
2203.05482). Scores are of each fold by the model that did not learn from it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from engine.datasets.packed import PackedDataset
from engine.datasets.schema import Split
from engine.datasets.splits import group_folds
from engine.errors import DatasetError
from engine.models.mib import MIBModel
from engine.runtime.cancel import NEVER, Cancel
from engine.training.checkpoints import Checkpoint
from engine.training.config import TrainingConfig
from engine.training.events import (
    EpochDone,
    StartMeasured,
    TrainEvent,
    TrainingFinished,
    TrainingPaused,
)
from engine.training.finetuning.assembling import Assembled
from engine.training.insight.log import InsightLog, Origins
from engine.training.loop import train
from engine.training.runs.folder import RunFolder
from engine.training.runs.log import RunLog
from engine.training.runs.reading import read_events

_MOST = 5


@dataclass(frozen=True, slots=True)
class FoldBegun:
    """The events of one fold's training follow; ``fold`` counts from one."""

    fold: int
    folds: int


def learning_from_all(data: Assembled) -> Assembled:
    """The same without a validation part of its own: that learns, too."""
    split_of = {
        group: Split.TRAIN if split is Split.VALID else split
        for group, split in data.divided.split_of_group.items()
    }
    samples = tuple(replace(each, split=split_of[each.group]) for each in data.divided.samples)
    divided = replace(data.divided, samples=samples, split_of_group=split_of)
    return replace(data, divided=divided, dataset=data.dataset.with_splits(split_of))


def folds_of(dataset: PackedDataset, seed: int) -> list[PackedDataset]:
    """The data set with each fold of its TRAIN samples as VALID in turn, up to five.

    Raises:
        DatasetError: there is a single group, or a fold would have no label to choose by.
    """
    rows = dataset.rows(Split.TRAIN)
    groups = [dataset.group_of(int(row)) for row in rows]
    count = min(_MOST, len(set(groups)))
    if count < 2:
        raise DatasetError(
            "Labels of a single video or person cannot validate each other crosswise.",
            hint="Label another one, or train without --crosswise.",
        )
    fold_of = group_folds(groups, count, seed)
    names = [dataset.group_names[code] for code in range(len(dataset.group_names))]
    rest = {name: Split.TEST for name in names if name not in fold_of}
    found = []
    for fold in range(count):
        mine = {g: Split.VALID if f == fold else Split.TRAIN for g, f in fold_of.items()}
        part = dataset.with_splits(rest | mine)
        valid = part.rows(Split.VALID)
        if not any(each.mask[valid].any() for each in part.labels.values()):
            raise DatasetError(f"Fold {fold + 1} has no label to choose an epoch by.")
        found.append(part)
    return found


def train_crosswise(
    config: TrainingConfig,
    parent: Checkpoint,
    dataset: PackedDataset,
    folder: RunFolder,
    *,
    device: str = "cpu",
    cancel: Cancel = NEVER,
    pause: Cancel = NEVER,
    stop_of: Callable[[RunLog, int], Cancel],
    origins: Origins,
) -> Iterator[TrainEvent | FoldBegun]:
    """One training per fold, each in a folder of its own inside; goes on where it was stopped.

    Ends with TrainingFinished, whose model is the mean, or with TrainingPaused. Arguments and
    errors as for ``engine.training.loop.train``; ``stop_of``: by a fold's log and how many folds
    there are; ``origins``: where utterances come from, for those who look on.
    """
    parts = folds_of(dataset, config.seed)
    ends: list[TrainingFinished] = []
    for place, part in enumerate(parts):
        yield FoldBegun(place + 1, len(parts))
        inside = fold_folder(folder, place)
        insight = InsightLog(inside, part, origins)
        with RunLog(inside) as log:
            for event in train(
                config,
                parent.config,
                part,
                device=device,
                start=parent.model,
                run_dir=inside.path,
                cancel=cancel,
                pause=pause,
                stop=stop_of(log, len(parts)),
            ):
                insight.tell(event)
                log.tell(event)
                if isinstance(event, TrainingFinished):
                    ends.append(event)
                    continue
                yield event
                if isinstance(event, TrainingPaused):
                    return
    model = mean_model([each.model for each in ends])
    epoch = round(float(np.mean([each.epoch for each in ends])))
    score = float(np.mean([each.score for each in ends]))
    last = mean_model([each.last for each in ends])
    yield TrainingFinished(model, last, epoch, score, ())


def fold_folder(folder: RunFolder, place: int) -> RunFolder:
    """Of one fold, from zero."""
    return RunFolder(folder.path / f"fold-{place + 1}")


def mean_model(models: Sequence[MIBModel]) -> MIBModel:
    """With the mean of all weights, in evaluation mode. What is equal in all stays to the bit."""
    mean = copy.deepcopy(models[0])
    states = [model.state_dict() for model in models]
    weights = {}
    for name, first in states[0].items():
        each = [state[name] for state in states]
        same = all(torch.equal(first, other) for other in each)
        weights[name] = first if same else torch.stack(each).mean(dim=0)
    mean.load_state_dict(weights)
    return mean.eval()


# ------------------------------------------------------------------ scores

Scored = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By data set, head and score, as events have them."""


def crosswise_scores(folder: RunFolder) -> tuple[dict[str, Any], dict[str, Any], list[int]]:
    """Before and after, over all folds, and the epoch that each has chosen. A score is the mean
    over folds by their number of utterances, where all of them have it."""
    before, after, epochs = [], [], []
    for path in sorted(folder.path.glob("fold-*")):
        lines = list(read_events(RunFolder(path).events))
        told = [line for line in lines if line["event"] in (_START, _EPOCH)]
        by_epoch = {line.get("epoch", 0): line["validation"] for line in told}
        epochs.append(next(line["epoch"] for line in lines if line["event"] == _END))
        before.append(by_epoch[0])
        after.append(by_epoch[epochs[-1]])
    return _joined(before), _joined(after), epochs


_START, _EPOCH, _END = StartMeasured.__name__, EpochDone.__name__, TrainingFinished.__name__


def _joined(folds: Sequence[Scored]) -> dict[str, Any]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    pairs = dict.fromkeys((data, head) for fold in folds for data in fold for head in fold[data])
    for name, head in pairs:
        parts = [fold[name][head] for fold in folds if head in fold.get(name, {})]
        sizes = np.array([part["n"] for part in parts], dtype=np.float64)
        scores: dict[str, Any] = {"n": int(sizes.sum())}
        for key, value in parts[0].items():
            values = [part[key] for part in parts]
            if key != "n" and isinstance(value, float) and None not in values:
                scores[key] = round(float(sizes @ np.array(values) / sizes.sum()), 6)
        found.setdefault(name, {})[head] = scores
    return found
