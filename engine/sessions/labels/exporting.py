"""All labels of a project as one table, which ``table_file`` reads again."""

from __future__ import annotations

import csv
from pathlib import Path

from engine.sessions.atomic import atomic_text
from engine.sessions.exports.wording import emotions_as_text
from engine.sessions.labels.table import Label
from engine.sessions.project import Project
from engine.types import EMOTIONS, SENTIMENT

COLUMNS = ("media", "start_s", "end_s", "rater", SENTIMENT, EMOTIONS)


def write_table(project: Project, path: Path) -> int:
    """A row for each label; how many.

    Raises:
        ExportError: it cannot be written.
    """
    rows = [
        _row(media.path.name, label)
        for media in project.media.all()
        for label in project.labels.of_media(media.id)
    ]
    with atomic_text(path) as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return len(rows)


def _row(media: str, label: Label) -> tuple[str | float, ...]:
    value = "" if label.sentiment is None else label.sentiment
    shown = emotions_as_text(label.emotions)
    return (media, label.start_s, label.end_s, label.rater, value, shown)
