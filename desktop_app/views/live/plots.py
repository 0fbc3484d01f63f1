"""The last minute: sentiment with its band, expressions, contributions and rates."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.state.live.history import SPAN_S, Series
from desktop_app.state.live.session import LiveSession
from desktop_app.state.throttle import Throttle
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import Theme
from desktop_app.views.format import emotion_name, signed
from engine.types import Emotion, Float64Array, Modality

_REFRESH_MS = 150
_AXIS_PX = 92
_SLOT_S = 0.2
"""Width of a column where states stand side by side."""
_SLOTS = round(SPAN_S / _SLOT_S)
_LEAST_SHARE, _LEAST_RATE = 0.5, 1.0
"""Smallest spans of the vertical axes, so that noise does not fill them."""
_PT = 8
_ROWS = 4


class LivePlots(QWidget):
    """Four plots over one axis of time, which ends now."""

    def __init__(self, live: LiveSession, themes: ThemeManager) -> None:
        super().__init__()
        self._live, self._themes = live, themes
        self.setAccessibleName(self.tr("The last minute"))
        self._canvas = pg.GraphicsLayoutWidget()
        self._canvas.ci.setSpacing(2)
        self._canvas.ci.setContentsMargins(0, 4, 8, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._canvas)
        self._names: list[pg.LabelItem] = []
        self._sentiment = self._plot(0, self.tr("Sentiment with its 80 % band"), 60)
        self._emotions = self._plot(1, "", 95)
        self._shares = self._plot(2, self.tr("Contributions to the sentiment"), 60)
        self._rates = self._plot(3, self.tr("Rates, nats"), 78)
        self._fill_plots()
        self._throttle = Throttle(_REFRESH_MS, self._refresh, self)
        live.state_changed.connect(self._throttle.poke)
        live.status_changed.connect(self._throttle.poke)
        live.frozen_changed.connect(lambda _: self._throttle.poke())
        themes.changed.connect(self._restyle)
        self._restyle()

    # ------------------------------------------------------------------ building

    def _plot(self, row: int, title: str, weight: int) -> pg.PlotItem:
        plot = self._canvas.addPlot(row=row, col=0)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.setXRange(-SPAN_S, 0, padding=0)
        plot.getAxis("left").setWidth(_AXIS_PX)
        plot.getAxis("left").enableAutoSIPrefix(False)
        plot.showAxis("bottom", show=row == _ROWS - 1)
        name = pg.LabelItem(title, justify="left")
        name.setParentItem(plot.vb)
        name.anchor(itemPos=(0, 0), parentPos=(0, 0), offset=(4, -4))
        self._names.append(name)
        self._canvas.ci.layout.setRowPreferredHeight(row, weight)
        self._canvas.ci.layout.setRowStretchFactor(row, weight)
        return plot

    def _fill_plots(self) -> None:
        self._sentiment.setYRange(-3, 3, padding=0.04)
        self._sentiment.getAxis("left").setTicks([[(-3, "−3"), (0, "0"), (3, "+3")]])
        self._band = pg.BarGraphItem(x=[], y0=[], height=[], width=_SLOT_S)
        self._line = pg.PlotDataItem(connect="finite")
        self._sentiment.addItem(self._band)
        self._sentiment.addItem(self._line)
        self._heat = pg.ImageItem(axisOrder="row-major")
        self._emotions.addItem(self._heat)
        self._emotions.invertY(True)
        self._emotions.setYRange(0, len(Emotion), padding=0)
        names = [(row + 0.5, emotion_name(emotion)) for row, emotion in enumerate(Emotion)]
        self._emotions.getAxis("left").setTicks([names])
        self._stacks, self._flows = {}, {}
        for modality in Modality:
            self._stacks[modality] = pg.BarGraphItem(x=[], height=[], width=_SLOT_S, y0=[])
            self._shares.addItem(self._stacks[modality])
            self._flows[modality] = pg.PlotDataItem(connect="finite")
            self._rates.addItem(self._flows[modality])

    def _restyle(self) -> None:
        theme = self._themes.theme
        self._canvas.setBackground(QColor(theme.surface))
        for plot in (self._sentiment, self._emotions, self._shares, self._rates):
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(QColor(theme.grid))
                axis.setTextPen(QColor(theme.text_muted))
                font = self.font()
                font.setPointSizeF(_PT)
                axis.setStyle(tickFont=font)
        for name in self._names:
            name.setText(name.text, color=theme.text_muted, size=f"{_PT}pt")
        band = QColor(theme.accent)
        band.setAlpha(60)
        self._band.setOpts(brush=band, pen=None)
        self._line.setPen(pg.mkPen(QColor(theme.text), width=2))
        for modality in Modality:
            color = theme.modality(modality)
            self._stacks[modality].setOpts(brush=color, pen=None)
            self._flows[modality].setPen(pg.mkPen(color, width=2))
        self._heat.setLookupTable(_heat_table(theme))
        self._refresh()

    # ------------------------------------------------------------------ drawing

    def _refresh(self) -> None:
        if self._live.frozen:
            return
        series = self._live.history.series()
        at = series.times_s - self._live.history.end_s
        known = np.isfinite(series.interval).all(axis=1)
        low, high = series.interval[known].T
        self._band.setOpts(x=at[known], y0=low, height=high - low, width=_SLOT_S)
        self._line.setData(at, series.sentiment)
        self._heat.setImage(heat(at, series.emotions), levels=(0.0, 1.0), autoLevels=False)
        self._heat.setRect(-SPAN_S, 0, SPAN_S, len(Emotion))
        self._draw_stacks(at, series)
        most = _LEAST_RATE
        for column, modality in enumerate(Modality):
            rate = series.rates[:, column]
            self._flows[modality].setData(at, rate)
            most = max(most, float(np.nanmax(rate, initial=0.0)))
        self._rates.setYRange(0, most, padding=0.05)
        self._rates.getAxis("left").setTicks([[(0.0, "0"), (most, f"{most:.0f}")]])

    def _draw_stacks(self, at: Float64Array, series: Series) -> None:
        shares = np.nan_to_num(series.shares)
        bottoms = stacked(shares)
        reach = np.maximum(np.abs(bottoms), np.abs(bottoms + shares))
        limit = max(_LEAST_SHARE, float(reach.max(initial=0.0)))
        for column, modality in enumerate(Modality):
            self._stacks[modality].setOpts(
                x=at, y0=bottoms[:, column], height=shares[:, column], width=_SLOT_S
            )
        self._shares.setYRange(-limit, limit, padding=0.05)
        marks = [(value, signed(value, 1)) for value in (-limit, 0.0, limit)]
        self._shares.getAxis("left").setTicks([marks])


def stacked(shares: Float64Array) -> Float64Array:
    """Where each bar begins when positive ones are piled up and negative ones hang below.

    shares and result: [n, k].
    """
    begins = np.zeros_like(shares)
    for sign in (1, -1):
        part = np.where(np.sign(shares) == sign, shares, 0.0)
        before = np.cumsum(part, axis=1) - part
        begins = np.where(np.sign(shares) == sign, before, begins)
    return begins


def heat(at: Float64Array, emotions: Float64Array) -> Float64Array:
    """A picture of the probabilities: [7, slots]; NaN where no state is near.

    at: [n] seconds before now, negative; emotions: [n, 7].
    """
    picture = np.full((emotions.shape[1], _SLOTS), np.nan)
    slots = np.floor((at + SPAN_S) / _SLOT_S + 1e-6).astype(int)
    inside = (slots >= 0) & (slots <= _SLOTS)
    slots = np.minimum(slots, _SLOTS - 1)
    for slot, row in zip(slots[inside], emotions[inside], strict=True):
        picture[:, slot] = row
    # States come at about the pace of the slots: a single empty one is no gap.
    empty = np.isnan(picture).all(axis=0)
    alone = empty.copy()
    alone[1:-1] &= ~empty[:-2] & ~empty[2:]
    alone[[0, -1]] = False
    picture[:, alone] = picture[:, np.flatnonzero(alone) - 1]
    return picture


def _heat_table(theme: Theme) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.array([theme.heat(level / 255).getRgb() for level in range(256)], np.uint8)
