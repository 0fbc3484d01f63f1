"""What a file of labels says, before it is known which utterances it means."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.datasets import emotions
from engine.sessions.exports.wording import NOTHING_SHOWN
from engine.sessions.labels.writing import HIGHEST, LOWEST, Said
from engine.types import Emotion

Roles = Mapping[str, str]
"""Names of columns or tiers of the file by what they mean here, where they are called otherwise."""

_BETWEEN = re.compile(r"[,;|/+\s]+")
_NONE = frozenset({NOTHING_SHOWN, "-", "–"})


@dataclass(frozen=True, slots=True)
class Incoming:
    """One label. Either ``span`` or ``index`` says of what."""

    where: str
    """The file and the place in it, for messages."""
    said: Said
    span: tuple[float, float] | None = None
    """Seconds of the medium's clock."""
    index: int | None = None
    """Place of the utterance, from 0."""
    media: str = ""
    """Name of the recording; empty: the one at hand."""


@dataclass(frozen=True, slots=True)
class LabelFile:
    """``problems``: a sentence each on what was left out, with the place in the file."""

    labels: tuple[Incoming, ...]
    problems: tuple[str, ...]


def number(cell: str) -> float:
    """A finite number, with a decimal point or comma.

    Raises:
        ValueError: it is none; says so.
    """
    try:
        value = float(cell.replace(",", ".").replace("−", "-"))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{cell!r} is not a number")
    return value


def sentiment(cell: str) -> float | None:
    """−3..3; None where the cell is empty.

    Raises:
        ValueError: it is no number, or out of range.
    """
    if not cell.strip():
        return None
    value = number(cell.strip())
    if not LOWEST <= value <= HIGHEST:
        raise ValueError(f"the sentiment {cell.strip()} is not in −3 to 3")
    return value


def emotions_in(cell: str) -> frozenset[Emotion] | None:
    """Names of expressions with commas or spaces between; "none": none is shown; None where the
    cell is empty.

    Raises:
        ValueError: one of them is not known; the others are not used either.
    """
    names = [name for name in _BETWEEN.split(cell.strip().lower()) if name]
    if not names:
        return None
    if len(names) == 1 and names[0] in _NONE:
        return frozenset()
    if unknown := [name for name in names if name not in emotions.NAMES]:
        known = ", ".join(emotion.value for emotion in Emotion)
        raise ValueError(f"{unknown[0]!r} is no expression; there are {known}")
    return frozenset(emotions.NAMES[name] for name in names)
