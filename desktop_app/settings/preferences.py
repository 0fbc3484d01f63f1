"""The user's preferences, kept by the platform's own convention (QSettings)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from desktop_app.settings.recent import RecentProjects
from desktop_app.theming.manager import Appearance
from engine.runtime.paths import projects_dir

_NOTICE_VERSION = 1


class Preferences:
    """Typed access; anything unreadable counts as not set."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings or QSettings("MIBScope", "MIBScope")

    @property
    def appearance(self) -> Appearance:
        try:
            return Appearance(str(self._settings.value("appearance", Appearance.SYSTEM.value)))
        except ValueError:
            return Appearance.SYSTEM

    @appearance.setter
    def appearance(self, value: Appearance) -> None:
        self._settings.setValue("appearance", value.value)

    @property
    def language(self) -> str:
        """Code of the window's language; empty: the system's."""
        return str(self._settings.value("language", "") or "")

    @language.setter
    def language(self, value: str) -> None:
        self._settings.setValue("language", value)

    @property
    def notice_seen(self) -> bool:
        """Whether the present wording of the notice has been acknowledged."""
        return str(self._settings.value("notice_seen", "")) == str(_NOTICE_VERSION)

    def remember_notice(self) -> None:
        self._settings.setValue("notice_seen", _NOTICE_VERSION)

    @property
    def volume(self) -> float:
        try:
            return min(1.0, max(0.0, float(str(self._settings.value("volume", 0.8)))))
        except ValueError:
            return 0.8

    @volume.setter
    def volume(self, value: float) -> None:
        self._settings.setValue("volume", value)

    @property
    def geometry(self) -> QByteArray | None:
        value = self._settings.value("geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("geometry", value)

    @property
    def arrangement(self) -> QByteArray | None:
        """Where the panels are."""
        value = self._settings.value("arrangement")
        return value if isinstance(value, QByteArray) else None

    @arrangement.setter
    def arrangement(self, value: QByteArray) -> None:
        self._settings.setValue("arrangement", value)

    def switched_off(self, what: str) -> frozenset[str]:
        """Lanes, or overlays, that are off."""
        return frozenset(str(self._settings.value(f"{what}_off", "") or "").split())

    def remember_switched_off(self, what: str, names: frozenset[str]) -> None:
        self._settings.setValue(f"{what}_off", " ".join(sorted(names)))

    @property
    def recent(self) -> RecentProjects:
        """Projects that were open lately."""
        return RecentProjects(self._settings)

    @property
    def projects_folder(self) -> Path:
        """Where projects are made that nobody gave a place."""
        chosen = str(self._settings.value("projects_folder", "") or "")
        return Path(chosen) if chosen else projects_dir()

    @projects_folder.setter
    def projects_folder(self, value: Path) -> None:
        self._settings.setValue("projects_folder", str(value))

    @property
    def folder(self) -> str:
        """Where the last file was opened."""
        return str(self._settings.value("folder", ""))

    @folder.setter
    def folder(self, value: str) -> None:
        self._settings.setValue("folder", value)
