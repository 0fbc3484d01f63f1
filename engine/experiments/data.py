"""The samples of a run: how folds are laid, and what a model of some modalities can see."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.datasets.packed import SPLITS, PackedDataset
from engine.datasets.schema import Split
from engine.datasets.splits import group_folds, group_splits
from engine.errors import DatasetError
from engine.experiments.plan import DataPlan, FoldBy, Run
from engine.features.contract import contract_to_dict
from engine.types import BoolArray, Head, Modality, heads_to_dict

UNUSED = 255
"""Stands for a sample of no split."""


def of_run(dataset: PackedDataset, plan: DataPlan, run: Run) -> PackedDataset:
    """The data as one run has it: its fold, its modalities.

    Raises:
        DatasetError: there are fewer groups than folds.
    """
    return seen_through(split_for(dataset, plan, run.fold), run.cell.modalities)


def split_for(dataset: PackedDataset, plan: DataPlan, fold: int | None) -> PackedDataset:
    """The data's own split, or the one in which ``fold`` is tested.

    Groups stay whole, or whole sets. What validates is drawn from the groups that are not tested,
    anew for each fold.

    Raises:
        DatasetError: there are fewer groups than folds, or the data is not split by folds.
    """
    if fold is None or plan.folds is None:
        return _kept(dataset, plan)
    groups = [dataset.group_names[code] for code in dataset.group.tolist()]
    sets = [dataset.dataset_names[code] for code in dataset.dataset.tolist()]
    laid = groups if plan.fold_by is FoldBy.GROUP else sets
    folded = [not plan.folded or name in plan.folded for name in sets]
    fold_of = group_folds(list(compress(laid, folded)), plan.folds, plan.fold_seed)
    tested = {
        g
        for g, key, in_it in zip(groups, laid, folded, strict=True)
        if in_it and fold_of[key] == fold
    }
    rest = [group for group in groups if group not in tested]
    inner = group_splits(rest, valid=plan.valid, test=0.0, seed=plan.fold_seed)
    anew = dataset.with_splits({group: inner.get(group, Split.TEST) for group in set(groups)})
    return _kept(_untested(anew, plan), plan)


def _untested(dataset: PackedDataset, plan: DataPlan) -> PackedDataset:
    """Without samples of sets that are not folded but whose people are tested in others."""
    if not plan.folded:
        return dataset
    names = np.array(dataset.dataset_names)
    strange = ~np.isin(names, plan.folded)[dataset.dataset]
    return _without(dataset, strange & (dataset.split == SPLITS.index(Split.TEST)))


def _kept(dataset: PackedDataset, plan: DataPlan) -> PackedDataset:
    """Without samples of classes that take no part."""
    for head, classes in plan.only.items():
        labels = dataset.labels[head]
        other = ~np.isin(labels.values.argmax(axis=1), classes) | ~labels.mask.all(axis=1)
        dataset = _without(dataset, other)
    return dataset


def _without(dataset: PackedDataset, unused: BoolArray) -> PackedDataset:
    split = np.where(unused, UNUSED, dataset.split).astype(dataset.split.dtype)
    return replace(dataset, split=split)


def seen_through(dataset: PackedDataset, modalities: Sequence[Modality]) -> PackedDataset:
    """The same samples with some modalities.

    Those that have none of them train and validate nothing; they are tested all the same, so that
    every line of a table is about the same samples.
    """
    has = np.any([dataset.has(m) for m in modalities], axis=0)
    kept = has | (dataset.split == SPLITS.index(Split.TEST))
    return replace(_without(dataset, ~kept), tracks={m: dataset.tracks[m] for m in modalities})


def with_heads(dataset: PackedDataset, heads: Mapping[str, Head] | None) -> PackedDataset:
    """The same samples with the labels of some heads; None: of all.

    Raises:
        DatasetError: the data has no such head.
    """
    if heads is None:
        return dataset
    for name, head in heads.items():
        if dataset.heads.get(name) != head:
            raise DatasetError(
                f"The data has no labels of “{name}” as the experiment's [heads] describe them.",
                hint=f"It has: {json.dumps(heads_to_dict(dataset.heads))}.",
            )
    return replace(
        dataset, heads=dict(heads), labels={name: dataset.labels[name] for name in heads}
    )


def data_digest(dataset: PackedDataset) -> str:
    """SHA-256 of all samples, labels and features; of how they are split nothing."""
    described = {
        "datasets": dataset.dataset_names,
        "heads": heads_to_dict(dataset.heads),
        "contract": contract_to_dict(dataset.contract),
    }
    digest = hashlib.sha256(json.dumps(described, sort_keys=True).encode())
    arrays: list[npt.NDArray[Any]] = [
        dataset.ids.text,
        dataset.ids.offsets,
        dataset.dataset,
        dataset.group,
    ]
    arrays += [dataset.group_names.text, dataset.group_names.offsets]
    for name in sorted(dataset.labels):
        arrays += [dataset.labels[name].values, dataset.labels[name].mask]
    for tracks in (dataset.tracks[m] for m in Modality if m in dataset.tracks):
        arrays += [tracks.values, tracks.times_s, tracks.valid, tracks.offsets]
    for array in arrays:
        digest.update(_bytes_of(array))
    return digest.hexdigest()


def split_digest(dataset: PackedDataset) -> str:
    """SHA-256 of the split of every sample."""
    return hashlib.sha256(_bytes_of(dataset.split)).hexdigest()


def _bytes_of(array: npt.NDArray[Any]) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
