"""Splits that keep a person, a video or a dialogue on one side."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.datasets.schema import Record, Split
from engine.errors import DatasetError

RAVDESS_VALID = frozenset({"18", "19", "20"})
RAVDESS_TEST = frozenset({"21", "22", "23", "24"})
NEMO_VALID = frozenset({"MP0", "SM0"})
NEMO_TEST = frozenset({"KD0", "WR0"})
JAVANESE_VALID = frozenset({"07", "08"})
JAVANESE_TEST = frozenset({"09", "10"})

# The sixteen videos of mosi400 all lie in MOSI's official train and valid parts. To measure
# words, voice and face together, the last four in the alphabet are kept for testing and the
# fifth last for validation; their transcripts leave the training part of MOSI as well.
MOSI400_TEST = frozenset({"8OtFthrtaJM", "8qrpnFRGt2A", "9J25DZhivz8", "9c67fiY0wGQ"})
MOSI400_VALID = frozenset({"8d-gEyoeBzc", "_dI--eQ6qVU"})
MOSI400_TRAIN = frozenset(
    {
        *("03bSnISJMiM", "0h-zjBukYpk", "1DmNV9C1hbY", "1iG0909rllw", "2WGyTLYerpo"),
        *("2iD-tVS8NPw", "5W7Z1C_fDaE", "6Egk_28TtTM", "6_0THN4chvY", "7JsX8y1ysxY"),
    }
)
MOSI400 = MOSI400_TRAIN | MOSI400_VALID | MOSI400_TEST


def split_of(name: str, valid: frozenset[str], test: frozenset[str]) -> Split:
    """The split of a person or video, given who is held out."""
    if name in test:
        return Split.TEST
    return Split.VALID if name in valid else Split.TRAIN


def require_disjoint(records: Iterable[Record]) -> None:
    """Refuse records that put one group into two splits, within or across data sets.

    Raises:
        DatasetError: names the group and both places.
    """
    seen: dict[str, Record] = {}
    for record in records:
        first = seen.setdefault(record.group, record)
        if first.split is not record.split:
            raise DatasetError(
                f"{record.group} is in {first.split} ({first.dataset}) and in "
                f"{record.split} ({record.dataset}): scores would be too good.",
                hint="Move all of it to one split.",
            )


@dataclass(frozen=True, slots=True)
class Shares:
    """How a set is split by groups: the parts of its samples that are held out, and a seed."""

    valid: float = 0.15
    test: float = 0.15
    seed: int = 0


def group_splits(
    groups: Iterable[str], valid: float = 0.15, test: float = 0.15, seed: int = 0
) -> dict[str, Split]:
    """Split by groups, each of them whole: the split of every group.

    ``groups`` has one entry per sample. Groups are taken in the order of their hash with the seed,
    so that nothing depends on the order of samples, and each goes where most samples are missing.
    No split gets more than its share by a whole group, and each that has a share gets a group.

    Raises:
        DatasetError: the shares are none, or there are fewer groups than splits.
    """
    shares = {Split.TRAIN: 1.0 - valid - test, Split.VALID: valid, Split.TEST: test}
    if not all(-1e-9 <= share <= 1.0 for share in shares.values()):
        raise DatasetError(f"Shares of {valid} for validation and {test} for testing are none.")
    wanted = [split for split, share in shares.items() if share > 1e-9]
    sizes = Counter(groups)
    _require_enough(len(sizes), len(wanted), "splits")
    missing = {split: shares[split] * sizes.total() for split in wanted}
    empty = list(wanted)
    found: dict[str, Split] = {}
    for rank, group in enumerate(_shuffled(sizes, seed)):
        open_to = empty if len(sizes) - rank <= len(empty) else wanted
        split = found[group] = max(open_to, key=missing.__getitem__)
        missing[split] -= sizes[group]
        if split in empty:
            empty.remove(split)
    return found


def group_folds(groups: Iterable[str], folds: int, seed: int = 0) -> dict[str, int]:
    """Cross-validation by groups, each of them whole: the fold of every group, 0..folds − 1.

    ``groups`` has one entry per sample. Each group, in the order of its hash with the seed, goes
    to the smallest fold: two folds differ by no more than the largest group.

    Raises:
        DatasetError: there are fewer than two folds, or fewer groups than folds.
    """
    if folds < 2:
        raise DatasetError(f"{folds} folds are none.", hint="Use two or more.")
    sizes = Counter(groups)
    _require_enough(len(sizes), folds, "folds")
    filled = [0] * folds
    found: dict[str, int] = {}
    for group in _shuffled(sizes, seed):
        found[group] = min(range(folds), key=filled.__getitem__)
        filled[found[group]] += sizes[group]
    return found


def fold_splits(fold_of_group: Mapping[str, int], test: int) -> dict[str, Split]:
    """One round of cross-validation: tested on fold ``test``, chosen on the next, trained on the
    rest.

    Raises:
        DatasetError: there are fewer than three folds.
    """
    folds = max(fold_of_group.values(), default=-1) + 1
    if folds < 3:
        raise DatasetError("Training, validation and testing need three folds or more.")
    part = {test % folds: Split.TEST, (test + 1) % folds: Split.VALID}
    return {group: part.get(fold, Split.TRAIN) for group, fold in fold_of_group.items()}


def _shuffled(groups: Iterable[str], seed: int) -> list[str]:
    return sorted(groups, key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).digest())


def _require_enough(groups: int, parts: int, of: str) -> None:
    if groups < parts:
        raise DatasetError(
            f"{groups} groups cannot fill {parts} {of}: a group is never divided.",
            hint="Ask for fewer, or name smaller groups.",
        )


def subsample(records: Sequence[Record], limits: Mapping[Split, int]) -> list[Record]:
    """At most so many records of each split, chosen by the hash of their id: stable, unordered.

    Splits without a limit are kept whole. The order of ``records`` is kept.
    """
    chosen: set[str] = set()
    for split in Split:
        ids = [record.id for record in records if record.split is split]
        ids.sort(key=lambda each: hashlib.sha256(each.encode()).digest())
        chosen.update(ids[: limits.get(split, len(ids))])
    return [record for record in records if record.id in chosen]
