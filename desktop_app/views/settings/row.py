"""One setting: title, explanation, editor, and the way back to the default."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from desktop_app.settings.preferences import Preferences
from desktop_app.settings.setting import Setting
from desktop_app.theming.tokens import GAP
from desktop_app.views.sections import small, title
from desktop_app.views.settings.editors import editor_of, said


class SettingRow(QWidget):
    """Follows the preferences, whoever changes them."""

    def __init__(self, setting: Setting[Any], preferences: Preferences) -> None:
        super().__init__()
        self.setting, self._preferences = setting, preferences
        self.editor = editor_of(setting)
        self._complaint = small()
        self._complaint.setProperty("role", "complaint")
        self._complaint.hide()
        self.reset = QToolButton()
        self.reset.setText("↺")
        self.reset.setProperty("role", "flat")
        self.reset.setToolTip(self.tr("Back to the default"))
        self.reset.setAccessibleName(
            self.tr("{title}: back to the default").format(title=said(setting.title))
        )
        words = QVBoxLayout()
        words.setSpacing(2)
        name = title(said(setting.title))
        name.setWordWrap(True)
        words.addWidget(name)
        words.addWidget(small(said(setting.explanation)))
        words.addWidget(self._complaint)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, GAP, 0, GAP)
        row.setSpacing(2 * GAP)
        row.addLayout(words, 1)
        row.addWidget(self.editor, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignTop)
        self.editor.chosen.connect(self._choose)
        self.reset.clicked.connect(lambda: preferences.reset(setting))
        preferences.changed.connect(self._follow)
        self._show()

    @property
    def complaint(self) -> str:
        """Why the last choice was not taken."""
        return "" if self._complaint.isHidden() else self._complaint.text()

    def matches(self, words: str) -> bool:
        """Whether each of the words is in the title or the explanation."""
        text = f"{said(self.setting.title)} {said(self.setting.explanation)}".casefold()
        return all(word in text for word in words.casefold().split())

    def _choose(self, value: object) -> None:
        taken = self._preferences.put(self.setting, value)
        self._complaint.setText(self.tr("At least one of words, voice and face is needed."))
        self._complaint.setVisible(not taken)
        self._show()

    def _follow(self, key: str) -> None:
        if key == self.setting.key:
            self._complaint.hide()
            self._show()

    def _show(self) -> None:
        value = self._preferences.get(self.setting)
        self.editor.show_value(value)
        self.reset.setEnabled(value != self.setting.default)
