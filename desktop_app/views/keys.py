"""Every key of the window on one sheet, made from the catalogue of commands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.commands.binding import CommandSet
from desktop_app.commands.catalogue import CATALOGUE
from desktop_app.commands.command import Menu
from desktop_app.theming.tokens import GAP
from desktop_app.views.sections import ScrolledSections, Section

_SIZE, _COLUMN = (1200, 740), 360


class KeySheet(QDialog):
    """Commands that have keys, under the name of their menu."""

    def __init__(self, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self.resize(*_SIZE)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search by command or key"))
        self.search.setAccessibleName(self.tr("Search by command or key"))
        self.search.setClearButtonEnabled(True)
        self._parts = [_Part.of(menu, commands) for menu in Menu]
        self._parts = [part for part in self._parts if part.lines]
        self._nothing = QLabel(self.tr("No command has these words. Try another word."))
        self._nothing.setProperty("role", "muted")
        self._nothing.hide()
        sections = ScrolledSections([part.section for part in self._parts], _COLUMN)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(GAP)
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        column.addWidget(sections, 1)
        column.addWidget(buttons)
        self.search.textChanged.connect(self._find)
        self.search.setFocus()

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What is done, and by which keys."""
        return [
            (line.words, line.keys)
            for part in self._parts
            for line in part.lines
            if not line.isHidden()
        ]

    def _find(self, words: str) -> None:
        found = False
        for part in self._parts:
            for line in part.lines:
                line.setVisible(line.matches(words))
            seen = any(not line.isHidden() for line in part.lines)
            part.section.setVisible(seen)
            found = found or seen
        self._nothing.setVisible(not found)


class _Line(QWidget):
    """One command, at its right the keys."""

    def __init__(self, action: QAction, submenu: str) -> None:
        super().__init__()
        self.words = plain(action.text())
        if submenu:
            menu = plain(QCoreApplication.translate("Command", submenu))
            self.words = f"{menu}: {self.words}"
        native = QKeySequence.SequenceFormat.NativeText
        shortcuts = [sequence.toString(native) for sequence in action.shortcuts()]
        self.keys = ", ".join(shortcuts)
        self.setAccessibleName(f"{self.words}: {self.keys}")
        words = QLabel(self.words)
        words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(GAP // 2)
        row.addWidget(words, 1)
        for shortcut in shortcuts:
            key = QLabel(shortcut)
            key.setProperty("role", "key")
            row.addWidget(key, 0, Qt.AlignmentFlag.AlignTop)

    def matches(self, words: str) -> bool:
        text = f"{self.words} {self.keys}".casefold()
        return all(word in text for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class _Part:
    """A menu."""

    section: Section
    lines: tuple[_Line, ...]

    @classmethod
    def of(cls, menu: Menu, commands: CommandSet) -> _Part:
        section = Section(plain(QCoreApplication.translate("Command", menu.value)))
        lines = tuple(
            _Line(commands[command.id], command.submenu)
            for command in CATALOGUE
            if command.menu is menu and command.shortcuts
        )
        for line in lines:
            section.body.addWidget(line)
        return cls(section, lines)


def plain(title: str) -> str:
    """The title of a command without the mark of its access key and without dots."""
    return title.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")
