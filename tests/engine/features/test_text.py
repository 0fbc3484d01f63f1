from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.assets import locate
from engine.errors import AssetCorruptError
from engine.features.text import MAX_PIECES, TEXT_DIMENSION, TextExtractor
from engine.types import Word


def spoken(text: str) -> list[Word]:
    return [Word(f" {word}", i, i + 0.5, 0.9) for i, word in enumerate(text.split())]


@pytest.fixture(scope="module")
def extractor() -> TextExtractor:
    return TextExtractor(locate("minilm-l6-v2"))


@pytest.mark.models
class TestTextExtractor:
    def test_each_piece_has_the_time_of_its_word(self, extractor: TextExtractor) -> None:
        track = extractor.extract(spoken("Well, unbelievably good ..."))
        assert track.values.shape[1] == TEXT_DIMENSION
        assert track.valid.all()
        assert np.all(np.diff(track.times_s) >= 0)
        assert set(track.times_s) == {0.25, 1.25, 2.25}, "punctuation alone is no step"
        assert (track.times_s == 1.25).sum() > 1, "a rare word has several pieces"

    def test_words_and_texts_give_the_same_states(self, extractor: TextExtractor) -> None:
        texts = ["I really LOVED it!", "no", "", "Don't go — it's a long, long way " * 9]
        for text, states in zip(texts, extractor.extract_batch(texts), strict=True):
            alone = extractor.extract(spoken(text)).values
            assert alone.shape == states.shape
            assert np.allclose(alone, states, atol=1e-5)

    def test_case_and_punctuation_do_not_matter(self, extractor: TextExtractor) -> None:
        one, other = extractor.extract_batch(["I LOVED IT SO MUCH", "I loved it, so much!"])
        assert np.allclose(one, other, atol=1e-5)

    def test_no_word_of_a_long_text_is_lost(self, extractor: TextExtractor) -> None:
        words = spoken("hello there " * (MAX_PIECES // 2 + 20))
        track = extractor.extract(words)
        assert len(track.values) == len(words) > MAX_PIECES
        assert track.times_s[-1] == words[-1].start_s + 0.25
        head = extractor.extract(words[:MAX_PIECES])
        assert np.allclose(track.values[:MAX_PIECES], head.values, atol=1e-5)

    @pytest.mark.parametrize("words", [[], spoken("... --")])
    def test_without_words_there_are_no_steps(
        self, extractor: TextExtractor, words: Sequence[Word]
    ) -> None:
        track = extractor.extract(words)
        assert track.values.shape == (0, TEXT_DIMENSION)
        assert not track.has_evidence

    def test_two_runs_are_identical(self, extractor: TextExtractor) -> None:
        words = spoken("And so my fellow Americans")
        assert np.array_equal(extractor.extract(words).values, extractor.extract(words).values)

    def test_states_tell_good_from_bad(self, extractor: TextExtractor) -> None:
        good, fine, bad = (
            states.mean(axis=0)
            for states in extractor.extract_batch(
                ["the film was wonderful", "the movie was great", "the soup was disgusting"]
            )
        )
        assert _cosine(good, fine) > _cosine(good, bad) + 0.2


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssetCorruptError, match=tmp_path.name):
        TextExtractor(tmp_path)


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))
