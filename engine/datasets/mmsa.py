"""Reader of MMSA's pickles: ``aligned_50.pkl`` and ``unaligned_50.pkl`` of MOSI, MOSEI, CH-SIMS.

Source: Mao et al., "M-SENA: An Integrated Platform for Multimodal Sentiment Analysis", ACL 2022.
One dictionary per split, arrays over its n samples:

    id                      "video$_$clip"
    raw_text                strings
    text                    [n, steps, 768]  states of BERT
    text_bert               [n, 3, steps]    word-piece ids, mask, segment
    audio, vision           [n, steps, d]    padded with zeros, or as audio_lengths … say
    regression_labels       [n]              and _T, _A, _V where each modality was labelled alone
    classification_labels   [n]              numbers of classes, whose names are the annotations
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from engine.datasets.foreign import scaled_sentiment, track_of
from engine.datasets.imported import (
    Imported,
    ImportOptions,
    foreign_contract,
    foreign_spec,
    origin,
    placed,
    with_text,
)
from engine.datasets.mmsa_file import (
    CLASSES,
    REGRESSIONS,
    Part,
    class_names,
    heads_of,
    read_parts,
    shared_by_all,
)
from engine.datasets.schema import LabelledSample, Labels, Split
from engine.types import SENTIMENT, BoolArray, FeatureTrack, Head, Modality


def read_mmsa(path: Path, options: ImportOptions | None = None, *, ids: bool = False) -> Imported:
    """One of MMSA's pickles.

    The text tracks are made of ``raw_text`` where the options say how; otherwise they are the
    states of the file, or with ``ids`` the word-piece ids of ``text_bert``.

    Raises:
        DatasetError: the file is missing, refused, or not of that form. What is wrong with a
            single label shows when it is read.
    """
    parts = read_parts(path)
    options = (options or ImportOptions()).named(path.stem)
    wanted = {Modality.AUDIO: "audio", Modality.VISION: "vision"}
    if options.text is None:
        wanted[Modality.TEXT] = "text_bert" if ids else "text"
    stored = {m: key for m, key in wanted.items() if shared_by_all(parts, key)}
    specs = {
        m: foreign_spec(f"mmsa/{path.stem}/{key}", _dimension(parts[0], key))
        for m, key in stored.items()
    }
    if options.text is not None:
        specs[Modality.TEXT] = options.text.spec
    contract, heads = foreign_contract(specs, path.name), heads_of(parts)
    splits, how = placed(
        [video for part in parts for _, video in part.segments],
        [part.split for part in parts for _ in part.segments],
        options.shares,
        options.resplit,
    )
    notes = [f"There is no {key}: {m} is absent." for m, key in wanted.items() if m not in stored]
    notes += _notes_on_labels(parts, options.sentiment_factor)
    provenance = origin(options, "mmsa", [path], how, notes)
    provenance[options.name]["classes"] = class_names(parts)

    def samples() -> Iterator[LabelledSample]:
        return with_text(_pairs(parts, splits, stored, heads, options), options.text)

    return Imported(options.name, contract, heads, samples, provenance, tuple(notes))


def _pairs(
    parts: Sequence[Part],
    splits: Sequence[Split],
    stored: Mapping[Modality, str],
    heads: Mapping[str, Head],
    options: ImportOptions,
) -> Iterator[tuple[LabelledSample, str]]:
    """Samples with what was said."""
    where_to = iter(splits)
    for part in parts:
        for row, segment in enumerate(part.segments):
            tracks = {m: _track(part, key, row) for m, key in stored.items()}
            labels = _labels(part, row, heads, options.sentiment_factor)
            said = part.said[row] if part.said else ""
            yield options.sample(segment, next(where_to), labels, tracks), said


def _labels(part: Part, row: int, heads: Mapping[str, Head], factor: float) -> Labels:
    others: dict[str, tuple[float, ...]] = {}
    sentiment = None
    for name, head in heads.items():
        value = float(part.labels[name][row])
        if name == CLASSES:
            if not np.isnan(value):
                others[name] = tuple(float(k == value) for k in range(head.size))
            continue
        scaled = scaled_sentiment(value, factor, f"{part.where}[{row}]")
        if name == SENTIMENT:
            sentiment = scaled
        elif scaled is not None:
            others[name] = (scaled,)
    return Labels(sentiment, others=others)


def _track(part: Part, key: str, row: int) -> FeatureTrack | None:
    """One sample's features without their padding."""
    values, where = part.features[key][row], f"{part.where}[{row}], {key}"
    if key in part.lengths:
        return track_of(values[: int(part.lengths[key][row])], where, padded=True)
    if key.startswith("text") and "text_bert" in part.features:
        mask = part.features["text_bert"][row][1] > 0
        steps = int(np.flatnonzero(mask)[-1]) + 1 if mask.any() else 0
        # The id 0 is a word piece like any other: the single number of a step may be zero.
        found = values[0, :steps, None] if key == "text_bert" else values[:steps]
        return _masked(track_of(found, where), mask[:steps])
    return track_of(values, where, padded=True)


def _masked(track: FeatureTrack | None, mask: BoolArray) -> FeatureTrack | None:
    if track is None or not (track.valid & mask).any():
        return None
    return FeatureTrack(track.values, track.times_s, track.valid & mask)


def _dimension(part: Part, key: str) -> int:
    return 1 if key == "text_bert" else int(part.features[key].shape[2])


def _notes_on_labels(parts: Sequence[Part], factor: float) -> list[str]:
    notes = []
    labels = [part.labels[SENTIMENT] for part in parts if SENTIMENT in part.labels]
    values = np.concatenate([np.zeros(0), *labels])
    unknown = int(np.isnan(values).sum())
    if unknown:
        notes.append(f"{unknown} of {REGRESSIONS[SENTIMENT]} are no numbers: they are unknown.")
    known = values[~np.isnan(values)]
    if len(known) and factor == 1.0 and np.abs(known).max() <= 1.0:
        notes.append(
            "All sentiments lie in −1..1. If that is their scale (CH-SIMS), give the factor 3 "
            "(--sentiment-factor 3)."
        )
    return notes
