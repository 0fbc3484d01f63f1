"""Where assets lie on this machine. Nothing here touches the network."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.assets.manifest import AssetSpec, default_manifest
from engine.errors import AssetMissingError
from engine.runtime.paths import assets_dir

DEMO_CLIP_FILE = "demo.mp4"


def folder_of(asset_id: str) -> Path:
    """The folder an asset has or will have; it need not exist."""
    return assets_dir() / asset_id


def is_present(asset_id: str) -> bool:
    """Whether every file of the asset is there. Sizes are compared, contents are not."""
    return is_complete(default_manifest()[asset_id])


def locate(asset_id: str) -> Path:
    """The folder of an asset that has been fetched.

    Raises AssetMissingError, which says how to fetch it; never fetches by itself.
    """
    spec = default_manifest()[asset_id]
    if not is_complete(spec):
        raise AssetMissingError(
            f"{spec.title} is not on this machine (needed for {spec.needed_by}).",
            hint=f"Fetch it with: mibscope models fetch {asset_id}",
        )
    return folder_of(asset_id)


def remove(asset_id: str) -> None:
    """Delete the files of an asset, if there are any; it can be fetched again."""
    shutil.rmtree(folder_of(asset_id), ignore_errors=True)


def locate_demo_clip() -> Path:
    """The demo clip itself. Raises AssetMissingError as ``locate`` does."""
    return locate("demo-clip") / DEMO_CLIP_FILE


def is_complete(spec: AssetSpec) -> bool:
    """As ``is_present``, for an asset of any manifest."""
    folder = folder_of(spec.id)
    return all(_has(folder / file.name, file.size) for file in spec.files)


def _has(path: Path, size: int | None) -> bool:
    try:
        found = path.stat().st_size
    except OSError:
        return False
    return found == size if size is not None else found > 0
