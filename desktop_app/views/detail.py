"""The utterance under the playhead in figures: prediction, and what each modality did to it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP, SENTIMENT_LIMIT
from desktop_app.views.format import (
    MODALITY_NAMES,
    face_name,
    nats,
    percent,
    precise_clock,
    sentiment_range,
    signed,
    top_emotions,
)
from engine.types import Contribution, Modality, UtteranceResult


class Bar(QWidget):
    """A thin bar; around zero from −limit to limit, or from 0 to limit. None is hatched."""

    def __init__(self, themes: ThemeManager, limit: float, *, signed_scale: bool) -> None:
        super().__init__()
        self._themes, self._limit, self._signed = themes, limit, signed_scale
        self._value: float | None = None
        self._color = QColor()
        self.setFixedHeight(10)
        self.setMinimumWidth(48)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def show_value(self, value: float | None, color: QColor) -> None:
        self._value, self._color = value, color
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        theme = self._themes.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(self.rect())
        painter.setBrush(QColor(theme.surface_raised))
        painter.drawRoundedRect(track, 3, 3)
        if self._value is None:
            painter.setBrush(QBrush(QColor(theme.absent), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(track, 3, 3)
            return
        share = max(-1.0, min(1.0, self._value / self._limit))
        zero = track.width() / 2 if self._signed else 0.0
        length = share * (track.width() - zero)
        painter.setBrush(self._color)
        painter.drawRoundedRect(
            QRectF(zero + min(0.0, length), 0, max(2.0, abs(length)), track.height()), 2, 2
        )
        if self._signed:
            painter.fillRect(QRectF(zero - 0.5, 0, 1, track.height()), QColor(theme.text_muted))


class EmotionLine(QWidget):
    """Name, bar and probability of one emotion."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._name, self._value = QLabel(), QLabel()
        self._name.setMinimumWidth(56)
        self._value.setMinimumWidth(40)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._bar = Bar(themes, 1.0, signed_scale=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._name)
        row.addWidget(self._bar, 1)
        row.addWidget(self._value)

    def show_emotion(self, name: str, probability: float) -> None:
        self._name.setText(name)
        self._value.setText(percent(probability))
        self._bar.show_value(probability, QColor(self._themes.theme.heat_high))


class ModalityBlock(QWidget):
    """Share, rate, own opinion and drop-one change of one modality; or why it is absent."""

    def __init__(self, themes: ThemeManager, modality: Modality) -> None:
        super().__init__()
        self._themes, self._modality = themes, modality
        self._name, self._share, self._facts = QLabel(), QLabel(), QLabel()
        self._name.setMinimumWidth(64)
        self._share.setMinimumWidth(44)
        self._share.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._facts.setProperty("role", "small")
        self._facts.setWordWrap(True)
        self._bar = Bar(themes, 2.0, signed_scale=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self._bar, 0, 1)
        grid.addWidget(self._share, 0, 2)
        grid.addWidget(self._facts, 1, 0, 1, 3)

    @property
    def text(self) -> str:
        return f"{self._share.text()} {self._facts.text()}".strip()

    def show_result(self, result: UtteranceResult) -> None:
        color = self._themes.theme.modality(self._modality)
        self._name.setText(
            f'<span style="color:{color.name()}">■</span> {MODALITY_NAMES[self._modality]}'
        )
        part = result.contributions.get(self._modality)
        if part is None:
            self._bar.show_value(None, color)
            self._share.setText("–")
            self._facts.setText(f"Absent: {result.absent.get(self._modality, 'not used')}")
            return
        self._bar.show_value(part.shapley_sentiment, color)
        self._share.setText(signed(part.shapley_sentiment))
        self._facts.setText(facts(part))


def facts(part: Contribution) -> str:
    """Rate, unimodal opinion and drop-one change in one line."""
    emotion, probability = top_emotions(part.unimodal, 1)[0]
    alone = f"{signed(part.unimodal.sentiment)}, {emotion.value} {percent(probability)}"
    return f"{nats(part.rate_nats)} · alone {alone} · without it {signed(-part.drop_one_sentiment)}"


class DetailPanel(QFrame):
    """Follows the playhead; in a pause it keeps the utterance before it."""

    def __init__(self, session: Session, themes: ThemeManager) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._session, self._themes = session, themes
        self._shown: UtteranceResult | None = None
        self._when = QLabel()
        self._when.setProperty("role", "small")
        self._value, self._word = QLabel(), QLabel()
        self._value.setProperty("role", "display")
        self._word.setProperty("role", "muted")
        self._scale = Bar(themes, SENTIMENT_LIMIT, signed_scale=True)
        self._emotions = [EmotionLine(themes) for _ in range(2)]
        self._doubt = QLabel("Uncertain: no expression stands out.")
        self._doubt.setProperty("role", "small")
        self._word.setToolTip("Eight of ten such values lie within the range given.")
        self._blocks = {modality: ModalityBlock(themes, modality) for modality in Modality}
        self._notes = QLabel()
        self._notes.setProperty("role", "small")
        self._notes.setWordWrap(True)
        self._body = self._build_body()
        self._hint = QLabel("Figures appear here with the first utterance.")
        self._hint.setProperty("role", "muted")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        column.setSpacing(0)
        column.addWidget(self._body)
        column.addWidget(self._hint, 1)
        session.playback.position_changed.connect(self._refresh)
        session.analysis.result_added.connect(self._refresh)
        session.analysis.results_reset.connect(self._refresh)
        session.analysis.begun.connect(self._refresh)
        themes.changed.connect(self._restyle)
        self._refresh()

    def block(self, modality: Modality) -> ModalityBlock:
        return self._blocks[modality]

    @property
    def shown(self) -> UtteranceResult | None:
        return self._shown

    def _build_body(self) -> QWidget:
        body = QWidget()
        title = QLabel("This utterance")
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self._when)
        value = QHBoxLayout()
        value.setSpacing(GAP)
        value.addWidget(self._value)
        value.addWidget(self._word, 0, Qt.AlignmentFlag.AlignBaseline)
        value.addStretch()
        share = QLabel("Share of the sentiment")
        share.setProperty("role", "title")
        share.setToolTip(
            "Exact Shapley share of each modality: together with the value from no input at all\n"
            "the shares add up to the sentiment.\n"
            "Lets through: the rate of the modality's bottleneck, in nats.\n"
            "Alone: what this modality's own decoder says.\n"
            "Without it: how the sentiment would change if it were left out."
        )
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        column.addLayout(head)
        column.addLayout(value)
        column.addWidget(self._scale)
        for line in self._emotions:
            column.addWidget(line)
        column.addWidget(self._doubt)
        column.addSpacing(GAP)
        column.addWidget(share)
        for block in self._blocks.values():
            column.addWidget(block)
        column.addWidget(self._notes)
        column.addStretch()
        return body

    def _restyle(self) -> None:
        self._shown = None
        self._refresh()

    def _refresh(self) -> None:
        analysis = self._session.analysis
        index = analysis.index_before(self._session.playback.position_s)
        if index is None and analysis.results:
            index = 0
        result = None if index is None else analysis.results[index]
        self._body.setVisible(result is not None)
        self._hint.setVisible(result is None)
        if result is not None and result is not self._shown:
            self._show(result)
        self._shown = result

    def _show(self, result: UtteranceResult) -> None:
        utterance, prediction = result.utterance, result.prediction
        start, end = precise_clock(utterance.start_s), precise_clock(utterance.end_s)
        self._when.setText(f"{start} – {end}")
        self._value.setText(signed(prediction.sentiment))
        self._word.setText(sentiment_range(result))
        self._scale.show_value(
            prediction.sentiment, self._themes.theme.sentiment(prediction.sentiment)
        )
        for line, (emotion, probability) in zip(
            self._emotions, top_emotions(prediction), strict=True
        ):
            line.show_emotion(emotion.value, probability)
        self._doubt.setVisible(result.emotion_uncertain)
        for block in self._blocks.values():
            block.show_result(result)
        self._notes.setText(notes(result))


def notes(result: UtteranceResult) -> str:
    """What else is known of the utterance."""
    said = [f"From no input at all: {signed(result.baseline.sentiment)}"]
    if result.fused_rate_nats is not None:
        said.append(f"fused bottleneck: {nats(result.fused_rate_nats)}")
    if result.faces_seen > 1:
        said.append(f"{result.faces_seen} people in view, {face_name(result).lower()} is used")
    return " · ".join(said)
