"""Sizes and balance of the data as bars, each with its utterances that train, validate and test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QColor

from desktop_app.i18n.texts import translate
from desktop_app.state.training.dataset import OUT, SPLITS, DataSet, Shares, Splits
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import SENTIMENT_LIMIT
from desktop_app.views.charts.bars import Bar, BarChart
from desktop_app.views.format import duration, emotion_name, modality_name
from desktop_app.views.sections import ScrolledSections, Section
from desktop_app.views.training.dataset.texts import split_name
from engine.types import Emotion, Modality

_COLUMN = 330


class BalanceView(ScrolledSections):
    """Follows the data and their splits."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes
        three = translate("BalanceView", "Utterances that train · validate · test.")
        self.sizes = BarChart(themes, translate("BalanceView", "Utterances by what they do"))
        self.sentiment = BarChart(themes, translate("BalanceView", "Sentiment"))
        self.emotions = BarChart(themes, translate("BalanceView", "Expressions"))
        self.missing = BarChart(themes, translate("BalanceView", "What is missing"))
        sections = []
        for chart, help_text in (
            (self.sizes, ""),
            (self.missing, three),
            (self.sentiment, three),
            (self.emotions, three),
        ):
            section = Section(chart.accessibleName(), help_text)
            section.body.addWidget(chart)
            sections.append(section)
        super().__init__(sections, _COLUMN)

    def show_data(self, data: DataSet, splits: Splits) -> None:
        """What each split holds."""
        parts = data.by_split(splits)
        self._show_sizes(data, parts)
        self._show_sentiment(parts)
        heat = QColor(self._themes.theme.heat_high)
        self._show(
            self.emotions,
            [
                (emotion_name(emotion), [part.emotions[place] for part in _used(parts)], heat)
                for place, emotion in enumerate(Emotion)
            ],
        )
        absent = QColor(self._themes.theme.absent)
        self._show(
            self.missing,
            [
                (modality_name(modality), [part.missing[place] for part in _used(parts)], absent)
                for place, modality in enumerate(Modality)
            ],
            sum(part.utterances for part in _used(parts)),
        )

    def _show_sizes(self, data: DataSet, parts: Mapping[str, Shares]) -> None:
        total = max(1, data.whole.utterances)
        color = QColor(self._themes.theme.accent)
        bars = [
            Bar(
                split_name(name),
                f"{parts[name].utterances} · {duration(parts[name].seconds)}",
                QColor(self._themes.theme.absent) if name == OUT else color,
                parts[name].utterances / total,
            )
            for name in SPLITS
        ]
        _say(self.sizes, bars)

    def _show_sentiment(self, parts: Mapping[str, Shares]) -> None:
        theme, used = self._themes.theme, _used(parts)
        self._show(
            self.sentiment,
            [
                (
                    translate("BalanceView", "negative"),
                    [part.negative for part in used],
                    theme.sentiment(-SENTIMENT_LIMIT),
                ),
                (
                    translate("BalanceView", "zero"),
                    [part.zero for part in used],
                    QColor(theme.absent),
                ),
                (
                    translate("BalanceView", "positive"),
                    [part.positive for part in used],
                    theme.sentiment(SENTIMENT_LIMIT),
                ),
            ],
        )

    def _show(
        self,
        chart: BarChart,
        rows: Sequence[tuple[str, Sequence[float], QColor]],
        whole: float | None = None,
    ) -> None:
        """``whole``: what fills the line; None: the longest bar does."""
        most = whole or max((sum(counts) for _, counts, _ in rows), default=0) or 1
        bars = [
            Bar(name, " · ".join(_short(each) for each in counts), color, sum(counts) / most)
            for name, counts, color in rows
        ]
        _say(chart, bars)


def _used(parts: Mapping[str, Shares]) -> list[Shares]:
    return [parts[name] for name in SPLITS if name != OUT]


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value - round(value)) < 0.05 else f"{value:.1f}"


def _say(chart: BarChart, bars: Sequence[Bar]) -> None:
    chart.show_bars(bars, "; ".join(f"{bar.name} {bar.text}" for bar in bars))
