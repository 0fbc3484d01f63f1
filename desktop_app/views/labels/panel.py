"""The panel for labelling: the utterance at hand, going on, what to label next, agreement."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedLayout

from desktop_app.commands.binding import CommandSet
from desktop_app.settings.preferences import Preferences
from desktop_app.state.session import Session
from desktop_app.state.throttle import Throttle
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import precise_clock, spoken
from desktop_app.views.invitation import Invitation
from desktop_app.views.labels.agreement import AgreementPart
from desktop_app.views.labels.rater import RaterPart
from desktop_app.views.labels.said import EmotionLabel, SentimentLabel, Subject
from desktop_app.views.labels.suggestions import SuggestionPart
from desktop_app.views.sections import ScrolledSections, Section, small
from engine.sessions.labels.agreement import RaterAgreement

_REFRESH_MS = 300


class LabelPanel(QFrame):
    """Of the utterance that is selected, by the rater at hand."""

    def __init__(
        self,
        session: Session,
        commands: CommandSet,
        themes: ThemeManager,
        preferences: Preferences,
    ) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._session, self._labels = session, session.labels
        self.subject = Subject()
        self.progress = small()
        self.progress.setWordWrap(False)
        self.sentiment = SentimentLabel(self._labels, themes)
        self.emotions = EmotionLabel(self._labels, commands)
        self._blind = small(
            self.tr("Labelling blind: what was predicted appears once you have gone on.")
        )
        self.head = self._build_head(commands)
        self.rater = RaterPart(self._labels, preferences, commands)
        self.suggestions = SuggestionPart(session, themes)
        self.agreement = AgreementPart()
        self.agreement.scope_changed.connect(self._refresh_agreement)
        session.agreement.found.connect(self._show_whole)
        parts = (self.head, self.suggestions, self.rater, self.agreement)
        self.sections = ScrolledSections(parts)
        self._hint = Invitation(
            session.analysis, self.tr("Utterances can be labelled here as soon as they come.")
        )
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(1, 1, 1, 1)
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self.sections)
        self._throttle = Throttle(_REFRESH_MS, self._refresh_rest, self)
        self._labels.changed.connect(self._refresh)
        session.selection.changed.connect(self._refresh)
        self._labels.hidden_changed.connect(self._refresh)
        session.analysis.result_added.connect(self._throttle.poke)
        themes.changed.connect(self._refresh_rest)
        self._refresh()
        self._refresh_rest()

    # ------------------------------------------------------------------ building

    def _build_head(self, commands: CommandSet) -> Section:
        head = Section(self.tr("Label"))
        head.head.addWidget(self.progress)
        head.body.addWidget(self.subject)
        head.body.addSpacing(GAP // 2)
        head.body.addWidget(self.sentiment)
        head.body.addSpacing(GAP // 2)
        head.body.addWidget(self.emotions)
        head.body.addWidget(self._blind)
        self.previous = QPushButton(self.tr("Previous"))
        self.previous.setToolTip(
            self.tr("To the utterance before this one that has no label (Shift+Enter)")
        )
        self.next = QPushButton(self.tr("Next"))
        self.next.setProperty("role", "primary")
        self.next.setToolTip(self.tr("To the next utterance that has no label (Enter)"))
        row = QHBoxLayout()
        row.setSpacing(GAP // 2)
        for button, command in ((self.previous, "labels.previous"), (self.next, "labels.next")):
            button.clicked.connect(commands[command].trigger)
            row.addWidget(button, 1)
        head.body.addSpacing(GAP // 2)
        head.body.addLayout(row)
        return head

    # ------------------------------------------------------------------ keeping up

    def _refresh(self) -> None:
        result = self._session.selection.result
        self._pages.setCurrentWidget(self._hint if result is None else self.sections)
        if result is not None:
            about = result.utterance
            when = f"{precise_clock(about.start_s)} – {precise_clock(about.end_s)}"
            self.subject.show_words(when, spoken(result))
        said = self._labels.current
        self.sentiment.show_value(said.sentiment if said else None)
        self.emotions.show_shown(said.emotions if said else None)
        for part in (self.sentiment, self.emotions):
            part.setEnabled(self._labels.can_label)
        self._blind.setVisible(self._labels.blind)
        self._throttle.poke()

    def _refresh_rest(self) -> None:
        """What is of the whole file."""
        done, count = self._labels.progress
        said = self.tr("{done} of %n labelled", None, count).format(done=done)
        self.progress.setText(said)
        self.suggestions.refresh()
        if self._labels.active:
            self._refresh_agreement()

    def _refresh_agreement(self) -> None:
        several = len(self._session.agreement.raters) > 1
        self.agreement.setVisible(several)
        if several and self.agreement.whole.isChecked():
            self._session.agreement.ask()
        elif several:
            self.agreement.show_agreement(self._labels.agreement())

    def _show_whole(self, found: RaterAgreement | None) -> None:
        if self.agreement.whole.isChecked():
            self.agreement.show_agreement(found)
