"""Foreign data sets in the layout in which their makers publish them, a few segments each."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.datasets.imported import TextFeatures
from engine.features.contract import ExtractorSpec
from engine.types import FeatureTrack

Array = npt.NDArray[Any]

LETTERS = TextFeatures(
    ExtractorSpec("letters", 1, 1, None, exact=True),
    lambda texts: [np.array([ord(c) for c in t], np.float32).reshape(-1, 1) for t in texts],
)
"""One step per letter."""


def spelt(track: FeatureTrack) -> str:
    """The text behind a track of LETTERS."""
    return "".join(chr(int(value)) for value in track.values[:, 0])


MMSA_STEPS = 6
"""Padded length; the real files have 50."""


def write_pickle(path: Path, content: object, protocol: int = 4) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(content, protocol))
    return path


def mmsa_split(
    videos: Sequence[str], seed: int = 0, *, aligned: bool = True, unimodal: bool = False
) -> dict[str, Any]:
    """One split of an MMSA pickle: segment i has i % 4 + 2 steps, the rest is padding."""
    rng, n = np.random.default_rng(seed), len(videos)
    lengths = [row % 4 + 2 for row in range(n)]
    states = rng.normal(size=(n, MMSA_STEPS, 8)).astype(np.float32)  # of padding, too
    pieces = np.zeros((n, 3, MMSA_STEPS), np.float32)
    audio = np.zeros((n, MMSA_STEPS, 5))
    vision = np.zeros((n, MMSA_STEPS, 3))
    for row, steps in enumerate(lengths):
        pieces[row, 0, :steps] = [101.0, *(30000.0 + np.arange(steps - 2)), 102.0]
        pieces[row, 1, :steps] = 1.0
        audio[row, :steps] = rng.normal(size=(steps, 5))
        vision[row, :steps] = rng.normal(size=(steps, 3))
    labels = np.round(rng.uniform(-3, 3, n), 1)
    labels[-1] = 0.0
    content: dict[str, Any] = {
        "id": [f"{video}$_${row}" for row, video in enumerate(videos)],
        "raw_text": np.array([f"well {video} ä" for video in videos]),
        "text": states,
        "text_bert": pieces,
        "audio": audio,
        "vision": vision,
        "regression_labels": labels,
        "classification_labels": np.sign(labels) + 1.0,
        "annotations": [("Negative", "Neutral", "Positive")[int(np.sign(v)) + 1] for v in labels],
    }
    if not aligned:
        content["audio_lengths"] = lengths
        content["vision_lengths"] = lengths
    if unimodal:
        for letter in "TAV":
            content[f"regression_labels_{letter}"] = rng.uniform(-1, 1, n)
    return content


def mmsa(**options: bool) -> dict[str, Any]:
    """A whole MMSA pickle; split by video."""
    return {
        "train": mmsa_split(["a_1", "a_1", "b", "c"], 1, **options),
        "valid": mmsa_split(["d", "e"], 2, **options),
        "test": mmsa_split(["f", "g", "g"], 3, **options),
    }


def mag_item(segment: object, words: Sequence[object], label: object, seed: int = 0) -> Any:
    """((words, visual, acoustic), label, segment) with a step per word."""
    rng, steps = np.random.default_rng(seed), len(words)
    visual = rng.normal(size=(steps, 47))
    acoustic = rng.normal(size=(steps, 74))
    return (list(words), visual, acoustic), label, segment


def mag() -> dict[str, list[Any]]:
    """A whole pickle as MAG-BERT reads it."""
    return {
        "train": [
            mag_item("03bSnISJMiM[3]", ["it", "was", "good"], np.array([[2.4]]), 1),
            mag_item("03bSnISJMiM[11]", ["so"], np.array([[-0.6]]), 2),
            mag_item("_dI--eQ6qVU[1]", ["it", "is"], np.array([[0.0]]), 3),
        ],
        "dev": [mag_item("0h-zjBukYpk_5", ["bad"], -1.5, 4)],
        "test": [mag_item(("tmZoasNr4rU", 7), ["don’t"], np.array([[3.0]]), 5)],
    }


def write_csd(
    path: Path, name: str, segments: Mapping[str, tuple[Any, Any]], **metadata: str
) -> Path:
    """A computational sequence: (features, intervals) of every segment."""
    import h5py  # noqa: PLC0415

    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        root = file.create_group(name)
        data = root.create_group("data")
        for segment, (features, intervals) in segments.items():
            group = data.create_group(segment)
            group.create_dataset("features", data=features)
            group.create_dataset("intervals", data=np.asarray(intervals, dtype=np.float64))
        described = root.create_group("metadata")
        for key, value in metadata.items():
            described.create_dataset(key, data=value)
    return path


def regular_intervals(steps: int, length_s: float, start_s: float = 0.0) -> Array:
    """[steps, 2]: one after another."""
    starts = start_s + length_s * np.arange(steps)
    return np.stack([starts, starts + length_s], axis=1)
