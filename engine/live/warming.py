"""The first run of a network takes longer than all others; better before the source runs."""

from __future__ import annotations

import numpy as np

from engine.pipelines.held import SAMPLE_RATE_HZ
from engine.pipelines.shelf import LoadedModels
from engine.runtime.cancel import NEVER
from engine.transcribe import DRAFT, SpeechPiece, SpeechRegion, SpeechWindow
from engine.types import AudioBlock, VideoFrame, Word

_NOISE_S = 1.0


def warm_up(models: LoadedModels, language: str | None) -> None:
    """Let every extractor that was loaded run once, on next to nothing."""
    count = round(_NOISE_S * SAMPLE_RATE_HZ)
    noise = np.random.default_rng(0).normal(0.0, 0.01, count).astype(np.float32)
    if models.audio is not None:
        models.audio.extract(AudioBlock(noise, 0.0, SAMPLE_RATE_HZ))
    if models.text is not None:
        models.text.extract((Word("ready", 0.0, _NOISE_S, 1.0),))
    if models.faces is not None:
        models.faces.observe(VideoFrame(np.zeros((480, 640, 3), np.uint8), 0.0))
    if models.transcriber is not None:
        piece = SpeechPiece(0.0, 0.0, _NOISE_S, SpeechRegion(0.0, _NOISE_S))
        window = SpeechWindow(noise, (piece,))
        for transcriber in (models.transcriber, models.transcriber.with_options(DRAFT)):
            list(transcriber.transcribe(window, language=language, cancel=NEVER))
