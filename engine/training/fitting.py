"""The part of a data set that a model has to do with."""

from __future__ import annotations

from dataclasses import replace

from engine.datasets.packed import PackedDataset
from engine.errors import DatasetError
from engine.models.config import MIBConfig


def fitted(dataset: PackedDataset, model: MIBConfig) -> PackedDataset:
    """The data set with nothing but the modalities and heads that the model has, too.

    Raises:
        DatasetError: there are none, or a head of the same name predicts something else.
    """
    tracks = {m: tracks for m, tracks in dataset.tracks.items() if m in model.input_dims}
    heads = {name: head for name, head in dataset.heads.items() if name in model.heads}
    if not tracks or not heads:
        raise DatasetError(
            f"The data set has labels for {', '.join(dataset.heads)} and tracks of "
            f"{', '.join(dataset.tracks)}; the model predicts {', '.join(model.heads)} from "
            f"{', '.join(model.input_dims)}.",
            hint="Name the heads of the data set under [heads] in the recipe.",
        )
    for name, head in heads.items():
        if head != model.heads[name]:
            raise DatasetError(
                f"The data set's {name} is {head.kind} of {head.size}, the model's is "
                f"{model.heads[name].kind} of {model.heads[name].size}.",
                hint="Describe it under [heads] in the recipe as the data set does.",
            )
    labels = {name: dataset.labels[name] for name in heads}
    return replace(dataset, tracks=tracks, labels=labels, heads=heads)
