"""Put files into a project's queue; the same call again goes on where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ProjectError
from engine.sessions.project.project import Project
from engine.sessions.project.records import MediaRecord, MediaState
from engine.types import AnalysisSettings


@dataclass(frozen=True, slots=True)
class Enqueued:
    """What became of the files."""

    media: tuple[MediaRecord, ...]
    """Those that could be added or were there, each once, as they stand now."""
    doubles: tuple[tuple[Path, MediaRecord], ...]
    """Copies of a recording that is in the project under another path."""
    refused: tuple[ProjectError, ...]
    """Files that cannot be read."""


def enqueue(
    project: Project, paths: Sequence[Path], settings: AnalysisSettings, *, retry: bool
) -> Enqueued:
    """Let all of them wait that have no complete analysis; what failed only if ``retry``.

    What was interrupted begins anew after those that were never begun: a file that brings the
    whole program down must not keep the others from their turn.
    """
    found: dict[int, MediaRecord] = {}
    doubles: list[tuple[Path, MediaRecord]] = []
    refused: list[ProjectError] = []
    for path in paths:
        try:
            media = project.media.add(path)
        except ProjectError as error:
            refused.append(error)
            continue
        if media.path != path.resolve():
            doubles.append((path, media))
        found[media.id] = media
    wanted = {MediaState.NEW, MediaState.STOPPED, MediaState.WAITING}
    wanted |= {MediaState.FAILED} if retry else set()
    with project.whole():
        for media in found.values():
            if media.state is MediaState.STOPPED:
                project.media.move_before(media.id, None)
            if media.state in wanted:
                project.media.wait(media.id, settings)
    return Enqueued(
        tuple(each for each in project.media.all() if each.id in found),
        tuple(doubles),
        tuple(refused),
    )
