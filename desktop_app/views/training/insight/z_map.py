"""z of validation utterances in the plane: the paper's Figure 4 while it comes about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.state.training.choices import Learns
from desktop_app.state.training.insight import Point, Shown
from desktop_app.state.training.session import TrainingState
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP, Theme
from desktop_app.views.format import emotion_name, percent, signed
from desktop_app.views.sections import small
from desktop_app.views.training.insight.exhibit import png_of, svg_of_plots
from desktop_app.views.training.insight.texts import described
from desktop_app.views.training.insight.told import ToldView
from engine.types import Emotion

_SENTIMENT, _EMOTION = range(2)
_PCA, _TSNE = range(2)
_DOT = 10
_EMOTIONS = tuple(Emotion)
_PT = 8
_LEGEND_PX = 118
_SYMBOLS = ("o", "t1", "s", "d", "t", "star", "p")
"""One for each emotion, so that it is not told by its colour alone."""
_MARKS = (-3.0, -1.5, 0.0, 1.5, 3.0)
"""Sentiments in the legend."""


class ZMap(ToldView):
    """Dots can be pointed at; a double click goes to the utterance."""

    utterance_wanted = Signal(object)
    """A Seen."""

    def __init__(self, training: TrainingState, themes: ThemeManager) -> None:
        super().__init__(training)
        self._themes = themes
        self.setAccessibleName(self.tr("Fused representation of validation utterances"))
        self.points: tuple[Point, ...] = ()
        self._canvas = pg.GraphicsLayoutWidget()
        self._canvas.setAccessibleName(self.accessibleName())
        self._plot = self._canvas.addPlot(row=0, col=0, enableMenu=False)
        self._dots = pg.ScatterPlotItem(size=_DOT, hoverable=True, hoverSize=_DOT + 5, tip=None)
        self._legend = pg.LegendItem(labelTextSize=f"{_PT}pt", verSpacing=-4)
        self.colour, self.plane = QComboBox(), QComboBox()
        self.facts, self.read_out = small(), QLabel()
        self._entries: tuple[tuple[str, str, str], ...] = ()
        """Name, colour and symbol of each in the legend."""
        self._build()
        themes.changed.connect(self.refresh)

    # ------------------------------------------------------------------ to be taken away

    @property
    def about(self) -> str:
        return "z"

    @property
    def is_empty(self) -> bool:
        return not self.points

    def rows(self) -> Iterable[Sequence[object]]:
        yield ("dataset", "id", "group", "x", "y", "sentiment", "emotion", "text")
        for each in self.points:
            known = "" if each.sentiment is None else each.sentiment
            seen = each.seen
            place = (seen.dataset, seen.id, seen.group, each.x, each.y)
            yield (*place, known, each.emotion or "", seen.text)

    def png(self) -> bytes:
        return png_of(self._canvas)

    def svg(self) -> bytes:
        return svg_of_plots(self._canvas)

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        self.colour.addItems([self.tr("Sentiment"), self.tr("Expression")])
        self.colour.setAccessibleName(self.tr("Colour by"))
        self.colour.setToolTip(self.tr("Dots have the colour of what people say"))
        self.plane.addItems([self.tr("Principal components"), self.tr("t-SNE")])
        self.plane.setAccessibleName(self.tr("Plane"))
        self.colour.activated.connect(self.refresh)
        self.plane.activated.connect(self.refresh)
        self._plot.hideButtons()
        self._plot.addItem(self._dots)
        for side in ("left", "bottom"):
            self._plot.getAxis(side).setStyle(showValues=False)
        side = self._canvas.addViewBox(row=0, col=1, enableMenu=False, enableMouse=False)
        side.setMaximumWidth(_LEGEND_PX)
        self._legend.setParentItem(side)
        self._legend.anchor((0, 0), (0, 0))
        self._dots.sigHovered.connect(self._on_hovered)
        self._dots.sigClicked.connect(self._on_clicked)
        self.read_out.setProperty("role", "small")
        self.read_out.setWordWrap(True)
        self.read_out.setMinimumHeight(2 * self.read_out.fontMetrics().height())
        head = QHBoxLayout()
        head.setContentsMargins(GAP, GAP // 2, GAP, 0)
        head.setSpacing(GAP)
        for part in (self.colour, self.plane):
            head.addWidget(part)
        head.addWidget(self.facts, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(GAP, 0, GAP, GAP // 2)
        foot.addWidget(self.read_out, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        column.addLayout(head)
        column.addWidget(self._canvas, 1)
        column.addLayout(foot)
        self._stack.addWidget(body)

    # ------------------------------------------------------------------ drawing

    def draw(self, shown: Shown | None) -> None:
        has_neighbours = shown is not None and shown.neighbours is not None
        self.plane.setEnabled(has_neighbours)
        if not has_neighbours:
            self.plane.setCurrentIndex(_PCA)
        by_neighbours = self.plane.currentIndex() == _TSNE
        self.points = shown.points(by_neighbours=by_neighbours) if shown is not None else ()
        self.facts.setText(self._facts(shown) if shown is not None else "")
        self.read_out.setText(
            self.tr("Point at a dot to read its utterance; a double click goes there.")
        )
        self._draw_dots()

    def _draw_dots(self) -> None:
        theme = self._themes.theme
        self._canvas.setBackground(QColor(theme.surface))
        for side in ("left", "bottom"):
            self._plot.getAxis(side).setPen(QColor(theme.border))
        edge = pg.mkPen(QColor(theme.text_muted), width=0.6)
        brushes: dict[int, QBrush] = {}  # few for many dots
        colors = [self._color(each, theme) for each in self.points]
        self._dots.setData(
            pos=np.array([(each.x, each.y) for each in self.points]).reshape(-1, 2),
            data=range(len(self.points)),
            brush=[brushes.setdefault(color.rgba(), QBrush(color)) for color in colors],
            symbol=[self._symbol(each) for each in self.points],
            pen=edge,
            hoverPen=pg.mkPen(QColor(theme.text), width=1.6),
        )
        self._draw_legend(theme, edge)

    def _draw_legend(self, theme: Theme, edge: object) -> None:
        entries = tuple((name, c.name(), symbol) for name, c, symbol in self._named(theme))
        if entries == self._entries:
            return
        self._entries = entries
        self._legend.clear()
        self._legend.setLabelTextColor(QColor(theme.text_muted))
        for name, color, symbol in entries:
            sample = pg.ScatterPlotItem(size=_DOT, brush=color, symbol=symbol, pen=edge)
            self._legend.addItem(sample, name)

    def _named(self, theme: Theme) -> Iterable[tuple[str, QColor, str]]:
        if self.colour.currentIndex() == _SENTIMENT:
            for value in _MARKS:
                yield signed(value, 1 if value % 1 else 0), theme.mark(value), "o"
        else:
            shown = {each.emotion for each in self.points}
            for emotion in Emotion:
                if emotion in shown:
                    place = _EMOTIONS.index(emotion)
                    yield emotion_name(emotion), _color_of(emotion, theme), _SYMBOLS[place]
        if any(self._is_unknown(each) for each in self.points):
            yield self.tr("not labelled"), QColor(theme.surface), "o"

    def _is_unknown(self, point: Point) -> bool:
        by_sentiment = self.colour.currentIndex() == _SENTIMENT
        return (point.sentiment if by_sentiment else point.emotion) is None

    def _color(self, point: Point, theme: Theme) -> QColor:
        if self.colour.currentIndex() == _SENTIMENT and point.sentiment is not None:
            return theme.mark(point.sentiment)
        if self.colour.currentIndex() == _EMOTION and point.emotion is not None:
            return _color_of(point.emotion, theme)
        return QColor(theme.surface)

    def _symbol(self, point: Point) -> str:
        if self.colour.currentIndex() == _SENTIMENT or point.emotion is None:
            return "o"
        return _SYMBOLS[_EMOTIONS.index(point.emotion)]

    def _facts(self, shown: Shown) -> str:
        said = []
        if shown.plane_of:
            said.append(self.tr("z of fold {number}.").format(number=shown.plane_of))
        if self.plane.currentIndex() == _TSNE and shown.neighbours is not None:
            text = self.tr(
                "Epoch {epoch}, which is kept (perplexity {perplexity}, seed {seed}): like lies "
                "beside like; distances between clouds say nothing."
            )
            near = shown.neighbours
            perplexity = f"{near.perplexity:.0f}"
            said.append(text.format(epoch=near.epoch, perplexity=perplexity, seed=near.seed))
        else:
            text = self.tr("Two directions that hold {share} of the variance of z.")
            said.append(text.format(share=percent(shown.snapshot.kept)))
        run = self._training.watched
        if run is not None and run.learns == Learns.HEADS:
            said.append(self.tr("Only the heads learn: z stays where it is."))
        drawn, total = len(self.points), shown.utterances.total
        if drawn < total and not shown.plane_of:
            text = self.tr("{drawn} of {total} utterances, drawn with a fixed seed.")
            said.append(text.format(drawn=drawn, total=total))
        return " ".join(said)

    # ------------------------------------------------------------------ pointing

    def _on_hovered(self, _: object, spots: Sequence[pg.SpotItem], __: object) -> None:
        if len(spots):
            self.read_out.setText(described(self.points[spots[0].data()]))

    def _on_clicked(self, _: object, spots: Sequence[pg.SpotItem], event: object) -> None:
        if len(spots) and event.double():  # type: ignore[attr-defined]
            self.utterance_wanted.emit(self.points[spots[0].data()].seen)


def _color_of(emotion: Emotion, theme: Theme) -> QColor:
    place = _EMOTIONS.index(emotion)
    return QColor(theme.absent) if emotion is Emotion.NEUTRAL else theme.person(place - 1)
