"""What a person is to do while they are calibrated to, and that they are."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop_app.i18n.texts import engine_text
from desktop_app.state.live.session import LiveSession
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import modality_within
from engine.live.events import Calibrated


class CalibrationSign(QFrame):
    """Lies over the picture: below the face while it counts down, in a corner afterwards."""

    def __init__(self, live: LiveSession, over: QWidget) -> None:
        super().__init__(over)
        self._live = live
        self.setProperty("role", "sign")
        self._what, self._left = QLabel(), QLabel()
        self._left.setProperty("role", "hero")
        for label in (self._what, self._left):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2)
        self._column.setSpacing(0)
        self._column.addWidget(self._what)
        self._column.addWidget(self._left)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        live.calibration_changed.connect(self.refresh)
        self.refresh()

    @property
    def text(self) -> str:
        """What can be read; empty while it is hidden."""
        return "" if self.isHidden() else f"{self._what.text()} {self._left.text()}".strip()

    def refresh(self) -> None:
        left_s, done = self._live.calibrating_s, self._live.calibration
        self._left.setVisible(left_s is not None)
        self.setVisible(left_s is not None or done is not None)
        if left_s is not None:
            self._what.setText(self.tr("Look at the camera and speak calmly about anything"))
            self._left.setText(self.tr("{seconds} s").format(seconds=ceil(left_s)))
        elif done is not None:
            what = ", ".join(modality_within(each) for each in done.modalities)
            self._what.setText(self.tr("Calibrated to this person: {what}").format(what=what))
            self._left.setText("")
        self.setAccessibleName(self._what.text())
        self.place()

    def place(self) -> None:
        """The picture has another size, or the sign has."""
        over = self.parentWidget()
        if over is None:
            return
        room = max(over.width() - 4 * GAP, 1)
        self._what.setWordWrap(False)
        self._what.setMinimumWidth(0)  # its size hint would be no smaller
        needed = self._what.sizeHint().width()
        self._what.setWordWrap(needed > room)
        self._what.setFixedWidth(min(needed, room))
        self._column.activate()
        self.adjustSize()
        if self._live.calibrating_s is not None:  # below the face
            left, top = (over.width() - self.width()) // 2, over.height() - self.height() - GAP
        else:
            left, top = over.width() - self.width() - GAP, GAP
        self.move(left, top)
        self.raise_()


def reasons(calibrated: Calibrated) -> str:
    """Why what is not calibrated is not: Face: no face was in view."""
    return "  ·  ".join(
        f"{modality_within(modality)}: {engine_text(why)}"
        for modality, why in calibrated.why_not.items()
    )
