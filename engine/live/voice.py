"""Features of the voice while it speaks, a few steps at a time.

The extractors look at a whole utterance, and doing so anew five times a second would cost more the
longer somebody speaks. Here each look covers the last CONTEXT_S only; the steps of its newest part
are taken, those before stay as they were. What that costs and changes: docs/adr/0012-live.md.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import numpy as np

from engine.features.baseline import VoiceExtractor
from engine.types import AudioBlock, BoolArray, FeatureTrack, Float32Array, Float64Array

CONTEXT_S = 3.0
"""Of sound that a look covers."""
LOOK_EVERY_S = 0.2
"""As soon as so much of new steps is complete: a step that is looked at later is shown later."""
_REVISED_S = 0.6
"""The newest steps lack what follows them, so the next looks take them again."""
_LONGEST_S = 12.0
"""An utterance is not longer."""


class VoiceWatch:
    """Fed by one thread, read by others."""

    def __init__(
        self,
        extractor: VoiceExtractor,
        sound: Callable[[float, float], AudioBlock],
        step_s: float,
        context_s: float = CONTEXT_S,
        looked: Callable[[], None] = lambda: None,
    ) -> None:
        """
        Args:
            sound: gives what was heard between two times.
            step_s: between two steps of the extractor.
            context_s: of sound that a look covers.
            looked: is told that there are new steps.
        """
        self._context_s = context_s
        self._extractor = extractor
        self._sound = sound
        self._step_s = step_s
        self._steps_a_look = max(1, round(LOOK_EVERY_S / step_s))
        self._looked = looked
        self._lock = Lock()
        self._since_s: float | None = None
        self._looked_s = 0.0
        self._values: list[Float32Array] = []
        self._times: list[Float64Array] = []
        self._valid: list[BoolArray] = []

    def look(self, since_s: float, now_s: float) -> None:
        """Somebody has been speaking since ``since_s``; take the newest steps when it is time."""
        if since_s != self._since_s:
            self._since_s, self._looked_s = since_s, since_s
        if self._looks_due(now_s, since_s) <= self._looks_due(self._looked_s, since_s):
            return
        # Steps of all looks lie on one grid, which begins with the speech.
        behind = max(now_s - self._context_s - since_s, 0.0)
        start_s = since_s + np.ceil(behind / self._step_s - 1e-6) * self._step_s
        track = self._extractor.extract(self._sound(start_s, now_s))
        whole = track.times_s + self._step_s / 2 <= now_s + 1e-6
        self._take(track, whole, self._looked_s - _REVISED_S)
        self._looked_s = now_s
        self._looked()

    def _looks_due(self, now_s: float, since_s: float) -> int:
        """How many times enough new steps have become complete by now."""
        return int((now_s - since_s) / self._step_s + 1e-6) // self._steps_a_look

    def track(self, start_s: float, end_s: float) -> FeatureTrack | None:
        """The steps between two times; None where there are none."""
        with self._lock:
            if not self._times:
                return None
            times = np.concatenate(self._times)
            values, valid = np.concatenate(self._values), np.concatenate(self._valid)
        kept = (times >= start_s) & (times < end_s)
        return FeatureTrack(values[kept], times[kept], valid[kept]) if kept.any() else None

    def _take(self, track: FeatureTrack, whole: BoolArray, revise_from_s: float) -> None:
        with self._lock:
            last_s = self._drop(revise_from_s, float(track.times_s[-1]) if len(whole) else 0.0)
            new = whole & (track.times_s > last_s + self._step_s / 2)
            self._values.append(track.values[new])
            self._times.append(track.times_s[new])
            self._valid.append(track.valid[new])

    def _drop(self, from_s: float, now_s: float) -> float:
        """Let go of steps from a time on and of those that are too old; the last that is left."""
        if not self._times:
            return -np.inf
        times = np.concatenate(self._times)
        kept = (times < from_s) & (times > now_s - _LONGEST_S)
        self._values = [np.concatenate(self._values)[kept]]
        self._valid = [np.concatenate(self._valid)[kept]]
        self._times = [times[kept]]
        return float(times[kept][-1]) if kept.any() else -np.inf
