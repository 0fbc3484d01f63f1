"""How much each modality moves a model's sentiment, over many utterances."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from engine.datasets.packed import Int64Array
from engine.explain.batch import Explainer, ExplainOptions
from engine.runtime.cancel import NEVER, Cancel
from engine.training.checkpoints import Checkpoint
from engine.training.evaluation import gathered
from engine.training.tensor_data import TensorData
from engine.types import SENTIMENT, Modality


def sentiment_shares(
    checkpoint: Checkpoint, data: TensorData, rows: Int64Array, cancel: Cancel = NEVER
) -> Mapping[Modality, float]:
    """The mean size of each modality's Shapley value, as its share of all; they add up to one.
    Empty for a model without a sentiment, or one that nothing moves.

    Without samples of z: every utterance is encoded once more, then all sets of modalities are
    fused, which takes about as long as one look at the validation samples.

    Raises:
        CancelledError: ``cancel`` was set.
    """
    model = checkpoint.model
    if SENTIMENT not in checkpoint.config.heads:
        return {}
    options = ExplainOptions(None, checkpoint.calibration, dict(checkpoint.config.heads))
    explainer = Explainer(model, options)
    total = np.zeros(len(model.modalities))
    for inputs in gathered(model, data, torch.from_numpy(rows), cancel):
        found = explainer.explain(inputs)
        total += np.abs(found.shapley[:, :, found.columns[SENTIMENT]]).sum(axis=(0, 2))
    whole = float(total.sum())
    if not whole > 0:
        return {}
    return {m: float(each) / whole for m, each in zip(model.modalities, total, strict=True)}
