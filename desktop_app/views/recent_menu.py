"""The menu of projects that were open lately."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.settings.recent import RecentProjects


class RecentMenu(QMenu):
    """Filled each time it opens."""

    chosen = Signal(Path)

    def __init__(self, recent: RecentProjects, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Open &recent"), parent)
        self._recent = recent
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """With those that are still there, the latest first."""
        self.clear()
        for place, path in enumerate(self._recent.all(), start=1):
            name = path.stem.replace("&", "&&")
            action = self.addAction(f"&{place} {name}" if place < 10 else name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.chosen.emit(path))
        if self.isEmpty():
            self.addAction(self.tr("None yet")).setEnabled(False)
            return
        self.addSeparator()
        self.addAction(self.tr("Forget these")).triggered.connect(self._recent.clear)
