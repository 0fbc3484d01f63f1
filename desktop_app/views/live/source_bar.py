"""What to watch and listen to, and the buttons of a run."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton

from desktop_app.commands.binding import CommandSet
from desktop_app.state.live.session import LiveSession, LiveStatus
from desktop_app.theming.icons import icon
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from engine.live.sources.base import SourceSettings

_NOTHING, _FILM, _ADDRESS = "nothing", "film", "address"
_ON_RUN = ("live.freeze", "live.mark", "live.mirror", "live.compact")


class SourceBar(QFrame):
    """Sources can be chosen while nothing runs."""

    film_wanted = Signal()
    address_wanted = Signal()

    def __init__(self, live: LiveSession, commands: CommandSet, themes: ThemeManager) -> None:
        super().__init__()
        self._live, self._themes = live, themes
        self._film = ""
        self._filled = False
        self.cameras, self.microphones = QComboBox(), QComboBox()
        self.cameras.setAccessibleName(self.tr("Camera"))
        self.microphones.setAccessibleName(self.tr("Microphone"))
        for box in (self.cameras, self.microphones):
            box.setMinimumWidth(150)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.cameras.activated.connect(self._on_camera)
        self._run = QPushButton()
        self._run.setProperty("role", "primary")
        self._run.clicked.connect(commands["live.run"].trigger)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP // 2, GAP // 2, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(QLabel(self.tr("Camera")))
        row.addWidget(self.cameras, 1)
        row.addWidget(QLabel(self.tr("Microphone")))
        row.addWidget(self.microphones, 1)
        row.addWidget(self._run)
        row.addStretch(1)
        for name in _ON_RUN:
            button = QToolButton()
            button.setDefaultAction(commands[name])
            button.setProperty("role", "flat")
            row.addWidget(button)
        live.devices_changed.connect(self._fill)
        live.status_changed.connect(self._refresh)
        themes.changed.connect(self._refresh)
        self._fill()
        self._refresh()

    def choose_film(self, film: str) -> None:
        """A file, or the address of a camera or a film in the network."""
        self._film = film
        self._fill()
        self.cameras.setCurrentIndex(max(0, self.cameras.findData(film)))

    def take_focus(self) -> None:
        self._run.setFocus()

    @property
    def source(self) -> SourceSettings | None:
        """What is chosen; None where that is nothing."""
        camera, microphone = self.cameras.currentData(), self.microphones.currentData()
        if isinstance(camera, str) and camera not in {_NOTHING, _FILM, _ADDRESS}:
            is_address = "://" in camera
            return SourceSettings(url=camera, microphone=microphone if is_address else None)
        number = camera if isinstance(camera, int) else None
        if number is None and microphone is None:
            return None
        return SourceSettings(camera=number, microphone=microphone)

    def _fill(self) -> None:
        devices = self._live.devices
        chosen: tuple[object, object] = (None, None)
        if self._filled:
            chosen = self.cameras.currentData(), self.microphones.currentData()
        self._filled = devices is not None
        self.cameras.clear()
        self.microphones.clear()
        for camera in devices.cameras if devices else ():
            self.cameras.addItem(camera.name, camera.index)
        if devices is None:
            self.cameras.addItem(self.tr("Looking for cameras…"), _NOTHING)
        else:
            self.cameras.addItem(self.tr("No camera"), _NOTHING)
        if self._film:
            self.cameras.addItem(_name(self._film), self._film)
        self.cameras.addItem(self.tr("A film…"), _FILM)
        self.cameras.addItem(self.tr("An address…"), _ADDRESS)
        for microphone in devices.microphones if devices else ():
            self.microphones.addItem(microphone.name, microphone.name)
        self.microphones.addItem(self.tr("No microphone"), None)
        for box, kept in zip((self.cameras, self.microphones), chosen, strict=True):
            place = box.findData(kept) if kept is not None else -1
            box.setCurrentIndex(max(0, place))
        self.microphones.setToolTip(devices.trouble if devices else "")

    def _on_camera(self) -> None:
        wanted = {_FILM: self.film_wanted, _ADDRESS: self.address_wanted}
        signal = wanted.get(self.cameras.currentData())
        if signal is not None:
            self.cameras.setCurrentIndex(0)
            signal.emit()

    def _refresh(self) -> None:
        status = self._live.status
        for box in (self.cameras, self.microphones):
            box.setEnabled(not self._live.busy)
        self._run.setText(
            {
                LiveStatus.OFF: self.tr("Start"),
                LiveStatus.STARTING: self.tr("Starting…"),
                LiveStatus.RUNNING: self.tr("Stop"),
                LiveStatus.FINISHING: self.tr("Skip the rest"),
            }[status]
        )
        self._run.setEnabled(status is not LiveStatus.STARTING)
        theme = self._themes.theme
        name = "cancel" if self._live.busy else "play"
        self._run.setIcon(icon(name, theme.accent_text, theme.absent))
        self._run.setIconSize(QSize(16, 16))


def _name(film: str) -> str:
    """The last part; of an address nothing that may be secret."""
    if "://" not in film:
        return Path(film).name
    parts = urlsplit(film)
    return unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or film
