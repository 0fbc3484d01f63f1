"""Settings: kept by their table, shown by their table, and used by what they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.app import Composition
from desktop_app.i18n.translators import LANGUAGES, Translations
from desktop_app.settings import table
from desktop_app.settings.analysis import analysis_settings
from desktop_app.settings.labels import LabelledHeads
from desktop_app.settings.preferences import Preferences
from desktop_app.settings.setting import Group, Kind, Setting
from desktop_app.settings.speech_models import is_usable
from desktop_app.theming.manager import Appearance
from desktop_app.views.settings.dialog import SettingsDialog
from desktop_app.views.settings.row import SettingRow
from engine.types import AnalysisSettings
from tests.helpers.scripted_engine import scripted_engine
from tests.helpers.snapshots import known_font
from tests.helpers.window import preferences, running_window


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def kept(qapp: QApplication, store: QSettings) -> Preferences:
    return Preferences(store)


@pytest.fixture
def dialog(qtbot: QtBot, kept: Preferences) -> SettingsDialog:
    dialog = SettingsDialog(kept)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def row(dialog: SettingsDialog, setting: Setting[object]) -> SettingRow:
    return next(each for each in dialog.rows if each.setting is setting)


OTHER_VALUES = {
    table.APPEARANCE.key: Appearance.DARK,
    table.LANGUAGE.key: "de",
    table.SPOKEN.key: "fr",
    table.VOICE_BASELINE.key: Path("/films/a voice.wav"),
    table.SPEECH_MODEL.key: "small",
    table.OTHER_SPEECH_MODEL.key: "/models/mine",
    table.DEVICE.key: "cpu",
    table.CHECKPOINT.key: "permissive",
    table.OWN_CHECKPOINT.key: Path("/models/mine.safetensors"),
    table.RATER.key: "Ada",
    table.LABELLED_HEADS.key: LabelledHeads.SENTIMENT,
    table.PROJECTS_FOLDER.key: Path("/projects"),
    table.RECENT_COUNT.key: 3.0,
    table.VOLUME.key: 0.35,
}


def other_value(setting: Setting[object]) -> object:
    return not setting.default if setting.kind is Kind.BOOL else OTHER_VALUES[setting.key]


@pytest.mark.parametrize("setting", table.TABLE, ids=lambda setting: setting.key)
def test_a_setting_survives_a_restart_and_goes_back_to_its_default(
    qapp: QApplication, store: QSettings, setting: Setting[object]
):
    first, told = Preferences(store), []
    first.changed.connect(told.append)
    assert first.get(setting) == setting.default
    wanted = other_value(setting)
    assert first.put(setting, wanted)
    store.sync()
    again = Preferences(QSettings(store.fileName(), QSettings.Format.IniFormat))
    assert again.get(setting) == wanted
    assert type(again.get(setting)) is type(wanted)
    first.reset(setting)
    assert first.get(setting) == setting.default
    assert told == [setting.key, setting.key]


@pytest.mark.parametrize(
    ("setting", "nonsense"),
    [
        (table.APPEARANCE, "purple"),
        (table.USE_TEXT, "perhaps"),
        (table.VOLUME, "loud"),
        (table.VOLUME, "nan"),
        (table.DEVICE, "abacus"),
    ],
)
def test_what_cannot_be_read_counts_as_not_set(
    kept: Preferences, store: QSettings, setting: Setting[object], nonsense: str
):
    store.setValue(setting.key, nonsense)
    assert kept.get(setting) == setting.default


def test_numbers_stay_within_their_limits(kept: Preferences, store: QSettings):
    store.setValue(table.VOLUME.key, "7")
    assert kept.get(table.VOLUME) == 1.0


def test_keys_are_not_used_twice_and_every_text_is_written():
    assert max(Counter(setting.key for setting in table.TABLE).values()) == 1
    declared = [value for value in vars(table).values() if isinstance(value, Setting)]
    assert declared == list(table.TABLE)
    assert all(setting.title and setting.explanation for setting in table.TABLE)
    assert {setting.group for setting in table.TABLE} == set(Group)


def test_nobody_is_told_of_a_value_that_was_there_before(kept: Preferences):
    told: list[str] = []
    kept.changed.connect(told.append)
    kept.put(table.VOLUME, 0.8)
    kept.put(table.VOLUME, 0.5)
    kept.put(table.VOLUME, 0.5)
    assert told == ["volume"]


def test_the_last_modality_stays_on(kept: Preferences):
    assert kept.put(table.USE_TEXT, False)
    assert kept.put(table.USE_VIDEO, False)
    assert not kept.put(table.USE_AUDIO, False)
    assert kept.get(table.USE_AUDIO)


def test_an_analysis_is_asked_for_as_it_is_set(kept: Preferences):
    assert analysis_settings(kept) == AnalysisSettings()
    kept.put(table.SPOKEN, "de")
    kept.put(table.SPEECH_MODEL, "small")
    kept.put(table.DEVICE, "cpu")
    kept.put(table.USE_VIDEO, False)
    kept.put(table.CHECKPOINT, "permissive")
    asked = analysis_settings(kept)
    assert (asked.language, asked.asr_model, asked.device) == ("de", "small", "cpu")
    assert (asked.use_text, asked.use_audio, asked.use_video) == (True, True, False)
    assert asked.checkpoint is not None
    assert asked.checkpoint.is_file()
    assert asked.checkpoint.name == "permissive.safetensors"
    kept.put(table.OWN_CHECKPOINT, Path("/models/mine.safetensors"))
    kept.put(table.OTHER_SPEECH_MODEL, "/models/whisper")
    asked = analysis_settings(kept)
    assert asked.checkpoint == Path("/models/mine.safetensors")
    assert asked.asr_model == "/models/whisper"


def test_speech_models_are_there_by_their_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    assert is_usable("auto")
    assert not any(is_usable(name) for name in ("base.en", "openai:base.en", "small"))
    model = tmp_path / "hub" / "models--Systran--faster-whisper-small" / "snapshots" / "1"
    model.mkdir(parents=True)
    (model / "model.bin").write_bytes(b"x")
    assert is_usable("small")
    assert not is_usable("medium")


def test_search_looks_at_titles_and_explanations(dialog: SettingsDialog, qtbot: QtBot):
    assert len(dialog.shown) == len(table.TABLE)
    qtbot.keyClicks(dialog.search, "WHISPER name")
    assert set(dialog.shown) == {"other_speech_model"}
    dialog.search.setText("nothing has these words")
    assert dialog.shown == []
    assert any("another word" in each.text() for each in dialog.findChildren(type(dialog._nothing)))
    dialog.search.clear()
    assert len(dialog.shown) == len(table.TABLE)


@pytest.fixture
def wide_letters(qapp: QApplication) -> Iterator[None]:
    """A font that runs wide, at an ordinary size."""
    before, font = qapp.font(), known_font()
    font.setPixelSize(14)
    qapp.setFont(font)
    yield
    qapp.setFont(before)


@pytest.mark.usefixtures("wide_letters", "themes")
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off_at_the_side(
    qapp: QApplication, kept: Preferences, qtbot: QtBot, language: str
):
    translations = Translations(qapp, language)
    dialog = SettingsDialog(kept)
    qtbot.addWidget(dialog)
    dialog.show()
    right = max(each.reset.mapTo(dialog, each.reset.rect().topRight()).x() for each in dialog.rows)
    assert right < dialog.width() - 16
    translations.remove()


def test_a_group_is_gone_to(dialog: SettingsDialog, qtbot: QtBot):
    for place, group in enumerate(Group):
        dialog.groups.setCurrentRow(place)
        first = next(each for each in dialog.rows if each.setting.group is group)
        at = first.mapTo(dialog, first.rect().topLeft()).y()
        assert 0 <= at < dialog.height() / 3, group


def test_every_kind_of_editor_keeps_what_is_chosen(
    dialog: SettingsDialog, qtbot: QtBot, kept: Preferences
):
    box = dialog.findChild(QCheckBox, table.USE_AUDIO.key)
    assert box is not None
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not kept.get(table.USE_AUDIO)
    choice = dialog.findChild(QComboBox, table.DEVICE.key)
    assert choice is not None
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert kept.get(table.DEVICE) == "cpu"
    spin = dialog.findChild(QDoubleSpinBox, table.VOLUME.key)
    assert spin is not None
    assert spin.text() == "80 %"
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert kept.get(table.VOLUME) == pytest.approx(0.85)
    line = dialog.findChild(QLineEdit, table.OWN_CHECKPOINT.key)
    assert line is not None
    qtbot.keyClicks(line, "/a/b.safetensors")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert kept.get(table.OWN_CHECKPOINT) == Path("/a/b.safetensors")
    line.clear()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert kept.get(table.OWN_CHECKPOINT) is None
    assert dialog.isVisible(), "Return in a field does not close the dialog"


def test_editors_follow_and_reset(dialog: SettingsDialog, qtbot: QtBot, kept: Preferences):
    shown = row(dialog, table.DEVICE)
    assert not shown.reset.isEnabled()
    kept.put(table.DEVICE, "cuda")
    choice = dialog.findChild(QComboBox, table.DEVICE.key)
    assert choice is not None
    assert choice.currentData() == "cuda"
    qtbot.mouseClick(shown.reset, Qt.MouseButton.LeftButton)
    assert kept.get(table.DEVICE) == "auto"
    assert choice.currentData() == "auto"


def test_a_choice_that_cannot_be_says_why(dialog: SettingsDialog, qtbot: QtBot, kept: Preferences):
    kept.put(table.USE_TEXT, False)
    kept.put(table.USE_AUDIO, False)
    box = dialog.findChild(QCheckBox, table.USE_VIDEO.key)
    assert box is not None
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    assert "At least one" in row(dialog, table.USE_VIDEO).complaint
    kept.put(table.USE_AUDIO, True)
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert row(dialog, table.USE_VIDEO).complaint == ""


# --------------------------------------------------------------------------- in the window


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    with running_window(qapp, scripted_engine, preferences(tmp_path)) as composition:
        qtbot.waitUntil(lambda: composition.window.workspace.timeline is not None, timeout=10_000)
        yield composition


def test_the_menu_and_the_settings_are_one(app: Composition):
    window, kept = app.window, app.preferences
    window.commands["tools.settings"].trigger()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    assert dialog.isVisible()
    window.commands["analysis.audio"].trigger()
    assert not kept.get(table.USE_AUDIO)
    assert window.handlers.analysis.settings.use_audio is False
    kept.put(table.USE_AUDIO, True)
    assert window.commands["analysis.audio"].isChecked()
    kept.put(table.APPEARANCE, Appearance.DARK)
    assert window.themes.theme.name == "dark"
    assert window.commands["appearance.dark"].isChecked()
    window.commands["appearance.light"].trigger()
    assert kept.get(table.APPEARANCE) is Appearance.LIGHT
    assert window.themes.theme.name == "light"
    dialog.close()


def test_projects_are_made_where_they_are_wanted(app: Composition, tmp_path: Path):
    app.preferences.put(table.PROJECTS_FOLDER, tmp_path / "elsewhere")
    made = app.session.projects.create_for(tmp_path / "film.mp4")
    assert made.path.parent == tmp_path / "elsewhere"


def test_the_last_project_is_opened_at_start_where_that_is_wanted(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
):
    kept = preferences(tmp_path)
    with running_window(qapp, scripted_engine, kept) as first:
        qtbot.waitUntil(lambda: first.window.workspace.timeline is not None, timeout=10_000)
        path = first.session.projects.create(tmp_path / "mine.mibscope").path
    kept.put(table.REOPEN, True)
    with running_window(qapp, scripted_engine, kept) as second:
        qtbot.waitUntil(lambda: second.session.projects.project is not None, timeout=10_000)
        assert second.session.projects.project is not None
        assert second.session.projects.project.path == path


def test_as_many_recent_projects_as_wanted(qapp: QApplication, kept: Preferences, tmp_path: Path):
    for name in "abcd":
        path = tmp_path / name
        path.touch()
        kept.recent.add(path)
    kept.put(table.RECENT_COUNT, 2)
    assert [path.name for path in kept.recent.all()] == ["d", "c"]
    kept.put(table.RECENT_COUNT, 0)
    assert kept.recent.all() == ()
