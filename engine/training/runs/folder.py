"""One run's folder. Plain files only, readable without torch:

run.json           what was asked for, on which data, from which model; what came out
events.jsonl       every event, one JSON object a line (engine.training.runs.log)
tensorboard/       the same curves for TensorBoard
splits.csv         which group went into which split
insight/           what the model says of single validation utterances (engine.training.insight)
state-0.pt         where the training stands, while it does
NAME.safetensors   the checkpoint, once there is one; named as the folder, as results name it
fold-1/ …          of a crosswise training: events, insight and state of each fold
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from engine.errors import CheckpointError
from engine.runtime.whole import written_whole

RUN, EVENTS, BOARD, SPLITS = "run.json", "events.jsonl", "tensorboard", "splits.csv"
ENDING = ".safetensors"


class RunState(StrEnum):
    """Where a run stands. A run whose process died stays ``running``; it goes on when it is
    started again."""

    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    FINISHED = "finished"
    IMPORTED = "imported"
    """Trained elsewhere."""


@dataclass(frozen=True, slots=True)
class RunCard:
    """What ``run.json`` tells."""

    name: str
    kind: str
    """``fine-tuning`` or ``training``."""
    state: RunState
    begun: str
    """UTC, ISO 8601."""
    asked: Mapping[str, Any] = field(default_factory=dict)
    """What the user asked for, as JSON."""
    config: Mapping[str, Any] = field(default_factory=dict)
    """TrainingConfig as JSON."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """Sources, sizes, balance, what was left out and why."""
    folds: int = 0
    """Of a crosswise training; 0: there is one training only."""
    lineage: Mapping[str, Any] = field(default_factory=dict)
    """As in the checkpoint; ``parent``: SHA-256 of the model that training started from."""
    metrics: Mapping[str, Any] = field(default_factory=dict)
    """Of the chosen epoch on validation, and the test figures where there was a test split."""
    sha256: str = ""
    """Of the checkpoint, once there is one."""
    error: str = ""
    """Why it failed, for the user."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A place for one run."""

    path: Path

    @property
    def model(self) -> Path:
        return self.path / f"{self.path.name}{ENDING}"

    @property
    def events(self) -> Path:
        return self.path / EVENTS

    @property
    def board(self) -> Path:
        return self.path / BOARD

    @property
    def splits(self) -> Path:
        return self.path / SPLITS

    def read(self) -> RunCard | None:
        """None where there is no run.

        Raises:
            CheckpointError: the file is damaged or of a newer version.
        """
        path = self.path / RUN
        try:
            plain = json.loads(path.read_text("utf-8"))
            return RunCard(**{**plain, "state": RunState(plain["state"])})
        except FileNotFoundError:
            return None
        except (OSError, TypeError, ValueError, KeyError) as error:
            raise CheckpointError(
                f"{path} is damaged or of a newer MIBScope: {error}.",
                hint="Choose another name for the run, or remove that folder.",
            ) from error

    def write(self, card: RunCard) -> None:
        """Whole or not at all.

        Raises:
            CheckpointError: the folder cannot be written.
        """
        try:
            with written_whole(self.path / RUN) as partial:
                partial.write_text(json.dumps(asdict(card), indent=1, allow_nan=False), "utf-8")
        except OSError as error:
            raise CheckpointError(f"{self.path} cannot be written: {error}.") from error

    def update(self, **changes: Any) -> RunCard:
        """Change some fields.

        Raises:
            CheckpointError: there is no run, or it cannot be read or written.
        """
        card = self.read()
        if card is None:
            raise CheckpointError(f"There is no run in {self.path}.")
        card = replace(card, **changes)
        self.write(card)
        return card
