"""Painted charts: what they look like, in light and dark, and that the pictures can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from desktop_app.theming.manager import Appearance, ThemeManager
from desktop_app.views.charts.bars import Bar, BarChart
from desktop_app.views.charts.gauge import Reading, SentimentGauge
from desktop_app.views.charts.pairs import Pair, PairChart
from desktop_app.views.charts.waterfall import Step, Waterfall, ticks
from desktop_app.views.format import percent, points, signed
from desktop_app.views.inspector.contributions import waterfall_steps
from engine.types import Emotion, Modality
from tests.helpers import snapshots
from tests.helpers.results import utterance_result

WIDTH = 320
RESULT = utterance_result()
APPEARANCES = (Appearance.LIGHT, Appearance.DARK)
Draw = Callable[[ThemeManager], Waterfall | BarChart | SentimentGauge | PairChart]


@pytest.fixture(params=APPEARANCES)
def themes(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[ThemeManager]:
    themes = ThemeManager(qapp, request.param)
    yield themes
    themes.deleteLater()


def show(themes: ThemeManager, steps: Sequence[Step], mark: float | None = None) -> Waterfall:
    chart = Waterfall(themes, "Contributions", signed)
    chart.show_steps(steps, mark, "", signed)
    return chart


def waterfall(themes: ThemeManager) -> Waterfall:
    steps = waterfall_steps(RESULT, None, frozenset(), themes.theme)
    return show(themes, [replace(step, spread=0.1) for step in steps])


def muted_waterfall(themes: ThemeManager) -> Waterfall:
    muted = frozenset({Modality.AUDIO})
    return show(themes, waterfall_steps(RESULT, None, muted, themes.theme), mark=0.85)


def emotions(themes: ThemeManager) -> BarChart:
    color, shares = QColor(themes.theme.heat_high), RESULT.prediction.emotions
    bars = [
        Bar(e.value, percent(shares[e]), color, shares[e], ghost=0.3, strong=e is Emotion.HAPPY)
        for e in Emotion
    ]
    chart = BarChart(themes, "Emotions")
    chart.show_bars(bars, "")
    return chart


def rates(themes: ThemeManager) -> BarChart:
    chart = BarChart(themes, "Rates")
    colors = [themes.theme.modality(modality) for modality in Modality]
    chart.show_bars(
        [
            Bar("Words", "3.50 / 5.50 nats", colors[0], 0.35, reach=0.9),
            Bar("Voice", "6.00 / 0.00 nats", colors[1], 0.6, reach=0.6),
            Bar("Face", "absent", colors[2], None),
        ],
        "",
    )
    return chart


def gauge(themes: ThemeManager) -> SentimentGauge:
    chart = SentimentGauge(themes)
    chart.show_reading(Reading(0.6, (-0.4, 1.6), ghost=-1.5))
    return chart


def pairs(themes: ThemeManager) -> PairChart:
    chart = PairChart(themes, "Contributions", signed, signed)
    chart.show_pairs(
        [
            Pair("Words", 0.8, -0.3, themes.theme.modality(Modality.TEXT)),
            Pair("Voice", -0.25, None, themes.theme.modality(Modality.AUDIO)),
        ]
    )
    return chart


DRAWN: tuple[Draw, ...] = (waterfall, muted_waterfall, emotions, rates, gauge, pairs)


@pytest.mark.parametrize("draw", DRAWN, ids=lambda draw: draw.__name__)
def test_it_looks_as_it_did(themes: ThemeManager, draw: Draw, tmp_path: Path):
    name = f"{draw.__name__}_{themes.appearance.value}"
    snapshots.check(snapshots.draw(draw(themes), WIDTH), name, tmp_path)


def changed(steps: Sequence[Step], row: int, **what: object) -> list[Step]:
    return [replace(step, **what) if i == row else step for i, step in enumerate(steps)]


@pytest.mark.parametrize(
    "slip",
    [
        lambda steps, theme: changed(steps, 1, color=theme.modality(Modality.VISION)),
        lambda steps, theme: changed(steps, 2, end=steps[2].end + 0.06),
        lambda steps, theme: changed(steps, 2, muted=True),
        lambda steps, theme: [*steps[:2], *steps[3:]],
    ],
    ids=["another colour", "another length", "hatched", "a row is missing"],
)
def test_a_slip_is_told(themes: ThemeManager, tmp_path: Path, slip: Callable[..., Sequence[Step]]):
    steps = slip(waterfall(themes).steps, themes.theme)
    picture = snapshots.draw(show(themes, steps), WIDTH)
    with pytest.raises(AssertionError, match="of the pixels are not as in"):
        snapshots.check(picture, f"waterfall_{themes.appearance.value}", tmp_path)


def test_the_other_theme_is_told(themes: ThemeManager, tmp_path: Path):
    other = next(a for a in APPEARANCES if a is not themes.appearance)
    picture = snapshots.draw(waterfall(themes), WIDTH)
    with pytest.raises(AssertionError, match="of the pixels are not as in"):
        snapshots.check(picture, f"waterfall_{other.value}", tmp_path)


def test_text_that_is_drawn_otherwise_is_tolerated(themes: ThemeManager, tmp_path: Path):
    chart = waterfall(themes)
    font = snapshots.known_font()
    font.setHintingPreference(font.HintingPreference.PreferVerticalHinting)
    font.setStyleStrategy(font.StyleStrategy.NoAntialias)
    snapshots.draw(chart, WIDTH)
    chart.setFont(font)
    image = snapshots.draw_as_it_is(chart)
    snapshots.check(image, f"waterfall_{themes.appearance.value}", tmp_path)


@given(st.floats(-3.5, 0.0), st.floats(0.01, 3.5), st.integers(1, 8))
def test_ticks_are_round_few_and_within_the_axis(low: float, high: float, room: int):
    found = ticks((low, high), room)
    assert 0.0 in found
    assert all(low - 1e-6 <= tick <= high + 1e-6 for tick in found)
    assert len(found) <= min(5, room) + 1
    assert found == sorted(set(found))


def test_an_axis_holds_everything_that_is_drawn(themes: ThemeManager):
    chart = show(themes, waterfall_steps(RESULT, None, frozenset(), themes.theme), mark=-2.0)
    low, high = chart.extent()
    assert low < -2.0
    assert high > max(step.end for step in chart.steps)


def test_differences_are_written_with_their_sign(themes: ThemeManager):
    chart = PairChart(themes, "Emotions", percent, points)
    assert chart.numbers(Pair("sad", 0.3, 0.1, QColor())) == ("30 %", "10 %", "−20 %")
    assert chart.numbers(Pair("sad", 0.3, None, QColor())) == ("30 %", "–", "–")
