"""Readers of sets with voices, faces, or both."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from engine.datasets import emotions, splits
from engine.datasets.schema import ArchivedImage, Labels, Record, Split
from engine.datasets.splits import split_of
from engine.datasets.text_sets import rows
from engine.errors import DatasetError
from engine.types import Emotion

_RAVDESS_STATEMENTS = {"01": "Kids are talking by the door.", "02": "Dogs are sitting by the door."}
_MIN_VOTES = 5
RAVDESS_CLASSES = "ravdess"
"""Head: the eight classes as RAVDESS has them, calm beside neutral."""


def read_ravdess(root: Path) -> Iterator[Record]:
    """RAVDESS speech, 24 actors: 17 for training, 3 for validation, 4 for testing.

    The two spoken statements are known, so words and voice come together.
    """
    for path in _files(root / "speech/ravdess", "*.opus"):
        parts = path.stem.split("-")
        emotion, statement, actor = parts[2], parts[4], parts[6]
        yield Record(
            dataset="ravdess",
            id=path.stem,
            group=f"ravdess/{actor}",
            split=split_of(actor, splits.RAVDESS_VALID, splits.RAVDESS_TEST),
            labels=Labels(
                emotions=emotions.one_hot(emotions.RAVDESS[emotion]),
                others={
                    RAVDESS_CLASSES: tuple(float(each == emotion) for each in emotions.RAVDESS)
                },
            ),
            text=_RAVDESS_STATEMENTS[statement],
            audio=path,
        )


def read_nemo(root: Path) -> Iterator[Record]:
    """nEMO, nine Polish actors, by speaker. Its words are left out: the text part is English."""
    for row in rows(root / "speech/nemo.tsv", delimiter="\t"):
        speaker = row["speaker"]
        yield Record(
            dataset="nemo",
            id=row["file"].removesuffix(".opus"),
            group=f"nemo/{speaker}",
            split=split_of(speaker, splits.NEMO_VALID, splits.NEMO_TEST),
            labels=Labels(emotions=emotions.one_hot(emotions.NEMO[row["emotion"]])),
            audio=root / "speech/nemo" / row["file"],
        )


def read_javanese(root: Path) -> Iterator[Record]:
    """Javanese speech, ten speakers, by speaker."""
    for path in _files(root / "speech/javanese", "*.opus"):
        yield _javanese("javanese", path, audio=path)


def read_javanese_video(root: Path) -> Iterator[Record]:
    """The clips of the same ten speakers with sound and picture, same split."""
    for path in _files(root / "video/javanese", "*.mp4"):
        yield _javanese("javanese_video", path, audio=path, video=path)


def read_mosi400(root: Path) -> Iterator[Record]:
    """400 segments of sixteen MOSI videos: words, voice and face together; by video."""
    for row in rows(root / "video/mosi400.csv"):
        video = row["video_id"]
        name = f"{video}_{row['clip_id']}"
        path = root / f"video/mosi400/{name}.mp4"
        yield Record(
            dataset="mosi400",
            id=name,
            group=f"youtube/{video}",
            split=split_of(video, splits.MOSI400_VALID, splits.MOSI400_TEST),
            labels=Labels(sentiment=float(row["label"])),
            text=row["text"],
            audio=path,
            video=path,
        )


def read_ferplus(root: Path) -> Iterator[Record]:
    """FER+ faces with the crowd's votes as a distribution over the seven.

    Left out: faces with fewer than half of the ten votes on the seven emotions. People are not
    named in this set; exact duplicates across parts were removed.
    """
    archive = root / "faces/ferplus.zip"
    try:
        with zipfile.ZipFile(archive) as faces:
            table = faces.read("labels.csv").decode("utf-8")
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise DatasetError(f"Cannot read {archive}: {error}.") from error
    for row in csv.DictReader(io.StringIO(table)):
        votes: dict[Emotion, float] = {
            emotion: float(row[name]) for name, emotion in emotions.FERPLUS.items()
        }
        if sum(votes.values()) < _MIN_VOTES:
            continue
        yield Record(
            dataset="ferplus",
            id=row["file"],
            group=f"ferplus/{row['file']}",
            split=Split(row["split"]),
            labels=Labels(emotions=emotions.distribution(votes)),
            image=ArchivedImage(archive, row["file"]),
        )


def _javanese(dataset: str, path: Path, *, audio: Path, video: Path | None = None) -> Record:
    speaker, _, rest = path.stem.split("-")
    return Record(
        dataset=dataset,
        id=path.stem,
        group=f"javanese/{speaker}",
        split=split_of(speaker, splits.JAVANESE_VALID, splits.JAVANESE_TEST),
        labels=Labels(emotions=emotions.one_hot(emotions.JAVANESE[rest.split("_")[0]])),
        audio=audio,
        video=video,
    )


def _files(folder: Path, pattern: str) -> list[Path]:
    found = sorted(folder.glob(pattern))
    if not found:
        raise DatasetError(
            f"No {pattern} in {folder}.", hint="Point --data at the folder of data sets."
        )
    return found
