"""What is shown before a file is open: an invitation."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.theming.icons import icon
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP

_ICON = QSize(64, 64)


class EmptyPage(QWidget):
    """Drop a file here, open one, or open the demo."""

    open_wanted = Signal()
    demo_wanted = Signal()

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._picture = QLabel()
        title = QLabel(self.tr("Drop a video or a sound file here"))
        title.setProperty("role", "heading")
        text = QLabel(
            self.tr(
                "MIBScope shows what the words, the voice and the face of a speaker each "
                "contribute\nto a prediction of sentiment and emotion shown."
            )
        )
        text.setProperty("role", "muted")
        open_button = QPushButton(self.tr("Open a file…"))
        open_button.setProperty("role", "primary")
        open_button.clicked.connect(self.open_wanted)
        demo_button = QPushButton(self.tr("Open the demo"))
        demo_button.setToolTip(self.tr("One sentence, spoken six times with six expressions"))
        demo_button.clicked.connect(self.demo_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch()
        buttons.addWidget(open_button)
        buttons.addWidget(demo_button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setSpacing(GAP)
        column.addStretch(2)
        for label in (self._picture, title, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(GAP * 2)
        column.addLayout(buttons)
        column.addStretch(3)
        themes.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._picture.setPixmap(icon("drop", self._themes.theme.text_muted).pixmap(_ICON))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._themes.theme.border), 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(self.rect().adjusted(24, 24, -24, -24), 16, 16)
