"""What can be done to one utterance, from menus and keys alike."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.state.session import Session
from desktop_app.views.format import person_name, precise_clock, spoken
from desktop_app.views.text_dialog import TextDialog


class UtteranceActions(QObject):
    """An utterance is given by its row now; until a dialog is answered it is known by its id."""

    impossible = Signal(str)
    """Why nothing was done."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window

    def split(self, row: int, word: int) -> None:
        """Two utterances, the second from a word on."""
        if 0 < word < len(self._session.analysis.results[row].utterance.words):
            self._session.editor.split(row, word)
        else:
            self.impossible.emit(
                self.tr("Move the playhead between two words of the utterance, then split it.")
            )

    def split_at(self, row: int, time_s: float) -> None:
        """The same, between the words around a moment."""
        words = self._session.analysis.results[row].utterance.words
        self.split(row, sum(word.end_s <= time_s for word in words))

    def merge(self, row: int) -> None:
        """One utterance of this one and the next."""
        if row + 1 < len(self._session.analysis.results):
            self._session.editor.merge(row)

    def name(self, row: int) -> None:
        """Ask what the person in view is called."""
        track = self._session.analysis.results[row].face_track_id
        if track is None:
            self.impossible.emit(self.tr("Nobody is in view in this utterance."))
        else:
            self.name_person(track)

    def name_person(self, track: int) -> None:
        """Ask what somebody is called."""
        editor, names = self._session.editor, self._session.remarks.names
        self._ask(
            self.tr("Name the person"),
            self.tr("Name of {person} in this file; empty for none:").format(
                person=person_name(track)
            ),
            names.get(track, ""),
            lambda text: editor.name_person(track, text),
        )

    def note(self, row: int) -> None:
        """Ask for a note."""
        session, key = self._session, self._key(row)

        def told(text: str) -> None:
            if (at := self._row(key)) is not None:
                session.editor.write_note(at, text)

        when = precise_clock(session.analysis.results[row].utterance.start_s)
        self._ask(
            self.tr("Note"),
            self.tr("Note on the utterance at {time}; it is exported too:").format(time=when),
            session.remarks.notes.get(row, ""),
            told,
            lines=4,
        )

    def copy(self, row: int, *, with_time: bool = False) -> None:
        """Put the words on the clipboard."""
        result = self._session.analysis.results[row]
        text = self._session.editor.said(row).text or spoken(result)
        if with_time:
            about = result.utterance
            times = f"{precise_clock(about.start_s)} – {precise_clock(about.end_s)}"
            name = self._session.remarks.names.get(result.face_track_id or 0, "")
            who = f"{name}: " if name and result.face_track_id is not None else ""
            text = f"[{times}] {who}{text}"
        QApplication.clipboard().setText(text)

    def _ask(self, title: str, question: str, text: str, told: object, *, lines: int = 1) -> None:
        assert callable(told)
        TextDialog(self._window.window(), title, question, text, told, lines=lines).open()

    def _key(self, row: int) -> int:
        return self._session.analysis.utterance_ids[row]

    def _row(self, key: int) -> int | None:
        ids = self._session.analysis.utterance_ids
        return ids.index(key) if key in ids else None
