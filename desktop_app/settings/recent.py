"""Projects that were open lately, the latest first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings

_KEY = "recent_projects"


class RecentProjects:
    """Kept by the platform's own convention; those that are gone are not named.

    ``most`` says how many are remembered.
    """

    def __init__(self, settings: QSettings, most: Callable[[], int]) -> None:
        self._settings, self._most = settings, most

    def all(self) -> tuple[Path, ...]:
        """Those that are still there."""
        return tuple(path for path in self._kept() if path.is_file())

    def add(self, path: Path) -> None:
        """It is open now."""
        others = [known for known in self._kept() if known != path]
        kept = [path, *others][: self._most()]
        self._settings.setValue(_KEY, "\n".join(str(each) for each in kept))

    def clear(self) -> None:
        """Forget them; the files stay."""
        self._settings.remove(_KEY)

    def _kept(self) -> list[Path]:
        kept = str(self._settings.value(_KEY, "") or "")
        return [Path(line) for line in kept.splitlines() if line][: self._most()]
