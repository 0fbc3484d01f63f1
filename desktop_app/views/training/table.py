"""All runs of this machine."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView

from desktop_app.i18n.texts import translate
from desktop_app.state.training.session import TrainingState
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.rows import as_rows
from desktop_app.views.training.run_model import RunModel

_NAME_PX = 150


class RunTable(QTableView):
    """The current row's curves are shown; two selected rows can be compared."""

    def __init__(self, training: TrainingState, themes: ThemeManager) -> None:
        super().__init__()
        self._training = training
        self._filling = False
        self.runs = RunModel(themes, self)
        self.setModel(self.runs)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(translate("RunTable", "Filter: name, state, data, learned"))
        self.filter.setAccessibleName(translate("RunTable", "Filter the runs"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._on_filter)
        self.setAccessibleName(self.tr("Runs"))
        as_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._arrange_heads()
        self.selectionModel().selectionChanged.connect(self._on_selected)
        training.runs_changed.connect(self.refresh)
        training.watched_changed.connect(self._follow)
        themes.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the runs as they are now; what is selected stays."""
        self._filling = True
        self.runs.show_runs(self._training.runs)
        self._select({*self._training.selected})
        self._filling = False

    def text(self, row: int) -> str:
        """What a row says."""
        return " ".join(self.runs.texts(self.runs.runs[row]))

    # ------------------------------------------------------------------ inner workings

    def _arrange_heads(self) -> None:
        header = self.horizontalHeader()
        header.setMinimumSectionSize(48)
        header.setResizeContentsPrecision(0)  # by what is seen, not by hundreds of rows
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, _NAME_PX)
        header.setStretchLastSection(True)

    def _on_filter(self, text: str) -> None:
        self._filling = True
        self.runs.filter_by(text)
        self._select({*self._training.selected})
        self._filling = False

    def _select(self, names: set[str]) -> None:
        model = self.selectionModel()
        model.clearSelection()
        flags = QItemSelectionModel.SelectionFlag
        watched = self._training.watched
        for row, run in enumerate(self.runs.runs):
            if run.name in names:
                model.select(self.runs.index(row, 0), flags.Select | flags.Rows)
            if watched is not None and run.name == watched.name:
                model.setCurrentIndex(self.runs.index(row, 0), flags.NoUpdate)

    def _follow(self) -> None:
        self._filling = True
        self._select({*self._training.selected})
        self._filling = False

    def _on_selected(self) -> None:
        if self._filling:
            return
        rows = [index.row() for index in self.selectionModel().selectedRows()]
        names = [self.runs.runs[row].name for row in rows]
        self._filling = True
        current = self.currentIndex().row()
        last = self.runs.runs[current].name if current in rows else None
        self._training.select(names, last)
        self._filling = False
