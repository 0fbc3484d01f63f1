"""Packs neighbouring speech into windows of 30 s, the length that Whisper's encoder takes.

A window holds pieces of the recording, each a stretch of speech between two silences with a
little of the natural sound around it. The encoder runs once per window, however short the pieces.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from engine.transcribe.voice import (
    FRAME_SAMPLES,
    SAMPLE_RATE_HZ,
    RegionTracker,
    SpeechRegion,
    VoiceActivity,
)
from engine.types import AudioBlock, Float32Array

_CLOCK_TOLERANCE_S = 1e-3
_QUIET_SPAN_S = 0.1
"""The quietest point is the middle of the 100 ms with the least energy."""


@dataclass(frozen=True, slots=True)
class SpeechPiece:
    """A contiguous run of the recording inside a window."""

    offset_s: float
    """Where it begins in the window."""
    media_start_s: float
    """Where it begins on the medium's clock."""
    duration_s: float
    speech: SpeechRegion
    """Where in it somebody speaks, on the medium's clock; the rest is natural sound around."""

    @property
    def end_offset_s(self) -> float:
        return self.offset_s + self.duration_s


@dataclass(frozen=True, slots=True)
class SpeechWindow:
    """Up to 30 s of speech. ``samples``: float32 [n] at 16 kHz; pieces follow without gap."""

    samples: Float32Array
    pieces: tuple[SpeechPiece, ...]

    @property
    def duration_s(self) -> float:
        return len(self.samples) / SAMPLE_RATE_HZ

    def to_media(self, time_s: float) -> float:
        """Window time to media time: monotone, and always inside a piece."""
        index = bisect_right(self.pieces, time_s, key=lambda piece: piece.offset_s) - 1
        piece = self.pieces[max(index, 0)]
        return piece.media_start_s + min(max(time_s - piece.offset_s, 0.0), piece.duration_s)

    def samples_of(self, piece: SpeechPiece) -> Float32Array:
        """The sound of one piece, float32 [n] at 16 kHz."""
        start = round(piece.offset_s * SAMPLE_RATE_HZ)
        return self.samples[start : start + round(piece.duration_s * SAMPLE_RATE_HZ)]


@dataclass(frozen=True, slots=True)
class WindowOptions:
    threshold: float = 0.5
    """Probability of speech at which a region begins; it ends 0.15 below."""
    min_silence_s: float = 0.6
    """A shorter silence stays inside its piece: Whisper reads sentences better than scraps."""
    min_speech_s: float = 0.1
    """Clicks and coughs below this are not speech."""
    pad_s: float = 0.3
    """Natural sound kept on either side. Below 0.3 s Whisper does not notice that speech ends, and
    repeats itself."""
    max_window_s: float = 30.0
    """What the encoder takes."""
    max_wait_s: float = 45.0
    """A window goes out half empty when its first piece lies this far behind."""


class SpeechWindower:
    """Takes contiguous blocks, gives windows as they fill. Holds at most ``max_wait_s`` of sound.

    Use it once per recording. ``push`` and ``finish`` for sound that comes in its own time;
    ``windows`` for an iterable of blocks.
    """

    def __init__(self, options: WindowOptions | None = None) -> None:
        self._options = options or WindowOptions()
        self._voice = VoiceActivity()
        self._tracker = RegionTracker(
            threshold=self._options.threshold,
            min_silence_s=self._options.min_silence_s,
            min_speech_s=self._options.min_speech_s,
        )
        self._origin_s: float | None = None
        self._held = np.zeros(0, np.float32)
        self._held_from = 0
        self._judged = 0
        self._taken_to = 0
        self._pending: list[tuple[int, Float32Array, SpeechRegion]] = []
        self._regions: list[SpeechRegion] = []

    @property
    def regions(self) -> tuple[SpeechRegion, ...]:
        """All speech found so far, on the medium's clock."""
        return tuple(self._regions)

    @property
    def settled_s(self) -> float:
        """No window that is still to come begins before this time of the medium."""
        if self._pending:
            return self._media_s(self._pending[0][0])
        open_since = self._tracker.open_since
        edge = self._judged if open_since is None else open_since * FRAME_SAMPLES
        return self._media_s(max(edge - self._pad, 0))

    @property
    def speech_since_s(self) -> float | None:
        """When the speech that is going on began, or None."""
        open_since = self._tracker.open_since
        return None if open_since is None else self._media_s(open_since * FRAME_SAMPLES)

    @property
    def quiet_since_s(self) -> float | None:
        """Since when the speech that is going on may have ended, or None."""
        quiet_since = self._tracker.quiet_since
        return None if quiet_since is None else self._media_s(quiet_since * FRAME_SAMPLES)

    def windows(self, blocks: Iterable[AudioBlock]) -> Iterator[SpeechWindow]:
        """Windows of a whole recording, as its blocks are drawn."""
        for block in blocks:
            yield from self.push(block)
        yield from self.finish()

    def push(self, block: AudioBlock) -> list[SpeechWindow]:
        """Take the next block (16 kHz); the windows that it completes.

        Raises ValueError when the rate is another or the block does not follow the last one.
        """
        self._accept(block)
        ready: list[SpeechWindow] = []
        for probability in self._voice.feed(block.samples):
            closed = self._tracker.push(float(probability))
            self._judged += FRAME_SAMPLES
            ready += self._take(closed) if closed else self._cut_if_long()
            ready += self._flush_if_waiting()
        self._forget()
        return ready

    def finish(self) -> list[SpeechWindow]:
        """The windows that are left when the sound has ended."""
        closed = self._tracker.finish()
        ready = self._take(closed) if closed else []
        return ready + self._flush()

    @property
    def _pad(self) -> int:
        return round(self._options.pad_s * SAMPLE_RATE_HZ)

    @property
    def _heard_to(self) -> int:
        return self._held_from + len(self._held)

    def _media_s(self, sample: int) -> float:
        return (self._origin_s or 0.0) + sample / SAMPLE_RATE_HZ

    def _accept(self, block: AudioBlock) -> None:
        if block.sample_rate_hz != SAMPLE_RATE_HZ:
            raise ValueError(f"Speech is read at 16 kHz, not at {block.sample_rate_hz} Hz.")
        if self._origin_s is None:
            self._origin_s = block.start_s
        expected_s = self._media_s(self._heard_to)
        if abs(block.start_s - expected_s) > _CLOCK_TOLERANCE_S:
            raise ValueError(f"A block at {block.start_s} s follows sound up to {expected_s} s.")
        self._held = np.concatenate([self._held, block.samples])

    def _take(self, region: tuple[int, int]) -> list[SpeechWindow]:
        """Make a piece of a region (in frames) that has ended."""
        start, end = (frame * FRAME_SAMPLES for frame in region)
        return self._add_piece(start, end, self._start_of(start), end + self._pad)

    def _start_of(self, speech_start: int) -> int:
        return max(speech_start - self._pad, self._taken_to, 0)

    def _cut_if_long(self) -> list[SpeechWindow]:
        """Cut speech that fills a window without a silence, at its quietest point."""
        open_since = self._tracker.open_since
        if open_since is None:
            return []
        speech_start = open_since * FRAME_SAMPLES
        start = self._start_of(speech_start)
        longest = self._longest
        if self._judged + FRAME_SAMPLES + self._pad - start <= longest:
            return []
        cut = self._quietest(start + longest // 2, self._judged) // FRAME_SAMPLES
        self._tracker.cut(cut)
        return self._add_piece(speech_start, cut * FRAME_SAMPLES, start, cut * FRAME_SAMPLES)

    @property
    def _longest(self) -> int:
        return round(self._options.max_window_s * SAMPLE_RATE_HZ)

    def _quietest(self, start: int, end: int) -> int:
        span = round(_QUIET_SPAN_S * SAMPLE_RATE_HZ)
        power = np.square(self._held[start - self._held_from : end - self._held_from], dtype="f8")
        sums = np.convolve(power, np.ones(span), mode="valid")
        return start + int(np.argmin(sums)) + span // 2

    def _add_piece(
        self, speech_start: int, speech_end: int, start: int, end: int
    ) -> list[SpeechWindow]:
        end = min(end, self._heard_to)
        samples = self._held[start - self._held_from : end - self._held_from].copy()
        speech = SpeechRegion(
            self._media_s(speech_start), self._media_s(min(speech_end, self._heard_to))
        )
        ready: list[SpeechWindow] = []
        if sum(len(held) for _, held, _ in self._pending) + len(samples) > self._longest:
            ready = self._flush()
        self._pending.append((start, samples, speech))
        self._regions.append(speech)
        self._taken_to = end
        return ready

    def _flush_if_waiting(self) -> list[SpeechWindow]:
        waited = self._judged - self._pending[0][0] if self._pending else 0
        return self._flush() if waited > self._options.max_wait_s * SAMPLE_RATE_HZ else []

    def _flush(self) -> list[SpeechWindow]:
        if not self._pending:
            return []
        pieces, offset = [], 0
        for start, samples, speech in self._pending:
            duration_s = len(samples) / SAMPLE_RATE_HZ
            pieces.append(
                SpeechPiece(offset / SAMPLE_RATE_HZ, self._media_s(start), duration_s, speech)
            )
            offset += len(samples)
        window = SpeechWindow(np.concatenate([held for _, held, _ in self._pending]), tuple(pieces))
        self._pending = []
        return [window]

    def _forget(self) -> None:
        """Drop sound that no piece can want any more."""
        open_since = self._tracker.open_since
        edge = self._judged if open_since is None else open_since * FRAME_SAMPLES
        keep_from = min(max(edge - self._pad, self._held_from), self._heard_to)
        self._held = self._held[keep_from - self._held_from :]
        self._held_from = keep_from
