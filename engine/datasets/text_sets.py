"""Readers of sets that have words only."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from engine.datasets import emotions
from engine.datasets.schema import POLARITY, Labels, Record, Split
from engine.datasets.splits import MOSI400, MOSI400_TEST, MOSI400_VALID
from engine.errors import DatasetError

_POLARITIES = {"positive": {POLARITY: (1.0,)}, "negative": {POLARITY: (0.0,)}}
_SPLITS = {"train": Split.TRAIN, "valid": Split.VALID, "dev": Split.VALID, "test": Split.TEST}


def rows(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    """Rows of a table with a header line.

    Raises:
        DatasetError: the file is missing or has no such form.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if delimiter == "\t":  # quotation marks in these are part of the text
                yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            else:
                yield from csv.DictReader(file)
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(
            f"Cannot read {path}: {error}.", hint="Point --data at the folder of data sets."
        ) from error


def read_mosi(root: Path) -> Iterator[Record]:
    """CMU-MOSI transcripts, official split; videos held out of mosi400 are not trained on."""
    for row in rows(root / "text/mosi/mosi_text.csv"):
        video = row["vid"]
        split = _SPLITS[row["split"]]
        if video in MOSI400_TEST:
            continue  # the official test part stays as it is; these would only blur it
        yield _mosi("mosi", row, Split.VALID if video in MOSI400_VALID else split)


def read_mosi_official(root: Path) -> Iterator[Record]:
    """CMU-MOSI transcripts, the official split untouched: for figures beside published ones."""
    for row in rows(root / "text/mosi/mosi_text.csv"):
        yield _mosi("mosi_official", row, _SPLITS[row["split"]])


def read_mosi_apart(root: Path) -> Iterator[Record]:
    """CMU-MOSI transcripts, official split, without all sixteen videos of mosi400: a text network
    that is trained on these can be used in whatever way mosi400 is split."""
    for row in rows(root / "text/mosi/mosi_text.csv"):
        if row["vid"] not in MOSI400:
            yield _mosi("mosi_apart", row, _SPLITS[row["split"]])


def _mosi(dataset: str, row: dict[str, str], split: Split) -> Record:
    return Record(
        dataset=dataset,
        id=row["id"],
        group=f"youtube/{row['vid']}",
        split=split,
        labels=Labels(sentiment=float(row["label"])),
        text=row["text"],
    )


def read_mosei(root: Path) -> Iterator[Record]:
    """CMU-MOSEI transcripts, official split by video."""
    for row in rows(root / "text/mosei/mosei_text_emotions.csv"):
        intensities = {emotion: float(row[name]) for name, emotion in emotions.MOSEI.items()}
        yield Record(
            dataset="mosei",
            id=f"{row['vid']}_{row['cid']}",
            group=f"youtube/{row['vid']}",
            split=_SPLITS[row["split"]],
            labels=Labels(
                sentiment=float(row["label"]), emotions=emotions.from_intensities(intensities)
            ),
            text=row["text"],
        )


def read_meld(root: Path) -> Iterator[Record]:
    """MELD utterances, official split by dialogue; the same six actors are in every part.

    Its three-way sentiment has no place on the scale from −3 to 3; what is positive or negative is
    kept as a polarity.
    """
    for name in ("train", "dev", "test"):
        for row in rows(root / f"text/meld/{name}_sent_emo.csv"):
            dialogue = f"{name}-{row['Dialogue_ID']}"
            yield Record(
                dataset="meld",
                id=f"{dialogue}-{row['Utterance_ID']}",
                group=f"meld/{dialogue}",
                split=_SPLITS[name],
                labels=Labels(
                    emotions=emotions.one_hot(emotions.MELD[row["Emotion"]]),
                    others=_POLARITIES.get(row["Sentiment"], {}),
                ),
                text=row["Utterance"],
            )


def read_goemotions(root: Path) -> Iterator[Record]:
    """GoEmotions comments, official split; 27 labels in the Ekman grouping."""
    folder = root / "text/goemotions"
    try:
        names = (folder / "labels.txt").read_text(encoding="utf-8").split()
    except OSError as error:
        raise DatasetError(f"Cannot read the labels of GoEmotions: {error}.") from error
    for part in ("train", "dev", "test"):
        for row in rows(folder / f"{part}.tsv", delimiter="\t"):
            labels = [names[int(number)] for number in row["label"].split(",")]
            yield Record(
                dataset="goemotions",
                id=row["id"],
                group=f"goemotions/{row['id']}",
                split=_SPLITS[part],
                labels=Labels(emotions=emotions.from_names(labels, emotions.GOEMOTIONS)),
                text=row["text"],
            )
