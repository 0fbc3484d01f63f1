"""What the columns of a table of labels mean."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theming.tokens import GAP
from desktop_app.views.format import emotion_name
from desktop_app.views.sections import small
from engine.sessions.labels.columns import TableHead, guessed
from engine.sessions.labels.table_file import ROLES
from engine.types import EMOTIONS, SENTIMENT, Emotion

_SIZE = (760, 330)
_COLUMN_PX = 180


class ColumnsDialog(QDialog):
    """The first lines as they are, and above each column what it holds. What its name says is
    chosen already."""

    chosen = Signal(object)
    """Column by role, "" for roles that no column has."""

    def __init__(self, name: str, head: TableHead, why: str, parent: QWidget | None = None) -> None:
        """
        Args:
            why: what keeps the table from being read as it is; may be empty.
        """
        super().__init__(parent)
        self._head = head
        self.setWindowTitle(self.tr("Columns of {name}").format(name=name))
        self.resize(*_SIZE)
        said = QLabel(why)
        said.setWordWrap(True)
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setVisible(bool(why))
        self.boxes = tuple(self._box(column) for column in head.names)
        self._missing = small()
        self._missing.setProperty("role", "warning")
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.accept_button = buttons.button(kinds.Ok)
        self.accept_button.setText(self.tr("Read the table"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.chosen.emit(self.roles))
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(GAP)
        column.addWidget(said)
        column.addWidget(small(self.tr("Say what each column holds; the rest is not read.")))
        column.addWidget(self._table(), 1)
        column.addWidget(self._missing)
        column.addWidget(buttons)
        self._look()

    @property
    def roles(self) -> dict[str, str]:
        """As the reader wants them."""
        names = zip(self.boxes, self._head.names, strict=True)
        found = {box.currentData(): name for box, name in names if box.currentData()}
        return {role: found.get(role, "") for role in ROLES}

    # ------------------------------------------------------------------ inner workings

    def _box(self, column: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(column)
        box.addItem(self.tr("not read"), "")
        for role in ROLES:
            box.addItem(self._role(role), role)
        meant = {name: role for role, name in guessed(self._head.names).items()}
        box.setCurrentIndex(max(0, box.findData(meant.get(column, ""))))
        box.currentIndexChanged.connect(self._look)
        return box

    def _table(self) -> QTableWidget:
        rows = [self._head.names, *self._head.rows]
        table = QTableWidget(len(rows) + 1, len(self._head.names))
        table.setAccessibleName(self.tr("The first lines"))
        for column, box in enumerate(self.boxes):
            table.setCellWidget(0, column, box)
            table.setColumnWidth(column, _COLUMN_PX)
            for row, cells in enumerate(rows, start=1):
                text = cells[column] if column < len(cells) else ""
                table.setItem(row, column, QTableWidgetItem(text))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.horizontalHeader().hide()
        table.verticalHeader().hide()
        table.setRowHeight(0, self.boxes[0].sizeHint().height() + GAP // 2)
        return table

    def _look(self) -> None:
        """Whether the table could be read so."""
        said = {box.currentData() for box in self.boxes} - {""}
        twice = len(said) < sum(bool(box.currentData()) for box in self.boxes)
        when = {"start_s", "end_s"} <= said or {"start_ms", "end_ms"} <= said or "index" in said
        what = bool(said & {SENTIMENT, EMOTIONS, *(each.value for each in Emotion)})
        missing = ""
        if twice:
            missing = self.tr("Two columns cannot hold the same.")
        elif not when:
            missing = self.tr("Which columns say when: start and end, or the utterance's number?")
        elif not what:
            missing = self.tr("Which column holds the labels?")
        self._missing.setText(missing)
        self.accept_button.setEnabled(not missing)

    def _role(self, role: str) -> str:
        named = {
            "start_s": self.tr("start (s)"),
            "end_s": self.tr("end (s)"),
            "start_ms": self.tr("start (ms)"),
            "end_ms": self.tr("end (ms)"),
            "index": self.tr("utterance, from 0"),
            "media": self.tr("recording"),
            "rater": self.tr("rater"),
            SENTIMENT: self.tr("sentiment, −3 to 3"),
            EMOTIONS: self.tr("expressions, by name"),
        }
        known = {each.value: each for each in Emotion}
        if role in named:
            return named[role]
        return self.tr("{emotion}, 1 or 0").format(emotion=emotion_name(known[role]))
