"""What can be fetched: the typed form of ``resources/assets.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.errors import AssetMissingError
from engine.runtime.paths import resources_dir


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One file of an asset. Files made on this machine may have no fixed bytes and size."""

    name: str
    sha256: str | None = None
    size: int | None = None
    tensors_sha256: str | None = None
    """Digest of the weights inside, see ``engine.assets.whisper_weights.tensor_digest``."""


@dataclass(frozen=True, slots=True)
class HttpsSource:
    """The maker's own place; ``url`` has a ``{file}`` in it."""

    url: str


@dataclass(frozen=True, slots=True)
class PackageSource:
    """Files inside a package; ``path`` inside the archive has a ``{file}`` in it."""

    registry: str
    """``pypi``, ``npm``, or ``archive``: the archive lies at ``url``."""
    package: str
    version: str
    path: str
    archive_sha256: str
    archive_size: int
    url: str = ""
    sdist: bool = False
    platform_wheel: bool = False
    """The package has wheels for some platforms only; any of them carries the same file."""


@dataclass(frozen=True, slots=True)
class MadeSource:
    """Produced here from other assets by a recipe of ``engine.assets.recipes``."""

    recipe: str
    inputs: tuple[str, ...]


Source = HttpsSource | PackageSource | MadeSource


@dataclass(frozen=True, slots=True)
class AssetSpec:
    """A folder of files that belong together, and where they can be had, best place first."""

    id: str
    title: str
    needed_by: str
    licence: str
    files: tuple[FileSpec, ...]
    sources: tuple[Source, ...]
    default: bool = False
    """Part of what ``mibscope models fetch`` brings."""
    intermediate: bool = False
    """Only a step towards other assets; removed when those are made."""
    fallback: str | None = None
    """The asset that does the job less well when this one cannot be had."""

    @property
    def made(self) -> bool:
        return any(isinstance(source, MadeSource) for source in self.sources)

    @property
    def size(self) -> int:
        """Bytes of the files whose size is known beforehand."""
        return sum(file.size or 0 for file in self.files)


@dataclass(frozen=True, slots=True)
class Manifest:
    """All assets by id, in the manifest's order."""

    assets: Mapping[str, AssetSpec]

    def __getitem__(self, asset_id: str) -> AssetSpec:
        try:
            return self.assets[asset_id]
        except KeyError:
            known = ", ".join(self.assets)
            raise AssetMissingError(
                f"There is no asset called “{asset_id}”.", hint=f"Known are: {known}."
            ) from None

    @property
    def default_ids(self) -> tuple[str, ...]:
        return tuple(spec.id for spec in self.assets.values() if spec.default)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest file. A mistake in it is a programming error and raises as such."""
    with path.open("rb") as stream:
        tables = tomllib.load(stream)["assets"]
    return Manifest({asset_id: _asset(asset_id, table) for asset_id, table in tables.items()})


@cache
def default_manifest() -> Manifest:
    """The manifest that comes with MIBScope."""
    return read_manifest(resources_dir() / "assets.toml")


def _asset(asset_id: str, table: Mapping[str, Any]) -> AssetSpec:
    fields = dict(table)
    files = tuple(FileSpec(**file) for file in fields.pop("files"))
    sources = tuple(_source(source) for source in fields.pop("sources"))
    return AssetSpec(id=asset_id, files=files, sources=sources, **fields)


def _source(table: Mapping[str, Any]) -> Source:
    fields = dict(table)
    kind = fields.pop("kind")
    if kind == "https":
        return HttpsSource(**fields)
    if kind == "made":
        return MadeSource(recipe=fields["recipe"], inputs=tuple(fields["inputs"]))
    return PackageSource(registry=kind, **fields)
