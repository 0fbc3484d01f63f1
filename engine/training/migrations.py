"""Older checkpoint formats, brought up to date one version at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.types import EMOTIONS, SENTIMENT, Head, HeadKind, heads_to_dict

Document = dict[str, Any]


def migrated(document: Document) -> Document:
    """The document in the newest format; the tensors have never changed.

    Raises:
        KeyError: the document lacks what its version must have.
    """
    while document["version"] in _STEPS:
        document = _STEPS[document["version"]](document)
    return document


def _from_1(document: Document) -> Document:
    """Heads were sizes of the two that there were; temperatures lie in the weights."""
    kinds = {SENTIMENT: HeadKind.REGRESSION, EMOTIONS: HeadKind.MULTI_CLASS}
    model, lineage = document["model"], document["lineage"]
    heads = {name: Head(kinds[name], size) for name, size in model["heads"].items()}
    return {
        **document,
        "version": 2,
        "calibration": {},
        "model": {**model, "heads": heads_to_dict(heads), "pretrained_text": {}},
        "lineage": {**lineage, "seed": document["training"]["seed"], "code": "", "parent": None},
    }


_STEPS: Mapping[int, Callable[[Document], Document]] = {1: _from_1}
"""How to go on from each version."""
