"""Which groups train, validate and test: drawn with a seed, kept in a table, edited by hand.

A table has the columns ``group`` and ``split`` (train, valid, test, or out: not used).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.datasets.foreign import SPLIT_NAMES
from engine.datasets.left_out import LeftOut
from engine.datasets.schema import LabelledSample, Split
from engine.datasets.splits import group_splits
from engine.errors import DatasetError
from engine.runtime.whole import written_whole

OUT = "out"
_VALID, _TEST = 0.25, 0.2
_GROUPS_FOR_TEST = 5
"""With fewer groups a test split would leave too little to learn from."""
_VALID_UTTERANCES = 0.25

SplitOfGroup = Mapping[str, Split | None]
"""None: the group is not used."""


@dataclass(frozen=True, slots=True)
class Divided:
    """Samples with their splits, and what is to be said of it."""

    samples: tuple[LabelledSample, ...]
    split_of_group: Mapping[str, Split]
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """How to divide. ``edited`` decides where it names a group; the rest is drawn."""

    seed: int = 0
    valid: float | None = None
    """Share for validation; None: a quarter."""
    test: float | None = None
    """Share for testing; None: a fifth where there are five groups or more, else nothing."""
    edited: SplitOfGroup = field(default_factory=dict)

    def for_one_group(self) -> SplitPlan:
        """Where the utterances of a single group are divided: there is no use for a test part."""
        return replace(self, valid=self.valid or _VALID_UTTERANCES, test=0.0)


def divide(
    samples: Sequence[LabelledSample], has_splits: frozenset[str], plan: SplitPlan
) -> Divided:
    """Give every sample its split, groups whole.

    Splits that a set came with are kept. With a single group, utterances are divided instead, and a
    note says what that is worth.

    Raises:
        DatasetError: no group is left to train or to validate on.
    """
    notes: list[str] = []
    divisible = divisible_samples(samples, plan)
    alone = divisible is not samples
    if alone:
        notes.append(
            "All labels are of one video or person: utterances are divided, so validation says "
            "nothing of other people."
        )
    named = {each.group for each in divisible}
    notes += [
        f"The table of splits names {group}, of which there is no labelled utterance."
        for group in plan.edited
        if group not in named
    ]
    out = {group for group, split in plan.edited.items() if split is None}
    left_out = tuple(
        LeftOut(f"{each.dataset}, {each.id}", "Its group is out by the table of splits.")
        for each in divisible
        if each.group in out
    )
    used = [each for each in divisible if each.group not in out]
    given = {} if alone else given_splits(used, has_splits, notes.append)
    settled = settle([each.group for each in used], given, plan.for_one_group() if alone else plan)
    split_of = {group: split for group, split in settled.items() if split is not None}
    _require_both(split_of)
    divided = tuple(replace(each, split=split_of[each.group]) for each in used)
    return Divided(divided, split_of, left_out, tuple(notes))


def settle(
    groups: Sequence[str], given: Mapping[str, Split], plan: SplitPlan
) -> dict[str, Split | None]:
    """Where every group goes; None: it is not used.

    Args:
        groups: one entry per utterance.
        given: splits that groups came with; the plan's edits decide before them, and what neither
            names is drawn.

    Raises:
        DatasetError: there are too few groups to draw from.
    """
    named = set(groups)
    found: dict[str, Split | None] = dict(given)
    found |= {group: split for group, split in plan.edited.items() if group in named}
    free = [each for each in groups if each not in found]
    if free:
        present = frozenset(split for split in found.values() if split is not None)
        found |= _drawn(free, plan, present)
    return found


def divisible_samples(
    samples: Sequence[LabelledSample], plan: SplitPlan
) -> Sequence[LabelledSample]:
    """The samples as they are; or each as a group of its own, where all are of one group and no
    table speaks of that."""
    groups = {each.group for each in samples}
    if len(groups) != 1 or groups & set(plan.edited):
        return samples
    return [replace(each, group=_alone(each)) for each in samples]


def _drawn(groups: Sequence[str], plan: SplitPlan, present: frozenset[Split]) -> dict[str, Split]:
    """Splits of groups that have none. ``present``: splits that others have filled."""
    count = len(set(groups))
    wanted_test = _TEST if count >= _GROUPS_FOR_TEST else 0.0
    test = wanted_test if plan.test is None else plan.test
    valid = _VALID if plan.valid is None else plan.valid
    if Split.TEST in present and plan.test is None:
        test = 0.0
    if Split.VALID in present and plan.valid is None:
        valid = 0.0
    if count < sum(share > 0 for share in (1.0 - valid - test, valid, test)):
        if present:
            return dict.fromkeys(groups, Split.TRAIN)
        raise DatasetError(
            f"{count} groups are too few for training, validation and testing.",
            hint="Label another video or person, or leave the test part out (--test 0).",
        )
    return group_splits(groups, valid, test, plan.seed)


def given_splits(
    samples: Sequence[LabelledSample],
    has_splits: frozenset[str],
    note: Callable[[str], None] = lambda said: None,
) -> dict[str, Split]:
    """Of the groups that came with splits; one in several goes where most of it is, which ``note``
    is told."""
    found: dict[str, Split] = {}
    counts: dict[str, Counter[Split]] = {}
    for each in samples:
        if each.dataset in has_splits:
            counts.setdefault(each.group, Counter())[each.split] += 1
    for group, splits in counts.items():
        ((first, _), *others) = splits.most_common()
        found[group] = first
        if others:
            names = ", ".join(split.value for split in splits)
            note(f"{group} is in {names}: all of it is taken for {first.value}.")
    return found


def _require_both(split_of: Mapping[str, Split]) -> None:
    for split, verb in ((Split.TRAIN, "train"), (Split.VALID, "validate")):
        if split not in split_of.values():
            raise DatasetError(
                f"No speaker or video is left to {verb} on.",
                hint="Give another one to this split, or label another one.",
            )


def rows_within(
    samples: Sequence[LabelledSample], table: SplitOfGroup | None, wanted: str | None
) -> list[LabelledSample]:
    """The samples of a split by a table, or all; as one split, to be measured on.

    Raises:
        DatasetError: there are none.
    """
    found = [
        replace(each, split=Split.TEST)
        for each in samples
        if wanted is None or (table is not None and _split_in(table, each) == wanted)
    ]
    if not found:
        raise DatasetError(
            f"The table of splits has no labelled utterance for {wanted or 'anything'}.",
            hint="Its groups must be those of the data.",
        )
    return found


def _split_in(table: SplitOfGroup, sample: LabelledSample) -> Split | None:
    """Of its group, or its own where a single group was divided."""
    return table.get(sample.group, table.get(_alone(sample)))


def _alone(sample: LabelledSample) -> str:
    return f"{sample.group}/{sample.id}"


# ------------------------------------------------------------------ the table


def write_splits(path: Path, divided: Divided) -> None:
    """The table, with a column of how many utterances each group has.

    Raises:
        DatasetError: it cannot be written.
    """
    sizes = Counter(each.group for each in divided.samples)
    try:
        with (
            written_whole(path) as partial,
            partial.open("w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.writer(file)
            writer.writerow(("group", "split", "utterances"))
            for group, split in sorted(divided.split_of_group.items()):
                writer.writerow((group, split.value, sizes[group]))
    except OSError as error:
        raise DatasetError(f"{path} cannot be written: {error}.") from error


def read_splits(path: Path) -> dict[str, Split | None]:
    """The table, edited by hand or not.

    Raises:
        DatasetError: with the line: it is no such table.
    """
    found: dict[str, Split | None] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"group", "split"} <= set(reader.fieldnames or ()):
                raise DatasetError(f"{path.name}, line 1: columns group and split are needed.")
            for row in reader:
                name = (row["split"] or "").strip().lower()
                if name != OUT and name not in SPLIT_NAMES:
                    raise DatasetError(
                        f"{path.name}, line {reader.line_num}: {name!r} is no split.",
                        hint=f"One of {', '.join(SPLIT_NAMES)}, {OUT}.",
                    )
                found[row["group"]] = None if name == OUT else SPLIT_NAMES[name]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"{path} cannot be read: {error}.") from error
    return found
