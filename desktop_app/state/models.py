"""Models on this machine: which there are, and bringing, checking and removing them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop_app.jobs.background import Background, Work
from desktop_app.jobs.fetching import (
    export_apart,
    fetch_apart,
    fetch_speech_model_apart,
    import_apart,
    verify_apart,
)
from desktop_app.settings.speech_models import FROM_THE_HUB, is_usable
from engine.assets import default_manifest
from engine.assets.manifest import (
    AssetSpec,
    HttpsSource,
    MadeSource,
    Manifest,
    PackageSource,
    Source,
)
from engine.assets.store import folder_of, is_complete, remove
from engine.errors import CancelledError, MibscopeError
from engine.runtime.paths import assets_dir

if TYPE_CHECKING:
    from engine.assets.fetch import FetchProgress


@dataclass(frozen=True, slots=True)
class Model:
    """An asset as the user sees it."""

    id: str
    title: str
    needed_by: str
    licence: str
    size: int
    """Bytes: on this machine where it is here, otherwise what the manifest says; 0: not known."""
    present: bool
    needed: bool
    """By what MIBScope does without being asked for more."""
    sources: tuple[str, ...]
    """Where it comes from, best place first."""
    ours: bool = True
    """Whether it can be checked and removed here; others lie in the hub's own cache."""


class ModelsState(QObject):
    """One thing at a time. Changes through its methods only; views listen to its signals."""

    changed = Signal()
    """What is here, or what is being done."""
    told = Signal(str)
    """How something went, in a sentence."""
    failed = Signal(str, str)
    """Message and hint."""

    def __init__(
        self,
        background: Background,
        manifest: Manifest | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._manifest = manifest or default_manifest()
        self._cancel = threading.Event()
        self._progress: FetchProgress | None = None
        self._busy: tuple[str, ...] = ()

    # ------------------------------------------------------------------ questions

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return assets_dir()

    @property
    def busy(self) -> str | None:
        """Id of the model that something is done with."""
        if self._busy and self._progress:
            return self._served_by(self._progress.asset_id)
        return self._busy[0] if self._busy else None

    @property
    def activity(self) -> str:
        """What is done with it, as the engine says."""
        return self._progress.activity if self._progress else ""

    @property
    def bytes_done(self) -> tuple[int, int]:
        """And of how many; 0 where that is not known."""
        progress = self._progress
        return (progress.done_bytes, progress.total_bytes) if progress else (0, 0)

    @property
    def fraction(self) -> float | None:
        """How far that is; None where it is not known."""
        done, total = self.bytes_done
        return min(1.0, done / total) if total else None

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of those that are needed and not here."""
        return tuple(model.id for model in self.all() if model.needed and not model.present)

    def all(self) -> tuple[Model, ...]:
        """In the manifest's order, without what is only a step towards others; then the hub's."""
        specs = (spec for spec in self._manifest.assets.values() if not spec.intermediate)
        return (*map(_model, specs), *map(_hub_model, FROM_THE_HUB))

    # ------------------------------------------------------------------ acts

    def fetch(self, *asset_ids: str) -> None:
        """Bring these onto this machine, one after the other; of the hub's models only one."""
        if asset_ids and asset_ids[0] in FROM_THE_HUB:
            name = asset_ids[0]
            work = partial(fetch_speech_model_apart, name, self._report, self._cancel)
            self._begin((name,), work, lambda: None)
        elif asset_ids:
            work = partial(fetch_apart, self._manifest, asset_ids, self._report, self._cancel)
            self._begin(asset_ids, work, lambda: None)

    def verify(self, asset_id: str) -> None:
        """Compare its files with the manifest."""
        said = self.tr("{title} is as it should be.").format(title=self._title(asset_id))
        work = partial(verify_apart, self._manifest, asset_id, self._report, self._cancel)
        self._begin((asset_id,), work, lambda: self.told.emit(said))

    def remove(self, asset_id: str) -> None:
        """Delete its files; it can be fetched again."""
        said = self.tr("{title} was removed.").format(title=self._title(asset_id))
        self._begin((asset_id,), partial(remove, asset_id), lambda: self.told.emit(said))

    def export_all(self, archive: Path) -> None:
        """Write all that is here into one file, for a machine without a network."""
        said = self.tr("The models were written to {path}.").format(path=archive)
        work = partial(export_apart, self._manifest, archive, self._report, self._cancel)
        self._begin(self._here, work, lambda: self.told.emit(said))

    def import_from(self, archive: Path) -> None:
        """Take models from such a file."""
        said = self.tr("The models of {path} were taken.").format(path=archive)
        work = partial(import_apart, self._manifest, archive, self._report, self._cancel)
        self._begin(tuple(self._manifest.assets), work, lambda: self.told.emit(said))

    def cancel(self) -> None:
        """What is complete stays."""
        self._cancel.set()

    # ------------------------------------------------------------------ inner workings

    @property
    def _here(self) -> tuple[str, ...]:
        """Ids of those that can be written; the first of all where there are none."""
        ids = tuple(model.id for model in self.all() if model.present and model.ours)
        return ids or tuple(self._manifest.assets)[:1]

    def _title(self, asset_id: str) -> str:
        return self._manifest[asset_id].title

    def _report(self, progress: FetchProgress) -> None:
        """Called on the thread of the work."""
        self._progress = progress

    def _served_by(self, asset_id: str) -> str:
        """The one that was asked for and needs this as a step, or this itself."""
        for wanted in (each for each in self._busy if each in self._manifest.assets):
            spec = self._manifest[wanted]
            steps = [s.inputs for s in spec.sources if isinstance(s, MadeSource)]
            if any(asset_id in inputs for inputs in steps) and not is_complete(spec):
                return wanted
        return asset_id

    def _begin(self, asset_ids: tuple[str, ...], work: Work, done: Callable[[], None]) -> None:
        if self._busy:
            return
        self._busy, self._progress = asset_ids, None
        self._cancel.clear()
        self.changed.emit()
        self._background.run("models", work, partial(self._end, done))

    def _end(self, done: Callable[[], None], error: Exception | None) -> None:
        self._busy, self._progress = (), None
        self.changed.emit()
        if error is None:
            done()
        elif isinstance(error, CancelledError):
            self.told.emit(self.tr("Stopped. What was complete is kept."))
        elif isinstance(error, MibscopeError):
            self.failed.emit(error.message, error.hint)
        else:
            raise error


def _model(spec: AssetSpec) -> Model:
    present = is_complete(spec)
    return Model(
        id=spec.id,
        title=spec.title,
        needed_by=spec.needed_by,
        licence=spec.licence,
        size=_size_on_disk(spec) if present else 0 if spec.made else spec.size,
        present=present,
        needed=spec.default,
        sources=tuple(dict.fromkeys(_place(source) for source in spec.sources)),
    )


def _hub_model(name: str) -> Model:
    title = QCoreApplication.translate("ModelsState", "Whisper {name}, many languages")
    use = QCoreApplication.translate("ModelsState", "transcription, where it is chosen")
    return Model(
        id=name,
        title=title.format(name=name),
        needed_by=use,
        licence="MIT",
        size=0,
        present=is_usable(name),
        needed=False,
        sources=("huggingface.co",),
        ours=False,
    )


def _size_on_disk(spec: AssetSpec) -> int:
    return sum((folder_of(spec.id) / file.name).stat().st_size for file in spec.files)


def _place(source: Source) -> str:
    match source:
        case HttpsSource(url):
            return urlsplit(url).netloc
        case PackageSource():
            return f"{source.registry}: {source.package} {source.version}"
        case MadeSource(inputs=inputs):
            made = QCoreApplication.translate("ModelsState", "made here from {inputs}")
            return made.format(inputs=", ".join(inputs))
