"""Honest probabilities and intervals: a model's calibration from its validation samples."""

from __future__ import annotations

import numpy as np
import torch

from engine.datasets.packed import Int64Array, PackedDataset
from engine.datasets.schema import Split
from engine.explain.calibrate import Calibrated, calibrate
from engine.explain.calibration import Calibration
from engine.explain.cases import HeadLabels
from engine.explain.fitting import FEWEST
from engine.models.mib import MIBModel
from engine.runtime.cancel import NEVER, Cancel
from engine.training.evaluation import gathered
from engine.training.metrics import calibration_error
from engine.training.tensor_data import TensorData
from engine.types import Float64Array


def calibrate_on_validation(
    model: MIBModel, data: TensorData, cancel: Cancel = NEVER
) -> Calibrated:
    """Fit every head that VALID samples have labels of. A data set of n samples has a say in
    proportion to the root of n: a large one does not drown the others, and one of two dozen clips
    does not decide. The model must be in evaluation mode.

    Without a single label, or without unimodal bottlenecks to explain, nothing is corrected.
    """
    dataset = data.dataset
    rows = torch.from_numpy(_with_evidence(dataset, model))
    lengths = data.lengths(rows)
    order = rows[lengths.argsort(stable=True)]
    places = order.numpy()  # a tensor of one place would be taken for a number
    labels = {
        name: HeadLabels(each.values[places].astype(np.float64), each.mask[places])
        for name, each in dataset.labels.items()
        if each.mask[places].any()
    }
    if not labels or not model.bottlenecks:
        return Calibrated(Calibration(), {})
    return calibrate(
        model,
        gathered(model, data, order, cancel),
        labels,
        dataset.heads,
        calibration_error,
        weight=_by_set(dataset, places),
    )


def with_parents(
    found: Calibration, parent: Calibration | None, dataset: PackedDataset
) -> tuple[Calibration, tuple[str, ...]]:
    """A calibration that takes the parent's corrections of heads with fewer than ``FEWEST`` labels
    on VALID: a few dozen labels say less of them than what the parent was calibrated on.

    Returns:
        The calibration, and the heads whose corrections are the parent's.
    """
    if parent is None:
        return found, ()
    rows = dataset.rows(Split.VALID)
    kept = tuple(
        name
        for name in parent.heads
        if name not in dataset.labels
        or int(dataset.labels[name].mask[rows].any(axis=1).sum()) < FEWEST
    )
    return Calibration({**found.heads, **{name: parent.heads[name] for name in kept}}), kept


def _with_evidence(dataset: PackedDataset, model: MIBModel) -> Int64Array:
    rows = dataset.rows(Split.VALID)
    return rows[np.any([dataset.has(m)[rows] for m in model.modalities], axis=0)]


def _by_set(dataset: PackedDataset, rows: Int64Array) -> Float64Array:
    sizes = np.bincount(dataset.dataset[rows])
    weights: Float64Array = 1.0 / np.sqrt(sizes[dataset.dataset[rows]], dtype=np.float64)
    return weights
