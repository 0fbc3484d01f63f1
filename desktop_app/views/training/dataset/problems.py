"""What stands out: what was left out and why, the same content twice, what was assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView

from desktop_app.i18n.texts import translate
from desktop_app.state.training.dataset import DataSet, Splits
from desktop_app.views.format import listed, modality_within
from desktop_app.views.training.dataset.tables import Column, Index, RowModel, RowTable
from desktop_app.views.training.dataset.texts import place_text, split_name
from engine.types import Modality

_NAMED = 6
"""So many samples of the same content are named; of more, how many there are."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row. ``rank``: the gravest first; ``sample``: the place of one that it is about."""

    rank: int
    kind: str
    where: str
    reason: str
    sample: int | None = None


class ProblemTable(RowTable):
    """A double click or Enter goes to the utterance."""

    sample_wanted = Signal(int)
    """Its place among the samples."""

    def __init__(self) -> None:
        self.problems: RowModel[Problem] = RowModel(
            [
                Column(translate("Splits", "What"), lambda row: row.kind, lambda row: row.rank),
                Column(translate("Splits", "Where"), lambda row: row.where),
                Column(translate("Splits", "Why"), lambda row: row.reason),
            ]
        )
        super().__init__(translate("Splits", "What stands out"), self.problems, 2)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.activated.connect(self._on_activated)
        self.setColumnWidth(0, 130)
        self.setColumnWidth(1, 520)

    def show_data(self, data: DataSet, splits: Splits) -> None:
        self.problems.show_rows(sorted(problems_of(data, splits), key=lambda each: each.rank))

    def _on_activated(self, index: Index) -> None:
        place = self.problems.rows[index.row()].sample
        if place is not None:
            self.sample_wanted.emit(place)


def problems_of(data: DataSet, splits: Splits) -> Iterator[Problem]:
    """All of them, by what is left out of what."""
    if data.problem is not None:
        said = f"{data.problem.message} {data.problem.hint}".strip()
        yield Problem(0, translate("Splits", "Cannot be trained on"), "", said)
    leaks = {repeat.samples for repeat in data.leaks(splits)}
    same: dict[tuple[int, ...], list[Modality]] = {}
    for repeat in data.repeats:
        same.setdefault(repeat.samples, []).append(repeat.modality)
    for samples, modalities in same.items():
        yield _repeated(data, samples, modalities, splits, samples in leaks)
    for where, reason in data.left_out:
        yield Problem(2, translate("Splits", "Left out"), where, reason)
    for note in data.notes:
        yield Problem(4, translate("Splits", "Note"), "", note)


def _repeated(
    data: DataSet,
    samples: Sequence[int],
    modalities: Sequence[Modality],
    splits: Splits,
    leaks: bool,
) -> Problem:
    named = []
    for place in samples[:_NAMED]:
        sample = data.samples[place]
        named.append(f"{place_text(sample)} ({split_name(splits.get(sample.group, ''))})")
    if len(samples) > _NAMED:
        more = len(samples) - _NAMED
        named.append(translate("Splits", "and {count} more").format(count=more))
    kind = translate("Splits", "In two splits") if leaks else translate("Splits", "Twice")
    only_words = set(modalities) == {Modality.TEXT}
    if only_words:
        reason = translate("Splits", "The same {what}; that may well be chance.")
    elif leaks:
        reason = translate("Splits", "The same {what}: scores will be too good.")
    else:
        reason = translate("Splits", "The same {what}; it weighs double.")
    said = reason.format(what=listed([modality_within(each) for each in modalities]))
    rank = 1 if leaks else 5 if only_words else 3
    return Problem(rank, kind, ", ".join(named), said, samples[0])
