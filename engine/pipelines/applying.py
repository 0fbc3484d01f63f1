"""Another model for a project that is analysed already: every utterance is predicted anew from the
features that are stored with it, as a new analysis beside the old one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from engine.explain.batch import ExplainOptions
from engine.explain.explain import explain_samples
from engine.pipelines.reprediction import analysed
from engine.runtime.cancel import NEVER, Cancel, check
from engine.sessions.project import Project, RunStatus
from engine.sessions.project.records import RunRecord, StoredUtterance
from engine.training.checkpoints import Checkpoint
from engine.training.finetuning.projects import ContractOf, unusable_features
from engine.types import Draft, Sample, UtteranceAnalysed

_BATCH = 32


@dataclass(frozen=True, slots=True)
class Applying:
    """``done`` of ``total`` utterances of the whole project."""

    media_id: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Applied:
    """One medium. ``before``, ``run_id``: the analyses that were and are shown."""

    media_id: int
    before: int
    run_id: int


@dataclass(frozen=True, slots=True)
class NotApplied:
    """One medium that stays as it is; ``reason`` is for the user."""

    media_id: int
    reason: str


ApplyEvent = Applying | Applied | NotApplied


def apply_model(
    project: Project,
    model: Path,
    checkpoint: Checkpoint,
    contract_of: ContractOf,
    *,
    media_ids: Collection[int] | None = None,
    cancel: Cancel = NEVER,
) -> Iterator[ApplyEvent]:
    """Predict all analysed media anew, one after the other; each is changed as a whole or not.

    Args:
        model: where the checkpoint lies; later analyses with the same settings use it, too.
        contract_of: what the features of other models' analyses are.
        media_ids: only these; None: all.

    Raises:
        CancelledError: ``cancel`` was set; media that are done stay so.
    """
    chosen = [m for m in project.media.all() if media_ids is None or m.id in media_ids]
    latest = {each.id: project.runs.latest(each.id) for each in chosen}
    total = sum(project.runs.count(run.id) for run in latest.values() if run is not None)
    done = 0
    for media in chosen:
        run = latest[media.id]
        if run is None:
            continue
        reason = unusable_features(run, checkpoint.contract, contract_of)
        if not reason and _made_by(run) == checkpoint.sha256:
            reason = "It was analysed by this very model."
        stored = project.runs.utterances(run.id)
        if reason:
            done += len(stored)
            yield NotApplied(media.id, reason)
            continue
        events: list[UtteranceAnalysed] = []
        for first in range(0, len(stored), _BATCH):
            check(cancel)
            events += _predicted(project, checkpoint, stored[first : first + _BATCH])
            done += len(stored[first : first + _BATCH])
            yield Applying(media.id, done, total)
        new = _kept(project, run, (model, checkpoint.sha256), events)
        yield Applied(media.id, run.id, new)


def _made_by(run: RunRecord) -> str:
    return run.provenance.checkpoint_sha256 if run.provenance is not None else ""


def _predicted(
    project: Project, checkpoint: Checkpoint, stored: tuple[StoredUtterance, ...]
) -> list[UtteranceAnalysed]:
    known = set(checkpoint.config.modalities)
    tracks = [
        {m: t for m, t in project.runs.tracks(each.id).items() if m in known and t.has_evidence}
        for each in stored
    ]
    usable = [bool(each) for each in tracks]
    samples = [Sample(each) for each in tracks if each]
    options = ExplainOptions(calibration=checkpoint.calibration)
    explained = iter(explain_samples(checkpoint.model, samples, options) if samples else ())
    found = []
    for each, own, fine in zip(stored, tracks, usable, strict=True):
        if fine:
            draft = Draft(each.result.utterance, own, each.result)
            found.append(analysed(draft, own, next(explained)))
    return found


def _kept(
    project: Project,
    run: RunRecord,
    model: tuple[Path, str],
    events: list[UtteranceAnalysed],
) -> int:
    """A new analysis of the same medium. ``model``: its file and SHA-256."""
    assert run.provenance is not None  # or its features were not known
    path, sha256 = model
    provenance = replace(run.provenance, checkpoint=path.stem, checkpoint_sha256=sha256)
    with project.whole():
        new = project.runs.begin(run.media_id, replace(run.settings, checkpoint=path))
        project.runs.set_provenance(new, provenance)
        for event in events:
            project.runs.add(new, event.result, event.tracks)
        for warning in run.warnings:
            project.runs.warn(new, warning)
        whole = run.status is RunStatus.COMPLETE
        project.runs.end(new, RunStatus.COMPLETE if whole else RunStatus.PARTIAL)
    return new
