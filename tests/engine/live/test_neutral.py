"""Calibration to a person: what is gathered, what is taken off, and what is refused."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import numpy as np
import pytest

from engine.explain.batch import Explainer, ExplainOptions
from engine.features.baseline import against_own, evidence_s
from engine.features.neutral import (
    Effect,
    NeutralFeatures,
    Scores,
    load_neutral,
    neutral_path,
    save_neutral,
)
from engine.features.vision.faces import READING_NAMES, FaceReading, FrameReading
from engine.features.vision.timeline import VISION_FEATURE_NAMES, VisionEvidence
from engine.live.events import Calibrated, Calibrating, LiveState
from engine.live.meters import ClockMeter
from engine.live.neutral import Ear, Eye, NeutralWatch
from engine.live.predicting import Predictor
from engine.live.stretch import StretchKeeper
from engine.types import FaceObservation, FeatureTrack, Float32Array, Modality
from tests.helpers.mib import small_model, track

VOICE_DIM = 6
BETTER = Effect("made-up", 2, 20, Scores(0.5, 0.1, 1.0), Scores(0.6, 0.1, 0.9))
WORSE = Effect("made-up", 2, 20, Scores(0.5, 0.1, 1.0), Scores(0.4, 0.1, 1.2))


class Offsets:
    """Stands for the evidence: remembers what is to be taken off."""

    def __init__(self) -> None:
        self.now: Mapping[Modality, Float32Array] = {}

    def calibrate(self, offsets: Mapping[Modality, Float32Array]) -> None:
        self.now = dict(offsets)


def neutral(
    voice: tuple[Effect, ...] = (BETTER,), face: tuple[Effect, ...] = (BETTER,)
) -> NeutralFeatures:
    return NeutralFeatures(
        "abc",
        {
            Modality.AUDIO: np.full(VOICE_DIM, 2.0, np.float32),
            Modality.VISION: np.zeros(len(VISION_FEATURE_NAMES), np.float32),
        },
        {Modality.AUDIO: voice, Modality.VISION: face},
    )


class Room:
    """A person in it, a watch, and what it tells."""

    def __init__(
        self,
        known: NeutralFeatures | None,
        *,
        speech_s: float = 10.0,
        ear: str = "",
        eye: str = "",
    ) -> None:
        self.offsets, self.told = Offsets(), list[Calibrating | Calibrated]()
        self._speech_s = speech_s
        self.watch = NeutralWatch(
            self.offsets,  # type: ignore[arg-type]
            known,
            Ear(None if ear else self._voice, ear),
            Eye(0 if eye else len(READING_NAMES), eye),
            self.told.append,
        )
        self.now_s = 100.0

    def sit(self, seconds: float, *, face: bool = True) -> None:
        for _ in range(round(seconds * 5)):
            self.now_s = round(self.now_s + 0.2, 6)
            if face:
                self.watch.see(seen(self.now_s))
            self.watch.look(self.now_s)

    @property
    def last(self) -> Calibrated:
        told = self.told[-1]
        assert isinstance(told, Calibrated)
        return told

    def _voice(self, start_s: float, end_s: float) -> FeatureTrack:
        """Five steps a second from the start on, each of 5 and, where nobody speaks, of nothing."""
        times = np.arange(start_s, end_s - 1e-6, 0.2)
        valid = times < start_s + self._speech_s - 1e-6
        values = np.where(valid[:, None], np.full((len(times), VOICE_DIM), 5.0), 0.0)
        return FeatureTrack(values.astype(np.float32), times, valid)


def seen(time_s: float) -> FrameReading:
    face = FaceObservation(time_s, 0, (0.1, 0.1, 0.4, 0.4), 0.9)
    reading = np.full(len(READING_NAMES), 3.0, np.float32)
    return FrameReading(time_s, (FaceReading(face, 0.4, reading, None),))


def test_what_a_person_differs_by_is_taken_off_and_put_back_at_once() -> None:
    room = Room(neutral())
    room.sit(1.0)
    assert not room.told
    room.watch.begin(10.0)
    room.sit(12.0)
    assert set(room.last.modalities) == {Modality.AUDIO, Modality.VISION}
    assert not room.last.why_not
    assert room.offsets.now[Modality.AUDIO] == pytest.approx(np.full(VOICE_DIM, 1.5))
    face = room.offsets.now[Modality.VISION]
    assert face[: len(READING_NAMES)] == pytest.approx(np.full(len(READING_NAMES), 1.5))
    assert not face[len(READING_NAMES) :].any(), "a face that is still has no speed"
    room.watch.undo()
    assert room.offsets.now == {}
    room.sit(0.2)
    assert (room.last.modalities, room.last.why_not) == ((), {})


def test_it_counts_down_and_takes_nothing_off_before_the_end() -> None:
    room = Room(neutral())
    room.watch.begin(10.0)
    room.sit(9.0)
    left = [told.left_s for told in room.told if isinstance(told, Calibrating)]
    assert left[0] == pytest.approx(10.0)
    assert left == sorted(left, reverse=True)
    assert left[-1] == pytest.approx(1.2)
    assert room.offsets.now == {}


@pytest.mark.parametrize(("speech_s", "enough"), [(3.8, False), (4.0, True)])
def test_too_little_speech_leaves_the_voice_as_it_is(speech_s: float, enough: bool) -> None:
    room = Room(neutral(), speech_s=speech_s)
    room.watch.begin(10.0)
    room.sit(12.0)
    assert (Modality.AUDIO in room.offsets.now) is enough
    assert (Modality.AUDIO in room.last.modalities) is enough
    assert ("Too little speech" in room.last.why_not.get(Modality.AUDIO, "")) is not enough
    assert Modality.VISION in room.last.modalities


def test_a_face_that_is_not_in_view_for_long_enough_leaves_faces_as_they_are() -> None:
    room = Room(neutral())
    room.watch.begin(10.0)
    room.sit(3.0)
    room.sit(9.0, face=False)
    assert room.last.modalities == (Modality.AUDIO,)
    assert "No face" in room.last.why_not[Modality.VISION]


def test_what_was_measured_to_be_worse_is_refused() -> None:
    room = Room(neutral(face=(WORSE,)))
    room.watch.begin(10.0)
    room.sit(12.0)
    assert room.last.modalities == (Modality.AUDIO,)
    assert "it did not help" in room.last.why_not[Modality.VISION]


@pytest.mark.parametrize("known", [None, neutral((WORSE,), (WORSE,))])
def test_nobody_sits_for_ten_seconds_for_nothing(known: NeutralFeatures | None) -> None:
    room = Room(known)
    room.watch.begin(10.0)
    room.sit(0.2)
    assert set(room.last.why_not) == {Modality.AUDIO, Modality.VISION}
    assert room.last.modalities == ()


def test_without_sound_and_face_it_says_that_there_is_none() -> None:
    room = Room(neutral(), ear="There is no sound.", eye="There is no picture.")
    room.watch.begin(10.0)
    room.sit(0.2)
    assert room.last.why_not == {
        Modality.AUDIO: "There is no sound.",
        Modality.VISION: "There is no picture.",
    }


def test_a_second_one_that_fails_leaves_the_first_in_force() -> None:
    room = Room(neutral(face=(WORSE,)))
    room.watch.begin(10.0)
    room.sit(12.0)
    before = room.offsets.now
    room._speech_s = 1.0
    room.watch.begin(10.0)
    room.sit(12.0)
    assert room.last.modalities == (Modality.AUDIO,)
    assert room.last.fresh == ()
    assert room.offsets.now[Modality.AUDIO] is before[Modality.AUDIO]


def test_undoing_ends_one_that_goes_on() -> None:
    room = Room(neutral())
    room.watch.begin(10.0)
    room.sit(5.0)
    room.watch.undo()
    room.sit(8.0)
    assert [told for told in room.told if isinstance(told, Calibrated)] == [room.told[-1]]
    assert room.offsets.now == {}


# --------------------------------------------------------------------------- the file


def test_neutral_features_come_back_for_their_own_checkpoint_only(tmp_path: Path) -> None:
    checkpoint = tmp_path / "mine.safetensors"
    kept = neutral(face=(WORSE,))
    save_neutral(neutral_path(checkpoint), kept)
    found = load_neutral(checkpoint, "abc")
    assert found is not None
    assert found.effects == kept.effects
    assert found.helps == {Modality.AUDIO}
    assert np.array_equal(found.means[Modality.AUDIO], kept.means[Modality.AUDIO])
    assert load_neutral(checkpoint, "another") is None
    assert load_neutral(tmp_path / "other.safetensors", "abc") is None


def test_a_damaged_file_is_none(tmp_path: Path) -> None:
    checkpoint = tmp_path / "mine.safetensors"
    neutral_path(checkpoint).write_bytes(b"no tensors")
    assert load_neutral(checkpoint, "abc") is None


def test_evidence_is_counted_by_the_steps_own_distance() -> None:
    valid = np.array([True, True, False, True])
    track = FeatureTrack(np.zeros((4, 1), np.float32), np.arange(4) * 0.2, valid)
    assert evidence_s(track) == pytest.approx(0.6)
    assert evidence_s(FeatureTrack(track.values[:1], track.times_s[:1], valid[:1])) == 0.0


# --------------------------------------------------------------------------- where it is used


class StandIn:
    """What the predictor asks of the evidence: nobody is seen, voices are moved by ``offset``."""

    def __init__(self, explainer: Explainer, offset: float) -> None:
        self.explainer, self._offset = explainer, offset

    def vision(self, start_s: float, end_s: float) -> VisionEvidence:
        return VisionEvidence(None, (), None, 0, "No face was in view.")

    def against_own(self, modality: Modality, track: FeatureTrack) -> FeatureTrack:
        own = np.full(track.values.shape[1], self._offset, np.float32)
        return against_own(track, own) if modality is Modality.AUDIO else track


def listening_predictor(
    explainer: Explainer,
    voice: FeatureTrack,
    tell: Callable[[LiveState], None],
    offset: float = 0.0,
) -> Predictor:
    """Of somebody who speaks and has this voice."""
    stretches, clock = StretchKeeper(), ClockMeter()
    stretches.heard(0.5)
    clock.came(2.0)
    return Predictor(
        SimpleNamespace(text=None, audio=True, faces=None),  # type: ignore[arg-type]
        held=StandIn(explainer, offset),  # type: ignore[arg-type]
        voice=SimpleNamespace(track=lambda start_s, end_s: voice),  # type: ignore[arg-type]
        stretches=stretches,
        clock=clock,
        tell=tell,
        smoothing_s=0.0,
    )


def said_now(explainer: Explainer, voice: FeatureTrack, offset: float) -> float:
    """The sentiment of a provisional state."""
    states: list[LiveState] = []
    listening_predictor(explainer, voice, states.append, offset).predict()
    assert states[0].prediction is not None
    return states[0].prediction.sentiment


def test_provisional_states_are_of_what_is_left() -> None:
    explainer = Explainer(small_model(), ExplainOptions())
    voice = track(8, Modality.AUDIO)
    moved = FeatureTrack(voice.values + np.float32(2.0), voice.times_s, voice.valid)
    plain = said_now(explainer, voice, 0.0)
    assert said_now(explainer, moved, 2.0) == pytest.approx(plain, abs=1e-5)
    assert said_now(explainer, moved, 0.0) != pytest.approx(plain, abs=1e-3)


# --------------------------------------------------------------------------- when states are made


def made_within(seconds: float, news_every_s: float | None, rate_hz: float) -> list[float]:
    """How long after the latest news of the voice each state of a run was begun (nan: none yet)."""
    told_s, late = math.nan, list[float]()
    explainer = Explainer(small_model(), ExplainOptions())
    predictor = listening_predictor(explainer, track(8, Modality.AUDIO), lambda _: None)
    predictor.predict()  # it knows now that somebody speaks
    predictor.predict = lambda: late.append(time.monotonic() - told_s)  # type: ignore[method-assign]
    predictor.rate_hz = rate_hz
    over = Event()
    thread = Thread(target=predictor.run, args=(over,))
    thread.start()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(news_every_s or 0.05)
        if news_every_s:
            told_s = time.monotonic()
            predictor.hint()
    over.set()
    predictor.hint()
    thread.join(2.0)
    assert not thread.is_alive()
    return late


def test_a_state_follows_news_of_the_voice_at_once() -> None:
    late = made_within(3.0, news_every_s=0.2, rate_hz=5.0)
    assert 11 <= len(late) <= 17
    assert np.nanmedian(late) < 0.08, "it was 0.1 on average while it kept a time of its own"


def test_states_come_without_news_too_and_as_rarely_as_is_wanted() -> None:
    assert len(made_within(3.0, news_every_s=None, rate_hz=5.0)) >= 10
    assert len(made_within(3.0, news_every_s=0.2, rate_hz=2.5)) <= 9
