"""The utterances of a whole project with the labels that count."""

from __future__ import annotations

from engine.sessions.labels.placing import by_utterance
from engine.sessions.labels.table import Label
from engine.sessions.project import Project


def labelled_units(project: Project) -> tuple[tuple[Label, ...], ...]:
    """Of each utterance that anybody has labelled, in the latest analysis of its recording, one
    label of each rater.
    """
    found: list[tuple[Label, ...]] = []
    for media in project.media.all():
        labels = project.labels.of_media(media.id)
        run = project.runs.latest(media.id) if labels else None
        if run is not None:
            results = [each.result for each in project.runs.utterances(run.id)]
            found += by_utterance(results, labels).values()
    return tuple(found)
