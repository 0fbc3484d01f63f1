"""What a labelled utterance is, whatever data set it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from engine.types import EMOTIONS, SENTIMENT, FeatureTrack, Head, HeadKind, Modality

POLARITY = "polarity"
"""Head: whether words are positive. Not a sentiment in −3..3, as nothing says how much."""
POLARITY_HEAD = Head(HeadKind.MULTI_LABEL, 1)


class Split(StrEnum):
    """Parts of a data set. Nothing is fitted or chosen on TEST."""

    TRAIN = "train"
    VALID = "valid"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Labels:
    """``sentiment`` in −3..3; ``emotions``: seven probabilities in the order of Emotion.

    None where the data set does not say.
    """

    sentiment: float | None = None
    emotions: tuple[float, ...] | None = None
    others: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Labels of further heads, by the head's name; nan where one entry is not known."""

    def of(self, head: str) -> tuple[float, ...] | None:
        """What the head of that name should say; None where the data set does not say."""
        if head == SENTIMENT:
            return None if self.sentiment is None else (self.sentiment,)
        return self.emotions if head == EMOTIONS else self.others.get(head)


@dataclass(frozen=True, slots=True)
class ArchivedImage:
    """A still picture inside a zip file."""

    archive: Path
    member: str


@dataclass(frozen=True, slots=True)
class Record:
    """One labelled utterance as its files describe it, before any feature is computed."""

    dataset: str
    id: str
    """Unique within the data set."""
    group: str
    """The person, video or dialogue behind it; a group lies in one split only, across all sets."""
    split: Split
    labels: Labels
    text: str | None = None
    audio: Path | None = None
    video: Path | None = None
    image: ArchivedImage | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an utterance can be watched again. Times are seconds of the file's clock."""

    path: Path | None = None
    fingerprint: str = ""
    """Of the file, as projects have it; empty where nobody took it."""
    text: str = ""
    start_s: float | None = None
    """None: the utterance is the whole file."""
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class LabelledSample:
    """Features and labels of one utterance; modalities without a track are absent."""

    dataset: str
    id: str
    group: str
    split: Split
    labels: Labels
    tracks: Mapping[Modality, FeatureTrack]
    origin: Origin | None = None
    """None where the data set does not say."""


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """Where a data set comes from and on what terms."""

    name: str
    title: str
    licence: str
    split_by: str
    """What a group is, and who made the split."""
    note: str = ""
