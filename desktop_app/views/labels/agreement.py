"""How far the raters of the file, or of the project, agree beyond chance."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from desktop_app.i18n.texts import translate
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import emotion_name, listed
from desktop_app.views.sections import Section, small
from engine.sessions.labels.agreement import RaterAgreement
from engine.types import Emotion


class AgreementPart(Section):
    """Hidden while there is only one rater in the project."""

    scope_changed = Signal()
    """The file that is shown, or the whole project."""

    def __init__(self) -> None:
        super().__init__(
            translate("AgreementPart", "Agreement"),
            translate(
                "AgreementPart",
                "1: the raters agree wherever they can; 0: no more than by chance. Of utterances "
                "that two or more have labelled.",
            ),
        )
        self.whole = QCheckBox(self.tr("Whole project"))
        self.whole.toggled.connect(self.scope_changed)
        self.head.addWidget(self.whole)
        self._alone = small(self.tr("One person only has labelled this file."))
        self._raters = small()
        self._sentiment = small()
        self._table = QWidget()
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(3, 1)
        heads = (self.tr("Expression"), self.tr("Alpha"), self.tr("Kappa"))
        for column, text in enumerate(heads):
            grid.addWidget(small(text), 0, column)
        self._cells = {emotion: (QLabel(), QLabel()) for emotion in Emotion}
        for row, (emotion, cells) in enumerate(self._cells.items(), start=1):
            grid.addWidget(QLabel(emotion_name(emotion)), row, 0)
            for column, cell in enumerate(cells, start=1):
                cell.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(cell, row, column)
        measures = small(
            self.tr(
                "Krippendorff's alpha, Cohen's kappa, ICC(2,1) of absolute agreement and "
                "ICC(3,1) of consistency. – not defined: too few, or nothing varies."
            )
        )
        self._figures = (self._raters, self._sentiment, self._table, measures)
        for part in (self._alone, *self._figures):
            self.body.addWidget(part)
        self.hide()

    @property
    def text(self) -> str:
        """What is said of the sentiment."""
        return self._sentiment.text()

    def figures(self, emotion: Emotion) -> tuple[str, ...]:
        """What is said of an expression."""
        return tuple(cell.text() for cell in self._cells[emotion])

    def show_agreement(self, found: RaterAgreement | None) -> None:
        """None: there is one rater only."""
        self._alone.setVisible(found is None)
        for part in self._figures:
            part.setVisible(found is not None)
        if found is None:
            return
        self._raters.setText(self.tr("Raters: {names}").format(names=listed(list(found.raters))))
        sentiment = found.sentiment
        said = self.tr(
            "Sentiment of %n utterance(s): alpha {alpha}, ICC(2,1) {absolute}, ICC(3,1) {order}",
            None,
            sentiment.utterances,
        )
        self._sentiment.setText(
            said.format(
                alpha=_figure(sentiment.alpha),
                absolute=_figure(sentiment.icc_2_1),
                order=_figure(sentiment.icc_3_1),
            )
        )
        for emotion, (alpha, kappa) in self._cells.items():
            alpha.setText(_figure(found.emotions[emotion].alpha))
            kappa.setText(_figure(found.emotions[emotion].kappa))


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace("-", "−")
