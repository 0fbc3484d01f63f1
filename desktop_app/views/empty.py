"""What the window shows while no file is open: an invitation, and what was open lately."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDateTime, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.settings.recent import RecentProjects
from desktop_app.state.models import ModelsState
from desktop_app.theming.icons import icon
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.sections import small, title

_ICON = QSize(64, 64)
_MOST = 5
_WIDTH = 620
_NAME_WIDTH = 300


class EmptyPage(QWidget):
    """Drop a file here, open one, use the camera, open the demo, or go on with a project."""

    open_wanted = Signal()
    demo_wanted = Signal()
    live_wanted = Signal()
    models_wanted = Signal()
    project_wanted = Signal(Path)

    def __init__(
        self,
        themes: ThemeManager,
        recent: RecentProjects,
        models: ModelsState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._themes, self._recent, self._models = themes, recent, models
        self._picture = QLabel()
        self.projects = QFrame()
        self._list = QGridLayout(self.projects)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setHorizontalSpacing(GAP)
        self._list.setVerticalSpacing(2)
        self._list.setColumnStretch(1, 1)
        self.projects.setFixedWidth(_WIDTH)
        self.lacking = self._models_card()
        self._build()
        themes.changed.connect(self._restyle)
        models.changed.connect(self.refresh)
        self._restyle()
        self.refresh()

    def refresh(self) -> None:
        """Bring recent projects and what is said of the models up to date."""
        self.lacking.setVisible(bool(self._models.missing))
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        recent = self._recent.all()[:_MOST]
        if recent:
            self._list.addWidget(title(self.tr("Recent projects")), 0, 0, 1, 3)
        for row, path in enumerate(recent, start=1):
            self._add_project(row, path)
        self.projects.setVisible(bool(recent))

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._themes.theme.border), 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(self.rect().adjusted(24, 24, -24, -24), 16, 16)

    def _build(self) -> None:
        heading = QLabel(self.tr("Drop a video or a sound file here"))
        heading.setProperty("role", "heading")
        text = QLabel(
            self.tr(
                "MIBScope shows what the words, the voice and the face of a speaker each "
                "contribute\nto a prediction of sentiment and emotion shown."
            )
        )
        text.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setSpacing(GAP)
        column.addStretch(2)
        for label in (self._picture, heading, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(GAP * 2)
        column.addLayout(self._buttons())
        column.addSpacing(GAP * 2)
        column.addWidget(self.lacking, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.projects, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def _buttons(self) -> QHBoxLayout:
        open_button = QPushButton(self.tr("Open a file…"))
        open_button.setProperty("role", "primary")
        open_button.clicked.connect(self.open_wanted)
        live_button = QPushButton(self.tr("Use the camera…"))
        live_button.setToolTip(self.tr("Predictions while you speak; nothing is recorded"))
        live_button.clicked.connect(self.live_wanted)
        demo_button = QPushButton(self.tr("Open the demo"))
        demo_button.setToolTip(self.tr("One sentence, spoken six times with six expressions"))
        demo_button.clicked.connect(self.demo_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch()
        buttons.addWidget(open_button)
        buttons.addWidget(live_button)
        buttons.addWidget(demo_button)
        buttons.addStretch()
        return buttons

    def _models_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("banner", "warning")
        card.setFixedWidth(_WIDTH)
        text = QLabel(self.tr("The models of an analysis are not on this machine yet."))
        button = QPushButton(self.tr("Fetch the models…"))
        button.setProperty("role", "action")
        button.clicked.connect(self.models_wanted)
        row = QHBoxLayout(card)
        row.setContentsMargins(GAP + 4, GAP, GAP, GAP)
        row.addWidget(text, 1)
        row.addWidget(button)
        return card

    def _add_project(self, row: int, path: Path) -> None:
        elide = Qt.TextElideMode.ElideRight
        name = self.fontMetrics().elidedText(path.stem, elide, _NAME_WIDTH)
        button = QPushButton(name.replace("&", "&&"))
        button.setProperty("role", "recent")
        button.setToolTip(str(path))
        button.setAccessibleName(self.tr("Open the project {name}").format(name=path.stem))
        button.clicked.connect(lambda _=False: self.project_wanted.emit(path))
        folder = small(_short(path.parent))
        folder.setWordWrap(False)
        changed = QDateTime.fromSecsSinceEpoch(int(path.stat().st_mtime))
        when = small(changed.date().toString(Qt.DateFormat.ISODate))
        when.setWordWrap(False)
        self._list.addWidget(button, row, 0)
        self._list.addWidget(folder, row, 1)
        self._list.addWidget(when, row, 2, Qt.AlignmentFlag.AlignRight)

    def _restyle(self) -> None:
        self._picture.setPixmap(icon("drop", self._themes.theme.text_muted).pixmap(_ICON))
        self.update()


def _short(folder: Path, most: int = 40) -> str:
    """The end of the path, with ~ for the home folder."""
    try:
        said = str(Path("~") / folder.relative_to(Path.home()))
    except ValueError:
        said = str(folder)
    return said if len(said) <= most else f"…{said[1 - most :]}"
