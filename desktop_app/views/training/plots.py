"""Curves of a training: loss, validation, and what the bottlenecks let through."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.state.training.session import TrainingState
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.format import modality_name
from desktop_app.views.throttle import Throttle
from engine.types import Modality

_REFRESH_MS = 150
_AXIS_PX = 52
_PT = 8
_DOT = 5


class WholeAxis(pg.AxisItem):  # type: ignore[misc]
    """Of epochs and steps: there is no half one."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        spacings = super().tickSpacing(low, high, size)
        return [(step, offset) for step, offset in spacings if step >= 1] or [(1.0, 0.0)]


class TrainingPlots(QWidget):
    """Four plots; those of validation are over epochs, from the start before the first one."""

    def __init__(self, training: TrainingState, themes: ThemeManager) -> None:
        super().__init__()
        self._training, self._themes = training, themes
        self.setAccessibleName(self.tr("Curves of the training"))
        self._canvas = pg.GraphicsLayoutWidget()
        self._canvas.ci.setSpacing(6)
        self._canvas.ci.setContentsMargins(4, 4, 12, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._canvas)
        self._loss = self._plot(0, 0, self.tr("Loss in training, by step"))
        self._score = self._plot(0, 1, self.tr("Validation score, by epoch (more is better)"))
        self._mae = self._plot(1, 0, self.tr("Validation: mean error of the sentiment, by epoch"))
        self._rates = self._plot(1, 1, self.tr("Validation: rates in nats, by epoch"))
        self.loss = self._line(self._loss)
        self.score, self.mae = self._line(self._score), self._line(self._mae)
        self._best = pg.InfiniteLine(angle=90)
        self._score.addItem(self._best)
        self._legend = self._rates.addLegend(offset=(-6, 6), labelTextSize=f"{_PT}pt")
        self.rates = {m: self._line(self._rates) for m in Modality}
        for modality, line in self.rates.items():
            self._legend.addItem(line, modality_name(modality))
        self._throttle = Throttle(_REFRESH_MS, self.refresh, self)
        training.follower.changed.connect(self._throttle.poke)
        training.watched_changed.connect(self._throttle.poke)
        themes.changed.connect(self._restyle)
        self._restyle()

    def picture(self) -> QPixmap:
        """As they are on the screen."""
        picture: QPixmap = self._canvas.grab()
        return picture

    # ------------------------------------------------------------------ building

    def _plot(self, row: int, column: int, title: str) -> pg.PlotItem:
        axes = {"bottom": WholeAxis("bottom")}
        plot = self._canvas.addPlot(row=row, col=column, title=title, axisItems=axes)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.getAxis("left").setWidth(_AXIS_PX)
        for side in ("left", "bottom"):
            plot.getAxis(side).enableAutoSIPrefix(False)
        plot.showGrid(x=False, y=True, alpha=0.2)
        return plot

    @staticmethod
    def _line(plot: pg.PlotItem) -> pg.PlotDataItem:
        line = pg.PlotDataItem()
        plot.addItem(line)
        return line

    def _restyle(self) -> None:
        theme = self._themes.theme
        self._canvas.setBackground(QColor(theme.surface))
        font = self.font()
        font.setPointSizeF(_PT)
        for plot in (self._loss, self._score, self._mae, self._rates):
            label = plot.titleLabel
            plot.setTitle(label.text, color=theme.text_muted, size=f"{_PT}pt")
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(QColor(theme.grid))
                axis.setTextPen(QColor(theme.text_muted))
                axis.setStyle(tickFont=font)
        self._legend.setLabelTextColor(QColor(theme.text_muted))
        self.loss.setPen(pg.mkPen(theme.text_muted, width=1.5))
        for line in (self.score, self.mae):
            _style(line, QColor(theme.accent))
        for modality, line in self.rates.items():
            _style(line, theme.modality(modality))
        self._best.setPen(pg.mkPen(theme.text_muted, width=1, style=Qt.PenStyle.DashLine))
        self.refresh()

    def refresh(self) -> None:
        """Draw what is known now."""
        curves = self._training.follower.curves
        self.loss.setData(curves.steps, curves.losses)
        self.score.setData(*curves.of_epochs("score"))
        self.mae.setData(*curves.of_epochs("mae"))
        for modality, line in self.rates.items():
            line.setData(*curves.rates_of(modality))
        best = curves.best
        self._best.setVisible(best is not None)
        if best is not None:
            self._best.setValue(best.epoch)


def _style(line: pg.PlotDataItem, color: QColor) -> None:
    line.setPen(pg.mkPen(color, width=2))
    line.setSymbol("o")
    line.setSymbolSize(_DOT)
    line.setSymbolPen(None)
    line.setSymbolBrush(color)
