"""Progress of one analysis: what share of the medium is done, and how long the rest will take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from engine.types import Progress, Stage

# Shares of the work of a usual file, measured with tests/benchmarks/bench_analysis.py.
_TRANSCRIBE_SHARE = 0.25
_ENOUGH_TO_ESTIMATE = 0.03


class ProgressMeter:
    """Sound and pictures advance separately on the medium's clock; both make up the whole."""

    def __init__(self, duration_s: float) -> None:
        self._duration_s = max(duration_s, 1e-6)
        self._heard_s = 0.0
        self._seen_s = 0.0
        self._started = time.monotonic()

    def heard(self, until_s: float) -> Progress:
        """Speech has been transcribed up to here."""
        self._heard_s = max(self._heard_s, until_s)
        return self._progress(Stage.TRANSCRIBE)

    def seen(self, until_s: float) -> Progress:
        """Pictures have been looked at up to here."""
        self._seen_s = max(self._seen_s, until_s)
        return self._progress(Stage.FEATURES)

    def predicted(self, until_s: float) -> Progress:
        """Utterances have been predicted up to here."""
        self._seen_s = max(self._seen_s, until_s)
        return self._progress(Stage.PREDICT)

    def _progress(self, stage: Stage) -> Progress:
        heard = min(self._heard_s / self._duration_s, 1.0)
        seen = min(self._seen_s / self._duration_s, 1.0)
        fraction = _TRANSCRIBE_SHARE * heard + (1 - _TRANSCRIBE_SHARE) * seen
        return Progress(stage, fraction, self._remaining_s(fraction))

    def _remaining_s(self, fraction: float) -> float | None:
        if fraction < _ENOUGH_TO_ESTIMATE:
            return None
        return (time.monotonic() - self._started) * (1 - fraction) / fraction


class Stopwatch:
    """Seconds spent in each stage. Time that a consumer holds the generator is not counted."""

    def __init__(self) -> None:
        self.seconds: dict[Stage, float] = {}

    @contextmanager
    def measure(self, stage: Stage) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - started
            self.seconds[stage] = self.seconds.get(stage, 0.0) + spent
