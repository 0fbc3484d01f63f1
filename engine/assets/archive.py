"""All fetched assets in one file, for machines without a network."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from engine.assets.files import clear_disk_errors
from engine.assets.manifest import AssetSpec, Manifest, default_manifest
from engine.assets.store import folder_of, is_complete
from engine.assets.verify import verify_folder
from engine.errors import AssetCorruptError, AssetMissingError
from engine.runtime.paths import assets_dir

OnAsset = Callable[[str], None]


def _silent(_: str) -> None:
    pass


def export_archive(
    target: Path, on_asset: OnAsset = _silent, manifest: Manifest | None = None
) -> tuple[str, ...]:
    """Write every asset on this machine into a zip file; returns their ids.

    The file appears whole or not at all. Raises AssetMissingError when there is nothing to write,
    AssetCorruptError when a file is not what it should be.
    """
    specs = (manifest or default_manifest()).assets
    present = [spec for spec in specs.values() if _exportable(spec)]
    if not present:
        raise AssetMissingError(
            "There are no models on this machine to export.",
            hint="Fetch them first: mibscope models fetch",
        )
    partial = target.with_name(f"{target.name}.partial")
    with clear_disk_errors(target):
        # Weights do not compress; storing them keeps the export as fast as a copy.
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
            for spec in present:
                on_asset(spec.id)
                verify_folder(spec, folder_of(spec.id))
                for file in spec.files:
                    archive.write(folder_of(spec.id) / file.name, f"{spec.id}/{file.name}")
        partial.replace(target)
    return tuple(spec.id for spec in present)


def import_archive(
    source: Path, on_asset: OnAsset = _silent, manifest: Manifest | None = None
) -> tuple[str, ...]:
    """Take assets from an archive that ``export_archive`` wrote; returns their ids.

    Only files that the manifest names are accepted, so no member can land elsewhere. Raises
    AssetMissingError without such a file, AssetCorruptError on a foreign member or wrong content;
    assets that were taken before that stay.
    """
    if not source.is_file():
        raise AssetMissingError(f"There is no file {source}.")
    try:
        with zipfile.ZipFile(source) as archive, clear_disk_errors(assets_dir()):
            contained = _contained(archive, manifest or default_manifest())
            for spec in contained:
                on_asset(spec.id)
                _take(archive, spec)
    except zipfile.BadZipFile as error:
        raise AssetCorruptError(
            f"{source.name} is not an undamaged model archive: {error}.",
            hint="Write it again with: mibscope models export ARCHIVE",
        ) from error
    return tuple(spec.id for spec in contained)


def _exportable(spec: AssetSpec) -> bool:
    return not spec.intermediate and is_complete(spec)


def _contained(archive: zipfile.ZipFile, manifest: Manifest) -> list[AssetSpec]:
    names = set(archive.namelist())
    known = {
        f"{spec.id}/{file.name}": spec for spec in manifest.assets.values() for file in spec.files
    }
    if foreign := sorted(names - known.keys()):
        raise AssetCorruptError(
            f"The archive holds “{foreign[0]}”, which is no part of any model. Nothing was taken.",
            hint="Use an archive that `mibscope models export` of this version wrote.",
        )
    complete = dict.fromkeys(known[name].id for name in sorted(names))
    return [manifest[asset_id] for asset_id in complete]


def _take(archive: zipfile.ZipFile, spec: AssetSpec) -> None:
    assets_dir().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=assets_dir(), prefix=".import-") as name:
        staging = Path(name)
        for file in spec.files:
            member = f"{spec.id}/{file.name}"
            if member in archive.namelist():
                with archive.open(member) as packed, (staging / file.name).open("wb") as out:
                    shutil.copyfileobj(packed, out, 1 << 20)
        verify_folder(spec, staging)
        folder_of(spec.id).mkdir(exist_ok=True)
        for file in spec.files:
            (staging / file.name).replace(folder_of(spec.id) / file.name)
