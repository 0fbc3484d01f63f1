"""Which stretches of a source's time are in its recording, and where."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch without a pause, in seconds."""

    source_start_s: float
    source_end_s: float
    file_start_s: float


def file_time(spans: Sequence[Span], source_s: float) -> float | None:
    """Where in the file a source time lies; None where it was not recorded."""
    for span in spans:
        if span.source_start_s <= source_s < span.source_end_s:
            return span.file_start_s + source_s - span.source_start_s
    return None


class Spans:
    """Grows while a recording runs. Spans follow each other in the file without a gap."""

    def __init__(self) -> None:
        self._spans: list[Span] = []
        self.is_open = False
        """Whether the last span still grows."""

    @property
    def all(self) -> tuple[Span, ...]:
        return tuple(self._spans)

    @property
    def end_s(self) -> float:
        """Source time up to which there is a recording; −infinity before the first span."""
        return self._spans[-1].source_end_s if self._spans else -math.inf

    def extend(self, start_s: float, end_s: float) -> None:
        """Something from ``start_s`` to ``end_s`` is recorded; opens a span where none is open."""
        if not self.is_open:
            last = self._spans[-1] if self._spans else Span(0.0, 0.0, 0.0)
            file_s = last.file_start_s + last.source_end_s - last.source_start_s
            self._spans.append(Span(start_s, start_s, file_s))
            self.is_open = True
        self._spans[-1] = replace(self._spans[-1], source_end_s=max(self.end_s, end_s))

    def close(self) -> None:
        """What comes next belongs to another span."""
        self.is_open = False

    def file_time(self, source_s: float) -> float | None:
        """Where in the file a source time lies; None where it was not recorded.

        A span that still grows is endless.
        """
        spans = list(self._spans)
        if self.is_open:
            spans[-1] = replace(spans[-1], source_end_s=math.inf)
        return file_time(spans, source_s)

    def copy(self) -> Spans:
        copied = Spans()
        copied._spans = list(self._spans)
        copied.is_open = self.is_open
        return copied
