"""Icons: SVG outlines in resources/icons, drawn in a colour of the theme."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from engine.runtime.paths import resources_dir

_SIDES = (16, 20, 24, 32, 48, 64, 128)


def icon(name: str, color: str, disabled: str | None = None) -> QIcon:
    """The outline ``name`` in ``color``; ``disabled`` is used where the action is not possible."""
    result = QIcon()
    for mode, shade in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, disabled or color)):
        renderer = QSvgRenderer(_tinted(name, shade))
        for side in _SIDES:
            result.addPixmap(_draw(renderer, side), mode)
    return result


def app_icon() -> QIcon:
    return QIcon(str(resources_dir() / "icons" / "mibscope.svg"))


def _tinted(name: str, color: str) -> QByteArray:
    source = (resources_dir() / "icons" / f"{name}.svg").read_text("utf-8")
    return QByteArray(source.replace("currentColor", color).encode())


def _draw(renderer: QSvgRenderer, side: int) -> QPixmap:
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        renderer.render(painter)
    return pixmap
