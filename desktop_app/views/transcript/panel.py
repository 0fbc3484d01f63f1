"""The transcript panel: words in time, that can be searched, followed and corrected."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout

from desktop_app.state.session import Session
from desktop_app.state.throttle import Throttle
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.transcript.actions import UtteranceActions
from desktop_app.views.transcript.menu import RowMenu
from desktop_app.views.transcript.model import TranscriptModel
from desktop_app.views.transcript.painting import Look
from desktop_app.views.transcript.search import Search
from desktop_app.views.transcript.search_bar import SearchBar
from desktop_app.views.transcript.view import TranscriptView
from desktop_app.views.transcript.word_editor import WordEditor

_REFRESH_MS = 100


class TranscriptPanel(QFrame):
    """What was said. It follows the playhead until the user scrolls away from it."""

    def __init__(self, session: Session, themes: ThemeManager) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._session = session
        self.following = True
        self._playhead: tuple[int, int] = (-1, -1)
        """Row, and word or −1, that is being said."""
        self._model = TranscriptModel(session, self)
        self.list = TranscriptView(self._model, themes)
        self.list.setAccessibleName(self.tr("Transcript"))
        self.list.look_of = self._look_of
        self.search = Search(self._model, self)
        self.bar = SearchBar(self.search)
        self.word_editor = WordEditor(self.list, session)
        self.edits = UtteranceActions(session, self)
        self.follow_button = QToolButton(self.list)
        self._build()
        self._listen()
        self._on_rows()

    def _build(self) -> None:
        self.follow_button.setText(self.tr("Follow"))
        self.follow_button.setToolTip(self.tr("Go back to the playhead and follow it (Ctrl+L)"))
        self.follow_button.setAccessibleName(self.tr("Follow the playhead"))
        self.follow_button.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.list, 1)

    def _place_follow_button(self) -> None:
        """Over the rows, where a layout that moves could not disturb who scrolls."""
        button, room = self.follow_button, self.list.viewport().geometry()
        button.resize(button.sizeHint())
        button.move(room.right() - button.width() - GAP, room.bottom() - button.height() - GAP)

    def _listen(self) -> None:
        session, view = self._session, self.list
        view.place_chosen.connect(self._choose)
        view.word_edit_wanted.connect(self.correct)
        view.menu_wanted.connect(self._show_menu)
        view.copy_wanted.connect(lambda: self.edits.copy(self.current_row))
        view.scrolled_by_user.connect(lambda: self._set_following(False))
        self.follow_button.clicked.connect(self.follow)
        view.laid_out.connect(self._place_follow_button)
        self.word_editor.closed.connect(view.setFocus)
        self.bar.field.textChanged.connect(self._look_for)
        self.bar.field.step_wanted.connect(self.step_hit)
        self.bar.field.left.connect(view.setFocus)
        self.search.changed.connect(self._on_search)
        session.playback.position_changed.connect(self._on_playhead)
        session.selection.changed.connect(self._on_selection)
        session.selection.chosen.connect(self._on_chosen)
        session.analysis.begun.connect(self._on_begun)
        # Many results come at once; what is said of all of them can wait.
        self._throttle = Throttle(_REFRESH_MS, self._on_rows, self)
        state = session.analysis
        for signal in (state.result_added, state.results_reset, state.begun):
            signal.connect(self._throttle.poke)

    @property
    def current_row(self) -> int:
        return self.list.currentIndex().row()

    # ------------------------------------------------------------------ following

    def follow(self) -> None:
        """Go to the playhead, and with it from now on."""
        self._set_following(True)
        self.list.bring_into_view(self.current_row, centred=True)

    def _on_chosen(self) -> None:
        self._set_following(True)
        self._on_selection()

    def _set_following(self, wanted: bool) -> None:
        self.following = wanted
        self.follow_button.setVisible(not wanted and self._model.rowCount() > 0)

    def _on_begun(self) -> None:
        self.word_editor.close_editor()
        self._set_following(True)

    def _on_selection(self) -> None:
        row = self._session.selection.index
        if row is None or row >= self._model.rowCount():
            return
        if row != self.current_row:
            self.list.setCurrentIndex(self._model.index(row))
        if self.following and self.word_editor.row is None:
            self.list.bring_into_view(row)

    def _on_playhead(self, time_s: float) -> None:
        """Draw a row again only when another word is said."""
        row = self._session.analysis.index_before(time_s)
        before, self._playhead = self._playhead, self._said_at(row, time_s)
        if self._playhead != before:
            for each in {before[0], self._playhead[0]}:
                self.list.viewport().update(self.list.row_rect(each))

    def _said_at(self, row: int | None, time_s: float) -> tuple[int, int]:
        if row is None:
            return -1, -1
        words = self._session.analysis.results[row].utterance.words
        said = (i for i, word in enumerate(words) if word.start_s <= time_s <= word.end_s)
        return row, next(said, -1)

    def _on_rows(self) -> None:
        count = self._model.rowCount()
        self.bar.say_rows(count)
        self._on_playhead(self._session.playback.position_s)
        self._on_selection()

    # ------------------------------------------------------------------ choosing and editing

    def _choose(self, row: int, word: int) -> None:
        result = self._session.analysis.results[row]
        words = result.utterance.words
        at_s = words[word].start_s if 0 <= word < len(words) else None
        self._session.selection.select(result, at_s)

    def correct(self, row: int, word: int = -1) -> None:
        """Let a word be corrected where it stands; −1: the word at the playhead, else the first."""
        if not self.list.heights.is_shown(row):
            self.bar.show_all()
        if word < 0:
            word = self._playhead[1] if row == self._playhead[0] else 0
        self.word_editor.begin(row, max(0, word))

    def _show_menu(self, row: int, word: int, place: QPoint) -> None:
        RowMenu(self, self._session, self.edits, (row, word), self.correct).popup(place)

    # ------------------------------------------------------------------ searching

    def start_search(self) -> None:
        """Let the user write what to look for."""
        self.bar.field.setFocus()
        self.bar.field.selectAll()

    def step_hit(self, steps: int) -> None:
        """To the next hit or one before; a film that stands still goes there too."""
        hit = self.search.step(steps)
        if hit is not None and not self._session.playback.playing:
            self._session.selection.select(self._session.analysis.results[hit.row])

    def _look_for(self, text: str) -> None:
        self.search.look_for(text, max(0, self.current_row))

    def _on_search(self) -> None:
        if self.search.shown is not self.list.heights.shown:
            self.list.show_rows(self.search.shown)
            self.bar.say_rows(self._model.rowCount())
        hit = self.search.current
        if hit is not None:
            if hit.row != self.current_row:
                self._set_following(False)
            self.list.bring_into_view(hit.row, centred=True)
        self.list.viewport().update()

    def _look_of(self, row: int) -> Look:
        hit = self.search.current if self.search.active else None
        return Look(
            spoken_at_s=self._session.playback.position_s if row == self._playhead[0] else None,
            hits=self.search.hits_of(row),
            current_hit=hit.span if hit is not None and hit.row == row else None,
        )
