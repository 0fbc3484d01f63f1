"""Where the Tab key goes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_order(view: QWidget) -> list[QWidget]:
    """Widgets within the view that Tab comes to, in its order."""
    found, at = [], view.nextInFocusChain()
    while at is not None and at is not view:
        reachable = at.focusPolicy() & Qt.FocusPolicy.TabFocus
        if view.isAncestorOf(at) and reachable and at.isEnabled() and at.isVisibleTo(view):
            found.append(at)
        at = at.nextInFocusChain()
    return found
