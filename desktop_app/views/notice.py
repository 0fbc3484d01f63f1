"""The notice at first start: what the figures mean, and where they must not be used."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.theming.tokens import GAP

_TEXT = QT_TRANSLATE_NOOP(
    "NoticeDialog",
    """
<p><b>MIBScope describes the expression shown, not what a person feels or means.</b>
Its figures are predictions of a small model. They are often wrong, and they differ between
people, languages, cameras and recordings. Never decide about a person on their strength.</p>
<p><b>People must be informed.</b> Analyse recordings only of people who know of it and have
agreed, or where you are otherwise entitled to.</p>
<p><b>Not at work and not in education.</b> In the European Union, inferring the emotions of people
at the workplace or in educational institutions is prohibited, except for medical or safety
reasons (Regulation (EU) 2024/1689, Article 5(1)(f)). Other laws may apply where you are.</p>
<p>Everything stays on this computer: nothing is sent anywhere.</p>
""",
)


class NoticeDialog(QDialog):
    """Shown once, and again from the Help menu. Accepting it is what is remembered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("MIBScope")
        self.setModal(True)
        title = QLabel(self.tr("Before you start"))
        title.setProperty("role", "heading")
        text = QLabel(self.tr(_TEXT))
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.RichText)
        text.setFixedWidth(520)
        buttons = QDialogButtonBox()
        accept = buttons.addButton(self.tr("I understand"), QDialogButtonBox.ButtonRole.AcceptRole)
        accept.setProperty("role", "primary")
        accept.setDefault(True)
        buttons.accepted.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP * 3, GAP * 3, GAP * 3, GAP * 2)
        column.setSpacing(GAP)
        column.addWidget(title)
        column.addWidget(text)
        column.addWidget(buttons)
