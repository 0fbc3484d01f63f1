"""A folder of tiny data sets in the form of the real ones, and features made up for them."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.datasets.cache import Fingerprints, TrackCache
from engine.datasets.extraction import has
from engine.datasets.schema import LabelledSample, Labels, Record, Split
from engine.features.contract import ExtractorSpec, FeatureContract
from engine.types import FeatureTrack, Modality

CONTRACT = FeatureContract(
    {
        Modality.TEXT: ExtractorSpec("made-up-words", 1, 5, None),
        Modality.AUDIO: ExtractorSpec("made-up-voice", 1, 4, 10.0),
        Modality.VISION: ExtractorSpec("made-up-face", 1, 3, 5.0),
    }
)


def write_table(path: Path, head: str, rows: Sequence[str], delimiter: str = ",") -> None:
    """A table with a header line; cells are separated by ``|`` in the arguments."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows(line.split("|") for line in (head, *rows))


def write_faces(root: Path, rows: Sequence[str]) -> None:
    """``faces/ferplus.zip`` with its table only."""
    path = root / "faces/ferplus.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = "file,split,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("labels.csv", "\n".join((head, *rows)))


def write_mosi(root: Path, per_split: int = 12) -> None:
    """``text/mosi`` with one video per split; what is said gives the label away."""
    rows = []
    for split in ("train", "valid", "test"):
        for i in range(per_split):
            said, label = ("good", 1.5) if i % 2 else ("bad", -1.5)
            rows.append(f"{split}_{i}|{split}|{i}|{split}|0|1|{said} {i}|{label}")
    write_table(root / "text/mosi/mosi_text.csv", "id|vid|cid|split|start|stop|text|label", rows)


def touch(path: Path, content: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content or path.name, encoding="utf-8")


def track(rng: np.random.Generator, dimension: int, steps: int, shift: float = 0.0) -> FeatureTrack:
    values = rng.normal(shift, 1.0, (steps, dimension)).astype(np.float32)
    return FeatureTrack(values, np.arange(steps, dtype=np.float64), np.ones(steps, np.bool_))


def fill_cache(cache_dir: Path, records: Sequence[Record], contract: FeatureContract) -> None:
    """Features for every record, shifted by its sentiment, as if they had been extracted."""
    rng, prints = np.random.default_rng(0), Fingerprints()
    for modality, spec in contract.extractors.items():
        for dataset in dict.fromkeys(record.dataset for record in records):
            TrackCache(cache_dir, dataset, modality, spec).put(
                {
                    prints.key(record, modality): track(
                        rng, spec.dimension, 4, record.labels.sentiment or 0.0
                    )
                    for record in records
                    if record.dataset == dataset and has(record, modality)
                }
            )


def made_up_samples(per_split: int = 24, seed: int = 0) -> list[LabelledSample]:
    """Three sets: words with sentiment, voices with emotions, and both with a face and all labels.

    Each label shifts the features, so there is something to learn.
    """
    rng = np.random.default_rng(seed)
    kinds = {
        "talk": (Modality.TEXT,),
        "calls": (Modality.AUDIO,),
        "clips": (Modality.TEXT, Modality.AUDIO, Modality.VISION),
    }
    return [
        _made_up(dataset, modalities, split, index, rng)
        for dataset, modalities in kinds.items()
        for split in Split
        for index in range(per_split)
    ]


def _made_up(
    dataset: str,
    modalities: Sequence[Modality],
    split: Split,
    index: int,
    rng: np.random.Generator,
) -> LabelledSample:
    emotion = int(rng.integers(3))
    shift = float(emotion - 1)
    return LabelledSample(
        dataset=dataset,
        id=f"{dataset}-{split}-{index}",
        group=f"{dataset}-{split}",
        split=split,
        labels=Labels(
            sentiment=None if dataset == "calls" else shift * 2,
            emotions=None if dataset == "talk" else tuple(float(k == emotion) for k in range(7)),
        ),
        tracks={
            m: track(rng, CONTRACT.extractors[m].dimension, int(rng.integers(1, 9)), shift)
            for m in modalities
        },
    )
