"""What a setting is: declared once, kept, shown and searched by its declaration."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP

Value = TypeVar("Value")
Named = TypeVar("Named", bound=StrEnum)

_ON, _OFF = frozenset({"true", "1"}), frozenset({"false", "0"})


class Group(StrEnum):
    """The pages of the settings, in their order."""

    LOOK = QT_TRANSLATE_NOOP("Settings", "Appearance and language")
    ANALYSIS = QT_TRANSLATE_NOOP("Settings", "Analysis")
    MODELS = QT_TRANSLATE_NOOP("Settings", "Models and device")
    LABELS = QT_TRANSLATE_NOOP("Settings", "Labels")
    FILES = QT_TRANSLATE_NOOP("Settings", "Projects and playback")
    TROUBLE = QT_TRANSLATE_NOOP("Settings", "Troubleshooting")


class Kind(StrEnum):
    """How a setting is edited."""

    BOOL = "bool"
    CHOICE = "choice"
    NUMBER = "number"
    FOLDER = "folder"
    FILE = "file"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values. ``translated``: the title is a word of ours, not a name."""

    value: str
    title: str
    translated: bool = True


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers that are allowed; they are shown ``scale`` times as large, with a unit."""

    lowest: float
    highest: float
    step: float = 1.0
    scale: float = 1.0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Setting(Generic[Value]):
    """``read`` makes the value of what was kept and raises ValueError where it makes no sense."""

    key: str
    title: str
    explanation: str
    group: Group
    kind: Kind
    default: Value
    read: Callable[[str], Value]
    choices: tuple[Choice, ...] = ()
    range: Range | None = None
    filter: str = ""
    """Which files can be chosen, as Qt's file dialogs want it."""
    available: Callable[[str], bool] | None = None
    """Whether a choice can be used on this machine; None: all can."""

    def written(self, value: Value) -> str:
        """The inverse of ``read``."""
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if value is None else str(value)


def toggle(key: str, title: str, explanation: str, group: Group, default: bool) -> Setting[bool]:
    """On or off."""
    return Setting(key, title, explanation, group, Kind.BOOL, default, _read_bool)


def choice(
    key: str,
    title: str,
    explanation: str,
    group: Group,
    *,
    choices: tuple[Choice, ...],
    available: Callable[[str], bool] | None = None,
) -> Setting[str]:
    """One of several; the first is the default."""
    allowed = {each.value for each in choices}

    def read(kept: str) -> str:
        if kept not in allowed:
            raise ValueError(kept)
        return kept

    return Setting(
        key,
        title,
        explanation,
        group,
        Kind.CHOICE,
        choices[0].value,
        read,
        choices,
        available=available,
    )


def named_choice(
    key: str,
    title: str,
    explanation: str,
    group: Group,
    *,
    default: Named,
    titles: dict[Named, str],
) -> Setting[Named]:
    """One member of an enumeration."""
    choices = tuple(Choice(member.value, name) for member, name in titles.items())
    return Setting(key, title, explanation, group, Kind.CHOICE, default, type(default), choices)


def number(
    key: str, title: str, explanation: str, group: Group, *, default: float, limits: Range
) -> Setting[float]:
    """Within limits; what lies outside becomes the nearer limit."""

    def read(kept: str) -> float:
        value = float(kept)
        if math.isnan(value):
            raise ValueError(kept)
        return min(limits.highest, max(limits.lowest, value))

    return Setting(key, title, explanation, group, Kind.NUMBER, default, read, range=limits)


def folder(key: str, title: str, explanation: str, group: Group) -> Setting[Path | None]:
    """A folder, or none."""
    return Setting(key, title, explanation, group, Kind.FOLDER, None, _read_path)


def file(key: str, title: str, explanation: str, group: Group, kinds: str) -> Setting[Path | None]:
    """A file, or none."""
    return Setting(key, title, explanation, group, Kind.FILE, None, _read_path, filter=kinds)


def text(key: str, title: str, explanation: str, group: Group, default: str = "") -> Setting[str]:
    """A line of text."""
    return Setting(key, title, explanation, group, Kind.TEXT, default, str.strip)


def _read_bool(kept: str) -> bool:
    word = kept.strip().lower()
    if word not in _ON | _OFF:
        raise ValueError(kept)
    return word in _ON


def _read_path(kept: str) -> Path | None:
    return Path(kept) if kept.strip() else None
