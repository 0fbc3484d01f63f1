"""Utterances that were edited, predicted anew from the features that were kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.errors import CheckpointError, FeatureError
from engine.explain.batch import ExplainOptions
from engine.explain.explain import Explanation, explain_samples
from engine.pipelines.shelf import LoadedModels
from engine.types import Draft, FeatureTrack, Modality, Sample, UtteranceAnalysed

_NOTHING_HERE = {
    Modality.TEXT: "There are no words.",
    Modality.AUDIO: "No voice is heard in this part.",
    Modality.VISION: "No face is seen in this part.",
}


def repredict(
    models: LoadedModels, checkpoint_sha256: str, drafts: Sequence[Draft]
) -> tuple[UtteranceAnalysed, ...]:
    """The drafts' words are read anew; voice and face are taken as they are.

    Args:
        checkpoint_sha256: of the model that the features were made for.

    Raises:
        CheckpointError: the model is another one now.
        FeatureError: nothing is left of an utterance to predict from.
    """
    if models.checkpoint.sha256 != checkpoint_sha256:
        raise CheckpointError(
            "This analysis was made by another model than the one that is there now.",
            hint="Analyse the file again, then edit.",
        )
    tracks = [_tracks(models, draft) for draft in drafts]
    options = ExplainOptions(calibration=models.checkpoint.calibration)
    explained = explain_samples(models.checkpoint.model, [Sample(each) for each in tracks], options)
    return tuple(
        analysed(draft, each, explanation)
        for draft, each, explanation in zip(drafts, tracks, explained, strict=True)
    )


def _tracks(models: LoadedModels, draft: Draft) -> dict[Modality, FeatureTrack]:
    found = dict(draft.tracks)
    if models.text and draft.utterance.words:
        found[Modality.TEXT] = models.text.extract(draft.utterance.words)
    kept = {m: found[m] for m in Modality if m in found and found[m].has_evidence}
    if not kept:
        raise FeatureError(
            "Nothing is left of this utterance: neither words nor voice nor a face.",
            hint="Leave a word in it, or merge it with its neighbour.",
        )
    return kept


def analysed(
    draft: Draft, tracks: Mapping[Modality, FeatureTrack], explanation: Explanation
) -> UtteranceAnalysed:
    """What is known of a draft that was predicted from these tracks."""
    absent = {
        m: draft.before.absent.get(m, reason)
        for m, reason in _NOTHING_HERE.items()
        if m not in tracks
    }
    result = replace(
        draft.before,
        utterance=draft.utterance,
        prediction=explanation.prediction,
        baseline=explanation.baseline,
        fused_rate_nats=explanation.fused_rate_nats,
        contributions=explanation.contributions,
        absent=absent,
        uncertainty=explanation.uncertainty,
        coalitions=explanation.coalitions,
        agreement=explanation.agreement,
    )
    return UtteranceAnalysed(result, tracks)
