"""The feature extractors of the analysis, applied to records."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np

from engine.datasets.extraction import Extractors, RecordExtractor
from engine.datasets.pictures import read_picture
from engine.datasets.schema import ArchivedImage, Record
from engine.errors import DatasetError, MibscopeError
from engine.features.audio import ANALYSIS_RATE_HZ, AudioExtractor
from engine.features.contract import available_extractors
from engine.features.networks import Networks, shipped
from engine.features.opening import open_audio, open_faces, open_text
from engine.features.speech_states import SpeechExtractor
from engine.features.text import TextExtractor
from engine.features.vision.faces import FaceExtractor
from engine.features.vision.timeline import (
    VISION_MAX_SIDE,
    VISION_RATE_HZ,
    FaceTimeline,
    still_track,
    with_speed_names,
)
from engine.features.word_pieces import WordPieceExtractor
from engine.media import joined, probe, read_audio, read_frames
from engine.types import AudioBlock, FeatureTrack, Modality, UInt8Array


def running_extractors(networks: Networks | None = None) -> Extractors:
    """The extractors of this installation; opening one needs its model files."""
    chosen = networks or shipped()
    return {
        spec.name: partial(_RECORDS[modality], spec.name, chosen)
        for modality, specs in available_extractors(chosen).items()
        for spec in specs
    }


def _text_records(name: str, networks: Networks) -> RecordExtractor:
    extractor = open_text(name, networks, "cpu")
    if isinstance(extractor, WordPieceExtractor):
        return WordPieceRecords(extractor)
    return TextRecords(extractor)


def _audio_records(name: str, networks: Networks) -> RecordExtractor:
    return AudioRecords(open_audio(name, "cpu"))


def _vision_records(name: str, networks: Networks) -> RecordExtractor:
    return VisionRecords(open_faces(name, networks))


_RECORDS: Mapping[Modality, Callable[[str, Networks], RecordExtractor]] = {
    Modality.TEXT: _text_records,
    Modality.AUDIO: _audio_records,
    Modality.VISION: _vision_records,
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

    def __init__(self, extractor: AudioExtractor | SpeechExtractor) -> None:
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
        return still_track(reading) if reading is not None else self._no_face()

    def _film(self, path: Path | None) -> FeatureTrack:
        assert path is not None
        self._extractor.reset()
        timeline = FaceTimeline(len(self._extractor.names))
        for frame in read_frames(probe(path), rate_hz=VISION_RATE_HZ, max_side=VISION_MAX_SIDE):
            timeline.add(self._extractor.observe(frame))
        return timeline.evidence(-np.inf, np.inf).track or self._no_face()

    def _no_face(self) -> FeatureTrack:
        columns = with_speed_names(self._extractor.names)
        nothing = np.zeros((0, len(columns)), np.float32)
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
            return read_picture(self._open[image.archive], image.member)
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise DatasetError(f"{image.member} of {image.archive}: {error}.") from error


def _whole_sound(path: Path) -> AudioBlock:
    blocks = list(read_audio(probe(path), rate_hz=ANALYSIS_RATE_HZ))
    return joined(blocks or [AudioBlock(np.zeros(0, np.float32), 0.0, ANALYSIS_RATE_HZ)])
