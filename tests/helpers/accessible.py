"""What a screen reader is told of a view."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

_INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QTabBar,
)
_OF_QT = ("qt_", "ScrollBar", "ScrollLeft", "ScrollRight")
"""Names of parts that Qt puts into its own widgets."""


def nameless(view: QWidget) -> list[str]:
    """Widgets that can be used or focused, and say nothing: their class and where they are."""
    found = []
    for widget in view.findChildren(QWidget):
        usable = isinstance(widget, _INTERACTIVE) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if usable and not _is_of_qt(widget) and not name_of(widget):
            found.append(f"{_path(widget)} {widget.geometry().getRect()}")
    return found


def name_of(widget: QWidget) -> str:
    """As Qt gives it to the platform."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else ""


def _is_of_qt(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    inner = isinstance(parent, QComboBox | QAbstractSpinBox | QTabBar | QLineEdit)
    return (
        isinstance(widget, QScrollBar)
        or widget.objectName().startswith(_OF_QT)
        or type(widget).__name__ in {"QWidget", "QAbstractScrollArea"}
        or inner
        or (parent is not None and parent.parentWidget() is not None and _in_popup(widget))
    )


def _in_popup(widget: QWidget) -> bool:
    at: QWidget | None = widget
    while at is not None:
        if at.metaObject().className() == "QComboBoxPrivateContainer":
            return True
        at = at.parentWidget()
    return False


def _path(widget: QWidget) -> str:
    names, at = [], widget
    while at is not None:
        names.append(type(at).__name__)
        at = at.parentWidget()
    return " < ".join(names[:4])
