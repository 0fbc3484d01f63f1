"""Sound as it comes: kept, and searched for speech. Nothing of it is ever dropped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition

from engine.live.voice import VoiceWatch
from engine.media import joined
from engine.pipelines.held import SAMPLE_RATE_HZ, HeldEvidence
from engine.transcribe import SpeechWindow, SpeechWindower, WindowOptions
from engine.types import AudioBlock

LIVE_WINDOWS = WindowOptions(max_wait_s=0.0, max_window_s=15.0)
"""Every stretch of speech goes out by itself as soon as it is over, and is cut where it goes on:
its final numbers cannot come before."""
_MOST_JOINED_S = 1.0
_PATIENCE_S = 5.0
"""Of sound that waits, above which a patient listener lets the source wait."""
VOICE_MARGIN_S = 0.15
"""Sound before the first word that belongs to an utterance, as in ``UtteranceOptions``."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Where voice activity is. ``windows``: the speech that has ended since the last time."""

    windows: tuple[SpeechWindow, ...]
    settled_s: float
    """No window to come begins before this time."""
    now_s: float
    """Sound up to here has been judged."""
    speech_since_s: float | None
    """When the speech that is going on began."""
    quiet_since_s: float | None
    """Since when it may have ended."""


class Listening:
    """Takes blocks from the source, gives ``heard`` what is found, on the thread of ``run``."""

    def __init__(
        self,
        held: HeldEvidence,
        voice: VoiceWatch | None,
        heard: Callable[[Heard], None],
        *,
        patient: bool,
    ) -> None:
        self.samples_in = 0
        self.samples_out = 0
        """What came, silence in gaps not counted, and what voice activity has gone through."""
        self._held = held
        self._voice = voice
        self._heard = heard
        self._patient = patient
        self._windower = SpeechWindower(LIVE_WINDOWS)
        self._waiting: deque[AudioBlock] = deque()
        self._changed = Condition()
        self._over = False

    def hear(self, block: AudioBlock) -> None:
        """The next block; returns at once unless patient."""
        with self._changed:
            if self._patient:
                self._changed.wait_for(lambda: self.waiting_s < _PATIENCE_S or self._over)
            self._waiting.append(block)
            self.samples_in += len(block.samples)
            self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """Blocks that have come and not been gone through."""
        return len(self._waiting)

    @property
    def waiting_s(self) -> float:
        """Of sound that has come and not been gone through."""
        return (self.samples_in - self.samples_out) / SAMPLE_RATE_HZ

    def run(self) -> None:
        """Listen until ``finish``, and to what waits by then; then give the last windows."""
        while (block := self._next()) is not None:
            before_s = self._held.heard_to_s
            self._held.hear(block)
            fresh = self._held.sound(before_s or block.start_s, block.end_s)
            windows = self._windower.push(fresh)
            self._tell(windows, block.end_s)
            with self._changed:
                self.samples_out += len(block.samples)
                self._changed.notify_all()
            self._watch_voice(block.end_s)
        self._tell(self._windower.finish(), self._held.heard_to_s)

    def finish(self) -> None:
        """No block follows."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def _next(self) -> AudioBlock | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._over)
            if not self._waiting:
                return None
            blocks = [self._waiting.popleft()]
            while self._waiting and self._waiting[0].end_s - blocks[0].start_s <= _MOST_JOINED_S:
                if abs(self._waiting[0].start_s - blocks[-1].end_s) > 1 / SAMPLE_RATE_HZ:
                    break
                blocks.append(self._waiting.popleft())
        return joined(blocks)

    def _tell(self, windows: list[SpeechWindow], now_s: float) -> None:
        listener = self._windower
        self._heard(
            Heard(
                windows=tuple(windows),
                settled_s=listener.settled_s,
                now_s=now_s,
                speech_since_s=listener.speech_since_s,
                quiet_since_s=listener.quiet_since_s,
            )
        )

    def _watch_voice(self, now_s: float) -> None:
        # Sound that waits comes first: what is behind is not live.
        since_s = self._windower.speech_since_s
        if self._voice and since_s is not None and self.waiting_s < _MOST_JOINED_S:
            self._voice.look(max(since_s - VOICE_MARGIN_S, 0.0), now_s)
