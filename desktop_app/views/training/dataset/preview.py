"""One utterance: what is said, how it is labelled, and where its tracks give evidence."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_app.i18n.texts import translate
from desktop_app.state.training.dataset import Sample
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.charts.chart import Chart, fill, hatch, text_in
from desktop_app.views.format import modality_name, percent, precise_clock
from desktop_app.views.sections import Section, small
from desktop_app.views.training.dataset.texts import (
    emotions_text,
    group_text,
    length_text,
    place_text,
    sentiment_text,
    split_name,
)
from engine.types import Modality

_LANE_PX = 54
_HEAD_PX = 18
_FOOT_PX = 18
_LEAST = 0.12
"""Height of a step that is at the track's mean, as a share of the lane: there is evidence."""


class TrackChart(Chart):
    """A lane a modality over the time of the utterance: bars where there is evidence, as high as
    the track is far from its own mean; hatched where it is missing altogether."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__(themes, translate("Splits", "Tracks over time"))
        self._sample: Sample | None = None

    def show_sample(self, sample: Sample | None) -> None:
        self._sample = sample
        self.describe("; ".join(self._said(each) for each in Modality) if sample else "")

    def content_height(self) -> float:
        return len(Modality) * (_LANE_PX + _HEAD_PX) + _FOOT_PX

    def paint(self, painter: QPainter) -> None:
        if self._sample is None:
            return
        theme = self.theme
        for place, modality in enumerate(Modality):
            top = place * (_LANE_PX + _HEAD_PX)
            head = QRectF(2, top, self.width() - 4, _HEAD_PX)
            text_in(painter, head, self._said(modality), theme.text_muted)
            lane = QRectF(2, top + _HEAD_PX, self.width() - 4, _LANE_PX - 4)
            if self._sample.has(modality):
                fill(painter, lane, QColor(theme.surface_raised))
                self._paint_levels(painter, lane, modality)
            else:
                hatch(painter, lane, QColor(theme.absent))
        start, end = self._sample.stretch
        foot = QRectF(2, self.content_height() - _FOOT_PX, self.width() - 4, _FOOT_PX)
        text_in(painter, foot, precise_clock(start), theme.text_muted)
        right = Qt.AlignmentFlag.AlignRight
        text_in(painter, foot, precise_clock(end), theme.text_muted, right)

    def _paint_levels(self, painter: QPainter, lane: QRectF, modality: Modality) -> None:
        assert self._sample is not None
        levels = self._sample.levels(modality)
        width = lane.width() / max(1, len(levels))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.modality(modality))
        for place in np.flatnonzero(levels):
            share = _LEAST + (1 - _LEAST) * (int(levels[place]) - 1) / 254
            high = share * lane.height()
            left = lane.left() + int(place) * width
            painter.drawRect(QRectF(left, lane.bottom() - high, max(1.0, width - 1), high))

    def _said(self, modality: Modality) -> str:
        name, sample = modality_name(modality), self._sample
        if sample is None or not sample.has(modality):
            return translate("Splits", "{name}: missing").format(name=name)
        said = translate("Splits", "{name}: {steps} steps, {share} with evidence")
        share = percent(sample.seen(modality))
        return said.format(name=name, steps=sample.steps(modality), share=share)


class SamplePreview(QScrollArea):
    """Of the row that is chosen."""

    wanted = Signal(object)
    """The Sample, to be shown in its video."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sample: Sample | None = None
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("role", "title")
        self._facts = QFormLayout()
        self._facts.setHorizontalSpacing(2 * GAP)
        self._facts.setVerticalSpacing(2)
        self._values = [_plain_label() for _ in self._names()]
        for name, label in zip(self._names(), self._values, strict=True):
            self._facts.addRow(small(name), label)
        self.chart = TrackChart(themes)
        self.jump = QPushButton(self.tr("Show it in its video"))
        self.jump.clicked.connect(self._jump)
        tracks = Section(
            self.tr("Tracks"),
            self.tr(
                "Each bar is a moment; it is as high as what is measured there is far from the "
                "mean of the utterance. Gaps are moments without evidence."
            ),
        )
        tracks.body.addWidget(self.chart)
        tracks.body.addWidget(small(tracks.heading.toolTip()))
        self._inside = inside = QWidget()
        inside.setProperty("role", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP + 4, 0, GAP, 0)
        column.setSpacing(GAP)
        column.addWidget(self._words)
        column.addLayout(self._facts)
        column.addWidget(tracks)
        column.addWidget(self.jump)
        column.addStretch(1)
        self.setWidget(inside)
        self.show_sample(None, "", False)

    @property
    def text(self) -> str:
        """What is read of it."""
        labels = self._inside.findChildren(QLabel)
        return " ".join(each.text() for each in labels if each.isVisibleTo(self))

    def show_sample(self, sample: Sample | None, split: str, at_hand: bool) -> None:
        """``split``: of its group; ``at_hand``: its file is in the project that is open."""
        self.sample = sample
        self._inside.setVisible(sample is not None)
        self.chart.show_sample(sample)
        if sample is None:
            return
        self._words.setText(sample.text or self.tr("No words"))
        for label, value in zip(self._values, self._told(sample, split), strict=True):
            label.setText(value)
        self._facts.setRowVisible(len(self._values) - 1, bool(sample.others))
        self.jump.setEnabled(at_hand)
        self.jump.setToolTip("" if at_hand else self.tr("It is not of the project that is open."))

    def _names(self) -> tuple[str, ...]:
        return (
            self.tr("Sentiment"),
            self.tr("Expression"),
            self.tr("Length"),
            self.tr("Where"),
            self.tr("Data set"),
            self.tr("Video or person"),
            self.tr("What it does"),
            self.tr("Other labels"),
        )

    @staticmethod
    def _told(sample: Sample, split: str) -> tuple[str, ...]:
        others = (
            f"{name} {', '.join('–' if value is None else f'{value:g}' for value in values)}"
            for name, values in sample.others.items()
        )
        return (
            sentiment_text(sample),
            emotions_text(sample),
            length_text(sample),
            place_text(sample),
            sample.set_name,
            group_text(sample.group),
            split_name(split),
            "; ".join(others),
        )

    def _jump(self) -> None:
        if self.sample is not None:
            self.wanted.emit(self.sample)


def _plain_label() -> QLabel:
    """What comes from files is text, not markup."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
