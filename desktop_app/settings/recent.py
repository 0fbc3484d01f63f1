"""Projects that were open lately, the latest first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

_KEY = "recent_projects"
_MOST = 12


class RecentProjects:
    """Kept by the platform's own convention; those that are gone are not named."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def all(self) -> tuple[Path, ...]:
        """Those that are still there."""
        return tuple(path for path in self._kept() if path.is_file())

    def add(self, path: Path) -> None:
        """It is open now."""
        others = [known for known in self._kept() if known != path]
        self._settings.setValue(_KEY, "\n".join(str(p) for p in [path, *others][:_MOST]))

    def clear(self) -> None:
        """Forget them; the files stay."""
        self._settings.remove(_KEY)

    def _kept(self) -> list[Path]:
        kept = str(self._settings.value(_KEY, "") or "")
        return [Path(line) for line in kept.splitlines() if line]
