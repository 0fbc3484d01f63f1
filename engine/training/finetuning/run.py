"""A whole training in its folder: that of ``mibscope train``, from a trained model or from
nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from engine.datasets.packed import PackedDataset
from engine.errors import CancelledError, CheckpointError, MibscopeError
from engine.runtime.cancel import NEVER, AnyOf, Cancel
from engine.training.checkpoints import save_checkpoint
from engine.training.events import EpochDone, StartMeasured, TrainingFinished, TrainingPaused
from engine.training.finetuning.asked import Asked, Parent, Plan, planned
from engine.training.finetuning.assembling import Assembled
from engine.training.finetuning.crosswise import (
    FoldBegun,
    crosswise_scores,
    fold_folder,
    folds_of,
    learning_from_all,
    train_crosswise,
)
from engine.training.finetuning.estimate import Estimate
from engine.training.finetuning.splits import write_splits
from engine.training.insight.log import InsightLog, Origins, origins_of
from engine.training.loop import state_path
from engine.training.recipes import Recipe
from engine.training.run import (
    Built,
    Prepared,
    RunEvent,
    build_checkpoint,
    finish,
    starting_model,
)
from engine.training.runs.folder import RunCard, RunFolder, RunState
from engine.training.runs.log import RunLog
from engine.training.runs.presence import Wish, Wished, at_work
from engine.training.runs.reading import read_events
from engine.training.runs.registry import now

__all__ = ["Asked", "FinetuneEvent", "Parent", "Saved", "finetune"]


@dataclass(frozen=True, slots=True)
class Saved:
    """The end: the model is in the run's folder."""

    card: RunCard
    folder: RunFolder


FinetuneEvent = RunEvent | Estimate | FoldBegun | Saved


def finetune(
    asked: Asked,
    parent: Parent,
    data: Assembled,
    folder: RunFolder,
    *,
    device: str = "cpu",
    cancel: Cancel = NEVER,
    pause: Cancel = NEVER,
    stop: Cancel = NEVER,
) -> Iterator[FinetuneEvent]:
    """Train in a folder; the same call goes on with a run that was paused or killed.

    Ends with Saved, or with TrainingPaused. The features must be those of the parent; where it goes
    on from that, its standardisation stays, since its weights belong to it. All events are in the
    folder as well.

    Args:
        stop: keep the best epoch so far; the epoch that is under way is the last.

    Pause and stop can be wished from other processes as well (``engine.training.runs.presence``).

    Raises:
        CheckpointError: the folder has another run, is worked on, or cannot be written.
        ContractMismatchError: the data has other features than the parent.
        DatasetError: as ``engine.training.loop.train``.
        CancelledError: ``cancel`` was set; the run can go on.
    """
    if asked.crosswise:
        data = learning_from_all(data)
    plan = planned(asked, parent.checkpoint, data.dataset)
    pause = AnyOf((pause, Wished(folder, Wish.PAUSE)))
    stop = AnyOf((stop, Wished(folder, Wish.STOP)))
    with at_work(folder):
        _begin(asked, parent, data, folder, plan)
        origins = origins_of(data.divided.samples)
        yield from _work(
            _Job(asked, plan, data.dataset, origins, folder, device, cancel, pause, stop)
        )


def _work(job: _Job) -> Iterator[FinetuneEvent]:
    folder, crosswise = job.folder, job.asked.crosswise
    try:
        for event in _crosswise(job) if crosswise else _at_once(job):
            yield event
            if isinstance(event, TrainingPaused):
                folder.update(state=RunState.PAUSED)
            elif isinstance(event, Built):
                yield _saved(event, folder, crosswise=crosswise)
    except CancelledError:
        folder.update(state=RunState.PAUSED)
        raise
    except MibscopeError as error:
        folder.update(state=RunState.FAILED, error=str(error))
        raise


@dataclass(frozen=True, slots=True)
class _Job:
    """One call of ``finetune``."""

    asked: Asked
    plan: Plan
    dataset: PackedDataset
    origins: Origins
    folder: RunFolder
    device: str
    cancel: Cancel
    pause: Cancel
    stop: Cancel


def _at_once(job: _Job) -> Iterator[FinetuneEvent]:
    """One training with a validation part of its own."""
    if not state_path(job.folder.path).exists():
        yield job.plan.estimate(job.dataset, job.device)
    insight = InsightLog(job.folder, job.dataset, job.origins)
    with RunLog(job.folder) as log:
        for event in build_checkpoint(
            job.plan.recipe,
            _Ready(job.dataset),
            device=job.device,
            parent=job.plan.start,
            run_dir=job.folder.path,
            cancel=job.cancel,
            pause=job.pause,
            stop=AnyOf((job.stop, _Limit(log, job.asked.minutes))),
        ):
            insight.tell(event)
            log.tell(event)
            yield event


def _crosswise(job: _Job) -> Iterator[FinetuneEvent]:
    """A training per fold, and the mean of their models."""
    plan = job.plan
    assert plan.start is not None  # as Asked has it
    starting_model(plan.recipe, job.dataset, plan.start)  # refuses features that are not its own
    parts = folds_of(job.dataset, plan.training.seed)
    job.folder.update(folds=len(parts))
    if not state_path(fold_folder(job.folder, 0).path).exists():
        yield plan.estimate(parts[0], job.device, len(parts))

    def stop_of(log: RunLog, folds: int) -> Cancel:
        minutes = None if job.asked.minutes is None else job.asked.minutes / folds
        return AnyOf((job.stop, _Limit(log, minutes)))

    for event in train_crosswise(
        plan.training,
        plan.start,
        job.dataset,
        job.folder,
        device=job.device,
        cancel=job.cancel,
        pause=job.pause,
        stop_of=stop_of,
        origins=job.origins,
    ):
        yield event
        if isinstance(event, TrainingFinished):
            cancel = AnyOf((job.cancel, job.pause))
            yield finish(event, plan.recipe, plan.model, job.dataset, plan.start, cancel=cancel)


@dataclass(frozen=True, slots=True)
class _Ready:
    """Data that needs no preparation."""

    dataset: PackedDataset

    def prepare(self, recipe: Recipe, cancel: Cancel = NEVER) -> Iterator[Prepared]:
        yield Prepared(self.dataset)


@dataclass(frozen=True, slots=True)
class _Limit:
    """Set when the minutes are over."""

    log: RunLog
    minutes: float | None

    def is_set(self) -> bool:
        return self.minutes is not None and self.log.worked_s > 60 * self.minutes


def _begin(asked: Asked, parent: Parent, data: Assembled, folder: RunFolder, plan: Plan) -> None:
    known = folder.read()
    plain = asked.to_dict(parent)
    begins_with = plan.start.sha256 if plan.start is not None else None
    if known is not None:
        same = known.asked == plain and known.lineage.get("parent") == begins_with
        if not same:
            raise CheckpointError(
                f"There is another run called “{folder.path.name}”.",
                hint="Give this one another name, or remove that one first.",
            )
        folder.update(state=RunState.RUNNING, error="")
        return
    card = RunCard(
        name=folder.path.name,
        kind="fine-tuning" if plan.start is not None else "training",
        state=RunState.RUNNING,
        begun=now(),
        asked=plain,
        config=plan.training.to_dict(),
        data=data.report.to_dict(),
        lineage={"parent": begins_with, "data": dict(data.dataset.provenance)},
    )
    folder.write(card)
    write_splits(folder.splits, data.divided)


def _saved(built: Built, folder: RunFolder, *, crosswise: bool) -> Saved:
    digest = save_checkpoint(folder.model, built.checkpoint)
    card = folder.update(
        state=RunState.FINISHED,
        sha256=digest,
        lineage=json.loads(json.dumps(asdict(built.checkpoint.lineage))),
        metrics=_metrics(built, folder, crosswise=crosswise),
    )
    return Saved(card, folder)


def _metrics(built: Built, folder: RunFolder, *, crosswise: bool) -> dict[str, Any]:
    """Of validation before and after, and of the test split."""
    card = built.checkpoint.card
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    if crosswise:
        before, after, epochs = crosswise_scores(folder)
    else:
        before, after = _validation(folder, card["epoch"])
        epochs = [card["epoch"]]
    return {
        "epochs": epochs,
        "epoch": card["epoch"],
        "score": card["validation_score"],
        "before": before,
        "validation": after,
        "test": dict(card["sets"]),
    }


def _validation(folder: RunFolder, epoch: int) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Of the start and of an epoch."""
    by_epoch: dict[int, Mapping[str, Any]] = {}
    for line in read_events(folder.events):
        if line["event"] == StartMeasured.__name__:
            by_epoch[0] = line["validation"]
        elif line["event"] == EpochDone.__name__:
            by_epoch[line["epoch"]] = line["validation"]
    return by_epoch.get(0, {}), by_epoch.get(epoch, {})
