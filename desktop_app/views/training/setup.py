"""What to train: data, the model to go on from, what learns, and for how long."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.settings.preferences import Preferences
from desktop_app.state.training.choices import (
    CROSSWISE_BELOW,
    NOTHING,
    Learns,
    TrainingChoice,
    advised,
    crosswise_advised,
)
from desktop_app.state.training.session import TrainingState
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.sections import Section, small
from desktop_app.views.training.data import DataSection
from desktop_app.views.training.design import DesignSection
from desktop_app.views.training.device import DeviceBox
from desktop_app.views.training.estimate import EstimateLine
from desktop_app.views.training.texts import learns_explanation, learns_title

WIDTH = 330
_TRAINED = 0.75
"""Share of the labels that trains, by which a choice is advised."""


class SetupPanel(QFrame):
    """Says the same as the options of ``mibscope finetune``."""

    def __init__(
        self, training: TrainingState, themes: ThemeManager, preferences: Preferences
    ) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self._training = training
        self._named = False
        self._chosen = self._chosen_crosswise = False
        self.data = DataSection(training, themes)
        self.start_from = QComboBox()
        self.learns = QButtonGroup(self)
        self._design: DesignSection | None = None
        self._design_place = QVBoxLayout()
        self.crosswise = QCheckBox(self.tr("Train crosswise"))
        self.epochs, self.minutes = QSpinBox(), QSpinBox()
        self.seed, self.seeds = QSpinBox(), QSpinBox()
        self.device = DeviceBox(preferences)
        self.side, self.name = QComboBox(), QLineEdit()
        self.begin = QPushButton(self.tr("Start training"))
        self.begin.setProperty("role", "primary")
        self.begin.clicked.connect(self._begin)
        self._advice = small()
        inside = QWidget()
        inside.setProperty("role", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        column.setSpacing(2 * GAP)
        self._learns = self._learns_section()
        for section in (self.data, self._start_section(), self._learns):
            column.addWidget(section)
        column.addLayout(self._design_place)
        column.addWidget(self._form())
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(area, 1)
        whole.addLayout(self._foot())
        training.runs_changed.connect(self._fill_starts)
        training.data_changed.connect(self._advise)
        self.data.sources_changed.connect(self._advise)
        self.start_from.currentIndexChanged.connect(self._on_start)
        self._fill_starts()
        self._advise()
        self._on_start()
        self._tell_choices(inside)

    @property
    def design(self) -> DesignSection:
        """What a new model is made of; built when somebody wants one."""
        if self._design is None:
            self._design = DesignSection()
            self._design.hide()
            self._design.changed.connect(self._propose_name)
            self._design.changed.connect(self._consider)
            self._design_place.addWidget(self._design)
        return self._design

    @property
    def choice(self) -> TrainingChoice:
        """What would be trained now."""
        new = self.start_from.currentData() == NOTHING
        return TrainingChoice(
            name=self.name.text().strip(),
            start=self.start_from.currentData(),
            crosswise=self.crosswise.isChecked() and not new,
            design=self.design.design if new else None,
            device=self.device.value,
            learns=list(Learns)[self.learns.checkedId()],
            seed=self.seed.value(),
            epochs=self.epochs.value() or None,
            minutes=float(self.minutes.value()) or None,
            by_person=self.side.currentIndex() == 1,
            with_project=self.data.with_project,
            sources=self.data.sources,
            splits=self._training.looking.splits_for(
                self.data.with_project, self.data.sources, self.side.currentIndex() == 1
            ),
        )

    def choose(self, learns: Learns) -> None:
        """Let this learn."""
        self.learns.button(list(Learns).index(learns)).setChecked(True)
        self._propose_name()

    # ------------------------------------------------------------------ building

    def _foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(GAP + 4, GAP // 2, GAP + 4, GAP)
        foot.setSpacing(GAP // 2)
        foot.addWidget(EstimateLine(self._training.looking))
        foot.addWidget(self.begin)
        return foot

    def _start_section(self) -> Section:
        section = Section(self.tr("Start from"), self.tr("The model that learns further."))
        self.start_from.setAccessibleName(self.tr("Start from"))
        self.start_from.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        section.body.addWidget(self.start_from)
        return section

    def _learns_section(self) -> Section:
        section = Section(self.tr("What learns"), self.tr("All else stays as it is, to the bit."))
        for place, learns in enumerate(Learns):
            button = QRadioButton(learns_title(learns.value))
            explanation = small(learns_explanation(learns))
            explanation.setContentsMargins(20, 0, 0, GAP // 2)
            button.setAccessibleDescription(learns_explanation(learns))
            button.clicked.connect(self._on_chosen)
            self.learns.addButton(button, place)
            section.body.addWidget(button)
            section.body.addWidget(explanation)
        section.body.addWidget(self._advice)
        self.learns.button(0).setChecked(True)
        return section

    def _form(self) -> Section:
        section = Section(self.tr("How long, and how"))
        self.epochs.setRange(0, 10_000)
        self.epochs.setSpecialValueText(self.tr("as advised"))
        self.minutes.setRange(0, 10_000)
        self.minutes.setSpecialValueText(self.tr("no limit"))
        self.minutes.setSuffix(" min")
        self.seed.setRange(0, 999_999)
        self.seed.setValue(1)
        self.seeds.setRange(1, 20)
        self.seeds.setToolTip(
            self.tr("One run each with this seed and the next ones; the table shows mean ± s.d.")
        )
        self.seeds.setPrefix("× ")
        self.crosswise.clicked.connect(self._on_crosswise)
        self._crosswise_advice = small()
        self._crosswise_advice.setContentsMargins(20, 0, 0, GAP // 2)
        self.side.addItems([self.tr("whole videos"), self.tr("named people")])
        self.side.currentIndexChanged.connect(self._advise)
        self.side.setToolTip(self.tr("What is never divided between training and validation."))
        self.name.textEdited.connect(self._on_named)
        form = QFormLayout()
        form.setSpacing(GAP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Epochs, at most"), self.epochs)
        form.addRow(self.tr("Time, at most"), self.minutes)
        form.addRow(self.tr("Seed"), self.seed)
        form.addRow(self.tr("Runs"), self.seeds)
        form.addRow(self.tr("Device"), self.device)
        form.addRow(self.tr("Keep together"), self.side)
        form.addRow(self.tr("Name"), self.name)
        section.body.addWidget(self.crosswise)
        section.body.addWidget(self._crosswise_advice)
        section.body.addLayout(form)
        section.body.addWidget(
            small(
                self.tr(
                    "Validation decides which epoch is kept; the model of the start is among them."
                )
            )
        )
        self.seed.valueChanged.connect(self._propose_name)
        return section

    # ------------------------------------------------------------------ keeping up

    def _tell_choices(self, inside: QWidget) -> None:
        """Whatever is chosen here may take another time, and be about other data."""
        looking = self._training.looking
        for button in inside.findChildren(QAbstractButton):
            button.toggled.connect(self._consider)
        for box in inside.findChildren(QComboBox):
            box.currentIndexChanged.connect(self._consider)
        for number in inside.findChildren(QSpinBox):
            number.valueChanged.connect(self._consider)
        self.data.sources_changed.connect(self._consider)
        self._training.data_changed.connect(self._consider)
        looking.splits.changed.connect(self._consider)
        self._consider()

    def _consider(self) -> None:
        choice = self.choice if self.begin.isEnabled() else None
        self._training.looking.consider(choice, self.seeds.value())

    def _fill_starts(self) -> None:
        names, chosen = [*self._training.starts(), NOTHING], self.start_from.currentData()
        known = [self.start_from.itemData(row) for row in range(self.start_from.count())]
        if names != known:
            self.start_from.clear()
            for name in names:
                self.start_from.addItem(self._shown(name), name)
            self.start_from.setCurrentIndex(max(0, self.start_from.findData(chosen)))
        if not self._named:
            self._propose_name()

    def _shown(self, name: str) -> str:
        known = {
            "default": self.tr("the default checkpoint"),
            "permissive": self.tr("the permissive checkpoint"),
            NOTHING: self.tr("nothing: random weights"),
        }
        return known.get(name, name)

    def _advise(self) -> None:
        labelled = self._training.data.labelled
        best = advised(round(_TRAINED * labelled))
        if not self._chosen:
            self.choose(best)
        title = learns_title(best.value)
        self._advice.setText(
            self.tr("For %n labelled utterance(s): {title}.", None, labelled).format(title=title)
        )
        self._advice.setVisible(labelled > 0)
        self._advise_crosswise()
        self.begin.setEnabled(bool(self.data.sources) or self._with_labels())
        self._propose_name()

    def _advise_crosswise(self) -> None:
        data, people = self._training.data, self.side.currentIndex() == 1
        groups = data.named_people if people else len(data.files)
        wanted = crosswise_advised(data.labelled, groups) and not self.data.sources
        if not self._chosen_crosswise:
            self.crosswise.setChecked(wanted)
        why = self.tr(
            "Every video or person validates once, and the mean of the models is kept. Advised "
            "below %n labelled utterances: a quarter of fewer says little about which epoch to "
            "keep.",
            None,
            CROSSWISE_BELOW,
        )
        self._crosswise_advice.setText(why)
        self.crosswise.setAccessibleDescription(why)

    def _on_crosswise(self) -> None:
        self._chosen_crosswise = True

    def _on_start(self) -> None:
        new = self.start_from.currentData() == NOTHING
        self._learns.setVisible(not new)
        if new or self._design is not None:
            self.design.setVisible(new)
        self.crosswise.setVisible(not new)
        self._crosswise_advice.setVisible(not new)
        self._propose_name()

    def _with_labels(self) -> bool:
        return self.data.with_project and self._training.data.labelled > 0

    def _on_chosen(self) -> None:
        self._chosen = True
        self._propose_name()

    def _on_named(self, text: str) -> None:
        self._named = bool(text.strip())

    def _propose_name(self) -> None:
        if self._named:
            return
        sources = self.data.sources
        first = sources[0].stem if sources else ""
        about = self._training.project_name if self._with_labels() else first
        learns = list(Learns)[max(0, self.learns.checkedId())]
        new = self.start_from.currentData() == NOTHING
        what = self.design.design.variant.value if new else learns.value
        said = f"{about or 'run'} {what} {self.seed.value()}"
        self.name.setText(self._training.free_name(said))
        self.name.setCursorPosition(0)

    def _begin(self) -> None:
        if self._training.begin_all(self.choice.with_seeds(self.seeds.value())):
            self._named = False
            self.seeds.setValue(1)
            self._propose_name()
