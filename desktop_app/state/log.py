"""The log of this run: what was logged last, here and in the job process."""

from __future__ import annotations

import logging
from collections import deque
from pathlib import Path

_MOST = 2000
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class LogBuffer(logging.Handler):
    """Keeps the latest lines, with the home folder written as ~."""

    def __init__(self, most: int = _MOST) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter(_FORMAT))
        self._lines: deque[str] = deque(maxlen=most)
        self._level_before = logging.WARNING
        self.written = 0
        """How many lines there ever were: another number means another text."""

    @property
    def text(self) -> str:
        """The latest lines, the last one at the end."""
        return "\n".join(self._lines)

    def install(self, detailed: bool) -> None:
        """From now on, for everything that is logged."""
        root = logging.getLogger()
        self._level_before = root.level
        root.addHandler(self)
        self.set_detailed(detailed)

    def set_detailed(self, detailed: bool) -> None:
        """Also what is only of interest when something is wrong."""
        logging.getLogger().setLevel(logging.INFO if detailed else logging.WARNING)

    def remove(self) -> None:
        """The lines stay."""
        root = logging.getLogger()
        root.removeHandler(self)
        root.setLevel(self._level_before)

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(without_home(self.format(record)))
        self.written += 1


def without_home(text: str, home: Path | None = None) -> str:
    """The text with ~ for the home folder: its path has the user's name in it."""
    place = str(home or Path.home())
    if place == Path(place).anchor:
        return text  # of a user without a home: it would be replaced in every path
    return text.replace(place, "~")
