"""Speech to words: drafts while somebody speaks, the file's way when they pause."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Condition

from engine.live.captions import LocalAgreement
from engine.live.events import Caption, Noticed
from engine.live.hearing import LIVE_WINDOWS, Heard
from engine.live.meters import ClockMeter, DelayMeter, ShareMeter
from engine.pipelines.speech import WordReader
from engine.runtime.cancel import Cancel, check
from engine.transcribe import (
    DRAFT,
    SpeechPiece,
    SpeechRegion,
    SpeechWindow,
    Transcriber,
    smaller_model,
)
from engine.types import AudioBlock, Utterance, Word

DRAFT_EVERY_S = 0.5
_DRAFT_SHARE = 0.5
"""Of the time that drafts may take."""
_LEAST_DRAFT_S = 0.6
"""Of speech; from less Whisper makes words up."""
_QUIET_S = 0.3
"""Speech that has been quiet for so long will be read for good soon."""
_PATIENCE_S = 60.0
"""Of unread speech, above which a patient reader lets the listener wait."""


@dataclass(slots=True)
class ReadingMeters:
    """``commit``: from the end of a word to its commitment."""

    speech: ShareMeter = field(default_factory=ShareMeter)
    commit: DelayMeter = field(default_factory=DelayMeter)


class Reading:
    """Takes what was heard; gives captions, and utterances that are over, on ``run``'s thread."""

    def __init__(
        self,
        transcriber: Transcriber | None,
        language: str | None,
        sound: Callable[[float, float], AudioBlock],
        clock: ClockMeter,
        *,
        patient: bool,
        cancel: Cancel,
        load: Callable[[str], Transcriber],
        tell: Callable[[Caption | Noticed], None],
        understood: Callable[[Sequence[Word]], None],
        ended: Callable[[Utterance], None],
        settled: Callable[[float], None],
    ) -> None:
        """
        Args:
            sound: gives what was heard between two times.
            load: a Whisper model by name.
            understood: told of all words so far of the speech that is going on.
            ended: told of each utterance that is over.
            settled: told up to when speech has been read for good.
        """
        self.meters = ReadingMeters()
        self.asr_model = transcriber.name if transcriber else "none"
        self._transcriber = transcriber
        self._draft = transcriber.with_options(DRAFT) if transcriber else None
        self._words = WordReader(transcriber, language)
        self._language = language
        self._sound, self._clock, self._patient, self._cancel = sound, clock, patient, cancel
        self._load, self._tell = load, tell
        self._understood, self._ended, self._settled = understood, ended, settled
        self._changed = Condition()
        self._windows: deque[SpeechWindow] = deque()
        self._heard = Heard((), 0.0, 0.0, None, None)
        self._news = False
        self._over = False
        self._duration_s = 0.0
        self._caption: LocalAgreement | None = None
        self._caption_key: float | None = None
        self._drafted_to_s = 0.0
        self._next_draft = 0.0
        self._smaller: str | None = None
        self.draft_s = 0.0
        """How long the newest draft took; 0 where nobody speaks."""
        self._silenced = False

    # ------------------------------------------------------------------ told by others

    def heard(self, heard: Heard) -> None:
        """What the listener found; waits if patient and far behind."""
        with self._changed:
            if self._patient:
                self._changed.wait_for(
                    lambda: self._unread_s() < _PATIENCE_S or self._cancel.is_set()
                )
            self._windows += heard.windows
            self._heard = heard
            self._news = True
            self._changed.notify_all()

    def seen(self, time_s: float) -> None:
        """There is no sound at all, and pictures have come up to here."""
        self.heard(Heard((), time_s, time_s, None, None))

    def finish(self, duration_s: float) -> None:
        """Nothing more is heard."""
        with self._changed:
            self._over, self._duration_s = True, duration_s
            self._changed.notify_all()

    def wake(self) -> None:
        """Look whether to go on: it was cancelled."""
        with self._changed:
            self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """Stretches of speech that have ended and not been read, the one at hand among them."""
        return len(self._windows)

    @property
    def unread_s(self) -> float:
        """How far behind the sound the reading of ended speech is."""
        with self._changed:
            return self._unread_s()

    @property
    def left_s(self) -> float:
        """How much speech has ended and not been read for good."""
        with self._changed:
            return sum(window.duration_s for window in self._windows)

    def take_smaller(self) -> bool:
        """Read with the next smaller model from here on; False where there is none."""
        name = smaller_model(self.asr_model)
        if name is None:
            return False
        with self._changed:
            self._smaller = name
            self._changed.notify_all()
        return True

    def leave_out_words(self, silenced: bool) -> None:
        """Take speech as speech without reading it, or read again."""
        with self._changed:
            self._silenced = silenced and self._transcriber is not None

    # ------------------------------------------------------------------ the thread's

    def run(self) -> None:
        """Read until ``finish``, and what is left by then.

        Raises:
            CancelledError: it was cancelled.
            TranscriptionError: Whisper failed.
        """
        while not self._is_over():
            check(self._cancel)
            self._change_model()
            window, heard = self._next()
            if window is not None:
                self._read(window)
            elif heard is not None:
                self._emit(self._words.advance(heard.settled_s))
                self._abandon(heard)
            elif (heard := self._due()) is not None:
                self._read_draft(heard)
            else:
                self._wait()
        check(self._cancel)
        self._emit(self._words.finish(self._duration_s))

    def _is_over(self) -> bool:
        with self._changed:
            return self._over and not self._windows

    def _next(self) -> tuple[SpeechWindow | None, Heard | None]:
        with self._changed:
            if self._windows:
                # It stays in the queue while it is read: it is not read yet.
                return self._windows[0], None
            news, self._news = self._news, False
            return None, self._heard if news else None

    def _wait(self) -> None:
        with self._changed:
            self._changed.wait_for(
                lambda: self._news or self._windows or self._over or self._cancel.is_set(),
                max(self._next_draft - time.monotonic(), 0.01),
            )

    def _unread_s(self) -> float:
        if not self._windows:
            return 0.0
        return max(self._heard.now_s - self._windows[0].pieces[0].speech.end_s, 0.0)

    def _read(self, window: SpeechWindow) -> None:
        """For good: the file's way."""
        self._words.transcriber = None if self._silenced else self._transcriber
        started = time.perf_counter()
        segments = list(self._words.segments(window, self._cancel))
        if self._words.transcriber is not None:
            self.meters.speech.add(time.perf_counter() - started, window.duration_s)
            self._close([word for segment in segments for word in segment.words], window)
        else:
            self._close((), window)
        for segment in segments:
            self._emit(self._words.add(segment))
        with self._changed:
            self._windows.popleft()
            self._changed.notify_all()
            if self._windows:
                return
            # What the listener knows goes for the builder only when nothing is left to be read.
            heard = self._heard
        if not segments:
            self._settled(window.pieces[-1].speech.end_s)
        self._emit(self._words.advance(heard.settled_s))

    def _emit(self, utterances: Iterable[Utterance]) -> None:
        for utterance in utterances:
            check(self._cancel)
            self._ended(utterance)
            if utterance.has_speech:
                self._settled(utterance.end_s)

    # ------------------------------------------------------------------ captions

    def _due(self) -> Heard | None:
        """What was heard, when it is time for a draft of the speech that is going on."""
        with self._changed:
            heard = self._heard
            since, quiet = heard.speech_since_s, heard.quiet_since_s
            if self._draft is None or self._silenced or since is None:
                return None
            if quiet is not None and heard.now_s - quiet >= _QUIET_S:
                return None
            fresh = heard.now_s - max(self._drafted_to_s, since)
            wait = _LEAST_DRAFT_S if self._caption_key != since else DRAFT_EVERY_S
            return heard if fresh >= wait and time.monotonic() >= self._next_draft else None

    def _read_draft(self, heard: Heard) -> None:
        assert self._draft is not None  # _due
        since = heard.speech_since_s or 0.0
        if self._caption is None or self._caption_key != since:
            self._drop_caption()
            begin = max(since - LIVE_WINDOWS.pad_s, 0.0)
            self._caption, self._caption_key = LocalAgreement(begin), since
        caption = self._caption
        started = time.perf_counter()
        window = _one_piece(self._sound(caption.read_from_s, heard.now_s))
        found = self._draft.transcribe(window, language=self._language, cancel=self._cancel)
        words = [word for segment in found for word in segment.words]
        spent = time.perf_counter() - started
        self.meters.speech.add(spent, 0.0)
        self.draft_s = spent
        self._drafted_to_s = heard.now_s
        self._next_draft = time.monotonic() + spent * (1 / _DRAFT_SHARE - 1)
        self._committed(caption, caption.read(words, heard.now_s))
        self._tell(Caption(caption.start_s, tuple(caption.committed), caption.pending))
        self._understood([*caption.committed, *caption.pending])

    def _close(self, words: Sequence[Word], window: SpeechWindow) -> None:
        self.draft_s = 0.0
        caption = self._caption or LocalAgreement(window.pieces[0].media_start_s)
        self._committed(caption, caption.close(words))
        if caption.committed or self._caption:
            self._tell(Caption(caption.start_s, tuple(caption.committed), closed=True))
        self._caption = self._caption_key = None

    def _abandon(self, heard: Heard) -> None:
        """What was drafted of turned out to be no speech."""
        if self._caption is not None and heard.speech_since_s is None:
            self._drop_caption()
            self._settled(heard.settled_s)

    def _drop_caption(self) -> None:
        if self._caption is not None:
            self._tell(Caption(self._caption.start_s, tuple(self._caption.committed), closed=True))
        self._caption = self._caption_key = None

    def _committed(self, caption: LocalAgreement, count: int) -> None:
        for word in caption.committed[len(caption.committed) - count :]:
            self.meters.commit.add(self._clock.delay_of(word.end_s))

    def _change_model(self) -> None:
        with self._changed:
            name, self._smaller = self._smaller, None
        if name is None:
            return
        self._transcriber = self._load(name)
        self._draft = self._transcriber.with_options(DRAFT)
        before, self.asr_model = self.asr_model, self._transcriber.name
        self._tell(Noticed(f"The machine is too slow for {before}: {name} reads from here on."))


def _one_piece(block: AudioBlock) -> SpeechWindow:
    duration = len(block.samples) / block.sample_rate_hz
    speech = SpeechRegion(block.start_s, block.end_s)
    return SpeechWindow(block.samples, (SpeechPiece(0.0, block.start_s, duration, speech),))
