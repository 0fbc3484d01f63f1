"""A trained model in one file: safetensors weights, everything else as JSON in its metadata.

    metadata "mibscope-checkpoint"   {"version": 2, "model": …, "contract": …, "training": …,
                                      "calibration": …, "card": …, "lineage": …}

One key, because safetensors orders several at random and files are compared by their hash.
Nothing in such a file can run. What the card holds is measured when the model is trained.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from engine.errors import CheckpointError
from engine.explain.calibration import Calibration
from engine.features.contract import (
    ExtractorSpec,
    FeatureContract,
    contract_from_dict,
    contract_to_dict,
)
from engine.models.builders import build_model
from engine.models.config import MIBConfig
from engine.models.mib import MIBModel
from engine.runtime.hashing import sha256_of
from engine.runtime.paths import resources_dir
from engine.runtime.whole import written_whole
from engine.training.config import TrainingConfig
from engine.training.migrations import migrated
from engine.types import Modality

FORMAT = "mibscope-checkpoint"
VERSION = 2

Available = Mapping[Modality, Sequence[ExtractorSpec]]
"""As ``engine.features.contract.available_extractors`` gives it."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a model comes from."""

    mibscope_version: str
    recipe: str
    seed: int
    code: str
    """What the engine's source was, as a hash; see engine.runtime.hashing.source_digest."""
    parent: str | None = None
    """SHA-256 of the checkpoint that training started from; None: from random weights."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Versions of what computed it."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """Per data set: licence, how many samples of each split."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model with all that is needed to use it rightly. ``model`` is in evaluation mode."""

    model: MIBModel
    config: MIBConfig
    contract: FeatureContract
    training: TrainingConfig
    lineage: Lineage
    calibration: Calibration = field(default_factory=Calibration)
    card: Mapping[str, Any] = field(default_factory=dict)
    """Measured figures; see engine.training.report."""
    sha256: str = ""
    """Of the file it was loaded from."""


def default_checkpoint_path() -> Path:
    """The checkpoint that comes with MIBScope."""
    return resources_dir() / "checkpoints" / "default.safetensors"


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> str:
    """Write the file whole or not at all; the same checkpoint gives the same bytes.

    Returns:
        The SHA-256 of the file.

    Raises:
        CheckpointError: the file cannot be written.
    """
    document = {
        "version": VERSION,
        "model": checkpoint.config.to_dict(),
        "contract": contract_to_dict(checkpoint.contract),
        "training": checkpoint.training.to_dict(),
        "calibration": checkpoint.calibration.to_dict(),
        "card": checkpoint.card,
        "lineage": asdict(checkpoint.lineage),
    }
    tensors = {
        name: tensor.detach().cpu().contiguous().clone()
        for name, tensor in checkpoint.model.state_dict().items()
    }
    try:
        with written_whole(path) as partial:
            save_file(tensors, partial, metadata={FORMAT: json.dumps(document)})
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"{path} cannot be written: {error}.") from error
    return sha256_of(path)


def load_checkpoint(path: Path, available: Available | None) -> Checkpoint:
    """Read a checkpoint; with ``available``, only if this installation can compute its features.

    Files of older formats are brought up to date on the way (engine.training.migrations).

    Raises:
        CheckpointError: there is no such file, or it is damaged, foreign or of a newer format.
        ContractMismatchError: it was trained on other features.
    """
    try:
        with safe_open(path, "pt") as file:
            document = _document(path, file.metadata() or {})
            config = MIBConfig.from_dict(document["model"])
            contract = contract_from_dict(document["contract"])
            if available is not None:
                contract.require(available)
            model = build_model(config)
            model.load_state_dict({name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118
            training = TrainingConfig.from_dict(document["training"])
            calibration = Calibration.from_dict(document["calibration"])
            lineage = Lineage(**document["lineage"])
            card = dict(document["card"])
    except FileNotFoundError as error:
        raise CheckpointError(
            f"There is no checkpoint {path}.", hint="Check the path given with --checkpoint."
        ) from error
    except (
        OSError,
        SafetensorError,
        RuntimeError,
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
    ) as error:
        raise CheckpointError(
            f"{path} is damaged or no MIBScope checkpoint: {error}.",
            hint="Copy or train it again; the default one comes with MIBScope.",
        ) from error
    return Checkpoint(
        model.eval(), config, contract, training, lineage, calibration, card, sha256_of(path)
    )


def stored_contract(path: Path) -> FeatureContract:
    """The features of a checkpoint, without its weights.

    Raises:
        CheckpointError: there is no such file, or it is damaged, foreign or of a newer format.
    """
    try:
        with safe_open(path, "pt") as file:
            return contract_from_dict(_document(path, file.metadata() or {})["contract"])
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path} is damaged or no MIBScope checkpoint: {error}.") from error


def _document(path: Path, metadata: Mapping[str, str]) -> dict[str, Any]:
    if FORMAT not in metadata:
        raise CheckpointError(
            f"{path} holds weights, but it is no MIBScope checkpoint.",
            hint="Checkpoints are written by `mibscope train`.",
        )
    document: dict[str, Any] = json.loads(metadata[FORMAT])
    if document["version"] > VERSION:
        raise CheckpointError(
            f"{path} was written by a newer MIBScope (format {document['version']}).",
            hint="Update MIBScope.",
        )
    return migrated(document)
