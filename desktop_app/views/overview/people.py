"""The people in view, each with how long, which sentiment and which expressions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.state.overview import Aggregate, Person
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.charts.gauge import SmallGauge
from desktop_app.views.format import duration, emotion_name, percent, sentiment_word, signed
from desktop_app.views.sections import small
from engine.types import Emotion

PersonName = Callable[[int], str]
"""From the id of a face track to what the person is called."""


class PeopleList(QWidget):
    """One card per person."""

    def __init__(self, themes: ThemeManager, name_of: PersonName) -> None:
        super().__init__()
        self._themes, self._name_of = themes, name_of
        self._cards: list[PersonCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP // 2)

    @property
    def texts(self) -> list[str]:
        return [card.text for card in self._cards if not card.isHidden()]

    def show_people(self, people: Sequence[Person]) -> None:
        while len(self._cards) < len(people):
            card = PersonCard(self._themes)
            self._cards.append(card)
            self._column.addWidget(card)
        for place, card in enumerate(self._cards):
            card.setVisible(place < len(people))
            if place < len(people):
                person = people[place]
                card.show_figures(self._name_of(person.face_track_id), person.aggregate)


class PersonCard(QFrame):
    """Name and time, mean sentiment on a small gauge, the three likeliest expressions."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._name, self._time = QLabel(), small()
        self._name.setProperty("role", "title")
        self._time.setWordWrap(False)
        self._value, self._emotions = QLabel(), small()
        self._gauge = SmallGauge(themes)
        head, line = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._name)
        head.addStretch()
        head.addWidget(self._time)
        line.addWidget(self._value)
        line.addWidget(self._gauge, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2)
        column.setSpacing(1)
        column.addLayout(head)
        column.addLayout(line)
        column.addWidget(self._emotions)

    @property
    def text(self) -> str:
        labels = (self._name, self._time, self._value, self._emotions)
        return " · ".join(label.text() for label in labels)

    def show_figures(self, name: str, figures: Aggregate) -> None:
        self._name.setText(name)
        count = self.tr("%n utterance(s)", None, figures.utterances)
        self._time.setText(f"{duration(figures.seconds)}, {count}")
        self._value.setText(f"{signed(figures.sentiment)} {sentiment_word(figures.sentiment)}")
        self._gauge.show_value(figures.sentiment)
        top = sorted(Emotion, key=lambda emotion: -figures.emotions[emotion])[:3]
        said = [f"{emotion_name(emotion)} {percent(figures.emotions[emotion])}" for emotion in top]
        self._emotions.setText(" · ".join(said))
        self.setAccessibleName(name)
        self.setAccessibleDescription(self.text)
