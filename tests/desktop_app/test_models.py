"""The models: fetched from a real server, checked, removed, cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.jobs.background import Background
from desktop_app.settings.speech_models import FROM_THE_HUB
from desktop_app.state.models import ModelsState
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.banner import Tone
from desktop_app.views.models import ModelsDialog
from engine.assets import default_manifest
from engine.assets.manifest import HttpsSource
from engine.assets.store import folder_of
from tests.helpers.assets import Server, asset, manifest, serving

FACE, SPEECH = b"a face" * 1000, b"speech" * 200_000


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path / "cache"))
    with serving({"face.bin": FACE, "speech.bin": SPEECH}) as running:
        yield running


@pytest.fixture
def models(qapp: object, server: Server) -> Iterator[ModelsState]:
    source = HttpsSource(f"{server.url}/{{file}}")
    known = manifest(
        asset("face", {"face.bin": FACE}, source), asset("speech", {"speech.bin": SPEECH}, source)
    )
    background = Background()
    state = ModelsState(background, known)
    yield state
    state.cancel()
    background.close()


@pytest.fixture
def dialog(models: ModelsState, themes: ThemeManager, qtbot: QtBot) -> ModelsDialog:
    dialog = ModelsDialog(models)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def idle(models: ModelsState, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: models.busy is None, timeout=30_000)


def press(button: QWidget, qtbot: QtBot) -> None:
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def messages(dialog: ModelsDialog, tone: Tone) -> list[str]:
    return [f"{b.message} {b.hint}" for b in dialog.banners.banners if b.tone is tone]


def test_every_model_of_the_manifest_says_what_it_is(themes: ThemeManager, qtbot: QtBot):
    background = Background()
    dialog = ModelsDialog(ModelsState(background))
    qtbot.addWidget(dialog)
    wanted = [spec for spec in default_manifest().assets.values() if not spec.intermediate]
    assert list(dialog.cards) == [*(spec.id for spec in wanted), *FROM_THE_HUB]
    for spec in wanted:
        assert spec.title in dialog.cards[spec.id].text
        assert spec.licence in dialog.cards[spec.id].text
    background.close()


def test_one_is_fetched_checked_and_removed(
    dialog: ModelsDialog, models: ModelsState, qtbot: QtBot
):
    card = dialog.cards["face"]
    assert "Missing" in card.text
    assert "6.0 kB" in card.text
    press(card.fetch, qtbot)
    assert card.cancel.isVisible()
    assert not dialog.cards["speech"].fetch.isEnabled()
    idle(models, qtbot)
    assert "On this machine" in card.text
    assert (folder_of("face") / "face.bin").read_bytes() == FACE
    press(card.verify, qtbot)
    idle(models, qtbot)
    assert messages(dialog, Tone.INFO) == ["The face is as it should be. "]
    (folder_of("face") / "face.bin").write_bytes(b"b face" * 1000)
    press(card.verify, qtbot)
    idle(models, qtbot)
    [said] = messages(dialog, Tone.ERROR)
    assert "face.bin does not have the expected SHA-256" in said
    press(card.remove, qtbot)
    idle(models, qtbot)
    assert "Missing" in card.text
    assert not folder_of("face").exists()


def test_all_that_is_needed_with_one_button(
    dialog: ModelsDialog, models: ModelsState, qtbot: QtBot
):
    press(dialog.fetch_all, qtbot)
    idle(models, qtbot)
    assert models.missing == ()
    assert not dialog.fetch_all.isVisible()


def test_a_source_that_does_not_answer_is_told(
    dialog: ModelsDialog, models: ModelsState, server: Server, qtbot: QtBot
):
    server.contents.clear()
    press(dialog.cards["face"].fetch, qtbot)
    idle(models, qtbot)
    [said] = messages(dialog, Tone.ERROR)
    assert "The face can be had from none of its sources" in said
    assert dialog.cards["face"].fetch.isEnabled()


def test_a_fetch_is_cancelled_within_three_seconds(
    dialog: ModelsDialog, models: ModelsState, qtbot: QtBot
):
    press(dialog.cards["speech"].fetch, qtbot)
    press(dialog.cards["speech"].cancel, qtbot)
    qtbot.waitUntil(lambda: models.busy is None, timeout=3_000)
    assert messages(dialog, Tone.INFO) == ["Stopped. What was complete is kept. "]
    assert not folder_of("speech").exists()


def test_models_are_carried_to_a_machine_without_a_network(
    dialog: ModelsDialog,
    models: ModelsState,
    *,
    server: Server,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    archive = str(tmp_path / "all.zip")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (archive, ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (archive, ""))
    write, take = dialog.carry.menu().actions()
    write.trigger()
    idle(models, qtbot)
    assert "no models on this machine" in messages(dialog, Tone.ERROR)[0]
    models.fetch("face")
    idle(models, qtbot)
    write.trigger()
    idle(models, qtbot)
    assert archive in messages(dialog, Tone.INFO)[0]
    models.remove("face")
    idle(models, qtbot)
    server.contents.clear()
    take.trigger()
    idle(models, qtbot)
    assert "On this machine" in dialog.cards["face"].text
    assert (folder_of("face") / "face.bin").read_bytes() == FACE


def test_a_model_of_the_hub_is_seen_where_the_hub_keeps_it(
    models: ModelsState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    assert not any(model.present for model in models.all())
    kept = tmp_path / "hub" / "models--Systran--faster-whisper-small" / "snapshots" / "1"
    kept.mkdir(parents=True)
    (kept / "model.bin").write_bytes(b"x")
    assert [(m.id, m.ours) for m in models.all() if m.present] == [("small", False)]


def test_a_hub_that_does_not_answer_is_told(
    dialog: ModelsDialog,
    models: ModelsState,
    *,
    server: Server,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)  # it is set while all tests run
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    dialog.cards["small"].fetch.click()
    assert models.busy == "small"
    idle(models, qtbot)
    [said] = messages(dialog, Tone.ERROR)
    assert "The speech model small could not be fetched from the hub" in said
    assert server.ranges, "the hub was asked"
