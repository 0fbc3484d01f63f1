"""Where somebody speaks: Silero voice activity, fed bit by bit as sound comes.

The network and its weights come with faster-whisper; it is recurrent, so carrying its state from
call to call gives the same probabilities as one call over the whole recording.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.types import Float32Array

SAMPLE_RATE_HZ = 16_000
FRAME_SAMPLES = 512
"""Silero judges frames of 32 ms, each with the 4 ms before it."""
_CONTEXT_SAMPLES = 64
_STATE_SIZE = 128


@dataclass(frozen=True, slots=True)
class SpeechRegion:
    """A stretch of speech in seconds on the medium's clock."""

    start_s: float
    end_s: float


class VoiceActivity:
    """Probability of speech for each frame of 512 samples at 16 kHz."""

    def __init__(self) -> None:
        # onnxruntime and CTranslate2 take a third of a second to import; only listeners pay.
        from faster_whisper.vad import get_vad_model  # noqa: PLC0415

        self._session: Any = get_vad_model().session
        self._hidden = np.zeros((1, 1, _STATE_SIZE), np.float32)
        self._cell = np.zeros((1, 1, _STATE_SIZE), np.float32)
        self._context = np.zeros(_CONTEXT_SAMPLES, np.float32)
        self._rest = np.zeros(0, np.float32)

    def feed(self, samples: Float32Array) -> Float32Array:
        """Probabilities, float32 [frames], of the frames that ``samples`` (float32 [n]) complete.

        What does not fill a frame waits for the next call.
        """
        samples = np.concatenate([self._rest, samples])
        count = len(samples) // FRAME_SAMPLES
        whole, self._rest = np.split(samples, [count * FRAME_SAMPLES])
        if count == 0:
            return np.zeros(0, np.float32)
        frames = whole.reshape(count, FRAME_SAMPLES)
        ends = np.vstack([self._context, frames[:, -_CONTEXT_SAMPLES:]])
        self._context = ends[-1]
        probability, self._hidden, self._cell = self._session.run(
            None,
            {
                "input": np.hstack([ends[:-1], frames]).astype(np.float32),
                "h": self._hidden,
                "c": self._cell,
            },
        )
        return np.asarray(probability, np.float32).reshape(count)


class RegionTracker:
    """Turns probabilities into regions: in at the threshold, out only after a lasting silence.

    Positions are in frames. The rule is that of ``faster_whisper.vad.get_speech_timestamps``,
    which wants the whole recording at once.
    """

    def __init__(self, *, threshold: float, min_silence_s: float, min_speech_s: float) -> None:
        self._enter = threshold
        self._leave = max(threshold - 0.15, 0.01)
        self._min_silence = _frames(min_silence_s)
        self._min_speech = _frames(min_speech_s)
        self._now = 0
        self._start: int | None = None
        self._quiet_since: int | None = None

    @property
    def open_since(self) -> int | None:
        """First frame of the region that is going on, or None."""
        return self._start

    @property
    def quiet_since(self) -> int | None:
        """First frame of the silence that may end the region that is going on, or None."""
        return self._quiet_since

    def push(self, probability: float) -> tuple[int, int] | None:
        """Take the next frame; the region (first frame, frame after the last) that it ended."""
        now, self._now = self._now, self._now + 1
        if probability >= self._enter:
            self._quiet_since = None
            if self._start is None:
                self._start = now
        elif probability < self._leave and self._start is not None:
            if self._quiet_since is None:
                self._quiet_since = now
            if now - self._quiet_since >= self._min_silence:
                return self._close(self._quiet_since)
        return None

    def cut(self, frame: int) -> None:
        """Let the region that is going on begin at ``frame`` instead."""
        self._start = frame

    def finish(self) -> tuple[int, int] | None:
        """The region that the end of the sound ended."""
        return self._close(self._now if self._quiet_since is None else self._quiet_since)

    def _close(self, end: int) -> tuple[int, int] | None:
        start, self._start, self._quiet_since = self._start, None, None
        if start is None or end - start <= self._min_speech:
            return None
        return start, end


def _frames(seconds: float) -> float:
    return seconds * SAMPLE_RATE_HZ / FRAME_SAMPLES
