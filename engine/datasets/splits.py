"""Splits that keep a person, a video or a dialogue on one side."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from engine.datasets.schema import Record, Split
from engine.errors import DatasetError

RAVDESS_VALID = frozenset({"18", "19", "20"})
RAVDESS_TEST = frozenset({"21", "22", "23", "24"})
NEMO_VALID = frozenset({"SM0"})
NEMO_TEST = frozenset({"KD0", "WR0"})
JAVANESE_VALID = frozenset({"08"})
JAVANESE_TEST = frozenset({"09", "10"})

# The sixteen videos of mosi400 all lie in MOSI's official train and valid parts. To measure
# words, voice and face together, the last four in the alphabet are kept for testing and the
# fifth last for validation; their transcripts leave the training part of MOSI as well.
MOSI400_TEST = frozenset({"8OtFthrtaJM", "8qrpnFRGt2A", "9J25DZhivz8", "9c67fiY0wGQ"})
MOSI400_VALID = frozenset({"8d-gEyoeBzc", "_dI--eQ6qVU"})


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
