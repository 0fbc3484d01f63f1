"""What a fine-tuning starts from, by name: models, and whose features are which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.datasets.extractors import running_extractors
from engine.errors import MibscopeError
from engine.features.contract import FeatureContract, available_extractors
from engine.runtime.hashing import sha256_of
from engine.runtime.paths import cache_dir
from engine.training.checkpoints import load_checkpoint, stored_contract
from engine.training.finetuning.projects import GroupBy
from engine.training.finetuning.run import Parent
from engine.training.finetuning.sources import Place
from engine.training.runs.registry import Registry


def open_parent(wanted: str, registry: Registry) -> Parent:
    """A model by its name or path, if this installation can compute its features.

    Raises:
        CheckpointError: there is none, or it cannot be used.
    """
    path = registry.find(wanted)
    name = path.name if path == Path(wanted).expanduser() else wanted
    return Parent(name, load_checkpoint(path, available_extractors()))


def open_place(
    parent: Parent,
    registry: Registry,
    *,
    cache: Path | None = None,
    group_by: GroupBy = GroupBy.VIDEO,
    sentiment_factor: float = 1.0,
) -> Place:
    """Where data for this model is read with this installation's extractors."""
    known = KnownContracts(
        tuple(registry.models().values()),
        {parent.checkpoint.sha256: parent.checkpoint.contract},
    )
    if parent.checkpoint.lineage.parent:
        # A model is only ever trained on with the features of its parent.
        known.found[parent.checkpoint.lineage.parent] = parent.checkpoint.contract
    return Place(
        parent.checkpoint.contract,
        parent.checkpoint.config.heads,
        known.of,
        running_extractors(),
        cache or cache_dir() / "features",
        group_by,
        sentiment_factor,
    )


@dataclass(slots=True)
class KnownContracts:
    """Contracts of the models of this machine, read when one is asked for that is not known."""

    paths: Sequence[Path]
    found: dict[str, FeatureContract] = field(default_factory=dict)
    _read: bool = False

    def of(self, sha256: str) -> FeatureContract | None:
        """None for a model that is not here."""
        if sha256 not in self.found and not self._read:
            self._read = True
            for path in self.paths:
                try:
                    self.found.setdefault(sha256_of(path), stored_contract(path))
                except (MibscopeError, OSError):
                    continue  # one that is damaged or just removed vouches for nothing
        return self.found.get(sha256)
