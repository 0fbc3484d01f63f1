"""The user's preferences, kept by the platform's own convention (QSettings)."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from desktop_app.settings import table
from desktop_app.settings.recent import RecentProjects
from desktop_app.settings.setting import Setting
from engine.runtime.paths import projects_dir

_NOTICE_VERSION = 1
Value = TypeVar("Value")


class Preferences(QObject):
    """Typed access to the table of settings, and what else is remembered between starts.

    Anything unreadable counts as not set.
    """

    changed = Signal(str)
    """Key of a setting that has another value now."""

    def __init__(self, settings: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings or QSettings("MIBScope", "MIBScope")

    # ------------------------------------------------------------------ the table

    def get(self, setting: Setting[Value]) -> Value:
        """Its value, or its default where none is kept that makes sense."""
        kept = self._settings.value(setting.key)
        if kept is None:
            return setting.default
        try:
            return setting.read(str(kept))
        except ValueError:
            return setting.default

    def put(self, setting: Setting[Value], value: Value) -> bool:
        """Keep a value. False, and nothing is kept, where nothing would be left to analyse."""
        if setting in table.ONE_NEEDED and not value:
            others = [each for each in table.ONE_NEEDED if each != setting]
            if not any(self.get(each) for each in others):
                return False
        before = self.get(setting)
        self._settings.setValue(setting.key, setting.written(value))
        if self.get(setting) != before:
            self.changed.emit(setting.key)
        return True

    def reset(self, setting: Setting[Value]) -> None:
        """Back to the default, also where that changes with a later version."""
        before = self.get(setting)
        self._settings.remove(setting.key)
        if before != setting.default:
            self.changed.emit(setting.key)

    # ------------------------------------------------------------------ what is not in it

    @property
    def notice_seen(self) -> bool:
        """Whether the present wording of the notice has been acknowledged."""
        return str(self._settings.value("notice_seen", "")) == str(_NOTICE_VERSION)

    def remember_notice(self) -> None:
        self._settings.setValue("notice_seen", _NOTICE_VERSION)

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

    def turned(self, what: str) -> frozenset[str]:
        """Lanes, or overlays, that are not on or off as they were at first."""
        return frozenset(str(self._settings.value(f"{what}_off", "") or "").split())

    def remember_turned(self, what: str, names: frozenset[str]) -> None:
        self._settings.setValue(f"{what}_off", " ".join(sorted(names)))

    @property
    def recent(self) -> RecentProjects:
        """Projects that were open lately."""
        return RecentProjects(self._settings, lambda: int(self.get(table.RECENT_COUNT)))

    @property
    def projects_folder(self) -> Path:
        """Where projects are made that nobody gave a place."""
        return self.get(table.PROJECTS_FOLDER) or projects_dir()

    @property
    def folder(self) -> str:
        """Where the last file was opened."""
        return str(self._settings.value("folder", ""))

    @folder.setter
    def folder(self, value: str) -> None:
        self._settings.setValue("folder", value)
