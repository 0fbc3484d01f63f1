"""From a model and labels to a calibration, and what it does to fresh utterances."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from engine.explain.batch import Explainer, ExplainOptions
from engine.explain.calibrate import ALL_SETS, Calibrated, calibrate
from engine.explain.cases import HeadLabels
from engine.models.mib import MIBModel
from engine.models.tensors import ModalityTensors
from engine.training.calibration_metrics import calibration_error
from engine.types import Head, HeadKind, Modality
from tests.helpers.mib import random_inputs, small_model

HEADS = {
    "sentiment": Head(HeadKind.REGRESSION, 1),
    "emotions": Head(HeadKind.MULTI_CLASS, 7),
    "tags": Head(HeadKind.MULTI_LABEL, 2),
}
EMOTIONS, TAGS = slice(1, 8), slice(8, 10)
BATCHES, BATCH = 30, 40
N = BATCHES * BATCH
Inputs = dict[Modality, ModalityTensors]


@pytest.fixture(scope="module")
def model() -> MIBModel:
    """Too sure of emotions and tags by a factor of four, with spreads that are too small."""
    made = small_model(1, heads=HEADS)
    with torch.no_grad():
        for decoder in (made.fused_decoder, *made.decoders.values()):
            for name in ("emotions", "tags"):
                decoder.heads[name].weight.mul_(12.0)
    return made


def batches(seed: int) -> Iterator[Inputs]:
    """A third of the utterances have no audio."""
    for i in range(BATCHES):
        inputs = random_inputs(BATCH, 4, seed=1000 * seed + i)
        values, mask = inputs[Modality.AUDIO]
        mask[::3] = False
        yield inputs | {Modality.AUDIO: ModalityTensors(values, mask)}


def labels_for(model: MIBModel, seed: int) -> dict[str, HeadLabels]:
    """What would happen if the logits of all modalities were four times too large."""
    rng = np.random.default_rng(seed)
    with torch.no_grad():
        outputs = [model(inputs).fused for inputs in batches(seed)]
    logits = {name: torch.cat([o[name] for o in outputs]).double() for name in HEADS}
    chances = (logits["emotions"] / 4).softmax(dim=1).numpy().cumsum(axis=1)
    emotion = (rng.random((N, 1)) > chances[:, :-1]).sum(axis=1)
    known = np.ones((N, 7), dtype=np.bool_)
    known[: N // 10] = False
    return {
        "sentiment": HeadLabels(
            logits["sentiment"].numpy() + 0.5 * rng.standard_normal((N, 1)), known[:, :1]
        ),
        "emotions": HeadLabels(np.eye(7)[emotion], known),
        "tags": HeadLabels(
            (rng.random((N, 2)) < (logits["tags"] / 4).sigmoid().numpy()).astype(float),
            np.ones((N, 2), dtype=np.bool_),
        ),
    }


@pytest.fixture(scope="module")
def calibrated(model: MIBModel) -> Calibrated:
    return calibrate(model, batches(1), labels_for(model, 1), HEADS, calibration_error)


def explained(model: MIBModel, options: ExplainOptions):
    inputs = list(batches(2))
    return Explainer(model, options).explain(
        {
            m: ModalityTensors(
                *(torch.cat(parts) for parts in zip(*(i[m] for i in inputs), strict=True))
            )
            for m in Modality
        }
    )


def test_fresh_probabilities_and_intervals_become_honest(
    model: MIBModel, calibrated: Calibrated
) -> None:
    labels = labels_for(model, 2)
    plain = explained(model, ExplainOptions(heads=HEADS))
    corrected = explained(model, ExplainOptions(calibration=calibrated.calibration, heads=HEADS))

    def emotion_error(batch) -> float:
        chances = batch.prediction[:, EMOTIONS]
        right = chances.argmax(axis=1) == labels["emotions"].values.argmax(axis=1)
        return calibration_error(chances.max(axis=1), right)

    def tag_error(batch) -> float:
        happened = labels["tags"].values > 0.5
        return calibration_error(batch.prediction[:, TAGS].ravel(), happened.ravel())

    def coverage(batch) -> float:
        low, high = batch.spread.interval[:, 0, :1], batch.spread.interval[:, 1, :1]
        said = labels["sentiment"].values.clip(-3, 3)
        return ((low <= said) & (said <= high)).mean()

    assert emotion_error(plain) > 0.1
    assert emotion_error(corrected) < 0.06
    assert tag_error(plain) > 0.1
    assert tag_error(corrected) < 0.06
    assert coverage(plain) < 0.5
    assert coverage(corrected) == pytest.approx(0.8, abs=0.05)
    # Shares are of what is shown.
    np.testing.assert_allclose(
        corrected.shapley.sum(axis=1), corrected.prediction - corrected.baseline, atol=1e-5
    )


def test_the_report_says_what_fresh_utterances_say(calibrated: Calibrated) -> None:
    everything = "text+audio+vision"
    for name in ("emotions", "tags"):
        whole = calibrated.report[name][everything]
        assert whole.before > 0.1
        assert whole.after < 0.08
    whole = calibrated.report["sentiment"][everything]
    assert whole.before < 0.5
    assert whole.after == pytest.approx(0.8, abs=0.05)


def test_only_labelled_utterances_with_evidence_count(calibrated: Calibrated) -> None:
    labelled = N - N // 10
    without_audio = len([i for i in range(N) if i % BATCH % 3 == 0])
    unlabelled = len([i for i in range(N // 10) if i % BATCH % 3 == 0])
    for name, with_label in (("emotions", labelled), ("tags", N)):
        report = calibrated.report[name]
        lost = without_audio - (unlabelled if name == "emotions" else 0)
        assert report["text"].n == report["text+vision"].n == with_label
        assert report["audio"].n == report["text+audio+vision"].n == with_label - lost
        assert report[ALL_SETS].n == sum(each.n for s, each in report.items() if s != ALL_SETS)


def test_the_unimodal_decoders_are_calibrated_by_their_own_logits(
    model: MIBModel, calibrated: Calibrated
) -> None:
    found = calibrated.calibration.of("emotions").unimodal_temperature
    assert set(found) == {m.value for m in Modality}
    other = {name: labels for name, labels in labels_for(model, 1).items() if name == "emotions"}
    with torch.no_grad():
        model.decoders["text"].heads["emotions"].weight.mul_(2.0)
        model.decoders["text"].heads["emotions"].bias.mul_(2.0)
    again = calibrate(model, batches(1), other, HEADS, calibration_error)
    with torch.no_grad():
        model.decoders["text"].heads["emotions"].weight.div_(2.0)
        model.decoders["text"].heads["emotions"].bias.div_(2.0)
    twice = again.calibration.of("emotions").unimodal_temperature
    assert twice["audio"] == pytest.approx(found["audio"])
    assert twice["text"] == pytest.approx(min(2 * found["text"], 20.0), rel=0.02)
    assert set(again.calibration.heads) == {"emotions"}


def test_two_equally_strong_emotions_are_no_label(model: MIBModel) -> None:
    labels = labels_for(model, 1)["emotions"]
    torn = labels.values.copy()
    torn[: N // 2] = 0.5
    report = calibrate(
        model, batches(1), {"emotions": HeadLabels(torn, labels.known)}, HEADS, calibration_error
    ).report
    assert report["emotions"]["text"].n == N // 2


def test_a_set_that_nobody_was_seen_through_is_as_careful_as_its_parts(model: MIBModel) -> None:
    def text_or_audio() -> Iterator[Inputs]:
        """Vision never, and text and audio never together."""
        for inputs in batches(1):
            inputs[Modality.VISION].mask[:] = False
            inputs[Modality.TEXT].mask[::2] = False
            inputs[Modality.AUDIO].mask[1::2] = False
            inputs[Modality.TEXT].mask[::6] = True  # one at least
            yield inputs

    emotions = {"emotions": labels_for(model, 1)["emotions"]}
    calibration = calibrate(model, text_or_audio(), emotions, HEADS, calibration_error).calibration
    found = calibration.of("emotions").temperature
    assert found["text"] != found["audio"]
    largest = max(found["text"], found["audio"])
    assert found["text+audio"] == found["text+audio+vision"] == largest
    assert found["text+vision"] == found["text"]
    assert "vision" not in found
