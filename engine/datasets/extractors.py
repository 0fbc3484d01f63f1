"""The feature extractors of the analysis, applied to records."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import cv2
import numpy as np

from engine.assets import locate
from engine.datasets.extraction import Extractors
from engine.datasets.schema import ArchivedImage, Record
from engine.errors import DatasetError, MibscopeError
from engine.features.audio import ANALYSIS_RATE_HZ, AUDIO_SPEC, AudioExtractor
from engine.features.text import TEXT_SPEC, TextExtractor
from engine.features.vision.faces import FaceExtractor
from engine.features.vision.timeline import (
    VISION_MAX_SIDE,
    VISION_RATE_HZ,
    VISION_SPEC,
    FaceTimeline,
    still_track,
)
from engine.features.word_pieces import WORD_PIECES_SPEC, WordPieceExtractor
from engine.media import probe, read_audio, read_frames
from engine.types import AudioBlock, FeatureTrack, UInt8Array


def running_extractors() -> Extractors:
    """The extractors of this installation; opening one needs its model files."""
    return {
        TEXT_SPEC.name: lambda: TextRecords(TextExtractor(locate("minilm-l6-v2"))),
        WORD_PIECES_SPEC.name: lambda: WordPieceRecords(WordPieceExtractor(locate("minilm-l6-v2"))),
        AUDIO_SPEC.name: lambda: AudioRecords(AudioExtractor()),
        VISION_SPEC.name: lambda: VisionRecords(
            FaceExtractor(locate("yunet"), locate("face-mesh"))
        ),
    }


class TextRecords:
    """Token states of transcripts; their words have no times, so steps are counted instead."""

    def __init__(self, extractor: TextExtractor) -> None:
        self._extractor = extractor

    def extract(self, records: Sequence[Record]) -> Iterator[FeatureTrack | MibscopeError]:
        for states in self._extractor.extract_batch([record.text or "" for record in records]):
            steps = len(states)
            yield FeatureTrack(states, np.arange(steps, dtype=np.float64), np.ones(steps, np.bool_))


class WordPieceRecords:
    """Word-piece ids of transcripts."""

    def __init__(self, extractor: WordPieceExtractor) -> None:
        self._extractor = extractor

    def extract(self, records: Sequence[Record]) -> Iterator[FeatureTrack | MibscopeError]:
        yield from self._extractor.extract_batch([record.text or "" for record in records])


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


class VisionRecords:
    """The face of whole films, or of a still picture as a track of one step."""

    def __init__(self, extractor: FaceExtractor) -> None:
        self._extractor = extractor

    def extract(self, records: Sequence[Record]) -> Iterator[FeatureTrack | MibscopeError]:
        with ExitStack() as stack:
            archives = _Archives(stack)  # a large one takes long to open
            for record in records:
                try:
                    if record.image is not None:
                        yield self._still(archives.picture(record.image))
                    else:
                        yield self._film(record.video)
                except MibscopeError as error:
                    yield error

    def _still(self, picture: UInt8Array) -> FeatureTrack:
        reading = self._extractor.read_still(picture)
        return still_track(reading) if reading is not None else _no_face()

    def _film(self, path: Path | None) -> FeatureTrack:
        assert path is not None
        self._extractor.reset()
        timeline = FaceTimeline()
        for frame in read_frames(probe(path), rate_hz=VISION_RATE_HZ, max_side=VISION_MAX_SIDE):
            timeline.add(self._extractor.observe(frame))
        return timeline.evidence(-np.inf, np.inf).track or _no_face()


def _no_face() -> FeatureTrack:
    nothing = np.zeros((0, VISION_SPEC.dimension), np.float32)
    return FeatureTrack(nothing, np.zeros(0), np.zeros(0, np.bool_))


class _Archives:
    """Zip files that are opened once."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._open: dict[Path, zipfile.ZipFile] = {}

    def picture(self, image: ArchivedImage) -> UInt8Array:
        """Uint8 [h, w, 3].

        Raises:
            DatasetError: there is no such picture.
        """
        try:
            if image.archive not in self._open:
                archive = self._stack.enter_context(zipfile.ZipFile(image.archive))
                self._open[image.archive] = archive
            data = np.frombuffer(self._open[image.archive].read(image.member), np.uint8)
            picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
        except (OSError, KeyError, zipfile.BadZipFile, cv2.error) as error:
            raise DatasetError(f"{image.member} of {image.archive}: {error}.") from error
        if picture is None:
            raise DatasetError(f"{image.member} of {image.archive} is no picture.")
        return np.asarray(picture, dtype=np.uint8)


def _whole_sound(path: Path) -> AudioBlock:
    blocks = list(read_audio(probe(path), rate_hz=ANALYSIS_RATE_HZ))
    samples = [block.samples for block in blocks] or [np.zeros(0, np.float32)]
    start_s = blocks[0].start_s if blocks else 0.0
    return AudioBlock(np.concatenate(samples), start_s, ANALYSIS_RATE_HZ)
