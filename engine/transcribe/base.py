"""What every Whisper backend offers, and the rules that all of them keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from engine.errors import TranscriptionError
from engine.runtime.cancel import Cancel
from engine.transcribe.voice import SpeechRegion
from engine.transcribe.windows import SpeechWindow
from engine.types import Segment, Word

_LONG_WORD_S = 0.6
"""A word that takes longer has a pause counted into it."""
UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
"""Written without spaces; Whisper's tokenizer splits them by character."""


class Transcriber(Protocol):
    """Speech to words. Deterministic: the same window gives the same segments."""

    @property
    def name(self) -> str:
        """What is written into the provenance of results."""
        ...

    @property
    def multilingual(self) -> bool:
        """Whether it knows other languages than English."""
        ...

    def with_options(self, options: DecodingOptions) -> Transcriber:
        """The same loaded model, decoding otherwise; the two may not be used at once."""
        ...

    def transcribe(
        self, window: SpeechWindow, *, language: str | None, cancel: Cancel
    ) -> Iterator[Segment]:
        """Segments of a window in order of time, at most one per piece, as they are decoded.

        Word times are on the medium's clock and lie inside the speech that was found there.
        ``language`` is a code such as ``en``; None lets a multilingual model decide per window.

        Raises:
            TranscriptionError: the model does not know the language, or it failed.
            CancelledError: the user asked to stop; checked before every piece.
        """
        ...


@dataclass(frozen=True, slots=True)
class DecodingOptions:
    """How Whisper decodes. No temperature: nothing is ever sampled, so runs repeat exactly."""

    beam_size: int = 5
    """Hypotheses kept while decoding."""
    no_speech_threshold: float = 0.6
    """Above this probability of no speech a doubtful text is dropped."""
    log_probability_threshold: float = -1.0
    """Mean log probability per token below which a text is doubtful."""
    compression_ratio_threshold: float = 2.4
    """Text that deflates better than this repeats itself."""
    max_tokens_per_s: float = 12.0
    """More tokens than anybody says; together with ``extra_tokens`` it stops endless loops."""
    extra_tokens: int = 16
    """Tokens allowed on top, for punctuation and times in short pieces."""
    min_three_words_s: float = 0.12
    """Three words that take less time than this were not spoken."""
    looks_twice: bool = True
    """Whether speech that makes Whisper loop gets an encoder run of its own."""
    short_context: bool = False
    """Let the encoder see the sound and a few seconds of nothing instead of always 30 s: several
    times as fast and not quite as good. Only the default backend can."""


DRAFT = DecodingOptions(beam_size=1, looks_twice=False, short_context=True)
"""For words that are read again a moment later."""


@dataclass(frozen=True, slots=True)
class RawWord:
    """A word as the alignment gives it: a leading space begins a new word of the text."""

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a backend made of one piece; word times are on the medium's clock."""

    words: tuple[RawWord, ...]
    mean_log_probability: float
    no_speech_probability: float
    compression_ratio: float
    hit_limit: bool = False
    """Decoding was stopped because it went on for longer than anybody speaks."""


def believable(decoded: Decoded, options: DecodingOptions) -> bool:
    """Whether the text stands for speech, by the rules of openai-whisper, without its dice."""
    if not decoded.words or decoded.compression_ratio > options.compression_ratio_threshold:
        return False
    doubtful = decoded.mean_log_probability < options.log_probability_threshold
    return not (doubtful and decoded.no_speech_probability > options.no_speech_threshold)


def loops(decoded: Decoded, options: DecodingOptions) -> bool:
    """Whether Whisper repeats itself: text that deflates, has no end, or no time in the sound."""
    words = decoded.words
    rushed = any(
        last.end_s - first.start_s < options.min_three_words_s
        for first, last in zip(words, words[2:], strict=False)
    )
    repeats = decoded.compression_ratio > options.compression_ratio_threshold
    return repeats or decoded.hit_limit or rushed


def shortened_first(decoded: Decoded) -> Decoded:
    """The first word without the pause before it, which the alignment counts as part of it."""
    first = decoded.words[0]
    start = max(first.start_s, first.end_s - _LONG_WORD_S)
    return replace(decoded, words=(replace(first, start_s=start), *decoded.words[1:]))


def joined(before: Decoded, after: Decoded) -> Decoded:
    """Two decodings that follow each other, judged by the worse of them."""
    return Decoded(
        words=before.words + after.words,
        mean_log_probability=min(before.mean_log_probability, after.mean_log_probability),
        no_speech_probability=before.no_speech_probability,
        compression_ratio=max(before.compression_ratio, after.compression_ratio),
        hit_limit=before.hit_limit or after.hit_limit,
    )


def to_segment(decoded: Decoded, speech: SpeechRegion, language: str) -> Segment:
    """Words held inside the speech that voice activity found, in order, as one segment."""
    words = _inside(_whole_words(decoded.words, language), speech)
    return Segment(
        start_s=words[0].start_s,
        end_s=words[-1].end_s,
        text=" ".join(word.text for word in words),
        words=words,
        no_speech_probability=decoded.no_speech_probability,
        language=language,
    )


def _whole_words(raw: Sequence[RawWord], language: str) -> list[Word]:
    """Join what Whisper splits at punctuation inside a word: “10” and “,000”."""
    words: list[Word] = []
    for part in raw:
        whole = part.text.startswith(" ") or language in UNSPACED_LANGUAGES or not words
        start, confidence = part.start_s, part.probability
        text = part.text.strip()
        if not whole:
            before = words.pop()
            text = before.text + text
            start, confidence = before.start_s, min(before.confidence, confidence)
        if text:
            words.append(Word(text, float(start), float(part.end_s), float(confidence)))
    return words


def _inside(words: Sequence[Word], speech: SpeechRegion) -> tuple[Word, ...]:
    held: list[Word] = []
    earliest = speech.start_s
    for word in words:
        start = min(max(word.start_s, earliest), speech.end_s)
        end = min(max(word.end_s, start), speech.end_s)
        held.append(replace(word, start_s=start, end_s=end))
        earliest = end
    return tuple(held)


@contextmanager
def failures_named(name: str) -> Iterator[None]:
    """Turn what a backend throws while it computes (no memory left …) into a TranscriptionError."""
    try:
        yield
    except RuntimeError as error:
        raise TranscriptionError(
            f"The speech model {name} failed: {error}",
            hint="A smaller model or --device cpu may do.",
        ) from error


def require_language(name: str, known: Sequence[str], language: str | None) -> None:
    """Raise TranscriptionError unless the model knows the language."""
    if language is None or language in known:
        return
    if list(known) == ["en"]:
        raise TranscriptionError(
            f"The speech model {name} knows English only, but “{language}” was asked for.",
            hint="Choose a multilingual model such as small or large-v3.",
        )
    raise TranscriptionError(
        f"The speech model {name} does not know the language “{language}”.",
        hint=f"It knows: {', '.join(sorted(known))}.",
    )
