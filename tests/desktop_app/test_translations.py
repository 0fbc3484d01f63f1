"""The window in other languages: complete, in line with the code, and really shown."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialogButtonBox,
    QLabel,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.commands.catalogue import CATALOGUE
from desktop_app.i18n.texts import CHOICES_EXPLAINED, REASONS_ABSENT
from desktop_app.i18n.translators import LANGUAGES, SYSTEM, Translations, language_for
from desktop_app.settings.table import LANGUAGE
from desktop_app.state.analysis import Status
from desktop_app.views.banner import Tone
from desktop_app.views.compare.panel import ComparePanel
from desktop_app.views.format import emotion_name, sentiment_word
from desktop_app.views.inspector.panel import InspectorPanel
from desktop_app.views.media_list.panel import MediaListPanel
from desktop_app.views.notice import NoticeDialog
from desktop_app.views.overview.panel import OverviewPanel
from desktop_app.views.player.panel import PlayerPanel
from engine.types import Emotion
from tests.helpers.scripted_engine import scripted_engine, write_script
from tests.helpers.texts import ROOT, WINDOW, left_over, modules, translated
from tests.helpers.window import preferences, running_window

FOLDER = ROOT / "resources" / "translations"
AS_IT_IS = {
    "MIBScope": "a name",
    "MIBScope ": "a name",
    "SHA-256 ": "a name",
    " min": "a unit",
    "English": "a language by its own name",
    "Deutsch": "a language by its own name",
    "Rater 1": "kept in projects, whatever the language",
    "mibscope-models.zip": "name of a file",
    "mibscope-report.txt": "name of a file",
    "mean absolute error": "as the engine writes it",
    "share in 80 % intervals": "as the engine writes it",
    "calibration error": "as the engine writes it",
    "no difference": "as the engine writes it",
    "too few utterances to tell": "as the engine writes it",
    "rate in nats": "of an exported table",
    "share of sentiment": "of an exported table",
    "beta": "a letter of the objective",
    "TrainingStarted": "name of an event",
    "StartMeasured": "name of an event",
    "StepDone": "name of an event",
    "EpochDone": "name of an event",
    "TrainingFinished": "name of an event",
    "Error: ": "how the command line begins an error",
    "no sound": "value of an enumeration",
    "the job stopped by itself": "value of an enumeration",
    "the job did not stop in time and its process was ended": "value of an enumeration",
    "There is no display to open a window on.\nOn the command line: mibscope analyze FILE, or "
    "mibscope demo.": "printed in a terminal, before there is a window",
}


def ts_file(language: str) -> Path:
    return FOLDER / f"mibscope_{language}.ts"


def messages(language: str) -> Iterator[tuple[str, ET.Element]]:
    """Context and message."""
    for context in ET.parse(ts_file(language)).getroot().iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name", ""), message


def forms(message: ET.Element) -> list[str]:
    """What it is in the language; several where it has a number."""
    found = message.find("translation")
    assert found is not None
    if message.get("numerus"):
        return [form.text or "" for form in found.iter("numerusform")]
    return [found.text or ""]


def fields(text: str) -> list[str]:
    """Fields, tags and the number, which a translation must have too."""
    return sorted(re.findall(r"{\w*}|%n|</?\w+>", text))


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """packaging/translations.py"""
    spec = importlib.util.spec_from_file_location(
        "translations", ROOT / "packaging" / "translations.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ------------------------------------------------------------------------------ the files


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_to_be_translated(tool: ModuleType, language: str):
    assert tool.untranslated(ts_file(language)) == []
    assert all(all(forms(message)) for _, message in messages(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_and_tags_are_those_of_the_source(language: str):
    for _, message in messages(language):
        source = message.findtext("source", "")
        *singular, plural = forms(message)
        assert fields(plural) == fields(source), source
        for form in singular:  # may say one in a word
            assert fields(form.replace("%n", "")) == fields(source.replace("%n", "")), source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_are_in_line_with_the_code(tool: ModuleType, language: str, tmp_path: Path):
    written = tmp_path / ts_file(language).name
    shutil.copy(ts_file(language), written)
    tool.update(written)
    assert written.read_text("utf-8") == ts_file(language).read_text("utf-8")
    tool.compile_messages(written, written.with_suffix(".qm"))
    assert written.with_suffix(".qm").read_bytes() == (
        ts_file(language).with_suffix(".qm").read_bytes()
    )


def test_there_is_a_file_for_each_language_and_a_language_for_each_file():
    assert {path.stem for path in FOLDER.iterdir()} == {f"mibscope_{each}" for each in LANGUAGES}


# ------------------------------------------------------------------------------ the code


@pytest.mark.parametrize("module", modules(), ids=lambda path: path.relative_to(WINDOW).as_posix())
def test_what_is_read_is_translated(module: Path):
    texts = set(left_over(ast.parse(module.read_text("utf-8")))) - set(AS_IT_IS)
    assert not {text for text in texts if not text.lstrip().startswith(("<", "QMainWindow"))}


def test_every_command_has_a_title_in_german():
    known = {m.findtext("source") for context, m in messages("de") if context == "Command"}
    texts = {t for each in CATALOGUE for t in (each.menu.value, each.submenu, each.title) if t}
    assert texts <= known


def test_lupdate_files_each_text_under_the_context_in_which_qt_looks_for_it():
    known = {(context, message.findtext("source")) for context, message in messages("de")}
    for module in modules():
        for text in translated(ast.parse(module.read_text("utf-8"))):
            assert (text.context, text.source) in known, f"{module.name}: {text}"


def test_no_class_inherits_a_plural():
    """Qt would look for it under the subclass and take the singular of nothing for an answer."""
    trees = [ast.parse(module.read_text("utf-8")) for module in modules()]
    bases = {
        ast.unparse(base)
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    }
    owners = {text.context for tree in trees for text in translated(tree) if text.plural}
    assert owners
    assert not owners & bases


def test_the_engine_still_says_what_is_translated_of_it():
    said = {
        node.value
        for path in (ROOT / "engine").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert {*REASONS_ABSENT, *CHOICES_EXPLAINED} <= said


# ------------------------------------------------------------------------------ the window


@pytest.mark.parametrize(
    ("chosen", "spoken", "language"),
    [
        ("de", ["en-US"], "de"),
        ("en", ["de-DE"], "en"),
        (SYSTEM, ["de-Latn-AT", "de-AT", "de"], "de"),
        (SYSTEM, ["fr-CH", "fr", "de-CH"], "de"),
        (SYSTEM, ["en_GB", "de"], "en"),
        (SYSTEM, ["fr-FR"], "en"),
        (SYSTEM, [], "en"),
        ("tlh", ["de-DE"], "de"),
    ],
)
def test_the_chosen_language_or_the_first_of_the_system_that_there_is(
    chosen: str, spoken: list[str], language: str
):
    assert language_for(chosen, spoken) == language


def test_the_choice_is_kept(tmp_path: Path):
    kept = preferences(tmp_path)
    kept.put(LANGUAGE, "de")
    assert preferences(tmp_path / "other").get(LANGUAGE) == "en"
    kept.put(LANGUAGE, SYSTEM)
    assert kept.get(LANGUAGE) == SYSTEM


def test_a_language_goes_as_it_came(qapp: QApplication):
    german = Translations(qapp, "de")
    assert [emotion_name(Emotion.ANGRY), sentiment_word(-2.6)] == ["Ärger", "stark negativ"]
    german.remove()
    assert [emotion_name(Emotion.ANGRY), sentiment_word(-2.6)] == ["angry", "strongly negative"]


@pytest.fixture
def german(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    kept = preferences(tmp_path)
    kept.put(LANGUAGE, "de")
    with running_window(qapp, scripted_engine, kept) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        yield composition


def test_a_closed_window_takes_its_language_with_it(german: Composition):
    assert emotion_name(Emotion.ANGRY) == "Ärger"
    german.window.close()
    assert emotion_name(Emotion.ANGRY) == "angry"


def shown(*parents: QWidget) -> set[str]:
    """All that labels, buttons, tooltips and screen readers say in these parts of the window."""
    widgets = [each for parent in parents for each in (parent, *parent.findChildren(QWidget))]
    texts = {each.text() for each in widgets if isinstance(each, QLabel | QAbstractButton)}
    for each in widgets:
        texts |= {each.toolTip(), each.accessibleName(), each.accessibleDescription()}
    return texts - {""}


def test_a_window_in_german_speaks_german(german: Composition, qtbot: QtBot, tmp_path: Path):
    window, workspace = german.window, german.window.workspace
    window.open_files([write_script(tmp_path / "rede.mp4", "utterances 6")])
    qtbot.waitUntil(lambda: german.session.analysis.status is Status.DONE, timeout=20_000)
    overview = workspace.panel(OverviewPanel)
    overview.refresh()
    workspace.panel(ComparePanel).refresh()
    notice = NoticeDialog(window.themes, window)
    texts = shown(
        window.empty, window.header, workspace.panel(PlayerPanel), overview,
        workspace.panel(InspectorPanel), workspace.panel(ComparePanel),
        workspace.panel(MediaListPanel), window.statusBar(), window.banners, notice,
    )  # fmt: skip
    english = {
        message.findtext("source", "")
        for _, message in messages("de")
        if forms(message) != [message.findtext("source")]
    }
    assert not texts & english
    assert {
        "Video oder Tondatei hier ablegen", "Exportieren", "Diese Äußerung", "Gezeigter Ausdruck",
        "Was wäre, wenn …", "Vor dem Start", "Verstanden", "Äußerung anheften", "Lautstärke",
        "Gezeigter Ausdruck, nicht das, was ein Mensch fühlt",
    } <= texts  # fmt: skip
    assert overview.facts.text().startswith("6 Äußerungen, ")
    timeline = workspace.timeline
    assert timeline is not None
    german.session.playback.seek(german.session.analysis.results[1].utterance.start_s + 0.1)
    qtbot.waitUntil(
        lambda: "Beiträge: Worte " in timeline.plot.accessibleDescription(), timeout=5_000
    )


def test_no_two_entries_of_a_german_menu_share_a_letter(german: Composition):
    menus = [german.window.menuBar(), *german.window.menuBar().findChildren(QMenu)]
    assert [action.text() for action in menus[0].actions()][:2] == ["&Datei", "&Bearbeiten"]
    for menu in menus:
        found = [re.search("&(.)", action.text()) for action in menu.actions()]
        letters = [each[1].lower() for each in found if each]
        assert len(letters) == len(set(letters)), [action.text() for action in menu.actions()]


def test_figures_keep_the_decimal_point(german: Composition, qtbot: QtBot, tmp_path: Path):
    german.window.open_files([write_script(tmp_path / "rede.mp4", "utterances 2")])
    qtbot.waitUntil(lambda: german.session.analysis.status is Status.DONE, timeout=20_000)
    assert re.match(r"[−+]?\d\.\d\d ", german.window.workspace.panel(InspectorPanel).sentiment.text)
    assert QLocale().toString(0.5) == "0.5"


@pytest.mark.parametrize(
    ("script", "start"),
    [
        ("bug", "Die Analyse brach wegen eines unerwarteten Fehlers ab: "),
        ("memory", "Während der Analyse ging der Arbeitsspeicher aus. Andere Programme "),
        ("die", "Der Analyseprozess endete unerwartet (von außen beendet). Die bisherigen "),
    ],
)
def test_failures_of_the_job_process_are_told_in_german(
    german: Composition, qtbot: QtBot, tmp_path: Path, script: str, start: str
):
    banners = german.window.banners
    german.window.open_files([write_script(tmp_path / "rede.mp4", "utterances 1", script)])
    qtbot.waitUntil(lambda: german.session.analysis.status is Status.FAILED, timeout=20_000)
    told = [f"{each.message} {each.hint}" for each in banners.banners if each.tone is Tone.ERROR]
    assert len(told) == 1
    assert told[0].startswith(start)
    assert "{" not in told[0]


def test_edits_are_named_in_german_and_kept_in_english(
    german: Composition, qtbot: QtBot, tmp_path: Path
):
    german.window.open_files([write_script(tmp_path / "rede.mp4", "utterances 3")])
    qtbot.waitUntil(lambda: german.session.analysis.status is Status.DONE, timeout=20_000)
    german.session.editor.name_person(0, "Anna")
    project = german.session.projects.project
    assert project is not None
    assert project.journal.undoable == "Name a person"
    assert german.session.editor.undoable == "Person benennen"
    assert german.session.editor.undo() == "Person benennen"


def test_buttons_of_qt_itself_are_german(german: Composition):
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert [button.text() for button in buttons.buttons()] == ["Abbrechen"]
