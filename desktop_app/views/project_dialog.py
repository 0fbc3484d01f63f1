"""What a project holds, and what the recorded people agreed to."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theming.tokens import GAP
from engine.sessions.project import MediaState, Project


class ProjectDialog(QDialog):
    """The note on consent is kept when the dialog is accepted."""

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self.setWindowTitle(self.tr("About this project"))
        self.consent = QPlainTextEdit(project.consent)
        self.consent.setAccessibleName(self.tr("Note on consent"))
        self.consent.setPlaceholderText(
            self.tr(
                "Who agreed to be recorded and analysed, to what, and when. "
                "The note stays with the project."
            )
        )
        self.consent.setTabChangesFocus(True)
        self.consent.setMinimumSize(460, 110)
        facts = QFormLayout()
        facts.setHorizontalSpacing(GAP * 2)
        for name, value in self._facts():
            label = QLabel(value)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setWordWrap(True)
            facts.addRow(name, label)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        heading = QLabel(project.path.stem)
        heading.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP * 3, GAP * 3, GAP * 3, GAP * 2)
        column.setSpacing(GAP)
        column.addWidget(heading)
        column.addLayout(facts)
        column.addSpacing(GAP)
        column.addWidget(QLabel(self.tr("Consent")))
        column.addWidget(self.consent, 1)
        column.addWidget(buttons)
        self.accepted.connect(self._keep)

    def _facts(self) -> list[tuple[str, str]]:
        media = self._project.media.all()
        states = Counter(each.state for each in media)
        analysed = self.tr("{count}, of which {done} analysed")
        facts = [
            (self.tr("Place"), str(self._project.path)),
            (self.tr("Size"), QLocale.c().formattedDataSize(self._project.path.stat().st_size)),
            (
                self.tr("Files"),
                analysed.format(count=len(media), done=states[MediaState.DONE]),
            ),
        ]
        models = sorted(
            {
                run.provenance.checkpoint
                for each in media
                if (run := self._project.runs.latest(each.id)) and run.provenance
            }
        )
        if models:
            facts.append((self.tr("Models"), ", ".join(models)))
        return facts

    def _keep(self) -> None:
        self._project.consent = self.consent.toPlainText().strip()
