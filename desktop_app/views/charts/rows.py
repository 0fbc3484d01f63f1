"""Charts of named rows one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from desktop_app.theming.manager import ThemeManager
from desktop_app.views.charts.chart import Chart

Row = TypeVar("Row")


class RowChart(Chart, Generic[Row]):
    """Rows in the order given, each as high as its print."""

    def __init__(self, themes: ThemeManager, name: str) -> None:
        super().__init__(themes, name)
        self.bars: tuple[Row, ...] = ()

    def show_bars(self, bars: Sequence[Row], spoken: str) -> None:
        resized = len(bars) != len(self.bars)
        self.bars = tuple(bars)
        if resized:
            self.updateGeometry()
        self.describe(spoken)

    @property
    def row_height(self) -> float:
        return self.metrics.height() + 5

    def content_height(self) -> float:
        return max(1, len(self.bars)) * self.row_height + 2
