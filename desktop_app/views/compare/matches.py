"""Two analyses of one file, utterance by utterance: how far apart, where most, and why."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop_app.state.overview import Side
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import Theme
from desktop_app.views.format import (
    clock,
    emotion_name,
    modality_name,
    percent,
    precise_clock,
    signed,
    spoken,
)
from desktop_app.views.overview.jumps import Jump, JumpList
from desktop_app.views.sections import Section, small
from engine.sessions.comparison import Match, RunComparison, compare
from engine.types import UtteranceResult

_LISTED = 10
_APART = 0.05
"""Sentiments that are closer are written as the same number."""


class Matches(Section):
    """Hidden unless A and B are different analyses of the same speech."""

    jump_wanted = Signal(object)
    """The result to go to."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__("")
        self.heading.setText(self.tr("Utterance by utterance"))
        self.heading.setToolTip(self.tr("Utterances that share most of their time are matched."))
        self._themes = themes
        self.facts, self.here = small(), small()
        self.farthest = JumpList(self.tr("Utterances that differ most"))
        self._below = small(self.tr("Where they differ most; click or Enter goes there:"))
        self.farthest.jump_wanted.connect(self.jump_wanted)
        for widget in (self.facts, self.here, self._below, self.farthest):
            self.body.addWidget(widget)
        self.hide()

    def show_sides(self, a: Side | None, b: Side | None, selected: UtteranceResult | None) -> None:
        """Compare what both sides were made of."""
        found = compare(a.results, b.results) if a is not None and b is not None else None
        different = found is not None and any(m.one is not m.other for m in found.matches)
        self.setVisible(different)
        if found is None or not different:
            return
        self.facts.setText(self._said(found))
        here = next((m for m in found.matches if selected is m.one or selected is m.other), None)
        self.here.setText(self._explained(here) if here else "")
        self.here.setVisible(here is not None)
        apart = [m for m in found.matches if abs(m.shift) >= _APART or not m.same_emotion]
        ranked = sorted(apart, key=lambda match: -abs(match.shift))[:_LISTED]
        self.farthest.show_jumps([self._jump(match, self._themes.theme) for match in ranked])
        self._below.setVisible(bool(ranked))

    def _said(self, found: RunComparison) -> str:
        parts = [
            self.tr("%n utterance(s) are in both.", None, len(found.matches)),
            self.tr("Their sentiments are {distance} apart on average.").format(
                distance=f"{found.distance:.2f}"
            ),
            self._shifted(found.shift),
            self.tr("The likeliest expression is the same in {share}.").format(
                share=percent(found.same_emotion)
            ),
        ]
        if any(found.alone):
            parts.append(
                self.tr("Without a counterpart: {a} of A, {b} of B.").format(
                    a=found.alone[0], b=found.alone[1]
                )
            )
        return " ".join(part for part in parts if part)

    def _shifted(self, shift: float) -> str:
        if round(abs(shift), 2) == 0:
            return ""
        said = self.tr("B is {shift} more negative on average.")
        if shift > 0:
            said = self.tr("B is {shift} more positive on average.")
        return said.format(shift=f"{abs(shift):.2f}")

    def _explained(self, match: Match) -> str:
        """One match in words, with the modality that makes the difference."""
        text = self.tr(
            "The selected utterance: {a} and {emotion_a} in A, {b} and {emotion_b} in B."
        )
        text = text.format(
            a=signed(match.one.prediction.sentiment),
            b=signed(match.other.prediction.sentiment),
            emotion_a=emotion_name(match.one.prediction.top_emotion),
            emotion_b=emotion_name(match.other.prediction.top_emotion),
        )
        cause = match.cause
        if cause is None or round(abs(cause[1]), 2) == 0:
            return text
        why = self.tr("Most of it comes from: {modality}, whose share changes by {shift}.")
        return f"{text} {why.format(modality=modality_name(cause[0]), shift=signed(cause[1]))}"

    def _jump(self, match: Match, theme: Theme) -> Jump:
        one, other = match.one.prediction, match.other.prediction
        start = match.one.utterance.start_s
        value = f"{signed(one.sentiment, 1)} → {signed(other.sentiment, 1)}"
        if not match.same_emotion:
            value += f"   {emotion_name(one.top_emotion)} → {emotion_name(other.top_emotion)}"
        words = spoken(match.one)
        said = self.tr("{time}, sentiment {change}, {words}").format(
            time=precise_clock(start), change=value, words=words
        )
        return Jump(
            f"{clock(start)}   {value}   {words}", said, theme.sentiment(match.shift), match.one
        )
