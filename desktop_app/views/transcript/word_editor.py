"""A word is corrected where it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from desktop_app.state.session import Session
from desktop_app.views.transcript.view import TranscriptView

_NARROWEST = 44
_PADDING = 8


class WordEditor(QLineEdit):
    """Enter keeps the word, Esc gives it up, Tab keeps it and goes to the next one.

    Of the utterance it knows the id: rows may come and go while somebody writes.
    """

    closed = Signal()

    def __init__(self, view: TranscriptView, session: Session) -> None:
        super().__init__(view.viewport())
        self._view, self._session = view, session
        self._utterance_id = -1
        self._word = 0
        self._before = ""
        self.setAccessibleName(self.tr("Correct a word"))
        self.setAccessibleDescription(self.tr("Enter keeps it, Tab goes on to the next, Esc ends"))
        self.textEdited.connect(lambda _: self._place())
        view.laid_out.connect(self._place)
        self.hide()

    @property
    def row(self) -> int | None:
        """Of the utterance that is edited."""
        ids = self._session.analysis.utterance_ids
        return ids.index(self._utterance_id) if self._utterance_id in ids else None

    @property
    def word(self) -> int:
        return self._word

    def begin(self, row: int, word: int) -> bool:
        """Edit a word, or write the first ones where nothing is said; False where that cannot be
        done."""
        words = self._session.editor.said(row).words
        texts = [each.text.strip() for each in words] or [""]
        if not self._session.editor.can_edit or not 0 <= word < len(texts):
            return False
        self._utterance_id, self._word = self._session.analysis.utterance_ids[row], word
        self._before = texts[word]
        self._view.bring_into_view(row)
        self.setText(self._before)
        self.selectAll()
        self._place()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def keep(self) -> int:
        """Write the word down; how many words it is now."""
        row, text, editor = self.row, " ".join(self.text().split()), self._session.editor
        if row is None or text == self._before:
            return len(text.split())
        if not editor.said(row).words:
            editor.retell(row, text)
        elif self._word < len(editor.said(row).words):
            editor.reword(row, self._word, text)
        self._before = text
        return len(text.split())

    def close_editor(self) -> None:
        """Give the place back to the transcript."""
        if self._utterance_id >= 0:
            self._utterance_id = -1  # first: hiding takes the focus away, which would write it
            self.hide()
            self.closed.emit()

    def _go_on(self, *, back: bool) -> None:
        """To the word before or behind, in the next utterance that has words if need be."""
        row, wanted = self.row, self._word - 1 if back else self._word + self.keep()
        if back:
            self.keep()
        while row is not None and 0 <= row < self._view.rows.rowCount():
            count = len(self._session.editor.said(row).words)
            if 0 <= wanted < count and self.begin(row, wanted):
                return
            following = self._view.heights.step(row, -1 if back else 1)
            if following == row:
                break
            row = following
            wanted = len(self._session.editor.said(row).words) - 1 if back else 0
        self.close_editor()

    def _place(self) -> None:
        """Over the word, as wide as what is written needs."""
        row = self.row
        if self._utterance_id < 0:
            return
        if row is None or not self._view.heights.is_shown(row):
            self.close_editor()
            return
        rect = self._view.word_rect(row, self._word)
        if rect.isEmpty():
            rect = self._view.row_rect(row).adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        width = max(_NARROWEST, self.fontMetrics().horizontalAdvance(self.text()) + 4 * _PADDING)
        room = self._view.viewport().width()
        left = max(0, min(rect.left() - _PADDING, room - width))
        height = self.sizeHint().height()
        self.setGeometry(left, rect.center().y() - height // 2, min(width, room), height)

    # ------------------------------------------------------------------ keys

    def event(self, event: QEvent) -> bool:
        """Tab and Esc mean something here, before anything else in the window."""
        if isinstance(event, QKeyEvent):
            mine = event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape}
            if mine and event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if mine and event.type() is QEvent.Type.KeyPress:
                self.keyPressEvent(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_editor()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.keep()
                self.close_editor()
            case Qt.Key.Key_Tab:
                self._go_on(back=False)
            case Qt.Key.Key_Backtab:
                self._go_on(back=True)
            case _:
                super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who goes elsewhere has written what was meant; another window is not elsewhere."""
        super().focusOutEvent(event)
        elsewhere = event.reason() not in {
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.PopupFocusReason,
        }
        if elsewhere:
            self.keep()
            self.close_editor()
