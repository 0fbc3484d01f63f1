"""Everything that a run needs to go on to the bit, in one file.

Tensors and plain values only: it is read with ``weights_only``, so nothing in it can run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from engine.errors import CheckpointError
from engine.runtime.whole import written_whole

VERSION = 1


@dataclass(frozen=True, slots=True)
class RunState:
    """A run between two steps. ``fingerprint`` says which run it belongs to."""

    fingerprint: str
    step: int
    model: Mapping[str, Tensor]
    optimiser: Mapping[str, Any]
    best_model: Mapping[str, Tensor]
    best_epoch: int
    best_score: float
    generators: Mapping[str, Tensor]
    """States of all random generators, by name."""
    pools: Mapping[str, Mapping[str, Tensor]]
    watch: Mapping[str, list[float]]
    """Sums of the epoch that is under way."""
    history: list[str]
    """Epochs so far, as JSON."""


def save_state(path: Path, state: RunState) -> None:
    """Write it whole or not at all.

    Raises:
        CheckpointError: the file cannot be written.
    """
    plain = {name: getattr(state, name) for name in RunState.__dataclass_fields__}
    try:
        with written_whole(path) as partial:
            torch.save({"version": VERSION, **plain}, partial)
    except (OSError, RuntimeError) as error:
        raise CheckpointError(f"{path} cannot be written: {error}.") from error


def load_state(path: Path, fingerprint: str) -> RunState:
    """Read the state of a run.

    Raises:
        CheckpointError: it is damaged, of another version, or of a run with other settings.
    """
    try:
        plain = torch.load(path, map_location="cpu", weights_only=True)
        version = plain.pop("version")
        state = RunState(**plain)
    except Exception as error:  # damaged pickles make torch raise nearly everything there is
        reason = str(error).partition("\n")[0].partition(". ")[0].rstrip(".")
        raise CheckpointError(
            f"{path} is damaged or no state of a training run: {reason}.",
            hint="Delete it to start the run from the beginning.",
        ) from error
    if version != VERSION or state.fingerprint != fingerprint:
        raise CheckpointError(
            f"{path} belongs to a run with other settings, data or model.",
            hint="Choose another folder for the run, or delete that file to start anew.",
        )
    return state
