"""How far the exports are that are being written, and the way to stop them."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.state.files import Export
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import percent

_REFRESH_MS = 200


class ExportStrip(QWidget):
    """Visible while something is written."""

    def __init__(self) -> None:
        super().__init__()
        self._running: list[Export] = []
        self._label = QLabel()
        cancel = QPushButton(self.tr("Stop export"))
        cancel.setProperty("role", "flat")
        cancel.clicked.connect(self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, GAP, 0)
        row.addWidget(self._label)
        row.addWidget(cancel)
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text()

    def begin(self, export: Export) -> None:
        self._running.append(export)
        self._timer.start()
        self._refresh()

    def end(self, export: Export) -> None:
        self._running.remove(export)
        if not self._running:
            self._timer.stop()
        self._refresh()

    def cancel(self) -> None:
        """Ask all to stop; each tells its end to whoever began it."""
        for export in self._running:
            export.cancel.set()

    def _refresh(self) -> None:
        self.setVisible(bool(self._running))
        said = [f"{export.path.name} {percent(export.fraction)}" for export in self._running]
        self._label.setText(self.tr("Writing {files}").format(files=", ".join(said)))
