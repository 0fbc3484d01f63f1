"""Which fold and which epoch single utterances are shown of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from desktop_app.state.training.insight import ALL_FOLDS
from desktop_app.state.training.session import TrainingState
from desktop_app.theming.tokens import GAP

_SLIDER_PX = 150
_LABEL_PX = 118


class EpochBar(QWidget):
    """The latest epoch is followed until another one is chosen; the end of the slider is the latest
    again."""

    def __init__(self, training: TrainingState) -> None:
        super().__init__()
        self._training, self._insight = training, training.insight
        self.fold = QComboBox()
        self.fold.setAccessibleName(self.tr("Fold"))
        self.fold.setToolTip(self.tr("Folds that ended earlier are shown as they ended"))
        self.fold.activated.connect(self._insight.choose_fold)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Epoch"))
        self.slider.setToolTip(self.tr("Epoch: 0 is the start"))
        self.slider.setFixedWidth(_SLIDER_PX)
        self.slider.setPageStep(1)
        self.slider.valueChanged.connect(self._on_moved)
        self.label = QLabel()
        self.label.setProperty("role", "small")
        self.label.setMinimumWidth(_LABEL_PX)
        self.latest = QToolButton()
        self.latest.setText(self.tr("Latest"))
        self.latest.setToolTip(self.tr("Follow the latest epoch"))
        self.latest.clicked.connect(lambda: self._insight.choose_epoch(None))
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 2, GAP, 2)
        row.setSpacing(GAP)
        for part in (self.fold, self.slider, self.label, self.latest):
            row.addWidget(part)
        self._insight.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Bring it in line with what is told."""
        folds, epochs = self._insight.folds, self._insight.epochs
        if self.fold.count() != folds + 1:
            self.fold.clear()
            self.fold.addItem(self.tr("All folds"))
            self.fold.addItems(
                [self.tr("Fold {number}").format(number=each + 1) for each in range(folds)]
            )
        self.fold.setCurrentIndex(self._insight.fold)
        self.fold.setVisible(folds > 0)
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(epochs) - 1))
        self.slider.setValue(self._place())
        self.slider.blockSignals(False)
        self.slider.setEnabled(len(epochs) > 1)
        self.latest.setEnabled(not self._insight.follows)
        self.label.setText(self._said())

    def _place(self) -> int:
        epochs, chosen = self._insight.epochs, self._insight.epoch
        return epochs.index(chosen) if chosen in epochs else max(0, len(epochs) - 1)

    def _said(self) -> str:
        epochs = self._insight.epochs
        if not epochs:
            return ""
        epoch = epochs[self._place()]
        said = [self.tr("epoch {epoch}").format(epoch=epoch) if epoch else self.tr("at the start")]
        kept = self._training.follower.curves.kept
        if self._insight.fold != ALL_FOLDS or not self._insight.folds:
            mine = kept[max(0, self._insight.fold - 1) :][:1]
            if mine and mine[0].epoch == epoch:
                said.append(self.tr("the best"))
        return " · ".join(said)

    def _on_moved(self, place: int) -> None:
        epochs = self._insight.epochs
        at_end = place >= len(epochs) - 1
        self._insight.choose_epoch(None if at_end else epochs[place])
