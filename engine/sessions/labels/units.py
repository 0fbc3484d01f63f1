"""The utterances of a whole project with the labels that count."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from engine.sessions.labels.placing import by_span
from engine.sessions.labels.table import Label
from engine.sessions.project import Project

Units = tuple[tuple[Label, ...], ...]


def labelled_units(project: Project) -> Units:
    """Of each utterance that anybody has labelled, in the latest analysis of its recording, one
    label of each rater.
    """
    return tuple(chain.from_iterable(units_by_media(project)))


def units_by_media(project: Project) -> Iterator[Units]:
    """The same, one recording after the other."""
    for media in project.media.all():
        labels = project.labels.of_media(media.id)
        run = project.runs.latest(media.id) if labels else None
        if run is not None:
            yield tuple(by_span(project.runs.spans(run.id), labels).values())
