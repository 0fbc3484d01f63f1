"""The overview: distributions, people, strongest moments and conflicts of the whole video."""

from __future__ import annotations

from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QFrame, QStackedLayout

from desktop_app.state.overview import HISTOGRAM_EDGES, OverviewState, Summary
from desktop_app.state.session import Session
from desktop_app.state.throttle import Throttle
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.charts.bars import Bar, BarChart
from desktop_app.views.charts.histogram import SentimentHistogram
from desktop_app.views.format import (
    duration,
    emotion_name,
    percent,
    person_name,
    sentiment_word,
    signed,
)
from desktop_app.views.hidden import HiddenNote
from desktop_app.views.invitation import Invitation
from desktop_app.views.overview.jumps import JumpList
from desktop_app.views.overview.moments import conflicts, strongest
from desktop_app.views.overview.people import PeopleList, PersonName
from desktop_app.views.sections import ScrolledSections, Section, small
from desktop_app.views.transcript.actions import UtteranceActions
from engine.types import Emotion, UtteranceResult

_REFRESH_MS = 500


class OverviewPanel(QFrame):
    """Follows the analysis while it is seen; jumps go through the selection."""

    def __init__(
        self, session: Session, themes: ThemeManager, name_of: PersonName = person_name
    ) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._session, self._themes = session, themes
        self.overview = OverviewState(session.analysis, self)
        self.facts = small()
        self.histogram = SentimentHistogram(themes)
        self.emotions = BarChart(themes, self.tr("Share of each expression over time"))
        self.doubts = BarChart(themes, self.tr("What is uncertain or missing"))
        self.people = PeopleList(themes, name_of)
        self.strongest = JumpList(self.tr("Strongest moments"))
        self.conflicts = JumpList(self.tr("Contradictions between the modalities"))
        self._no_conflicts = small(self.tr("The modalities do not contradict each other anywhere."))
        self._no_people = small(self.tr("No face is seen."))
        self._hint = Invitation(
            session.analysis,
            self.tr("Figures of the whole video appear here with the first utterance."),
        )
        self.sections = ScrolledSections(self._build())
        self.hidden = HiddenNote(
            self.tr(
                "Labelling blind: figures of the whole video appear here once you have labelled "
                "all of it."
            )
        )
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(1, 1, 1, 1)
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self.sections)
        self._pages.addWidget(self.hidden)
        for jumps in (self.strongest, self.conflicts):
            jumps.jump_wanted.connect(self._jump)
        self._throttle = Throttle(_REFRESH_MS, self._refresh_if_seen, self)
        self.overview.changed.connect(self._throttle.poke)
        session.analysis.begun.connect(self.refresh)
        session.analysis.status_changed.connect(self._throttle.poke)
        session.remarks.changed.connect(self.refresh)
        session.labels.hidden_changed.connect(self.refresh)
        self.people.name_wanted.connect(UtteranceActions(session, self).name_person)
        themes.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the figures as they are now; for people who were given other names, too."""
        if self._session.labels.hides_any:
            self._pages.setCurrentWidget(self.hidden)
            return
        summary = self.overview.summary
        self._pages.setCurrentWidget(self.sections if summary else self._hint)
        if summary is not None:
            self._show(summary)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    # ------------------------------------------------------------------ building

    def _build(self) -> list[Section]:
        mood = Section(
            self.tr("Sentiment over the video"), self.tr("Share of the time; the mark is the mean.")
        )
        mood.body.addWidget(self.facts)
        mood.body.addWidget(self.histogram)
        shown = Section(
            self.tr("Expressions shown"), self.tr("Mean of the calibrated probabilities over time.")
        )
        shown.body.addWidget(self.emotions)
        doubts = Section(
            self.tr("Uncertain or missing"), self.tr("Share of the time that was analysed.")
        )
        doubts.body.addWidget(self.doubts)
        people = Section(
            self.tr("People in view"),
            self.tr(
                "By the face that was chosen for each utterance. Double click or Enter names one."
            ),
        )
        people.body.addWidget(self._no_people)
        people.body.addWidget(self.people)
        moments = Section(
            self.tr("Strongest moments"), self.tr("Click or press Enter to go there.")
        )
        moments.body.addWidget(self.strongest)
        clashes = Section(
            self.tr("Contradictions"),
            self.tr("Modalities that take different sides. Click or Enter goes there."),
        )
        clashes.body.addWidget(self._no_conflicts)
        clashes.body.addWidget(self.conflicts)
        return [mood, shown, doubts, people, moments, clashes]

    # ------------------------------------------------------------------ keeping up

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    def _show(self, summary: Summary) -> None:
        whole, theme = summary.whole, self._themes.theme
        mean = f"{signed(whole.sentiment)}, {sentiment_word(whole.sentiment)}"
        count = self.tr("%n utterance(s)", None, whole.utterances)
        facts = self.tr("{count}, {duration} · mean {mean}")
        self.facts.setText(facts.format(count=count, duration=duration(whole.seconds), mean=mean))
        self.histogram.show_shares(summary.histogram, HISTOGRAM_EDGES, whole.sentiment)
        self._show_emotions(summary)
        self._show_doubts(summary)
        self.people.show_people(summary.people)
        self._no_people.setVisible(not summary.people)
        self.strongest.show_jumps(strongest(summary, theme))
        self.conflicts.show_jumps(conflicts(summary.conflicts, theme))
        self._no_conflicts.setVisible(not summary.conflicts)

    def _show_emotions(self, summary: Summary) -> None:
        shares, color = summary.whole.emotions, QColor(self._themes.theme.heat_high)
        bars = [Bar(emotion_name(e), percent(shares[e]), color, shares[e]) for e in Emotion]
        self.emotions.show_bars(bars, "; ".join(f"{bar.name} {bar.text}" for bar in bars))

    def _show_doubts(self, summary: Summary) -> None:
        rows = {
            self.tr("Sentiment uncertain"): summary.whole.sentiment_uncertain,
            self.tr("No expression stands out"): summary.whole.emotion_uncertain,
            self.tr("Nobody speaks"): summary.no_speech,
            self.tr("No face"): summary.no_face,
        }
        color = QColor(self._themes.theme.absent)
        bars = [Bar(name, percent(share), color, share) for name, share in rows.items()]
        self.doubts.show_bars(bars, "; ".join(f"{bar.name} {bar.text}" for bar in bars))

    def _jump(self, result: UtteranceResult) -> None:
        self._session.selection.select(result)
