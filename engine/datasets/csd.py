"""Reader of computational sequences (.csd): one file per modality and one of labels.

Labels come per video, a row and an interval for every segment, or per segment ``video[3]``.
Features come per segment as well, or per whole video: then the label's interval cuts out the steps
whose centre lies inside. Times stay on the video's clock.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.datasets.csd_file import Csd, Steps, open_csd
from engine.datasets.emotions import MOSEI
from engine.datasets.foreign import (
    SPLIT_NAMES,
    Array,
    labels_of,
    rows_of,
    text_of,
    track_of,
)
from engine.datasets.imported import (
    Imported,
    ImportOptions,
    TextFeatures,
    foreign_contract,
    foreign_spec,
    origin,
    placed,
    with_text,
)
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.errors import DatasetError
from engine.types import EMOTIONS, SENTIMENT, STANDARD_HEADS, FeatureTrack, Head, HeadKind, Modality

_PAUSE = "sp"
_OF_VIDEO = re.compile(r"(?P<video>.+)\[\d+\]")


@dataclass(frozen=True, slots=True)
class CsdFiles:
    """Which files belong together."""

    labels: Path
    features: Mapping[Modality, Path]
    words: Path | None = None
    """Strings, in place of features of the text."""


def read_csd(
    files: CsdFiles, options: ImportOptions, splits: Mapping[str, Split] | None = None
) -> Imported:
    """Segments of several .csd files. The set is named in ``options``.

    ``splits``: the split of every video, such as the SDK's standard folds; segments of videos that
    it does not name are left out. Without it the split is by video, as the options' shares say.

    Raises:
        DatasetError: a file is missing, damaged or not of that form. What is wrong with a single
            segment shows when it is read.
    """
    options = options.named(files.labels.stem)
    text = options.text if files.words is not None else None
    if Modality.TEXT in files.features and files.words is not None:
        raise DatasetError("Give features of the text or its words, not both.")
    with ExitStack() as stack:
        labels = stack.enter_context(open_csd(files.labels))
        sources = {m: stack.enter_context(open_csd(p)) for m, p in files.features.items()}
        segments, left_out = _chosen(_segments(labels), splits)
        heads = _heads(segments, labels.name)
        specs = {m: foreign_spec(f"csd/{c.name}", c.dimension()) for m, c in sources.items()}
    if text is not None:
        specs[Modality.TEXT] = text.spec
    where_to, how = placed(
        [segment.video for segment in segments],
        None if splits is None else [splits[segment.video] for segment in segments],
        options.shares,
        options.resplit,
    )
    notes = _notes(files, text, left_out)
    used = [files.labels, *files.features.values(), *([files.words] if files.words else [])]

    def samples() -> Iterator[LabelledSample]:
        return with_text(_pairs(files, segments, where_to, heads, options), text)

    return Imported(
        options.name,
        foreign_contract(specs, files.labels.parent.name),
        heads,
        samples,
        origin(options, "csd", used, how, notes),
        notes,
    )


@dataclass(frozen=True, slots=True)
class _Segment:
    id: str
    video: str
    start_s: float
    end_s: float
    label: Array
    """[labels]"""


def _pairs(
    files: CsdFiles,
    segments: Sequence[_Segment],
    splits: Sequence[Split],
    heads: Mapping[str, Head],
    options: ImportOptions,
) -> Iterator[tuple[LabelledSample, str]]:
    """Samples with what was said; the files are open while they are read."""
    with ExitStack() as stack:
        sources = {m: stack.enter_context(open_csd(p)) for m, p in files.features.items()}
        words = stack.enter_context(open_csd(files.words)) if files.words else None
        for segment, split in zip(segments, splits, strict=True):
            tracks = {m: _track(csd, segment) for m, csd in sources.items()}
            labels = _labels(segment, heads, options.sentiment_factor)
            sample = options.sample((segment.id, segment.video), split, labels, tracks)
            yield sample, _said(words, segment) if words is not None else ""


def _labels(segment: _Segment, heads: Mapping[str, Head], factor: float) -> Labels:
    if SENTIMENT in heads:
        return labels_of(segment.label, segment.id, factor)
    (other,) = heads
    return Labels(others={other: tuple(float(value) for value in segment.label)})


def _track(csd: Csd, segment: _Segment) -> FeatureTrack | None:
    steps = _of_segment(csd, segment, csd.numeric)
    if steps is None:
        return None
    return track_of(steps.features, f"{csd.path.name}, {segment.id}", steps.centres_s)


def _said(words: Csd, segment: _Segment) -> str:
    steps = _of_segment(words, segment, words.words)
    spoken = [] if steps is None else [str(word) for word in steps.features[:, 0]]
    return " ".join(word for word in spoken if word and word != _PAUSE)


def _of_segment(csd: Csd, segment: _Segment, read: Callable[[str], Steps]) -> Steps | None:
    """The segment's own steps, or what its interval cuts out of the video, in order of time."""
    if segment.id in csd:
        steps = read(segment.id)
    elif segment.video in csd:
        steps = read(segment.video).within(segment.start_s, segment.end_s)
    else:
        return None
    order = np.argsort(steps.centres_s, kind="stable")
    return Steps(steps.features[order], steps.intervals[order])


def _segments(labels: Csd) -> list[_Segment]:
    found = []
    for name in labels.segments:
        steps = labels.numeric(name)
        part = _OF_VIDEO.fullmatch(name)
        if part is None:
            found += [_segment(f"{name}[{k}]", name, steps, k) for k in range(len(steps.features))]
        elif len(steps.features) == 1:
            found.append(_segment(name, part["video"], steps, 0))
        else:
            raise DatasetError(
                f"{labels.path.name}, {name}: {len(steps.features)} labels of one segment."
            )
    if not found:
        raise DatasetError(f"{labels.path.name} has no labels.")
    return found


def _segment(id_: str, video: str, steps: Steps, row: int) -> _Segment:
    start_s, end_s = (float(each) for each in steps.intervals[row])
    return _Segment(id_, video, start_s, end_s, steps.features[row])


def _chosen(
    segments: list[_Segment], splits: Mapping[str, Split] | None
) -> tuple[list[_Segment], int]:
    """The segments of videos that the split names, and how many others there are."""
    if splits is None:
        return segments, 0
    chosen = [segment for segment in segments if segment.video in splits]
    if not chosen:
        raise DatasetError(
            f"The split names none of the videos, such as {segments[0].video}.",
            hint="Name videos without the number of the segment.",
        )
    return chosen, len(segments) - len(chosen)


def _heads(segments: Sequence[_Segment], name: str) -> dict[str, Head]:
    """Sentiment, sentiment and emotions, or whatever the labels are, under their own name."""
    size = len(segments[0].label)
    for segment in segments:
        if len(segment.label) != size:
            raise DatasetError(f"{segment.id} has {len(segment.label)} labels, others {size}.")
    if size == 1:
        return {SENTIMENT: STANDARD_HEADS[SENTIMENT]}
    if size == 1 + len(MOSEI):
        return {head: STANDARD_HEADS[head] for head in (SENTIMENT, EMOTIONS)}
    return {name: Head(HeadKind.REGRESSION, size)}


def _notes(files: CsdFiles, text: TextFeatures | None, left_out: int) -> tuple[str, ...]:
    notes = []
    if files.words is not None and text is None:
        notes.append("Nothing makes features of the words: text is absent.")
    if left_out:
        notes.append(f"{left_out} segments of videos that the split does not name are left out.")
    return tuple(notes)


def read_splits(path: Path) -> dict[str, Split]:
    """The split of every video, from JSON: {"train": [videos], "valid": …, "test": …}.

    Raises:
        DatasetError: it is missing or not of that form, or a video is in two parts.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"Cannot read the split {path}: {error}.") from error
    if not isinstance(document, dict) or not document or set(document) - set(SPLIT_NAMES):
        raise DatasetError(f"{path}: lists of videos under train, valid and test were expected.")
    found: dict[str, Split] = {}
    for key, videos in document.items():
        for video in rows_of(videos, f"{path.name}, {key}"):
            name = text_of(video, f"{path.name}, {key}")
            if found.setdefault(name, SPLIT_NAMES[key]) is not SPLIT_NAMES[key]:
                raise DatasetError(f"{path}: {name} is in two parts.")
    return found
