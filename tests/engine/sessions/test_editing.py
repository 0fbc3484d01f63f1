"""Edits of a transcript: words stay in order, in their utterance, and lose nothing."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sessions.editing import draft, merged, retold, reworded, split
from engine.types import FeatureTrack, Modality, Utterance
from tests.helpers import analysis_results as made

texts = st.lists(st.sampled_from(["well", "I", "liked", "it", "not", "at all", "ünï"]), max_size=8)


def tracks(start: float, end: float) -> dict[Modality, FeatureTrack]:
    times = np.linspace(start, end, 9)
    values = np.arange(9, dtype=np.float32)[:, None]
    return {m: FeatureTrack(values, times, np.ones(9, dtype=np.bool_)) for m in Modality}


def assert_sound(utterance: Utterance) -> None:
    edges = [utterance.start_s]
    for word in utterance.words:
        edges += [word.start_s, word.end_s]
    edges.append(utterance.end_s)
    assert all(a <= b + 1e-9 for a, b in pairwise(edges))


@given(st.integers(0, 6), texts)
def test_a_retold_utterance_says_what_was_written(seed: int, words: list[str]) -> None:
    before = made.utterance_result(seed, 2.0, 6.0).utterance
    text = " ".join(words)
    after = retold(before, text)
    assert after.text == text
    assert (after.start_s, after.end_s) == (2.0, 6.0)
    assert after.has_speech
    assert_sound(after)


@given(st.integers(0, 6), texts, st.data())
def test_one_word_is_changed_and_no_other(seed: int, words: list[str], data: st.DataObject) -> None:
    before = made.utterance_result(seed, 2.0, 6.0).utterance
    at = data.draw(st.integers(0, len(before.words) - 1))
    after = reworded(before, at, " ".join(words))
    said = " ".join(words).split()
    assert after.words[:at] == before.words[:at]
    assert after.words[at + len(said) :] == before.words[at + 1 :]
    assert [word.text for word in after.words[at : at + len(said)]] == said
    assert_sound(after)


def test_words_that_stay_keep_their_times() -> None:
    before = made.utterance_result(3, 0.0, 8.0).utterance
    words = before.text.split()
    after = retold(before, " ".join([*words[:4], "really", *words[5:]]))
    assert after.words[:4] == before.words[:4]
    assert after.words[5:] == before.words[5:]
    assert after.words[4].start_s == before.words[4].start_s
    assert after.words[4].confidence == 1.0


def test_what_was_split_is_merged_to_the_same_words_and_features() -> None:
    result = made.utterance_result(1, 2.0, 6.0)
    first, second = split(result, tracks(2.0, 6.0), 5)
    assert first.utterance.end_s == second.utterance.start_s
    assert Modality.TEXT not in first.tracks
    assert len(first.before.faces) + len(second.before.faces) == len(result.faces)
    halves = made.repredicted((first, second))
    whole = merged(halves[0].result, first.tracks, halves[1].result, second.tracks)
    assert whole.utterance.words == result.utterance.words
    assert (whole.utterance.start_s, whole.utterance.end_s) == (2.0, 6.0)
    assert whole.before.faces == result.faces
    for m in (Modality.AUDIO, Modality.VISION):
        np.testing.assert_array_equal(whole.tracks[m].values[:, 0], np.arange(9))


def test_other_words_leave_voice_and_face_as_they_were() -> None:
    result = made.utterance_result(1, 2.0, 6.0)
    wider = tracks(1.8, 6.1)
    found = draft(retold(result.utterance, "something else"), result, wider)
    assert set(found.tracks) == {Modality.AUDIO, Modality.VISION}
    for m, track in found.tracks.items():
        np.testing.assert_array_equal(track.times_s, wider[m].times_s)
    assert found.before.faces == result.faces


@pytest.mark.parametrize("at", [0, 99])
def test_an_utterance_is_not_split_at_its_ends(at: int) -> None:
    with pytest.raises(IndexError):
        split(made.utterance_result(1, 2.0, 6.0), tracks(2.0, 6.0), at)
