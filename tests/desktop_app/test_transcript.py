"""The transcript: words that are clicked, followed, searched and corrected where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.jobs.service import JobService
from desktop_app.state.session import Session
from desktop_app.theming.contrast import READABLE, contrast, faded
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import blend, load_theme
from desktop_app.views.text_dialog import TextDialog
from desktop_app.views.transcript.folding import fold, spans, wanted
from desktop_app.views.transcript.menu import RowMenu
from desktop_app.views.transcript.panel import TranscriptPanel
from desktop_app.views.transcript.search import Filter
from engine.types import UtteranceAnalysed, UtteranceResult
from tests.helpers import analysis_results as made
from tests.helpers.transcripts import (
    click,
    double_click,
    keep,
    place_of,
    shown_transcript,
    told,
)
from tests.helpers.window import projects_in

RESULTS = tuple(
    replace(result, face_track_id=index % 2 if result.faces else None)
    for index, result in enumerate(made.results(60))
)


@pytest.fixture
def session(jobs: JobService, tmp_path: Path) -> Iterator[Session]:
    session = Session(jobs, projects_in(tmp_path))
    keep(session, tmp_path / "talk.mp4", RESULTS)
    yield session
    session.close()


@pytest.fixture
def panel(session: Session, themes: ThemeManager, qtbot: QtBot) -> TranscriptPanel:
    return shown_transcript(session, themes, qtbot)


def said(session: Session, row: int) -> str:
    return session.analysis.results[row].utterance.text


def wheel(panel: TranscriptPanel, delta: int) -> None:
    place = QPointF(20, 20)
    viewport = panel.list.viewport()
    event = QWheelEvent(
        place,
        QPointF(viewport.mapToGlobal(place)),
        QPoint(0, 0),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def in_view(panel: TranscriptPanel, row: int) -> bool:
    return panel.list.viewport().rect().contains(panel.list.row_rect(row))


# ------------------------------------------------------------------ seeking and following


def test_a_click_on_a_word_goes_to_that_word(
    panel: TranscriptPanel, session: Session, qtbot: QtBot
):
    click(panel, qtbot, 1, 3)
    assert session.playback.position_s == pytest.approx(RESULTS[1].utterance.words[3].start_s)
    assert session.selection.result is session.analysis.results[1]
    click(panel, qtbot, 0)
    assert session.playback.position_s == 0.0


def test_keys_go_from_row_to_row(panel: TranscriptPanel, session: Session, qtbot: QtBot):
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert session.selection.index == 2
    qtbot.keyClick(panel.list, Qt.Key.Key_End)
    assert session.selection.index == len(RESULTS) - 1
    assert in_view(panel, len(RESULTS) - 1)
    qtbot.keyClick(panel.list, Qt.Key.Key_PageUp)
    assert session.selection.index is not None
    assert session.selection.index < len(RESULTS) - 2


def test_the_transcript_follows_the_playhead(panel: TranscriptPanel, session: Session):
    session.playback.report_position(RESULTS[40].utterance.start_s + 0.1)
    assert panel.current_row == 40
    assert in_view(panel, 40)


def test_who_scrolls_away_is_left_alone_until_they_come_back(
    panel: TranscriptPanel, session: Session, qtbot: QtBot
):
    assert not panel.follow_button.isVisible()
    wheel(panel, -600)
    before = panel.list.verticalOffset()
    assert before > 0
    session.playback.report_position(RESULTS[40].utterance.start_s + 0.1)
    assert panel.list.verticalOffset() == before
    assert panel.current_row == 40
    qtbot.mouseClick(panel.follow_button, Qt.MouseButton.LeftButton)
    assert in_view(panel, 40)
    assert not panel.follow_button.isVisible()
    session.playback.report_position(RESULTS[50].utterance.start_s + 0.1)
    assert in_view(panel, 50)


def test_a_choice_elsewhere_brings_the_transcript_back(panel: TranscriptPanel, session: Session):
    wheel(panel, -600)
    session.selection.select(session.analysis.results[55])
    assert in_view(panel, 55)
    assert panel.following


def test_only_another_word_is_drawn_again(
    panel: TranscriptPanel, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    word = RESULTS[1].utterance.words[2]
    session.playback.report_position(word.start_s + 0.01)
    qtbot.wait(1)
    drawn: list[object] = []
    monkeypatch.setattr(panel.list.viewport(), "update", lambda *a: drawn.append(a))
    session.playback.report_position(word.start_s + 0.02)
    assert not drawn
    session.playback.report_position(RESULTS[1].utterance.words[3].start_s + 0.01)
    assert drawn


def test_what_is_in_view_stays_when_rows_come_before_it(
    panel: TranscriptPanel, session: Session, qtbot: QtBot
):
    wheel(panel, -1200)
    panel.list.grab()
    row = panel.list.visible_rows()[2]
    top = panel.list.row_rect(row).top()
    early = made.utterance_result(99, 0.1, 0.2)
    session.analysis.apply(UtteranceAnalysed(early), 9999)
    panel.list.grab()
    assert panel.list.row_rect(row + 1).top() == top


# ------------------------------------------------------------------ searching


def type_in(panel: TranscriptPanel, qtbot: QtBot, text: str) -> None:
    panel.start_search()
    qtbot.keyClicks(panel.bar.field, text)


def test_a_search_counts_hits_and_goes_through_them(
    panel: TranscriptPanel, session: Session, qtbot: QtBot
):
    type_in(panel, qtbot, "JACKET")
    rows = [row for row in range(60) if "jacket" in said(session, row).lower()]
    assert panel.search.count == len(rows) > 3
    assert panel.bar.count.text() == f"1 of {len(rows)}"
    qtbot.keyClick(panel.bar.field, Qt.Key.Key_Return)
    assert panel.bar.count.text() == f"2 of {len(rows)}"
    assert session.selection.index == rows[1]
    assert in_view(panel, rows[1])
    qtbot.keyClick(panel.bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(panel.bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert session.selection.index == rows[-1]
    assert in_view(panel, rows[-1])


def test_hits_are_marked_within_the_words(panel: TranscriptPanel, qtbot: QtBot):
    type_in(panel, qtbot, "forget a")
    assert panel.search.hits_of(0) == ((6, 8),)
    before = panel.list.grab().toImage()
    panel.bar.field.clear()
    assert panel.list.grab().toImage() != before


def test_nothing_found_says_so(panel: TranscriptPanel, qtbot: QtBot):
    type_in(panel, qtbot, "xylophone")
    assert panel.bar.count.text() == "no hits"
    assert not panel.bar.behind.isEnabled()
    assert panel.search.step(1) is None


def test_esc_ends_the_search(panel: TranscriptPanel, qtbot: QtBot):
    type_in(panel, qtbot, "it")
    qtbot.keyClick(panel.bar.field, Qt.Key.Key_Escape)
    assert not panel.search.active
    assert panel.list.hasFocus()
    assert not panel.bar.count.isVisible()


def test_only_doubtful_utterances_are_shown(panel: TranscriptPanel, session: Session, qtbot: QtBot):
    panel.search.show_only(Filter.UNCERTAIN)
    vague = [i for i, r in enumerate(session.analysis.results) if r.sentiment_uncertain]
    assert set(panel.list.visible_rows()) <= set(vague)
    assert f"{len(vague)} of 60 utterances" in panel.bar.field.placeholderText()
    session.selection.select(session.analysis.results[vague[0]])
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert session.selection.index == vague[1]
    panel.search.show_only(Filter.ALL)
    assert len(panel.list.heights.tops) == 61
    assert "Search 60 utterances" in panel.bar.field.placeholderText()


def test_a_search_finds_only_what_is_shown(panel: TranscriptPanel, session: Session, qtbot: QtBot):
    type_in(panel, qtbot, "e")
    everywhere = panel.search.count
    panel.search.show_only(Filter.CONFLICTS)
    assert 0 < panel.search.count < everywhere


# ------------------------------------------------------------------ correcting


def write(panel: TranscriptPanel, qtbot: QtBot, text: str, key: Qt.Key) -> None:
    panel.word_editor.selectAll()
    qtbot.keyClicks(panel.word_editor, text)
    qtbot.keyClick(panel.word_editor, key)


def test_a_word_is_corrected_where_it_stands(
    panel: TranscriptPanel, session: Session, qtbot: QtBot
):
    double_click(panel, qtbot, 0, 2)
    editor = panel.word_editor
    assert editor.isVisible()
    assert editor.text() == "a"
    assert editor.geometry().intersects(panel.list.word_rect(0, 2))
    before = session.analysis.results
    with qtbot.waitSignal(session.analysis.results_reset, timeout=10_000):
        write(panel, qtbot, "the", Qt.Key.Key_Return)
        assert panel.list.rows.row(0).waiting
        assert panel.list.rows.row(0).text == "Don't forget the jacket."
    assert said(session, 0) == "Don't forget the jacket."
    assert not panel.list.rows.row(0).waiting
    assert session.analysis.results[1:] == before[1:]
    assert not editor.isVisible()
    session.editor.undo()
    assert said(session, 0) == "Don't forget a jacket."


def test_esc_gives_the_word_up(panel: TranscriptPanel, session: Session, qtbot: QtBot):
    double_click(panel, qtbot, 0, 2)
    write(panel, qtbot, "the", Qt.Key.Key_Escape)
    assert not panel.word_editor.isVisible()
    assert session.editor.undoable is None
    assert not session.editor.waiting


def test_tab_goes_on_to_the_next_word_and_the_next_utterance(
    panel: TranscriptPanel, session: Session, qtbot: QtBot
):
    double_click(panel, qtbot, 0, 2)
    write(panel, qtbot, "your old", Qt.Key.Key_Tab)
    assert panel.word_editor.text() == "jacket."
    write(panel, qtbot, "coat.", Qt.Key.Key_Tab)
    assert (panel.word_editor.row, panel.word_editor.word) == (1, 0)
    qtbot.keyClick(panel.word_editor, Qt.Key.Key_Backtab)
    assert (panel.word_editor.row, panel.word_editor.text()) == (0, "coat.")
    qtbot.keyClick(panel.word_editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not session.editor.waiting, timeout=10_000)
    assert said(session, 0) == "Don't forget your old coat."


def test_a_word_that_is_emptied_is_taken_out(
    panel: TranscriptPanel, session: Session, qtbot: QtBot
):
    double_click(panel, qtbot, 0, 2)
    panel.word_editor.clear()
    qtbot.keyClick(panel.word_editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: said(session, 0) == "Don't forget jacket.", timeout=10_000)


def test_enter_in_the_list_corrects_the_word_at_the_playhead(
    panel: TranscriptPanel, session: Session, qtbot: QtBot
):
    click(panel, qtbot, 1, 4)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert (panel.word_editor.row, panel.word_editor.word) == (1, 4)


def test_an_edit_changes_its_row_alone(panel: TranscriptPanel, session: Session, qtbot: QtBot):
    kept = list(session.analysis.results)
    resets: list[None] = []
    panel.list.model().modelReset.connect(lambda: resets.append(None))
    wheel(panel, -900)
    panel.list.grab()
    offset, row = panel.list.verticalOffset(), panel.list.visible_rows()[2]
    top = panel.list.row_rect(row).top()
    session.editor.retell(0, "a much longer text " * 12)
    qtbot.waitUntil(lambda: said(session, 0).startswith("a much longer"), timeout=10_000)
    assert [a is b for a, b in zip(kept, session.analysis.results, strict=True)].count(False) == 1
    assert not resets
    panel.list.grab()
    assert panel.list.verticalOffset() > offset  # row 0 grew above what is in view
    assert panel.list.row_rect(row).top() == top


def menu(panel: TranscriptPanel, row: int, word: int = -1) -> RowMenu:
    return RowMenu(panel, panel._session, panel.edits, (row, word), panel.correct)


def run(of: RowMenu, title: str) -> None:
    (action,) = (each for each in of.actions() if each.text() == title)
    assert action.isEnabled()
    action.trigger()


def test_the_menu_is_about_its_row_wherever_the_playhead_goes(
    panel: TranscriptPanel, session: Session, qtbot: QtBot
):
    opened = menu(panel, 3, 5)
    session.playback.report_position(RESULTS[30].utterance.start_s + 0.1)
    run(opened, "Split before this word")
    qtbot.waitUntil(lambda: len(session.analysis.results) == 61, timeout=10_000)
    whole = RESULTS[3].utterance.text.split()
    assert said(session, 3).split() == whole[:5]
    assert said(session, 4).split() == whole[5:]
    assert panel.list.model().rowCount() == 61
    run(menu(panel, 3), "Merge with the next")
    qtbot.waitUntil(lambda: len(session.analysis.results) == 60, timeout=10_000)
    assert said(session, 3) == RESULTS[3].utterance.text


def test_words_are_copied_with_and_without_time(panel: TranscriptPanel, qtbot: QtBot):
    run(menu(panel, 0), "Copy the words")
    assert QApplication.clipboard().text() == "Don't forget a jacket."
    run(menu(panel, 0), "Copy with time")
    assert QApplication.clipboard().text() == "[0:00.0 – 0:03.0] Don't forget a jacket."
    click(panel, qtbot, 1)
    qtbot.keyClick(panel.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == RESULTS[1].utterance.text


def test_words_can_be_written_where_none_were_recognised(
    panel: TranscriptPanel, session: Session, qtbot: QtBot
):
    silent = next(i for i, r in enumerate(RESULTS) if not r.utterance.has_speech)
    panel.correct(silent)
    assert panel.word_editor.text() == ""
    qtbot.keyClick(panel.word_editor, Qt.Key.Key_Return)
    assert not panel.word_editor.isVisible()
    assert not session.editor.waiting, "nothing was written, nothing is changed"
    panel.correct(silent)
    write(panel, qtbot, "Never mind.", Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: said(session, silent) == "Never mind.", timeout=10_000)


def test_what_is_corrected_is_shown_whatever_the_filter_is(panel: TranscriptPanel):
    panel.bar.filter.setCurrentIndex(panel.bar.filter.findData(Filter.NOTES))
    panel.search.show_only(Filter.NOTES)
    assert not panel.list.visible_rows()
    run(menu(panel, 1), "Correct the words")
    assert panel.word_editor.isVisible()
    assert panel.word_editor.row == 1
    assert panel.bar.filter.currentData() == Filter.ALL


# ------------------------------------------------------------------ names and notes


def answer(panel: TranscriptPanel, text: str) -> None:
    (dialog,) = (each for each in panel.findChildren(TextDialog) if each.isVisible())
    if hasattr(dialog.field, "setPlainText"):
        dialog.field.setPlainText(text)
    else:
        dialog.field.setText(text)
    dialog.accept()


def test_a_person_is_named_and_the_name_is_taken_back(panel: TranscriptPanel, session: Session):
    assert panel.list.rows.row(1).person == "Person 2"
    run(menu(panel, 1), "Name the person…")
    answer(panel, " Anna ")
    assert [panel.list.rows.row(row).person for row in (0, 1, 3)] == ["Person 1", "Anna", "Anna"]
    assert "Anna" in str(panel.list.model().index(1).data(ACCESSIBLE))
    session.editor.undo()
    assert panel.list.rows.row(1).person == "Person 2"


ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole


def test_a_note_is_kept_shown_and_taken_back(
    panel: TranscriptPanel, session: Session, qtbot: QtBot
):
    plain = panel.list.grab().toImage()
    run(menu(panel, 1), "Note…")
    answer(panel, "Laughs while saying it.")
    assert panel.list.rows.row(1).note == "Laughs while saying it."
    assert panel.list.grab().toImage() != plain
    assert "Laughs" in panel.list.tip_at(place_of(panel, 1))
    assert "Laughs" in str(panel.list.model().index(1).data(ACCESSIBLE))
    project, media_id = session.projects.project, session.analysis.media_id
    assert project is not None and media_id is not None
    assert [note.text for note in project.notes(media_id)] == ["Laughs while saying it."]
    panel.search.show_only(Filter.NOTES)
    assert panel.list.visible_rows() == [1]
    session.editor.undo()
    assert not panel.list.rows.row(1).note


def test_a_note_stays_with_its_words_when_they_are_split(
    panel: TranscriptPanel, session: Session, qtbot: QtBot
):
    session.editor.write_note(3, "look here")
    session.editor.split(3, 5)
    qtbot.waitUntil(lambda: len(session.analysis.results) == 61, timeout=10_000)
    assert session.remarks.notes == {3: "look here"}
    session.editor.write_note(4, "and here")
    session.editor.merge(3)
    qtbot.waitUntil(lambda: len(session.analysis.results) == 60, timeout=10_000)
    assert session.remarks.notes == {3: "look here\nand here"}
    session.editor.write_note(3, "one")
    assert session.remarks.notes == {3: "one"}


def test_one_person_without_a_name_needs_none(
    jobs: JobService, themes: ThemeManager, qtbot: QtBot, tmp_path: Path
):
    session = Session(jobs, projects_in(tmp_path))
    keep(session, tmp_path / "alone.mp4", made.results(4))
    view = shown_transcript(session, themes, qtbot)
    assert view.list.rows.row(0).person == ""
    session.editor.name_person(1, "Anna")
    assert view.list.rows.row(0).person == "Anna"
    session.close()


# ------------------------------------------------------------------ what is told


def test_it_is_a_list_to_a_screen_reader(panel: TranscriptPanel):
    found = QAccessible.queryAccessibleInterface(panel.list)
    assert found.role() is QAccessible.Role.List
    assert found.text(QAccessible.Text.Name) == "Transcript"


def test_a_word_tells_its_time_and_certainty(panel: TranscriptPanel):
    assert panel.list.tip_at(place_of(panel, 0, 1)).endswith("certainty of 90 %")


def test_doubted_words_are_fainter(
    jobs: JobService, themes: ThemeManager, qtbot: QtBot, tmp_path: Path
):
    session = Session(jobs, projects_in(tmp_path))
    sure, unsure = (told(made.results(1)[0], "word", confidence=c) for c in (1.0, 0.2))
    keep(session, tmp_path / "a.mp4", [sure, *_later([unsure, made.results(1)[0]])])
    view = shown_transcript(session, themes, qtbot)
    click(view, qtbot, 2)
    darkest = [_darkest(view, row) for row in (0, 1)]
    assert darkest[0] + 40 < darkest[1]
    session.close()


def _later(results: list[UtteranceResult]) -> list[UtteranceResult]:
    return [
        replace(r, utterance=replace(r.utterance, start_s=5.0 * i, end_s=5.0 * i + 3))
        for i, r in enumerate(results, start=1)
    ]


def _darkest(view: TranscriptPanel, row: int) -> int:
    rect = view.list.word_rect(row, 0)
    image = view.list.viewport().grab(rect).toImage()
    pixels = [
        image.pixelColor(x, y).lightness()
        for x in range(image.width())
        for y in range(image.height() - 3)
    ]
    return min(pixels)


def test_a_key_that_means_nothing_here_is_left_to_the_window(panel: TranscriptPanel, qtbot: QtBot):
    seen: list[int] = []
    panel.keyPressEvent = lambda event: seen.append(event.key())  # type: ignore[method-assign]
    qtbot.keyClick(panel.list, Qt.Key.Key_W)
    assert seen == [Qt.Key.Key_W]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_faintest_word_can_still_be_read(name: str):
    theme = load_theme(name)
    for value in range(-30, 31):
        tint = blend(theme.surface, theme.sentiment(value / 10).name(), 0.13).name()
        for ground in (tint, theme.selection):
            faintest = faded(theme.text, ground, 0.0)
            assert contrast(QColor(faintest), QColor(ground)) >= READABLE
            assert faded(theme.text, ground, 1.0) == theme.text.lower()


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("Café au lait", "cafe", ["Café"]),
        ("Cafe\u0301 au lait", "CAFÉ", ["Cafe\u0301"]),
        ("Straße, STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("die ﬁnale Größe", "fin", ["ﬁn"]),
        ("I don’t know", "don't", ["don’t"]),
        ("Привет, Мир", "мир", ["Мир"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("two  words", "two  words", []),
        ("anything", "", []),
    ],
)
def test_texts_are_found_without_case_and_accents(text: str, query: str, found: list[str]):
    hits = spans(fold(text), wanted(query))
    assert [text[start : start + length] for start, length in hits] == found


@given(st.text(max_size=40))
def test_every_folded_letter_has_its_place(text: str):
    folded = fold(text)
    places = folded.places
    assert len(folded.text) == (len(text) if places is None else len(places) - 1)
    assert places is None or places == sorted(places)
    for start, length in spans(folded, folded.text[1:3]):
        assert 0 <= start < start + length <= len(text)
