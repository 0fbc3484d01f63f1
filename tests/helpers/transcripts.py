"""A transcript on the screen, and hands that work it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.transcript.panel import TranscriptPanel
from engine.sessions.project import RunRecorder
from engine.types import (
    AnalysisEvent,
    AnalysisSettings,
    MediaProbed,
    ModelsReady,
    UtteranceAnalysed,
    UtteranceResult,
)
from tests.helpers import analysis_results as made


def told(result: UtteranceResult, *words: str, confidence: float = 0.9) -> UtteranceResult:
    """The same utterance with other words, evenly spread."""
    about = result.utterance
    step = (about.end_s - about.start_s) / max(1, len(words))
    said = tuple(
        replace(
            made.results(1)[0].utterance.words[0],
            text=word,
            start_s=about.start_s + i * step,
            end_s=about.start_s + (i + 0.9) * step,
            confidence=confidence,
        )
        for i, word in enumerate(words)
    )
    return replace(result, utterance=replace(about, words=said))


def keep(session: Session, path: Path, results: Sequence[UtteranceResult]) -> None:
    """Show results that a project has, so that they can be edited."""
    project = session.projects.create(path.with_suffix(".mibscope"))
    path.write_bytes(b"film")
    media = project.media.add(path)
    recorder = RunRecorder(project, media.id, AnalysisSettings())
    session.analysis.begin(path, AnalysisSettings(), media.id, recorder.run_id)
    length = results[-1].utterance.end_s + 0.5
    events: list[AnalysisEvent] = [MediaProbed(made.media_info(path, length))]
    events += [ModelsReady(made.provenance()), *map(UtteranceAnalysed, results)]
    for event in events:
        session.analysis.apply(event, recorder.add(event))
    session.analysis.finish()
    session.playback.report_duration(length)


def shown_transcript(
    session: Session, themes: ThemeManager, qtbot: QtBot, height: int = 400
) -> TranscriptPanel:
    """380 pixels wide, with the keyboard in the list."""
    panel = TranscriptPanel(session, themes)
    qtbot.addWidget(panel)
    panel.resize(380, height)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    panel.list.setFocus()
    qtbot.waitUntil(panel.list.hasFocus, timeout=2_000)
    return panel


def place_of(panel: TranscriptPanel, row: int, word: int = -1) -> QPoint:
    """In the viewport: the middle of a word, or the head of the row."""
    rect = panel.list.row_rect(row)
    head = QPoint(rect.center().x(), rect.top() + 12)
    return head if word < 0 else panel.list.word_rect(row, word).center()


def click(panel: TranscriptPanel, qtbot: QtBot, row: int, word: int = -1) -> None:
    place = place_of(panel, row, word)
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def double_click(panel: TranscriptPanel, qtbot: QtBot, row: int, word: int) -> None:
    click(panel, qtbot, row, word)
    place = place_of(panel, row, word)
    qtbot.mouseDClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
