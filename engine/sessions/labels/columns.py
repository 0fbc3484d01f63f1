"""What the columns of a table of labels probably mean, for whoever is asked to say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from engine.errors import DatasetError
from engine.sessions.labels.table_file import ROLES, table_lines
from engine.types import EMOTIONS, SENTIMENT

_ALSO: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "start_s": ("start", "begin", "onset", "from", "von", "anfang", "beginn", "start time"),
        "end_s": ("end", "stop", "offset", "to", "bis", "ende", "end time"),
        "start_ms": ("start ms", "begin ms", "onset ms"),
        "end_ms": ("end ms", "offset ms"),
        "index": ("utterance", "number", "segment", "nr"),
        "media": ("video", "file", "recording", "clip", "datei", "video id"),
        "rater": ("annotator", "coder", "worker", "person", "bewerter", "name"),
        SENTIMENT: ("label", "score", "valence", "polarity", "rating"),
        EMOTIONS: ("emotion", "expression", "expressions", "ausdruck"),
    }
)
"""Other names, in small letters with spaces for marks."""


@dataclass(frozen=True, slots=True)
class TableHead:
    """The names of the columns and the first lines below them, as many cells as there are."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def head_of(path: Path, lines: int = 4) -> TableHead:
    """
    Raises:
        DatasetError: it cannot be read, or is empty.
    """
    found = [tuple(map(str.strip, cells)) for _, cells in islice(table_lines(path), lines + 1)]
    if not found:
        raise DatasetError(f"{path.name} is empty.")
    return TableHead(found[0], tuple(found[1:]))


def guessed(names: Sequence[str]) -> dict[str, str]:
    """Column by role, where a name says it; every column and every role once."""
    found: dict[str, str] = {}
    for known in ({role: (_plain(role),) for role in ROLES}, _ALSO):
        for role, called in known.items():
            left = [name for name in names if name not in found.values()]
            name = next((each for each in left if _plain(each) in called), None)
            if role not in found and name is not None:
                found[role] = name
    return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
