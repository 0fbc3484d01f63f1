"""From an utterance that a model learns on to the same place in the project that is open."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from desktop_app.state.session import Session
from engine.sessions.project import MediaRecord
from engine.types import UtteranceResult


class Placed(Protocol):
    """Where an utterance is. ``path``: of its file, or empty; ``fingerprint``: likewise, as
    projects have it; times are seconds of the file's clock, None: the whole file."""

    @property
    def group(self) -> str: ...

    @property
    def path(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def start_s(self) -> float | None: ...

    @property
    def end_s(self) -> float | None: ...


def media_of(session: Session, seen: Placed) -> MediaRecord | None:
    """The file of the open project that it is in: the same content, wherever it lies; None where
    there is none."""
    for media in session.projects.media:
        if seen.fingerprint and media.fingerprint == seen.fingerprint:
            return media
        if not seen.fingerprint and seen.path and media.path == Path(seen.path):
            return media
    return None


def go_to(session: Session, seen: Placed) -> bool:
    """Show its file and choose the utterance; whether the file is in the project that is open.

    Where utterances were cut otherwise since, the one that has most of it is chosen.
    """
    media = media_of(session, seen)
    if media is None:
        return False
    session.show_media(media.id)
    start = seen.start_s or 0.0
    end = start if seen.end_s is None else seen.end_s
    best = max(
        session.analysis.results,
        key=lambda each: _shared(each, start, end),
        default=None,
    )
    if best is not None and _shared(best, start, end) > 0:
        session.selection.select(best)
    else:
        session.selection.go_to(start)
    return True


def _shared(result: UtteranceResult, start: float, end: float) -> float:
    span = result.utterance
    return min(span.end_s, end) - max(span.start_s, start)
