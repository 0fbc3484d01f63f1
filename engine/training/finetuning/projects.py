"""Labelled utterances of projects as samples, with the features that were stored with them.

Several raters of one utterance: sentiment is their mean; every rater has one vote for emotions,
shared by those that they ticked, and none ticked is a vote for neutral.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from engine.datasets import emotions
from engine.datasets.left_out import LeaveOut, LeftOut
from engine.datasets.schema import LabelledSample, Labels, Origin, Split
from engine.features.contract import FeatureContract
from engine.sessions.labels.placing import by_utterance
from engine.sessions.labels.table import Label
from engine.sessions.project import Project
from engine.sessions.project.records import MediaRecord, RunRecord
from engine.types import BoolArray, Emotion, FeatureTrack, Modality, UtteranceResult


class GroupBy(StrEnum):
    """What is never divided between splits."""

    VIDEO = "video"
    PERSON = "person"
    """People whom the user has named, in whatever video; without a name, everybody whom nobody has
    named in one video."""


ContractOf = Callable[[str], FeatureContract | None]
"""SHA-256 of a checkpoint → what its features were computed with; None where it is not known."""

_HIGHEST = 3.0


@dataclass(frozen=True, slots=True)
class _Film:
    """One analysed medium."""

    set_name: str
    media: MediaRecord
    people: Mapping[int, str]
    group_by: GroupBy

    def where(self, result: UtteranceResult) -> str:
        span = result.utterance
        return f"{self.set_name}, {self.media.path.name} {span.start_s:.1f}–{span.end_s:.1f} s"

    def origin(self, result: UtteranceResult) -> Origin:
        span = result.utterance
        media = self.media
        return Origin(media.path, media.fingerprint, span.text, span.start_s, span.end_s)

    def group(self, result: UtteranceResult) -> str:
        name = self.people.get(result.face_track_id) if result.face_track_id is not None else None
        if self.group_by is GroupBy.PERSON and name:
            return f"person/{name}"
        return f"video/{self.media.path.name} ({self.media.fingerprint[:8]})"


def project_samples(
    path: Path,
    contract: FeatureContract,
    contract_of: ContractOf,
    leave_out: LeaveOut,
    group_by: GroupBy = GroupBy.VIDEO,
) -> list[LabelledSample]:
    """Every labelled utterance of the analyses that are shown; all are TRAIN for now.

    Args:
        contract: what the features must have been computed with.
        leave_out: is told of every label that cannot be used.

    Raises:
        ProjectError: there is no such project, or it cannot be used.
    """
    found: list[LabelledSample] = []
    with Project.open(path) as project:
        for media in project.media.all():
            try:
                labels = project.labels.of_media(media.id)
            except ValueError as error:  # of a newer version, or damaged
                where = f"{path.name}, {media.path.name}"
                leave_out(LeftOut(where, f"A label of it is none: {error}."))
                continue
            if not labels:
                continue
            film = _Film(path.stem, media, project.names(media.id), group_by)
            run = project.runs.latest(media.id)
            reason = unusable_features(run, contract, contract_of)
            if reason or run is None:
                leave_out(LeftOut(f"{path.name}, {media.path.name}", reason))
                continue
            found += _of_run(project, run, film, labels, leave_out)
    return found


def unusable_features(
    run: RunRecord | None, contract: FeatureContract, contract_of: ContractOf
) -> str:
    """Why the features of an analysis are of no use; empty where they are."""
    if run is None or run.provenance is None:
        return f"It is labelled, but not analysed. {_AGAIN}"
    known = contract_of(run.provenance.checkpoint_sha256)
    if known is None:
        return (
            f"It was analysed by a model that is not here ({run.provenance.checkpoint}, sha256 "
            f"{run.provenance.checkpoint_sha256[:12]}…), so nobody knows its features. {_AGAIN}"
        )
    if known != contract:
        return f"It was analysed with other features than the model has. {_AGAIN}"
    return ""


_AGAIN = "Analyse it again, then train."


def _of_run(
    project: Project,
    run: RunRecord,
    film: _Film,
    labels: Sequence[Label],
    leave_out: LeaveOut,
) -> list[LabelledSample]:
    stored = project.runs.utterances(run.id)
    results = [each.result for each in stored]
    placed = by_utterance(results, labels)
    used = {label.id for several in placed.values() for label in several}
    for label in labels:
        if label.id not in used:
            span = f"{label.start_s:.1f}–{label.end_s:.1f} s"
            leave_out(
                LeftOut(
                    f"{film.set_name}, {film.media.path.name} {span}",
                    f"This label of {label.rater} lies in no utterance, or another one of the "
                    "same rater covers more of it.",
                )
            )
    found = []
    for place, several in sorted(placed.items()):
        where = film.where(results[place])
        said = consensus(several, where, leave_out)
        tracks = usable_tracks(project.runs.tracks(stored[place].id), where, leave_out)
        if said is None:
            continue
        if not tracks:
            leave_out(LeftOut(where, "Nothing was heard, seen or read in it."))
            continue
        identity = f"{film.media.path.name}@{results[place].utterance.start_s:.3f}"
        found.append(
            LabelledSample(
                film.set_name,
                identity,
                film.group(results[place]),
                Split.TRAIN,
                said,
                tracks,
                film.origin(results[place]),
            )
        )
    return found


def consensus(several: Sequence[Label], where: str, leave_out: LeaveOut) -> Labels | None:
    """What all raters of one utterance say together; None where nobody says anything usable."""
    sentiments = []
    for label in several:
        if label.sentiment is None:
            continue
        if math.isfinite(label.sentiment) and abs(label.sentiment) <= _HIGHEST:
            sentiments.append(label.sentiment)
        else:
            leave_out(
                LeftOut(where, f"{label.rater}'s sentiment {label.sentiment} is not in −3..3.")
            )
    votes: dict[Emotion, float] = {}
    for label in several:
        if label.emotions is not None:
            shown = label.emotions or {Emotion.NEUTRAL}
            for emotion in shown:
                votes[emotion] = votes.get(emotion, 0.0) + 1 / len(shown)
    if not sentiments and not votes:
        return None
    mean = float(np.mean(sentiments)) if sentiments else None
    return Labels(mean, emotions.distribution(votes))


def usable_tracks(
    tracks: Mapping[Modality, FeatureTrack], where: str, leave_out: LeaveOut
) -> dict[Modality, FeatureTrack]:
    """Without steps that are not finite, and without modalities that then have no evidence."""
    found = {}
    for modality, track in tracks.items():
        finite: BoolArray = np.asarray(np.isfinite(track.values).all(axis=1))
        broken = int((track.valid & ~finite).sum())
        if broken:
            leave_out(LeftOut(where, f"{broken} steps of its {modality} are not numbers."))
        values = np.where(finite[:, None], track.values, np.float32(0.0))
        clean = FeatureTrack(values, track.times_s, track.valid & finite)
        if clean.has_evidence:
            found[modality] = clean
    return found
