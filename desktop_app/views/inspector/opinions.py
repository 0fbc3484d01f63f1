"""What each modality says by itself, side by side, and whether they contradict each other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from desktop_app.i18n.texts import translate
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.charts.gauge import SmallGauge
from desktop_app.views.format import (
    emotion_name,
    listed,
    modality_name,
    percent,
    signed,
    top_emotions,
    why_absent,
)
from desktop_app.views.sections import Section
from engine.types import Agreement, Modality, UtteranceResult


class OpinionPart(Section):
    """Sentiment and the two likeliest emotions of every modality's own decoder."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__(
            translate("OpinionPart", "Each on its own"),
            translate("OpinionPart", "What the decoder on one modality's own code says."),
        )
        self._conflict = QLabel()
        self._conflict.setWordWrap(True)
        self._strip = QFrame()
        self._strip.setProperty("banner", "warning")
        line = QVBoxLayout(self._strip)
        line.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2)
        line.addWidget(self._conflict)
        self._cards = {modality: OpinionCard(themes) for modality in Modality}
        row = QGridLayout()
        row.setSpacing(GAP // 2)
        for column, card in enumerate(self._cards.values()):
            row.addWidget(card, 0, column)
            row.setColumnStretch(column, 1)
        self.body.addWidget(self._strip)
        self.body.addLayout(row)

    def card(self, modality: Modality) -> OpinionCard:
        return self._cards[modality]

    @property
    def conflict(self) -> str:
        return "" if self._strip.isHidden() else self._conflict.text()

    def show_result(self, result: UtteranceResult) -> None:
        for modality, card in self._cards.items():
            card.show_opinion(result, modality)
        said = conflict(result)
        self._conflict.setText(f"⚠ {said}")
        self._strip.setVisible(bool(said))


class OpinionCard(QFrame):
    """One modality: name, sentiment, two emotions; or why it has no opinion."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._themes = themes
        self._gauge = SmallGauge(themes)
        self._name, self._value, self._emotions = QLabel(), QLabel(), QLabel()
        self._value.setProperty("role", "title")
        self._emotions.setProperty("role", "small")
        self._emotions.setWordWrap(True)
        self._emotions.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP - 2, GAP // 2, GAP // 2, GAP // 2)
        column.setSpacing(1)
        column.addWidget(self._name)
        column.addWidget(self._value)
        column.addWidget(self._gauge)
        column.addWidget(self._emotions, 1)

    @property
    def text(self) -> str:
        return f"{self._value.text()} {self._emotions.text()}".strip()

    def show_opinion(self, result: UtteranceResult, modality: Modality) -> None:
        theme = self._themes.theme
        part, name = result.contributions.get(modality), modality_name(modality)
        square = "■" if part else "▨"
        color = theme.modality(modality).name() if part else theme.absent
        self._name.setText(f'<span style="color:{color}">{square}</span> {name}')
        self._gauge.show_value(part.unimodal.sentiment if part else None)
        # Lines of their own must not be broken, or the card is laid out for many more of them.
        self._emotions.setWordWrap(part is None)
        if part is None:
            self._value.setText(self.tr("absent"))
            self._emotions.setText(why_absent(result, modality))
        else:
            self._value.setText(signed(part.unimodal.sentiment))
            top = top_emotions(part.unimodal)
            self._emotions.setText("\n".join(f"{emotion_name(e)} {percent(p)}" for e, p in top))
        self.setAccessibleName(self.tr("{modality} on its own").format(modality=name))
        self.setAccessibleDescription(self.text.replace("\n", ", "))


def conflict(result: UtteranceResult) -> str:
    """What the modalities contradict each other about; empty where they do not."""
    report = result.agreement
    if report is None or report.overall is not Agreement.CONFLICT:
        return ""
    about = []
    if report.sentiment is Agreement.CONFLICT:
        about.append(translate("OpinionPart", "the sentiment"))
    if report.emotion is Agreement.CONFLICT:
        about.append(translate("OpinionPart", "the expression"))
    said = translate("OpinionPart", "They contradict each other on {outputs}.")
    return said.format(outputs=listed(about))
