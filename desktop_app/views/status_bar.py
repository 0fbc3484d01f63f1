"""What produces the numbers: device with its reason, speech model, checkpoint."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QStatusBar

from desktop_app.state.analysis import AnalysisState


class ProvenanceBar(QStatusBar):
    """Empty until the engine has said what it uses."""

    def __init__(self, state: AnalysisState) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._state = state
        self._labels = [QLabel() for _ in range(3)]
        for label in self._labels:
            self.addWidget(label)
        self._reminder = QLabel(self.tr("Expression shown, not what a person feels"))
        self.addPermanentWidget(self._reminder)
        state.provenance_changed.connect(self._refresh)
        self._refresh()

    @property
    def text(self) -> str:
        return " | ".join(label.text() for label in self._labels)

    def _refresh(self) -> None:
        known = self._state.provenance
        if known is None:
            self._labels[0].setText(
                self.tr("Device, speech model and checkpoint show with the first file")
            )
            return
        device, speech, checkpoint = self._labels
        device.setText(
            self.tr("Device: {device} ({reason})").format(
                device=known.device, reason=known.device_reason
            )
        )
        speech.setText(self.tr("Speech: {model}").format(model=known.asr_model))
        checkpoint.setText(self.tr("Checkpoint: {name}").format(name=known.checkpoint))
        checkpoint.setToolTip(f"SHA-256 {known.checkpoint_sha256}")
