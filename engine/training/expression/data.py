"""FER+ as the expression network sees it: aligned faces, and votes as a distribution."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from engine.datasets.pictures import read_picture
from engine.datasets.schema import Split
from engine.errors import DatasetError
from engine.features.vision.alignment import ALIGNED_SIDE, align
from engine.features.vision.expression_network import EXPRESSION_CLASSES
from engine.runtime.cancel import Cancel, check
from engine.runtime.hashing import sha256_of
from engine.runtime.whole import written_whole
from engine.types import BoolArray, Float32Array, Float64Array, UInt8Array

RIM = 12
"""Pixels around an aligned face that are kept, so that it can be turned and moved in training."""
_NO_EXPRESSION = ("unknown", "NF")
_LOCATED_BY = "yunet face-mesh 1"
"""Raise the number when FaceExtractor.locate_still finds other points in the same picture."""
_SHARD = 1000


class FaceLocator(Protocol):
    """What finds the faces: engine.features.vision.faces.FaceExtractor."""

    def locate_still(self, picture: UInt8Array) -> Float64Array | None: ...


@dataclass(frozen=True, slots=True)
class FacesLocated:
    """``done`` of ``total`` pictures have been searched for a face, ``found`` of them with one."""

    done: int
    total: int
    found: int


@dataclass(frozen=True, slots=True)
class ExpressionPart:
    """One part of the set, n pictures.

    faces: uint8 [n, 72, 72], aligned with RIM; votes: float32 [n, 8], rows that sum to one;
    found: bool [n], False where the whole picture stands for a face that was not found.
    """

    faces: UInt8Array
    votes: Float32Array
    found: BoolArray

    def __len__(self) -> int:
        return len(self.faces)


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    split: Split
    votes: Float32Array


def expression_parts(
    data_dir: Path, extractor: FaceLocator, cache_dir: Path, cancel: Cancel
) -> Generator[FacesLocated, None, Mapping[Split, ExpressionPart]]:
    """Locate all faces, or take from ``cache_dir`` where they are, and cut them out.

    Left out of every part, as E. Barsoum et al. ("Training deep networks for facial expression
    recognition with crowd-sourced label distribution", 2016) do: pictures that most voters could
    not name or found to be no face.

    Raises:
        DatasetError: the set cannot be read.
        CancelledError: ``cancel`` was set; what has been located is kept.
    """
    path = data_dir / "faces" / "ferplus.zip"
    try:
        with zipfile.ZipFile(path) as archive:
            rows = _rows(archive)
            folder = cache_dir / f"expression-points-{_key(path, rows)}"
            points = yield from _located(archive, rows, extractor, folder, cancel)
            return _parts(archive, rows, points, cancel)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise DatasetError(
            f"Cannot read {path}: {error}.", hint="Point --data at the folder of data sets."
        ) from error


def _rows(archive: zipfile.ZipFile) -> list[_Row]:
    table = csv.DictReader(io.StringIO(archive.read("labels.csv").decode("utf-8")))
    rows = []
    for row in table:
        votes = np.array([float(row[name]) for name in EXPRESSION_CLASSES], dtype=np.float32)
        if votes.max() >= max(float(row[name]) for name in _NO_EXPRESSION):
            rows.append(_Row(row["file"], Split(row["split"]), votes / votes.sum()))
    return rows


def _key(path: Path, rows: Sequence[_Row]) -> str:
    files = "\n".join(row.file for row in rows)
    return hashlib.sha256(f"{_LOCATED_BY}\n{sha256_of(path)}\n{files}".encode()).hexdigest()[:16]


def _located(
    archive: zipfile.ZipFile,
    rows: Sequence[_Row],
    extractor: FaceLocator,
    folder: Path,
    cancel: Cancel,
) -> Generator[FacesLocated, None, Float64Array]:
    """Five points of every row's face, [n, 5, 2]; nan where none was found."""
    shards: list[Float64Array] = []
    found = 0
    for first in range(0, len(rows), _SHARD):
        shard = folder / f"{first:06d}.npy"
        if not shard.exists():
            points = np.full((len(rows[first : first + _SHARD]), 5, 2), np.nan)
            for index, row in enumerate(rows[first : first + _SHARD]):
                check(cancel)
                located = extractor.locate_still(read_picture(archive, row.file))
                if located is not None:
                    points[index] = located
            with written_whole(shard) as partial, partial.open("wb") as file:
                np.save(file, points)
        shards.append(np.load(shard, allow_pickle=False))
        found += int(np.isfinite(shards[-1][:, 0, 0]).sum())
        yield FacesLocated(first + len(shards[-1]), len(rows), found)
    return np.concatenate(shards)


def _parts(
    archive: zipfile.ZipFile, rows: Sequence[_Row], points: Float64Array, cancel: Cancel
) -> dict[Split, ExpressionPart]:
    found: BoolArray = np.isfinite(points[:, 0, 0])
    splits = np.array([row.split.value for row in rows])
    # The pictures of this set are cropped alike, so a face that was not found lies about there.
    usual = np.median(points[found & (splits == Split.TRAIN.value)], axis=0)
    side = ALIGNED_SIDE + 2 * RIM
    faces = np.empty((len(rows), side, side), dtype=np.uint8)
    for index, row in enumerate(rows):
        check(cancel)
        where = points[index] if found[index] else usual
        faces[index] = align(read_picture(archive, row.file), where, RIM)
    votes = np.stack([row.votes for row in rows])
    return {
        split: ExpressionPart(faces[chosen], votes[chosen], found[chosen])
        for split in Split
        if (chosen := splits == split.value).any()
    }
