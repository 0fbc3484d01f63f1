"""The live path with real models: finals are the file's, words stay, nothing said is lost."""

from __future__ import annotations

import math
import pickle
import threading
import time
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from engine.features.vision.faces import FaceExtractor, FrameReading
from engine.live.analyzer import LiveAnalyzer
from engine.live.events import (
    Calibrated,
    Caption,
    FacesSeen,
    Finishing,
    LiveEnded,
    LiveEvent,
    LiveHealth,
    LiveStarted,
    LiveState,
    Noticed,
    PictureShown,
    Pressure,
    SoundLevel,
    UtteranceFinal,
)
from engine.live.hearing import LIVE_WINDOWS
from engine.live.sources import SourceSettings, open_source
from engine.live.stages import LiveOptions
from engine.media import probe
from engine.pipelines.analysis import Analyzer
from engine.pipelines.file_analysis import FileAnalysis
from engine.pipelines.progress import Stopwatch
from engine.pipelines.shelf import ModelShelf
from engine.runtime.cancel import NEVER
from engine.types import (
    AnalysisFinished,
    AnalysisSettings,
    Modality,
    UtteranceAnalysed,
    UtteranceResult,
    VideoFrame,
)
from tests.helpers.media import PictureTrack, SoundTrack, moving_face, regular_times, write_tracks
from tests.helpers.push_source import PushSource
from tests.helpers.speech import spoken

pytestmark = pytest.mark.models

SETTINGS = AnalysisSettings(asr_model="tiny.en")
PATIENT = LiveOptions(patient=True)
SENTENCES = (
    "I really love this wonderful little garden.",
    "The train to London leaves at seven.",
    "That was a terrible and disgusting meal.",
)
Kind = TypeVar("Kind", bound=LiveEvent)


@pytest.fixture(scope="module")
def shelf() -> ModelShelf:
    return ModelShelf()


def film(path: Path, sentences: Iterable[str]) -> Path:
    sound = spoken(tuple(sentences), pause_s=1.2)
    seconds = len(sound) / 16_000
    pictures = moving_face(regular_times(seconds, 25.0), (320, 240))
    return write_tracks(
        path, [PictureTrack(pictures, (320, 240)), SoundTrack(sound[None], rate_hz=16_000)]
    )


@pytest.fixture(scope="module")
def one_sentence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("live") / "one.mp4", SENTENCES[:1])


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("live") / "talk.mp4", SENTENCES)


def run(
    shelf: ModelShelf, path: Path, settings: AnalysisSettings = SETTINGS, speed: float = math.inf
) -> list[LiveEvent]:
    live = LiveAnalyzer(shelf)
    options = PATIENT if math.isinf(speed) else LiveOptions()
    live.start(open_source(SourceSettings(url=path, speed=speed)), settings, options)
    return list(live.events())


def of(kind: type[Kind], events: Iterable[LiveEvent]) -> list[Kind]:
    return [event for event in events if isinstance(event, kind)]


def finals(events: Iterable[LiveEvent]) -> list[UtteranceResult]:
    return [event.result for event in of(UtteranceFinal, events)]


def from_file(path: Path, shelf: ModelShelf) -> list[UtteranceResult]:
    """By the file's path, with each stretch of speech read by itself as live ones are."""
    return [each.result for each in analysed(path, shelf)]


def analysed(path: Path, shelf: ModelShelf) -> list[UtteranceAnalysed]:
    models, watch = shelf.load(SETTINGS), Stopwatch()
    analysis = FileAnalysis(probe(path), models, None, NEVER, watch, windows=LIVE_WINDOWS)
    return [each for each in analysis.events() if isinstance(each, UtteranceAnalysed)]


def test_finals_are_what_the_file_path_gives(shelf: ModelShelf, talk: Path) -> None:
    live, file = finals(run(shelf, talk)), from_file(talk, shelf)
    assert len([each for each in live if each.utterance.words]) == len(SENTENCES)
    assert [each.utterance.words for each in live] == [each.utterance.words for each in file]
    for one, other in zip(live, file, strict=True):
        assert one.utterance.start_s == other.utterance.start_s
        # The end of the last one hangs on when the file says that it ends.
        assert one.utterance.end_s == pytest.approx(other.utterance.end_s, abs=0.05)
        assert one.prediction.sentiment == pytest.approx(other.prediction.sentiment, abs=1e-4)
        assert one.contributions.keys() == other.contributions.keys() == set(Modality)
        for modality, part in one.contributions.items():
            assert part.rate_nats == pytest.approx(other.contributions[modality].rate_nats, 1e-4)
        assert one.faces == other.faces


def test_stretches_that_share_a_window_in_a_file_differ_by_little(
    shelf: ModelShelf, talk: Path
) -> None:
    *_, last = Analyzer().analyze(talk, SETTINGS)
    assert isinstance(last, AnalysisFinished)
    live, file = finals(run(shelf, talk)), last.analysis.results
    for one, other in zip(live, file, strict=True):
        words = zip(one.utterance.words, other.utterance.words, strict=False)
        same = sum(mine.text == its.text for mine, its in words)
        assert same >= len(other.utterance.words) - 1
        assert one.utterance.start_s == pytest.approx(other.utterance.start_s, abs=0.1)
        assert one.utterance.end_s == pytest.approx(other.utterance.end_s, abs=0.1)
        assert one.prediction.sentiment == pytest.approx(other.prediction.sentiment, abs=0.1)


def test_committed_words_never_change_and_end_as_a_closed_caption(
    shelf: ModelShelf, talk: Path
) -> None:
    captions = of(Caption, run(shelf, talk, speed=1.0))
    by_start: dict[float, list[Caption]] = {}
    for caption in captions:
        by_start.setdefault(caption.start_s, []).append(caption)
    assert len(by_start) == len(SENTENCES)
    for stretch in by_start.values():
        for before, after in pairwise(stretch):
            assert after.committed[: len(before.committed)] == before.committed
        assert [caption.closed for caption in stretch].count(True) == 1
        assert stretch[-1].closed
        assert not stretch[-1].pending
        times = [word.start_s for word in stretch[-1].committed]
        assert times == sorted(times)
    assert any(caption.committed for caption in captions if not caption.closed)


def test_states_add_up_and_say_who_takes_part(shelf: ModelShelf, talk: Path) -> None:
    events = run(shelf, talk, speed=1.0)
    levels = [each.time_s for each in of(SoundLevel, events)]
    assert len(levels) > 10 * levels[-1]
    states = of(LiveState, events)
    assert len({state.time_s for state in states}) > 10
    full = [state for state in states if not state.absent]
    assert full
    for state in states:
        assert set(state.absent) | {m for m, c in state.contributions.items() if c.unimodal} == set(
            Modality
        )
        if state.prediction is None or state.baseline is None:
            continue
        assert sum(state.prediction.emotions.values()) == pytest.approx(1.0, abs=1e-5)
        shares = sum(part.shapley_sentiment for part in state.contributions.values())
        gain = state.prediction.sentiment - state.baseline.sentiment
        assert shares == pytest.approx(gain, abs=1e-5)
        assert state.sentiment_interval is not None
        low, high = state.sentiment_interval
        assert low <= state.prediction.sentiment <= high


def test_events_go_through_a_pipe_and_come_in_order(shelf: ModelShelf, one_sentence: Path) -> None:
    events = run(shelf, one_sentence)
    assert isinstance(events[0], LiveStarted)
    assert isinstance(events[-1], LiveEnded)
    assert events[-1].error is None
    for event in events:
        assert type(pickle.loads(pickle.dumps(event))) is type(event)
    pictures = of(PictureShown, events)
    assert pictures and all(max(each.bgr.shape) <= 640 for each in pictures)
    face = next(seen.faces[0] for seen in of(FacesSeen, events) if seen.faces)
    assert face.mesh is not None
    assert face.mesh.shape == (468, 2)
    assert sum(face.expression.values()) == pytest.approx(1.0, abs=1e-4)
    health = of(LiveHealth, events)[-1]
    assert health.samples_heard == health.samples_read > 0
    assert health.faces_dropped == 0


def test_a_consumer_that_stalls_for_five_seconds_loses_no_sound_and_no_final(
    shelf: ModelShelf, talk: Path
) -> None:
    live = LiveAnalyzer(shelf)
    live.start(open_source(SourceSettings(url=talk, speed=1.0)), SETTINGS)
    events, stalled = [], threading.Event()
    for event in live.events():
        if not events:
            stalled.wait(5.0)
        events.append(event)
    texts = [result.utterance.text for result in finals(events) if result.utterance.words]
    assert len(texts) == len(SENTENCES)
    health = of(LiveHealth, events)[-1]
    assert health.samples_heard == health.samples_read
    assert health.samples_heard == pytest.approx(events[-1].duration_s * 16_000, abs=16)


def test_stop_reads_what_was_said_before(shelf: ModelShelf) -> None:
    source = PushSource(sound=True, picture=False)
    live = LiveAnalyzer(shelf)
    live.start(source, SETTINGS)
    source.say(spoken(SENTENCES[:1], pause_s=0.2))
    live.stop()
    events = list(live.events())
    assert of(Finishing, events)
    assert "garden" in finals(events)[-1].utterance.text
    assert not events[-1].skipped


def test_skip_leaves_out_what_is_unread(shelf: ModelShelf) -> None:
    source = PushSource(sound=True, picture=False)
    live = LiveAnalyzer(shelf)
    live.start(source, SETTINGS)
    source.say(spoken(SENTENCES * 8, pause_s=1.0))
    live.skip()
    events = list(live.events())
    assert events[-1].skipped
    assert len(finals(events)) < 8


def test_a_source_that_fails_ends_the_run_with_its_reason_after_what_was_said(
    shelf: ModelShelf,
) -> None:
    source = PushSource(sound=True, picture=False)
    live = LiveAnalyzer(shelf)
    live.start(source, SETTINGS)
    source.say(spoken(SENTENCES[:1], pause_s=0.2))
    source.unplug("The microphone is gone.")
    events = list(live.events())
    assert "garden" in finals(events)[-1].utterance.text
    assert events[-1].error is not None
    assert events[-1].error.message == "The microphone is gone."


def test_without_speech_and_face_there_is_no_prediction_but_a_reason(shelf: ModelShelf) -> None:
    source = PushSource(sound=True, picture=True)
    live = LiveAnalyzer(shelf)
    live.start(source, SETTINGS, PATIENT)
    source.say(np.zeros(32_000, np.float32))
    source.show_grey(20)
    event = None
    for event in live.events():
        if isinstance(event, LiveState) and event.time_s >= 1.9:
            break
    live.stop()
    rest = list(live.events())
    assert isinstance(event, LiveState)
    assert event.prediction is None
    assert set(event.absent) == set(Modality)
    assert all(event.absent.values())
    assert not finals(rest)


def test_a_face_without_sound_gets_finals_too(shelf: ModelShelf) -> None:
    source = PushSource(sound=False, picture=True)
    live = LiveAnalyzer(shelf)
    live.start(source, SETTINGS, PATIENT)
    source.show_face(14.0)
    live.stop()
    results = finals(list(live.events()))
    assert [set(result.contributions) for result in results] == [{Modality.VISION}] * len(results)
    assert results[0].utterance.end_s == 8.0
    assert results[-1].utterance.end_s == pytest.approx(14.0, abs=0.2)
    assert results[0].absent[Modality.TEXT] == "There is no sound."


def test_a_machine_that_is_too_slow_gives_up_faces_predictions_and_the_model_in_this_order(
    shelf: ModelShelf, talk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = AnalysisSettings(asr_model="base.en")
    faces = shelf.load(settings).faces
    assert faces is not None
    observe = type(faces).observe

    def slowly(extractor: FaceExtractor, frame: VideoFrame) -> FrameReading:
        time.sleep(0.5)
        return observe(extractor, frame)

    monkeypatch.setattr(type(faces), "observe", slowly)
    events = run(shelf, talk, settings, speed=1.0)
    steps = [health.pressure for health in of(LiveHealth, events)]
    assert list(dict.fromkeys(steps)) == [
        Pressure.NONE,
        Pressure.FACES,
        Pressure.PREDICTIONS,
        Pressure.SMALLER_MODEL,
    ]
    assert of(Noticed, events) == [
        Noticed("The machine is too slow for base.en: tiny.en reads from here on.")
    ]
    last = of(LiveHealth, events)[-1]
    assert last.asr_model == "tiny.en"
    assert last.faces_dropped > 0
    assert last.samples_heard == last.samples_read
    assert len([each for each in finals(events) if each.utterance.words]) == len(SENTENCES)


def test_after_a_calibration_the_persons_own_difference_is_taken_off_the_voice(
    shelf: ModelShelf, tmp_path: Path
) -> None:
    path = film(tmp_path / "long.mp4", (*SENTENCES, SENTENCES[0]))
    live = LiveAnalyzer(shelf)
    live.start(open_source(SourceSettings(url=path, speed=1.0)), SETTINGS)
    live.calibrate(8.0)
    events = list(live.events())
    (told,) = of(Calibrated, events)
    assert told.modalities == (Modality.AUDIO,)
    assert set(told.why_not) == {Modality.VISION}
    spoken_ones = [each for each in of(UtteranceFinal, events) if each.result.utterance.words]
    file = [each for each in analysed(path, shelf) if each.result.utterance.words]
    voice, plain = (
        [each.tracks[Modality.AUDIO] for each in found] for found in (spoken_ones, file)
    )
    assert np.allclose(voice[0].values, plain[0].values, atol=1e-3), "before, nothing is taken off"
    valid = plain[-1].valid & voice[-1].valid
    off = (plain[-1].values - voice[-1].values)[valid]
    assert np.allclose(off, off[0], atol=0.02)
    assert np.abs(off[0]).max() > 0.05
    for one, other in zip(spoken_ones, file, strict=True):
        face, unmoved = one.tracks[Modality.VISION], other.tracks[Modality.VISION]
        assert face.values[face.valid].mean() == pytest.approx(
            unmoved.values[unmoved.valid].mean(), abs=0.05
        )


def test_a_fault_in_a_stage_comes_out_and_leaves_no_thread(
    shelf: ModelShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = shelf.load(SETTINGS)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("planted")

    source = PushSource(sound=True, picture=False)
    live = LiveAnalyzer(shelf)
    live.start(source, SETTINGS)
    monkeypatch.setattr(type(models.audio), "extract", broken)
    source.say(spoken(SENTENCES[:1], pause_s=0.2))
    with pytest.raises(ZeroDivisionError, match="planted"):
        list(live.events())
