"""Reader of the pickles that MAG-BERT and the published MIB are trained from.

Source: Rahman et al., "Integrating Multimodal Information in Large Pretrained Transformers", ACL
2020 (github.com/WasifurRahman/BERT_multimodal_transformer); the published MIB reads the same files.

    {"train", "dev", "test"}: lists of ((words, visual, acoustic), label, segment)
    words      strings (or ids), one per step      visual   [steps, 47]      acoustic   [steps, 74]
    label      a number in any shape, or sentiment and the six emotions of MOSEI
    segment    "video[3]", "video_3" or (video, 3)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.datasets.foreign import (
    SPLIT_NAMES,
    labels_of,
    rows_of,
    segment_of,
    text_of,
    track_of,
)
from engine.datasets.imported import (
    Imported,
    ImportOptions,
    foreign_contract,
    foreign_spec,
    origin,
    placed,
    with_text,
)
from engine.datasets.safe_pickle import load_pickle
from engine.datasets.schema import LabelledSample, Split
from engine.errors import DatasetError
from engine.types import EMOTIONS, STANDARD_HEADS, FeatureTrack, Modality


def read_mag(path: Path, options: ImportOptions | None = None) -> Imported:
    """One such pickle.

    Words that are strings become text tracks where the options say how; otherwise there are none.
    Words that are ids are text tracks as they are.

    Raises:
        DatasetError: the file is missing, refused, or not of that form. What is wrong with a
            single item shows when it is read.
    """
    items = _items(path, load_pickle(path))
    options = (options or ImportOptions()).named(path.stem)
    strings = any(_are_strings(item.words) for item in items)
    text = options.text if strings else None
    specs = {
        Modality.AUDIO: foreign_spec(f"mag/{path.stem}/acoustic", items[0].dimension(2)),
        Modality.VISION: foreign_spec(f"mag/{path.stem}/visual", items[0].dimension(1)),
    }
    notes = []
    if text is not None:
        specs[Modality.TEXT] = text.spec
    elif strings:
        notes.append("The words are strings and nothing makes features of them: text is absent.")
    else:
        specs[Modality.TEXT] = foreign_spec(f"mag/{path.stem}/ids", 1)
    splits, how = placed(
        [item.segment[1] for item in items],
        [item.split for item in items],
        options.shares,
        options.resplit,
    )
    emotions = np.size(items[0].label) > 1

    def samples() -> Iterator[LabelledSample]:
        return with_text(_pairs(items, splits, strings, options), text)

    return Imported(
        options.name,
        foreign_contract(specs, path.name),
        {head: kind for head, kind in STANDARD_HEADS.items() if emotions or head != EMOTIONS},
        samples,
        origin(options, "mag", [path], how, notes),
        tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class _Item:
    where: str
    split: Split
    segment: tuple[str, str]
    """Id and video."""
    streams: tuple[Any, Any, Any]
    label: Any

    @property
    def words(self) -> Any:
        return self.streams[0]

    def dimension(self, stream: int) -> int:
        """Numbers a step."""
        shape = np.shape(self.streams[stream])
        if len(shape) != 2:
            raise DatasetError(f"{self.where}: features of shape {list(shape)}, not [steps, d].")
        return int(shape[1])


def _pairs(
    items: Sequence[_Item], splits: Sequence[Split], strings: bool, options: ImportOptions
) -> Iterator[tuple[LabelledSample, str]]:
    """Samples with what was said."""
    for item, split in zip(items, splits, strict=True):
        tracks = {
            Modality.TEXT: None if strings else _ids(item),
            Modality.AUDIO: track_of(item.streams[2], f"{item.where}, acoustic"),
            Modality.VISION: track_of(item.streams[1], f"{item.where}, visual"),
        }
        labels = labels_of(item.label, item.where, options.sentiment_factor)
        said = [text_of(word, item.where) for word in item.words] if strings else []
        yield options.sample(item.segment, split, labels, tracks), " ".join(said)


def _ids(item: _Item) -> FeatureTrack | None:
    return track_of(np.asarray(item.words).reshape(-1, 1), f"{item.where}, words")


def _are_strings(words: Sequence[Any]) -> bool:
    return any(isinstance(word, str | bytes) for word in words)


def _items(path: Path, content: Any) -> list[_Item]:
    if not isinstance(content, dict):
        raise DatasetError(f"{path.name} holds no dictionary of splits.")
    found = [
        _item(item, split, f"{path.name}, {key}[{row}]")
        for key, split in SPLIT_NAMES.items()
        for row, item in enumerate(rows_of(content.get(key, ()), f"{path.name}, {key}"))
    ]
    if not found:
        raise DatasetError(f"{path.name} has no samples under train, dev or test.")
    return found


def _item(item: Any, split: Split, where: str) -> _Item:
    try:
        (words, visual, acoustic), label, segment = item
        words = rows_of(words, where)
    except (TypeError, ValueError) as error:
        raise DatasetError(
            f"{where}: ((words, visual, acoustic), label, segment) was expected."
        ) from error
    return _Item(where, split, segment_of(segment, where), (words, visual, acoustic), label)
