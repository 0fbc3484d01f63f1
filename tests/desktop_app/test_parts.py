"""Small parts: themes, formats, commands, the state, and where a face is between observations."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QKeySequence

from desktop_app.commands.binding import CommandSet
from desktop_app.commands.catalogue import CATALOGUE
from desktop_app.jobs.service import JobService
from desktop_app.state.analysis import AnalysisState, Status
from desktop_app.state.session import Session
from desktop_app.theming.tokens import Theme, blend, load_theme
from desktop_app.views import format as written
from engine.sessions.faces import box_at, fitting
from engine.types import (
    AnalysisSettings,
    FaceObservation,
    MediaProbed,
    MeshedFace,
    Modality,
    ModelsReady,
    UtteranceAnalysed,
)
from tests.helpers import analysis_results as made
from tests.helpers.window import projects_in

THEMES = ("light", "dark")


def luminance(color: str) -> float:
    """Relative luminance after WCAG 2."""
    channels = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in QColor(color).getRgbF()[:3]
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_text_meets_contrast_aa(name: str):
    theme = load_theme(name)
    grounds = (theme.window, theme.surface)
    pairs = [(text, ground) for text in (theme.text, theme.text_muted) for ground in grounds]
    pairs += [(theme.text, theme.surface_raised), (theme.text, theme.selection)]
    pairs += [(theme.text_muted, theme.selection), (theme.accent_text, theme.accent)]
    pairs += [(theme.accent, theme.selection)]
    pairs += [
        (getattr(theme, f"{tone}_text"), getattr(theme, f"{tone}_background"))
        for tone in ("info", "warning", "error")
    ]
    for value in range(-3, 4):
        tinted = blend(theme.surface, theme.sentiment(value).name(), 0.13).name()
        pairs += [(theme.text, tinted), (theme.text_muted, tinted)]
    assert [(pair, contrast(*pair)) for pair in pairs if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("name", THEMES)
def test_data_colours_stand_out_and_differ_in_lightness(name: str):
    theme = load_theme(name)
    data = [theme.modality(modality).name() for modality in Modality]
    data += [theme.positive, theme.negative]
    assert [color for color in data if contrast(color, theme.surface) < 3.0] == []
    lightness = sorted(luminance(theme.modality(modality).name()) for modality in Modality)
    assert lightness[1] / lightness[0] > 1.15
    assert lightness[2] / lightness[1] > 1.05


def test_both_themes_name_the_same_tokens():
    root = Path(__file__).parents[2] / "resources" / "themes"
    for name in THEMES:
        tokens = tomllib.loads((root / f"{name}.toml").read_text("utf-8"))
        assert set(tokens) == set(Theme.__slots__)


@given(st.floats(-3, 3))
def test_the_sentiment_scale_never_crosses_neutral(value: float):
    theme = load_theme("light")
    color = theme.sentiment(value)
    if value > 0.5:
        assert color.blue() > color.red()
    if value < -0.5:
        assert color.red() > color.blue()


@pytest.mark.parametrize(
    ("value", "text"), [(1.25, "+1.25"), (-0.5, "−0.50"), (-0.001, "0.00"), (0.0, "0.00")]
)
def test_signed_numbers(value: float, text: str):
    assert written.signed(value) == text


def test_times():
    assert written.clock(3723.9) == "1:02:03"
    assert written.precise_clock(123.46) == "2:03.4"
    assert written.remaining(150) == "about 2 min left"
    assert [written.duration(s) for s in (12.34, 59.96, 125.0)] == [
        "12.3 s",
        "1:00 min",
        "2:05 min",
    ]


def test_lists_and_differences_are_written_as_people_write_them():
    assert written.listed(["voice"]) == "voice"
    assert written.listed(["words", "voice", "face"]) == "words, voice and face"
    assert [written.points(x) for x in (0.123, -0.05, 0.001)] == ["+12 %", "−5 %", "0 %"]


def test_no_shortcut_is_taken_twice(qapp: object):
    keys = Counter(
        QKeySequence(shortcut).toString() for command in CATALOGUE for shortcut in command.shortcuts
    )
    assert [key for key, count in keys.items() if count > 1 or not key] == []


def test_a_command_without_handler_is_refused(jobs: JobService, tmp_path: Path):
    with pytest.raises(ValueError, match=r"file\.open"):
        CommandSet(Session(jobs, projects_in(tmp_path)), {})


def face(time_s: float, left: float) -> FaceObservation:
    return FaceObservation(time_s, 1, (left, 0.2, 0.3, 0.4), 0.9)


@given(st.floats(0, 1))
def test_a_face_moves_straight_between_observations(share: float):
    faces = (face(1.0, 0.1), face(1.2, 0.3))
    box = box_at(faces, 1.0 + 0.2 * share)
    assert box is not None
    assert box[0] == pytest.approx(0.1 + 0.2 * share, abs=1e-6)


def test_no_face_is_drawn_where_none_was_seen():
    faces = (face(1.0, 0.1), face(3.0, 0.3))
    assert box_at(faces, 2.0) is None
    assert box_at(faces, 1.1) == faces[0].box
    assert box_at((), 1.0) is None


def test_the_mesh_is_that_of_the_person_who_is_shown():
    points = np.zeros((468, 2), np.float32)
    large, small = (MeshedFace(box, points) for box in ((0.1, 0.1, 0.4, 0.6), (0.7, 0.2, 0.1, 0.2)))
    assert fitting([large, small], (0.69, 0.21, 0.11, 0.19)) is small
    assert fitting([large, small], (0.12, 0.08, 0.4, 0.6)) is large
    assert fitting([large, small], None) is large, "the largest, where nothing is known of any"
    assert fitting([large, small], (0.5, 0.7, 0.2, 0.2)) is None
    assert fitting([], None) is None


def test_results_that_come_late_take_their_place(qapp: object):
    state = AnalysisState()
    state.begin(Path("a.mp4"), AnalysisSettings())
    found = made.results(4)
    places: list[int] = []
    state.result_added.connect(places.append)
    for index in (1, 3, 0, 2):
        state.apply(UtteranceAnalysed(found[index]))
    assert state.results == list(found)
    assert places == [0, 1, 0, 2]


@given(st.floats(-1, 25, allow_nan=False))
def test_the_utterance_at_a_time(time_s: float):
    state = AnalysisState()
    state.begin(Path("a.mp4"), AnalysisSettings())
    found = made.results(6)
    for result in found:
        state.apply(UtteranceAnalysed(result))
    wanted = [i for i, r in enumerate(found) if r.utterance.start_s <= time_s <= r.utterance.end_s]
    assert state.index_at(time_s) == (wanted[0] if wanted else None)


def test_a_partial_snapshot_says_that_it_is_partial(qapp: object):
    state = AnalysisState()
    assert state.snapshot() is None
    state.begin(Path("a.mp4"), AnalysisSettings(use_video=False))
    state.apply(MediaProbed(made.media_info(Path("a.mp4"))))
    state.apply(ModelsReady(made.provenance()))
    assert state.snapshot() is None
    state.apply(UtteranceAnalysed(made.results(1)[0]))
    snapshot = state.snapshot()
    assert snapshot is not None
    assert not snapshot.complete
    assert snapshot.settings.use_video is False
    state.finish()
    assert state.status is Status.DONE


def test_emitting_signals_leaves_reference_counts_alone(qapp: object):
    """PySide6 6.12.0 takes a reference of True with every emit: on CPython before 3.12 the
    interpreter aborts after some hundred of them."""

    class Source(QObject):
        said = Signal(int)

    source = Source()
    before = sys.getrefcount(True)
    for number in range(50):
        source.said.emit(number)
    assert abs(sys.getrefcount(True) - before) < 25
