"""The data sets that MIBScope can read, with their terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from engine.datasets import media_sets, sst, text_sets
from engine.datasets.schema import DatasetInfo, Record
from engine.datasets.splits import require_disjoint
from engine.errors import DatasetError

Reader = Callable[[Path], Iterator[Record]]

_ENTRIES: tuple[tuple[DatasetInfo, Reader], ...] = (
    (
        DatasetInfo(
            "mosi",
            "CMU-MOSI transcripts",
            "research use; speakers' rights remain theirs",
            "video, official split",
            "without the transcripts of the four videos on which mosi400 is tested",
        ),
        text_sets.read_mosi,
    ),
    (
        DatasetInfo(
            "mosi_official",
            "CMU-MOSI transcripts",
            "research use; speakers' rights remain theirs",
            "video, official split",
            "for figures beside published ones; never together with mosi400",
        ),
        text_sets.read_mosi_official,
    ),
    (
        DatasetInfo(
            "mosi_apart",
            "CMU-MOSI transcripts",
            "research use; speakers' rights remain theirs",
            "video, official split",
            "without the transcripts of the sixteen videos of mosi400",
        ),
        text_sets.read_mosi_apart,
    ),
    (
        DatasetInfo("mosei", "CMU-MOSEI transcripts", "research use", "video, official split"),
        text_sets.read_mosei,
    ),
    (
        DatasetInfo(
            "meld",
            "MELD utterances",
            "GPL-3.0 repository",
            "dialogue, official split; the same six main actors are in every part",
        ),
        text_sets.read_meld,
    ),
    (
        DatasetInfo("goemotions", "GoEmotions comments", "CC BY 4.0", "comment, official split"),
        text_sets.read_goemotions,
    ),
    (
        DatasetInfo(
            "sst",
            "Stanford Sentiment Treebank phrases (SST-2)",
            "research use",
            "sentence, ours; the files' own parts have phrases of the same sentences",
            "without the 2137 phrases that occur in sentences of different splits",
        ),
        sst.read_sst,
    ),
    (
        DatasetInfo("ravdess", "RAVDESS speech", "CC BY-NC-SA 4.0", "speaker, ours"),
        media_sets.read_ravdess,
    ),
    (
        DatasetInfo("nemo", "nEMO, Polish speech", "CC BY-NC-SA 4.0", "speaker, ours"),
        media_sets.read_nemo,
    ),
    (
        DatasetInfo("javanese", "Javanese emotional speech", "MIT", "speaker, ours"),
        media_sets.read_javanese,
    ),
    (
        DatasetInfo(
            "ferplus",
            "FER+ faces",
            "images research use, votes MIT",
            "image, official split; people are not named",
        ),
        media_sets.read_ferplus,
    ),
    (
        DatasetInfo(
            "javanese_video", "Javanese emotional speech with faces", "MIT", "speaker, ours"
        ),
        media_sets.read_javanese_video,
    ),
    (
        DatasetInfo(
            "mosi400",
            "CMU-MOSI segments with sound and picture",
            "research use, never redistributed",
            "video, ours",
        ),
        media_sets.read_mosi400,
    ),
)

DATASETS: Mapping[str, DatasetInfo] = {info.name: info for info, _ in _ENTRIES}
_READERS: Mapping[str, Reader] = {info.name: reader for info, reader in _ENTRIES}


def read(root: Path, names: Sequence[str]) -> list[Record]:
    """All records of the named sets, after the check that no group is in two splits.

    Raises:
        DatasetError: a name is unknown, a file is missing or malformed, or a split leaks.
    """
    unknown = [name for name in names if name not in _READERS]
    if unknown:
        raise DatasetError(
            f"Unknown data set {', '.join(unknown)}.", hint=f"Known: {', '.join(_READERS)}."
        )
    records: list[Record] = []
    for name in names:
        try:
            records.extend(_READERS[name](root))
        except (KeyError, ValueError, IndexError) as error:
            raise DatasetError(f"{name}: unexpected row or file name: {error}.") from error
    require_disjoint(records)
    return records
