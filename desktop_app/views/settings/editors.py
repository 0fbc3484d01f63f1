"""One editor for each kind of setting. Each shows a value and says what the user chose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from desktop_app.settings.setting import Choice, Kind, Range, Setting
from desktop_app.theming.tokens import GAP

WIDTH = 230
"""Of an editor, in pixels."""


def said(text: str) -> str:
    """A text of the table in the window's language."""
    return QCoreApplication.translate("Settings", text)


class Editor(QWidget):
    """Holds one control; ``chosen`` is what the user made of it."""

    chosen = Signal(object)

    def __init__(self, setting: Setting[Any], control: QWidget) -> None:
        super().__init__()
        self.control = control
        self.setFixedWidth(WIDTH)
        self.setFocusProxy(control)
        control.setObjectName(setting.key)
        control.setAccessibleName(said(setting.title))
        control.setAccessibleDescription(said(setting.explanation))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(GAP // 2)
        self.row.addWidget(control, 1)

    def show_value(self, value: Any) -> None:
        """Nothing is chosen by it."""
        raise NotImplementedError


class ToggleEditor(Editor):
    """A check box."""

    def __init__(self, setting: Setting[bool]) -> None:
        self._box = QCheckBox()
        super().__init__(setting, self._box)
        self._box.setText(self.tr("On"))
        self._box.clicked.connect(self._choose)

    def show_value(self, value: bool) -> None:
        self._box.setChecked(value)

    def _choose(self, on: bool) -> None:
        self.chosen.emit(on)


class ChoiceEditor(Editor):
    """A list that opens; what is not on this machine is said to be so."""

    def __init__(self, setting: Setting[Any]) -> None:
        self._list = QComboBox()
        super().__init__(setting, self._list)
        self._read = setting.read
        self._list.setMaxVisibleItems(12)
        for each in setting.choices:
            self._list.addItem(self._title(setting, each), each.value)
        self._list.activated.connect(self._choose)
        self._list.installEventFilter(self)

    def show_value(self, value: Any) -> None:
        self._list.setCurrentIndex(self._list.findData(str(value)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turning the wheel scrolls the page, and never chooses something in passing."""
        if event.type() is QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _title(self, setting: Setting[Any], choice: Choice) -> str:
        title = said(choice.title) if choice.translated else choice.title
        if setting.available is not None and not setting.available(choice.value):
            return self.tr("{name} (not on this machine)").format(name=title)
        return title

    def _choose(self, place: int) -> None:
        self.chosen.emit(self._read(str(self._list.itemData(place))))


class NumberEditor(Editor):
    """A number with its unit."""

    def __init__(self, setting: Setting[float]) -> None:
        assert setting.range is not None
        self._limits: Range = setting.range
        self._spin = QDoubleSpinBox()
        super().__init__(setting, self._spin)
        limits = self._limits
        self._spin.setDecimals(0)
        self._spin.setRange(limits.lowest * limits.scale, limits.highest * limits.scale)
        self._spin.setSingleStep(limits.step * limits.scale)
        self._spin.setSuffix(limits.unit)
        self._spin.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
        self._spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel
        self._spin.valueChanged.connect(lambda shown: self.chosen.emit(shown / limits.scale))

    def show_value(self, value: float) -> None:
        self._spin.blockSignals(True)
        self._spin.setValue(value * self._limits.scale)
        self._spin.blockSignals(False)


class TextEditor(Editor):
    """A line; it counts when it is left, or with Return."""

    def __init__(self, setting: Setting[Any]) -> None:
        self._line = QLineEdit()
        super().__init__(setting, self._line)
        self._read = setting.read
        self._line.editingFinished.connect(self._choose)

    def show_value(self, value: Any) -> None:
        self._line.setText("" if value is None else str(value))
        self._line.setToolTip(self._line.text())
        self._line.setCursorPosition(0)

    def _choose(self) -> None:
        self.chosen.emit(self._read(self._line.text()))


class PathEditor(TextEditor):
    """A line with a button that opens the system's own dialog."""

    def __init__(self, setting: Setting[Path | None]) -> None:
        super().__init__(setting)
        self._setting = setting
        self._line.setPlaceholderText(self.tr("None"))
        button = QPushButton(self.tr("Choose…"))
        button.setAccessibleName(self.tr("Choose: {title}").format(title=said(setting.title)))
        button.setAutoDefault(False)  # Return in the line is not for it
        button.clicked.connect(self._browse)
        self.row.addWidget(button)

    def _browse(self) -> None:
        title, at = said(self._setting.title), self._line.text()
        if self._setting.kind is Kind.FOLDER:
            path = QFileDialog.getExistingDirectory(self, title, at)
        else:
            path, _ = QFileDialog.getOpenFileName(self, title, at, self._setting.filter)
        if path:
            self.chosen.emit(self._read(path))


_EDITORS: dict[Kind, Callable[[Setting[Any]], Editor]] = {
    Kind.BOOL: ToggleEditor,
    Kind.CHOICE: ChoiceEditor,
    Kind.NUMBER: NumberEditor,
    Kind.TEXT: TextEditor,
    Kind.FOLDER: PathEditor,
    Kind.FILE: PathEditor,
}


def editor_of(setting: Setting[Any]) -> Editor:
    """The one for its kind."""
    return _EDITORS[setting.kind](setting)
