"""What a comparison found, as ``mibscope compare`` writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.state.training.exporting import write_bytes, write_table
from engine.types import Modality

_PLAIN = frozenset({"mean absolute error", "accuracy"})
"""Scores that are told in the sentence."""
BETTER, WORSE, SAME, UNCLEAR = (
    "better",
    "worse",
    "no difference",
    "too few utterances to tell",
)
"""Verdicts, as the engine has them."""


@dataclass(frozen=True, slots=True)
class ScoreDifference:
    """Of one score. ``low``, ``high``: of what changed; None: nothing can be said."""

    about: str
    score: str
    one: float | None
    other: float | None
    low: float | None
    high: float | None
    n: int
    verdict: str
    enough: int | None

    @property
    def is_plain(self) -> bool:
        return self.score in _PLAIN

    @property
    def change(self) -> float | None:
        return None if self.one is None or self.other is None else self.other - self.one

    @property
    def half_width(self) -> float | None:
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """Of one person or video."""

    group: str
    about: str
    score: str
    one: float
    other: float
    n: int


@dataclass(frozen=True, slots=True)
class Trusted:
    """How far what is said can be believed."""

    about: str
    measure: str
    one: float | None
    other: float | None


Pairs = Mapping[Modality, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Compared:
    """``other`` against ``one``."""

    one: str
    other: str
    n: int
    groups: int
    is_of_few: bool
    differences: tuple[ScoreDifference, ...]
    by_group: tuple[GroupDifference, ...]
    trust: tuple[Trusted, ...]
    rates: Pairs
    """Mean nats that each bottleneck lets through."""
    shares: Pairs
    """Of what moves the sentiment, 0..1."""
    plain: Mapping[str, Any]
    """The JSON that it was read from."""

    @property
    def unclear(self) -> tuple[ScoreDifference, ...]:
        """What there are too few utterances for."""
        return tuple(each for each in self.differences if each.is_plain and each.enough is not None)


def read_comparison(one: str, other: str, plain: Mapping[str, Any]) -> Compared:
    """From the JSON.

    Raises:
        KeyError, TypeError: it is of another version.
    """
    return Compared(
        one,
        other,
        int(plain["n"]),
        int(plain["groups"]),
        bool(plain["is_of_few"]),
        tuple(ScoreDifference(**each) for each in plain["differences"]),
        tuple(GroupDifference(**each) for each in plain["by_group"]),
        tuple(Trusted(**each) for each in plain["trust"]),
        _pairs(plain["rates"]),
        _pairs(plain["shares"]),
        {"one": one, "other": other, **plain},
    )


def _pairs(plain: Mapping[str, Sequence[float]]) -> Pairs:
    return {m: (plain[m.value][0], plain[m.value][1]) for m in Modality if m.value in plain}


# ------------------------------------------------------------------ files


def write_comparison(found: Compared, path: Path) -> None:
    """JSON, or a table where the name ends in .csv; whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    if path.suffix.casefold() == ".csv":
        write_table(path, table_rows(found))
    else:
        content = json.dumps(found.plain, indent=1, ensure_ascii=False)
        write_bytes(path, content.encode("utf-8"))


def table_rows(found: Compared) -> Iterator[Sequence[object]]:
    """One row per figure, the head first; empty where nothing is known."""
    yield ("what", "of", "score", found.one, found.other, "low", "high", "n", "verdict")
    for each in found.differences:
        ends = (_cell(each.low), _cell(each.high), each.n, each.verdict)
        yield ("all", each.about, each.score, _cell(each.one), _cell(each.other), *ends)
    for group in found.by_group:
        ends = ("", "", group.n, "")
        yield (group.group, group.about, group.score, group.one, group.other, *ends)
    for trusted in found.trust:
        pair = (_cell(trusted.one), _cell(trusted.other))
        yield ("trust", trusted.about, trusted.measure, *pair, "", "", "", "")
    for name, pairs in (("rate in nats", found.rates), ("share of sentiment", found.shares)):
        for modality, pair in pairs.items():
            yield (name, modality.value, name, *pair, "", "", "", "")


def _cell(value: float | None) -> object:
    return "" if value is None else value
