"""Videos or people, what they are labelled with, and what each of them does in the training."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.i18n.texts import translate
from desktop_app.state.training.dataset import SPLITS, DataSet, Shares
from desktop_app.state.training.splitting import SplitDesk
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.format import emotion_name, modality_within, signed
from desktop_app.views.training.dataset.tables import Column, Index, RowModel, RowTable
from desktop_app.views.training.dataset.texts import group_text, split_name
from engine.types import Emotion, Modality

_SPLIT = 1
_BESIDE_PX, _ARROW_PX = 22, 40
"""Room beside the words of a heading, and of a choice."""
_KEYS = {
    Qt.Key.Key_1: "train",
    Qt.Key.Key_2: "valid",
    Qt.Key.Key_3: "test",
    Qt.Key.Key_0: "out",
}


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    shares: Shares


def _count(value: float) -> str:
    """Shares of several raters need not be whole; nothing is not shown."""
    if value < 0.005:
        return ""
    return f"{value:.0f}" if abs(value - round(value)) < 0.005 else f"{value:.1f}"


class GroupModel(RowModel[Group]):
    """The split can be edited."""

    def __init__(self, desk: SplitDesk, themes: ThemeManager) -> None:
        self._desk, self._themes = desk, themes
        super().__init__([*self._first(), *self._sentiment(), *self._emotions(), *self._missing()])

    def show_data(self, data: DataSet) -> None:
        self.show_rows([Group(name, shares) for name, shares in data.by_group.items()])

    def divided(self) -> None:
        """Splits are others."""
        if self.rows:
            last = self.index(len(self.rows) - 1, _SPLIT)
            self.dataChanged.emit(self.index(0, _SPLIT), last)

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if index.column() == _SPLIT else found

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if index.isValid() and index.column() == _SPLIT and index.row() < len(self.rows):
            group = self.rows[index.row()].name
            if role == Qt.ItemDataRole.EditRole:
                return self._desk.splits.get(group, "")
            if role == Qt.ItemDataRole.ForegroundRole and group in self._desk.edited:
                return QColor(self._themes.theme.accent)
            if role == Qt.ItemDataRole.ToolTipRole and group in self._desk.edited:
                was = split_name(self._desk.drawn.get(group, ""))
                return translate("Splits", "Moved by you; drawn: {split}").format(split=was)
        if role == Qt.ItemDataRole.ToolTipRole and index.isValid() and index.column() == 0:
            return self.rows[index.row()].name
        return super().data(index, role)

    def setData(
        self, index: Index, value: object, role: int = int(Qt.ItemDataRole.EditRole)
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != _SPLIT:
            return False
        self._desk.move([self.rows[index.row()].name], str(value))
        return True

    # ------------------------------------------------------------------ columns

    def _first(self) -> list[Column[Group]]:
        desk = self._desk
        return [
            Column(translate("Splits", "Video or person"), lambda row: group_text(row.name)),
            Column(
                translate("Splits", "What it does"),
                lambda row: split_name(desk.splits.get(row.name, "")),
                lambda row: SPLITS.index(desk.splits[row.name]) if row.name in desk.splits else 9,
            ),
            Column(
                translate("Splits", "Utterances"),
                lambda row: str(row.shares.utterances),
                lambda row: row.shares.utterances,
                is_number=True,
            ),
        ]

    @staticmethod
    def _sentiment() -> list[Column[Group]]:
        def mean(row: Group) -> str:
            return "–" if row.shares.mean is None else signed(row.shares.mean, 1)

        head = translate("Splits", "Sentiment")
        parts = (
            ("−", translate("Splits", "Negative sentiments"), "negative"),
            ("0", translate("Splits", "Sentiments of zero"), "zero"),
            ("+", translate("Splits", "Positive sentiments"), "positive"),
        )
        found = [Column(head, mean, lambda row: row.shares.mean or 0.0, True, head)]
        for short, said, name in parts:
            found.append(
                Column(
                    short,
                    lambda row, name=name: _count(getattr(row.shares, name)),  # type: ignore[misc]
                    lambda row, name=name: getattr(row.shares, name),  # type: ignore[misc]
                    is_number=True,
                    help_text=said,
                )
            )
        return found

    @staticmethod
    def _emotions() -> list[Column[Group]]:
        return [
            Column(
                emotion_name(emotion),
                lambda row, place=place: _count(row.shares.emotions[place]),  # type: ignore[misc]
                lambda row, place=place: row.shares.emotions[place],  # type: ignore[misc]
                is_number=True,
            )
            for place, emotion in enumerate(Emotion)
        ]

    @staticmethod
    def _missing() -> list[Column[Group]]:
        short, said = (
            translate("Splits", "no {modality}"),
            translate("Splits", "Without {modality}"),
        )
        return [
            Column(
                short.format(modality=modality_within(modality)),
                lambda row, place=place: _count(row.shares.missing[place]),  # type: ignore[misc]
                lambda row, place=place: row.shares.missing[place],  # type: ignore[misc]
                is_number=True,
                help_text=said.format(modality=modality_within(modality)),
            )
            for place, modality in enumerate(Modality)
        ]


class SplitDelegate(QStyledItemDelegate):
    """A combo box for the split."""

    def __init__(self, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QComboBox:
        box = QComboBox(parent)
        box.setAccessibleName(translate("Splits", "What it does"))
        for split in SPLITS:
            box.addItem(split_name(split), split)
        box.activated.connect(lambda _: self._done(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(editor.findData(index.data(Qt.ItemDataRole.EditRole)))
        editor.showPopup()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        if editor.currentIndex() >= 0:
            model.setData(index, editor.currentData())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """With an arrow, as there is something to choose."""
        super().paint(painter, option, index)
        x, y = option.rect.right() - 12, option.rect.center().y()
        arrow = QRectF(x, y - 1, 7, 4)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._themes.theme.text_muted))
        tip = arrow.center()
        tip.setY(arrow.bottom())
        painter.drawPolygon(QPolygonF([arrow.topLeft(), arrow.topRight(), tip]))
        painter.restore()

    def _done(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)


class GroupTable(RowTable):
    """Keys move the rows that are selected; a double click or F2 opens the choice."""

    moved = Signal()

    def __init__(self, desk: SplitDesk, themes: ThemeManager) -> None:
        self.groups = GroupModel(desk, themes)
        super().__init__(translate("Splits", "Videos and people"), self.groups, 0)
        self._desk = desk
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.SelectedClicked | triggers.EditKeyPressed
        )
        self.setItemDelegateForColumn(_SPLIT, SplitDelegate(themes, self))
        desk.changed.connect(self.groups.divided)

    def fit(self) -> None:
        """Columns as narrow as their headings: there are many of them."""
        metrics = self.fontMetrics()
        for place, column in enumerate(self.groups.columns[1:], start=1):
            self.setColumnWidth(place, metrics.horizontalAdvance(column.title) + _BESIDE_PX)
        widest = max(metrics.horizontalAdvance(split_name(split)) for split in SPLITS)
        title = metrics.horizontalAdvance(self.groups.columns[_SPLIT].title)
        self.setColumnWidth(_SPLIT, max(widest + _ARROW_PX, title + _BESIDE_PX))
        self.stretch()

    @property
    def chosen(self) -> list[str]:
        """Names of the groups that are selected."""
        rows = self.selectionModel().selectedRows()
        return [self.groups.rows[index.row()].name for index in rows]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        split = _KEYS.get(Qt.Key(event.key()))
        if split is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._desk.move(self.chosen, split)
            return
        super().keyPressEvent(event)
