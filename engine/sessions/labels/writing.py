"""Labels are written as edits, so that they can be taken back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.errors import ProjectError
from engine.sessions.labels.placing import Places, grouped, spans_of
from engine.sessions.labels.table import Label, as_values
from engine.sessions.project.journal import Edit
from engine.types import Emotion, UtteranceResult

LOWEST, HIGHEST = -3.0, 3.0
"""Of sentiment."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one rater says of a stretch; None: nothing of this head."""

    rater: str
    sentiment: float | None = None
    emotions: frozenset[Emotion] | None = None


def write_label(
    edit: Edit,
    media_id: int,
    span: tuple[float, float],
    said: Said,
    replaced: Iterable[Label] = (),
) -> None:
    """What a rater says of a stretch, in place of ``replaced`` and of what they said of it before.
    Neither sentiment nor emotions: the label is gone.

    Raises:
        ProjectError: a sentiment that is no number in −3..3, a stretch without length, no rater.
    """
    _check(span, said)
    for old in replaced:
        edit.remove_labels(media_id, (old.start_s, old.end_s), old.rater)
    edit.remove_labels(media_id, span, said.rater)
    for head, value in as_values(said.sentiment, said.emotions).items():
        edit.add_label(media_id, span, said.rater, head, value)


def replaced_by(
    at: int, results: Sequence[UtteranceResult], labels: Iterable[Label], rater: str
) -> tuple[Label, ...]:
    """What a new label of the utterance at place ``at`` takes the place of: all that this rater
    has said within it.
    """
    theirs = (label for label in labels if label.rater == rater)
    return tuple(grouped(Places(spans_of(results)), theirs).get(at, ()))


def _check(span: tuple[float, float], said: Said) -> None:
    if not said.rater.strip():
        raise ProjectError("A label needs the name of its rater.", hint="Give one.")
    if not (math.isfinite(span[0]) and math.isfinite(span[1]) and span[0] < span[1]):
        raise ProjectError(f"A label from {span[0]} s to {span[1]} s has no length.")
    if said.sentiment is not None and not LOWEST <= said.sentiment <= HIGHEST:
        raise ProjectError(f"A sentiment of {said.sentiment} is not in −3 to 3.")
