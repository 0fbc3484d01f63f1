"""Results on another clock: of a live run as they lie in its film."""

from __future__ import annotations

from dataclasses import replace

from engine.types import FeatureTrack, UtteranceAnalysed


def shifted(analysed: UtteranceAnalysed, by_s: float) -> UtteranceAnalysed:
    """All times ``by_s`` seconds later; everything else as it was."""
    result = analysed.result
    said = result.utterance
    words = tuple(
        replace(word, start_s=word.start_s + by_s, end_s=word.end_s + by_s) for word in said.words
    )
    utterance = replace(said, start_s=said.start_s + by_s, end_s=said.end_s + by_s, words=words)
    faces = tuple(replace(face, time_s=face.time_s + by_s) for face in result.faces)
    tracks = {
        modality: FeatureTrack(track.values, track.times_s + by_s, track.valid)
        for modality, track in analysed.tracks.items()
    }
    return UtteranceAnalysed(replace(result, utterance=utterance, faces=faces), tracks)
