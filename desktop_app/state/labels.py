"""What the rater at hand says of the file that is shown, and what is hidden from them meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.jobs.messages import Failure
from desktop_app.settings.labels import LabelledHeads
from desktop_app.state.analysis import AnalysisState
from desktop_app.state.project import ProjectState
from desktop_app.state.selection import SelectionState
from engine.errors import MibscopeError
from engine.sessions.labels.agreement import RaterAgreement, rater_agreement
from engine.sessions.labels.importing import Importable, placed, read_labels, write
from engine.sessions.labels.placing import by_utterance
from engine.sessions.labels.suggest import Reason, Suggestion, suggest
from engine.sessions.labels.table import Label
from engine.sessions.labels.writing import HIGHEST, LOWEST, Said, replaced_by, write_label
from engine.types import Emotion, UtteranceResult

_SENTIMENT = QT_TRANSLATE_NOOP("Edit", "Label the sentiment")
_EMOTIONS = QT_TRANSLATE_NOOP("Edit", "Label the expressions")
_REMOVE = QT_TRANSLATE_NOOP("Edit", "Remove a label")
_IMPORT = QT_TRANSLATE_NOOP("Edit", "Import labels")
"""Kept in the project in English, whatever the language of the window."""

QUEUE = 20
"""How many are suggested at once."""
Span = tuple[float, float]


class LabelState(QObject):
    """As the project has them; each change is one step of undo.

    While a rater labels blind, views show nothing that was predicted where ``hides`` says so: of
    utterances that this rater has not labelled, and of the one at hand until they have moved on
    from it, so that a second thought is blind too.
    """

    changed = Signal()
    """Other labels, another rater, or other utterances suggested."""
    hidden_changed = Signal()
    """Other predictions are hidden."""
    failed = Signal(Failure)

    def __init__(
        self,
        projects: ProjectState,
        analysis: AnalysisState,
        selection: SelectionState,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._projects, self._analysis, self._selection = projects, analysis, selection
        self.rater = ""
        self.blind = False
        self.heads = LabelledHeads.BOTH
        self.active = False
        """Whether keys label: while the panel is on the screen."""
        self._all: tuple[Label, ...] = ()
        self._placed: dict[int, tuple[Label, ...]] | None = None
        self._labelled: frozenset[Span] | None = None
        self._open: Span | None = None
        """Of the utterance at hand, if it had no label when it was come to."""
        self._queue: tuple[tuple[Span, Reason], ...] = ()
        projects.labels_changed.connect(self._read)
        projects.changed.connect(self._read)
        analysis.begun.connect(self._on_begun)
        analysis.result_added.connect(self._forget)
        analysis.results_reset.connect(self._on_reset)
        selection.changed.connect(self._on_selection)

    # ------------------------------------------------------------------ questions

    def of(self, index: int) -> tuple[Label, ...]:
        """What all raters say of an utterance."""
        if self._placed is None:
            self._placed = by_utterance(self._analysis.results, self._all)
        return self._placed.get(index, ())

    def mine(self, index: int) -> Label | None:
        """What the rater at hand says of it."""
        return next((label for label in self.of(index) if label.rater == self.rater), None)

    @property
    def current(self) -> Label | None:
        """What they say of the utterance that is selected."""
        index = self._selection.index
        return None if index is None else self.mine(index)

    @property
    def can_label(self) -> bool:
        """Whether there is an utterance that a label can be kept of."""
        known = self._projects.project is not None and self._analysis.media_id is not None
        return known and self._selection.result is not None

    @property
    def raters(self) -> tuple[str, ...]:
        """Who has labelled this file."""
        return tuple(sorted({label.rater for label in self._all}))

    def is_labelled(self, result: UtteranceResult) -> bool:
        """Whether the rater at hand has said all that they are asked for."""
        if self._labelled is None:
            whole = [i for i in range(len(self._analysis.results)) if self._is_whole(self.mine(i))]
            self._labelled = frozenset(_span(self._analysis.results[i]) for i in whole)
        return _span(result) in self._labelled

    @property
    def progress(self) -> tuple[int, int]:
        """How many utterances are labelled, and how many there are."""
        results = self._analysis.results
        return sum(map(self.is_labelled, results)), len(results)

    def hides(self, result: UtteranceResult) -> bool:
        """Whether what was predicted of an utterance must not be seen now."""
        return self.blind and (_span(result) == self._open or not self.is_labelled(result))

    @property
    def hides_any(self) -> bool:
        """Whether figures of the whole video must not be seen now."""
        return self.blind and any(map(self.hides, self._analysis.results))

    @property
    def queue(self) -> tuple[Suggestion, ...]:
        """Of those that were suggested, what is left to label."""
        places = {_span(each): place for place, each in enumerate(self._analysis.results)}
        found = [Suggestion(places[span], why) for span, why in self._queue if span in places]
        return tuple(s for s in found if not self.is_labelled(self._analysis.results[s.place]))

    def agreement(self) -> RaterAgreement | None:
        """Of those who have labelled this file; None where there is only one."""
        if len(self.raters) < 2:
            return None
        self.of(0)
        return rater_agreement(list((self._placed or {}).values()))

    # ------------------------------------------------------------------ labels

    def set_sentiment(self, value: float | None) -> None:
        """Of the utterance that is selected; None: nothing is said of it."""
        mine = self.current
        self._write(_SENTIMENT, value, mine.emotions if mine else None)

    def nudge(self, by: float) -> None:
        """More or less sentiment, from what was said or from zero."""
        mine = self.current
        before = mine.sentiment if mine and mine.sentiment is not None else 0.0
        self.set_sentiment(min(HIGHEST, max(LOWEST, round(before + by, 2))))

    def toggle(self, emotion: Emotion) -> None:
        """An expression is shown, or is not. When none is left, nothing is said of them."""
        mine = self.current
        shown = (mine.emotions if mine else None) or frozenset()
        self._write(_EMOTIONS, mine.sentiment if mine else None, (shown ^ {emotion}) or None)

    def show_none(self) -> None:
        """None of the expressions is shown; once more takes that back."""
        mine = self.current
        none = mine is not None and mine.emotions == frozenset()
        self._write(_EMOTIONS, mine.sentiment if mine else None, None if none else frozenset())

    def remove(self) -> None:
        """Nothing is said of the utterance that is selected."""
        if self.current is not None:
            self._write(_REMOVE, None, None)

    def read_file(self, path: Path, roles: Mapping[str, str] | None = None) -> Importable:
        """What could be imported, without writing it.

        Args:
            roles: columns by what they mean, where they are called otherwise.

        Raises:
            MibscopeError: the file cannot be read, or holds no labels.
        """
        assert self._projects.project is not None
        found = read_labels(path, self.rater, roles)
        return placed(self._projects.project, found, self._analysis.media_id)

    def import_all(self, found: Importable) -> None:
        """Write them as one step of undo."""
        project = self._projects.project
        if project is not None and found.labels:
            write(project, found.labels)
            self._tell()

    def _write(
        self, title: str, sentiment: float | None, emotions: frozenset[Emotion] | None
    ) -> None:
        project, media_id = self._projects.project, self._analysis.media_id
        index = self._selection.index
        if project is None or media_id is None or index is None:
            return
        mine = self.mine(index)
        before = (mine.sentiment, mine.emotions) if mine else (None, None)
        if before == (sentiment, emotions):
            return
        results = self._analysis.results
        said, span = Said(self.rater, sentiment, emotions), _span(results[index])
        try:
            with project.journal.edit(title) as edit:
                old = replaced_by(index, results, self._all, self.rater)
                write_label(edit, media_id, span, said, old)
        except MibscopeError as error:
            self.failed.emit(Failure(error.message, error.hint))
            return
        self._tell()

    def _tell(self) -> None:
        self._projects.labels_changed.emit()
        self._projects.history_changed.emit()

    # ------------------------------------------------------------------ going on

    def go_on(self, steps: int = 1) -> bool:
        """To the next utterance without a label, in the order in which they were suggested, else
        of time and round the end; −1: back in time. False: there is none.
        """
        self._open = None
        queue = [each.place for each in self.queue] if steps > 0 else []
        here = self._selection.index
        place = next((p for p in queue if p != here), None)
        if place is None:
            place = self._unlabelled(-1 if here is None else here, steps)
        if place is None:
            self.hidden_changed.emit()
            self.changed.emit()
            return False
        self._selection.select(self._analysis.results[place])
        if place == here:
            self._on_selection()  # nothing else was selected
        return True

    def suggest(self, reasons: Sequence[Reason] = tuple(Reason)) -> None:
        """Say which are worth a label most."""
        results = self._analysis.results
        taken = [i for i, result in enumerate(results) if self.is_labelled(result)]
        found = suggest(results, taken, QUEUE, reasons=reasons)
        self._queue = tuple((_span(results[each.place]), each.reason) for each in found)
        self.changed.emit()

    def drop_queue(self) -> None:
        """Back to the order of time."""
        self._queue = ()
        self.changed.emit()

    def _unlabelled(self, here: int, steps: int) -> int | None:
        results = self._analysis.results
        count = len(results)
        order = ((here + steps * n) % count for n in range(1, count + 1))
        return next((p for p in order if not self.is_labelled(results[p])), None)

    # ------------------------------------------------------------------ how it is labelled

    def set_rater(self, name: str) -> None:
        """Who labels from now on."""
        if name.strip() != self.rater:
            self.rater = name.strip()
            self._refresh()

    def set_blind(self, wanted: bool) -> None:
        """Hide what was predicted until it is labelled."""
        if wanted != self.blind:
            self.blind = wanted
            self._on_selection()
            self.hidden_changed.emit()

    def set_heads(self, heads: LabelledHeads) -> None:
        """What is asked for."""
        if heads is not self.heads:
            self.heads = heads
            self._refresh()

    def set_active(self, active: bool) -> None:
        """Whether keys label."""
        if active != self.active:
            self.active = active
            self.changed.emit()

    # ------------------------------------------------------------------ keeping up

    def _is_whole(self, label: Label | None) -> bool:
        if label is None:
            return False
        given = {
            LabelledHeads.SENTIMENT: label.sentiment is not None,
            LabelledHeads.EMOTIONS: label.emotions is not None,
        }
        wanted: Collection[LabelledHeads] = (
            tuple(given) if self.heads is LabelledHeads.BOTH else (self.heads,)
        )
        return all(given[head] for head in wanted)

    def _read(self) -> None:
        project, media_id = self._projects.project, self._analysis.media_id
        self._all = ()
        if project is not None and media_id is not None:
            self._all = project.labels.of_media(media_id)
        self._refresh()

    def _refresh(self) -> None:
        self._forget()
        self.changed.emit()
        if self.blind:
            self.hidden_changed.emit()

    def _forget(self) -> None:
        self._placed = self._labelled = None

    def _on_begun(self) -> None:
        self._queue, self._open = (), None
        self._read()

    def _on_reset(self) -> None:
        self._refresh()

    def _on_selection(self) -> None:
        before, result = self._open, self._selection.result
        fresh = self.blind and result is not None and not self.is_labelled(result)
        self._open = _span(result) if fresh and result is not None else None
        if self.blind and before != self._open:
            self.hidden_changed.emit()


def _span(result: UtteranceResult) -> Span:
    return result.utterance.start_s, result.utterance.end_s
