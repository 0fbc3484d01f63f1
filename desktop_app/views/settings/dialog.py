"""The settings: groups at the left, all of them on one page, and a search."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.settings.preferences import Preferences
from desktop_app.settings.setting import Group
from desktop_app.settings.table import TABLE
from desktop_app.theming.tokens import GAP
from desktop_app.views.settings.editors import said
from desktop_app.views.settings.row import SettingRow

_GROUPS_WIDTH = 220
_GROUP_HEIGHT = 32


class SettingsDialog(QDialog):
    """What is chosen holds at once; there is nothing to confirm."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.resize(860, 600)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the settings"))
        self.search.setAccessibleName(self.tr("Search the settings"))
        self.search.setClearButtonEnabled(True)
        self.groups = QListWidget()
        self.groups.setProperty("role", "pages")
        self.groups.setAccessibleName(self.tr("Groups of settings"))
        self.groups.setFixedWidth(_GROUPS_WIDTH)
        for group in Group:
            item = QListWidgetItem(said(group.value), self.groups)
            item.setSizeHint(QSize(0, _GROUP_HEIGHT))
        self.rows = tuple(SettingRow(setting, preferences) for setting in TABLE)
        self._headings = {group: QLabel(said(group.value)) for group in Group}
        self._nothing = QLabel(self.tr("No setting has these words. Try another word."))
        self._nothing.setProperty("role", "muted")
        self._page, self._scroll = QWidget(), QScrollArea()
        self._rest = QWidget()
        """Room below the last group, so that it can be scrolled to the top."""
        self._build()
        self.search.textChanged.connect(self._find)
        self.groups.currentRowChanged.connect(self._go_to)
        self._scroll.verticalScrollBar().valueChanged.connect(self._mark_group)
        self._find()
        self.groups.setCurrentRow(0)
        self.search.setFocus()

    @property
    def shown(self) -> list[str]:
        """Keys of the settings that can be seen."""
        return [row.setting.key for row in self.rows if not row.isHidden()]

    def _build(self) -> None:
        self._page.setProperty("role", "page")
        column = QVBoxLayout(self._page)
        column.setContentsMargins(GAP, 0, GAP, GAP)
        column.setSpacing(0)
        column.addWidget(self._nothing)
        for group, heading in self._headings.items():
            heading.setProperty("role", "heading")
            heading.setContentsMargins(0, GAP, 0, GAP // 2)
            column.addWidget(heading)
            for row in self.rows:
                if row.setting.group is group:
                    column.addWidget(row)
        column.addWidget(self._rest)
        column.addStretch()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._page)
        middle = QHBoxLayout()
        middle.setSpacing(2 * GAP)
        middle.addWidget(self.groups)
        middle.addWidget(self._scroll, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setAutoDefault(False)  # Return in a field is not for the button
        close.setDefault(False)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        rows.setSpacing(2 * GAP)
        rows.addWidget(self.search)
        rows.addLayout(middle, 1)
        rows.addWidget(buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_room()

    def _find(self) -> None:
        """Leave what has the words, and the headings over it."""
        words = self.search.text()
        for row in self.rows:
            row.setVisible(row.matches(words))
        found = {row.setting.group for row in self.rows if not row.isHidden()}
        for place, (group, heading) in enumerate(self._headings.items()):
            heading.setVisible(group in found)
            self.groups.item(place).setHidden(group not in found)
        self._nothing.setVisible(not found)
        self._scroll.verticalScrollBar().setValue(0)
        self._leave_room()

    def _leave_room(self) -> None:
        seen = [heading for heading in self._headings.values() if not heading.isHidden()]
        page = self._page.layout()
        if page is None or not seen or self.search.text():
            self._rest.setFixedHeight(0)
            return
        page.activate()
        last = self._rest.y() - seen[-1].y()
        self._rest.setFixedHeight(max(0, self._scroll.viewport().height() - last))

    def _go_to(self, place: int) -> None:
        heading = list(self._headings.values())[place]
        bar = self._scroll.verticalScrollBar()
        bar.blockSignals(True)  # the group was chosen: it stays so, wherever the page can go
        bar.setValue(heading.y())
        bar.blockSignals(False)
        self._page.move(0, -bar.value())

    def _mark_group(self, top: int) -> None:
        """The last group that begins above the top of the page."""
        begun = [h.y() <= top + GAP for h in self._headings.values() if not h.isHidden()]
        place = max(0, sum(begun) - 1)
        self.groups.blockSignals(True)
        self.groups.setCurrentRow(place)
        self.groups.blockSignals(False)
