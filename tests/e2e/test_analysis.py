"""The whole path on generated and real files: the same numbers always, absent is absent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.assets import locate
from engine.cli import run_cli
from engine.errors import CancelledError
from engine.media import probe
from engine.pipelines.analysis import Analyzer
from engine.pipelines.file_analysis import SEVERAL_PEOPLE
from engine.sessions import EXPORTERS
from engine.sessions.project import Project
from engine.types import (
    Analysis,
    AnalysisFinished,
    AnalysisSettings,
    MediaProbed,
    Modality,
    ModelsReady,
    Progress,
    UtteranceAnalysed,
)
from tests.helpers.media import write_clip
from tests.helpers.shared_data import requires_shared_data, shared_data

pytestmark = pytest.mark.models

LONG = (
    "There is a good deal to say about the weather of the last few days. "
    "None of it is new, and all of it has been said before by somebody else."
)


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A face and a synthetic voice, in a path that is not ASCII."""
    folder = tmp_path_factory.mktemp("Gespräch mit Zoë")
    return write_clip(folder / "größe 1.mp4", seconds=5.0, audio="speech", audio_start_s=0.5)


def analyse(analyzer: Analyzer, path: Path, settings: AnalysisSettings | None = None) -> Analysis:
    *_, last = analyzer.analyze(path, settings)
    assert isinstance(last, AnalysisFinished)
    return last.analysis


def test_events_come_in_order_and_shares_add_up(analyzer: Analyzer, talk: Path) -> None:
    events = list(analyzer.analyze(talk))
    assert isinstance(events[0], MediaProbed)
    assert any(isinstance(event, ModelsReady) for event in events)
    assert isinstance(events[-1], AnalysisFinished)
    fractions = [event.fraction for event in events if isinstance(event, Progress)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    results = [event.result for event in events if isinstance(event, UtteranceAnalysed)]
    assert events[-1].analysis.results == tuple(results)
    assert any(result.utterance.words for result in results)
    for result in results:
        shares = sum(c.shapley_sentiment for c in result.contributions.values())
        gain = result.prediction.sentiment - result.baseline.sentiment
        assert shares == pytest.approx(gain, abs=1e-5)
        assert sum(result.prediction.emotions.values()) == pytest.approx(1.0, abs=1e-5)
        assert set(result.contributions) | set(result.absent) == set(Modality)


def test_two_runs_give_identical_numbers(analyzer: Analyzer, talk: Path) -> None:
    assert analyse(analyzer, talk).results == analyse(Analyzer(), talk).results


def test_the_command_line_gives_the_same_numbers(
    analyzer: Analyzer, talk: Path, tmp_path: Path
) -> None:
    assert run_cli(["analyze", str(talk), "--out", str(tmp_path), "--format", "json"]) == 0
    document = json.loads((tmp_path / f"{talk.stem}.json").read_text(encoding="utf-8"))
    results = analyse(analyzer, talk).results
    assert [u["text"] for u in document["utterances"]] == [r.utterance.text for r in results]
    for shown, result in zip(document["utterances"], results, strict=True):
        assert shown["prediction"]["sentiment"] == result.prediction.sentiment
        for modality, contribution in result.contributions.items():
            assert shown["contributions"][modality]["rate_nats"] == contribution.rate_nats


def test_a_batch_keeps_the_same_numbers(analyzer: Analyzer, talk: Path, tmp_path: Path) -> None:
    place, command = tmp_path / "study.mibscope", ["batch", str(talk.parent), "--project"]
    (tmp_path / "notes.mp4").write_text("no film", "utf-8")
    assert run_cli([*command, str(place)]) == 0
    assert run_cli(["batch", str(tmp_path / "notes.mp4"), "--project", str(place)]) == 1
    with Project.open(place) as project:
        good, bad = project.media.all()
        run = project.runs.latest(good.id)
        assert run is not None
        kept = project.runs.analysis(run.id)
        assert "notes.mp4" in bad.error
    assert kept is not None
    assert kept.results == analyse(analyzer, talk).results
    assert run_cli(["export", str(place), "--export", str(tmp_path / "kept.csv")]) == 0
    assert (tmp_path / "kept.csv").exists()


def test_every_format_is_exported_by_its_ending(talk: Path, tmp_path: Path) -> None:
    targets = [tmp_path / each.file_name("result") for each in EXPORTERS.values()]
    asked = [word for target in targets for word in ("--export", str(target))]
    assert run_cli(["analyze", str(talk), *asked]) == 0
    assert sorted(tmp_path.iterdir()) == sorted(targets)
    found = probe(tmp_path / "result-annotated.mp4")
    assert found.duration_s == pytest.approx(probe(talk).duration_s, abs=0.06)


def test_a_face_without_sound_is_read_from_the_face_alone(
    analyzer: Analyzer, tmp_path: Path
) -> None:
    clip = write_clip(tmp_path / "mute.mp4", seconds=2.0, audio=None)
    (result,) = analyse(analyzer, clip).results
    assert set(result.contributions) == {Modality.VISION}
    assert result.absent[Modality.AUDIO] == "The file has no sound."
    assert result.faces


def test_sound_without_picture_is_read_from_words_and_voice(
    analyzer: Analyzer, tmp_path: Path
) -> None:
    clip = write_clip(tmp_path / "radio.m4a", seconds=4.0, picture=False, audio="speech")
    analysis = analyse(analyzer, clip)
    assert analysis.results
    for result in analysis.results:
        assert Modality.VISION not in result.contributions
        assert result.absent[Modality.VISION] == "The file has no picture."


def test_what_is_left_out_takes_no_part(analyzer: Analyzer, talk: Path) -> None:
    settings = AnalysisSettings(use_text=False, use_video=False)
    results = analyse(analyzer, talk, settings).results
    assert results
    for result in results:
        assert set(result.contributions) == {Modality.AUDIO}
        assert not result.utterance.words


def test_every_number_says_how_far_it_can_be_believed(analyzer: Analyzer, talk: Path) -> None:
    for result in analyse(analyzer, talk).results:
        assert result.uncertainty is not None
        low, high = result.uncertainty.sentiment_interval
        assert -3 <= low < high <= 3
        assert 0 <= result.uncertainty.emotion_entropy <= 1


def test_a_voice_can_be_measured_against_itself_and_nothing_else_moves(
    analyzer: Analyzer, tmp_path: Path
) -> None:
    talk = write_clip(tmp_path / "long.mp4", seconds=9.0, audio="speech", text=LONG)
    plain = analyse(analyzer, talk).results
    own = analyse(analyzer, talk, AnalysisSettings(voice_baseline=talk)).results
    assert [each.utterance for each in own] == [each.utterance for each in plain]
    heard = [(a, b) for a, b in zip(plain, own, strict=True) if Modality.AUDIO in a.contributions]
    assert heard
    for before, after in heard:
        for modality in before.contributions.keys() - {Modality.AUDIO}:
            one, other = before.contributions[modality], after.contributions[modality]
            assert one.unimodal == other.unimodal
            assert one.rate_nats == other.rate_nats
        assert before.contributions[Modality.AUDIO] != after.contributions[Modality.AUDIO]


def test_a_cancel_stops_between_small_steps(analyzer: Analyzer, talk: Path) -> None:
    class Asked:
        def __init__(self) -> None:
            self.now = False

        def is_set(self) -> bool:
            return self.now

    asked = Asked()
    events = analyzer.analyze(talk, cancel=asked)
    next(event for event in events if isinstance(event, ModelsReady))
    asked.now = True
    with pytest.raises(CancelledError):
        list(events)


@requires_shared_data
def test_it_is_said_when_several_people_are_in_view(analyzer: Analyzer) -> None:
    folder = shared_data()
    assert folder is not None
    analysis = analyse(analyzer, folder / "media" / "obama_speech.mp4")
    assert max(result.faces_seen for result in analysis.results) == 2
    assert analysis.warnings == (SEVERAL_PEOPLE,)
    for result in analysis.results:
        assert {face.track_id for face in result.faces} == {result.face_track_id}


def test_the_demo_clip_has_six_takes_of_one_sentence(analyzer: Analyzer) -> None:
    results = analyse(analyzer, locate("demo-clip") / "demo.mp4").results
    spoken = [result for result in results if result.utterance.words]
    assert len(spoken) == 6
    right = sum("get a jacket" in result.utterance.text.lower() for result in spoken)
    assert right >= 5
    for result in spoken:
        assert {Modality.TEXT, Modality.VISION} <= set(result.contributions)
    # The sad take is hardly voiced at all; its voice may be too faint to be measured.
    assert sum(Modality.AUDIO in result.contributions for result in spoken) >= 5
