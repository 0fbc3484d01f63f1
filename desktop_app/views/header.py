"""The header: which file is open, how far its analysis is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy

from desktop_app.commands.binding import CommandSet
from desktop_app.commands.catalogue import CATALOGUE
from desktop_app.commands.menus.file import EXPORT
from desktop_app.state.analysis import Status
from desktop_app.state.session import Session
from desktop_app.theming.icons import icon
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import clock
from desktop_app.views.progress import ProgressStrip


class Header(QFrame):
    """Hidden until a file is open."""

    def __init__(self, session: Session, commands: CommandSet, themes: ThemeManager) -> None:
        super().__init__()
        self.setProperty("role", "header")
        self._session, self._themes = session, themes
        self._name, self._facts = QLabel(), QLabel()
        self._name.setProperty("role", "title")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._facts.setProperty("role", "muted")
        self._facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.progress = ProgressStrip(session.analysis, commands["analysis.cancel"])
        self._open = QPushButton(self.tr("Open…"))
        self._open.clicked.connect(commands["file.open"].trigger)
        self._export = QPushButton(self.tr("Export"))
        menu = QMenu(self._export)
        formats = [commands[command.id] for command in CATALOGUE if command.submenu == EXPORT]
        menu.addActions(formats)
        self._export.setMenu(menu)
        export = formats[0]  # all can be used or none
        self._export.setEnabled(export.isEnabled())
        export.enabledChanged.connect(self._export.setEnabled)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP // 2, GAP // 2, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._name)
        row.addWidget(self._facts, 1)
        row.addWidget(self.progress, 2)
        row.addWidget(self._open)
        row.addWidget(self._export)
        analysis = session.analysis
        for signal in (analysis.begun, analysis.media_changed, analysis.status_changed):
            signal.connect(self._refresh)
        themes.changed.connect(self._restyle)
        self._restyle()
        self._refresh()

    @property
    def text(self) -> str:
        return f"{self._name.text()} {self._facts.text()}".strip()

    def _restyle(self) -> None:
        theme = self._themes.theme
        for button, name in ((self._open, "open"), (self._export, "export")):
            button.setIcon(icon(name, theme.text, theme.absent))
            button.setIconSize(QSize(16, 16))

    def _refresh(self) -> None:
        analysis = self._session.analysis
        self.setVisible(analysis.path is not None)
        self._name.setText(analysis.path.name if analysis.path else "")
        self._facts.setText(" · ".join(self._described()))

    def _described(self) -> list[str]:
        analysis = self._session.analysis
        said = []
        if (media := analysis.media) is not None:
            said.append(clock(media.duration_s))
            if media.video is not None:
                said.append(f"{media.video.width} × {media.video.height}")
            else:
                said.append(self.tr("no picture"))
            if media.audio is None:
                said.append(self.tr("no sound"))
        if analysis.status is Status.CANCELLED:
            said.append(self.tr("stopped early"))
        if analysis.status is Status.FAILED and analysis.results:
            said.append(self.tr("incomplete"))
        return said
