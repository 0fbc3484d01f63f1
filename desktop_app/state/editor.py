"""Edits of the transcript: predicted anew, then written down, then shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.i18n.texts import translate
from desktop_app.jobs.messages import Failure
from desktop_app.jobs.service import JobService
from desktop_app.state.analysis import AnalysisState
from desktop_app.state.project import ProjectState
from engine.errors import MibscopeError
from engine.sessions import editing
from engine.sessions.project import Project
from engine.sessions.project.journal import Edit
from engine.sessions.project.remarks import notes_of
from engine.types import Draft, FeatureTrack, Modality, Utterance, UtteranceAnalysed

_CORRECT_WORD = QT_TRANSLATE_NOOP("Edit", "Correct a word")
_CORRECT_UTTERANCE = QT_TRANSLATE_NOOP("Edit", "Correct an utterance")
_SPLIT = QT_TRANSLATE_NOOP("Edit", "Split an utterance")
_MERGE = QT_TRANSLATE_NOOP("Edit", "Merge two utterances")
_NAME = QT_TRANSLATE_NOOP("Edit", "Name a person")
_NOTE = QT_TRANSLATE_NOOP("Edit", "Note")
"""Kept in the project in English, whatever the language of the window."""

Write = Callable[[Edit, Sequence[UtteranceAnalysed]], None]


@dataclass(frozen=True, slots=True)
class _Pending:
    title: str
    run_id: int
    write: Write
    utterance_id: int | None
    utterance: Utterance
    """What it will say, where the edit is of its words alone."""


class TranscriptEditor(QObject):
    """Each edit is one step of undo. Until it is predicted the results stay as they were;
    ``said`` tells already what the words will be."""

    pending_changed = Signal(bool)
    """Whether an edit waits for its prediction."""
    failed = Signal(Failure)
    swapped = Signal(object)
    """What the shown utterance would be with other words; nothing is kept."""
    changed = Signal(object)
    """The utterances in the project are others than those shown; ids of those that were written
    or removed."""

    def __init__(
        self,
        jobs: JobService,
        projects: ProjectState,
        analysis: AnalysisState,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._projects, self._analysis = jobs, projects, analysis
        self._pending: dict[int, _Pending] = {}
        self._swap: int | None = None
        projects.changed.connect(self._pending.clear)  # an answer would be for the one before
        jobs.repredicted.connect(self._on_repredicted)
        jobs.not_repredicted.connect(self._on_not_repredicted)

    @property
    def can_edit(self) -> bool:
        """Whether there is something to edit, by a model that is known."""
        return bool(self._analysis.results) and self._analysis.provenance is not None

    @property
    def waiting(self) -> frozenset[int]:
        """Ids of the utterances whose other words wait for their prediction."""
        known = (each.utterance_id for each in self._pending.values())
        return frozenset(each for each in known if each is not None)

    def said(self, index: int) -> Utterance:
        """An utterance with the edits that still wait for their prediction."""
        if not self._pending:
            return self._analysis.results[index].utterance
        utterance_id = self._analysis.utterance_ids[index]
        latest = [p.utterance for p in self._pending.values() if p.utterance_id == utterance_id]
        return (latest or [self._analysis.results[index].utterance])[-1]

    # ------------------------------------------------------------------ edits

    def reword(self, index: int, at: int, text: str) -> None:
        """Another text for word ``at`` of an utterance; nothing takes the word out."""
        self._change(_CORRECT_WORD, index, editing.reworded(self.said(index), at, text))

    def retell(self, index: int, text: str) -> None:
        """Another text for a whole utterance."""
        self._change(_CORRECT_UTTERANCE, index, editing.retold(self.said(index), text))

    def split(self, index: int, at: int) -> None:
        """Two utterances, the second from word ``at`` on. Waits for no other edit."""
        if self._pending:
            return
        drafts = editing.split(self._analysis.results[index], self._tracks(index), at)
        utterance_id, run_id = self._analysis.utterance_ids[index], self._run

        def write(edit: Edit, found: Sequence[UtteranceAnalysed]) -> None:
            first, second = found
            edit.change_utterance(utterance_id, first.result, first.tracks)
            edit.add_utterance(run_id, second.result, second.tracks)

        self._predict(_SPLIT, drafts, write)

    def merge(self, index: int) -> None:
        """One utterance of this one and the next. Waits for no other edit."""
        if self._pending:
            return
        one, other = self._analysis.results[index : index + 2]
        first_id, second_id = self._analysis.utterance_ids[index : index + 2]
        draft = editing.merged(one, self._tracks(index), other, self._tracks(index + 1))

        def write(edit: Edit, found: Sequence[UtteranceAnalysed]) -> None:
            edit.change_utterance(first_id, found[0].result, found[0].tracks)
            edit.remove_utterance(second_id)

        self._predict(_MERGE, (draft,), write)

    def name_person(self, track_id: int, name: str) -> None:
        """What a person in view is called."""
        project, media_id = self._projects.project, self._analysis.media_id
        if project is None or media_id is None:
            return
        with project.journal.edit(_NAME) as edit:
            edit.name_person(media_id, track_id, name.strip())
        self._projects.remarks_changed.emit()
        self._projects.history_changed.emit()

    def write_note(self, index: int, text: str) -> None:
        """What is noted of an utterance; nothing takes the note away."""
        project, media_id = self._projects.project, self._analysis.media_id
        if project is None or media_id is None:
            return
        results = self._analysis.results
        known = notes_of(index, results, project.notes(media_id))
        said, wanted = "\n".join(note.text for note in known), text.strip()
        if said == wanted:
            return
        with project.journal.edit(_NOTE) as edit:
            if known:
                edit.change_note(known[0].id, wanted)
                for other in known[1:]:
                    edit.change_note(other.id, "")
            else:
                about = results[index].utterance
                edit.add_note(media_id, about.start_s, about.end_s, wanted)
        self._projects.remarks_changed.emit()
        self._projects.history_changed.emit()

    def swap(self, index: int, text: str) -> None:
        """What if these had been the words? Answered by ``swapped``."""
        result = self._analysis.results[index]
        utterance = editing.retold(result.utterance, text)
        self._swap = self._send((editing.draft(utterance, result, self._tracks(index)),))

    # ------------------------------------------------------------------ history

    @property
    def undoable(self) -> str | None:
        """Title of the edit that can be taken back."""
        project = self._projects.project
        return _in_words(project.journal.undoable) if project else None

    @property
    def redoable(self) -> str | None:
        """Title of the edit that can be made again."""
        project = self._projects.project
        return _in_words(project.journal.redoable) if project else None

    def undo(self) -> str | None:
        """Take the last edit back; its title."""
        return self._step(forward=False)

    def redo(self) -> str | None:
        """Make the edit again that was taken back last; its title."""
        return self._step(forward=True)

    def _step(self, *, forward: bool) -> str | None:
        project = self._projects.project
        if project is None:
            return None
        title = project.journal.redo() if forward else project.journal.undo()
        if title is not None:
            self._told(project)
        return _in_words(title)

    def _told(self, project: Project) -> None:
        if project.journal.touched:
            self.changed.emit(project.journal.touched)
        self._projects.remarks_changed.emit()
        self._projects.labels_changed.emit()
        self._projects.history_changed.emit()

    # ------------------------------------------------------------------ inner workings

    @property
    def _run(self) -> int:
        assert self._analysis.run_id is not None  # whoever has results has a run
        return self._analysis.run_id

    def _tracks(self, index: int) -> dict[Modality, FeatureTrack]:
        assert self._projects.project is not None
        return self._projects.project.runs.tracks(self._analysis.utterance_ids[index])

    def _change(self, title: str, index: int, utterance: Utterance) -> None:
        if utterance == self.said(index):
            return
        result = self._analysis.results[index]
        utterance_id = self._analysis.utterance_ids[index]
        draft = editing.draft(utterance, result, self._tracks(index))

        def write(edit: Edit, found: Sequence[UtteranceAnalysed]) -> None:
            edit.change_utterance(utterance_id, found[0].result, found[0].tracks)

        self._predict(title, (draft,), write, utterance_id)

    def _predict(
        self, title: str, drafts: Sequence[Draft], write: Write, utterance_id: int | None = None
    ) -> None:
        job = self._send(drafts)
        said = drafts[0].utterance
        self._pending[job] = _Pending(title, self._run, write, utterance_id, said)
        self.pending_changed.emit(True)

    def _send(self, drafts: Sequence[Draft]) -> int:
        assert self._analysis.provenance is not None
        sha256 = self._analysis.provenance.checkpoint_sha256
        return self._jobs.repredict(self._analysis.settings, sha256, drafts)

    def _on_repredicted(self, job: int, results: tuple[UtteranceAnalysed, ...]) -> None:
        if job == self._swap:
            self._swap = None
            self.swapped.emit(results[0].result)
            return
        pending = self._pending.pop(job, None)
        project = self._projects.project
        if pending is None:
            return
        if project is not None and pending.run_id == self._analysis.run_id:
            self._write(project, pending, results)
        self.pending_changed.emit(bool(self._pending))

    def _write(
        self, project: Project, pending: _Pending, results: Sequence[UtteranceAnalysed]
    ) -> None:
        try:
            with project.journal.edit(pending.title) as edit:
                pending.write(edit, results)
        except MibscopeError as error:
            self.failed.emit(Failure(error.message, error.hint))
        except sqlite3.Error as error:
            self.failed.emit(_not_written(error))
        else:
            self._told(project)

    def _on_not_repredicted(self, job: int, failure: Failure) -> None:
        if job == self._swap or self._pending.pop(job, None) is not None:
            self._swap = None if job == self._swap else self._swap
            self.failed.emit(failure)
            self.pending_changed.emit(bool(self._pending))


def _not_written(error: sqlite3.Error) -> Failure:
    said = translate("Edit", "The edit cannot be written to the project: {error}.")
    return Failure(
        said.format(error=error),
        translate("Edit", "Free some space, then make it again. Nothing else was lost."),
    )


def _in_words(title: str | None) -> str | None:
    """Title of an edit in the window's language."""
    return None if title is None else translate("Edit", title)
