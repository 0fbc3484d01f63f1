"""What is worth a label most, as a list that jumps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu, QPushButton

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.i18n.texts import translate
from desktop_app.state.labels import QUEUE
from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.format import clock, spoken
from desktop_app.views.overview.jumps import Jump, JumpList
from desktop_app.views.sections import Section, small
from engine.sessions.labels.suggest import Reason, Suggestion
from engine.types import UtteranceResult

_REASONS = {
    Reason.UNCERTAIN: QT_TRANSLATE_NOOP("Suggestions", "uncertain"),
    Reason.CONFLICTING: QT_TRANSLATE_NOOP("Suggestions", "contradictory"),
    Reason.DIVERSE: QT_TRANSLATE_NOOP("Suggestions", "unlike the others"),
}
_CHOICES: dict[tuple[Reason, ...], str] = {
    tuple(Reason): QT_TRANSLATE_NOOP("Suggestions", "A mixture"),
    (Reason.UNCERTAIN,): QT_TRANSLATE_NOOP("Suggestions", "The most uncertain"),
    (Reason.CONFLICTING,): QT_TRANSLATE_NOOP("Suggestions", "The most contradictory"),
    (Reason.DIVERSE,): QT_TRANSLATE_NOOP("Suggestions", "Those unlike the others"),
}


class SuggestionPart(Section):
    """While it is not empty, going on goes along it."""

    def __init__(self, session: Session, themes: ThemeManager) -> None:
        super().__init__(
            translate("SuggestionPart", "Label next"),
            translate(
                "SuggestionPart",
                "Labels teach the most where the prediction is uncertain, where the modalities "
                "contradict each other, and where an utterance is unlike those that are labelled.",
            ),
        )
        self._session, self._themes = session, themes
        self.suggest = QPushButton(self.tr("Suggest {count}").format(count=QUEUE))
        menu = QMenu(self.suggest)
        for reasons, title in _CHOICES.items():
            action = menu.addAction(translate("Suggestions", title))
            action.triggered.connect(
                lambda _=False, reasons=reasons: session.labels.suggest(reasons)
            )
        self.suggest.setMenu(menu)
        self.list = JumpList(self.tr("Suggested utterances"))
        self._hint = small(self.tr("Without suggestions, Enter goes on in the order of time."))
        self.head.addWidget(self.suggest)
        self.body.addWidget(self.list)
        self.body.addWidget(self._hint)
        self.list.jump_wanted.connect(session.selection.select)

    def refresh(self) -> None:
        """Show what is left of them."""
        queue = self._session.labels.queue
        self.list.show_jumps(self._jumps(queue))
        self._hint.setVisible(not queue)

    def _jumps(self, queue: Sequence[Suggestion]) -> list[Jump]:
        results = self._session.analysis.results
        return [self._jump(results[each.place], each.reason) for each in queue]

    def _jump(self, result: UtteranceResult, reason: Reason) -> Jump:
        when, words = clock(result.utterance.start_s), spoken(result)
        why = "" if self._session.labels.blind else translate("Suggestions", _REASONS[reason])
        text = f"{when}  {why} · {words}" if why else f"{when}  {words}"
        return Jump(text, text, QColor(self._themes.theme.accent), result)
