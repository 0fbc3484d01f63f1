"""Choosing what stands at A and B, and what is chosen there in figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop_app.i18n.texts import translate
from desktop_app.state.overview import Aggregate, Place, Side, Source
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.charts.gauge import Reading, SentimentGauge, interval_name
from desktop_app.views.format import emotion_name, percent, sentiment_word, signed, span, uncertain
from desktop_app.views.sections import small
from engine.types import Emotion


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can stand at a side."""

    name: str
    source: Source


class SideCard(QFrame):
    """The head of one side: letter, title, ways to choose, and its sentiment."""

    pin_wanted = Signal()
    """The utterance that is selected should stand here."""
    chosen = Signal(object)
    """A Choice."""

    def __init__(self, place: Place, themes: ThemeManager) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._place = place
        self._choices: tuple[Choice, ...] = ()
        letter = QLabel(place.value)
        letter.setProperty("role", "heading")
        self._title, self._detail, self._word = QLabel(), small(), small()
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.pin = QPushButton(self.tr("Pin this utterance"))
        self.pin.setAccessibleDescription(
            self.tr("Put the selected utterance at {side}").format(side=place.value)
        )
        self.pin.clicked.connect(self.pin_wanted)
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("What stands at {side}").format(side=place.value))
        self.choice.setMinimumContentsLength(8)
        self.choice.activated.connect(self._on_chosen)
        self.gauge = SentimentGauge(themes, self.tr("Sentiment of {side}").format(side=place.value))
        head, ways = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(letter)
        head.addWidget(self._title, 1)
        ways.setSpacing(GAP // 2)
        ways.addWidget(self.pin)
        ways.addWidget(self.choice, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2)
        column.setSpacing(GAP // 2)
        column.addLayout(head)
        for widget in (self._detail, self._word, self.gauge):
            column.addWidget(widget)
        column.addLayout(ways)

    @property
    def text(self) -> str:
        return " · ".join(label.text() for label in (self._title, self._detail, self._word))

    def offer(self, choices: Sequence[Choice], *, can_pin: bool) -> None:
        """What can be chosen now; nothing of what stands here changes."""
        self.pin.setEnabled(can_pin)
        if [each.name for each in choices] != [each.name for each in self._choices]:
            self.choice.clear()
            self.choice.addItems([self.tr("Choose …"), *(each.name for each in choices)])
        self._choices = tuple(choices)
        self.choice.setEnabled(bool(choices))

    def show_side(self, side: Side | None) -> None:
        self._title.setText(side.title if side else self.tr("Nothing yet"))
        self._detail.setText(self._described(side))
        self._word.setVisible(side is not None)
        self.gauge.setVisible(side is not None)
        if side is not None:
            reading = reading_of(side.aggregate)
            self._word.setText(written(reading))
            self.gauge.show_reading(reading)

    def _described(self, side: Side | None) -> str:
        if side is None:
            empty = self.tr("Pin an utterance or choose what {side} shall be.")
            return empty.format(side=self._place.value)
        if side.detail:
            return side.detail
        count = self.tr("%n utterance(s)", None, side.aggregate.utterances)
        return f"{count}, {side.aggregate.seconds:.0f} s"

    def _on_chosen(self, row: int) -> None:
        self.choice.setCurrentIndex(0)
        if row > 0:
            self.chosen.emit(self._choices[row - 1])


def reading_of(figures: Aggregate) -> Reading:
    """One utterance has an interval; several have a spread, which is something else."""
    several = figures.interval is None
    return Reading(
        figures.sentiment,
        figures.spread if several else figures.interval,
        uncertain=figures.utterances == 1 and figures.sentiment_uncertain > 0,
        interval_meaning=translate("Compare", "80 % of the time") if several else interval_name(),
    )


def written(reading: Reading) -> str:
    """−1.26 slightly negative · 80 % interval −2.06 to −0.46"""
    word = uncertain() if reading.uncertain else sentiment_word(reading.value)
    said = f"{signed(reading.value)} {word}"
    if reading.interval is None:
        return said
    return f"{said} · {reading.interval_meaning} {span(*reading.interval, 2)}"


def difference(a: Side, b: Side) -> str:
    """The two in a sentence."""
    gap = b.aggregate.sentiment - a.aggregate.sentiment
    if round(abs(gap), 2) == 0:
        said = translate("Compare", "B and A have the same sentiment.")
    elif gap > 0:
        said = translate("Compare", "B is {gap} more positive than A.")
    else:
        said = translate("Compare", "B is {gap} more negative than A.")
    emotions = (a.aggregate.emotions, b.aggregate.emotions)
    most = max(Emotion, key=lambda e: abs(emotions[1][e] - emotions[0][e]))
    before, after = (percent(shares[most]) for shares in emotions)
    change = translate(
        "Compare", "Largest change of expression: {emotion}, {before} → {after}."
    ).format(emotion=emotion_name(most), before=before, after=after)
    return f"{said.format(gap=f'{abs(gap):.2f}')} {change}"
