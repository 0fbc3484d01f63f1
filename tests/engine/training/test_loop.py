"""Training: it learns, repeats itself to the bit, never looks at test data and can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.datasets.schema import LabelledSample, Split
from engine.errors import CancelledError, DatasetError
from engine.models.config import MIBConfig, Pooling, Variant
from engine.models.mib import MIBModel
from engine.training.calibration import best_temperature, calibrate
from engine.training.config import TrainingConfig
from engine.training.evaluation import predict, predict_unimodal
from engine.training.loop import (
    EpochDone,
    StepDone,
    TrainingFinished,
    TrainingStarted,
    learning_curve,
    train,
)
from engine.training.report import baseline_predictions, evaluate
from engine.types import FeatureTrack, Modality
from tests.helpers.labelled_data import CONTRACT, made_up_samples

MODEL = MIBConfig(
    {modality: spec.dimension for modality, spec in CONTRACT.extractors.items()},
    width=10,
    bottleneck_hidden=16,
    layers=1,
    pooling=Pooling.MEAN,
    dropout_attention=0.0,
    dropout_feed_forward=0.0,
    dropout_residual=0.0,
    dropout_embedding=0.0,
)
TRAINING = TrainingConfig(
    seed=3, epochs=3, steps_per_epoch=12, batch_size=16, learning_rate=0.02, patience=5
)
SHORT = replace(TRAINING, epochs=1, steps_per_epoch=3, batch_size=4)
EVERYTHING = frozenset(Modality)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def _finish(
    samples: Sequence[LabelledSample], config: TrainingConfig = TRAINING, model: MIBConfig = MODEL
) -> tuple[MIBModel, list[EpochDone]]:
    events = list(train(config, model, samples))
    assert isinstance(events[-1], TrainingFinished)
    return events[-1].model, [event for event in events if isinstance(event, EpochDone)]


@pytest.fixture(scope="module")
def trained() -> tuple[MIBModel, list[EpochDone]]:
    return _finish(made_up_samples())


def test_it_learns_what_there_is_to_learn(trained: tuple[MIBModel, list[EpochDone]]) -> None:
    model, epochs = trained
    assert epochs[-1].loss < epochs[0].loss
    test = [sample for sample in made_up_samples() if sample.split is Split.TEST]
    scores = evaluate(model, test, {})
    talk = scores["talk"].views["text"].sentiment
    assert talk is not None
    assert talk.pearson > 0.7
    clips = scores["clips"].views["text+audio+vision"].emotions
    assert clips is not None
    assert clips.accuracy > 0.7
    assert set(scores["clips"].views) >= {"text", "audio", "vision", "audio+vision"}
    assert set(scores["talk"].views) == {"text"}
    assert not model.training


def test_events_come_in_order_and_rates_are_told(
    trained: tuple[MIBModel, list[EpochDone]],
) -> None:
    kinds = [type(event) for event in train(SHORT, MODEL, made_up_samples())]
    assert kinds == [TrainingStarted, *[StepDone] * 3, EpochDone, TrainingFinished]
    for epoch in trained[1]:
        assert set(epoch.rate_nats) == set(Modality)
        assert all(rate > 0 for rate in epoch.rate_nats.values())
        assert epoch.fused_rate_nats is not None
        assert set(epoch.validation) == {"talk", "calls", "clips"}


def test_the_same_seed_gives_the_same_weights() -> None:
    once, _ = _finish(made_up_samples(), SHORT)
    torch.manual_seed(999)  # whatever came before must not matter
    again, _ = _finish(made_up_samples(), SHORT)
    for name, tensor in once.state_dict().items():
        assert torch.equal(tensor, again.state_dict()[name]), name
    other, _ = _finish(made_up_samples(), replace(SHORT, seed=4))
    assert any(
        not torch.equal(tensor, other.state_dict()[name])
        for name, tensor in again.state_dict().items()
    )


def _without_test(sample: LabelledSample) -> LabelledSample:
    if sample.split is not Split.TEST:
        return sample
    spoilt = {
        m: FeatureTrack(t.values * np.float32(np.nan), t.times_s, t.valid)
        for m, t in sample.tracks.items()
    }
    return replace(sample, tracks=spoilt)


def test_test_samples_have_no_influence() -> None:
    reference, _ = _finish(made_up_samples(), SHORT)
    model, _ = _finish([_without_test(sample) for sample in made_up_samples()], SHORT)
    for name, tensor in reference.state_dict().items():
        assert torch.equal(tensor, model.state_dict()[name]), name


def test_normalisation_is_of_the_training_split_and_its_valid_steps() -> None:
    def marked(sample: LabelledSample) -> LabelledSample:
        tracks = {}
        for modality, track in sample.tracks.items():
            values, valid = track.values.copy(), track.valid.copy()
            values[0], valid[0] = 1e6, len(valid) == 1
            if len(valid) == 1:
                values[0] = 0.0
            if sample.split is not Split.TRAIN:
                values[:] = 1e6
            tracks[modality] = FeatureTrack(values, track.times_s, valid)
        return replace(sample, tracks=tracks)

    samples = [marked(sample) for sample in made_up_samples()]
    model, _ = _finish(samples, replace(SHORT, steps_per_epoch=1))
    values = np.concatenate(
        [
            s.tracks[Modality.AUDIO].values[s.tracks[Modality.AUDIO].valid]
            for s in samples
            if s.split is Split.TRAIN and Modality.AUDIO in s.tracks
        ]
    )
    state = model.state_dict()
    mean, std = (state[f"networks.audio.standardise.{each}"].numpy() for each in ("mean", "std"))
    np.testing.assert_allclose(mean, values.mean(axis=0), rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(std, values.std(axis=0), rtol=1e-3)


def test_it_stops_early_and_returns_the_best_epoch() -> None:
    config = replace(SHORT, epochs=30, patience=2)
    samples = made_up_samples(12)
    model, epochs = _finish(samples, config)
    best = max(epochs, key=lambda epoch: epoch.skill)
    assert best.best
    assert epochs[-1].epoch in (best.epoch + 2, 30)
    assert len(epochs) < 30
    valid = [s for s in samples if s.split is Split.VALID and s.dataset == "talk"]
    sentiment = best.validation["talk"].sentiment
    assert sentiment is not None
    predicted = predict(model, valid, [EVERYTHING])[EVERYTHING].sentiment
    labels = [s.labels.sentiment for s in valid]
    assert np.corrcoef(predicted, np.array(labels, dtype=float))[0, 1] == pytest.approx(
        sentiment.pearson, abs=1e-5
    )


def test_it_stops_when_asked() -> None:
    stop = threading.Event()
    with pytest.raises(CancelledError):
        for event in train(TRAINING, MODEL, made_up_samples(), cancel=stop):
            if isinstance(event, StepDone):
                assert event.step == 1
                stop.set()


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALID])
def test_both_splits_are_needed(split: Split) -> None:
    samples = [sample for sample in made_up_samples() if sample.split is not split]
    with pytest.raises(DatasetError, match="train and the valid"):
        next(train(TRAINING, MODEL, samples))


def test_beta_presses_the_rates() -> None:
    config = replace(TRAINING, epochs=1, steps_per_epoch=25, batch_size=8)
    loose = _finish(made_up_samples(), replace(config, beta=0.0))[1][-1]
    tight = _finish(made_up_samples(), replace(config, beta=3.0))[1][-1]
    assert sum(tight.rate_nats.values()) < 0.75 * sum(loose.rate_nats.values())


def test_a_variant_without_unimodal_bottlenecks_trains_too() -> None:
    model, epochs = _finish(made_up_samples(), SHORT, replace(MODEL, variant=Variant.E_MIB))
    assert epochs[0].rate_nats == {}
    assert epochs[0].fused_rate_nats is not None
    assert set(calibrate(model, made_up_samples())) == {"fused"}


def test_predictions_keep_the_order_of_the_samples(
    trained: tuple[MIBModel, list[EpochDone]],
) -> None:
    samples = made_up_samples()
    together = predict(trained[0], samples, [EVERYTHING])[EVERYTHING]
    for index in (0, 17, 150):
        alone = predict(trained[0], [samples[index]], [EVERYTHING])[EVERYTHING]
        np.testing.assert_allclose(together.sentiment[index], alone.sentiment[0], atol=1e-5)
        np.testing.assert_allclose(together.logits[index], alone.logits[0], atol=1e-5)


def test_a_subset_without_any_evidence_is_the_learned_baseline(
    trained: tuple[MIBModel, list[EpochDone]],
) -> None:
    words = [sample for sample in made_up_samples() if sample.dataset == "talk"]
    face = frozenset({Modality.VISION})
    assert np.ptp(predict(trained[0], words, [face])[face].sentiment) < 1e-6


def test_calibration_divides_the_logits_and_nothing_else() -> None:
    model, _ = _finish(made_up_samples(), SHORT)
    valid = [sample for sample in made_up_samples() if sample.split is Split.VALID]
    voices = [sample for sample in valid if sample.dataset == "calls"]
    before = predict(model, voices, [EVERYTHING])[EVERYTHING]
    own = predict_unimodal(model, voices, Modality.AUDIO)
    temperatures = calibrate(model, valid)
    after = predict(model, voices, [EVERYTHING])[EVERYTHING]
    assert set(temperatures) == {"fused", "text", "audio", "vision"}
    np.testing.assert_allclose(after.logits, before.logits / temperatures["fused"], atol=1e-5)
    np.testing.assert_allclose(after.sentiment, before.sentiment, atol=1e-6)
    np.testing.assert_allclose(
        predict_unimodal(model, voices, Modality.AUDIO).logits,
        own.logits / temperatures["audio"],
        atol=1e-5,
    )


def test_the_best_temperature_cools_overconfidence() -> None:
    rng = np.random.default_rng(0)
    true = rng.normal(0, 1.5, (4000, 7))
    shares = np.exp(true) / np.exp(true).sum(axis=1, keepdims=True)
    labels = [int(rng.choice(7, p=row)) for row in shares]
    assert best_temperature((3 * true).astype(np.float32), labels) == pytest.approx(3, rel=0.1)
    assert best_temperature((true / 2).astype(np.float32), labels) == pytest.approx(0.5, rel=0.1)


def test_the_baseline_is_the_median_and_the_most_frequent() -> None:
    labels = [sample.labels for sample in made_up_samples() if sample.dataset == "clips"]
    blind = baseline_predictions(labels, 2)
    assert blind.sentiment.tolist() == [np.median([each.sentiment for each in labels])] * 2
    shares = np.mean([each.emotions for each in labels], axis=0)
    np.testing.assert_allclose(blind.probabilities()[0], shares, atol=1e-3)
    assert baseline_predictions([], 3).sentiment.tolist() == [0.0] * 3


def test_the_learning_rate_rises_shortly_and_falls() -> None:
    curve = [learning_curve(done, 100) for done in range(100)]
    assert curve[:5] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert curve[5:] == sorted(curve[5:], reverse=True)
    assert 0.02 <= curve[-1] < 0.03
    assert learning_curve(0, 1) == 1.0  # the shortest training there is
