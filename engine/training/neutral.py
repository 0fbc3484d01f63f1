"""The neutral voices and faces of the training data, and what a calibration to a person gains.

A part of what a person's neutral mean differs by from the training data's is taken off their other
clips. Whether that helps is measured on people who were never trained on: some of their neutral
clips calibrate, about as many seconds as in live mode, and the others are scored, by one modality
alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np

from engine.datasets.catalogue import DATASETS, read
from engine.datasets.extraction import ExtractionEvent, extract, load
from engine.datasets.extractors import running_extractors
from engine.datasets.schema import LabelledSample, Record, Split
from engine.explain.batch import Explainer, ExplainOptions
from engine.features.baseline import against_own, evidence_s
from engine.features.contract import FeatureContract, available_extractors
from engine.features.neutral import (
    SHARE,
    Effect,
    NeutralFeatures,
    Scores,
    neutral_path,
    own_offset,
    save_neutral,
)
from engine.training.checkpoints import Checkpoint, load_checkpoint
from engine.training.metrics import emotion_scores
from engine.types import EMOTIONS, Emotion, FeatureTrack, Float32Array, Modality, Sample

MODALITIES = (Modality.AUDIO, Modality.VISION)
CALIBRATION_S = 10.0
LEAST_S = 4.0
_NEUTRAL = tuple(Emotion).index(Emotion.NEUTRAL)
_AGREED = 0.8
"""Share of a crowd that must have called a face neutral."""
_SHARES = (0.25, 0.5, 0.75, 1.0)
_DRAWS = 10
"""Which clips calibrate is left to chance, so often."""


@dataclass(frozen=True, slots=True)
class Places:
    """checkpoint: a file; data: the folder of data sets; cache: where features are kept."""

    checkpoint: Path
    data: Path
    cache: Path


def neutral_of(
    places: Places, most: int, tell: Callable[[ExtractionEvent], None]
) -> NeutralFeatures:
    """Made of the sets that the checkpoint was trained on, and kept beside it.

    Raises:
        CheckpointError, DatasetError: one of them cannot be read.
    """
    checkpoint, samples = _prepared(places, most, Split.TEST, tell)
    means = neutral_means(samples)
    found = effects(_explainer(checkpoint), means, samples)
    neutral = NeutralFeatures(checkpoint.sha256, means, found)
    save_neutral(neutral_path(places.checkpoint), neutral)
    return neutral


def shares_compared(
    places: Places, most: int, tell: Callable[[ExtractionEvent], None]
) -> dict[float, dict[Modality, tuple[Effect, ...]]]:
    """What SHARE was chosen by: the effects of several shares on VALID. Nothing is kept.

    Raises:
        CheckpointError, DatasetError: one of them cannot be read.
    """
    checkpoint, samples = _prepared(places, most, Split.VALID, tell)
    means, explainer = neutral_means(samples), _explainer(checkpoint)
    return {share: effects(explainer, means, samples, share) for share in _SHARES}


def chosen(records: Iterable[Record], most: int, measured: Split) -> list[Record]:
    """Of each set the neutral ones of TRAIN and all of ``measured``, ``most`` of each."""
    kinds: dict[tuple[str, Split], list[Record]] = defaultdict(list)
    for record in records:
        emotions, split = record.labels.emotions, record.split
        wanted = split is measured or (split is Split.TRAIN and _is_neutral(emotions))
        if emotions is not None and wanted:
            kinds[record.dataset, split].append(record)
    return [record for found in kinds.values() for record in sorted(found, key=_chance)[:most]]


def _prepared(
    places: Places, most: int, measured: Split, tell: Callable[[ExtractionEvent], None]
) -> tuple[Checkpoint, list[LabelledSample]]:
    checkpoint = load_checkpoint(places.checkpoint, available_extractors())
    specs = checkpoint.contract.extractors
    contract = FeatureContract({m: specs[m] for m in MODALITIES if m in specs})
    sets = [name for name in checkpoint.lineage.data if name in DATASETS]
    records = chosen(read(places.data, sets), most, measured)
    for event in extract(records, contract, running_extractors(), places.cache):
        tell(event)
    return checkpoint, load(records, contract, places.cache)


def _explainer(checkpoint: Checkpoint) -> Explainer:
    options = ExplainOptions(calibration=checkpoint.calibration, sampling=None)
    return Explainer(checkpoint.model, options)


def neutral_means(samples: Iterable[LabelledSample]) -> dict[Modality, Float32Array]:
    """Of the neutral TRAIN samples; each person counts alike, then each corpus.

    Returns:
        float32 [dimension] of each modality that occurs.
    """
    people: dict[Modality, dict[str, list[Float32Array]]] = defaultdict(lambda: defaultdict(list))
    for sample in samples:
        if sample.split is Split.TRAIN and _is_neutral(sample.labels.emotions):
            for modality in MODALITIES:
                if modality in sample.tracks:
                    people[modality][sample.group].append(_valid(sample.tracks[modality]))
    return {modality: _mean_of_corpora(found) for modality, found in people.items()}


def effects(
    explainer: Explainer,
    means: Mapping[Modality, Float32Array],
    samples: Sequence[LabelledSample],
    share: float = SHARE,
) -> dict[Modality, tuple[Effect, ...]]:
    """Of those that are not of TRAIN, by set; sets without people who said enough are left out."""
    tested = [each for each in samples if each.split is not Split.TRAIN]
    found: dict[Modality, tuple[Effect, ...]] = {}
    for modality, mean in means.items():
        each = (
            _effect(explainer, modality, partial(own_offset, neutral=mean, share=share), part)
            for part in _by_set(tested)
        )
        found[modality] = tuple(effect for effect in each if effect is not None)
    return found


@dataclass(frozen=True, slots=True)
class _Clip:
    track: FeatureTrack
    label: int


def _by_set(samples: Sequence[LabelledSample]) -> Iterable[list[LabelledSample]]:
    names = dict.fromkeys(sample.dataset for sample in samples)
    return ([each for each in samples if each.dataset == name] for name in names)


def _effect(
    explainer: Explainer,
    modality: Modality,
    offset_of: Callable[[Float32Array], Float32Array],
    samples: Sequence[LabelledSample],
) -> Effect | None:
    people: dict[str, list[_Clip]] = defaultdict(list)
    for sample in samples:
        if modality in sample.tracks:
            assert sample.labels.emotions is not None
            label = int(np.argmax(sample.labels.emotions))
            people[sample.group].append(_Clip(sample.tracks[modality], label))
    rng = np.random.default_rng(0)
    before: list[_Clip] = []
    after: list[_Clip] = []
    able = [clips for clips in people.values() if _split(clips, rng) is not None]
    for clips in able * _DRAWS:
        parts = _split(clips, rng)
        if parts is None:
            continue
        offset = offset_of(np.concatenate([_valid(clip.track) for clip in parts[0]]))
        before += parts[1]
        after += [_Clip(against_own(clip.track, offset), clip.label) for clip in parts[1]]
    if not before:
        return None
    return Effect(
        dataset=samples[0].dataset,
        people=len(able),
        clips=sum(map(len, able)),
        before=_scores(explainer, modality, before),
        after=_scores(explainer, modality, after),
    )


def _split(
    clips: Sequence[_Clip], rng: np.random.Generator
) -> tuple[list[_Clip], list[_Clip]] | None:
    """Neutral clips of about ten seconds, and the others, at least one of them neutral; None where
    there is too little."""
    order = [clips[place] for place in rng.permutation(len(clips))]
    neutral = [clip for clip in order if clip.label == _NEUTRAL]
    own: list[_Clip] = []
    for clip in neutral[:-1]:
        if _seconds(own) >= CALIBRATION_S:
            break
        own.append(clip)
    if _seconds(own) < LEAST_S:
        return None
    return own, [clip for clip in order if not any(clip is each for each in own)]


def _seconds(clips: Iterable[_Clip]) -> float:
    return sum(evidence_s(clip.track) for clip in clips)


def _scores(explainer: Explainer, modality: Modality, clips: Sequence[_Clip]) -> Scores:
    batch = explainer.explain_tracks([Sample({modality: clip.track}) for clip in clips])
    probabilities = batch.prediction[:, batch.columns[EMOTIONS]]
    scores = emotion_scores(probabilities, np.array([clip.label for clip in clips]))
    return Scores(
        scores.balanced_accuracy, scores.calibration_error, scores.negative_log_likelihood
    )


def _mean_of_corpora(people: Mapping[str, Sequence[Float32Array]]) -> Float32Array:
    corpora: dict[str, list[Float32Array]] = defaultdict(list)
    for group, parts in people.items():
        own = np.concatenate(parts).mean(axis=0, dtype=np.float64)
        corpora[group.partition("/")[0]].append(own)
    means = [np.mean(each, axis=0) for each in corpora.values()]
    return np.asarray(np.mean(means, axis=0), dtype=np.float32)


def _valid(track: FeatureTrack) -> Float32Array:
    return track.values[track.valid]


def _is_neutral(emotions: Sequence[float] | None) -> bool:
    return emotions is not None and emotions[_NEUTRAL] >= _AGREED


def _chance(record: Record) -> bytes:
    return sha256(record.id.encode()).digest()
