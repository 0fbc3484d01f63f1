"""Two models on the same labelled utterances: is one of them better, or can nobody tell?

Paired bootstrap (Efron & Tibshirani 1993): utterances are drawn anew with replacement, both models
are scored on the same draw, and the middle 95 % of the differences are the interval. A difference
is called none only where the whole interval is smaller than what would matter; where it is not,
there are too few utterances to tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.datasets.packed import Int64Array, PackedDataset
from engine.errors import DatasetError
from engine.runtime.cancel import NEVER, Cancel
from engine.training.checkpoints import Checkpoint
from engine.training.claims import claims
from engine.training.evaluation import examine, true_classes
from engine.training.fitting import fitted
from engine.training.metrics import calibration_error, interval_coverage
from engine.training.paired import (
    Difference,
    Pair,
    Score,
    Verdict,
    difference,
    pairs_of,
)
from engine.training.pools import NO_EMOTION
from engine.training.shares import sentiment_shares
from engine.training.tensor_data import TensorData
from engine.types import Float32Array, HeadKind, Modality

FEW_GROUPS = 5
"""People or videos with fewer of which little is said of others."""


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """Of one person or video: how much the mean absolute error or the accuracy changed."""

    group: str
    about: str
    score: Score
    one: float
    other: float
    n: int


@dataclass(frozen=True, slots=True)
class Trusted:
    """How far what one model says can be believed: calibration error of the best class, share of
    labels in the 80 % intervals."""

    about: str
    measure: str
    one: float
    other: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that two models differ in. ``rates``: mean nats that each lets through, by modality;
    ``shares``: how much of what moves the sentiment each modality does, 0..1."""

    n: int
    groups: int
    differences: tuple[Difference, ...]
    by_group: tuple[GroupDifference, ...]
    trust: tuple[Trusted, ...]
    rates: Mapping[Modality, tuple[float, float]]
    shares: Mapping[Modality, tuple[float, float]]
    warnings: tuple[str, ...]

    @property
    def is_of_few(self) -> bool:
        """Whether there are too few people or videos to say much of others."""
        return self.groups < FEW_GROUPS

    @property
    def sentence(self) -> str:
        """``better on sentiment by 0.07 ± 0.03; no difference on anger``."""
        return "; ".join(_in_words(self.differences)) or "nothing could be compared"


def compare(
    one: Checkpoint,
    other: Checkpoint,
    dataset: PackedDataset,
    rows: Int64Array,
    *,
    seed: int = 0,
    cancel: Cancel = NEVER,
) -> Comparison:
    """Score both on the same utterances, through all modalities that each has.

    Args:
        rows: of the data set.
        seed: of the bootstrap.

    Raises:
        ContractMismatchError: one of them was trained on other features.
        DatasetError: there are no utterances, or they do not fit the models.
        CancelledError: ``cancel`` was set.
    """
    if not len(rows):
        raise DatasetError("There are no utterances to compare the models on.")
    seen = [_seen(each, dataset, rows, cancel) for each in (one, other)]
    rng = np.random.default_rng(seed)
    pairs = list(pairs_of(dataset, rows, *(each.said for each in seen)))
    differences = tuple(difference(pair, rng, cancel) for pair in pairs)
    groups = dataset.group[rows]
    count = len(np.unique(groups))
    trust = tuple(
        Trusted(name, measure, value, seen[1].trust[name, measure])
        for (name, measure), value in seen[0].trust.items()
        if (name, measure) in seen[1].trust
    )
    by_group = tuple(_by_group(dataset, groups, pairs))
    warnings = tuple(_warnings(len(rows), count, differences))
    rates, shares = _both(seen[0].rates, seen[1].rates), _both(seen[0].shares, seen[1].shares)
    return Comparison(len(rows), count, differences, by_group, trust, rates, shares, warnings)


def _both(
    one: Mapping[Modality, float], other: Mapping[Modality, float]
) -> dict[Modality, tuple[float, float]]:
    return {m: (one[m], other[m]) for m in Modality if m in one and m in other}


# ------------------------------------------------------------------ what the models say


class _Seen(NamedTuple):
    said: Mapping[str, Float32Array]
    """By head [n, k]: numbers, or probabilities after calibration."""
    trust: Mapping[tuple[str, str], float]
    rates: Mapping[Modality, float]
    shares: Mapping[Modality, float]


def _seen(
    checkpoint: Checkpoint, dataset: PackedDataset, rows: Int64Array, cancel: Cancel
) -> _Seen:
    checkpoint.contract.require({m: (each,) for m, each in dataset.contract.extractors.items()})
    usable = fitted(dataset, checkpoint.config)
    data, model = TensorData(usable), checkpoint.model
    everything = frozenset(model.modalities)
    by_head = claims(model, data, rows, [everything], checkpoint.calibration, cancel=cancel)
    said, trust = {}, {}
    for name, claimed in by_head[everything].items():
        labels, kind = usable.labels[name], usable.heads[name].kind
        mask = labels.mask[rows]
        if not mask.any():
            continue
        said[name] = claimed.shown
        if kind is HeadKind.REGRESSION:
            ends = claimed.interval[:, 0][mask], claimed.interval[:, 1][mask]
            covered = interval_coverage(labels.values[rows][mask], *ends)
            trust[name, "share in 80 % intervals"] = covered
        elif kind is HeadKind.MULTI_CLASS:
            true = true_classes(usable, name, rows)
            known = true != NO_EMOTION
            if known.any():
                best = claimed.shown[known]
                right = best.argmax(axis=1) == true[known]
                trust[name, "calibration error"] = calibration_error(best.max(axis=1), right)
    rates = examine(model, data, rows, [everything], cancel).rates
    mean = {
        m: float(each[usable.has(m)[rows]].mean())
        for m, each in rates.items()
        if usable.has(m)[rows].any()
    }
    return _Seen(said, trust, mean, sentiment_shares(checkpoint, data, rows, cancel))


def _by_group(
    dataset: PackedDataset,
    groups: np.ndarray,
    pairs: Sequence[Pair],
) -> Iterator[GroupDifference]:
    for pair in pairs:
        if pair.label is not None or pair.about not in dataset.heads:
            continue
        for code in np.unique(groups[pair.at]).tolist():
            here = groups[pair.at] == code
            yield GroupDifference(
                dataset.group_names[code],
                pair.about,
                pair.score,
                float(pair.one[here].mean()),
                float(pair.other[here].mean()),
                int(here.sum()),
            )


# ------------------------------------------------------------------ in words


def _warnings(n: int, groups: int, differences: Sequence[Difference]) -> Iterator[str]:
    if groups < FEW_GROUPS:
        people = "one person or video" if groups == 1 else f"{groups} people or videos"
        yield f"These are {n} utterances of {people}: with others it may be otherwise."
    unclear = [each for each in differences if each.enough is not None and each.score in _PLAIN]
    if unclear:
        most = max(each.enough or 0 for each in unclear)
        names = ", ".join(dict.fromkeys(each.about for each in unclear))
        yield f"Too few utterances to tell of {names}: about {most} would be needed."


_PLAIN = (Score.ERROR, Score.ACCURACY)


_FINE = 0.02
"""Changes below it are told with a digit more."""


def _in_words(differences: Sequence[Difference]) -> Iterator[str]:
    plain = [each for each in differences if each.score in _PLAIN]
    for verdict in (Verdict.BETTER, Verdict.WORSE):
        for each in plain:
            if each.verdict is verdict:
                digits = 2 if abs(each.change) >= _FINE else 3
                size = f"{abs(each.change):.{digits}f} ± {each.half_width:.{digits}f}"
                yield f"{verdict.value} on {each.about} by {size}"
    for verdict in (Verdict.SAME, Verdict.UNCLEAR):
        names = [each.about for each in plain if each.verdict is verdict]
        if names:
            yield f"{verdict.value} on {', '.join(names)}"
