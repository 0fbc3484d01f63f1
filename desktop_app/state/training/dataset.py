"""Labelled data as a check of the engine tells of it: every utterance, its group and its labels."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop_app.jobs.messages import Failure
from engine.training.finetuning.splits import OUT
from engine.types import Emotion, Modality

__all__ = ["OUT", "SPLITS", "DataSet", "Repeat", "Sample", "Shares", "Splits", "dataset_of"]

SPLITS = ("train", "valid", "test", OUT)
"""Where a group can go."""
Splits = Mapping[str, str]
"""Group → one of SPLITS."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled utterance; read from what the engine wrote when it is asked for."""

    plain: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.plain["id"])

    @property
    def set_name(self) -> str:
        return str(self.plain["set"])

    @property
    def group(self) -> str:
        return str(self.plain["group"])

    @property
    def text(self) -> str:
        return str(self.plain["text"])

    @property
    def path(self) -> str:
        """Of its file; empty where the data set does not say."""
        return str(self.plain["file"])

    @property
    def fingerprint(self) -> str:
        """Of the file, as projects have it."""
        return str(self.plain["fingerprint"])

    @property
    def start_s(self) -> float | None:
        """Within the file; None: it is the whole file."""
        return None if self.plain["start_s"] is None else float(self.plain["start_s"])

    @property
    def end_s(self) -> float | None:
        return None if self.plain["end_s"] is None else float(self.plain["end_s"])

    @property
    def stretch(self) -> tuple[float, float]:
        """From the first to the last step of its tracks, seconds of the file's clock."""
        return float(self.plain["from_s"]), float(self.plain["to_s"])

    @property
    def duration_s(self) -> float:
        start, end = self.start_s, self.end_s
        first, last = self.stretch
        return last - first if start is None or end is None else end - start

    @property
    def sentiment(self) -> float | None:
        return None if self.plain["sentiment"] is None else float(self.plain["sentiment"])

    @property
    def emotions(self) -> Mapping[Emotion, float]:
        """Shares; empty where it is not known."""
        return dict(zip(Emotion, self.plain["emotions"] or (), strict=False))

    @property
    def others(self) -> Mapping[str, Sequence[float | None]]:
        """Labels of further heads."""
        found: Mapping[str, Sequence[float | None]] = self.plain["others"]
        return found

    def has(self, modality: Modality) -> bool:
        return modality.value in self.plain["tracks"]

    def steps(self, modality: Modality) -> int:
        return int(self.plain["tracks"][modality.value]["steps"]) if self.has(modality) else 0

    def seen(self, modality: Modality) -> float:
        """Share of its steps that have evidence."""
        return float(self.plain["tracks"][modality.value]["seen"]) if self.has(modality) else 0.0

    def levels(self, modality: Modality) -> npt.NDArray[np.uint8]:
        """How far the track is from its mean over time, as ``engine…looking.levels``: 0 is no
        evidence; empty where the modality is missing."""
        if not self.has(modality):
            return np.zeros(0, np.uint8)
        text = self.plain["tracks"][modality.value]["levels"]
        return np.frombuffer(base64.b64decode(text), np.uint8)


@dataclass(frozen=True, slots=True)
class Repeat:
    """Samples whose tracks of one modality are the same. ``samples``: their places."""

    modality: Modality
    samples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """Of some utterances: how many, and what they are labelled with."""

    utterances: int = 0
    negative: int = 0
    zero: int = 0
    positive: int = 0
    mean: float | None = None
    """Of the sentiment."""
    emotions: tuple[float, ...] = (0.0,) * len(Emotion)
    """Summed shares, in the order of Emotion."""
    missing: tuple[int, ...] = (0,) * len(Modality)
    """Utterances without the modality, in the order of Modality."""
    seconds: float = 0.0

    @property
    def with_sentiment(self) -> int:
        return self.negative + self.zero + self.positive


class DataSet:
    """All samples, with arrays over them [samples] for what is counted again and again."""

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.samples = tuple(Sample(each) for each in plain["samples"])
        self.groups = tuple(dict.fromkeys(each.group for each in self.samples))
        self.splits: Splits = plain["splits"]
        """As the engine divided; empty where it could not."""
        self.given: Splits = plain["given"]
        """Of groups that came with splits."""
        self.one_group = bool(plain["one_group"])
        """All are of one video or person: every utterance is a group of its own."""
        self.repeats = tuple(
            Repeat(Modality(each["modality"]), tuple(each["samples"])) for each in plain["repeats"]
        )
        self.left_out = tuple((each["where"], each["reason"]) for each in plain["left_out"])
        """Place and reason."""
        self.notes: tuple[str, ...] = tuple(plain["notes"])
        self.problem = _failure(plain["problem"])
        """Why it cannot be trained on as it is."""
        places = {group: place for place, group in enumerate(self.groups)}
        self.code = np.array([places[each.group] for each in self.samples], np.intp)
        """Place of its group in ``groups``."""

    @cached_property
    def whole(self) -> Shares:
        return self._tally(np.zeros(len(self.samples), np.intp), 1)[0]

    @cached_property
    def by_group(self) -> Mapping[str, Shares]:
        return dict(zip(self.groups, self._tally(self.code, len(self.groups)), strict=True))

    def by_split(self, splits: Splits) -> Mapping[str, Shares]:
        """Of every split that the groups go to."""
        nowhere = len(SPLITS)
        places = {split: place for place, split in enumerate(SPLITS)}
        where = np.array([places.get(splits.get(g, ""), nowhere) for g in self.groups], np.intp)
        return dict(zip(SPLITS, self._tally(where[self.code], nowhere + 1), strict=False))

    def leaks(self, splits: Splits) -> Iterator[Repeat]:
        """Voices and faces that are in two splits: scores would be too good. Words repeat by
        chance."""
        for repeat in self.repeats:
            if repeat.modality is not Modality.TEXT:
                found = {splits.get(self.samples[place].group, "") for place in repeat.samples}
                if len(found - {OUT, ""}) > 1:
                    yield repeat

    # ------------------------------------------------------------------ inner workings

    @cached_property
    def _sentiment(self) -> npt.NDArray[np.float64]:
        """nan where it is not known."""
        return np.array(
            [np.nan if each.sentiment is None else each.sentiment for each in self.samples], float
        )

    @cached_property
    def _emotions(self) -> npt.NDArray[np.float64]:
        nothing = (0.0,) * len(Emotion)
        found = [each.plain["emotions"] or nothing for each in self.samples]
        return np.array(found, float).reshape(-1, len(Emotion))

    @cached_property
    def _has(self) -> npt.NDArray[np.bool_]:
        found = [[m.value in each.plain["tracks"] for m in Modality] for each in self.samples]
        return np.array(found, np.bool_).reshape(-1, len(Modality))

    @cached_property
    def _seconds(self) -> npt.NDArray[np.float64]:
        return np.array([each.duration_s for each in self.samples], float)

    def _tally(self, code: npt.NDArray[np.intp], count: int) -> list[Shares]:
        """Of each part, in one pass. ``code``: [samples], the part of every sample."""

        def added(values: npt.NDArray[Any]) -> list[float]:
            found: list[float] = np.bincount(code, weights=values, minlength=count).tolist()
            return found

        sentiment = self._sentiment
        known = added(~np.isnan(sentiment))
        sums = added(np.nan_to_num(sentiment))
        sides = (sentiment < 0, sentiment == 0, sentiment > 0)
        negative, zero, positive = (added(side) for side in sides)
        emotions = zip(*(added(column) for column in self._emotions.T), strict=True)
        missing = zip(*(added(~column) for column in self._has.T), strict=True)
        rows = zip(
            np.bincount(code, minlength=count).tolist(),
            *(negative, zero, positive, sums, known, emotions, missing, added(self._seconds)),
            strict=True,
        )
        return [
            Shares(
                int(size),
                int(below),
                int(at),
                int(above),
                total / labelled if labelled else None,
                shown,
                tuple(int(each) for each in without),
                seconds,
            )
            for size, below, at, above, total, labelled, shown, without, seconds in rows
        ]


def dataset_of(plain: Mapping[str, Any]) -> DataSet:
    """With all that is counted of it."""
    found = DataSet(plain)
    _ = (found.whole, found.by_group)
    return found


def _failure(plain: Mapping[str, str] | None) -> Failure | None:
    return None if plain is None else Failure(plain["message"], plain["hint"])
