"""Honest probabilities and intervals: a model's calibration from its validation samples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import torch

from engine.datasets.packed import Int64Array, PackedDataset
from engine.datasets.schema import Split
from engine.explain.calibrate import Calibrated, calibrate
from engine.explain.calibration import Calibration
from engine.explain.cases import HeadLabels
from engine.models.mib import MIBModel
from engine.models.tensors import ModalityTensors
from engine.runtime.cancel import NEVER, Cancel, check
from engine.training.evaluation import batch_sizes
from engine.training.metrics import calibration_error
from engine.training.tensor_data import ABSENT, TensorData
from engine.types import Float64Array, Modality


def calibrate_on_validation(
    model: MIBModel, data: TensorData, cancel: Cancel = NEVER
) -> Calibrated:
    """Fit every head that VALID samples have labels of. Every data set has the same say, however
    large. The model must be in evaluation mode.

    Without a single label, or without unimodal bottlenecks to explain, nothing is corrected.
    """
    dataset = data.dataset
    rows = torch.from_numpy(_with_evidence(dataset, model))
    lengths = data.lengths(rows)
    order = rows[lengths.argsort(stable=True)]
    labels = {
        name: HeadLabels(each.values[order].astype(np.float64), each.mask[order])
        for name, each in dataset.labels.items()
        if each.mask[order].any()
    }
    if not labels or not model.bottlenecks:
        return Calibrated(Calibration(), {})
    return calibrate(
        model,
        _batches(model, data, order, cancel),
        labels,
        dataset.heads,
        calibration_error,
        weight=_equal_sets(dataset, order.numpy()),
    )


def _batches(
    model: MIBModel, data: TensorData, order: torch.Tensor, cancel: Cancel
) -> Iterator[Mapping[Modality, ModalityTensors]]:
    for part in torch.split(order, batch_sizes(data.lengths(order).tolist())):
        check(cancel)
        plan = {m: torch.where(data.present(m, part), part, ABSENT) for m in model.modalities}
        yield data.gather(plan)


def _with_evidence(dataset: PackedDataset, model: MIBModel) -> Int64Array:
    rows = dataset.rows(Split.VALID)
    return rows[np.any([dataset.has(m)[rows] for m in model.modalities], axis=0)]


def _equal_sets(dataset: PackedDataset, rows: Int64Array) -> Float64Array:
    sizes = np.bincount(dataset.dataset[rows])
    weights: Float64Array = 1.0 / sizes[dataset.dataset[rows]]
    return weights
