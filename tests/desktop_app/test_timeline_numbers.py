"""The numbers behind the timeline: level of detail, pixels, the axis, zooming. No window."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desktop_app.state.analysis import AnalysisState
from desktop_app.state.waveform import Waveform
from desktop_app.theming.tokens import load_theme
from desktop_app.views.timeline.columns import Columns, Ranked, coverage
from desktop_app.views.timeline.data import MODALITIES, SeriesCache, appearances, word_runs
from desktop_app.views.timeline.lane import Scales
from desktop_app.views.timeline.lanes import LANES, least_height, stacked
from desktop_app.views.timeline.raster import bars, hatch
from desktop_app.views.timeline.render import Scene, grid, render
from desktop_app.views.timeline.ticks import axis_label, round_limit, time_step, time_ticks
from desktop_app.views.timeline.window import SHORTEST_S, TimeWindow
from engine.types import AnalysisSettings, Float64Array, Modality, UtteranceAnalysed
from tests.helpers import analysis_results as made

# --------------------------------------------------------------------------- level of detail


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Float64Array, Float64Array]:
    """Starts and ends of utterances in order, some of which follow each other at once."""
    count = draw(st.integers(1, 120))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    gaps = np.where(rng.random(count) < 0.4, 0.0, rng.uniform(0, 3, count))
    lengths = rng.uniform(0.05, 6, count)
    ends = np.cumsum(gaps + lengths)
    return ends - lengths, ends


views = st.tuples(st.integers(1, 900), st.floats(0, 0.95), st.floats(0.002, 1))


def edges_of(view: tuple[int, float, float], reach: float) -> Float64Array:
    width, start, length = view
    return np.linspace(start * reach, (start + length) * reach, width + 1)


@settings(max_examples=150, deadline=None)
@given(intervals(), views, st.integers(0, 2**32 - 1))
def test_a_peak_never_disappears_at_any_zoom(
    utterances: tuple[Float64Array, Float64Array], view: tuple[int, float, float], seed: int
):
    starts, ends = utterances
    values = np.random.default_rng(seed).normal(size=len(starts))
    edges = edges_of(view, ends[-1])
    columns = Columns.of(starts, ends, edges)
    high, low = columns.highest(values), columns.lowest(values)
    for start, end, value in zip(starts, ends, values, strict=True):
        touched = (edges[1:] > start) & (edges[:-1] < end)
        if not touched.any():
            continue
        assert (high[touched] >= value).all()
        assert (low[touched] <= value).all()
        if end <= edges[-1]:  # one that goes on beyond the view may begin with an empty column
            assert columns.shown[touched].any(), "an utterance in view has a column of its own"
    seen = (ends > edges[0]) & (starts < edges[-1])
    if seen.any():
        assert np.nanmax(high) == values[seen].max()
        assert np.nanmin(low) == values[seen].min()


@settings(max_examples=80, deadline=None)
@given(intervals(), views, st.integers(0, 2**32 - 1))
def test_bands_contain_their_values_and_the_mean_lies_within(
    utterances: tuple[Float64Array, Float64Array], view: tuple[int, float, float], seed: int
):
    starts, ends = utterances
    rng = np.random.default_rng(seed)
    values, half = rng.normal(size=len(starts)), rng.uniform(0, 2, len(starts))
    columns = Columns.of(starts, ends, edges_of(view, ends[-1]))
    on = columns.filled
    band_low, band_high = columns.lowest(values - half), columns.highest(values + half)
    low, high, mean = columns.lowest(values), columns.highest(values), columns.mean(values)
    assert (band_low[on] <= low[on]).all()
    assert (band_high[on] >= high[on]).all()
    assert (mean[on] >= low[on] - 1e-9).all()
    assert (mean[on] <= high[on] + 1e-9).all()
    assert np.isnan(mean[~on]).all()
    assert np.isnan(high[~on]).all()


@settings(max_examples=80, deadline=None)
@given(intervals(), views, st.integers(0, 2**32 - 1))
def test_the_leader_of_a_column_is_its_tallest(
    utterances: tuple[Float64Array, Float64Array], view: tuple[int, float, float], seed: int
):
    starts, ends = utterances
    heights = np.random.default_rng(seed).uniform(0, 3, len(starts))
    columns = Columns.of(starts, ends, edges_of(view, ends[-1]))
    leader, high = columns.leader(Ranked.of(heights)), columns.highest(heights)
    assert (leader[~columns.filled] == -1).all()
    assert (heights[leader[columns.filled]] == high[columns.filled]).all()


@settings(max_examples=80, deadline=None)
@given(intervals(), views)
def test_coverage_adds_up_to_the_time_that_is_covered(
    utterances: tuple[Float64Array, Float64Array], view: tuple[int, float, float]
):
    starts, ends = utterances
    edges = edges_of(view, ends[-1])
    share = coverage(starts, ends, edges)
    inside = np.clip(np.minimum(ends, edges[-1]) - np.maximum(starts, edges[0]), 0, None)
    assert (share * np.diff(edges)).sum() == pytest.approx(inside.sum(), abs=1e-6)
    assert share.min() >= -1e-6
    assert share.max() <= 1 + 1e-6


def test_flags_are_found_however_many_share_a_column():
    starts = np.arange(1000.0)
    flags = starts == 777
    columns = Columns.of(starts, starts + 0.9, np.linspace(0, 1000, 11))
    assert columns.any(flags).tolist() == [False] * 7 + [True] + [False] * 2
    assert columns.share(flags)[7] == pytest.approx(0.01, abs=0.001)


def test_without_utterances_every_column_is_empty():
    nothing = np.empty(0)
    columns = Columns.of(nothing, nothing, np.linspace(0, 10, 6))
    assert not columns.shown.any()
    assert np.isnan(columns.highest(nothing)).all()
    assert (columns.leader(Ranked.of(nothing)) == -1).all()
    assert (coverage(nothing, nothing, np.linspace(0, 10, 6)) == 0).all()


def test_neighbours_that_touch_are_kept_apart_once_they_are_wide():
    starts = np.arange(5.0)
    wide = Columns.of(starts, starts + 1, np.linspace(0, 5, 51))
    assert np.flatnonzero(~wide.shown).tolist() == [10, 20, 30, 40]
    assert Columns.of(starts, starts + 1, np.linspace(0, 5, 11)).shown.all()


# --------------------------------------------------------------------------- pixels

INK = np.uint32(0xFF112233)


@given(st.floats(-50, 150), st.floats(-50, 150), st.integers(1, 80))
def test_a_bar_lies_within_the_picture_and_is_never_invisible(
    one: float, other: float, height: int
):
    picture = np.zeros((height, 3), np.uint32)
    top, bottom = np.full(3, min(one, other)), np.full(3, max(one, other))
    bars(picture, top, bottom, INK, np.array([True, False, True]))
    drawn = (picture == INK).sum(axis=0)
    assert drawn[0] == drawn[2] >= 1
    assert drawn[1] == 0
    wanted = np.clip(round(bottom[0]), 0, height) - np.clip(round(top[0]), 0, height)
    assert drawn[0] == max(1, wanted)


def test_hatching_moves_along_with_time():
    one, other = np.zeros((12, 60), np.uint32), np.zeros((12, 60), np.uint32)
    on = np.ones(60, bool)
    hatch(one, INK, on, 100)
    hatch(other, INK, on, 107)
    assert (one[:, 7:] == other[:, :-7]).all()
    assert 0.1 < (one == INK).mean() < 0.25


# --------------------------------------------------------------------------- the axis of time


@given(st.floats(0, 40_000), st.floats(0.5, 40_000), st.floats(200, 4000))
def test_ticks_are_monotone_apart_enough_and_told_apart(start: float, span: float, width: float):
    step = time_step(span, width, 80)
    ticks = time_ticks(start, start + span, step)
    assert all(later > earlier for earlier, later in pairwise(ticks))
    assert all((later - earlier) / span * width >= 79.9 for earlier, later in pairwise(ticks))
    labels = [axis_label(time, step) for time in ticks]
    assert len(set(labels)) == len(labels)
    beyond = 1e-8 * step  # far less than a pixel
    assert all(start - beyond <= time <= start + span + beyond for time in ticks)


@pytest.mark.parametrize(
    ("time_s", "step_s", "text"),
    [
        (0.0, 60, "0:00:00"),
        (3723.0, 1, "1:02:03"),
        (59.9999999, 1, "0:01:00"),
        (83.5, 0.5, "0:01:23.5"),
        (83.05, 0.05, "0:01:23.05"),
        (10800.0, 1800, "3:00:00"),
    ],
)
def test_times_are_written_as_hours_minutes_seconds(time_s: float, step_s: float, text: str):
    assert axis_label(time_s, step_s) == text


@given(st.floats(0, 1e6), st.floats(0.01, 10))
def test_the_end_of_an_axis_is_round_and_holds_the_value(value: float, least: float):
    limit = round_limit(value, least)
    assert limit >= value - 1e-6 * value
    assert limit >= least - 1e-9
    assert limit <= 2.01 * max(value, least)
    assert len(f"{limit:.0e}") <= 6


# --------------------------------------------------------------------------- what is in view

times = st.floats(-1e5, 1e5, allow_nan=False)


@given(st.floats(0, 40_000), st.lists(st.tuples(st.floats(0.001, 1000), times), max_size=8))
def test_the_view_stays_within_the_medium(whole: float, steps: list[tuple[float, float]]):
    view = TimeWindow.fitted(whole)
    for factor, seconds in steps:
        view = view.zoomed(factor, seconds).panned(seconds)
        assert view.start_s >= -1e-9
        assert view.end_s <= view.whole_s + 1e-6
        assert view.span_s >= SHORTEST_S - 1e-6


@given(st.floats(0.1, 0.9), st.floats(0.05, 1.0))
def test_zooming_in_keeps_the_time_under_the_mouse(share: float, factor: float):
    view = TimeWindow(100.0, 300.0, 10_000.0)
    around = view.start_s + share * view.span_s
    closer = view.zoomed(factor, around)
    assert (around - closer.start_s) / closer.span_s == pytest.approx(share, abs=1e-6)
    assert closer.span_s == pytest.approx(view.span_s * factor)


@given(st.floats(0, 9000), st.floats(1, 1000), st.integers(50, 3000))
def test_columns_lie_on_a_grid_that_does_not_move_with_the_view(
    start: float, span: float, width: int
):
    first, length = grid(TimeWindow(start, start + span, 10_800), width)
    assume(abs(start / length % 1 - 0.5) > 1e-6)  # between two columns either is the nearest
    moved = TimeWindow(start + 7 * length, start + span + 7 * length, 1e5)
    assert grid(moved, width) == (first + 7, length)
    assert length == pytest.approx(span / width, rel=1e-8)
    assert abs(first * length - start) <= length / 2 + 1e-9


# --------------------------------------------------------------------------- lanes

lane_sets = st.lists(st.sampled_from(LANES), unique_by=lambda lane: lane.id, max_size=len(LANES))


@given(lane_sets, st.integers(0, 2000))
def test_lanes_never_overlap_and_use_the_height(lanes: list, height: int):
    strips = stacked(lanes, height)
    for strip in strips:
        assert strip.height >= strip.lane.least
    for above, below in pairwise(strips):
        assert below.top > above.bottom
    if strips and height >= least_height(lanes):
        assert height - 7 <= strips[-1].bottom <= height


def test_every_lane_has_a_name_and_room_for_it():
    assert len({lane.title for lane in LANES}) == len(LANES)
    assert least_height(LANES) <= 360, "all lanes fit into the window at its smallest"


# --------------------------------------------------------------------------- results as arrays


def filled(count: int, order: list[int] | None = None) -> tuple[AnalysisState, SeriesCache]:
    state = AnalysisState()
    cache = SeriesCache(state)
    state.begin(Path("a.mp4"), AnalysisSettings())
    results = made.results(count)
    for index in order or range(count):
        state.apply(UtteranceAnalysed(results[index]))
    return state, cache


@settings(deadline=None)
@given(st.permutations(range(12)))
def test_results_that_come_in_any_order_give_the_same_series(order: list[int]):
    _, straight = filled(12)
    _, mixed = filled(12, order)
    for name in ("starts", "ends", "sentiment", "low", "high", "emotions", "conflict"):
        assert np.array_equal(getattr(straight.series, name), getattr(mixed.series, name))
    assert np.array_equal(straight.series.words.starts, mixed.series.words.starts)
    assert np.array_equal(straight.series.faces.names, mixed.series.faces.names)


def test_the_series_holds_what_the_results_say():
    state, cache = filled(200)
    series = cache.series
    for index, result in enumerate(state.results):
        assert series.sentiment[index] == result.prediction.sentiment
        assert result.uncertainty is not None
        assert (series.low[index], series.high[index]) == result.uncertainty.sentiment_interval
        for place, modality in enumerate(MODALITIES):
            absent = modality in result.absent
            assert np.isnan(series.rates[index, place]) == absent
    tallest = state.results[int(series.up.order[-1])]
    stacks = [
        sum(max(0.0, part.shapley_sentiment) for part in result.contributions.values())
        for result in state.results
    ]
    assert stacks.index(max(stacks)) == tallest.utterance.index
    assert series.shapley_extent >= max(stacks)


def test_appearances_break_where_the_face_is_gone_or_another_comes():
    result = made.utterance_result(0, 0.0, 3.0)
    faces = [face for face in result.faces if not 1.0 < face.time_s < 2.0]
    faces[-3:] = [replace(face, track_id=4) for face in faces[-3:]]
    spans = appearances(replace(result, faces=tuple(faces)))
    assert [name for *_, name in spans] == [1, 1, 4]
    assert spans[0][1] == pytest.approx(1.05, abs=0.01)
    assert spans[1][0] == pytest.approx(1.95, abs=0.01)
    assert appearances(replace(result, faces=())) == []


def test_words_that_follow_each_other_are_one_run():
    result = made.utterance_result(1, 10.0, 13.0)
    assert len(word_runs(result)) == 1
    assert word_runs(made.utterance_result(1, 10.0, 13.0, silent=True)) == []


# --------------------------------------------------------------------------- the picture


@pytest.mark.parametrize("width", [300, 1400])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_every_conflict_and_every_absence_is_in_the_picture(width: int, ratio: float):
    state, cache = filled(60)
    theme, waveform = load_theme("light"), Waveform(state)
    strips = stacked(LANES, 400)
    scene = Scene(cache.series, waveform, Scales.of(cache.series, waveform), 0.0)
    whole = TimeWindow.fitted(state.duration_s)
    drawn = render(scene, strips, whole, size=(width, 400), ratio=ratio, theme=theme)
    picture = drawn.pixels
    assert picture.shape == (round(400 * ratio), round(width * ratio))
    marks = next(strip for strip in strips if strip.lane.title == "Conflict")
    row = picture[round((marks.top + marks.height / 2) * ratio)]
    for index, result in enumerate(state.results):
        if not cache.series.conflict[index]:
            continue
        middle = (result.utterance.start_s + result.utterance.end_s) / 2
        pixel = int(row[round(middle / whole.span_s * width * ratio)])
        red, green = pixel >> 16 & 255, pixel >> 8 & 255
        assert red - green > 40, "a mark in the colour of conflict"
    rates = next(strip for strip in strips if strip.lane.title == "Rates")
    voice = rates.top + round(rates.height * 0.5)
    shown = picture[round(voice * ratio) : round((rates.top + rates.height * 2 / 3) * ratio)]
    assert (shown == theme.modality(Modality.AUDIO).rgb()).any()


@settings(max_examples=40, deadline=None)
@given(st.floats(5, 160), st.floats(0.5, 90), st.lists(st.floats(-40, 40), min_size=1, max_size=4))
def test_a_picture_that_was_moved_is_the_one_that_is_drawn_anew(
    start: float, span: float, moves: list[float]
):
    state, cache = filled(50)
    strips, theme, waveform = stacked(LANES, 360), load_theme("dark"), Waveform(state)
    scene = Scene(cache.series, waveform, Scales.of(cache.series, waveform), 150.0)
    view, picture = TimeWindow(start, start + span, 400.0), None
    for seconds in moves:
        view = view.panned(seconds)
        picture = render(
            scene, strips, view, size=(333, 360), ratio=1.0, theme=theme, before=picture
        )
        anew = render(scene, strips, view, size=(333, 360), ratio=1.0, theme=theme)
        assert np.array_equal(picture.pixels, anew.pixels)
