"""Play, step, time, speed and volume."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QToolButton, QWidget

from desktop_app.commands.binding import CommandSet
from desktop_app.state.playback import RATES, PlaybackState
from desktop_app.theming.icons import icon
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import clock, precise_clock


class Transport(QWidget):
    """Buttons take no focus: the keyboard has the same actions as shortcuts."""

    volume_changed = Signal(float)

    def __init__(
        self, playback: PlaybackState, commands: CommandSet, themes: ThemeManager, volume: float
    ) -> None:
        super().__init__()
        self._playback, self._themes = playback, themes
        self._icons: dict[QToolButton, str] = {}
        previous = self._button("previous", commands["play.previous"])
        self._play = self._button("play", commands["play.toggle"])
        following = self._button("next", commands["play.next"])
        self._time = QLabel()
        self._time.setMinimumWidth(
            self.fontMetrics().horizontalAdvance("0:00:00.0 / 0:00:00") + GAP
        )
        self._speed = self._speed_button()
        loop = self._button("loop", commands["play.loop"])
        self._mute = self._button("volume", commands["play.mute"])
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, 100)
        slider.setValue(round(volume * 100))
        slider.setFixedWidth(88)
        slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        slider.setAccessibleName(self.tr("Volume"))
        slider.valueChanged.connect(lambda value: self.volume_changed.emit(value / 100))
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2)
        row.setSpacing(GAP // 2)
        for widget in (previous, self._play, following):
            row.addWidget(widget)
        row.addSpacing(GAP)
        row.addWidget(self._time)
        row.addStretch()
        row.addWidget(self._speed)
        row.addWidget(loop)
        row.addWidget(self._mute)
        row.addWidget(slider)
        playback.position_changed.connect(self._refresh_time)
        playback.duration_changed.connect(self._refresh_time)
        playback.rate_changed.connect(self._refresh_time)
        playback.playing_changed.connect(self._refresh_icons)
        playback.muted_changed.connect(self._refresh_icons)
        themes.changed.connect(self._refresh_icons)
        self._refresh_time()
        self._refresh_icons()

    def _button(self, name: str, action: QAction) -> QToolButton:
        button = QToolButton()
        self._dress(button, name)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{action.toolTip()} ({keys})")
        button.setAccessibleName(action.toolTip())
        button.clicked.connect(action.trigger)
        button.setEnabled(action.isEnabled())
        action.enabledChanged.connect(button.setEnabled)
        if action.isCheckable():
            button.setCheckable(True)
            button.setChecked(action.isChecked())
            action.toggled.connect(button.setChecked)
        return button

    def _speed_button(self) -> QToolButton:
        """Says how fast it plays; a menu offers the other speeds."""
        button = QToolButton()
        button.setProperty("role", "flat")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip(self.tr("Speed"))
        button.setMinimumWidth(self.fontMetrics().horizontalAdvance("× 0.75") + 2 * GAP)
        menu = QMenu(button)
        for rate in reversed(RATES):
            menu.addAction(speed(rate)).triggered.connect(
                lambda _=False, rate=rate: self._playback.set_rate(rate)
            )
        button.setMenu(menu)
        return button

    def _dress(self, button: QToolButton, name: str) -> None:
        button.setProperty("role", "flat")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setIconSize(QSize(20, 20))
        self._icons[button] = name

    def _refresh_time(self) -> None:
        playback = self._playback
        self._time.setText(f"{precise_clock(playback.position_s)} / {clock(playback.duration_s)}")
        self._speed.setText(speed(playback.rate))
        times = f"{playback.rate:g}"
        self._speed.setAccessibleName(self.tr("Speed: {times} times").format(times=times))

    def _refresh_icons(self) -> None:
        theme = self._themes.theme
        self._icons[self._play] = "pause" if self._playback.playing else "play"
        self._icons[self._mute] = "mute" if self._playback.muted else "volume"
        for button, name in self._icons.items():
            button.setIcon(icon(name, theme.text, theme.absent))


def speed(rate: float) -> str:
    """× 1.5"""
    return f"× {rate:g}"
