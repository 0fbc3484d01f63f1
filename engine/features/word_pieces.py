"""Transcripts as the word pieces of MiniLM's vocabulary.

The vocabulary is that of sentence-transformers/all-MiniLM-L6-v2 (BERT's, uncased). Transcripts
reach it from Whisper (cased, punctuated) and from data sets (MOSI: upper case, no punctuation);
both are brought to the same plain form first, see ``normalise``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from engine.errors import AssetCorruptError
from engine.features.contract import ExtractorSpec
from engine.types import FeatureTrack, Float64Array, Word

WORD_PIECES_SPEC = ExtractorSpec("minilm-l6-v2-word-pieces", 1, 1, None, exact=True)

_LONGEST = 510
"""Word pieces of one utterance: the encoder has 512 positions, two of which frame the text."""

_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
_NOT_SPOKEN = re.compile(r"[^\w\s']|_|(?<!\w)'|'(?!\w)")


def normalise(text: str) -> str:
    """Reduce ``text`` to what is spoken: words, digits and apostrophes inside words.

    Punctuation goes because half of the sources have none and Whisper's is a guess; case goes
    because the encoder has none. ``Well-known!`` becomes ``well known``; ``don’t``, ``don't``.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).lower()
    return " ".join(_NOT_SPOKEN.sub(" ", plain).split())


class Vocabulary:
    """Cuts texts into word pieces. ``cls``, ``sep``, ``pad``: ids of the special pieces."""

    def __init__(self, model_dir: Path) -> None:
        """Load the vocabulary from ``model_dir``.

        Raises:
            AssetCorruptError: the folder does not hold a usable one.
        """
        try:
            self._tokenizer = Tokenizer.from_file(str(model_dir / "tokenizer.json"))
            self._tokenizer.no_truncation()
            self._tokenizer.no_padding()
            self.cls, self.sep, self.pad = self._tokenizer.encode(
                "[CLS] [SEP] [PAD]", add_special_tokens=False
            ).ids
        except Exception as error:  # tokenizers raises nothing more precise
            raise AssetCorruptError(
                f"The vocabulary in {model_dir} cannot be loaded: {error}",
                hint="Fetch it again with `mibscope models fetch minilm-l6-v2`.",
            ) from error

    def pieces(self, texts: Sequence[str]) -> tuple[list[int], list[int]]:
        """Ids of all word pieces and, for each, the index of its text."""
        encoded = self._tokenizer.encode_batch(
            [normalise(text) for text in texts], add_special_tokens=False
        )
        ids = [piece for encoding in encoded for piece in encoding.ids]
        owners = [index for index, encoding in enumerate(encoded) for _ in encoding.ids]
        return ids, owners


class WordPieceExtractor:
    """Ids of word pieces, for a text encoder that is part of the model.

    The frame ([CLS], [SEP]) is part of the track, as the encoder was trained with it; it has the
    times of the first and the last word.
    """

    spec = WORD_PIECES_SPEC

    def __init__(self, model_dir: Path) -> None:
        """As for ``Vocabulary``."""
        self._vocabulary = Vocabulary(model_dir)

    def extract(self, words: Sequence[Word]) -> FeatureTrack:
        """Ids [pieces + 2, 1]; a piece has the time of the centre of its word.

        Without a single spoken word the track has no steps. What is longer than the encoder can
        read at once is cut.
        """
        centres = np.array([(word.start_s + word.end_s) / 2 for word in words], dtype=np.float64)
        return self._framed([word.text for word in words], centres)

    def extract_batch(self, texts: Sequence[str]) -> list[FeatureTrack]:
        """Of texts whose words have no times, so steps are counted instead."""
        return [self._framed([text], None) for text in texts]

    def _framed(self, texts: Sequence[str], centres: Float64Array | None) -> FeatureTrack:
        ids, owners = self._vocabulary.pieces(texts)
        if not ids:
            return FeatureTrack(np.zeros((0, 1), np.float32), np.zeros(0), np.zeros(0, np.bool_))
        ids, owners = ids[:_LONGEST], owners[:_LONGEST]
        framed = np.array([self._vocabulary.cls, *ids, self._vocabulary.sep], dtype=np.float32)
        steps = len(framed)
        if centres is None:
            times = np.arange(steps, dtype=np.float64)
        else:
            times = centres[[owners[0], *owners, owners[-1]]]
        return FeatureTrack(framed[:, np.newaxis], times, np.ones(steps, dtype=np.bool_))
