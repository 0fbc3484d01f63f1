"""Runs as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor

from desktop_app.state.training.runs import ALIVE, Run, RunStatus, Spread, over_seeds
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.training.texts import change, learns_title, mean_and_sd, status_name

_NOWHERE = QModelIndex()
STATE = 1
_LONGEST = 12
"""Models of a line that are told."""
Index = QModelIndex | QPersistentModelIndex


class RunModel(QAbstractTableModel):
    """Those of the runs that a filter leaves."""

    def __init__(self, themes: ThemeManager, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.runs: tuple[Run, ...] = ()
        """Those that are shown."""
        self._all: tuple[Run, ...] = ()
        self._spreads: Mapping[str, Spread] = {}
        self._filter: tuple[str, ...] = ()
        self._heads = (
            self.tr("Run"),
            self.tr("State"),
            self.tr("Learned"),
            self.tr("From"),
            self.tr("Data"),
            self.tr("Sentiment error"),
            self.tr("Expression right"),
            self.tr("Over seeds"),
            self.tr("Begun"),
        )

    def show_runs(self, runs: Sequence[Run]) -> None:
        """All that there are."""
        self._all = tuple(runs)
        self._spreads = over_seeds(self._all)
        self._sift()

    def filter_by(self, text: str) -> None:
        """Only runs whose name, state, data, start or what learned has every word of it."""
        self._filter = tuple(text.casefold().split())
        self._sift()

    # ------------------------------------------------------------------ Qt's model

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.runs)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        run = self.runs[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.texts(run)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return self.details(run)
            case Qt.ItemDataRole.ForegroundRole if index.column() == STATE:
                return self._color(run)
        return None

    # ------------------------------------------------------------------ what is told

    def texts(self, run: Run) -> tuple[str, ...]:
        """Of the columns."""
        begun = QDateTime.fromString(run.begun, Qt.DateFormat.ISODateWithMs).toLocalTime()
        return (
            run.name,
            status_name(run.status),
            learns_title(run.learns),
            run.start,
            ", ".join(run.data),
            change(run.before.mae, run.after.mae),
            change(run.before.accuracy, run.after.accuracy),
            self._spread(run),
            QLocale().toString(begun, QLocale.FormatType.ShortFormat) if run.begun else "",
        )

    def details(self, run: Run) -> str:
        """All that is known, a line each: what went wrong, the models it comes from, how it was
        asked for, over seeds."""
        lines = [run.name, run.error]
        if len(line := self._line(run)) > 1:
            lines.append(self.tr("From: {line}").format(line=" ← ".join(line[1:])))
        if run.data:
            lines.append(self.tr("Data: {data}").format(data=", ".join(run.data)))
        if run.seed is not None:
            lines.append(self.tr("Seed {seed}").format(seed=run.seed))
        lines.append(run.how)
        if run.epoch is not None:
            lines.append(self.tr("Best epoch {epoch}").format(epoch=run.epoch))
        if spread := self._spreads.get(run.asked):
            lines.append(self.tr("%n run(s) with other seeds:", None, spread.runs - 1))
            for name, measured in (
                (self.tr("Sentiment error"), spread.mae),
                (self.tr("Expression right"), spread.accuracy),
            ):
                if measured is not None:
                    lines.append(f"{name} {mean_and_sd(measured)}")
        if run.sha256:
            lines.append(f"SHA-256 {run.sha256[:16]}…")
        return "\n".join(each for each in lines if each)

    # ------------------------------------------------------------------ inner workings

    def _sift(self) -> None:
        shown = tuple(run for run in self._all if self._passes(run))
        if [run.name for run in shown] == [run.name for run in self.runs]:
            self.runs = shown
            if shown:
                last = self.index(len(shown) - 1, len(self._heads) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.runs = shown
        self.endResetModel()

    def _passes(self, run: Run) -> bool:
        if not self._filter:
            return True
        told = (run.name, status_name(run.status), learns_title(run.learns), run.start, *run.data)
        whole = " ".join(told).casefold()
        return all(word in whole for word in self._filter)

    def _spread(self, run: Run) -> str:
        spread = self._spreads.get(run.asked)
        if spread is None or run.status is not RunStatus.FINISHED:
            return ""
        measured = spread.mae or spread.accuracy
        return f"{mean_and_sd(measured)} ({spread.runs})" if measured is not None else ""

    def _line(self, run: Run) -> list[str]:
        """The run, the model it began with, the one before …"""
        by_name = {each.name: each for each in self._all}
        found = [run.name]
        while run.start and run.start not in found and len(found) < _LONGEST:
            found.append(run.start)
            if run.start not in by_name:
                break
            run = by_name[run.start]
        return found

    def _color(self, run: Run) -> QColor | None:
        theme = self._themes.theme
        if run.status is RunStatus.FAILED:
            return QColor(theme.error_text)
        return QColor(theme.accent) if run.status in ALIVE else None
