"""Which rows a training step sees, as plans of indices.

Balanced sampling: a pool holds the training samples with the same modalities: words only, voice
only, voice and face, all three … One step draws one batch from every pool, so that no modality is
trained on padding and a large set does not drown a small one. Within a pool, sets and emotions are
balanced by the powers in TrainingConfig.

One more pool composes samples: of a voice (with its own face where it has one), words and a face of
different sets, all of which were labelled with the same emotion, or words that were labelled
neutral. So the fusion learns what agreeing evidence is worth, although hardly any set has labelled
words, voices and faces together. The parts are real, their meeting is not.

Shuffled sampling: one pool goes through all samples once an epoch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from engine.datasets.packed import Int64Array, PackedDataset
from engine.datasets.schema import Split
from engine.errors import DatasetError
from engine.models.losses import HeadTarget
from engine.training.config import Sampling, TrainingConfig
from engine.training.tensor_data import ABSENT
from engine.types import EMOTIONS, STANDARD_HEADS, Emotion, Float64Array, Modality

NO_EMOTION = -1


@dataclass(frozen=True, slots=True)
class Draw:
    """One batch before its features are gathered.

    plan: per modality the sample of each row, or ABSENT; int64 [batch].
    labels: the sample whose labels each row has; int64 [batch].
    replaced: labels that a composed row has instead, per head.
    """

    plan: Mapping[Modality, Tensor]
    labels: Tensor
    replaced: Mapping[str, HeadTarget]

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, rank: int, processes: int) -> Draw:
        """What one process of several works on."""
        every = share(len(self), rank, processes)
        return Draw(
            {m: rows[every] for m, rows in self.plan.items()},
            self.labels[every],
            {
                name: HeadTarget(target.values[every], target.mask[every])
                for name, target in self.replaced.items()
            },
        )


def share(rows: int, rank: int, processes: int) -> slice:
    """Every ``processes``-th row from ``rank`` on. Where there are fewer rows than processes, some
    rows are worked on twice, as all processes must take every step."""
    return slice(rank % rows, None, processes)


class Pool(Protocol):
    """Draws training rows. ``state`` and ``restore`` carry it over an interruption."""

    name: str

    def draw(self, count: int, generator: torch.Generator) -> Draw: ...

    def state(self) -> dict[str, Tensor]: ...

    def restore(self, state: Mapping[str, Tensor]) -> None: ...


class BalancedPool:
    """Samples as their sets have them, drawn with repetition."""

    def __init__(
        self, name: str, data: PackedDataset, rows: Int64Array, config: TrainingConfig
    ) -> None:
        self.name = name
        self._rows = torch.from_numpy(rows)
        self._has = _presence(data)
        self._chances = torch.from_numpy(_chances(data, rows, config))

    def draw(self, count: int, generator: torch.Generator) -> Draw:
        picked = torch.multinomial(self._chances, count, replacement=True, generator=generator)
        return _as_they_are(self._rows[picked], self._has)

    def state(self) -> dict[str, Tensor]:
        return {}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Nothing is carried over: every draw stands for itself."""


class ShuffledPool:
    """All samples in a new order every epoch, batches of like length.

    The order is random; within runs of ``_RUN`` batches it is sorted by length before it is cut
    into batches, which then change places. So hardly anything of a batch is padding.
    """

    name = "all"

    def __init__(self, data: PackedDataset, rows: Int64Array) -> None:
        self._rows = torch.from_numpy(rows)
        self._has = _presence(data)
        lengths = np.max([tracks.lengths[rows] for tracks in data.tracks.values()], axis=0)
        self._lengths = torch.from_numpy(lengths)
        self._order = torch.zeros(0, dtype=torch.long)
        self._sizes = torch.zeros(0, dtype=torch.long)
        self._batches: tuple[Tensor, ...] = ()
        self._taken = 0

    def draw(self, count: int, generator: torch.Generator) -> Draw:
        """The next batch; the last one of the longest rows may be shorter."""
        if self._taken == len(self._batches):
            self._shuffle(count, generator)
        batch = self._batches[self._taken]
        self._taken += 1
        return _as_they_are(self._rows[batch], self._has)

    def batches(self, count: int) -> int:
        """How many there are in an epoch."""
        return -(-len(self._rows) // count)

    def state(self) -> dict[str, Tensor]:
        # Nothing is copied: it is asked for after every step.
        return {"order": self._order, "sizes": self._sizes, "taken": torch.tensor(self._taken)}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        self._deal(state["order"], state["sizes"])
        self._taken = int(state["taken"])

    def _shuffle(self, count: int, generator: torch.Generator) -> None:
        order = torch.randperm(len(self._rows), generator=generator)
        sorted_runs = [
            run[self._lengths[run].argsort(stable=True)] for run in torch.split(order, _RUN * count)
        ]
        batches = torch.split(torch.cat(sorted_runs), count)
        places = torch.randperm(len(batches), generator=generator).tolist()
        shuffled = [batches[place] for place in places]
        self._deal(torch.cat(shuffled), torch.tensor([len(batch) for batch in shuffled]))

    def _deal(self, order: Tensor, sizes: Tensor) -> None:
        self._order, self._sizes, self._taken = order, sizes, 0
        self._batches = torch.split(order, sizes.tolist()) if len(sizes) else ()


_RUN = 16


class ComposedPool:
    """Words, voice and face of different sets that show the same emotion."""

    name = "composed"

    def __init__(self, data: PackedDataset, rows: Int64Array) -> None:
        shown = main_emotions(data)[rows]
        self._has = _presence(data)
        self._with = {m: _Shelf(rows, np.where(data.has(m)[rows], shown, -1)) for m in Modality}
        self._emotions = torch.tensor(
            [
                emotion
                for emotion in range(len(Emotion))
                if self._with[Modality.AUDIO].count[emotion]
                and self._with[Modality.VISION].count[emotion]
            ]
        )

    @property
    def possible(self) -> bool:
        """Whether there are words at all, and voices and faces of one emotion."""
        return len(self._emotions) > 0 and bool(self._with[Modality.TEXT].count.any())

    def draw(self, count: int, generator: torch.Generator) -> Draw:
        chance = torch.rand(5, count, generator=generator, dtype=torch.float64)
        emotion = self._emotions[(chance[0] * len(self._emotions)).long()]
        words, neutral = self._with[Modality.TEXT], torch.full_like(emotion, _NEUTRAL)
        plain = (chance[1] < _PLAIN_WORDS) | (words.count[emotion] == 0)
        said = torch.where(plain & (words.count[neutral] > 0), neutral, emotion)
        # Without neutral words and without words of the emotion, any words have to do.
        said = torch.where(words.count[said] > 0, said, int(words.count.argmax()))
        text = words.pick(said, chance[2])
        voice = self._with[Modality.AUDIO].pick(emotion, chance[3])
        face = self._with[Modality.VISION].pick(emotion, chance[4])
        face = torch.where(self._has[Modality.VISION][voice], voice, face)
        one_hot = torch.nn.functional.one_hot(emotion, len(Emotion)).float()
        return Draw(
            {Modality.TEXT: text, Modality.AUDIO: voice, Modality.VISION: face},
            # Sentiment is that of the words, where they say what voice and face show.
            torch.where(said == emotion, text, ABSENT),
            {EMOTIONS: HeadTarget(one_hot, torch.ones_like(one_hot, dtype=torch.bool))},
        )

    def state(self) -> dict[str, Tensor]:
        return {}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Nothing is carried over: every draw stands for itself."""


_PLAIN_WORDS = 0.25
"""How often composed words are neutral, whatever voice and face show."""
_NEUTRAL = tuple(Emotion).index(Emotion.NEUTRAL)


def build_pools(data: PackedDataset, config: TrainingConfig) -> list[Pool]:
    """Balanced: one pool per combination of modalities that occurs, and the composed one if
    possible. Shuffled: a single pool. Samples without any modality are in none.

    Raises:
        DatasetError: there are no others.
    """
    rows = training_rows(data)
    if not len(rows):
        raise DatasetError("No training sample has anything that the model could learn from.")
    if config.sampling is Sampling.SHUFFLED:
        return [ShuffledPool(data, rows)]
    kinds = _combinations(data, rows)
    pools: list[Pool] = [BalancedPool(name, data, kinds[name], config) for name in sorted(kinds)]
    # Emotions under another description are not those that voices and faces are sorted by.
    standard = data.heads.get(EMOTIONS) == STANDARD_HEADS[EMOTIONS]
    if config.composed and standard and set(data.tracks) == set(Modality):
        composed = ComposedPool(data, rows)
        if composed.possible:
            pools.append(composed)
    return pools


def training_rows(data: PackedDataset) -> Int64Array:
    """The TRAIN samples that have any track at all; the others teach nothing."""
    rows = data.rows(Split.TRAIN)
    return rows[np.any([data.has(m)[rows] for m in data.tracks], axis=0)]


def main_emotions(data: PackedDataset) -> Int64Array:
    """Of every sample, the index of the strongest emotion; NO_EMOTION without emotions or where
    two are equally strong."""
    if EMOTIONS not in data.labels:
        return np.full(len(data), NO_EMOTION, dtype=np.int64)
    values, known = data.labels[EMOTIONS].values, data.labels[EMOTIONS].mask.all(axis=1)
    strongest = values.max(axis=1, keepdims=True, initial=0.0)
    alone = (values == strongest).sum(axis=1) == 1
    return np.where(known & alone, values.argmax(axis=1), NO_EMOTION).astype(np.int64)


class _Shelf:
    """Rows sorted by emotion, so that many can be picked at once."""

    def __init__(self, rows: Int64Array, shown: Int64Array) -> None:
        kept = shown != NO_EMOTION
        rows, shown = rows[kept], shown[kept]
        self._rows = torch.from_numpy(rows[np.argsort(shown, kind="stable")])
        self.count = torch.from_numpy(np.bincount(shown, minlength=len(Emotion)))
        self._first = self.count.cumsum(0) - self.count

    def pick(self, emotion: Tensor, chance: Tensor) -> Tensor:
        """One row for every emotion; ``chance`` in 0..1 says which."""
        return self._rows[self._first[emotion] + (chance * self.count[emotion]).long()]


def _as_they_are(rows: Tensor, has: Mapping[Modality, Tensor]) -> Draw:
    return Draw({m: torch.where(here[rows], rows, ABSENT) for m, here in has.items()}, rows, {})


def _presence(data: PackedDataset) -> dict[Modality, Tensor]:
    return {m: torch.from_numpy(data.has(m)) for m in data.tracks}


def _combinations(data: PackedDataset, rows: Int64Array) -> dict[str, Int64Array]:
    """The rows by the names of their modalities: ``text+audio``."""
    has = [m for m in Modality if m in data.tracks]
    bits = [data.has(m)[rows].astype(np.int64) << place for place, m in enumerate(has)]
    codes = np.sum(bits, axis=0)
    names = {
        code: "+".join(m for i, m in enumerate(has) if code >> i & 1)
        for code in set(codes.tolist())
    }
    return {name: rows[codes == code] for code, name in names.items()}


def _chances(data: PackedDataset, rows: Int64Array, config: TrainingConfig) -> Float64Array:
    """Of every row; they sum to one."""
    sets, shown = data.dataset[rows].astype(np.int64), main_emotions(data)[rows]
    kinds = sets * (len(Emotion) + 1) + shown + 1
    raw = np.bincount(kinds)[kinds].astype(np.float64) ** -config.class_balance
    weights = raw / np.bincount(sets, raw)[sets]
    weights *= np.bincount(sets)[sets].astype(np.float64) ** config.set_balance
    chances: Float64Array = weights / weights.sum()
    return chances
