"""What a file of labels holds, and what of it cannot be used, before it is taken in."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theming.tokens import GAP
from desktop_app.views.sections import small
from engine.sessions.labels.importing import Importable

_WIDTH = 560
_LINES = 8


class ImportDialog(QDialog):
    """Accepted: they are wanted."""

    def __init__(self, name: str, found: Importable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import labels"))
        self.setMinimumWidth(_WIDTH)
        count = len(found.labels)
        said = self.tr("%n label(s) can be imported from {name}.", None, count).format(name=name)
        self.summary = QLabel(said)
        self.summary.setWordWrap(True)
        raters = sorted({label.said.rater for label in found.labels})
        who = small(self.tr("Raters: {names}").format(names=", ".join(raters)))
        who.setVisible(bool(raters))
        again = small(self.tr("They replace what the same raters said of the same times."))
        again.setVisible(count > 0)
        left_out = len(found.problems)
        heading = QLabel(self.tr("%n place(s) in the file cannot be used:", None, left_out))
        self.problems = QPlainTextEdit("\n".join(found.problems))
        self.problems.setReadOnly(True)
        self.problems.setTabChangesFocus(True)
        self.problems.setAccessibleName(heading.text())
        self.problems.setMinimumHeight(_LINES * self.fontMetrics().lineSpacing())
        heading.setVisible(left_out > 0)
        self.problems.setVisible(left_out > 0)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.accept_button = buttons.button(kinds.Ok)
        self.accept_button.setText(self.tr("Import"))
        self.accept_button.setEnabled(count > 0)
        self.columns = QPushButton(self.tr("Columns…"))
        self.columns.setToolTip(self.tr("Say yourself what the columns of the table hold."))
        self.columns.setAutoDefault(False)
        self.columns.hide()
        buttons.addButton(self.columns, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(GAP)
        for part in (self.summary, who, again, heading):
            column.addWidget(part)
        column.addWidget(self.problems, 1)
        column.addWidget(buttons)
