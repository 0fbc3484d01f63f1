"""The feature extractors of the analysis, applied to records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from engine.datasets.schema import Record
from engine.errors import MibscopeError
from engine.features.audio import AudioExtractor
from engine.features.text import TextExtractor
from engine.media import probe, read_audio
from engine.types import AudioBlock, FeatureTrack

_RATE_HZ = 16000


class TextRecords:
    """Token states of transcripts; their words have no times, so steps are counted instead."""

    def __init__(self, extractor: TextExtractor) -> None:
        self._extractor = extractor

    def extract(self, records: Sequence[Record]) -> Iterator[FeatureTrack | MibscopeError]:
        for states in self._extractor.extract_batch([record.text or "" for record in records]):
            steps = len(states)
            yield FeatureTrack(states, np.arange(steps, dtype=np.float64), np.ones(steps, np.bool_))


class AudioRecords:
    """Voice features of whole files."""

    def __init__(self, extractor: AudioExtractor) -> None:
        self._extractor = extractor

    def extract(self, records: Sequence[Record]) -> Iterator[FeatureTrack | MibscopeError]:
        for record in records:
            assert record.audio is not None
            try:
                yield self._extractor.extract(_whole_sound(record.audio))
            except MibscopeError as error:
                yield error


def _whole_sound(path: Path) -> AudioBlock:
    blocks = list(read_audio(probe(path), rate_hz=_RATE_HZ))
    samples = [block.samples for block in blocks] or [np.zeros(0, np.float32)]
    start_s = blocks[0].start_s if blocks else 0.0
    return AudioBlock(np.concatenate(samples), start_s, _RATE_HZ)
