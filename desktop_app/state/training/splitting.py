"""Who trains, who validates, who tests: drawn with a seed, and edited group by group."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.jobs.messages import Failure
from desktop_app.state.training.dataset import OUT, DataSet, Splits
from engine.datasets.schema import Split
from engine.errors import DatasetError
from engine.training.finetuning.choices import FEW_TO_VALIDATE
from engine.training.finetuning.splits import SplitPlan, settle


@dataclass(frozen=True, slots=True)
class SplitChoice:
    """What the user decides. ``valid``, ``test``: shares; None: as the engine thinks best."""

    seed: int = 0
    valid: float | None = None
    test: float | None = None
    table: tuple[tuple[str, str], ...] = ()
    """Every group with its split, once one of them was edited; else all are drawn."""

    def arguments(self, table: Path | None) -> tuple[str, ...]:
        """Options of ``mibscope finetune``. ``table``: where ``write`` has put the table."""
        said = ["--split-seed", str(self.seed)] if self.seed else []
        for option, share in (("--valid", self.valid), ("--test", self.test)):
            said += [option, f"{share:g}"] if share is not None else []
        return tuple([*said, "--splits", str(table)] if table else said)

    def write(self, path: Path) -> Path | None:
        """The table as a file; None where nothing was edited."""
        if not self.table:
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerows((("group", "split"), *self.table))
        return path


class Doubt(StrEnum):
    """What speaks against a division."""

    NOBODY_TRAINS = "nobody-trains"
    NOBODY_VALIDATES = "nobody-validates"
    FEW_VALIDATE = "few-validate"
    ONE_VALIDATES = "one-validates"
    UTTERANCES = "utterances"
    LEAKS = "leaks"


_Decided = tuple[int, float | None, float | None, dict[str, str]]
"""Seed, shares and what was edited."""


class SplitDesk(QObject):
    """Of the data that are looked at. What it shows is what is trained."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seed = 0
        self.valid: float | None = None
        self.test: float | None = None
        self.drawn: Splits = {}
        self.trouble: Failure | None = None
        """Why nothing could be drawn."""
        self._data: DataSet | None = None
        self._edits: dict[str, str] = {}
        self._before: list[_Decided] = []

    @property
    def splits(self) -> Splits:
        """Of every group."""
        return {**self.drawn, **self._edits}

    @property
    def edited(self) -> Mapping[str, str]:
        """Groups that somebody has moved."""
        return self._edits

    @property
    def can_undo(self) -> bool:
        return bool(self._before)

    @property
    def choice(self) -> SplitChoice:
        """For the training."""
        table = tuple(sorted(self.splits.items())) if self._edits else ()
        return SplitChoice(self.seed, self.valid, self.test, table)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The gravest first."""
        data = self._data
        if data is None:
            return ()
        splits = self.splits
        counts = {name: shares.utterances for name, shares in data.by_split(splits).items()}
        found = []
        if not counts["train"]:
            found.append(Doubt.NOBODY_TRAINS)
        if not counts["valid"]:
            found.append(Doubt.NOBODY_VALIDATES)
        if any(data.leaks(splits)):
            found.append(Doubt.LEAKS)
        if 0 < counts["valid"] < FEW_TO_VALIDATE:
            found.append(Doubt.FEW_VALIDATE)
        if data.one_group:
            found.append(Doubt.UTTERANCES)
        elif sum(split == "valid" for split in splits.values()) == 1:
            found.append(Doubt.ONE_VALIDATES)
        return tuple(found)

    def show(self, data: DataSet) -> None:
        """Of these data; what was edited of groups that are still there stays."""
        self._data = data
        self._edits = {g: split for g, split in self._edits.items() if g in data.by_group}
        self._settle()

    def move(self, groups: Iterable[str], split: str) -> None:
        """Let them train, validate, test, or leave them out."""
        self._remember()
        for group in groups:
            if self.drawn.get(group) == split:
                self._edits.pop(group, None)
            else:
                self._edits[group] = split
        self.changed.emit()

    def draw(self, seed: int, valid: float | None, test: float | None) -> None:
        """All anew; what was edited is no more."""
        self._remember()
        self.seed, self.valid, self.test = seed, valid, test
        self._edits.clear()
        self._settle()

    def reset(self) -> None:
        """As it was drawn."""
        self._remember()
        self._edits.clear()
        self.changed.emit()

    def undo(self) -> None:
        """As before the last change."""
        if self._before:
            self.seed, self.valid, self.test, self._edits = self._before.pop()
            self._settle()

    def forget(self) -> None:
        """Other data will come: their groups are others."""
        self._edits.clear()
        self._before.clear()
        self.seed, self.valid, self.test, self.drawn, self._data = 0, None, None, {}, None
        self.changed.emit()

    def _remember(self) -> None:
        self._before.append((self.seed, self.valid, self.test, dict(self._edits)))

    def _settle(self) -> None:
        data = self._data
        if data is None:
            return
        plan = SplitPlan(self.seed, self.valid, self.test)
        given = {group: Split(split) for group, split in data.given.items()}
        groups = [data.groups[code] for code in data.code]
        self.trouble = None
        try:
            found = settle(groups, given, plan.for_one_group() if data.one_group else plan)
            self.drawn = {group: split.value if split else OUT for group, split in found.items()}
        except DatasetError as error:
            self.drawn = dict.fromkeys(data.groups, Split.TRAIN.value)
            self.trouble = Failure(error.message, error.hint)
        self.changed.emit()
