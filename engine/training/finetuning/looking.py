"""All that is known of labelled data before it is trained on, utterance by utterance, as JSON.

samples   set, id, group, split; text, file, start_s, end_s; labels; tracks from from_s to to_s
splits    of every group: train, valid, test, or out; ``given``: those that groups came with
repeats   places of samples whose tracks of a modality are the same
left_out  where and reason
notes     sentences: what was assumed, what speaks against the data
report    sizes and balance by set, head and group (``DataReport``)
problem   why it cannot be trained on as it is
estimate  of time and memory; ``estimate_problem``: why there is none
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.datasets.duplicates import content_of
from engine.datasets.schema import LabelledSample, Split
from engine.errors import DatasetError, MibscopeError
from engine.training.finetuning.assembling import Assembled
from engine.training.finetuning.sources import Collected
from engine.training.finetuning.splits import (
    OUT,
    SplitPlan,
    divisible_samples,
    given_splits,
    settle,
)
from engine.training.plain import to_plain
from engine.types import FeatureTrack, Modality

if TYPE_CHECKING:
    from engine.training.finetuning.estimate import Estimate  # torch is not needed to look

POINTS = 64
"""Of a track as it is shown."""
_HIGHEST = 255


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found."""

    collected: Collected
    plan: SplitPlan
    assembled: Assembled | None = None
    """None: it cannot be trained on as it is, for the reason in ``problem``."""
    problem: MibscopeError | None = None
    estimate: Estimate | None = None
    estimate_problem: MibscopeError | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON, as above."""
        samples = divisible_samples(self.collected.samples, self.plan)
        alone = samples is not self.collected.samples
        given = {} if alone else given_splits(samples, self.collected.has_splits)
        splits = _settled(samples, given, self.plan.for_one_group() if alone else self.plan)
        found = self.assembled
        left_out = (*self.collected.left_out, *(found.divided.left_out if found else ()))
        plain: dict[str, Any] = to_plain(
            {
                "samples": [_sample(each, splits.get(each.group, "")) for each in samples],
                "splits": splits,
                "given": {group: split.value for group, split in given.items()},
                "one_group": alone,
                "repeats": _repeats(samples),
                "left_out": [{"where": e.where, "reason": e.reason} for e in left_out],
                "notes": found.report.notes if found else self.collected.notes,
                "report": found.report.to_dict() if found else None,
                "problem": _told(self.problem),
                "estimate": _plain(self.estimate),
                "estimate_problem": _told(self.estimate_problem),
            }
        )
        return plain


def _settled(
    samples: Sequence[LabelledSample], given: Mapping[str, Split], plan: SplitPlan
) -> dict[str, str]:
    """Empty where there is too little to draw from."""
    try:
        found = settle([each.group for each in samples], given, plan)
    except DatasetError:
        return {}
    return {group: split.value if split else OUT for group, split in found.items()}


def _plain(found: Estimate | None) -> dict[str, Any] | None:
    return None if found is None else asdict(found) | {"total_s": found.total_s}


def _told(error: MibscopeError | None) -> dict[str, str] | None:
    return None if error is None else {"message": error.message, "hint": error.hint}


def _repeats(samples: Sequence[LabelledSample]) -> list[dict[str, Any]]:
    places: dict[tuple[Modality, str], list[int]] = {}
    for place, sample in enumerate(samples):
        for modality, track in sample.tracks.items():
            places.setdefault((modality, content_of(track)), []).append(place)
    return [
        {"modality": modality.value, "samples": same}
        for (modality, _), same in places.items()
        if len(same) > 1
    ]


def _sample(sample: LabelledSample, split: str) -> dict[str, Any]:
    origin, labels = sample.origin, sample.labels
    times = np.concatenate([track.times_s for track in sample.tracks.values()])
    from_s, to_s = float(times.min()), float(times.max())
    return {
        "set": sample.dataset,
        "id": sample.id,
        "group": sample.group,
        "split": split,
        "text": origin.text if origin else "",
        "file": str(origin.path) if origin and origin.path else "",
        "fingerprint": origin.fingerprint if origin else "",
        "start_s": origin.start_s if origin else None,
        "end_s": origin.end_s if origin else None,
        "sentiment": labels.sentiment,
        "emotions": labels.emotions,
        "others": labels.others,
        "from_s": from_s,
        "to_s": to_s,
        "tracks": {
            modality.value: _shown(track, from_s, to_s) for modality, track in sample.tracks.items()
        },
    }


def _shown(track: FeatureTrack, from_s: float, to_s: float) -> dict[str, Any]:
    return {
        "steps": len(track.times_s),
        "seen": float(track.valid.mean()),
        "levels": base64.b64encode(levels(track, from_s, to_s).tobytes()).decode("ascii"),
    }


def levels(track: FeatureTrack, from_s: float, to_s: float) -> npt.NDArray[np.uint8]:
    """How far a track is from its own mean over time, to be looked at: uint8 [points], evenly over
    the stretch. 0: no evidence; otherwise 1 to 255, where 255 is the farthest of this track.

    Distances are root mean squares over the dimensions.
    """
    known = track.values[track.valid].astype(np.float64)
    far = np.zeros(len(track.times_s))
    far[track.valid] = np.sqrt(((known - known.mean(axis=0)) ** 2).mean(axis=1))
    points = np.linspace(from_s, to_s, POINTS)
    after = np.searchsorted(track.times_s, points).clip(0, len(far) - 1)
    before = (after - 1).clip(0)
    gaps = np.abs(track.times_s[[before, after]] - points)
    nearest = np.where(gaps[0] < gaps[1], before, after)
    step = float(np.median(np.diff(track.times_s))) if len(far) > 1 else to_s - from_s
    reach = max(step, (to_s - from_s) / POINTS)
    there = track.valid[nearest] & (gaps.min(axis=0) <= reach)
    scaled = 1 + np.round((_HIGHEST - 1) * far[nearest] / max(float(far.max()), 1e-12))
    return np.where(there, scaled, 0).astype(np.uint8)
