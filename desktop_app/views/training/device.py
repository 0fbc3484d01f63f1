"""What computes a training."""

from __future__ import annotations

import shutil
import sys

from PySide6.QtWidgets import QComboBox

from desktop_app.i18n.texts import translate
from desktop_app.settings import table
from desktop_app.settings.preferences import Preferences


class DeviceBox(QComboBox):
    """The devices of the settings that this machine may have; the one of the settings first."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.setAccessibleName(translate("DeviceBox", "Device"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for each in table.DEVICE.choices:
            if _may_be_here(each.value):
                self.addItem(translate("Settings", each.title), each.value)
        preferences.changed.connect(self._on_changed)
        self._on_changed(table.DEVICE.key)

    @property
    def value(self) -> str:
        """As ``mibscope finetune --device`` has it."""
        return str(self.currentData())

    def _on_changed(self, key: str) -> None:
        if key == table.DEVICE.key:
            self.setCurrentIndex(max(0, self.findData(self._preferences.get(table.DEVICE))))


def _may_be_here(device: str) -> bool:
    """As far as can be told without loading torch; the training itself tries the device."""
    if device == "cuda":
        return shutil.which("nvidia-smi") is not None
    return device != "mps" or sys.platform == "darwin"
