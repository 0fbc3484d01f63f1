"""A panel's frame in the workspace: bare while the arrangement is locked, with a handle else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from desktop_app.theming.tokens import GAP


class Dock(QDockWidget):
    """Can be moved, put in tabs, floated and closed while it is ``arranging``; a panel that
    floats keeps its handle, which is how it comes back.
    """

    def __init__(self, name: str, title: str, content: QWidget) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self.setWidget(content)
        self._handle, self._bare = _Handle(self), QWidget()
        self._bare.setFixedHeight(0)
        self._arranging = False
        self.topLevelChanged.connect(lambda _: self._refresh())
        self._refresh()

    def arrange(self, wanted: bool) -> None:
        """Show the handle, or lock the panel where it is."""
        self._arranging = wanted
        self._refresh()

    def _refresh(self) -> None:
        handle = self._arranging or self.isFloating()
        self.setTitleBarWidget(self._handle if handle else self._bare)
        for bar in (self._handle, self._bare):
            bar.setVisible(bar is self.titleBarWidget())


class _Handle(QWidget):
    """Title, float and close."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setProperty("role", "handle")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = QLabel(dock.windowTitle())
        title.setProperty("role", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 2, 2, 2)
        row.setSpacing(2)
        row.addWidget(title, 1)
        for sign, name, act in (
            (
                "❐",
                self.tr("Float or dock {panel}"),
                lambda: dock.setFloating(not dock.isFloating()),
            ),
            ("✕", self.tr("Close {panel}"), dock.close),
        ):
            button = QToolButton()
            button.setText(sign)
            button.setProperty("role", "flat")
            button.setAccessibleName(name.format(panel=dock.windowTitle()))
            button.setToolTip(button.accessibleName())
            button.clicked.connect(act)
            row.addWidget(button)
