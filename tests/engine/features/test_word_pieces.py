"""Transcripts as ids of word pieces, framed as the text encoder was trained with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from engine.assets import locate
from engine.errors import AssetCorruptError
from engine.features.word_pieces import (
    WORD_PIECES_SPEC,
    Vocabulary,
    WordPieceExtractor,
    normalise,
)
from engine.types import FeatureTrack, Word

CLS, SEP = 101, 102
"""As BERT's uncased vocabulary numbers them."""


def spoken(text: str) -> list[Word]:
    return [Word(f" {word}", i, i + 0.5, 0.9) for i, word in enumerate(text.split())]


def ids(track: FeatureTrack) -> list[int]:
    return [int(each) for each in track.values[:, 0]]


@pytest.fixture(scope="module")
def extractor() -> WordPieceExtractor:
    return WordPieceExtractor(locate("minilm-l6-v2"))


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Don’t forget a JACKET!", "don't forget a jacket"),
        ("well-known… (laughs) “hi”", "well known laughs hi"),
        ("rock 'n' roll, 'quoted' dogs'", "rock n roll quoted dogs"),
        ("THE ￼５ uhm—yes", "the 5 uhm yes"),
        ("[SEP] and [CLS]", "sep and cls"),
        ("...", ""),
    ],
)
def test_whisper_and_data_sets_are_brought_to_one_form(written: str, plain: str) -> None:
    assert normalise(written) == plain


@given(st.text(max_size=40))
@settings(deadline=None)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.models
class TestWordPieceExtractor:
    @pytest.mark.parametrize(
        "text",
        [
            "the film was wonderful",
            "Well, that's unbelievably good!",
            "Naïve café owners — 42 of them — don't care",
            "supercalifragilisticexpialidocious",
            "你好 мир",
        ],
    )
    def test_ids_are_those_of_the_tokenizer_of_transformers(
        self, extractor: WordPieceExtractor, text: str
    ) -> None:
        from transformers import AutoTokenizer  # noqa: PLC0415 - takes seconds to import

        tokenizer = AutoTokenizer.from_pretrained(locate("minilm-l6-v2"), local_files_only=True)
        (track,) = extractor.extract_batch([text])
        assert ids(track) == tokenizer(normalise(text))["input_ids"]
        assert track.values.shape == (len(ids(track)), WORD_PIECES_SPEC.dimension)
        assert track.values.dtype == np.float32

    def test_a_text_is_framed(self, extractor: WordPieceExtractor) -> None:
        (track,) = extractor.extract_batch(["no"])
        first, word, last = ids(track)
        assert (first, last) == (CLS, SEP)
        assert word not in (CLS, SEP)
        assert track.valid.all()
        assert track.times_s.tolist() == [0.0, 1.0, 2.0]

    def test_nobody_can_say_the_frame(self, extractor: WordPieceExtractor) -> None:
        (track,) = extractor.extract_batch(["[SEP] she said [CLS] [PAD] [UNK]"])
        assert not set(ids(track)[1:-1]) & {0, 100, CLS, SEP}

    def test_each_piece_has_the_time_of_its_word(self, extractor: WordPieceExtractor) -> None:
        track = extractor.extract(spoken("Well, unbelievably good ..."))
        rare = (track.times_s == 1.25).sum()
        assert rare > 1, "a rare word has several pieces"
        # The frame has the times of the first and the last word; punctuation is no step.
        assert track.times_s.tolist() == [0.25, 0.25, *[1.25] * rare, 2.25, 2.25]

    @pytest.mark.parametrize(
        "text", ["I really LOVED it!", "Don't go — it's a long, long way", "rock 'n' roll", "A-B"]
    )
    def test_words_and_texts_give_the_same_ids(
        self, extractor: WordPieceExtractor, text: str
    ) -> None:
        (whole,) = extractor.extract_batch([text])
        assert ids(extractor.extract(spoken(text))) == ids(whole)

    def test_a_long_text_is_cut_to_what_the_encoder_reads(
        self, extractor: WordPieceExtractor
    ) -> None:
        words = spoken("hello there " * 300)
        track = extractor.extract(words)
        assert len(track.values) == 512
        assert (ids(track)[0], ids(track)[-1]) == (CLS, SEP)
        assert ids(track)[1:-1] == ids(extractor.extract(words[:510]))[1:-1]
        assert track.times_s[-1] == words[509].start_s + 0.25
        (whole,) = extractor.extract_batch(["hello there " * 300])
        assert ids(whole) == ids(track)
        fits = extractor.extract(words[:510])
        assert len(fits.values) == 512, "what just fits is not cut"

    @pytest.mark.parametrize("words", [[], spoken("... --")])
    def test_without_words_there_are_no_steps(
        self, extractor: WordPieceExtractor, words: Sequence[Word]
    ) -> None:
        track = extractor.extract(words)
        assert track.values.shape == (0, 1)
        assert not track.has_evidence
        assert [len(each.values) for each in extractor.extract_batch(["", "...", "yes"])] == [
            0,
            0,
            3,
        ]


def test_a_folder_without_a_vocabulary_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssetCorruptError, match=tmp_path.name):
        WordPieceExtractor(tmp_path)


def test_a_vocabulary_of_another_kind_is_refused(tmp_path: Path) -> None:
    foreign = Tokenizer(WordLevel({"<unk>": 0, "hello": 1}, unk_token="<unk>"))
    foreign.save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(AssetCorruptError, match=tmp_path.name):
        Vocabulary(tmp_path)
