"""Edits of a transcript as new utterances; nothing is changed in place.

Whatever is edited, words stay in order, inside their utterance, and do not overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.types import (
    Draft,
    FeatureTrack,
    Modality,
    Utterance,
    UtteranceResult,
    Word,
)

BY_HAND = 1.0
"""Confidence of words that people have written."""

Tracks = Mapping[Modality, FeatureTrack]


def reworded(utterance: Utterance, at: int, text: str) -> Utterance:
    """Another text for word ``at``: none takes it out, several share its time by their length.

    Raises:
        IndexError: there is no such word.
    """
    old = utterance.words[at]
    words = (*utterance.words[:at], *spread(text, old.start_s, old.end_s))
    return _spoken(replace(utterance, words=(*words, *utterance.words[at + 1 :])))


def retold(utterance: Utterance, text: str) -> Utterance:
    """Another text for all of it. Words that stay keep their times; the others share the gaps."""
    new = text.split()
    old = [word.text.strip() for word in utterance.words]
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    kept = utterance.words[:head], utterance.words[len(old) - tail :]
    start = utterance.words[head - 1].end_s if head else utterance.start_s
    end = kept[1][0].start_s if kept[1] else utterance.end_s
    changed = utterance.words[head : len(old) - tail]
    if changed:
        start, end = changed[0].start_s, changed[-1].end_s
    between = spread(" ".join(new[head : len(new) - tail]), start, end)
    return _spoken(replace(utterance, words=(*kept[0], *between, *kept[1])))


def spread(text: str, start_s: float, end_s: float) -> tuple[Word, ...]:
    """Words that share a stretch of time in proportion to their letters."""
    texts = text.split()
    ends = np.cumsum([0, *(len(each) for each in texts)], dtype=np.float64)
    times = start_s + (end_s - start_s) * ends / max(ends[-1], 1.0)
    pairs = zip(texts, times[:-1].tolist(), times[1:].tolist(), strict=True)
    return tuple(Word(each, start, end, BY_HAND) for each, start, end in pairs)


def split(result: UtteranceResult, tracks: Tracks, at: int) -> tuple[Draft, Draft]:
    """Two utterances, the second from word ``at`` on; the cut lies in the middle between the words.

    Raises:
        IndexError: there is no word on one of the sides.
    """
    whole = result.utterance
    if not 0 < at < len(whole.words):
        raise IndexError(at)
    cut = (whole.words[at - 1].end_s + whole.words[at].start_s) / 2
    parts = (
        replace(whole, end_s=cut, words=whole.words[:at]),
        replace(whole, start_s=cut, words=whole.words[at:]),
    )
    first, second = (draft(part, result, tracks) for part in parts)
    return first, second


def merged(
    first: UtteranceResult, tracks: Tracks, second: UtteranceResult, more_tracks: Tracks
) -> Draft:
    """One utterance of two neighbours, in the order of time; the first one's person is kept."""
    one, other = first.utterance, second.utterance
    whole = replace(
        one,
        end_s=max(one.end_s, other.end_s),
        words=(*one.words, *other.words),
        language=one.language or other.language,
        voiced=one.voiced or other.voiced,
    )
    same = first.face_track_id is None or first.face_track_id == second.face_track_id
    before = replace(
        first,
        faces=(*first.faces, *second.faces) if same else first.faces,
        face_track_id=second.face_track_id if first.face_track_id is None else first.face_track_id,
        faces_seen=max(first.faces_seen, second.faces_seen),
        absent={m: why for m, why in first.absent.items() if m in second.absent},
    )
    heard = {
        m: _joined([each[m] for each in (tracks, more_tracks) if m in each])
        for m in Modality
        if m in tracks or m in more_tracks
    }
    return draft(whole, before, heard)


def draft(utterance: Utterance, before: UtteranceResult, tracks: Tracks) -> Draft:
    """What is predicted anew: features and faces of the part of ``before`` that ``utterance`` is.

    Ends that were not moved cut nothing: steps may lie a little outside the words.
    """
    whole = before.utterance
    start = utterance.start_s if utterance.start_s > whole.start_s else -np.inf
    end = utterance.end_s if utterance.end_s < whole.end_s else np.inf
    heard = {m: track for m, track in tracks.items() if m is not Modality.TEXT}
    parts = {m: _between(track, start, end) for m, track in heard.items()}
    faces = tuple(face for face in before.faces if start <= face.time_s <= end)
    return Draft(
        utterance,
        {m: part for m, part in parts.items() if part.has_evidence},
        replace(before, faces=faces),
    )


def _spoken(utterance: Utterance) -> Utterance:
    """Without words somebody still speaks."""
    return replace(utterance, voiced=utterance.voiced or not utterance.words)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _between(track: FeatureTrack, start_s: float, end_s: float) -> FeatureTrack:
    inside = (track.times_s >= start_s) & (track.times_s <= end_s)
    return FeatureTrack(track.values[inside], track.times_s[inside], track.valid[inside])


def _joined(tracks: Sequence[FeatureTrack]) -> FeatureTrack:
    times = np.concatenate([track.times_s for track in tracks])
    order = np.argsort(times, kind="stable")
    return FeatureTrack(
        np.concatenate([track.values for track in tracks])[order],
        times[order],
        np.concatenate([track.valid for track in tracks])[order],
    )
