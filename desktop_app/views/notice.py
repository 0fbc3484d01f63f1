"""The first page: what the figures can and cannot say, where they must not be used, what stays."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theming.icons import app_icon, icon
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.sections import title

_LOGO, _ICON = QSize(56, 56), QSize(24, 24)
_CARD_WIDTH = 290
_COLUMNS = 3


class NoticeDialog(QDialog):
    """Shown once, and again from the Help menu. Accepting it is what is remembered."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setWindowTitle("MIBScope")
        self.setModal(True)
        buttons = QDialogButtonBox()
        accept = buttons.addButton(self.tr("I understand"), QDialogButtonBox.ButtonRole.AcceptRole)
        accept.setProperty("role", "primary")
        accept.setDefault(True)
        buttons.accepted.connect(self.accept)
        grid = QGridLayout()
        grid.setSpacing(GAP + 4)
        for place, card in enumerate(self._cards()):
            grid.addWidget(card, place // _COLUMNS, place % _COLUMNS)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP * 3, GAP * 3, GAP * 3, GAP * 2)
        column.setSpacing(GAP * 2)
        column.addLayout(self._head())
        column.addLayout(grid)
        column.addWidget(buttons)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    def _head(self) -> QHBoxLayout:
        logo = QLabel()
        logo.setPixmap(app_icon().pixmap(_LOGO))
        heading = QLabel(self.tr("Before you start"))
        heading.setProperty("role", "heading")
        about = QLabel(
            self.tr("MIBScope describes the expression shown, not what a person feels or means.")
        )
        about.setProperty("role", "muted")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch()
        words.addWidget(heading)
        words.addWidget(about)
        words.addStretch()
        head = QHBoxLayout()
        head.setSpacing(2 * GAP)
        head.addWidget(logo)
        head.addLayout(words, 1)
        return head

    def _cards(self) -> list[QFrame]:
        return [
            self._card(
                "sees",
                self.tr("What it can say"),
                self.tr(
                    "Which sentiment and expression are shown in words, voice and face, how much "
                    "each of the three contributed, and how sure the model is of it."
                ),
            ),
            self._card(
                "sees-not",
                self.tr("What it cannot say"),
                self.tr(
                    "What somebody feels, means or intends. A small model predicts: it is often "
                    "wrong, and differently so for people, languages, cameras and recordings. "
                    "Never decide about a person on its strength."
                ),
            ),
            self._card(
                "forbidden",
                self.tr("Where it must not be used"),
                self.tr(
                    "In the European Union, inferring emotions of people at the workplace or in "
                    "education is prohibited, except for medical or safety reasons: Regulation "
                    "(EU) 2024/1689 (AI Act), Article 5(1)(f). Other laws may hold where you are."
                ),
            ),
            self._card(
                "people",
                self.tr("People must be informed"),
                self.tr(
                    "Analyse recordings only of people who know of it and have agreed, or where "
                    "you are otherwise entitled to. A project keeps a note of their consent."
                ),
            ),
            self._card(
                "stays",
                self.tr("Your data stays here"),
                self.tr(
                    "Recordings, results and projects stay on this computer. Nothing is sent "
                    "anywhere; the network is used for fetching models alone, when you ask for it."
                ),
            ),
            self._card(
                "begin",
                self.tr("How to begin"),
                self.tr(
                    "Open the demo, or drop a video or a sound file into the window. F1 shows all "
                    "keys; the Help menu brings this page back."
                ),
            ),
        ]

    def _card(self, picture: str, heading: str, words: str) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(_CARD_WIDTH)
        sign = QLabel()
        sign.setPixmap(icon(picture, self._themes.theme.accent).pixmap(_ICON))
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(sign)
        head.addWidget(title(heading), 1)
        text = QLabel(words)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(card)
        column.setContentsMargins(GAP * 2, GAP + 4, GAP * 2, GAP + 4)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(text, 1)
        return card
