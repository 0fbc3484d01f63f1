"""Where the rows of a training step come from.

A pool holds the training samples with the same modalities: words only, voice only, voice and face,
all three … One step draws one batch from every pool, so that no modality is trained on padding and
a large set does not drown a small one. Within a pool, sets and emotions are balanced by the powers
in TrainingConfig.

One more pool composes samples: of a voice (with its own face where it has one), words and a face of
different sets, all of which were labelled with the same emotion, or words that were labelled
neutral. So the fusion learns what agreeing evidence is worth, although hardly any set has labelled
words, voices and faces together. The parts are real, their meeting is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from engine.datasets.schema import LabelledSample, Labels, Split
from engine.training.config import TrainingConfig
from engine.types import Emotion, FeatureTrack, Modality

Rng = np.random.Generator


class Pool(Protocol):
    """Draws training rows."""

    name: str

    def draw(self, count: int, rng: Rng) -> list[LabelledSample]: ...


class OwnPool:
    """Samples as their sets have them."""

    def __init__(self, name: str, samples: Sequence[LabelledSample], config: TrainingConfig):
        self.name = name
        self._samples = samples
        weights = np.array(_weights(samples, config))
        self._chances = weights / weights.sum()

    def draw(self, count: int, rng: Rng) -> list[LabelledSample]:
        picked = rng.choice(len(self._samples), size=count, p=self._chances)
        return [self._samples[index] for index in picked]


class ComposedPool:
    """Words, voice and face of different sets that show the same emotion."""

    name = "composed"

    def __init__(self, samples: Sequence[LabelledSample]) -> None:
        self._by_emotion = {m: _by_emotion(samples, m) for m in Modality}
        voices = self._by_emotion[Modality.AUDIO]
        faces = self._by_emotion[Modality.VISION]
        self._emotions = sorted(set(voices) & set(faces))

    @property
    def possible(self) -> bool:
        """Whether there are words at all, and voices and faces of one emotion."""
        return bool(self._emotions) and bool(self._by_emotion[Modality.TEXT])

    def draw(self, count: int, rng: Rng) -> list[LabelledSample]:
        return [self._one(int(rng.choice(self._emotions)), rng) for _ in range(count)]

    def _one(self, emotion: int, rng: Rng) -> LabelledSample:
        words = self._by_emotion[Modality.TEXT]
        said = _NEUTRAL if rng.random() < _PLAIN_WORDS or emotion not in words else emotion
        text = _pick(words.get(said) or words[emotion], rng)
        voice = _pick(self._by_emotion[Modality.AUDIO][emotion], rng)
        face = voice
        if Modality.VISION not in voice.tracks:
            face = _pick(self._by_emotion[Modality.VISION][emotion], rng)
        target = tuple(float(index == emotion) for index in range(len(Emotion)))
        return LabelledSample(
            dataset=self.name,
            id=f"{text.id}+{voice.id}+{face.id}",
            group=self.name,
            split=Split.TRAIN,
            labels=Labels(text.labels.sentiment if said == emotion else None, target),
            tracks={
                Modality.TEXT: text.tracks[Modality.TEXT],
                Modality.AUDIO: voice.tracks[Modality.AUDIO],
                Modality.VISION: face.tracks[Modality.VISION],
            },
        )


_PLAIN_WORDS = 0.25
"""How often composed words are neutral, whatever voice and face show."""
_NEUTRAL = tuple(Emotion).index(Emotion.NEUTRAL)


def build_pools(samples: Sequence[LabelledSample], config: TrainingConfig) -> list[Pool]:
    """One pool per combination of modalities that occurs, and the composed one if possible."""
    kinds: dict[str, list[LabelledSample]] = {}
    for sample in samples:
        name = "+".join(m.value for m in Modality if m in sample.tracks)
        kinds.setdefault(name, []).append(sample)
    pools: list[Pool] = [OwnPool(name, kinds[name], config) for name in sorted(kinds)]
    composed = ComposedPool(samples)
    if config.composed and composed.possible:
        pools.append(composed)
    return pools


def vary(sample: LabelledSample, config: TrainingConfig, rng: Rng) -> dict[Modality, FeatureTrack]:
    """The tracks as one training row sees them: long ones cropped, stills held for a while."""
    return {m: _varied(track, m, config, rng) for m, track in sample.tracks.items()}


def _varied(
    track: FeatureTrack, modality: Modality, config: TrainingConfig, rng: Rng
) -> FeatureTrack:
    steps = len(track.values)
    longest = config.max_steps.get(modality.value, steps)
    if modality is Modality.VISION and steps == 1:
        index = np.zeros(int(rng.integers(1, max(2, config.still_steps))), dtype=np.int64)
    elif steps > longest:
        start = int(rng.integers(0, steps - longest + 1))
        index = np.arange(start, start + longest)
    else:
        return track
    return FeatureTrack(track.values[index], track.times_s[index], track.valid[index])


def main_emotion(labels: Labels) -> int | None:
    """Index of the strongest emotion; None without emotions or where two are equally strong."""
    if labels.emotions is None:
        return None
    strongest = max(labels.emotions)
    if labels.emotions.count(strongest) > 1:
        return None
    return labels.emotions.index(strongest)


def _weights(samples: Sequence[LabelledSample], config: TrainingConfig) -> list[float]:
    per_set: dict[str, int] = {}
    per_class: dict[tuple[str, int | None], int] = {}
    for sample in samples:
        kind = (sample.dataset, main_emotion(sample.labels))
        per_set[sample.dataset] = per_set.get(sample.dataset, 0) + 1
        per_class[kind] = per_class.get(kind, 0) + 1
    raw = [
        per_class[sample.dataset, main_emotion(sample.labels)] ** -config.class_balance
        for sample in samples
    ]
    totals: dict[str, float] = {}
    for sample, weight in zip(samples, raw, strict=True):
        totals[sample.dataset] = totals.get(sample.dataset, 0.0) + weight
    return [
        weight / totals[sample.dataset] * per_set[sample.dataset] ** config.set_balance
        for sample, weight in zip(samples, raw, strict=True)
    ]


def _by_emotion(
    samples: Sequence[LabelledSample], modality: Modality
) -> Mapping[int, list[LabelledSample]]:
    found: dict[int, list[LabelledSample]] = {}
    for sample in samples:
        emotion = main_emotion(sample.labels)
        if modality in sample.tracks and emotion is not None:
            found.setdefault(emotion, []).append(sample)
    return found


def _pick(samples: Sequence[LabelledSample], rng: Rng) -> LabelledSample:
    return samples[int(rng.integers(len(samples)))]
