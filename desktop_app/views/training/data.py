"""What there is to learn from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.i18n.texts import translate
from desktop_app.state.training.data import LabelledData
from desktop_app.state.training.session import TrainingState
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import SENTIMENT_LIMIT
from desktop_app.views.charts.bars import Bar, BarChart
from desktop_app.views.format import emotion_name
from desktop_app.views.sections import Section, small
from desktop_app.views.training.texts import finding_text
from engine.types import Emotion

_FILES = 4
"""So many are named; of more, how many there are."""


class DataSection(Section):
    """The labels of the open project, and whatever is added to them."""

    sources_changed = Signal()

    def __init__(self, training: TrainingState, themes: ThemeManager) -> None:
        super().__init__(translate("DataSection", "Labels"))
        self._training, self._themes = training, themes
        self.sources: tuple[Path, ...] = ()
        self._project = QCheckBox()
        self._project.setChecked(True)
        self._project.toggled.connect(self.sources_changed)
        self._facts = small()
        self.balance = BarChart(themes, self.tr("Balance of the labels"))
        self._warnings = QLabel()
        self._warnings.setProperty("role", "warning")
        self._warnings.setWordWrap(True)
        self._added = QVBoxLayout()
        self._added.setSpacing(0)
        self._add = QPushButton(self.tr("Add clips"))
        self._add.setMenu(self._menu())
        for part in (self._project, self._facts, self.balance, self._warnings):
            self.body.addWidget(part)
        self.body.addLayout(self._added)
        self.head.addWidget(self._add)
        training.data_changed.connect(self.refresh)
        themes.changed.connect(self.refresh)
        self.refresh()

    @property
    def with_project(self) -> bool:
        return self._project.isChecked()

    @property
    def text(self) -> str:
        """What it says of the labels."""
        return f"{self._facts.text()} {self._warnings.text()}".strip()

    def add(self, source: Path) -> None:
        """A folder or table of clips, or a data set."""
        if source not in self.sources:
            self._set((*self.sources, source))

    def refresh(self) -> None:
        data, name = self._training.data, self._training.project_name
        self._project.setText(
            self.tr("The project “{name}”").format(name=name) if name else self.tr("No project")
        )
        self._project.setEnabled(data.labelled > 0)
        self._facts.setText(self._described(data))
        self._facts.setVisible(data.labelled > 0)
        self._show_balance(data)
        self._warnings.setText("\n".join(finding_text(each) for each in data.findings))
        self._warnings.setVisible(bool(data.findings) and not (self.sources and not data.labelled))

    # ------------------------------------------------------------------ inner workings

    def _described(self, data: LabelledData) -> str:
        said = [
            self.tr("%n labelled utterance(s)", None, data.labelled),
            self.tr("%n rater(s)", None, data.raters),
        ]
        if data.named_people:
            said.append(self.tr("%n named person(s)", None, data.named_people))
        lines = [" · ".join(said)]
        lines += [f"{each.name}: {each.labelled}" for each in data.files[:_FILES]]
        if len(data.files) > _FILES:
            lines.append(self.tr("and %n more file(s)", None, len(data.files) - _FILES))
        return "\n".join(lines)

    def _show_balance(self, data: LabelledData) -> None:
        theme = self._themes.theme
        sides = (
            (self.tr("negative"), data.negative, theme.sentiment(-SENTIMENT_LIMIT)),
            (self.tr("near zero"), data.neutral, QColor(theme.absent)),
            (self.tr("positive"), data.positive, theme.sentiment(SENTIMENT_LIMIT)),
        )
        shown = [
            (emotion_name(each), data.emotions[each], QColor(theme.heat_high))
            for each in Emotion
            if data.emotions.get(each)
        ]
        rows = [*(sides if any(count for _, count, _ in sides) else ()), *shown]
        most = max((count for _, count, _ in rows), default=1)
        bars = [Bar(name, str(count), color, count / most) for name, count, color in rows]
        self.balance.show_bars(bars, "; ".join(f"{bar.name} {bar.text}" for bar in bars))
        self.balance.setVisible(bool(bars))

    def _menu(self) -> QMenu:
        menu = QMenu(self._add)
        menu.addAction(self.tr("A folder with labels.csv…")).triggered.connect(self._add_folder)
        menu.addAction(self.tr("A table or a data set…")).triggered.connect(self._add_file)
        return menu

    def _add_folder(self) -> None:
        caption = self.tr("A folder of clips with their labels")
        if chosen := QFileDialog.getExistingDirectory(self.window(), caption):
            self.add(Path(chosen))

    def _add_file(self) -> None:
        pattern = self.tr("Labelled data ({pattern})").format(pattern="*.csv *.safetensors")
        caption = self.tr("A table of clips, or a data set")
        chosen, _ = QFileDialog.getOpenFileName(self.window(), caption, "", pattern)
        if chosen:
            self.add(Path(chosen))

    def _set(self, sources: tuple[Path, ...]) -> None:
        self.sources = sources
        while (item := self._added.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for source in sources:
            self._added.addWidget(self._row(source))
        self.refresh()
        self.sources_changed.emit()

    def _row(self, source: Path) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        name = small(source.name)
        name.setToolTip(str(source))
        away = QToolButton()
        away.setText("✕")
        away.setProperty("role", "flat")
        away.setAccessibleName(self.tr("Leave {name} out").format(name=source.name))
        kept = tuple(each for each in self.sources if each != source)
        away.clicked.connect(lambda: self._set(kept))
        line.addWidget(name, 1)
        line.addWidget(away)
        return row
