"""A model that begins with random weights."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop_app.i18n.texts import engine_text, translate
from desktop_app.state.training.choices import (
    BETA,
    CONSTRAINTS,
    DESIGN_PRESETS,
    FUSIONS,
    VARIANTS,
    Design,
    Fusion,
)
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import modality_name
from desktop_app.views.sections import Section, small
from engine.types import Modality

Named = TypeVar("Named", bound=StrEnum)


class _Explained(QWidget, Generic[Named]):
    """One of several, and what it is for."""

    def __init__(self, heading: str, choices: Mapping[Named, str]) -> None:
        super().__init__()
        self._choices = choices
        label = QLabel(heading)
        self.box = QComboBox()
        self.box.addItems([each.value for each in choices])
        self.box.setAccessibleName(heading)
        label.setBuddy(self.box)
        self._explanation = small()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (label, self.box, self._explanation):
            column.addWidget(part)
        self.box.currentIndexChanged.connect(self._explain)
        self._explain()

    @property
    def value(self) -> Named:
        return list(self._choices)[self.box.currentIndex()]

    def choose(self, value: Named) -> None:
        self.box.setCurrentIndex(list(self._choices).index(value))

    def _explain(self) -> None:
        self._explanation.setText(engine_text(self._choices[self.value]))


class DesignSection(Section):
    """A preset, and all that it is made of."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(
            translate("DesignSection", "The new model"),
            translate("DesignSection", "Its features and sizes are those of the default one."),
        )
        self.preset = QComboBox()
        self.preset.setAccessibleName(self.tr("The new model"))
        for preset in DESIGN_PRESETS.values():
            self.preset.addItem(engine_text(preset.title))
        self.preset.addItem(self.tr("My own"))
        self._explanation = small()
        self.variant = _Explained(self.tr("Variant"), VARIANTS)
        self.fusion = _Explained(self.tr("Fusion"), FUSIONS)
        self.constraint = _Explained(self.tr("Constraint"), CONSTRAINTS)
        self.beta = QDoubleSpinBox()
        self.beta.setDecimals(5)
        self.beta.setRange(0.0, 100.0)
        self.beta.setSingleStep(0.005)
        self.beta.setAccessibleName("beta")
        self.beta.setAccessibleDescription(engine_text(BETA))
        self.modalities = {each: QCheckBox(modality_name(each)) for each in Modality}
        self._needed = small(
            self.tr("Both sentiment and expressions must be labelled; some hundred labels.")
        )
        beta = QLabel(self.tr("Beta"))
        beta.setBuddy(self.beta)
        parts: tuple[QWidget, ...] = (
            *(self.preset, self._explanation, self._needed, self.variant, self.fusion),
            *(beta, self.beta, small(engine_text(BETA)), self.constraint),
            *(QLabel(self.tr("What it reads")), *self.modalities.values()),
        )
        for part in parts:
            self.body.addWidget(part)
        self.body.setSpacing(GAP // 2)
        self._show(next(iter(DESIGN_PRESETS.values())).design)
        self._listen()

    @property
    def design(self) -> Design:
        """What is chosen; a single modality is always left."""
        return Design(
            self.variant.value,
            self.fusion.value,
            round(self.beta.value(), 6),
            self.constraint.value,
            tuple(each for each, check in self.modalities.items() if check.isChecked()),
        )

    # ------------------------------------------------------------------ inner workings

    def _listen(self) -> None:
        self.preset.activated.connect(self._on_preset)
        for box in (self.variant.box, self.fusion.box, self.constraint.box):
            box.currentIndexChanged.connect(self._on_changed)
        self.beta.valueChanged.connect(self._on_changed)
        for check in self.modalities.values():
            check.toggled.connect(self._on_changed)
        self._on_changed()

    def _on_preset(self, place: int) -> None:
        presets = list(DESIGN_PRESETS.values())
        if place < len(presets):
            self._show(presets[place].design)

    def _show(self, design: Design) -> None:
        self.fusion.choose(Fusion.CONCATENATION)  # which suits every variant, until all is set
        self.variant.choose(design.variant)
        self.fusion.choose(design.fusion)
        self.beta.setValue(design.beta)
        self.constraint.choose(design.constraint)
        for modality, check in self.modalities.items():
            check.setChecked(modality in design.modalities)

    def _on_changed(self) -> None:
        if not self.fusion.value.suits(self.variant.value):
            self.fusion.choose(Fusion.CONCATENATION)
        chosen = [check for check in self.modalities.values() if check.isChecked()]
        for check in self.modalities.values():
            check.setEnabled(len(chosen) > 1 or check not in chosen)
        presets = list(DESIGN_PRESETS.values())
        known = [place for place, each in enumerate(presets) if each.design == self.design]
        self.preset.setCurrentIndex(known[0] if known else len(presets))
        self._explanation.setText(engine_text(presets[known[0]].explanation) if known else "")
        self._explanation.setVisible(bool(known))
        self.changed.emit()
