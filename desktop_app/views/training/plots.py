"""Curves of a training: loss, validation, and what the bottlenecks let through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.state.throttle import Throttle
from desktop_app.state.training.course import Course, ValueOf, kl_of, rate_of, series
from desktop_app.state.training.curves import Curves, Epoch
from desktop_app.state.training.session import TrainingState
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.format import modality_name
from desktop_app.views.sections import small
from desktop_app.views.training.insight.exhibit import png_of, svg_of_plots
from engine.types import Modality

_REFRESH_MS = 150
_AXIS_PX = 52
_PT = 8
_DOT = 5
_FAINT = 95
"""Opacity of the lines of single folds, of 255."""


class WholeAxis(pg.AxisItem):  # type: ignore[misc]
    """Of epochs and steps: there is no half one."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        spacings = super().tickSpacing(low, high, size)
        return [(step, offset) for step, offset in spacings if step >= 1] or [(1.0, 0.0)]


class Lines:
    """One quantity over epochs: a line; of a crosswise run a thin one a fold and their mean."""

    def __init__(self, plot: pg.PlotItem, value_of: ValueOf) -> None:
        self._plot, self._value_of = plot, value_of
        self.whole = pg.PlotDataItem()
        self.folds: list[pg.PlotDataItem] = []
        self._color = QColor()
        plot.addItem(self.whole)

    def color(self, color: QColor) -> None:
        self._color = color
        self.whole.setPen(pg.mkPen(color, width=2))
        self.whole.setSymbol("o")
        self.whole.setSymbolSize(_DOT)
        self.whole.setSymbolPen(None)
        self.whole.setSymbolBrush(color)
        for line in self.folds:
            line.setPen(_faint(color))

    def show(self, epochs: Sequence[Epoch], parts: Sequence[Curves]) -> None:
        """``epochs``: of the whole; ``parts``: folds, none of a run that is not crosswise."""
        self.whole.setData(*series(epochs, self._value_of))
        while len(self.folds) < len(parts):
            line = pg.PlotDataItem(pen=_faint(self._color))
            self._plot.addItem(line)
            self.folds.append(line)
        for place, line in enumerate(self.folds):
            own = parts[place].epochs if place < len(parts) else ()
            line.setData(*series(own, self._value_of))


class TrainingPlots(QWidget):
    """Six plots; those of validation are over epochs, from the start before the first one."""

    def __init__(self, training: TrainingState, themes: ThemeManager) -> None:
        super().__init__()
        self._training, self._themes = training, themes
        self.setAccessibleName(self.tr("Curves of the training"))
        self._canvas = pg.GraphicsLayoutWidget()
        self._canvas.setAccessibleName(self.accessibleName())
        self._canvas.ci.setSpacing(6)
        self._canvas.ci.setContentsMargins(4, 4, 12, 4)
        self.note = small(
            self.tr("Thin lines are folds, thick ones their mean as far as all of them have come.")
        )
        self.note.setContentsMargins(8, 0, 8, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._canvas, 1)
        column.addWidget(self.note)
        self._titles: dict[pg.PlotItem, str] = {}
        self._losses: list[pg.PlotDataItem] = []
        self._told: object = None
        """Which epochs are drawn."""
        self._fill_plots()
        self._throttle = Throttle(_REFRESH_MS, self.refresh, self)
        training.follower.changed.connect(self._throttle.poke)
        training.watched_changed.connect(self._throttle.poke)
        themes.changed.connect(self._restyle)
        self._restyle()

    # ------------------------------------------------------------------ to be taken away

    @property
    def about(self) -> str:
        return "curves"

    @property
    def is_empty(self) -> bool:
        return not self._training.follower.curves.has_begun

    def rows(self) -> Iterable[Sequence[object]]:
        return self._training.follower.curves.rows()

    def png(self) -> bytes:
        return png_of(self._canvas)

    def svg(self) -> bytes:
        return svg_of_plots(self._canvas)

    # ------------------------------------------------------------------ building

    def _fill_plots(self) -> None:
        self._loss = self._plot(0, 0, self.tr("Loss in training, by step"))
        scores = self._plot(0, 1, self.tr("Validation score (more is better)"))
        errors = self._plot(0, 2, self.tr("Validation: mean error of the sentiment"))
        kl = self._kl_plot = self._plot(1, 0, self.tr("Training: KL of each bottleneck, nats"))
        rates = self._rate_plot = self._plot(1, 1, self.tr("Validation: rates, nats"))
        right = self._plot(1, 2, self.tr("Validation: share of right expressions"))
        self._score = Lines(scores, lambda each: each.score)
        self._mae = Lines(errors, lambda each: each.mae)
        self._accuracy = Lines(right, lambda each: each.accuracy)
        self._kl = {m: Lines(kl, kl_of(m)) for m in Modality}
        self._fused = Lines(kl, lambda each: each.fused_kl)
        self._rates = {m: Lines(rates, rate_of(m)) for m in Modality}
        self._best = pg.InfiniteLine(angle=90)
        scores.addItem(self._best)
        self.score, self.mae = self._score.whole, self._mae.whole
        self.rates = {m: each.whole for m, each in self._rates.items()}
        self.kl = {m: each.whole for m, each in self._kl.items()}

    def _plot(self, row: int, column: int, title: str) -> pg.PlotItem:
        axes = {"bottom": WholeAxis("bottom")}
        plot = self._canvas.addPlot(row=row, col=column, axisItems=axes, enableMenu=False)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.getAxis("left").setWidth(_AXIS_PX)
        for side in ("left", "bottom"):
            plot.getAxis(side).enableAutoSIPrefix(False)
        plot.showGrid(x=False, y=True, alpha=0.2)
        self._titles[plot] = title
        return plot

    def _title_of(self, plot: pg.PlotItem) -> str:
        """With what the colours mean: within the plot a legend would lie on the lines."""
        theme = self._themes.theme
        named = [(modality_name(m), theme.modality(m)) for m in Modality]
        if plot is self._kl_plot:
            named.append((self.tr("fused"), QColor(theme.text)))
        elif plot is not self._rate_plot:
            named = []
        dots = [f'<span style="color: {c.name()}">●</span>\u00a0{name}' for name, c in named]
        return "<br>".join((self._titles[plot], " ".join(dots)))

    def _restyle(self) -> None:
        theme = self._themes.theme
        self._canvas.setBackground(QColor(theme.surface))
        font = self.font()
        font.setPointSizeF(_PT)
        for plot in self._titles:
            plot.setTitle(self._title_of(plot), color=theme.text_muted, size=f"{_PT}pt")
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(QColor(theme.grid))
                axis.setTextPen(QColor(theme.text_muted))
                axis.setStyle(tickFont=font)
        for lines in (self._score, self._mae, self._accuracy):
            lines.color(QColor(theme.accent))
        for modality in Modality:
            self._kl[modality].color(theme.modality(modality))
            self._rates[modality].color(theme.modality(modality))
        self._fused.color(QColor(theme.text))
        self._best.setPen(pg.mkPen(theme.text_muted, width=1, style=Qt.PenStyle.DashLine))
        self.refresh()

    # ------------------------------------------------------------------ drawing

    def refresh(self) -> None:
        """Draw what is known now; what is measured once an epoch is drawn once an epoch."""
        course, run = self._training.follower.curves, self._training.watched
        self._draw_losses(course)
        told = (run.name if run else None, course.folds, course.signature)
        if told != self._told:
            self._told = told
            self._draw_epochs(course)

    def _draw_epochs(self, course: Course) -> None:
        epochs, parts = course.epochs, course.parts if course.is_crosswise else ()
        single = (self._score, self._mae, self._accuracy, self._fused)
        for lines in (*single, *self._kl.values(), *self._rates.values()):
            lines.show(epochs, parts)
        best = None if course.is_crosswise else course.current.best
        self._best.setVisible(best is not None)
        if best is not None:
            self._best.setValue(best.epoch)
        self.note.setVisible(course.is_crosswise)

    def _draw_losses(self, course: Course) -> None:
        """A line for each training; that of the current one stands out."""
        while len(self._losses) < len(course.parts):
            line = pg.PlotDataItem()
            self._loss.addItem(line)
            self._losses.append(line)
        color = QColor(self._themes.theme.text_muted)
        for place, line in enumerate(self._losses):
            part = course.parts[place] if place < len(course.parts) else None
            line.setData(part.steps if part else (), part.losses if part else ())
            line.setPen(pg.mkPen(color, width=1.5) if part is course.current else _faint(color))


def _faint(color: QColor) -> object:
    color = QColor(color)
    color.setAlpha(_FAINT)
    return pg.mkPen(color, width=1)
