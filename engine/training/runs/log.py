"""A run's events as JSON lines and for TensorBoard.

A line of ``events.jsonl``: {"event": "EpochDone", "t": 12.3, …fields…}. ``t``: seconds of work
since the run began, interruptions left out. What a killed run had done after its last kept state is
removed when it goes on, since it is done again: every step is in the file once.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from engine.errors import CheckpointError
from engine.runtime.whole import written_whole
from engine.training.events import (
    EpochDone,
    StartMeasured,
    StepDone,
    TrainEvent,
    TrainingFinished,
    TrainingPaused,
    TrainingStarted,
    ValidationSeen,
)
from engine.training.plain import to_plain
from engine.training.runs.folder import RunFolder
from engine.training.runs.reading import read_events

if TYPE_CHECKING:
    from tensorboardX import SummaryWriter


def plain_event(event: TrainEvent) -> dict[str, Any]:
    """As JSON; models are not in it."""
    name: dict[str, Any] = {"event": type(event).__name__}
    if isinstance(event, TrainingFinished):
        return {**name, "epoch": event.epoch, "score": to_plain(event.score)}
    if isinstance(event, TrainingPaused):
        return {**name, "step": event.step}
    if isinstance(event, StepDone):  # learning rates are too small to be rounded
        numbers = asdict(event).items()
        return name | {key: each if math.isfinite(each) else None for key, each in numbers}
    plain: dict[str, Any] = to_plain(asdict(event))
    return name | plain


class RunLog:
    """Writes as it happens. Use as a context."""

    def __init__(self, folder: RunFolder) -> None:
        """
        Raises:
            CheckpointError: the folder cannot be written.
        """
        self._folder = folder
        self._board: SummaryWriter | None = None
        try:
            folder.path.mkdir(parents=True, exist_ok=True)
            self._before_s = max((line["t"] for line in read_events(folder.events)), default=0.0)
        except OSError as error:
            raise CheckpointError(f"{folder.path} cannot be written: {error}.") from error
        self._began = time.monotonic()

    def __enter__(self) -> RunLog:
        return self

    def __exit__(self, *_: object) -> None:
        if self._board is not None:
            self._board.close()

    @property
    def worked_s(self) -> float:
        """Since the run began, in all its parts."""
        return self._before_s + time.monotonic() - self._began

    def tell(self, event: object) -> None:
        """Write an event of a training down; what is none is passed over."""
        if not isinstance(event, TrainEvent) or isinstance(event, ValidationSeen):
            return  # of single samples engine.training.insight takes care
        if isinstance(event, TrainingStarted):
            self._begin(event)
        line = {**plain_event(event), "t": round(self.worked_s, 3)}
        with self._folder.events.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, allow_nan=False) + "\n")
        self._draw(event)

    def _begin(self, event: TrainingStarted) -> None:
        from tensorboardX import SummaryWriter  # noqa: PLC0415 - slow to load

        done = event.resumed_at
        kept = [line for line in read_events(self._folder.events) if _stays(line, done)]
        with written_whole(self._folder.events) as partial:
            partial.write_text("".join(json.dumps(line) + "\n" for line in kept), "utf-8")
        self._board = SummaryWriter(str(self._folder.board), purge_step=done + 1)

    def _draw(self, event: TrainEvent) -> None:
        if self._board is None:
            return
        if isinstance(event, StartMeasured | StepDone | EpochDone):
            step = 0 if isinstance(event, StartMeasured) else event.step
            for name, value in _curves(event):
                self._board.add_scalar(name, value, step)
        if not isinstance(event, StepDone):
            self._board.flush()


def _stays(line: Mapping[str, Any], done: int) -> bool:
    """Whether a line is of the first ``done`` steps."""
    if line["event"] == StartMeasured.__name__:
        return done > 0
    return bool(line.get("step", 0) <= done)


def _curves(event: StartMeasured | StepDone | EpochDone) -> Iterator[tuple[str, float]]:
    """Names as TensorBoard groups them, and values."""
    if isinstance(event, StepDone):
        yield from (
            ("train/loss", event.loss),
            ("train/learning_rate", event.learning_rate),
            ("train/beta", event.beta),
        )
        return
    yield "validation/score", event.score
    for data, heads in event.validation.items():
        for head, scores in heads.items():
            for name, value in asdict(scores).items():
                if isinstance(value, float):
                    yield f"validation/{data}/{head}/{name}", value
    for modality, rate in event.validation_rate_nats.items():
        yield f"validation/rate_nats/{modality}", rate
    if isinstance(event, EpochDone):
        yield "epoch/loss", event.loss
        for modality, rate in event.rate_nats.items():
            yield f"rate_nats/{modality}", rate
        if event.fused_rate_nats is not None:
            yield "rate_nats/fused", event.fused_rate_nats
        yield "machine/samples_per_s", event.samples_per_s
        yield "machine/memory_mb", event.memory_mb
