"""A recipe: which data, which model, which training. TOML, in resources/recipes or anywhere."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.assets import locate
from engine.datasets.schema import Record, Split
from engine.datasets.splits import subsample
from engine.errors import CheckpointError, DatasetError
from engine.features.contract import FeatureContract, running_contract
from engine.features.networks import Networks
from engine.models.config import MIBConfig, TextEncoder
from engine.models.pretrained import pretrained_config
from engine.runtime.paths import resources_dir
from engine.training.config import TrainingConfig
from engine.types import STANDARD_HEADS, Head, Modality, heads_from_dict


@dataclass(frozen=True, slots=True)
class Recipe:
    """``data``: sets by name with the most records of each split that are taken."""

    name: str
    data: Mapping[str, Mapping[Split, int]]
    model: Mapping[str, Any]
    """Fields of MIBConfig that differ from its defaults, as plain values."""
    training: TrainingConfig
    heads: Mapping[str, Head] = field(default_factory=lambda: dict(STANDARD_HEADS))
    features: Mapping[Modality, str] = field(default_factory=dict)
    """Extractors by name, where they are not the usual ones."""
    text_encoder_dir: Path | None = None
    """Folder of the ``transformers`` encoder to fine-tune; None: the MiniLM that comes along."""

    def with_seed(self, seed: int) -> Recipe:
        """The same with other random numbers."""
        return replace(self, training=replace(self.training, seed=seed))

    def text_encoder(self) -> Path:
        """Where the weights of a fine-tuned text encoder start from."""
        return self.text_encoder_dir or locate("minilm-l6-v2")

    def contract(self, networks: Networks | None = None) -> FeatureContract:
        """The features of this installation that the recipe asks for.

        Args:
            networks: the trained parts of extractors; None for those that come along.

        Raises:
            FeatureError: there are none of that name.
        """
        return running_contract(self.features, networks)

    def model_config(self, contract: FeatureContract) -> MIBConfig:
        """The model for these features.

        Raises:
            CheckpointError: the recipe names a field or modality that models do not have.
        """
        fields = {name: value for name, value in self.model.items() if name != "modalities"}
        try:
            wanted = {Modality(name) for name in self.model.get("modalities", Modality)}
            dims = {m: spec.dimension for m, spec in contract.extractors.items() if m in wanted}
            plain = MIBConfig(dims, self.heads).to_dict()
        except (TypeError, ValueError) as error:
            raise CheckpointError(
                f"The recipe {self.name} has no usable model: {error}."
            ) from error
        if fields.get("text_encoder") == TextEncoder.PRETRAINED:
            fields = {"pretrained_text": pretrained_config(self.text_encoder()), **fields}
        return MIBConfig.from_dict({**plain, **fields})

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
    path = _path(name)
    try:
        plain = _plain(path)
        return Recipe(
            name=str(plain["name"]),
            data={
                each: {Split(split): int(limit) for split, limit in limits.items()}
                for each, limits in plain.get("data", {}).items()
            },
            model=dict(plain.get("model", {})),
            training=TrainingConfig.from_dict(plain.get("training", {})),
            heads=heads_from_dict(plain["heads"]) if "heads" in plain else dict(STANDARD_HEADS),
            text_encoder_dir=Path(plain["text_encoder"]) if "text_encoder" in plain else None,
            features={Modality(m): str(each) for m, each in plain.get("features", {}).items()},
        )
    except FileNotFoundError as error:
        raise DatasetError(
            f"There is no recipe {path}.", hint="Try `--recipe default` or the path of a file."
        ) from error
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise DatasetError(f"The recipe {path} cannot be understood: {error}.") from error


def _path(name: str) -> Path:
    return Path(name) if name.endswith(".toml") else resources_dir() / "recipes" / f"{name}.toml"


def _plain(path: Path) -> dict[str, Any]:
    """What the file says; with ``extends`` it is another recipe without the sets of ``leave_out``.

    Raises:
        KeyError: it leaves out a set that is not there, or says more.
    """
    plain = tomllib.loads(path.read_text(encoding="utf-8"))
    if "extends" not in plain:
        return plain
    more = plain.keys() - {"name", "extends", "leave_out"}
    if more:
        raise KeyError(f"{min(more)} has no place beside extends")
    whole = _plain(path.with_name(f"{plain['extends']}.toml"))
    data = dict(whole["data"])
    for name in plain["leave_out"]:
        del data[name]
    return {**whole, "name": plain["name"], "data": data}
