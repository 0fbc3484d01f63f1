"""Training: it learns, repeats itself to the bit, never looks at test data and can be stopped."""

from __future__ import annotations

import math
import threading
from dataclasses import replace
from itertools import pairwise

import numpy as np
import psutil
import pytest
import torch

from engine.datasets.packed import SPLITS, PackedDataset, PackedLabels, pack
from engine.datasets.schema import Labels, Split
from engine.errors import CancelledError, CheckpointError, DatasetError
from engine.models.builders import build_model
from engine.models.config import Constraint, Fusion, MIBConfig, Variant
from engine.models.mib import MIBModel
from engine.training.config import BetaCurve, Decay, Precision, Sampling, Selection, TrainingConfig
from engine.training.events import (
    EpochDone,
    StartMeasured,
    StepDone,
    TrainEvent,
    TrainingFinished,
    TrainingStarted,
    ValidationSeen,
)
from engine.training.loop import train
from engine.training.metrics import EmotionScores, SentimentScores
from engine.training.report import evaluate
from engine.training.selection import selection_score
from engine.training.tensor_data import TensorData
from engine.training.validation import validate
from engine.types import (
    EMOTIONS,
    SENTIMENT,
    Head,
    HeadKind,
    Modality,
)
from tests.helpers.labelled_data import CONTRACT, made_up_samples
from tests.helpers.training import (
    MODEL,
    SHORT,
    TRAINING,
    Course,
    made_up_data,
    run,
    same_weights,
)

TEXT, AUDIO, VISION = Modality


@pytest.fixture(scope="module")
def course() -> Course:
    torch.set_num_threads(1)
    return run()


# ------------------------------------------------------------------ learning


def test_it_learns_what_there_is_to_learn(course: Course) -> None:
    assert course.epochs[-1].loss < course.epochs[0].loss
    scores = evaluate(course.model, TensorData(made_up_data())).sets
    talk = scores["talk"].views["text"][SENTIMENT]
    assert isinstance(talk, SentimentScores)
    assert talk.pearson > 0.7
    clips = scores["clips"].views["text+audio+vision"][EMOTIONS]
    assert isinstance(clips, EmotionScores)
    assert clips.accuracy > 0.7
    assert not course.model.training


def test_shuffled_epochs_are_whole_and_learn() -> None:
    config = replace(TRAINING, sampling=Sampling.SHUFFLED, batch_size=20)
    course = run(config)
    assert course.started.pools == {"all": 20}
    assert [epoch.step for epoch in course.epochs] == [4, 8, 12, 16], "72 rows, 20 a step"
    assert course.epochs[-1].loss < 0.7 * course.epochs[0].loss


def test_a_batch_size_for_the_shuffled_pool_makes_epochs_of_that_size() -> None:
    config = replace(SHORT, sampling=Sampling.SHUFFLED, batch_sizes={"all": 30})
    course = run(config)
    assert course.started.pools == {"all": 30}
    assert course.started.steps == len(course.steps) == 3


# ------------------------------------------------------------------ events


def test_events_come_in_order(course: Course) -> None:
    a_short_one = run(SHORT)
    kinds = [type(event) for event in a_short_one.events]
    closing = [ValidationSeen, EpochDone]
    assert kinds == [TrainingStarted, StepDone, StepDone, *closing, TrainingFinished]
    assert [step.step for step in course.steps] == list(range(1, 33))
    assert [step.epoch for step in course.steps] == [1] * 8 + [2] * 8 + [3] * 8 + [4] * 8
    assert [(e.epoch, e.step) for e in course.epochs] == [(1, 8), (2, 16), (3, 24), (4, 32)]


def test_the_start_tells_what_will_be_done(course: Course) -> None:
    started = course.started
    assert started.pools == dict.fromkeys(("audio", "text", "text+audio+vision", "composed"), 16)
    assert started.steps == 32
    assert started.device == "cpu"
    assert started.processes == 1
    assert started.resumed_at == 0
    assert started.parameters == sum(p.numel() for p in build_model(MODEL).parameters())


def test_every_epoch_tells_rates_scores_speed_and_memory(course: Course) -> None:
    for number, epoch in enumerate(course.epochs, start=1):
        own = [step for step in course.steps if step.epoch == number]
        assert epoch.loss == pytest.approx(np.mean([step.loss for step in own]))
        assert epoch.learning_rate == own[-1].learning_rate
        assert epoch.beta == TRAINING.beta
        for rates in (epoch.rate_nats, epoch.validation_rate_nats):
            assert set(rates) == set(Modality)
            assert all(rate > 0 for rate in rates.values())
        assert epoch.fused_rate_nats is not None
        assert epoch.fused_rate_nats > 0
        assert set(epoch.validation) == {"talk", "calls", "clips"}
        assert set(epoch.unimodal[TEXT]) == {"talk", "clips"}
        assert set(epoch.unimodal[AUDIO]) == {"calls", "clips"}
        assert set(epoch.unimodal[VISION]) == {"clips"}
        assert epoch.score == selection_score(Selection.SKILL, epoch.validation)
        assert epoch.samples_per_s > 0
        assert 50 < epoch.memory_mb < 2 * psutil.Process().memory_info().rss / 1e6


def test_rates_are_those_of_the_model(course: Course) -> None:
    seen = validate(course.finished.last, TensorData(made_up_data()))
    assert seen.rate_nats == course.epochs[-1].validation_rate_nats
    assert seen.unimodal == course.epochs[-1].unimodal


def test_the_history_is_every_epoch_as_plain_values(course: Course) -> None:
    history = course.finished.history
    assert [epoch["epoch"] for epoch in history] == [1, 2, 3, 4]
    for plain, epoch in zip(history, course.epochs, strict=True):
        assert plain["loss"] == pytest.approx(epoch.loss, abs=1e-6)
        assert plain["rate_nats"]["text"] == pytest.approx(epoch.rate_nats[TEXT], abs=1e-6)
        sentiment = epoch.validation["talk"][SENTIMENT]
        assert isinstance(sentiment, SentimentScores)
        assert plain["validation"]["talk"]["sentiment"]["mae"] == pytest.approx(
            sentiment.mae, abs=1e-6
        )


def test_the_learning_rate_follows_its_schedule() -> None:
    rates = [
        step.learning_rate for step in run(replace(SHORT, steps_per_epoch=12, warmup=0.2)).steps
    ]
    assert rates[:2] == pytest.approx([0.01, 0.02])
    assert all(later < earlier for earlier, later in pairwise(rates[2:]))
    assert rates[-1] < 0.1 * SHORT.learning_rate
    flat = run(replace(SHORT, warmup=0.0, decay=Decay.CONSTANT))
    assert [step.learning_rate for step in flat.steps] == [0.02, 0.02]


# ------------------------------------------------------------------ repetition


@pytest.mark.parametrize("sampling", Sampling)
def test_two_runs_are_equal_to_the_bit(sampling: Sampling) -> None:
    config = replace(SHORT, sampling=sampling, batch_size=16)
    model = replace(MODEL, dropout_residual=0.3)
    once = run(config, model)
    torch.manual_seed(999)  # whatever came before must not matter
    torch.rand(7)
    again = run(config, model)
    assert same_weights(once.model, again.model)
    assert once.losses == again.losses
    other = run(replace(config, seed=4), model)
    assert not same_weights(once.model, other.model)


@pytest.mark.parametrize("fails", [False, True])
def test_strict_determinism_holds_during_the_run_only(fails: bool) -> None:
    events = train(replace(SHORT, deterministic=True), MODEL, made_up_data())
    next(events)
    assert torch.are_deterministic_algorithms_enabled()
    if fails:
        events.close()  # type: ignore[attr-defined]
    else:
        list(events)
    assert not torch.are_deterministic_algorithms_enabled()


# ------------------------------------------------------------------ what may be looked at


def changed(data: PackedDataset, split: Split, *, tracks: bool = True) -> PackedDataset:
    """Features of a split as NaN, its labels as nonsense."""
    rows = data.split == SPLITS.index(split)
    labels = {}
    for name, each in data.labels.items():
        values, mask = each.values.copy(), each.mask.copy()
        values[rows], mask[rows] = -7.0, True
        labels[name] = PackedLabels(values, mask)
    spoilt = {}
    for modality, each in data.tracks.items():
        features = each.values.copy()
        features[np.repeat(rows, each.lengths)] = np.nan
        spoilt[modality] = replace(each, values=features)
    return replace(data, labels=labels, tracks=spoilt if tracks else data.tracks)


def test_test_samples_have_no_influence() -> None:
    reference = run(replace(SHORT, epochs=2))
    spoilt = run(replace(SHORT, epochs=2), data=changed(made_up_data(), Split.TEST))
    assert same_weights(reference.model, spoilt.model)
    assert same_weights(reference.finished.last, spoilt.finished.last)
    assert reference.losses == spoilt.losses
    assert [e.validation for e in reference.epochs] == [e.validation for e in spoilt.epochs]


def test_validation_labels_choose_an_epoch_and_change_no_weight() -> None:
    data = made_up_data()
    reference = run(replace(SHORT, epochs=3))
    other = run(replace(SHORT, epochs=3), data=changed(data, Split.VALID, tracks=False))
    assert reference.losses == other.losses
    assert same_weights(reference.finished.last, other.finished.last)
    assert [e.score for e in reference.epochs] != [e.score for e in other.epochs]


def test_labels_that_are_not_known_may_hold_anything() -> None:
    data = made_up_data()
    labels = {
        name: PackedLabels(np.where(each.mask, each.values, np.float32(1e9)), each.mask)
        for name, each in data.labels.items()
    }
    assert same_weights(run(SHORT).model, run(SHORT, data=replace(data, labels=labels)).model)


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALID])
def test_both_splits_are_needed(split: Split) -> None:
    samples = [sample for sample in made_up_samples() if sample.split is not split]
    data = pack(samples, CONTRACT, MODEL.heads)
    with pytest.raises(DatasetError, match="train and the valid"):
        next(train(TRAINING, MODEL, data))


@pytest.mark.parametrize("sampling", Sampling)
def test_a_model_of_words_is_not_troubled_by_samples_without_any(sampling: Sampling) -> None:
    words = replace(MODEL, input_dims={TEXT: 5})
    course = run(replace(SHORT, sampling=sampling), words)
    assert set(course.started.pools) == {"text" if sampling is Sampling.BALANCED else "all"}
    if sampling is Sampling.SHUFFLED:
        assert len(course.steps) == 12, "48 of the 72 training samples have words"
    # The same as if the voices were not in the data at all.
    only = [sample for sample in made_up_samples() if TEXT in sample.tracks]
    assert (
        course.losses
        == run(replace(SHORT, sampling=sampling), words, pack(only, CONTRACT, MODEL.heads)).losses
    )


def test_a_model_of_other_heads_is_refused_before_the_first_step() -> None:
    heads = {EMOTIONS: Head(HeadKind.MULTI_LABEL, 6)}
    with pytest.raises(DatasetError, match="multi-class of 7"):
        next(train(SHORT, replace(MODEL, heads=heads), made_up_data()))


# ------------------------------------------------------------------ the end of a run


def contrary() -> PackedDataset:
    """Validation labels have the opposite sign: the more is learned, the worse it looks."""
    samples = [
        replace(each, labels=Labels(-(each.labels.sentiment or 0.0)))
        if each.split is Split.VALID
        else each
        for each in made_up_samples()
        if each.dataset == "talk"
    ]
    return pack(samples, CONTRACT, MODEL.heads)


def test_it_stops_early_and_returns_the_best_epoch() -> None:
    config = replace(TRAINING, epochs=12, steps_per_epoch=3, patience=2, learning_rate=0.01)
    data = contrary()
    course = run(config, data=data)
    best = max(course.epochs, key=lambda epoch: epoch.score)
    assert len(course.epochs) == best.epoch + 2 < 12
    assert course.finished.epoch == best.epoch
    assert course.finished.score == best.score
    # Its weights are those that were scored then, not the last ones.
    assert validate(course.model, TensorData(data)).all_modalities == best.validation
    last = validate(course.finished.last, TensorData(data)).all_modalities
    assert last == course.epochs[-1].validation != best.validation


def test_an_epoch_is_best_if_it_is_better_than_all_before(course: Course) -> None:
    best = -math.inf
    for epoch in course.epochs:
        assert epoch.best == (epoch.score > best)
        best = max(best, epoch.score)
    assert course.finished.score == best


def test_a_model_that_broke_is_never_the_best_one() -> None:
    config = replace(SHORT, epochs=2, learning_rate=math.inf, select_by=Selection.MAE)
    course = run(config)
    assert not any(epoch.best for epoch in course.epochs)
    assert course.finished.epoch == 0
    assert all(tensor.isfinite().all() for tensor in course.model.state_dict().values())


def test_it_stops_when_asked() -> None:
    stop = threading.Event()
    seen: list[StepDone] = []

    def watch(event: TrainEvent) -> None:
        if isinstance(event, StepDone):
            seen.append(event)
            stop.set()

    with pytest.raises(CancelledError):
        run(watch=watch, cancel=stop)
    assert len(seen) == 1


# ------------------------------------------------------------------ beta


def first_loss(config: TrainingConfig, model: MIBConfig = MODEL) -> float:
    return run(replace(config, steps_per_epoch=1), model).losses[0]


def test_beta_presses_the_rates() -> None:
    config = replace(TRAINING, epochs=1, steps_per_epoch=16, batch_size=8)
    loose = run(replace(config, beta=0.0)).epochs[-1]
    tight = run(replace(config, beta=3.0)).epochs[-1]
    assert sum(tight.rate_nats.values()) < 0.75 * sum(loose.rate_nats.values())
    assert tight.fused_rate_nats is not None
    assert loose.fused_rate_nats is not None
    assert tight.fused_rate_nats < 0.85 * loose.fused_rate_nats


def test_the_schedule_of_beta_reaches_the_loss() -> None:
    free, dear = (first_loss(replace(SHORT, beta=beta)) for beta in (0.0, 3.0))
    assert dear > free + 1
    rising = replace(SHORT, beta=3.0, beta_curve=BetaCurve.LINEAR, beta_warmup=1.0, epochs=2)
    course = run(replace(rising, steps_per_epoch=2))
    assert course.losses[0] == free, "it starts from nothing"
    assert [step.beta for step in course.steps] == pytest.approx([0.0, 0.75, 1.5, 2.25])
    assert [epoch.beta for epoch in course.epochs] == pytest.approx([0.75, 2.25])


def test_the_baseline_pays_no_beta() -> None:
    baseline = run(replace(SHORT, beta=5.0), replace(MODEL, variant=Variant.B_MIB))
    free = run(replace(SHORT, beta=0.0), replace(MODEL, variant=Variant.E_MIB))
    assert {step.beta for step in baseline.steps} == {0.0}
    assert baseline.losses == free.losses
    assert same_weights(baseline.finished.last, free.finished.last)


# ------------------------------------------------------------------ every kind of model


@pytest.fixture(scope="module")
def free() -> Course:
    """A run that pays for nothing."""
    torch.set_num_threads(1)
    return run(replace(SHORT, batch_size=8, beta=0.0))


@pytest.mark.parametrize("constraint", Constraint)
def test_every_constraint_is_paid_and_changes_the_weights(
    free: Course, constraint: Constraint
) -> None:
    paid = run(replace(SHORT, batch_size=8, beta=1.0, constraint=constraint))
    assert paid.losses[0] > free.losses[0]
    assert all(math.isfinite(loss) for loss in paid.losses)
    assert not same_weights(free.finished.last, paid.finished.last)
    assert paid.epochs[0].rate_nats[TEXT] > 0, "rates are told whatever the constraint is"


@pytest.mark.parametrize(
    ("variant", "fusion"),
    [*((variant, Fusion.CONCATENATION) for variant in Variant), (Variant.L_MIB, Fusion.EXPERTS)],
)
def test_every_variant_trains(variant: Variant, fusion: Fusion) -> None:
    model = replace(MODEL, variant=variant, fusion=fusion)
    course = run(replace(TRAINING, epochs=2, steps_per_epoch=4), model)
    (first, last) = course.epochs
    assert last.loss < first.loss
    assert set(last.rate_nats) == (set(Modality) if variant.has_unimodal_bottlenecks else set())
    assert set(last.unimodal) == set(last.rate_nats)
    assert (last.fused_rate_nats is not None) == variant.has_fused_bottleneck


HEADS = {
    "valence": Head(HeadKind.REGRESSION, 2),
    "topics": Head(HeadKind.MULTI_LABEL, 3),
    "kind": Head(HeadKind.MULTI_CLASS, 3),
}


def of_three_kinds(unknown: float) -> PackedDataset:
    """Each sample's emotion decides labels of all kinds; some entries are not known."""
    rng, nan = np.random.default_rng(0), float("nan")
    samples = []
    for each in made_up_samples():
        if each.dataset != "clips" or each.labels.emotions is None:
            continue
        shown = int(np.argmax(each.labels.emotions))
        labels = {
            "valence": [float(shown - 1), float(1 - shown)],
            "topics": [float(shown == 0), float(shown > 0), float(shown == 2)],
            "kind": [float(shown == k) for k in range(3)],
        }
        hidden = {
            name: tuple(nan if rng.random() < unknown else value for value in values)
            for name, values in labels.items()
            if name != "kind"
        }
        if rng.random() >= unknown:  # classes are known as a whole or not at all
            hidden["kind"] = tuple(labels["kind"])
        samples.append(replace(each, labels=Labels(others=hidden)))
    return pack(samples, CONTRACT, HEADS)


def test_heads_of_all_kinds_learn_together_from_what_is_known() -> None:
    data = of_three_kinds(unknown=0.3)
    assert 0 < data.labels["topics"].mask.mean() < 1
    model = replace(MODEL, heads=HEADS)
    course = run(replace(TRAINING, batch_size=24), model, data)
    scores = evaluate(course.model, TensorData(data)).sets["clips"].views["text+audio+vision"]
    valence, topics, kind = (scores[name] for name in HEADS)
    assert valence.pearson > 0.7  # type: ignore[union-attr]
    assert topics.macro_auc > 0.8  # type: ignore[union-attr]
    assert kind.accuracy > 0.7  # type: ignore[union-attr]
    assert topics.n_known == tuple(  # type: ignore[union-attr]
        data.labels["topics"].mask[data.rows(Split.TEST)].sum(axis=0).tolist()
    )


@pytest.mark.parametrize("name", HEADS)
def test_entries_of_labels_are_masked_one_by_one(name: str) -> None:
    model, data = replace(MODEL, heads=HEADS), of_three_kinds(unknown=0.3)
    labels = dict(data.labels)
    values, mask = labels[name].values, labels[name].mask
    labels[name] = PackedLabels(np.where(mask, values, np.float32(55.0)), mask)
    garbage = run(SHORT, model, replace(data, labels=labels))
    assert same_weights(run(SHORT, model, data).finished.last, garbage.finished.last)
    labels[name] = PackedLabels(values, np.zeros_like(mask))
    without = run(SHORT, model, replace(data, labels=labels))
    assert not same_weights(garbage.finished.last, without.finished.last)


def test_head_weights_weigh() -> None:
    off = {SENTIMENT: 0.0, EMOTIONS: 0.0}
    config = replace(SHORT, beta=0.0, weight_decay=0.0)
    assert run(replace(config, head_weights=off)).losses == [0.0, 0.0]
    half = {SENTIMENT: 0.5, EMOTIONS: 0.5}
    assert first_loss(replace(config, head_weights=half)) == pytest.approx(
        first_loss(config) / 2, rel=1e-5
    )


# ------------------------------------------------------------------ arithmetic


def test_half_precision_learns_too() -> None:
    config = replace(TRAINING, epochs=2, batch_size=8, precision=Precision.BFLOAT16)
    whole = run(replace(SHORT, batch_size=8))
    course = run(config)
    assert course.losses[0] != whole.losses[0], "it did take effect"
    assert course.losses[0] == pytest.approx(whole.losses[0], rel=0.02)
    assert course.epochs[-1].loss < 0.6 * course.epochs[0].loss
    assert course.finished.score > 0.5
    types = {t.dtype for t in course.model.state_dict().values() if t.is_floating_point()}
    assert types == {torch.float32}, "weights are kept whole"


# ------------------------------------------------------------------ going on from a model


def other_model(seed: int = 8) -> MIBModel:
    torch.manual_seed(seed)
    model = build_model(MODEL)
    for modality, dim in model.input_dims.items():
        model.set_standardisation(modality, torch.full((dim,), 0.25), torch.full((dim,), 2.0))
    return model


def test_it_goes_on_from_given_weights_and_leaves_them_alone() -> None:
    start = other_model()
    still = run(replace(SHORT, learning_rate=0.0), start=start)
    assert same_weights(still.finished.last, start), "its moments stay, too"
    moved = run(SHORT, start=start)
    assert not same_weights(moved.finished.last, start)
    assert same_weights(start, other_model()), "the caller's model is not touched"


def test_what_is_frozen_stays_and_the_rest_learns() -> None:
    start = other_model()
    parts = ("networks.", "bottlenecks.audio")
    trained = run(replace(SHORT, frozen=parts), start=start).finished.last.state_dict()
    for name, before in start.state_dict().items():
        same = torch.equal(before, trained[name])
        if name.startswith(parts):
            assert same, name
        elif name.startswith("fused_decoder"):
            assert not same, name


def test_a_frozen_part_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CheckpointError, match="begins with backbone"):
        run(replace(SHORT, frozen=("backbone.",)))


def test_frozen_parts_may_work_as_in_use() -> None:
    """Whatever their dropout is, the loss is that of a model without."""
    parts = ("networks.", "bottlenecks.", "fusion.", "fused_bottleneck.", "absent.")
    config = replace(SHORT, frozen=parts)
    dropping = replace(MODEL, dropout_feed_forward=0.5, dropout_residual=0.5)
    start, noisy = other_model(), build_model(dropping)
    noisy.load_state_dict(start.state_dict())
    plain = run(config, start=start).losses
    assert run(replace(config, frozen_still=True), dropping, start=noisy).losses == plain
    assert run(config, dropping, start=noisy).losses != plain


def test_the_start_may_be_the_best_epoch() -> None:
    good = run().model
    harmful = replace(SHORT, learning_rate=10.0, epochs=3, patience=2)
    kept = run(replace(harmful, keep_start=True), start=good)
    (measured,) = [event for event in kept.events if isinstance(event, StartMeasured)]
    assert kept.finished.epoch == 0
    assert kept.finished.score == measured.score
    assert same_weights(kept.model, good)
    assert [epoch.epoch for epoch in kept.epochs] == [1, 2], "patience counts from the start"
    assert run(harmful, start=good).finished.epoch > 0


def test_a_run_is_stopped_after_the_epoch_under_way() -> None:
    stop = threading.Event()

    def watch(event: TrainEvent) -> None:
        if isinstance(event, StepDone) and event.step == TRAINING.steps_per_epoch + 1:
            stop.set()

    course = run(watch=watch, stop=stop)
    assert [epoch.epoch for epoch in course.epochs] == [1, 2]
    assert course.finished.epoch in (1, 2)
