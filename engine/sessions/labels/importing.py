"""Labels of a file into a project: read, brought to its recordings, written as one edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DatasetError
from engine.sessions.labels.elan_file import read_elan
from engine.sessions.labels.incoming import Incoming, LabelFile, Roles
from engine.sessions.labels.table_file import read_table
from engine.sessions.labels.writing import Said, write_label
from engine.sessions.project import MediaRecord, Project

IMPORT = "Import labels"
"""Title of the edit."""
_SLACK_S = 1.0
"""Ends of recordings are known roughly; a label may reach so far beyond."""

_READERS: Mapping[str, Callable[[Path, Roles, str], LabelFile]] = {
    ".csv": read_table,
    ".tsv": read_table,
    ".txt": read_table,
    ".eaf": read_elan,
}
ENDINGS = tuple(_READERS)


@dataclass(frozen=True, slots=True)
class Placed:
    """A label that is known to mean a stretch of a recording of the project."""

    media_id: int
    span: tuple[float, float]
    said: Said


@dataclass(frozen=True, slots=True)
class Importable:
    """What can be written, and a sentence on each thing that was left out."""

    labels: tuple[Placed, ...]
    problems: tuple[str, ...]


def read_labels(path: Path, rater: str = "", roles: Roles | None = None) -> LabelFile:
    """All labels of a file, by its ending.

    Args:
        rater: of labels that name none.
        roles: names of columns or tiers by what they mean, where they are called otherwise.

    Raises:
        DatasetError: it cannot be read, or holds no labels.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise DatasetError(
            f"{path.name} is no file of labels.", hint=f"Known are {', '.join(ENDINGS)}."
        )
    return reader(path, roles or {}, rater)


def placed(project: Project, file: LabelFile, media_id: int | None) -> Importable:
    """Brought to the recordings of a project.

    Args:
        media_id: the recording that labels mean which name none.
    """
    finder = _Finder(project, media_id)
    problems = list(file.problems)
    labels: dict[tuple[int, tuple[float, float], str], tuple[Placed, str]] = {}
    for each in file.labels:
        try:
            found = finder.place(each)
        except LookupError as error:
            problems.append(f"{each.where}: {error.args[0]}.")
            continue
        key = found.media_id, found.span, found.said.rater
        if key in labels:
            problems.append(f"{each.where}: this was labelled in {labels[key][1]} already.")
        else:
            labels[key] = found, each.where
    return Importable(tuple(label for label, _ in labels.values()), tuple(problems))


def write(project: Project, labels: Iterable[Placed]) -> None:
    """All of them as one step of undo; they replace what the same rater said of the same time."""
    with project.journal.edit(IMPORT) as edit:
        for label in labels:
            write_label(edit, label.media_id, label.span, label.said)


class _Finder:
    """Looks up which recording and which time is meant; raises LookupError with what is wrong."""

    def __init__(self, project: Project, media_id: int | None) -> None:
        self._project, self._at_hand = project, media_id
        self._all = project.media.all()
        self._spans: dict[int, tuple[tuple[float, float], ...]] = {}

    def place(self, label: Incoming) -> Placed:
        media = self._media(label.media)
        if label.index is not None:
            return Placed(media.id, self._utterance(media, label.index), label.said)
        assert label.span is not None  # one of the two is there
        start, end = label.span
        if media.info is not None and end > media.info.duration_s + _SLACK_S:
            raise LookupError(
                f"{start:g} s to {end:g} s is beyond the {media.info.duration_s:.1f} s of "
                f"{media.path.name}; times are in seconds"
            )
        return Placed(media.id, label.span, label.said)

    def _media(self, name: str) -> MediaRecord:
        if not name:
            found = [media for media in self._all if media.id == self._at_hand]
            if not found:
                raise LookupError("it is not said which recording is meant")
            return found[0]
        meant = [media for media in self._all if name in (media.path.name, media.path.stem)]
        if len(meant) != 1:
            what = "several recordings" if meant else "no recording"
            raise LookupError(f"{name!r} is {what} of {self._project.path.name}")
        return meant[0]

    def _utterance(self, media: MediaRecord, index: int) -> tuple[float, float]:
        if media.id not in self._spans:
            run = self._project.runs.latest(media.id)
            stored = self._project.runs.utterances(run.id) if run else ()
            about = [each.result.utterance for each in stored]
            self._spans[media.id] = tuple((each.start_s, each.end_s) for each in about)
        spans = self._spans[media.id]
        if index >= len(spans):
            raise LookupError(f"there is no utterance {index} among {len(spans)}")
        return spans[index]
