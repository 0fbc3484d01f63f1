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
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.charts.pairs import Pair, PairChart
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
from desktop_app.views.overview.people import PersonName
from desktop_app.views.sections import ScrolledSections, Section, small
from desktop_app.views.throttle import Throttle
from engine.types import Emotion, Modality

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
        self._cards = {place: SideCard(place, themes) for place in Place}
        self.sentence = small()
        self.emotions = PairChart(themes, self.tr("Expressions of A and B"), percent, points)
        self.shares = PairChart(
            themes, self.tr("Contributions to the sentiment of A and B"), signed, signed
        )
        self.rates = PairChart(themes, self.tr("Nats kept of A and B"), "{:.2f}".format, signed)
        self._figures = self._build_figures()
        self.sections = ScrolledSections([*self._build_heads(), *self._figures])
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.sections)
        self._throttle = Throttle(_REFRESH_MS, self._refresh_if_seen, self)
        for signal in (self.comparison.changed, session.analysis.begun, themes.changed):
            signal.connect(self.refresh)
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
        choices = self._choices()
        can_pin = self._session.selection.result is not None
        sides = {place: self.comparison.side(place) for place in Place}
        for place, card in self._cards.items():
            card.offer(choices, can_pin=can_pin)
            card.show_side(sides[place])
        a, b = sides[Place.A], sides[Place.B]
        for section in self._figures:
            section.setVisible(a is not None and b is not None)
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
        people = [Choice(name, person_side(track, name)) for track, name in names.items()]
        whole = self.tr("Whole video")
        return [Choice(whole, whole_side(whole)), *people, *self._more]

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
