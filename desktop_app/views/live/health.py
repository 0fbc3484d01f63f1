"""How the machine keeps up: rates, delays, drops."""

from __future__ import annotations

from statistics import median

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from desktop_app.state.live.session import LiveSession, LiveStatus
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import modality_name
from engine.live.events import LiveHealth, Pressure
from engine.live.sources.base import Level
from engine.types import Modality

_QUIETEST_DB = -60.0


class HealthLine(QWidget):
    """One line below the plots; says in words what was given up when the machine is too slow."""

    def __init__(self, live: LiveSession) -> None:
        super().__init__()
        self._live = live
        self._rates, self._trouble = QLabel(), QLabel()
        self._rates.setProperty("role", "small")
        self._trouble.setProperty("role", "warning")
        self.meter = QProgressBar()
        self.meter.setTextVisible(False)
        self.meter.setFixedWidth(120)
        self.meter.setRange(0, 100)
        self.meter.setAccessibleName(self.tr("Sound level"))
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 0, GAP, 0)
        row.setSpacing(GAP * 2)
        row.addWidget(self.meter)
        row.addWidget(self._rates, 1)
        row.addWidget(self._trouble)
        live.health_changed.connect(self.refresh)
        live.status_changed.connect(self.refresh)
        live.level_changed.connect(lambda: self.meter.setValue(filled(live.level)))
        self.refresh()

    @property
    def text(self) -> str:
        return f"{self._rates.text()} {self._trouble.text()}".strip()

    def refresh(self) -> None:
        health, status = self._live.health, self._live.status
        if status is LiveStatus.FINISHING:
            said = self.tr("Finishing: {left} s of sound are still to be read")
            self._rates.setText(said.format(left=f"{self._live.left_s:.0f}"))
            self._trouble.setText("")
            return
        if health is None:
            self._rates.setText("")
            self._trouble.setText("")
            return
        self._rates.setText("   ".join(self._said(health)))
        self._rates.setToolTip(self._details(health))
        self._trouble.setText(self._troubles(health))

    def _said(self, health: LiveHealth) -> list[str]:
        said = [
            self.tr("{n} pictures/s").format(n=f"{health.pictures_per_s:.0f}"),
            self.tr("{n} faces/s").format(n=f"{health.faces_per_s:.0f}"),
            self.tr("{n} predictions/s").format(n=f"{health.predictions_per_s:.1f}"),
        ]
        delays = [
            f"{modality_name(modality)} {median(shown):.2f} s"
            for modality in (Modality.AUDIO, Modality.VISION)
            if (shown := self._live.delays_to_screen_s(modality))
        ]
        if (words := health.delays.get(Modality.TEXT)) is not None:
            delays.append(f"{modality_name(Modality.TEXT)} {words.median_s:.1f} s")
        if delays:
            said.append(self.tr("delay: {delays}").format(delays=", ".join(delays)))
        if health.speech_factor is not None:
            factor = self.tr("{model} {factor} × real time")
            said.append(factor.format(model=health.asr_model, factor=f"{health.speech_factor:.2f}"))
        said.append(health.device)
        return said

    def _details(self, health: LiveHealth) -> str:
        lines = [
            self.tr("{n} pictures not looked at for faces").format(n=health.faces_dropped),
            self.tr("{n} s of sound still to be transcribed").format(n=f"{health.unread_s:.1f}"),
        ]
        if (source := health.source) is not None:
            lines.append(
                self.tr("{n} pictures dropped by the camera").format(n=source.frames_dropped)
            )
            if source.drift_ppm is not None:
                drift = self.tr("clock of the sound device: {ppm} ppm, corrected")
                lines.append(drift.format(ppm=f"{source.drift_ppm:+.0f}"))
            if source.overflows:
                lost = self.tr("{n} s of sound lost by the device")
                lines.append(lost.format(n=f"{source.filled_s:.2f}"))
        return "\n".join(lines)

    def _troubles(self, health: LiveHealth) -> str:
        source = health.source
        if source is not None and source.clipping:
            return self.tr("The sound is too loud (clipping)")
        if source is not None and source.silent_s > 5:
            return self.tr("No sound from the microphone")
        return {
            Pressure.NONE: "",
            Pressure.FACES: self.tr("Slow machine: fewer faces"),
            Pressure.PREDICTIONS: self.tr("Slow machine: fewer faces and predictions"),
            Pressure.SMALLER_MODEL: self.tr("Slow machine: a smaller speech model"),
            Pressure.NO_WORDS: self.tr("Too slow for words: they follow later"),
        }[health.pressure]


def filled(level: Level | None) -> int:
    """Percent of a level meter."""
    if level is None:
        return 0
    share = 1.0 - max(_QUIETEST_DB, level.peak_dbfs) / _QUIETEST_DB
    return round(100 * min(1.0, max(0.0, share)))
