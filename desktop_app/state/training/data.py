"""What of the open project could be learned from, and what speaks against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.sessions.labels.table import Label
from engine.sessions.project import Project
from engine.types import Emotion

_FEW, _FEW_FILES = 30, 3
_NEUTRAL = 0.5
"""Sentiments nearer to zero are neither positive nor negative."""
_ONE_SIDED = 0.85


class Finding(StrEnum):
    """What the user should know before training."""

    NO_LABELS = "none"
    FEW = "few"
    ONE_FILE = "one-file"
    FEW_FILES = "few-files"
    ONE_SIDED = "one-sided"
    NOT_ANALYSED = "not-analysed"


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """One file of the project. ``labelled``: stretches, however many raters have said something."""

    name: str
    labelled: int
    named_people: int
    analysed: bool


@dataclass(frozen=True, slots=True)
class LabelledData:
    """The labels of a project; ``negative`` to ``positive``: of those with a sentiment."""

    files: tuple[LabelledFile, ...]
    raters: int
    negative: int
    neutral: int
    positive: int
    emotions: Mapping[Emotion, int]
    """Labels that tick it; no tick at all is neutral."""

    @property
    def labelled(self) -> int:
        return sum(each.labelled for each in self.files)

    @property
    def named_people(self) -> int:
        return sum(each.named_people for each in self.files)

    @property
    def findings(self) -> tuple[Finding, ...]:
        found = []
        usable = [each for each in self.files if each.analysed]
        sided = max(self.negative, self.neutral, self.positive)
        total = self.negative + self.neutral + self.positive
        if not self.labelled:
            return (Finding.NO_LABELS,)
        if len(usable) < len(self.files):
            found.append(Finding.NOT_ANALYSED)
        if self.labelled < _FEW:
            found.append(Finding.FEW)
        if len(usable) == 1:
            found.append(Finding.ONE_FILE)
        elif len(usable) < _FEW_FILES:
            found.append(Finding.FEW_FILES)
        if total and sided > _ONE_SIDED * total:
            found.append(Finding.ONE_SIDED)
        return tuple(found)


NOTHING = LabelledData((), 0, 0, 0, 0, {})


def labelled_data(project: Project | None) -> LabelledData:
    """Of all files with labels."""
    if project is None:
        return NOTHING
    files: list[LabelledFile] = []
    everything: list[Label] = []
    for media in project.media.all():
        labels = project.labels.of_media(media.id)
        if labels:
            everything += labels
            files.append(
                LabelledFile(
                    media.path.name,
                    len({(each.start_s, each.end_s) for each in labels}),
                    len(set(project.names(media.id).values())),
                    project.runs.latest(media.id) is not None,
                )
            )
    return _counted(tuple(files), everything)


def _counted(files: tuple[LabelledFile, ...], labels: Iterable[Label]) -> LabelledData:
    sentiments, emotions, raters = [], Counter[Emotion](), set()
    for label in labels:
        raters.add(label.rater)
        if label.sentiment is not None:
            sentiments.append(label.sentiment)
        if label.emotions is not None:
            emotions.update(label.emotions or {Emotion.NEUTRAL})
    negative = sum(each <= -_NEUTRAL for each in sentiments)
    positive = sum(each >= _NEUTRAL for each in sentiments)
    neutral = len(sentiments) - negative - positive
    return LabelledData(files, len(raters), negative, neutral, positive, dict(emotions))
