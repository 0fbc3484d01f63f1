"""What a neutral voice and a neutral face are to a model: the zero of a calibration to a person.

A file beside the checkpoint, ``default.neutral``, made by ``mibscope neutral``:

    audio, vision   float32 [dimension]: the mean of the training data's neutral voices and faces
    metadata "mibscope-neutral"   {"checkpoint": SHA-256, "measured": {modality: …}}

It belongs to one checkpoint, contract of features included, and to no other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from engine.runtime.whole import written_whole
from engine.types import Float32Array, Modality

FORMAT = "mibscope-neutral"
SHARE = 0.5
"""How much of what a person differs by is taken off; chosen on people of the validation splits."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Of the emotions by one modality alone; ``recall`` is the mean over the emotions."""

    recall: float
    calibration_error: float
    negative_log_likelihood: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What the calibration did to people who were never trained on."""

    dataset: str
    people: int
    clips: int
    before: Scores
    after: Scores


@dataclass(frozen=True, slots=True)
class NeutralFeatures:
    """``means``: float32 [dimension]. ``effects``: what was measured, by set."""

    checkpoint_sha256: str
    means: Mapping[Modality, Float32Array]
    effects: Mapping[Modality, tuple[Effect, ...]]

    @property
    def helps(self) -> frozenset[Modality]:
        """Where recall got better in the mean of the sets, and the log-likelihood no worse."""
        return frozenset(m for m, effects in self.effects.items() if _better(effects))


def own_offset(steps: Float32Array, neutral: Float32Array, share: float = SHARE) -> Float32Array:
    """What is to be taken off a person's tracks, float32 [dimension].

    Args:
        steps: valid ones of the person's neutral seconds, float32 [steps, dimension].
        neutral: the mean of ``NeutralFeatures``.
    """
    own = steps.mean(axis=0, dtype=np.float64)
    return np.asarray(share * (own - neutral), dtype=np.float32)


def neutral_path(checkpoint: Path) -> Path:
    """Where the neutral features of a checkpoint lie."""
    return checkpoint.with_suffix(".neutral")


def save_neutral(path: Path, neutral: NeutralFeatures) -> None:
    """Write the file, whole or not at all."""
    document = {
        "checkpoint": neutral.checkpoint_sha256,
        "measured": {
            m.value: [asdict(each) for each in found] for m, found in neutral.effects.items()
        },
    }
    with written_whole(path) as partial:
        tensors = {m.value: mean for m, mean in neutral.means.items()}
        save_file(tensors, partial, metadata={FORMAT: json.dumps(document, sort_keys=True)})


def load_neutral(checkpoint: Path, sha256: str) -> NeutralFeatures | None:
    """The neutral features of the checkpoint with this hash; None where there are none of it that
    can be read: an analysis does without."""
    path = neutral_path(checkpoint)
    try:
        with safe_open(path, "numpy") as file:
            document = json.loads(file.metadata()[FORMAT])
            found = NeutralFeatures(
                checkpoint_sha256=str(document["checkpoint"]),
                means={Modality(name): file.get_tensor(name) for name in file.keys()},  # noqa: SIM118
                effects={
                    Modality(name): tuple(map(_effect, effects))
                    for name, effects in document["measured"].items()
                },
            )
    except (OSError, SafetensorError, KeyError, TypeError, ValueError):
        return None
    return found if found.checkpoint_sha256 == sha256 else None


def _effect(plain: Mapping[str, object]) -> Effect:
    return Effect(
        str(plain["dataset"]),
        int(str(plain["people"])),
        int(str(plain["clips"])),
        Scores(**plain["before"]),  # type: ignore[arg-type]
        Scores(**plain["after"]),  # type: ignore[arg-type]
    )


def _better(effects: tuple[Effect, ...]) -> bool:
    recall = sum(each.after.recall - each.before.recall for each in effects)
    worse = sum(
        each.after.negative_log_likelihood - each.before.negative_log_likelihood for each in effects
    )
    return recall > 0 and worse <= 0
