"""Other analyses of the file as sides of the comparison, and making another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop_app.state.analysis import Status
from desktop_app.state.earlier_runs import DEFAULT, EarlierRuns, shipped_checkpoints
from desktop_app.state.overview import Place, Side, Source, utterance_side, whole_side
from desktop_app.state.session import Session
from desktop_app.views.compare.sides import Choice
from desktop_app.views.format import spoken
from desktop_app.views.sections import small
from engine.sessions.comparison import compare
from engine.sessions.project import RunRecord
from engine.types import UtteranceResult


class RunControls(QWidget):
    """Offers earlier analyses; another one is put beside the one it was made from."""

    offered = Signal(object)
    """A list of Choices."""
    put_wanted = Signal(object, object)
    """A Place and the Source that should stand there."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.earlier = EarlierRuns(session.projects, session.analysis, self)
        self._against: int | None = None
        """The run that the one which was asked for is to be compared with."""
        self.again = QPushButton(self.tr("Analyse again with"))
        self.again.setAccessibleDescription(
            self.tr("The analysis at hand is kept and stands beside the new one")
        )
        self.menu = QMenu(self.again)
        self.menu.aboutToShow.connect(self._fill)
        self.again.setMenu(self.menu)
        self._hint = small()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._hint)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.earlier.changed.connect(self._offer)
        self.earlier.arrived.connect(self.refresh)
        session.analysis.begun.connect(self._on_begun)
        session.analysis.status_changed.connect(self.refresh)
        self.refresh()

    def title_of(self, run: RunRecord) -> str:
        """When it was made, and with which checkpoint."""
        when = QDateTime.fromString(run.begun, Qt.DateFormat.ISODate).toLocalTime()
        shown = QLocale().toString(when, QLocale.FormatType.ShortFormat)
        checkpoint = run.provenance.checkpoint if run.provenance else self.tr("unknown checkpoint")
        return self.tr("Analysis of {time}, {checkpoint}").format(time=shown, checkpoint=checkpoint)

    def analyse_with(self, checkpoint: Path | None) -> None:
        """The same file with another checkpoint; None: the default one."""
        session = self._session
        self._against = session.analysis.run_id if session.analysis.results else None
        session.analyse_again(replace(session.analysis.settings, checkpoint=checkpoint))

    # ------------------------------------------------------------------ choices

    def _offer(self) -> None:
        choices = [Choice(self.tr("Selected utterance"), self._selected)]
        for run in self.earlier.runs:
            title = self.title_of(run)
            here = self.tr("Selected utterance in: {title}").format(title=title)
            choices.append(Choice(title, self._whole(run.id, title)))
            choices.append(Choice(here, self._counterpart(run.id, title)))
        self.offered.emit(choices if self.earlier.runs else [])
        self.refresh()

    def _whole(self, run_id: int, title: str) -> Source:
        """Read from the project when it is chosen, not when it is offered."""

        def side(_: Sequence[UtteranceResult]) -> Side | None:
            results = self.earlier.results(run_id)
            return None if results is None else whole_side(title, results)(())

        return side

    def _selected(self, _: Sequence[UtteranceResult]) -> Side | None:
        """Whatever is selected at the time."""
        result = self._session.selection.result
        title = self.tr("Selected utterance")
        return utterance_side(result, title, spoken(result))(()) if result else None

    def _counterpart(self, run_id: int, title: str) -> Source:
        """What another analysis says of whatever is selected at the time."""

        def side(_: Sequence[UtteranceResult]) -> Side | None:
            result = self._session.selection.result
            results = self.earlier.results(run_id)
            found = compare((result,), results) if result and results else None
            if found is None:
                return None
            other = found.matches[0].other
            return utterance_side(other, title, spoken(other))(())

        return side

    # ------------------------------------------------------------------ another one

    def _fill(self) -> None:
        self.menu.clear()
        for name, path in shipped_checkpoints().items():
            action = self.menu.addAction(self._shown(name))
            wanted = None if name == DEFAULT else path
            action.triggered.connect(lambda _=False, wanted=wanted: self.analyse_with(wanted))
        self.menu.addSeparator()
        self.menu.addAction(self.tr("A checkpoint from a file…")).triggered.connect(self._choose)

    def _shown(self, name: str) -> str:
        known = {
            DEFAULT: self.tr("the default checkpoint"),
            "permissive": self.tr("the permissive checkpoint"),
        }
        return known.get(name, name)

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Choose a checkpoint"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(self.tr("Checkpoints ({pattern})").format(pattern="*.safetensors"))
        dialog.fileSelected.connect(lambda path: self.analyse_with(Path(path)))
        dialog.open()

    def _on_begun(self) -> None:
        """The new analysis is A, the one that it was made from B."""
        run_id, before = self._session.analysis.run_id, self._against
        known = {run.id: run for run in self.earlier.runs}
        if run_id is not None and before in known:
            self._against = None
            here = self.tr("This analysis")
            self.put_wanted.emit(Place.A, whole_side(here))
            self.put_wanted.emit(Place.B, self._whole(before, self.title_of(known[before])))
        self.refresh()

    def refresh(self) -> None:
        """Say what there is to compare with, and whether another analysis can begin."""
        analysis = self._session.analysis
        idle = analysis.media_id is not None and not analysis.active
        self.again.setEnabled(idle and analysis.status is not Status.WAITING)
        count = len(self.earlier.runs)
        if self.earlier.reading:
            said = self.tr("The earlier analysis is being read …")
        elif count == 0:
            said = self.tr("There is no other analysis of this file yet.")
        else:
            said = self.tr("%n earlier analysis(es) of this file can be chosen above.", None, count)
        self._hint.setText(said)
