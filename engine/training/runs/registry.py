"""All runs of this machine, and their models by name. Readable without torch."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import CheckpointError
from engine.runtime.hashing import sha256_of
from engine.runtime.paths import resources_dir, runs_dir
from engine.runtime.whole import written_whole
from engine.training.runs.folder import ENDING, RUN, RunCard, RunFolder, RunState

if TYPE_CHECKING:
    from engine.training.checkpoints import Checkpoint


def built_in() -> dict[str, Path]:
    """Models that come with MIBScope, by name."""
    return {
        path.stem: path for path in sorted((resources_dir() / "checkpoints").glob("*" + ENDING))
    }


@dataclass(frozen=True, slots=True)
class Registry:
    """A folder of runs; each is a folder that bears its name."""

    root: Path = field(default_factory=runs_dir)

    def folder(self, name: str) -> RunFolder:
        """Where the run of that name is or would be.

        Raises:
            CheckpointError: no folder can bear that name, or a model that comes along has it.
        """
        if name in built_in() or not _is_name(name):
            raise CheckpointError(
                f"A run cannot be called “{name}”.",
                hint="Use letters, digits, dots, spaces and dashes, and no name of a model that "
                f"comes with MIBScope ({', '.join(built_in())}).",
            )
        return RunFolder(self.root / name)

    def all(self) -> tuple[RunCard, ...]:
        """The latest last. Folders whose run cannot be read are left out."""
        found = []
        for path in sorted(self.root.glob(f"*/{RUN}")):
            try:
                card = RunFolder(path.parent).read()
            except CheckpointError:
                continue
            if card is not None:
                found.append(card)
        return tuple(sorted(found, key=lambda card: (card.begun, card.name)))

    def models(self) -> dict[str, Path]:
        """Every model that has a name, those that come along first."""
        trained = {c.name: self.root / c.name for c in self.all()}
        paths = {name: RunFolder(path).model for name, path in trained.items()}
        return built_in() | {name: path for name, path in paths.items() if path.is_file()}

    def find(self, wanted: str) -> Path:
        """A model by its name, or any file by its path.

        Raises:
            CheckpointError: there is neither.
        """
        path = Path(wanted).expanduser()
        if path.is_file():
            return path
        known = self.models()
        if wanted in known:
            return known[wanted]
        raise CheckpointError(
            f"There is neither a checkpoint nor a model called “{wanted}”.",
            hint=f"Models by name: {', '.join(known)}.",
        )

    def remove(self, name: str) -> None:
        """With its model and all that was logged.

        Raises:
            CheckpointError: there is no such run.
        """
        folder = self.folder(name)
        if folder.read() is None:
            raise CheckpointError(f"There is no run “{name}”.")
        shutil.rmtree(folder.path)

    def export_model(self, name: str, target: Path) -> str:
        """Write a model with its card as one file; its SHA-256.

        Raises:
            CheckpointError: there is no such model, or the file cannot be written.
        """
        source = self.find(name)
        try:
            with written_whole(target) as partial:
                shutil.copyfile(source, partial)
        except OSError as error:
            raise CheckpointError(f"{target} cannot be written: {error}.") from error
        return sha256_of(target)

    def import_model(self, path: Path, name: str = "") -> tuple[RunCard, Checkpoint]:
        """Take a model in under a name, by default the file's. One that is here already under that
        name with the same content is not taken again.

        Raises:
            CheckpointError: it is no checkpoint, or another one has that name.
            ContractMismatchError: this installation cannot compute the features that it needs.
        """
        from engine.features.contract import available_extractors  # noqa: PLC0415 - slow to load
        from engine.training.checkpoints import load_checkpoint  # noqa: PLC0415

        name = name or path.stem
        folder = self.folder(name)
        checkpoint = load_checkpoint(path, available_extractors())
        known = folder.read()
        if known is not None and known.sha256 != checkpoint.sha256:
            raise CheckpointError(
                f"There is another run called “{name}”.", hint="Give the model another name."
            )
        if known is None:
            self.export_model(str(path), folder.model)
            folder.write(_imported(name, checkpoint))
        found = folder.read()
        assert found is not None
        return found, checkpoint


def _imported(name: str, checkpoint: Checkpoint) -> RunCard:
    return RunCard(
        name=name,
        kind="import",
        state=RunState.IMPORTED,
        begun=now(),
        config=checkpoint.training.to_dict(),
        data=dict(checkpoint.lineage.data),
        lineage=json.loads(json.dumps(asdict(checkpoint.lineage))),
        metrics={"test": dict(checkpoint.card.get("sets", {}))},
        sha256=checkpoint.sha256,
    )


def now() -> str:
    """UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _is_name(name: str) -> bool:
    fine = all(letter.isalnum() or letter in "-_. +" for letter in name)
    return fine and bool(name.strip(". ")) and name == name.strip() and not name.startswith(".")
