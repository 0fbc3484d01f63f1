"""Fetching and checking models, in a process of its own: some are made with torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop_app.jobs.apart import Report, run_apart
from engine.assets.manifest import Manifest
from engine.assets.store import folder_of
from engine.runtime.cancel import Cancel

_PATIENCE_S = 2.0
"""What is half made lies apart and is made anew: the process may be killed."""


def fetch_apart(
    manifest: Manifest, asset_ids: Sequence[str], report: Report, cancel: Cancel
) -> None:
    """Bring assets onto this machine; ``report`` is told ``FetchProgress``.

    Raises:
        AssetFetchError: one can be had from no source; those before it are there.
        CancelledError: ``cancel`` was set; what is complete by then stays.
    """
    run_apart(_fetch, (manifest, tuple(asset_ids)), report, cancel, patience_s=_PATIENCE_S)


def fetch_speech_model_apart(name: str, report: Report, cancel: Cancel) -> None:
    """Bring a Whisper model from the hub into the hub's own cache; it tells no bytes.

    Raises:
        AssetFetchError: the hub cannot be reached, or has no such model.
    """
    run_apart(_fetch_speech_model, (name,), report, cancel, patience_s=_PATIENCE_S)


def verify_apart(manifest: Manifest, asset_id: str, report: Report, cancel: Cancel) -> None:
    """Compare every file of an asset with the manifest.

    Raises:
        AssetCorruptError: names the file that is not as it should be.
    """
    run_apart(_verify, (manifest, asset_id), report, cancel, patience_s=_PATIENCE_S)


def export_apart(manifest: Manifest, archive: Path, report: Report, cancel: Cancel) -> None:
    """Write all that is here into one file; it appears whole or not at all, and is not cancelled.

    Raises:
        AssetError: there is nothing to write, or a file is damaged.
    """
    run_apart(_export, (manifest, archive), report, cancel)


def import_apart(manifest: Manifest, archive: Path, report: Report, cancel: Cancel) -> None:
    """Take models from such a file; each is checked.

    Raises:
        AssetError: it is no such file, or damaged; what was taken before that stays.
    """
    run_apart(_import, (manifest, archive), report, cancel, patience_s=_PATIENCE_S)


def _fetch(manifest: Manifest, asset_ids: Sequence[str], report: Report, cancel: Cancel) -> None:
    from engine.assets.fetch import Fetcher  # noqa: PLC0415 - a library for the web, only here

    for _ in Fetcher(manifest, report, cancel).fetch(asset_ids):
        pass


def _fetch_speech_model(name: str, report: Report, _: Cancel) -> None:
    from engine.assets.fetch import FetchProgress  # noqa: PLC0415 - as above
    from engine.transcribe import fetch_hub_model  # noqa: PLC0415 - loads what runs it

    report(FetchProgress(name, "downloading"))
    fetch_hub_model(name)


def _verify(manifest: Manifest, asset_id: str, report: Report, _: Cancel) -> None:
    from engine.assets.fetch import FetchProgress  # noqa: PLC0415 - as above
    from engine.assets.verify import verify_folder  # noqa: PLC0415 - as above

    report(FetchProgress(asset_id, "checking"))
    verify_folder(manifest[asset_id], folder_of(asset_id))


def _export(manifest: Manifest, archive: Path, report: Report, _: Cancel) -> None:
    from engine.assets.archive import export_archive  # noqa: PLC0415 - as above
    from engine.assets.fetch import FetchProgress  # noqa: PLC0415 - as above

    export_archive(archive, lambda asset: report(FetchProgress(asset, "exporting")), manifest)


def _import(manifest: Manifest, archive: Path, report: Report, _: Cancel) -> None:
    from engine.assets.archive import import_archive  # noqa: PLC0415 - as above
    from engine.assets.fetch import FetchProgress  # noqa: PLC0415 - as above

    import_archive(archive, lambda asset: report(FetchProgress(asset, "importing")), manifest)
