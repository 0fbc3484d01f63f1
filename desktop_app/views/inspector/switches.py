"""The what-if switches: leave a modality out and see what is predicted of the rest."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from desktop_app.i18n.texts import translate
from desktop_app.state.what_if import WhatIfState
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.charts.chart import fill, hatch, outline
from desktop_app.views.format import listed, modality_name, modality_within, why_absent
from desktop_app.views.sections import Section, small
from engine.types import Modality, UtteranceResult

_SIDE = 12
_SCALE = 3
"""Pixmaps are drawn larger than shown, for screens of high density."""


class Switches(Section):
    """One button per modality, a line that says what is left out, and the way back."""

    def __init__(self, what_if: WhatIfState, themes: ThemeManager) -> None:
        super().__init__(
            translate("Switches", "What if …"),
            translate(
                "Switches",
                "Switch a modality off to see the prediction from the others alone.\n"
                "These are the numbers from which its share is computed.",
            ),
        )
        self._what_if, self._themes = what_if, themes
        self._buttons = {modality: self._button(modality) for modality in Modality}
        row = QHBoxLayout()
        row.setSpacing(GAP // 2)
        for button in self._buttons.values():
            row.addWidget(button, 1)
        self._notes = small()
        self._label = QLabel()
        self._label.setWordWrap(True)
        self.reset = QPushButton(self.tr("Reset"))
        self.reset.setAccessibleDescription(self.tr("Back to the prediction of the analysis"))
        self.reset.clicked.connect(what_if.reset)
        self._strip = QFrame()
        self._strip.setProperty("banner", "info")
        line = QHBoxLayout(self._strip)
        line.setContentsMargins(GAP, GAP // 2, GAP // 2, GAP // 2)
        line.addWidget(self._label, 1)
        line.addWidget(self.reset)
        self.body.addLayout(row)
        self.body.addWidget(self._notes)
        self.body.addWidget(self._strip)
        themes.changed.connect(self._restyle)
        self._restyle()

    def button(self, modality: Modality) -> QPushButton:
        return self._buttons[modality]

    @property
    def label(self) -> str:
        """What the strip says; empty while the original is shown."""
        return "" if self._strip.isHidden() else self._label.text()

    @property
    def notes(self) -> str:
        return "" if self._notes.isHidden() else self._notes.text()

    def show_result(self, result: UtteranceResult) -> None:
        """Bring switches, reasons and label in line with the utterance and the question."""
        for modality, button in self._buttons.items():
            button.setEnabled(self._what_if.can_mute(modality))
            button.setChecked(button.isEnabled() and modality not in self._what_if.muted)
            reason = _reason(result, modality)
            button.setToolTip(reason)
            button.setAccessibleDescription(reason)
        missing = [
            f"{modality_name(m)}: {why_absent(result, m)}"
            for m in Modality
            if m not in result.contributions
        ]
        said = missing if result.coalitions else [_not_kept(), *missing]
        self._notes.setText(" · ".join(said))
        self._notes.setVisible(bool(said))
        self._label.setText(question(self._what_if.muted, swapped=self._what_if.swapped))
        self._strip.setVisible(self._what_if.active)

    def _button(self, modality: Modality) -> QPushButton:
        button = QPushButton(modality_name(modality))
        button.setCheckable(True)
        button.setChecked(True)
        button.setProperty("role", "switch")
        button.setIconSize(QSize(_SIDE, _SIDE))
        button.clicked.connect(lambda on: self._what_if.mute(modality, not on))
        return button

    def _restyle(self) -> None:
        theme = self._themes.theme
        for modality, button in self._buttons.items():
            button.setIcon(_swatch(theme.modality(modality), QColor(theme.absent)))


def question(muted: frozenset[Modality], *, swapped: bool) -> str:
    """What if: other words, without face"""
    said = [translate("Switches", "other words")] if swapped else []
    names = [modality_within(m) for m in Modality if m in muted]
    if names:
        said.append(translate("Switches", "without {modalities}").format(modalities=listed(names)))
    return translate("Switches", "What if: {changes}").format(changes=", ".join(said))


def _reason(result: UtteranceResult, modality: Modality) -> str:
    if modality not in result.contributions:
        reason = why_absent(result, modality)
        return translate("Switches", "Absent: {reason}").format(reason=reason)
    if not result.coalitions:
        return _not_kept()
    return translate("Switches", "Takes part while it is switched on")


def _not_kept() -> str:
    return translate(
        "Switches",
        "What the modalities would say without each other was not kept for this utterance.",
    )


def _swatch(color: QColor, absent: QColor) -> QIcon:
    """Filled while it takes part, hollow while it is muted, hatched where it is absent."""
    found = QIcon()
    for draw, shade, mode, state in (
        (fill, color, QIcon.Mode.Normal, QIcon.State.On),
        (outline, color, QIcon.Mode.Normal, QIcon.State.Off),
        (hatch, absent, QIcon.Mode.Disabled, QIcon.State.Off),
    ):
        pixmap = QPixmap(_SIDE * _SCALE, _SIDE * _SCALE)
        pixmap.setDevicePixelRatio(_SCALE)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw(painter, QRectF(0, 0, _SIDE, _SIDE), shade)
        found.addPixmap(pixmap, mode, state)
    return found
