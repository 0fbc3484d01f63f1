"""Every utterance as a row, found by its words, its file or its group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.state.training.dataset import DataSet, Sample
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import modality_within
from desktop_app.views.sections import small
from desktop_app.views.training.dataset.tables import Column, RowModel, RowTable
from desktop_app.views.training.dataset.texts import (
    emotions_text,
    length_text,
    place_text,
    sentiment_text,
    split_name,
)
from engine.types import Modality

SplitOf = Callable[[str], str]
_WORDS = 1
_PX = (180, 200, 60, 78, 125, 70, 95)


@dataclass(frozen=True, slots=True)
class _Found:
    """``place``: among all samples."""

    place: int
    sample: Sample


class SampleList(QWidget):
    """A field to search, and the table."""

    chosen = Signal(object)
    """The Sample of the current row, or None."""

    def __init__(self, split_of: SplitOf) -> None:
        super().__init__()
        self._data: DataSet | None = None
        self._split_of = split_of
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(self.tr("Search words, files, people"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.textChanged.connect(self._filter)
        self._count = small()
        self.model: RowModel[_Found] = RowModel(self._columns())
        self.table = RowTable(self.tr("Utterances"), self.model, _WORDS)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        for column, width in enumerate(_PX):
            self.table.setColumnWidth(column, width)
        head = QHBoxLayout()
        head.addWidget(self.search, 1)
        head.addWidget(self._count)
        column_of_parts = QVBoxLayout(self)
        column_of_parts.setContentsMargins(0, 0, 0, 0)
        column_of_parts.setSpacing(GAP // 2)
        column_of_parts.addLayout(head)
        column_of_parts.addWidget(self.table, 1)

    @property
    def current(self) -> Sample | None:
        row = self.table.currentIndex().row()
        return self.model.rows[row].sample if 0 <= row < len(self.model.rows) else None

    def show_data(self, data: DataSet) -> None:
        """Those that are searched for; the first one is current."""
        self._data = data
        self._filter()

    def go_to(self, place: int) -> None:
        """Make this sample the current one, whatever is searched for."""
        self.search.clear()
        for row, found in enumerate(self.model.rows):
            if found.place == place:
                index = self.model.index(row, 0)
                flags = QItemSelectionModel.SelectionFlag
                self.table.selectionModel().setCurrentIndex(
                    index, flags.ClearAndSelect | flags.Rows
                )
                self.table.scrollTo(index)

    # ------------------------------------------------------------------ inner workings

    def _columns(self) -> list[Column[_Found]]:
        def missing(row: _Found) -> str:
            names = [modality_within(m) for m in Modality if not row.sample.has(m)]
            return ", ".join(names)

        return [
            Column(
                self.tr("Where"),
                lambda row: place_text(row.sample),
                lambda row: (row.sample.path or row.sample.id, row.sample.start_s or 0.0),
            ),
            Column(self.tr("Words"), lambda row: row.sample.text),
            Column(
                self.tr("Length"),
                lambda row: length_text(row.sample),
                lambda row: row.sample.duration_s,
                is_number=True,
            ),
            Column(
                self.tr("Sentiment"),
                lambda row: sentiment_text(row.sample),
                lambda row: -9.0 if row.sample.sentiment is None else row.sample.sentiment,
                is_number=True,
            ),
            Column(self.tr("Expression"), lambda row: emotions_text(row.sample)),
            Column(self.tr("Missing"), missing),
            Column(
                self.tr("What it does"),
                lambda row: split_name(self._split_of(row.sample.group)),
            ),
        ]

    def _filter(self) -> None:
        if self._data is None:
            return
        wanted = self.search.text().casefold().split()
        found = [
            _Found(place, sample)
            for place, sample in enumerate(self._data.samples)
            if not wanted or _holds(sample, wanted)
        ]
        self.model.show_rows(found)
        self._count.setText(self.tr("%n utterance(s)", None, len(found)))
        if found:
            self.table.selectRow(0)
        else:
            self.chosen.emit(None)

    def _on_current(self) -> None:
        self.chosen.emit(self.current)


def _holds(sample: Sample, wanted: list[str]) -> bool:
    said = f"{sample.text} {sample.id} {sample.group}".casefold()
    return all(word in said for word in wanted)
