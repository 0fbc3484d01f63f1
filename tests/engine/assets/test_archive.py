"""Export and import: everything checked, nothing lands elsewhere."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from engine.assets import Manifest
from engine.assets.archive import export_archive, import_archive
from engine.assets.store import folder_of, is_complete
from engine.errors import AssetCorruptError, AssetMissingError
from tests.helpers.assets import asset, manifest

CONTENTS = {"weights.bin": b"w" * 5000, "config.json": b"{}"}


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Manifest:
    """Two assets, the first of which is on this machine."""
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path / "here"))
    assets = manifest(asset("model", CONTENTS), asset("other", {"other.bin": b"o"}))
    folder = folder_of("model")
    folder.mkdir(parents=True)
    for name, data in CONTENTS.items():
        (folder / name).write_bytes(data)
    return assets


def test_what_is_here_arrives_on_another_machine(
    known: Manifest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "models.zip"
    assert export_archive(archive, manifest=known) == ("model",)
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path / "there"))
    assert not is_complete(known["model"])
    assert import_archive(archive, manifest=known) == ("model",)
    assert {path.name: path.read_bytes() for path in folder_of("model").iterdir()} == CONTENTS


@pytest.mark.parametrize(
    "name", ["../../escaped", "/etc/escaped", "model/../escaped", "model/extra.bin", "strange/x"]
)
def test_foreign_members_are_refused_before_anything_is_taken(
    name: str, known: Manifest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path / "there"))
    archive = tmp_path / "evil.zip"
    with zipfile.ZipFile(archive, "w") as ball:
        for file, data in CONTENTS.items():
            ball.writestr(f"model/{file}", data)
        ball.writestr(name, b"evil")
    with pytest.raises(AssetCorruptError, match="no part of any model"):
        import_archive(archive, manifest=known)
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize(
    "contents", [CONTENTS | {"weights.bin": b"v" * 5000}, {"config.json": b"{}"}]
)
def test_wrong_or_missing_content_is_refused(
    contents: dict[str, bytes], known: Manifest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path / "there"))
    archive = tmp_path / "changed.zip"
    with zipfile.ZipFile(archive, "w") as ball:
        for file, data in contents.items():
            ball.writestr(f"model/{file}", data)
    with pytest.raises(AssetCorruptError, match=r"model: weights\.bin"):
        import_archive(archive, manifest=known)
    assert not is_complete(known["model"])


def test_a_damaged_model_is_not_exported(known: Manifest, tmp_path: Path) -> None:
    (folder_of("model") / "weights.bin").write_bytes(b"v" * 5000)
    with pytest.raises(AssetCorruptError):
        export_archive(tmp_path / "models.zip", manifest=known)
    assert not (tmp_path / "models.zip").exists()


def test_not_an_archive_and_no_archive(known: Manifest, tmp_path: Path) -> None:
    text = tmp_path / "text.zip"
    text.write_text("this is not a zip file")
    with pytest.raises(AssetCorruptError, match=r"text\.zip is not"):
        import_archive(text, manifest=known)
    with pytest.raises(AssetMissingError, match="no file"):
        import_archive(tmp_path / "nowhere.zip", manifest=known)


def test_nothing_to_export_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path))
    with pytest.raises(AssetMissingError, match="no models"):
        export_archive(tmp_path / "models.zip")
