"""A recipe: which data, which model, which training. TOML, in resources/recipes or anywhere."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.datasets.schema import Record, Split
from engine.datasets.splits import subsample
from engine.errors import DatasetError
from engine.features.contract import FeatureContract
from engine.models.config import MIBConfig
from engine.runtime.paths import resources_dir
from engine.training.config import TrainingConfig


@dataclass(frozen=True, slots=True)
class Recipe:
    """``data``: sets by name with the most records of each split that are taken."""

    name: str
    data: Mapping[str, Mapping[Split, int]]
    model: Mapping[str, Any]
    """Fields of MIBConfig that differ from its defaults, as plain values."""
    training: TrainingConfig

    def model_config(self, contract: FeatureContract) -> MIBConfig:
        """The model for these features.

        Raises:
            CheckpointError: the recipe names a field that models do not have.
        """
        dims = {modality: spec.dimension for modality, spec in contract.extractors.items()}
        return MIBConfig.from_dict({**MIBConfig(dims).to_dict(), **self.model})

    def choose(self, records: Sequence[Record]) -> list[Record]:
        """The records within the limits."""
        chosen: list[Record] = []
        for name, limits in self.data.items():
            chosen += subsample([r for r in records if r.dataset == name], limits)
        return chosen


def load_recipe(name: str) -> Recipe:
    """A recipe that comes with MIBScope, by name, or any other by the path of its file.

    Raises:
        DatasetError: there is no such recipe, or it cannot be understood.
        CheckpointError: it names a training setting that does not exist.
    """
    path = Path(name) if name.endswith(".toml") else resources_dir() / "recipes" / f"{name}.toml"
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
        return Recipe(
            name=str(plain["name"]),
            data={
                each: {Split(split): int(limit) for split, limit in limits.items()}
                for each, limits in plain["data"].items()
            },
            model=plain.get("model", {}),
            training=TrainingConfig.from_dict(plain.get("training", {})),
        )
    except FileNotFoundError as error:
        raise DatasetError(
            f"There is no recipe {path}.", hint="Try `--recipe default` or the path of a file."
        ) from error
    except (OSError, KeyError, ValueError, AttributeError) as error:
        raise DatasetError(f"The recipe {path} cannot be understood: {error}.") from error
