"""Where the model is most wrong, with the way into the video."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.state.training.insight import EMOTIONS, SENTIMENT, Shown, Wrong
from desktop_app.state.training.session import TrainingState
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import emotion_name, percent, signed
from desktop_app.views.rows import as_rows
from desktop_app.views.sections import small
from desktop_app.views.training.insight.exhibit import png_of, svg_of
from desktop_app.views.training.insight.texts import file_of, moment_of, words_of
from desktop_app.views.training.insight.told import ToldView
from engine.types import Emotion

_EMOTIONS = tuple(Emotion)
_HEADS = (SENTIMENT, EMOTIONS)


class WrongTable(QTableWidget):
    """A double click or Enter wants the utterance."""

    utterance_wanted = Signal(object)
    """A Seen."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: tuple[Wrong, ...] = ()
        self.setAccessibleName(self.tr("Most wrong utterances"))
        self.setColumnCount(6)
        as_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.itemActivated.connect(self._on_activated)

    def show_wrong(self, wrong: Sequence[Wrong], heads: Sequence[str], emotions: bool) -> None:
        """Rows are made anew only where they are others, so that the current one stays."""
        if tuple(wrong) == self.wrong and self.rowCount():
            return
        self.wrong = tuple(wrong)
        header = self.horizontalHeader()  # each text would have it measured anew
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setHorizontalHeaderLabels(list(heads))
        self.setRowCount(len(wrong))
        for row, each in enumerate(wrong):
            for column, text in enumerate(texts_of(each, emotions=emotions)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(row, column, item)
        self.resizeColumnsToContents()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _on_activated(self, item: QTableWidgetItem) -> None:
        self.utterance_wanted.emit(self.wrong[item.row()].seen)


class WorstView(ToldView):
    """Ranked by the error of the sentiment, or by how little the true expression was believed."""

    def __init__(self, training: TrainingState) -> None:
        super().__init__(training)
        self.table = WrongTable()
        self.rank = QComboBox()
        self.rank.addItems([self.tr("Sentiment"), self.tr("Expression")])
        self.rank.setAccessibleName(self.tr("Wrong about"))
        self.rank.activated.connect(self.refresh)
        self.facts = small()
        head = QHBoxLayout()
        head.setContentsMargins(GAP, GAP // 2, GAP, 0)
        head.setSpacing(GAP)
        head.addWidget(self.rank)
        head.addWidget(self.facts, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self._stack.addWidget(body)

    @property
    def about(self) -> str:
        return "errors"

    @property
    def is_empty(self) -> bool:
        return not self.table.wrong

    def rows(self) -> Iterable[Sequence[object]]:
        emotions = self._emotions
        yield (
            "dataset",
            "id",
            "group",
            "file",
            "start_s",
            "end_s",
            "label",
            "said",
            "error",
            "text",
        )
        for each in self.table.wrong:
            seen = each.seen
            place = (seen.dataset, seen.id, seen.group, seen.path, seen.start_s, seen.end_s)
            values = (each.label, each.said)
            names = (_emotion(value).value for value in values) if emotions else values
            yield (*place, *names, each.error, seen.text)

    def png(self) -> bytes:
        return png_of(self.table)

    def svg(self) -> bytes:
        return svg_of(self.table)

    @property
    def _emotions(self) -> bool:
        return self.rank.currentIndex() == _HEADS.index(EMOTIONS)

    def draw(self, shown: Shown | None) -> None:
        wrong = shown.most_wrong(_HEADS[self.rank.currentIndex()]) if shown is not None else ()
        error = self.tr("Believed") if self._emotions else self.tr("Error")
        heads = (self.tr("Utterance"), self.tr("File"), self.tr("At"))
        names = (*heads, self.tr("Label"), self.tr("Prediction"), error)
        self.table.show_wrong(wrong, names, self._emotions)
        if not wrong:
            self.facts.setText(self.tr("No validation utterance has such a label."))
        elif self._emotions:
            self.facts.setText(
                self.tr(
                    "Last column: the probability that the model gave the labelled expression. A "
                    "double click or Enter goes to the utterance."
                )
            )
        else:
            self.facts.setText(
                self.tr("The largest errors first. A double click or Enter goes to the utterance.")
            )


def texts_of(wrong: Wrong, *, emotions: bool) -> tuple[str, ...]:
    """A row of the table."""
    if emotions:
        label, said = (emotion_name(_emotion(each)) for each in (wrong.label, wrong.said))
        error = percent(1.0 - wrong.error)
    else:
        label, said = signed(wrong.label, 1), signed(wrong.said, 1)
        error = f"{wrong.error:.1f}"
    return words_of(wrong.seen), file_of(wrong.seen), moment_of(wrong.seen), label, said, error


def _emotion(index: float) -> Emotion:
    return _EMOTIONS[int(index)]
