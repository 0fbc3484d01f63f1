"""Parts of the live path by themselves: captions, what waits, what is given up, smoothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import numpy as np
import pytest

from engine.features.vision.faces import FrameReading
from engine.live.captions import LocalAgreement
from engine.live.events import (
    Caption,
    Finishing,
    LiveEnded,
    LiveEvent,
    Noticed,
    PictureShown,
    Pressure,
)
from engine.live.meters import ClockMeter
from engine.live.outbox import Outbox
from engine.live.pressure import Ladder, Load
from engine.live.seeing import FaceWatch
from engine.live.smoothing import ExponentialAverage
from engine.live.stretch import StretchKeeper
from engine.live.voice import VoiceWatch
from engine.types import AudioBlock, FeatureTrack, VideoFrame, Word

GREY = np.zeros((9, 16, 3), np.uint8)


def words(text: str, start_s: float = 0.0, each_s: float = 0.3) -> list[Word]:
    return [
        Word(word, start_s + index * each_s, start_s + (index + 1) * each_s, 1.0)
        for index, word in enumerate(text.split())
    ]


def texts(found: Sequence[Word]) -> str:
    return " ".join(word.text for word in found)


def picture(time_s: float) -> PictureShown:
    return PictureShown(time_s, GREY)


def drained(outbox: Outbox) -> list[LiveEvent]:
    found = []
    while (event := outbox.take(0.0)) is not None:
        found.append(event)
    return found


# ------------------------------------------------------------------ captions


def test_a_word_is_committed_when_two_readings_agree() -> None:
    captions = LocalAgreement(0.0)
    assert captions.read(words("the quick brown box"), 1.2) == 0
    assert captions.read(words("The quick, brown fox jumps"), 1.5) == 3
    assert texts(captions.committed) == "The quick, brown"
    assert texts(captions.pending) == "fox jumps"


def test_what_is_committed_stays_whatever_is_read_later() -> None:
    captions = LocalAgreement(0.0)
    for reading in ("one two", "one two three", "won too three four"):
        captions.read(words(reading), 1.0)
    assert texts(captions.committed) == "one two three"
    captions.close(words("won too free four five"))
    assert texts(captions.committed)[:13] == "one two three"
    assert texts(captions.committed).endswith("four five")
    assert captions.pending == ()


def test_words_read_twice_at_a_seam_count_once() -> None:
    captions = LocalAgreement(0.0)
    for _ in range(2):
        captions.read(words("so we begin"), 1.0)
    # The same last word, a little later than before.
    captions.close(words("begin again", start_s=0.75))
    assert texts(captions.committed) == "so we begin again"


def test_long_speech_is_read_from_behind_what_is_committed() -> None:
    captions = LocalAgreement(0.0)
    for _ in range(2):
        captions.read(words("a b c d e f g h i j", each_s=0.9), 9.0)
    assert captions.read_from_s == pytest.approx(9.0)


# ------------------------------------------------------------------ what waits


def test_of_what_shows_a_state_the_newest_is_kept() -> None:
    outbox = Outbox()
    for time_s in (1.0, 2.0, 3.0):
        outbox.put(picture(time_s))
    outbox.put(Noticed("kept"))
    found = drained(outbox)
    assert found[0] == Noticed("kept")
    assert isinstance(found[1], PictureShown)
    assert (len(found), found[1].time_s) == (2, 3.0)


def test_a_closed_caption_takes_the_place_of_one_in_progress() -> None:
    outbox = Outbox()
    outbox.put(Caption(0.0, (), tuple(words("pending"))))
    outbox.put(Caption(0.0, tuple(words("done")), closed=True))
    assert [event.closed for event in drained(outbox) if isinstance(event, Caption)] == [True]


def test_the_last_state_comes_before_the_end() -> None:
    outbox = Outbox()
    outbox.put(picture(1.0))
    outbox.put(LiveEnded(1.0, False))
    assert [type(event) for event in drained(outbox)] == [PictureShown, LiveEnded]


def test_who_adds_waits_while_too_much_waits_and_goes_on_when_something_is_taken() -> None:
    outbox = Outbox(most_kept=2)
    outbox.put(Noticed("1"))
    outbox.put(Noticed("2"))
    third = threading.Thread(target=outbox.put, args=(Noticed("3"),))
    third.start()
    third.join(0.05)
    assert third.is_alive()
    assert outbox.take() == Noticed("1")
    third.join(5.0)
    assert not third.is_alive()
    assert drained(outbox) == [Noticed("2"), Noticed("3")]


def test_nobody_waits_for_a_consumer_that_gave_up() -> None:
    outbox = Outbox(most_kept=1)
    outbox.give_up()
    for left in (1.0, 2.0):
        outbox.put(Finishing(left))


# ------------------------------------------------------------------ what is given up

SLOW, GOOD = Load(dropped_share=0.5), Load()


def test_faces_go_first_then_predictions_then_the_model() -> None:
    ladder = Ladder()
    steps = [ladder.judge(SLOW) for _ in range(8)]
    assert steps == sorted(steps)
    assert list(dict.fromkeys(steps)) == [
        Pressure.NONE,
        Pressure.FACES,
        Pressure.PREDICTIONS,
        Pressure.SMALLER_MODEL,
    ]


def test_one_slow_second_gives_nothing_up() -> None:
    ladder = Ladder()
    assert [ladder.judge(each) for each in (SLOW, GOOD, SLOW, GOOD)] == [Pressure.NONE] * 4


def test_words_are_given_up_only_when_reading_is_far_behind() -> None:
    ladder = Ladder()
    for _ in range(20):
        ladder.judge(SLOW)
    assert ladder.step == Pressure.SMALLER_MODEL
    for _ in range(2):
        ladder.judge(Load(unread_s=60.0))
    assert ladder.step == Pressure.NO_WORDS


def test_what_was_given_up_comes_back_step_by_step() -> None:
    ladder = Ladder()
    for _ in range(4):
        ladder.judge(SLOW)
    assert ladder.step == Pressure.PREDICTIONS
    steps = [ladder.judge(GOOD) for _ in range(20)]
    assert steps[9] == Pressure.FACES
    assert steps[-1] == Pressure.NONE


@pytest.mark.parametrize(
    "load",
    [
        Load(dropped_share=0.3),
        Load(prediction_share=0.5),
        Load(unread_s=4.0),
        Load(unheard_s=2.0),
        Load(draft_s=1.5),
    ],
)
def test_each_part_that_does_not_keep_up_counts(load: Load) -> None:
    assert load.is_too_much


# ------------------------------------------------------------------ faces


class SlowExtractor:
    """Looks at one picture, then waits until it is let go."""

    names: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.looking, self.go_on = threading.Event(), threading.Event()
        self.seen: list[float] = []

    def observe(self, frame: VideoFrame) -> FrameReading:
        self.seen.append(frame.time_s)
        self.looking.set()
        assert self.go_on.wait(10.0)
        return FrameReading(frame.time_s, ())


def watched(watch: FaceWatch) -> threading.Thread:
    thread = threading.Thread(target=watch.run)
    thread.start()
    return thread


def test_a_slow_look_drops_the_older_pictures_and_counts_them() -> None:
    extractor = SlowExtractor()
    watch = FaceWatch(extractor, lambda *_: None, patient=False)
    thread = watched(watch)
    watch.show(VideoFrame(GREY, 0.0))
    assert extractor.looking.wait(10.0)
    for index in range(1, 6):
        watch.show(VideoFrame(GREY, index / 10))
    extractor.go_on.set()
    watch.finish()
    thread.join(10.0)
    assert extractor.seen == [0.0, 0.4, 0.5]
    assert watch.dropped == 3


def test_pictures_between_the_cells_of_the_grid_are_not_looked_at() -> None:
    extractor = SlowExtractor()
    extractor.go_on.set()
    watch = FaceWatch(extractor, lambda *_: None, patient=True)
    thread = watched(watch)
    for index in range(30):
        watch.show(VideoFrame(GREY, index / 30))
    watch.finish()
    thread.join(10.0)
    assert len(extractor.seen) == 10
    assert watch.dropped == 0


def test_one_can_wait_for_the_faces_of_a_stretch() -> None:
    extractor = SlowExtractor()
    watch = FaceWatch(extractor, lambda *_: None, patient=False)
    thread = watched(watch)
    watch.show(VideoFrame(GREY, 0.0))
    watch.show(VideoFrame(GREY, 1.0))
    before = time.monotonic()
    watch.wait_for(1.0, 0.05)
    assert time.monotonic() - before >= 0.05
    extractor.go_on.set()
    watch.wait_for(1.0, 10.0)
    assert extractor.seen[0] == 0.0
    watch.finish()
    thread.join(10.0)


# ------------------------------------------------------------------ voice


class Counting:
    """Steps of 0.2 s whose value is when the look began; remembers how much it was given."""

    def __init__(self) -> None:
        self.lengths: list[float] = []

    def extract(self, block: AudioBlock) -> FeatureTrack:
        seconds = len(block.samples) / 16_000
        self.lengths.append(seconds)
        steps = int(np.ceil(seconds / 0.2 - 1e-6))
        times = block.start_s + (np.arange(steps) + 0.5) * 0.2
        return FeatureTrack(
            np.full((steps, 1), block.start_s, np.float32), times, np.ones(steps, bool)
        )


def sound(start_s: float, end_s: float) -> AudioBlock:
    return AudioBlock(np.zeros(round((end_s - start_s) * 16_000), np.float32), start_s, 16_000)


def test_a_voice_is_looked_at_in_pieces_of_bounded_length_and_gives_each_step_once() -> None:
    extractor = Counting()
    watch = VoiceWatch(extractor, sound, 0.2)
    for now in np.arange(3.1, 12.0, 0.1):
        watch.look(3.0, float(now))
    track = watch.track(0.0, 20.0)
    assert track is not None
    assert max(extractor.lengths) <= 3.2
    assert np.diff(track.times_s) == pytest.approx(0.2)
    assert track.times_s[0] == pytest.approx(3.1)
    # The first steps were taken while the speech was short, and have stayed.
    assert track.values[0, 0] == pytest.approx(3.0)
    assert track.values[-1, 0] > 8.5


@pytest.mark.parametrize("step_s", [0.2, 0.01])
def test_a_voice_is_looked_at_as_soon_as_its_steps_are_complete(step_s: float) -> None:
    since_s, block_s = 3.03, 0.05
    looks: list[float] = []
    now = 0.0
    watch = VoiceWatch(Counting(), sound, step_s, looked=lambda: looks.append(now))
    for block in range(61, 160):
        now = block * block_s
        watch.look(since_s, now)
    late = np.array(looks) - since_s - 0.2 * np.arange(1, len(looks) + 1)
    assert len(looks) == 24
    assert late.min() >= -1e-6
    assert late.max() < block_s


def test_a_new_stretch_of_speech_begins_anew() -> None:
    watch = VoiceWatch(Counting(), sound, 0.2)
    watch.look(1.0, 2.0)
    watch.look(5.0, 5.4)
    track = watch.track(5.0, 6.0)
    assert track is not None
    assert track.times_s == pytest.approx([5.1, 5.3])


# ------------------------------------------------------------------ the stretch, smoothing, clock


def test_nobody_speaks_and_the_last_seconds_count() -> None:
    stretch = StretchKeeper().now(10.0)
    assert (stretch.start_s, stretch.speech) == (7.0, False)


def test_speech_counts_from_its_beginning_until_it_is_final() -> None:
    keeper = StretchKeeper()
    keeper.heard(5.0)
    keeper.read(words("well then", start_s=5.0))
    keeper.heard(None)
    stretch = keeper.now(8.0)
    assert stretch.start_s == pytest.approx(4.85)
    assert texts(stretch.words) == "well then"
    keeper.settled(6.0)
    assert not keeper.now(8.0).speech


def test_a_pause_after_a_sentence_divides_what_counts() -> None:
    keeper = StretchKeeper()
    keeper.heard(1.0)
    keeper.read([*words("It is over.", start_s=1.0), *words("And now", start_s=2.5)])
    stretch = keeper.now(3.5)
    assert texts(stretch.words) == "And now"
    assert 1.9 <= stretch.start_s <= 2.5


def test_smoothing_approaches_a_step_by_its_time_constant() -> None:
    average = ExponentialAverage(1.0)
    average.update(0.0, np.zeros(1))
    assert average.update(1.0, np.ones(1))[0] == pytest.approx(1 - np.exp(-1))


def test_an_absent_number_begins_anew_when_it_comes_back() -> None:
    average = ExponentialAverage(1.0)
    average.update(0.0, np.array([5.0, 0.0]))
    assert np.isnan(average.update(0.2, np.array([np.nan, 0.0]))[0])
    assert average.update(0.4, np.array([1.0, 0.0]))[0] == 1.0


def test_delays_count_from_when_something_could_have_been_known() -> None:
    clock = ClockMeter()
    clock.came(10.0)
    assert clock.now_s == 10.0
    assert clock.delay_of(9.0) == pytest.approx(1.0, abs=0.05)
