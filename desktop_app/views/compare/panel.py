"""The comparison: A and B in the same charts, and what lies between them in numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.state.overview import (
    ComparisonState,
    Place,
    Side,
    person_side,
    utterance_side,
    whole_side,
)
from desktop_app.state.session import Session
from desktop_app.state.throttle import Throttle
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.charts.pairs import Pair, PairChart
from desktop_app.views.compare.matches import Matches
from desktop_app.views.compare.runs import RunControls
from desktop_app.views.compare.sides import Choice, SideCard, difference
from desktop_app.views.format import (
    emotion_name,
    modality_name,
    percent,
    person_name,
    points,
    precise_clock,
    signed,
    spoken,
)
from desktop_app.views.hidden import HiddenNote
from desktop_app.views.overview.people import PersonName
from desktop_app.views.sections import ScrolledSections, Section, small
from engine.types import Emotion, Modality, UtteranceResult

_REFRESH_MS = 500


class ComparePanel(QFrame):
    """Two sides; what stands there comes from pins, from choices, or from ``comparison.put``."""

    def __init__(
        self, session: Session, themes: ThemeManager, name_of: PersonName = person_name
    ) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._session, self._themes, self._name_of = session, themes, name_of
        self._more: tuple[Choice, ...] = ()
        self.comparison = ComparisonState(session.analysis, self)
        self.hidden = HiddenNote(
            self.tr("Labelling blind: sides appear here once you have labelled the whole video.")
        )
        self._cards = {place: SideCard(place, themes) for place in Place}
        self.sentence = small()
        self.emotions = PairChart(themes, self.tr("Expressions of A and B"), percent, points)
        self.shares = PairChart(
            themes, self.tr("Contributions to the sentiment of A and B"), signed, signed
        )
        self.rates = PairChart(themes, self.tr("Nats kept of A and B"), "{:.2f}".format, signed)
        self._figures = self._build_figures()
        self.runs = RunControls(session)
        self.matches = Matches(themes)
        parts = [*self._build_heads(), self.runs, *self._figures[:1], self.matches]
        self.sections = ScrolledSections([*parts, *self._figures[1:]])
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.hidden)
        column.addWidget(self.sections)
        self._throttle = Throttle(_REFRESH_MS, self._refresh_if_seen, self)
        for signal in (self.comparison.changed, session.analysis.begun, themes.changed):
            signal.connect(self.refresh)
        session.remarks.changed.connect(self.refresh)
        session.labels.hidden_changed.connect(self.refresh)
        self.runs.offered.connect(self.offer_more)
        self.runs.put_wanted.connect(self.comparison.put)
        self.runs.earlier.arrived.connect(self.refresh)
        self.matches.jump_wanted.connect(self._jump)
        state = session.analysis
        for signal in (state.result_added, state.results_reset, session.selection.changed):
            signal.connect(self._throttle.poke)
        self.refresh()

    def card(self, place: Place) -> SideCard:
        return self._cards[place]

    def offer_more(self, choices: Sequence[Choice]) -> None:
        """Choices beyond the people of this analysis: other checkpoints' views of the video."""
        self._more = tuple(choices)
        self.refresh()

    def pin(self, place: Place) -> None:
        """Put the utterance that is selected at a side."""
        result = self._session.selection.result
        if result is not None:
            start, end = result.utterance.start_s, result.utterance.end_s
            when = f"{precise_clock(start)} – {precise_clock(end)}"
            self.comparison.put(place, utterance_side(result, when, spoken(result)))

    def refresh(self) -> None:
        """Show the sides as they are now; for people who were given other names, too."""
        hidden = self._session.labels.hides_any
        self.hidden.setVisible(hidden)
        self.sections.setVisible(not hidden)
        if hidden:
            return
        choices = self._choices()
        can_pin = self._session.selection.result is not None
        sides = {place: self.comparison.side(place) for place in Place}
        for place, card in self._cards.items():
            card.offer(choices, can_pin=can_pin)
            card.show_side(sides[place])
        a, b = sides[Place.A], sides[Place.B]
        for section in self._figures:
            section.setVisible(a is not None and b is not None)
        self.runs.refresh()
        self.matches.show_sides(a, b, self._session.selection.result)
        if a is not None and b is not None:
            self._show(a, b)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    # ------------------------------------------------------------------ building

    def _build_heads(self) -> list[QWidget]:
        for place, card in self._cards.items():
            card.pin_wanted.connect(lambda place=place: self.pin(place))
            card.chosen.connect(
                lambda choice, place=place: self.comparison.put(place, choice.source)
            )
        return list(self._cards.values())

    def _build_figures(self) -> list[Section]:
        marks = self.tr("A filled, B hollow.")
        gap = Section(self.tr("Difference"))
        gap.body.addWidget(self.sentence)
        shown = Section(self.tr("Expression shown"), marks)
        shown.body.addWidget(self.emotions)
        shares = Section(
            self.tr("Contributions to the sentiment"),
            self.tr("Shapley shares. {marks}").format(marks=marks),
        )
        shares.body.addWidget(self.shares)
        rates = Section(self.tr("Kept by the bottlenecks, nats"), marks)
        rates.body.addWidget(self.rates)
        return [gap, shown, shares, rates]

    # ------------------------------------------------------------------ keeping up

    def _choices(self) -> list[Choice]:
        results = self._session.analysis.results
        if not results:
            return list(self._more)
        tracks = {r.face_track_id for r in results if r.face_track_id is not None}
        names = {track: self._name_of(track) for track in sorted(tracks)}
        people = [Choice(name, person_side(track, self._name_of)) for track, name in names.items()]
        whole = self.tr("Whole video")
        return [Choice(whole, whole_side(whole)), *people, *self._more]

    def _jump(self, result: UtteranceResult) -> None:
        if any(each is result for each in self._session.analysis.results):
            self._session.selection.select(result)
        else:
            self._session.selection.go_to(result.utterance.start_s)

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    def _show(self, a: Side, b: Side) -> None:
        theme = self._themes.theme
        one, other = a.aggregate, b.aggregate
        self.sentence.setText(difference(a, b))
        self.emotions.show_pairs(
            [
                Pair(emotion_name(e), one.emotions[e], other.emotions[e], QColor(theme.heat_high))
                for e in Emotion
            ]
        )
        self.shares.show_pairs(
            [
                Pair(self.tr("No input"), one.baseline, other.baseline, QColor(theme.absent)),
                *(
                    Pair(
                        modality_name(m),
                        one.shapley.get(m),
                        other.shapley.get(m),
                        theme.modality(m),
                    )
                    for m in Modality
                ),
            ]
        )
        self.rates.show_pairs(
            [
                Pair(modality_name(m), one.rates.get(m), other.rates.get(m), theme.modality(m))
                for m in Modality
            ]
        )
