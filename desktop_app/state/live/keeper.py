"""A recording becomes a project while it is made: what is shown of it is kept at once."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.jobs.live.messages import RecordingEnded
from desktop_app.jobs.messages import Failure
from desktop_app.state.live.session import Final, LiveSession
from engine.errors import MibscopeError
from engine.live.events import Calibrated
from engine.live.spans import file_time
from engine.runtime.paths import free_path
from engine.sessions.exports.wording import calibration_note
from engine.sessions.project import Project, RunRecorder
from engine.sessions.project.project import SUFFIX
from engine.sessions.shifting import shifted
from engine.types import (
    Analysis,
    AnalysisFinished,
    MediaProbed,
    ModelsReady,
    UtteranceAnalysed,
    Warned,
)

_MARKERS = QT_TRANSLATE_NOOP("Edit", "Marked moments")
_NO_WORDS = "✱"


class LiveKeeper(QObject):
    """The project lies beside its film and bears its name.

    Utterances that are not in the film as a whole (begun before it, cut by a pause) are not kept.
    """

    kept = Signal(Path)
    """A project is whole and can be opened."""
    failed = Signal(Failure)

    def __init__(self, live: LiveSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._project: Project | None = None
        self._recorder: RunRecorder | None = None
        self._media_id = 0
        self._kept = 0
        self._whole: RecordingEnded | None = None
        live.recording_began.connect(self._begin)
        live.final_arrived.connect(self._keep)
        live.calibrated.connect(self._on_calibrated)
        live.recording_over.connect(self._on_whole)
        live.status_changed.connect(self._on_status)

    def close(self) -> None:
        """What was kept stays; the film may go on without it."""
        if self._project is not None and self._recorder is not None:
            self._recorder.stop()
            self._project.close()
        self._project = self._recorder = None

    def _begin(self, film: Path) -> None:
        self._end()  # of the recording before, nothing more is to come
        try:
            self._project = Project.create(free_path(film.with_suffix(SUFFIX)))
            media = self._project.media.add(film)
            self._media_id = media.id
            self._recorder = RunRecorder(self._project, media.id, self._live.settings)
            if self._live.started is not None:
                self._recorder.add(ModelsReady(self._live.started.provenance))
            self._kept = 0
            if self._live.calibration is not None:
                self._recorder.add(_warned(self._live.calibration, 0))
        except (MibscopeError, sqlite3.Error) as error:
            self._give_up(error)

    def _keep(self, final: Final) -> None:
        if final.film_offset_s is None:
            if self._whole is not None:
                self._end()  # it lies behind the film
            return
        if self._recorder is None:
            return
        analysed = UtteranceAnalysed(final.event.result, final.event.tracks)
        try:
            self._recorder.add(shifted(analysed, final.film_offset_s))
            self._kept += 1
        except sqlite3.Error as error:
            self._give_up(error)

    def _on_calibrated(self, calibrated: Calibrated) -> None:
        """Numbers from here on are others: the project says so, and with it every export."""
        if self._recorder is None or (calibrated.why_not and not calibrated.fresh):
            return
        try:
            self._recorder.add(_warned(calibrated, self._kept))
        except sqlite3.Error as error:
            self._give_up(error)

    def _on_whole(self, ended: RecordingEnded) -> None:
        """What was said at the end of the film may still have to be read."""
        self._whole = ended
        self._on_status()

    def _on_status(self) -> None:
        if not self._live.busy:
            self._end()

    def _end(self) -> None:
        project, recorder, ended = self._project, self._recorder, self._whole
        if project is None or recorder is None or ended is None:
            return
        self._project = self._recorder = self._whole = None
        try:
            project.media.relink(self._media_id, ended.path, even_if_changed=True)
            self._note_markers(project, ended)
            if ended.media is not None and self._live.started is not None:
                recorder.add(MediaProbed(ended.media))
                provenance = self._live.started.provenance
                # The results are in the project already.
                whole = Analysis(ended.media, self._live.settings, provenance, ())
                recorder.add(AnalysisFinished(whole))
            else:
                recorder.stop()
            project.close()
        except (MibscopeError, sqlite3.Error) as error:
            self._project = project
            self._give_up(error)
            return
        self.kept.emit(project.path)

    def _note_markers(self, project: Project, ended: RecordingEnded) -> None:
        """Marked moments that are in the film become notes, without words where none were given."""
        marked = [(file_time(ended.spans, m.time_s), m.note) for m in self._live.markers]
        if not any(at is not None for at, _ in marked):
            return
        with project.journal.edit(_MARKERS) as edit:
            for at, note in marked:
                if at is not None:
                    edit.add_note(self._media_id, at, at, note or _NO_WORDS)

    def _give_up(self, error: Exception) -> None:
        if self._project is not None:
            self._project.close()
        self._project = self._recorder = self._whole = None
        said = error.message if isinstance(error, MibscopeError) else str(error)
        self.failed.emit(
            Failure(
                self.tr("What is shown is not kept in a project: {why}").format(why=said),
                self.tr("The film goes on; analyse it afterwards."),
            )
        )


def _warned(calibrated: Calibrated, kept: int) -> Warned:
    return Warned(calibration_note(calibrated.modalities, kept + 1))
