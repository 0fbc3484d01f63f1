"""Whisper through faster-whisper (CTranslate2): the default backend.

The encoder runs once over a window. Each piece is then decoded by itself: the decoder looks at the
encoder's states of that piece only, silence around them, and starts at the piece's own timestamp.
So short utterances share one encoder run, yet the words of one cannot swallow, multiply or move
those of another, which Whisper does when it decodes several alike sentences in one go. Now and then
the decoder does not notice where a piece ends and repeats itself; that piece gets an encoder run of
its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from engine.errors import TranscriptionError
from engine.runtime.cancel import Cancel, check
from engine.transcribe.base import (
    Decoded,
    DecodingOptions,
    RawWord,
    believable,
    failures_named,
    joined,
    loops,
    require_language,
    shortened_first,
    to_segment,
)
from engine.transcribe.windows import SpeechPiece, SpeechWindow
from engine.types import Float32Array, Segment

_STATES_PER_S = 50
_MAX_TOKENS = 224
"""Half of Whisper's text context, as in training."""
_MEL_FRAMES = 3000
"""Of the spectrogram, 30 s."""
_DRAFT_ROOM, _DRAFT_LEAST = 300, 800
"""Frames of nothing behind the sound, and of both together. With four seconds in all Whisper said
everything twice, with eight it did not."""
_EDGE_STATES = 2
"""States either side of a piece that still belong to it (the encoder's convolutions blur)."""
_PREPENDED = "\"'“¿([{-"
_APPENDED = "\"'.。,，!！?？:：”)]}、"
_RESUME_S = 1.0
"""So much speech without words behind the last one, and decoding goes on from there."""
_NO_REPETITION = {"no_repeat_ngram_size": 3}
"""The last resort against loops: no three tokens twice."""


@dataclass(frozen=True, slots=True)
class _Memory:
    """What the decoder looks at: encoder states, [1, 1500, width], and where the speech is."""

    states: Float32Array
    first: int
    last: int
    origin_s: float
    """Media time of the first state."""
    speech_end_s: float
    """Media time at which voice activity heard the last of it."""


class FasterWhisperTranscriber:
    """See ``Transcriber``."""

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        device: str = "cpu",
        cpu_threads: int = 2,
        options: DecodingOptions | None = None,
    ) -> None:
        """Load a CTranslate2 Whisper folder: int8 on the CPU, float16 on CUDA. No network.

        ``cpu_threads`` is stated rather than left to OMP: more threads than cores that are free
        make it slower, and the number must not depend on the environment.

        Raises TranscriptionError when the folder does not hold such a model.
        """
        # A third of a second to import, and most of MIBScope never transcribes.
        from faster_whisper import WhisperModel  # noqa: PLC0415
        from faster_whisper.transcribe import get_suppressed_tokens  # noqa: PLC0415

        # Without this file faster-whisper would ask the hub for a tokenizer.
        if not (folder / "tokenizer.json").is_file() or not (folder / "model.bin").is_file():
            raise TranscriptionError(
                f"{folder} does not hold a faster-whisper model.",
                hint="It needs model.bin, config.json, tokenizer.json and a vocabulary.",
            )
        self._options = options or DecodingOptions()
        self._name = name
        try:
            self._model = WhisperModel(
                str(folder),
                device=device,
                compute_type=_compute_type(device),
                cpu_threads=cpu_threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise TranscriptionError(
                f"The speech model in {folder} could not be loaded: {error}",
                hint="Fetch it again, or choose another device or model.",
            ) from error
        self._suppressed = get_suppressed_tokens(self._tokenizer("en"), [-1])
        self._silence = self._encode(np.zeros(1600, np.float32))

    @property
    def name(self) -> str:
        return self._name

    @property
    def multilingual(self) -> bool:
        return bool(self._model.model.is_multilingual)

    def with_options(self, options: DecodingOptions) -> Self:
        other = copy(self)
        other._options = options
        return other

    def transcribe(
        self, window: SpeechWindow, *, language: str | None, cancel: Cancel
    ) -> Iterator[Segment]:
        require_language(self._name, self._model.supported_languages, language)
        return self._segments(window, language, cancel)

    def _segments(
        self, window: SpeechWindow, language: str | None, cancel: Cancel
    ) -> Iterator[Segment]:
        check(cancel)
        with failures_named(self._name):
            states = self._encode(window.samples)
            language = language or self._detect_language(states)
        tokenizer = self._tokenizer(language)
        for piece in window.pieces:
            check(cancel)
            with failures_named(self._name):
                decoded = self._hear(states, window, piece, tokenizer)
            if believable(decoded, self._options):
                yield to_segment(decoded, piece.speech, language)

    def _hear(
        self, states: Float32Array, window: SpeechWindow, piece: SpeechPiece, tokenizer: Any
    ) -> Decoded:
        """The words of one piece: from the shared states, from its own if those make it loop."""
        memory = self._shared_memory(states, window, piece)
        decoded = self._read(memory, tokenizer)
        if not (self._options.looks_twice and loops(decoded, self._options)):
            return decoded
        own = self._encode(window.samples_of(piece))
        memory = replace(
            memory,
            states=own,
            first=0,
            last=memory.last - memory.first,
            origin_s=piece.media_start_s,
        )
        for rules in ({}, _NO_REPETITION):
            decoded = self._read(memory, tokenizer, **rules)
            if not loops(decoded, self._options):
                break
        return decoded

    def _shared_memory(
        self, states: Float32Array, window: SpeechWindow, piece: SpeechPiece
    ) -> _Memory:
        """The window's states with silence in place of its other pieces."""
        first = max(int(piece.offset_s * _STATES_PER_S) - _EDGE_STATES, 0)
        last = min(int(piece.end_offset_s * _STATES_PER_S) + 1 + _EDGE_STATES, states.shape[1])
        alone = states.copy()
        if piece is not window.pieces[0]:
            alone[:, :first] = self._silence[:, :first]
        if piece is not window.pieces[-1]:
            alone[:, last:] = self._silence[:, last:]
        origin_s = piece.media_start_s - piece.offset_s
        return _Memory(alone, first, last, origin_s, piece.speech.end_s)

    def _read(self, memory: _Memory, tokenizer: Any, **rules: int) -> Decoded:
        """Decode, and go on behind the last word where Whisper stopped before the speech did."""
        decoded = self._decode(memory, tokenizer, **rules)
        while decoded.words and memory.speech_end_s - decoded.words[-1].end_s > _RESUME_S:
            read_to_s = decoded.words[-1].end_s
            rest = self._decode(self._behind(memory, read_to_s), tokenizer, **rules)
            gained = rest.words and rest.words[-1].end_s - read_to_s > _RESUME_S / 2
            if not gained or loops(rest, self._options):
                break
            decoded = joined(decoded, shortened_first(rest))
        return decoded

    def _behind(self, memory: _Memory, media_s: float) -> _Memory:
        """The same, with silence up to a time of the medium."""
        first = round((media_s - memory.origin_s) * _STATES_PER_S)
        states = memory.states.copy()
        states[:, :first] = self._silence[:, :first]
        return replace(memory, states=states, first=first)

    def _tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer  # noqa: PLC0415

        return Tokenizer(
            self._model.hf_tokenizer, self.multilingual, task="transcribe", language=language
        )

    def _encode(self, samples: Float32Array) -> Float32Array:
        """Encoder states, [1, 1500 or (short context) fewer, width], of up to 30 s of sound."""
        from faster_whisper.audio import pad_or_trim  # noqa: PLC0415

        mel = self._model.feature_extractor(samples)
        length = _MEL_FRAMES
        if self._options.short_context:
            length = min(max(mel.shape[1] + _DRAFT_ROOM, _DRAFT_LEAST), _MEL_FRAMES)
        mel = pad_or_trim(mel, length - length % 2)
        return np.asarray(self._model.model.encode(_view(mel[None]), to_cpu=True))

    def _detect_language(self, states: Float32Array) -> str:
        if not self.multilingual:
            return "en"
        token = self._model.model.detect_language(_view(states))[0][0][0]
        return str(token)[2:-2]

    def _decode(self, memory: _Memory, tokenizer: Any, **rules: int) -> Decoded:
        from faster_whisper.transcribe import get_compression_ratio  # noqa: PLC0415

        options = self._options
        prompt = [*tokenizer.sot_sequence, tokenizer.timestamp_begin + memory.first]
        seconds = (memory.last - memory.first) / _STATES_PER_S
        limit = min(int(seconds * options.max_tokens_per_s) + options.extra_tokens, _MAX_TOKENS)
        result = self._model.model.generate(
            _view(memory.states),
            [prompt],
            beam_size=options.beam_size,
            max_length=len(prompt) + limit,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
            **rules,
        )[0]
        tokens = list(result.sequences_ids[0])
        text = [token for token in tokens if token < tokenizer.eot]
        return Decoded(
            words=self._align(memory, text, tokenizer),
            # CTranslate2 divides the score by the length; the end token counts as well.
            mean_log_probability=float(result.scores[0]) * len(tokens) / (len(tokens) + 1),
            no_speech_probability=float(result.no_speech_prob),
            compression_ratio=get_compression_ratio(tokenizer.decode(text)) if text else 0.0,
            hit_limit=len(tokens) >= limit,
        )

    def _align(self, memory: _Memory, text: list[int], tokenizer: Any) -> tuple[RawWord, ...]:
        """Words on the medium's clock, punctuation attached."""
        from faster_whisper.transcribe import merge_punctuations  # noqa: PLC0415

        if not text:
            return ()
        # The first word is taken to begin with the states, so the piece is moved to their start.
        states = np.roll(memory.states, -memory.first, axis=1)
        # Twice: the alignment counts frames of the spectrogram, two to a state.
        frames = 2 * (memory.last - memory.first)
        words = self._model.find_alignment(tokenizer, [text], _view(states), frames)[0]
        merge_punctuations(words, _PREPENDED, _APPENDED)
        begin_s = memory.origin_s + memory.first / _STATES_PER_S
        return tuple(
            RawWord(
                word["word"],
                begin_s + float(word["start"]),
                begin_s + float(word["end"]),
                float(word["probability"]),
            )
            for word in words
            if word["word"].strip()
        )


def _view(values: Float32Array) -> Any:
    import ctranslate2  # noqa: PLC0415

    return ctranslate2.StorageView.from_array(np.ascontiguousarray(values))


def _compute_type(device: str) -> str:
    if device == "cpu":
        return "int8"
    import ctranslate2  # noqa: PLC0415

    supported = ctranslate2.get_supported_compute_types(device)
    return "float16" if "float16" in supported else "float32"
