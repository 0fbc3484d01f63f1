"""Which expression is taken for which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop_app.i18n.texts import translate
from desktop_app.state.training.insight import Shown
from desktop_app.state.training.session import TrainingState
from desktop_app.theming.contrast import contrast
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.charts.chart import Chart, fill, text_in
from desktop_app.views.format import emotion_name, percent
from desktop_app.views.sections import small
from desktop_app.views.training.insight.exhibit import png_of, svg_of
from desktop_app.views.training.insight.told import ToldView
from engine.types import Emotion

Cells = tuple[tuple[int, ...], ...]
_NONE: Cells = ((0,) * len(Emotion),) * len(Emotion)
_CELL_PX = 26
"""At least, in height."""


class ConfusionChart(Chart):
    """A row for every true expression, a column for every predicted one; ground: share of the
    row."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__(themes, translate("ConfusionChart", "Confusion of the expressions"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.cells: Cells = _NONE
        self._names = [emotion_name(each) for each in Emotion]

    def show_cells(self, cells: Cells) -> None:
        self.cells = cells
        said = []
        for name, row, place in zip(self._names, cells, range(len(cells)), strict=True):
            if sum(row):
                text = translate("ConfusionChart", "{name}: {right} of {all} right")
                said.append(text.format(name=name, right=row[place], all=sum(row)))
        self.describe(". ".join(said))

    def content_height(self) -> float:
        return self._head + len(self.cells) * _CELL_PX + 2

    @property
    def _head(self) -> float:
        return self.metrics.height() + 6

    def paint(self, painter: QPainter) -> None:
        theme, count = self.theme, len(self.cells)
        left = self.widest(self._names) + 2 * GAP
        right = self.widest(["n 0000"]) + GAP
        width = max(1.0, (self.width() - left - right) / count)
        height = max(1.0, (self.height() - self._head - 2) / count)
        centre = Qt.AlignmentFlag.AlignHCenter
        for place, name in enumerate(self._names):
            column = QRectF(left + place * width, 0, width, self._head)
            text_in(painter, column, name, theme.text_muted, centre)
            top = self._head + place * height
            side = QRectF(GAP, top, left - 2 * GAP, height)
            text_in(painter, side, name, theme.text, Qt.AlignmentFlag.AlignRight)
            total = sum(self.cells[place])
            end = QRectF(left + count * width + GAP, top, right - GAP, height)
            text_in(painter, end, f"n {total}", theme.text_muted)
            for other, hits in enumerate(self.cells[place]):
                cell = QRectF(left + other * width, top, width, height).adjusted(1, 1, -1, -1)
                self._paint_cell(painter, cell, hits, total, place == other)

    def _paint_cell(
        self, painter: QPainter, rect: QRectF, hits: int, total: int, right: bool
    ) -> None:
        theme = self.theme
        ground = theme.heat(hits / total) if total else QColor(theme.surface)
        fill(painter, rect, ground)
        if right and total:
            painter.setPen(QColor(theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 2, 2)
        if hits:
            said = f"{hits} · {percent(hits / total)}"
            inks = (theme.text, theme.surface)
            ink = max(inks, key=lambda each: contrast(QColor(each), ground))
            text_in(painter, rect, said, ink, Qt.AlignmentFlag.AlignHCenter, bold=right)


class ConfusionView(ToldView):
    """The matrix of the epoch that is chosen."""

    def __init__(self, training: TrainingState, themes: ThemeManager) -> None:
        super().__init__(training)
        self.chart = ConfusionChart(themes)
        self.facts = small()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.chart, 1)
        column.addWidget(self.facts)
        self._stack.addWidget(body)

    @property
    def about(self) -> str:
        return "confusion"

    @property
    def is_empty(self) -> bool:
        return self._insight.shown is None

    def rows(self) -> Iterable[Sequence[object]]:
        yield ("true", *(each.value for each in Emotion))
        for emotion, cells in zip(Emotion, self.chart.cells, strict=True):
            yield (emotion.value, *cells)

    def png(self) -> bytes:
        return png_of(self.chart)

    def svg(self) -> bytes:
        return svg_of(self.chart)

    def draw(self, shown: Shown | None) -> None:
        cells = shown.confusion() if shown is not None else _NONE
        self.chart.show_cells(cells)
        total, right = sum(map(sum, cells)), sum(row[place] for place, row in enumerate(cells))
        if not total:
            self.facts.setText(
                self.tr("No validation utterance has a single expression as its label.")
            )
            return
        text = self.tr(
            "Rows: what people say. Columns: the likeliest prediction, before calibration. Shares "
            "are of the row. Right: {right} of {total} ({share})."
        )
        said = [text.format(right=right, total=total, share=percent(right / total))]
        if shown is not None and len(shown.utterances.seen) < shown.utterances.total:
            text = self.tr("{drawn} of {total} utterances, drawn with a fixed seed.")
            drawn = len(shown.utterances.seen)
            said.append(text.format(drawn=drawn, total=shown.utterances.total))
        self.facts.setText(" ".join(said))
