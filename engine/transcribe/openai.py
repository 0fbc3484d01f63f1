"""Whisper through openai-whisper: the reference for the default backend.

Each piece gets an encoder run of its own, as in the original program: slower, and beyond doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any, Self

from engine.errors import TranscriptionError
from engine.runtime.cancel import Cancel, check
from engine.transcribe.base import (
    Decoded,
    DecodingOptions,
    RawWord,
    believable,
    failures_named,
    require_language,
    to_segment,
)
from engine.transcribe.windows import SpeechPiece, SpeechWindow
from engine.types import Float32Array, Segment


class OpenAIWhisperTranscriber:
    """See ``Transcriber``."""

    def __init__(
        self,
        checkpoint: Path,
        *,
        name: str,
        device: str = "cpu",
        options: DecodingOptions | None = None,
    ) -> None:
        """Load a checkpoint of openai-whisper, ``<model>.pt``. No network.

        Raises TranscriptionError when the file does not hold such a model.
        """
        # torch and numba take seconds to import; only who chooses this backend pays.
        import whisper  # noqa: PLC0415

        self._whisper: Any = whisper
        self._options = options or DecodingOptions()
        self._name = name
        self._half = device == "cuda"
        if not checkpoint.is_file():
            raise TranscriptionError(f"There is no speech model at {checkpoint}.")
        try:
            # Read with weights_only, so nothing in the file can run.
            self._model = whisper.load_model(str(checkpoint), device=device)
        except Exception as error:  # whatever a file that is no checkpoint makes torch raise
            raise TranscriptionError(
                f"The speech model {checkpoint} could not be loaded: {error}",
                hint="Fetch it again, or choose another model.",
            ) from error
        heads = whisper._ALIGNMENT_HEADS.get(checkpoint.stem)
        if heads is not None:
            self._model.set_alignment_heads(heads)

    @property
    def name(self) -> str:
        return self._name

    @property
    def multilingual(self) -> bool:
        return bool(self._model.is_multilingual)

    def with_options(self, options: DecodingOptions) -> Self:
        other = copy(self)
        other._options = options
        return other

    def transcribe(
        self, window: SpeechWindow, *, language: str | None, cancel: Cancel
    ) -> Iterator[Segment]:
        known = list(self._whisper.tokenizer.LANGUAGES) if self.multilingual else ["en"]
        require_language(self._name, known, language)
        return self._segments(window, language, cancel)

    def _segments(
        self, window: SpeechWindow, language: str | None, cancel: Cancel
    ) -> Iterator[Segment]:
        check(cancel)
        with failures_named(self._name):
            language = language or self._detect_language(window.samples)
        for piece in window.pieces:
            check(cancel)
            with failures_named(self._name):
                decoded = self._decode(window.samples_of(piece), piece, language)
            if believable(decoded, self._options):
                yield to_segment(decoded, piece.speech, language)

    def _detect_language(self, samples: Float32Array) -> str:
        if not self.multilingual:
            return "en"
        audio = self._whisper.pad_or_trim(samples)
        mel = self._whisper.log_mel_spectrogram(audio, self._model.dims.n_mels)
        probabilities = self._model.detect_language(mel.to(self._model.device))[1]
        return str(max(probabilities, key=probabilities.__getitem__))

    def _decode(self, samples: Float32Array, piece: SpeechPiece, language: str) -> Decoded:
        options = self._options
        found = self._whisper.transcribe(
            self._model,
            samples,
            language=language,
            temperature=0.0,
            beam_size=options.beam_size,
            no_speech_threshold=options.no_speech_threshold,
            logprob_threshold=options.log_probability_threshold,
            condition_on_previous_text=False,
            word_timestamps=True,
            fp16=self._half,
            verbose=None,
        )["segments"]
        return Decoded(
            words=tuple(
                RawWord(
                    word["word"],
                    piece.media_start_s + float(word["start"]),
                    piece.media_start_s + float(word["end"]),
                    float(word["probability"]),
                )
                for segment in found
                for word in segment["words"]
            ),
            mean_log_probability=min((s["avg_logprob"] for s in found), default=0.0),
            no_speech_probability=max((s["no_speech_prob"] for s in found), default=1.0),
            compression_ratio=max((s["compression_ratio"] for s in found), default=0.0),
        )
