"""The inspector: one utterance in figures, and what would be if something were different."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedLayout

from desktop_app.state.rates import RateCeiling
from desktop_app.state.session import Session
from desktop_app.state.what_if import WhatIfState
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.format import precise_clock, spoken
from desktop_app.views.hidden import HiddenNote
from desktop_app.views.inspector.contributions import WaterfallPart
from desktop_app.views.inspector.opinions import OpinionPart
from desktop_app.views.inspector.prediction import EmotionPart, SentimentPart
from desktop_app.views.inspector.rates import RatePart
from desktop_app.views.inspector.swap import SwapPart
from desktop_app.views.inspector.switches import Switches
from desktop_app.views.invitation import Invitation
from desktop_app.views.naming import naming
from desktop_app.views.sections import ScrolledSections, Section, small
from engine.types import UtteranceResult


class InspectorPanel(QFrame):
    """Shows the utterance that is selected; muted modalities and other words are its what-ifs."""

    swap_requested = Signal(str)
    """Other words for the utterance that is shown; the answer belongs to ``show_swapped``."""

    def __init__(self, session: Session, themes: ThemeManager) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._session = session
        self._shown: UtteranceResult | None = None
        self._was_swapped = False
        self.what_if = WhatIfState(session.analysis, session.selection, self)
        self._ceiling = RateCeiling(session.analysis, self)
        self.head = Section(self.tr("This utterance"))
        self._when, self._words, self._notes, self.remark = small(), small(), small(), small()
        self._when.setWordWrap(False)
        self.head.head.addWidget(self._when)
        self.sentiment = SentimentPart(themes)
        self.head.body.addWidget(self._words)
        self.head.body.addWidget(self.remark)
        self.head.body.addWidget(self._notes)
        self.head.body.addWidget(self.sentiment)
        self.emotions = EmotionPart(themes)
        self.switches = Switches(self.what_if, themes)
        self.waterfall = WaterfallPart(themes)
        self.rates = RatePart(self._ceiling, themes)
        self.opinions = OpinionPart(themes)
        self.swap = SwapPart()
        parts = (self.head, self.switches, self.emotions, self.waterfall)
        self.sections = ScrolledSections([*parts, self.rates, self.opinions, self.swap])
        self._hint = Invitation(
            session.analysis, self.tr("Figures appear here with the first utterance.")
        )
        self.hidden = HiddenNote(
            self.tr(
                "Labelling blind: figures appear here once this utterance is labelled and you have "
                "gone on."
            )
        )
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(1, 1, 1, 1)
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self.sections)
        self._pages.addWidget(self.hidden)
        self.swap.swap_requested.connect(self.swap_requested)
        self.swap.edited.connect(self._pause)
        self.what_if.changed.connect(self._refresh)
        session.labels.hidden_changed.connect(self._refresh)
        self._ceiling.changed.connect(self._refresh_rates)
        themes.changed.connect(self._refresh_prediction)
        session.remarks.changed.connect(self._refresh_remarks)
        self._refresh()

    @property
    def shown(self) -> UtteranceResult | None:
        """The utterance of the analysis; a what-if changes the figures, not this."""
        return self._shown

    def show_swapped(self, result: UtteranceResult | None) -> None:
        """Answer to ``swap_requested``: the utterance with the other words, None if none came."""
        self.swap.finish()
        self.what_if.show_swapped(result)

    # ------------------------------------------------------------------ keeping up

    def _refresh(self) -> None:
        result = self._session.selection.result
        if result is not None and self._session.labels.hides(result):
            self._shown = None  # what the hidden figures would be is not even read out
            self._pages.setCurrentWidget(self.hidden)
            return
        self._pages.setCurrentWidget(self._hint if result is None else self.sections)
        if result is not None and result is not self._shown:
            self._show_utterance(result)
            self.swap.show_result(result)
        self._shown = result
        self._refresh_prediction()

    def _show_utterance(self, result: UtteranceResult) -> None:
        utterance = result.utterance
        start, end = precise_clock(utterance.start_s), precise_clock(utterance.end_s)
        self._when.setText(f"{start} – {end}")
        self._words.setText(spoken(result))
        self._shown = result
        self._refresh_remarks()

    def _refresh_remarks(self) -> None:
        """Who is in view, where there is a choice, and what the user noted."""
        result, index = self._shown, self._session.selection.index
        if result is None or index is None:
            return
        several = result.faces_seen > 1
        self._notes.setVisible(several)
        if several:
            self._notes.setText(self._people(result))
        note = self._session.remarks.notes.get(index, "")
        self.remark.setVisible(bool(note))
        self.remark.setText(self.tr("Note: {note}").format(note=note))

    def _people(self, result: UtteranceResult) -> str:
        if result.face_track_id is None:
            return self.tr("%n people in view", None, result.faces_seen)
        said = self.tr("%n people in view, {person} is used", None, result.faces_seen)
        return said.format(person=naming(self._session)(result.face_track_id))

    def _refresh_prediction(self) -> None:
        subject, shown = self.what_if.subject, self.what_if.prediction
        if subject is None or shown is None or self._shown is None:
            return
        what_if = self.what_if.active
        self.sentiment.show_prediction(shown, self._shown, what_if)
        self.emotions.show_prediction(shown, self._shown, what_if)
        self.switches.show_result(subject)
        self.waterfall.show_result(subject, shown, self.what_if.muted)
        self.opinions.show_result(subject)
        self._refresh_rates()
        if self._was_swapped and not self.what_if.swapped:
            self.swap.restore()
        self._was_swapped = self.what_if.swapped

    def _refresh_rates(self) -> None:
        if (subject := self.what_if.subject) is not None:
            self.rates.show_result(subject)

    def _pause(self) -> None:
        """The utterance must not change under the hands of somebody who writes."""
        if self._session.playback.playing:
            self._session.playback.pause()
