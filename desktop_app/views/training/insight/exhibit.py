"""What of a training can be taken away: as a table, as pixels, as a drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    import pyqtgraph as pg


class Exhibit(Protocol):
    """A view whose content can be exported as it is shown."""

    @property
    def about(self) -> str:
        """What it shows, for the name of a file."""
        ...

    @property
    def is_empty(self) -> bool: ...

    def rows(self) -> Iterable[Sequence[object]]:
        """As a table, the head first."""
        ...

    def png(self) -> bytes: ...

    def svg(self) -> bytes: ...


def png_of(widget: QWidget) -> bytes:
    """A widget as it is on the screen."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")
    return bytes(content.data())


def svg_of(widget: QWidget, draw: Callable[[QPainter], object] | None = None) -> bytes:
    """A painted widget as lines and text. ``draw``: how, if not as on the screen."""
    content = QByteArray()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer := QBuffer(content))
    generator.setResolution(widget.logicalDpiX())  # or axes come out in another size than lines
    generator.setSize(widget.size())
    generator.setViewBox(QRect(0, 0, widget.width(), widget.height()))
    with QPainter(generator) as painter:
        painter.fillRect(widget.rect(), widget.palette().base())
        if draw is None:
            widget.render(painter, QPoint())
        else:
            draw(painter)
    buffer.close()
    return bytes(content.data())


def svg_of_plots(canvas: pg.GraphicsLayoutWidget) -> bytes:
    """Plots with lines and dots that stay sharp at every size.

    The exporter of pyqtgraph 0.14 stops at any curve, and dots are curves; its items are drawn
    here in the way that it asks them to, without the pixels that they keep for the screen.
    """
    from pyqtgraph.exporters.Exporter import Exporter  # noqa: PLC0415 - slow

    exporter = Exporter(canvas.scene())
    exporter.setExportMode(True, {"antialias": True, "resolutionScale": 1.0})
    try:
        return svg_of(canvas.viewport(), canvas.render)
    finally:
        exporter.setExportMode(False)
