"""Who labels, what they are asked for, and whether they see what was predicted."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QPushButton

from desktop_app.commands.binding import CommandSet
from desktop_app.i18n.texts import translate
from desktop_app.settings.labels import LabelledHeads
from desktop_app.settings.preferences import Preferences
from desktop_app.settings.table import LABEL_BLIND, LABELLED_HEADS, RATER
from desktop_app.state.labels import LabelState
from desktop_app.theming.tokens import GAP
from desktop_app.views.sections import Section


class RaterPart(Section):
    """Settings that are changed while one labels; they are kept as all settings are."""

    def __init__(self, labels: LabelState, preferences: Preferences, commands: CommandSet) -> None:
        super().__init__(translate("RaterPart", "Rater"))
        self._labels, self._preferences = labels, preferences
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the rater"))
        self.heads = QComboBox()
        self.heads.setAccessibleName(self.tr("What is labelled"))
        for choice in LABELLED_HEADS.choices:
            self.heads.addItem(translate("Settings", choice.title), choice.value)
        self.blind = QCheckBox(self.tr("Hide predictions until they are labelled"))
        files = QPushButton(self.tr("Import labels…"))
        files.clicked.connect(commands["labels.import"].trigger)
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(GAP // 2)
        form.addRow(self.tr("Name"), self.name)
        form.addRow(self.tr("Labels"), self.heads)
        self.body.addLayout(form)
        self.body.addWidget(self.blind)
        self.head.addWidget(files)
        self.name.editingFinished.connect(self._rename)
        self.heads.activated.connect(
            lambda _: preferences.put(LABELLED_HEADS, LabelledHeads(self.heads.currentData()))
        )
        self.blind.clicked.connect(lambda on: preferences.put(LABEL_BLIND, on))
        preferences.changed.connect(lambda _: self._follow())
        self._follow()

    def _rename(self) -> None:
        """Nobody is called nothing."""
        if self.name.text().strip():
            self._preferences.put(RATER, self.name.text().strip())
        self._follow()

    def _follow(self) -> None:
        kept = self._preferences
        self._labels.set_rater(kept.get(RATER) or RATER.default)
        self._labels.set_heads(kept.get(LABELLED_HEADS))
        self._labels.set_blind(kept.get(LABEL_BLIND))
        self.name.setText(self._labels.rater)
        self.heads.setCurrentIndex(self.heads.findData(self._labels.heads.value))
        self.blind.setChecked(self._labels.blind)
