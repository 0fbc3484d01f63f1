"""Events on their way to a consumer that may be slow, with a bound on what waits."""

from __future__ import annotations

from collections import deque
from threading import Condition

from engine.live.events import (
    Calibrating,
    Caption,
    FacesSeen,
    LiveEnded,
    LiveEvent,
    LiveHealth,
    LiveState,
    PictureShown,
    SoundLevel,
)

MOST_KEPT = 512
"""Events that must not be lost; whoever adds more waits."""
_REPLACED = (PictureShown, FacesSeen, LiveState, LiveHealth, SoundLevel, Calibrating)


class Outbox:
    """Keeps every event that counts, and of those that show a state the newest of each kind."""

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        self._most_kept = most_kept
        self._kept: deque[LiveEvent] = deque()
        self._newest: dict[type, LiveEvent] = {}
        self._changed = Condition()
        self._given_up = False

    def __len__(self) -> int:
        return len(self._kept) + len(self._newest)

    def put(self, event: LiveEvent) -> None:
        """Waits while too many wait, unless the consumer has given up."""
        with self._changed:
            if _is_replaced(event):
                self._newest[type(event)] = event
            else:
                self._changed.wait_for(lambda: len(self._kept) < self._most_kept or self._given_up)
                # What a stretch of speech had in progress is over with its closed caption.
                if isinstance(event, Caption):
                    self._newest.pop(Caption, None)
                if isinstance(event, LiveEnded):  # nothing is taken after it
                    self._kept.extend(self._newest.values())
                    self._newest.clear()
                self._kept.append(event)
            self._changed.notify_all()

    def take(self, timeout_s: float | None = None) -> LiveEvent | None:
        """The next event, those that count first; None when none came in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._kept or self._newest, timeout_s)
            if self._kept:
                event = self._kept.popleft()
            elif self._newest:
                event = self._newest.pop(next(iter(self._newest)))
            else:
                return None
            self._changed.notify_all()
            return event

    def give_up(self) -> None:
        """Nobody takes any more: let nobody wait."""
        with self._changed:
            self._given_up = True
            self._changed.notify_all()


def _is_replaced(event: LiveEvent) -> bool:
    return isinstance(event, _REPLACED) or (isinstance(event, Caption) and not event.closed)
