"""Sound for tests of speech: blocks, utterances of espeak-ng with known pauses, real models."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import pytest

from engine.assets import is_present
from engine.runtime.cancel import NEVER
from engine.transcribe import SpeechWindow, SpeechWindower, Transcriber, WindowOptions
from engine.types import AudioBlock, Float32Array, Segment
from tests.helpers.media import speech

RATE_HZ = 16_000
_Test = TypeVar("_Test", bound=Callable[..., Any])


def blocks(
    samples: Float32Array, *, start_s: float = 0.0, block: int = RATE_HZ
) -> Iterator[AudioBlock]:
    """Contiguous blocks of ``block`` samples."""
    for first in range(0, len(samples), block):
        yield AudioBlock(samples[first : first + block], start_s + first / RATE_HZ, RATE_HZ)


def spoken(texts: Sequence[str], *, pause_s: float) -> Float32Array:
    """Sentences of espeak-ng with silence around and between them: float32 [n] at 16 kHz."""
    gap = np.zeros(round(pause_s * RATE_HZ), np.float32)
    parts = [gap]
    for text in texts:
        parts += [speech(text, RATE_HZ), gap]
    return np.concatenate(parts)


def windows_of(
    samples: Float32Array, *, start_s: float = 0.0, options: WindowOptions | None = None
) -> list[SpeechWindow]:
    return list(SpeechWindower(options).windows(blocks(samples, start_s=start_s)))


def transcribed(
    transcriber: Transcriber, samples: Float32Array, language: str | None = None
) -> list[Segment]:
    return [
        segment
        for window in windows_of(samples)
        for segment in transcriber.transcribe(window, language=language, cancel=NEVER)
    ]


def plain(text: str) -> str:
    """Lower case, letters and digits only."""
    return re.sub(r"[^a-z0-9 ]", "", text.lower())


def requires_asset(*asset_ids: str) -> Callable[[_Test], _Test]:
    """Mark a test as needing fetched model files: skipped, with the reason, where one is not."""
    missing = [asset_id for asset_id in asset_ids if not is_present(asset_id)]
    skip = pytest.mark.skipif(bool(missing), reason=f"not fetched: {', '.join(missing)}")
    return lambda test: pytest.mark.models(skip(test))
