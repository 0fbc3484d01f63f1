"""A person's own voice as the zero: how their ordinary speech differs from the training data's.

Voices differ by person, room and microphone more than by expression. Where a recording of the
person is at hand, the difference of the means can be taken off every utterance. It is an option and
off by default: it needs a recording of one person in more than one mood, and says so where there is
too little of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from engine.errors import FeatureError
from engine.features.audio import ANALYSIS_RATE_HZ
from engine.media import joined, probe, read_audio
from engine.types import AudioBlock, FeatureTrack, Float32Array

PIECE_S = 20.0
LEAST_SPEECH_S = 4.0


class VoiceExtractor(Protocol):
    """What turns sound into a track."""

    def extract(self, block: AudioBlock) -> FeatureTrack: ...


def voice_offset(recording: Path, extractor: VoiceExtractor, usual: Float32Array) -> Float32Array:
    """The mean of the person's speech minus ``usual``, float32 [dimension].

    Args:
        recording: any file with the person's voice, and nobody else's.
        usual: the mean of the training data's features.

    Raises:
        MediaError: the file cannot be read.
        FeatureError: it has no sound, or too little speech.
    """
    info = probe(recording)
    if info.audio is None:
        raise FeatureError(f"There is no sound in {recording.name}, so no voice to start from.")
    total, steps, seconds = np.zeros(len(usual)), 0, 0.0
    for block in _pieces(read_audio(info, rate_hz=ANALYSIS_RATE_HZ)):
        track = extractor.extract(block)
        valid = track.values[track.valid]
        total += valid.sum(axis=0, dtype=np.float64)
        steps += len(valid)
        seconds += evidence_s(track)
    if seconds < LEAST_SPEECH_S:
        raise FeatureError(
            f"There are {seconds:.1f} s of speech in {recording.name}, too little for a baseline.",
            hint=f"Give at least {LEAST_SPEECH_S:.0f} s of the person's ordinary, varied speech.",
        )
    return np.asarray(total / steps - usual, dtype=np.float32)


def evidence_s(track: FeatureTrack) -> float:
    """Seconds of the valid steps. How far apart steps of faces are depends on the pictures."""
    if len(track.times_s) < 2:
        return 0.0
    return float(track.valid.sum() * np.median(np.diff(track.times_s)))


def against_own(track: FeatureTrack, offset: Float32Array) -> FeatureTrack:
    """The track as if a usual person spoke: ``offset`` is taken off where there is evidence."""
    values = np.where(track.valid[:, np.newaxis], track.values - offset, np.float32(0))
    return replace(track, values=values.astype(np.float32))


def _pieces(blocks: Iterator[AudioBlock]) -> Iterator[AudioBlock]:
    """Longer ones, so that memory does not depend on the length of the file."""
    gathered: list[AudioBlock] = []
    for block in blocks:
        gathered.append(block)
        if block.end_s - gathered[0].start_s >= PIECE_S:
            yield joined(gathered)
            gathered = []
    if gathered:
        yield joined(gathered)
