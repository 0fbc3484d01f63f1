"""The field to search in, how many hits there are, and which rows are shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from desktop_app.theming.tokens import GAP
from desktop_app.views.transcript.search import Filter, Search


class SearchField(QLineEdit):
    """Enter goes to the next hit, Shift+Enter to the one before, Esc ends the search."""

    step_wanted = Signal(int)
    left = Signal()
    entered = Signal()

    def event(self, event: QEvent) -> bool:
        """Esc ends the search before it means anything else in the window."""
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.clear()
                self.left.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self.step_wanted.emit(-1 if back else 1)
            case Qt.Key.Key_Down:
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()


class SearchBar(QWidget):
    """One line above the transcript."""

    def __init__(self, search: Search) -> None:
        super().__init__()
        self._search = search
        self.field = SearchField()
        self.field.setAccessibleName(self.tr("Search the transcript"))
        self.field.setClearButtonEnabled(True)
        self.count = QLabel()
        self.count.setProperty("role", "small")
        self.before = self._button("▲", self.tr("Previous hit (Shift+F3)"))
        self.behind = self._button("▼", self.tr("Next hit (F3)"))
        self.filter = QComboBox()
        self.filter.setAccessibleName(self.tr("Which utterances are shown"))
        for which, title in (
            (Filter.ALL, self.tr("All")),
            (Filter.UNCERTAIN, self.tr("Uncertain")),
            (Filter.CONFLICTS, self.tr("Conflicts")),
            (Filter.NOTES, self.tr("With notes")),
        ):
            self.filter.addItem(title, which)
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP, GAP, GAP, GAP)
        line.setSpacing(GAP // 2)
        line.addWidget(self.field, 1)
        for widget in (self.count, self.before, self.behind, self.filter):
            line.addWidget(widget)
        self.before.clicked.connect(lambda: self.field.step_wanted.emit(-1))
        self.behind.clicked.connect(lambda: self.field.step_wanted.emit(1))
        self.field.entered.connect(search.fold_all)
        self.filter.activated.connect(self._choose)
        search.changed.connect(self._tell)
        self._tell()

    def say_rows(self, count: int) -> None:
        """How many utterances there are, and how many of them are shown."""
        if not count:
            said = self.tr("Search (Ctrl+F)")
        elif self._search.shown is not None:
            shown = int(self._search.shown.sum())
            said = self.tr("Search {shown} of {count} utterances (Ctrl+F)")
            said = said.format(shown=shown, count=count)
        else:
            said = self.tr("Search %n utterance(s) (Ctrl+F)", None, count)
        self.field.setPlaceholderText(said)

    def show_all(self) -> None:
        """Without a filter."""
        self.filter.setCurrentIndex(self.filter.findData(Filter.ALL))
        self._search.show_only(Filter.ALL)

    def _choose(self, place: int) -> None:
        self._search.show_only(Filter(self.filter.itemData(place)))

    def _tell(self) -> None:
        search = self._search
        for widget in (self.count, self.before, self.behind):
            widget.setVisible(search.active)
        for button in (self.before, self.behind):
            button.setEnabled(search.count > 0)
        current = search.current
        if not search.count:
            said = self.tr("no hits")
        elif current is None:
            said = self.tr("%n hit(s)", None, search.count)
        else:
            said = self.tr("{number} of {count}").format(
                number=current.number + 1, count=search.count
            )
        self.count.setText(said)
        self.field.setAccessibleDescription(said if search.active else "")

    def _button(self, sign: str, title: str) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setProperty("role", "flat")
        button.setToolTip(title)
        button.setAccessibleName(title)
        return button
