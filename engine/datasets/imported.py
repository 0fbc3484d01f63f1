"""What a reader of foreign data is asked for and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from engine.datasets.schema import LabelledSample, Labels, Split
from engine.datasets.splits import Shares, group_splits
from engine.errors import DatasetError
from engine.features.contract import ExtractorSpec, FeatureContract
from engine.runtime.hashing import sha256_of
from engine.types import FeatureTrack, Float32Array, Head, Modality

_BATCH = 256


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """What makes features of raw text where a source has words only."""

    spec: ExtractorSpec
    of: Callable[[Sequence[str]], Sequence[Float32Array]]
    """Float32 [steps, spec.dimension] of each text."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What every reader understands."""

    name: str = ""
    """Of the data set; by default the file's."""
    group_prefix: str = ""
    """The group of a sample is ``prefix/video``; by default the set's name. One prefix for several
    sets of the same videos (``youtube`` for MOSI and MOSEI) lets leakage between them be seen."""
    shares: Shares = field(default_factory=Shares)
    """How the set is split by video where its source does not say."""
    resplit: bool = False
    """Split by video whatever the source says."""
    sentiment_factor: float = 1.0
    """Brings sentiment to −3..3: 3 for CH-SIMS, whose labels lie in −1..1."""
    text: TextFeatures | None = None
    """Makes the text tracks of raw text."""
    licence: str = "not stated"
    """On what terms the data may be used; checkpoints that are trained on them name it."""

    def named(self, name: str) -> ImportOptions:
        """With that name and prefix where none were given.

        Raises:
            DatasetError: the name could not be that of a folder, as the cache needs.
        """
        name = self.name or name
        if not name.strip(". ") or "/" in name or "\\" in name:
            raise DatasetError(f"{name!r} cannot be the name of a data set.")
        return replace(self, name=name, group_prefix=self.group_prefix or name)

    def sample(
        self,
        segment: tuple[str, str],
        split: Split,
        labels: Labels,
        tracks: Mapping[Modality, FeatureTrack | None],
    ) -> LabelledSample:
        """A sample of this set. ``segment``: its id and its video."""
        return LabelledSample(
            self.name,
            segment[0],
            f"{self.group_prefix}/{segment[1]}",
            split,
            labels,
            {m: track for m, track in tracks.items() if track is not None},
        )


@dataclass(frozen=True, slots=True)
class Imported:
    """A data set that is ready to be stored."""

    name: str
    contract: FeatureContract
    heads: Mapping[str, Head]
    samples: Callable[[], Iterator[LabelledSample]]
    """Reads them, each time anew."""
    provenance: Mapping[str, Any]
    """Source, checksums, how it was split …; plain JSON."""
    notes: tuple[str, ...] = ()
    """Sentences for the user: what was assumed or left out."""


def foreign_spec(name: str, dimension: int) -> ExtractorSpec:
    """Features that came with their data; nobody here can compute them again.

    Raises:
        DatasetError: they have no numbers.
    """
    if dimension < 1:
        raise DatasetError(f"{name} has steps without numbers.")
    return ExtractorSpec(name, 1, dimension, None, exact=True)


def foreign_contract(specs: Mapping[Modality, ExtractorSpec], source: str) -> FeatureContract:
    """The contract of a foreign set.

    Raises:
        DatasetError: it has no features at all.
    """
    if not specs:
        raise DatasetError(f"{source} has no features: no text, no audio, no vision.")
    return FeatureContract({m: specs[m] for m in Modality if m in specs})


def with_text(
    samples: Iterable[tuple[LabelledSample, str]], text: TextFeatures | None
) -> Iterator[LabelledSample]:
    """Add text tracks made of what was said; words have no times, so steps are counted."""
    if text is None:
        yield from (sample for sample, _ in samples)
        return
    waiting = iter(samples)
    while batch := list(islice(waiting, _BATCH)):
        states = text.of([said for _, said in batch])
        for (sample, _), values in zip(batch, states, strict=True):
            yield _said(sample, values) if len(values) else sample


def placed(
    groups: Sequence[str], own: Sequence[Split] | None, shares: Shares, resplit: bool
) -> tuple[list[Split], str]:
    """The split of every sample and how it came about, for the provenance.

    ``own``: what the source says, or None; kept unless ``resplit``.
    """
    if own is not None and not resplit:
        return list(own), "as in the source"
    found = group_splits(groups, shares.valid, shares.test, shares.seed)
    how = f"by group: valid {shares.valid:g}, test {shares.test:g}, seed {shares.seed}"
    return [found[group] for group in groups], how


def origin(
    options: ImportOptions, form: str, paths: Iterable[Path], split_by: str, notes: Iterable[str]
) -> dict[str, Any]:
    """Provenance by the set's name, as JSON, in the terms of ``DatasetInfo``; with checksums."""
    return {
        options.name: {
            "title": options.name,
            "licence": options.licence,
            "split_by": split_by,
            "note": " ".join(notes),
            "format": form,
            "sha256": {path.name: sha256_of(path) for path in paths},
        }
    }


def _said(sample: LabelledSample, states: Float32Array) -> LabelledSample:
    steps = len(states)
    track = FeatureTrack(states, np.arange(steps, dtype=np.float64), np.ones(steps, np.bool_))
    return replace(sample, tracks={Modality.TEXT: track, **sample.tracks})
