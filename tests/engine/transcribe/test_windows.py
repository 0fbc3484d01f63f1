"""Windows of speech: what is in them, where it came from, and that nothing else is."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.transcribe import SpeechPiece, SpeechRegion, SpeechWindow, SpeechWindower, WindowOptions
from engine.types import AudioBlock, Float32Array
from tests.helpers.media import silence, speech, tone
from tests.helpers.speech import RATE_HZ, blocks, spoken, windows_of

SENTENCES = ["Good morning.", "The weather is fine today.", "See you tomorrow then."]


def noise(seconds: float, level: float) -> Float32Array:
    random = np.random.default_rng(0)
    return (level * random.standard_normal(round(seconds * RATE_HZ))).astype(np.float32)


@pytest.mark.parametrize(
    "samples",
    [
        silence(12, RATE_HZ),
        noise(12, 0.01),
        noise(12, 0.3),
        tone(12, RATE_HZ, 150.0),
        tone(12, RATE_HZ, 440.0),
    ],
    ids=["silence", "soft noise", "loud noise", "low tone", "high tone"],
)
def test_where_nobody_speaks_there_is_no_window(samples: Float32Array) -> None:
    windower = SpeechWindower()
    assert list(windower.windows(blocks(samples))) == []
    assert windower.regions == ()


def test_neighbouring_speech_shares_a_window_and_keeps_its_place() -> None:
    samples = spoken(SENTENCES, pause_s=2.0)
    (window,) = windows_of(samples)
    assert len(window.pieces) == 3
    for piece in window.pieces:
        first = round(piece.media_start_s * RATE_HZ)
        wanted = samples[first : first + round(piece.duration_s * RATE_HZ)]
        np.testing.assert_array_equal(window.samples_of(piece), wanted)
        assert piece.media_start_s <= piece.speech.start_s < piece.speech.end_s
    at = 2.0
    for piece, text in zip(window.pieces, SENTENCES, strict=True):
        length = len(speech(text, RATE_HZ)) / RATE_HZ
        assert piece.speech.start_s == pytest.approx(at, abs=0.25)
        assert piece.speech.end_s == pytest.approx(at + length, abs=0.5)
        at += length + 2.0


def test_sound_that_begins_late_keeps_its_clock() -> None:
    samples = spoken(SENTENCES[:1], pause_s=1.0)
    (now,), (later,) = windows_of(samples), windows_of(samples, start_s=7.25)
    assert later.pieces[0].speech.start_s == pytest.approx(now.pieces[0].speech.start_s + 7.25)
    assert later.pieces[0].media_start_s == pytest.approx(now.pieces[0].media_start_s + 7.25)


@pytest.mark.parametrize("block", [160, 4_000, 10**7])
def test_windows_do_not_depend_on_the_blocks(block: int) -> None:
    samples = spoken(SENTENCES * 6, pause_s=0.8)
    wanted = windows_of(samples)
    found = list(SpeechWindower().windows(blocks(samples, block=block)))
    assert [w.pieces for w in found] == [w.pieces for w in wanted]
    assert len(wanted) > 1


def test_speech_without_a_pause_is_cut_where_it_is_quietest() -> None:
    text = speech("one two three four five six seven eight nine ten eleven twelve", RATE_HZ)
    voice = text[np.abs(text) > 1e-4]
    samples = np.tile(voice, round(70 * RATE_HZ / len(voice)) + 1)[: 70 * RATE_HZ]
    windower = SpeechWindower()
    windows = list(windower.windows(blocks(samples)))
    pieces = [piece for window in windows for piece in window.pieces]
    assert len(windows) >= 3
    assert all(window.duration_s <= 30.0 for window in windows)
    for before, after in pairwise(pieces):
        cut = before.media_start_s + before.duration_s
        assert after.media_start_s == pytest.approx(cut)
        near = round(cut * RATE_HZ)
        at_cut = np.square(samples[near - 800 : near + 800]).mean()
        assert at_cut < np.square(samples).mean()


def test_a_window_does_not_wait_for_ever() -> None:
    samples = np.concatenate([spoken(SENTENCES[:1], pause_s=0.5), silence(60, RATE_HZ)])
    windower = SpeechWindower(WindowOptions(max_wait_s=20.0))
    ready_at = [block.end_s for block in blocks(samples) if windower.push(block)]
    assert ready_at
    assert 20.0 <= ready_at[0] <= 22.0


def test_nothing_comes_from_before_what_is_settled() -> None:
    windower = SpeechWindower(WindowOptions(max_wait_s=10.0))
    settled = 3.0
    for block in blocks(spoken(SENTENCES * 3, pause_s=3.0), start_s=3.0):
        for window in windower.push(block):
            assert window.pieces[0].media_start_s >= settled - 1e-9
        assert windower.settled_s >= settled
        settled = windower.settled_s
    for window in windower.finish():
        assert window.pieces[0].media_start_s >= settled - 1e-9
    assert settled > 10.0


def test_a_block_that_does_not_follow_is_a_mistake() -> None:
    windower = SpeechWindower()
    windower.push(AudioBlock(silence(1, RATE_HZ), 0.0, RATE_HZ))
    with pytest.raises(ValueError, match="follows"):
        windower.push(AudioBlock(silence(1, RATE_HZ), 5.0, RATE_HZ))
    with pytest.raises(ValueError, match="16 kHz"):
        SpeechWindower().push(AudioBlock(silence(1, 8000), 0.0, 8000))


def test_memory_does_not_grow_with_the_recording() -> None:
    second = AudioBlock(silence(1, RATE_HZ), 0.0, RATE_HZ)

    def peak(seconds: int) -> int:
        windower = SpeechWindower()
        tracemalloc.start()
        for index in range(seconds):
            windower.push(AudioBlock(second.samples, float(index), RATE_HZ))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(200) < 1.5 * peak(20)


@st.composite
def windows(draw: st.DrawFn) -> SpeechWindow:
    """Pieces of 0.1 to 5 s that follow each other in the window, with gaps in the medium."""
    offset, media, pieces = 0, draw(st.integers(0, 50_000)), []
    for _ in range(draw(st.integers(1, 6))):
        length = draw(st.integers(1_600, 80_000))
        start, end = media / RATE_HZ, (media + length) / RATE_HZ
        pieces.append(
            SpeechPiece(offset / RATE_HZ, start, length / RATE_HZ, SpeechRegion(start, end))
        )
        offset += length
        media += length + draw(st.integers(0, 100_000))
    return SpeechWindow(np.zeros(offset, np.float32), tuple(pieces))


@given(windows(), st.lists(st.floats(-1.0, 40.0), min_size=2))
def test_window_time_maps_to_media_time_in_order(window: SpeechWindow, times: list[float]) -> None:
    mapped = [window.to_media(time) for time in sorted(times)]
    assert mapped == sorted(mapped)
    for time in mapped:
        assert any(
            p.media_start_s - 1e-9 <= time <= p.media_start_s + p.duration_s + 1e-9
            for p in window.pieces
        )


@given(windows(), st.floats(0.0, 1.0))
def test_inside_a_piece_the_map_is_exact(window: SpeechWindow, share: float) -> None:
    for piece in window.pieces:
        inside = share * piece.duration_s * 0.999
        found = window.to_media(piece.offset_s + inside)
        assert found == pytest.approx(piece.media_start_s + inside, abs=1e-6)
