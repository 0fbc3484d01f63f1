"""Going on from a trained model: the same file every time, interruptions leave no trace."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tensorboardX.proto.event_pb2 import Event
from tensorboardX.record_writer import masked_crc32c

from engine.datasets.schema import LabelledSample, Labels, Split
from engine.errors import CheckpointError, DatasetError
from engine.explain.calibration import Calibration, HeadCalibration
from engine.training.checkpoints import Checkpoint, load_checkpoint
from engine.training.config import TrainingConfig
from engine.training.events import (
    EpochDone,
    StartMeasured,
    StepDone,
    TrainingFinished,
    TrainingPaused,
)
from engine.training.finetuning.asked import Asked, Parent, planned
from engine.training.finetuning.assembling import Assembled, assemble
from engine.training.finetuning.choices import PRESETS, Learns, advised
from engine.training.finetuning.crosswise import FoldBegun, folds_of, learning_from_all
from engine.training.finetuning.estimate import Estimate
from engine.training.finetuning.projects import project_samples
from engine.training.finetuning.run import FinetuneEvent, Saved, finetune
from engine.training.finetuning.sources import Collected
from engine.training.finetuning.splits import SplitPlan
from engine.training.loop import train
from engine.training.run import inherited_data
from engine.training.runs.folder import RunFolder, RunState
from engine.training.runs.reading import read_events
from engine.types import EMOTIONS, SENTIMENT
from tests.helpers.finetuning import labelled_project, tiny_model

SHORT = Asked(Learns.HEADS, seed=3, epochs=4, learning_rate=0.02)
STEPS = 2
"""Of an epoch."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.set_num_threads(1)
    return tmp_path_factory.mktemp("place")


@pytest.fixture(scope="module")
def parent(place: Path) -> Parent:
    return Parent("tiny", tiny_model(place / "tiny.safetensors"))


@pytest.fixture(scope="module")
def samples(place: Path, parent: Parent) -> list[LabelledSample]:
    films = {"a.mp4": 20, "b.mp4": 20, "c.mp4": 10}
    path = labelled_project(place / "study.mibscope", parent.checkpoint, films)
    contract = parent.checkpoint.contract
    return project_samples(path, contract, lambda sha: contract, lambda left: None)


def assembled(samples: list[LabelledSample], parent: Parent) -> Assembled:
    heads = dict(parent.checkpoint.config.heads)
    terms = {"study": {"title": "study", "licence": "mine"}}
    found = Collected(tuple(samples), heads, frozenset(), terms, ())
    return assemble(found, parent.checkpoint.contract, SplitPlan(seed=1))


@pytest.fixture(scope="module")
def data(samples: list[LabelledSample], parent: Parent) -> Assembled:
    return assembled(samples, parent)


def run(
    parent: Parent,
    data: Assembled,
    folder: Path,
    asked: Asked = SHORT,
    watch: Callable[[FinetuneEvent], None] = lambda event: None,
    **more: object,
) -> list[FinetuneEvent]:
    events = []
    for event in finetune(asked, parent, data, RunFolder(folder), **more):  # type: ignore[arg-type]
        events.append(event)
        watch(event)
    return events


@pytest.fixture(scope="module")
def whole(parent: Parent, data: Assembled, place: Path) -> tuple[list[FinetuneEvent], Path]:
    return run(parent, data, place / "whole"), place / "whole" / "whole.safetensors"


# ------------------------------------------------------------------ what comes out


def test_a_model_that_learned_is_saved_with_its_lineage(
    whole: tuple[list[FinetuneEvent], Path], parent: Parent
) -> None:
    events, path = whole
    saved, checkpoint = events[-1], load_checkpoint(path, None)
    assert isinstance(saved, Saved)
    assert saved.card.state is RunState.FINISHED
    assert saved.card.sha256 == checkpoint.sha256
    assert checkpoint.lineage.parent == parent.checkpoint.sha256
    # The parent's data holds on with its licence, its numbers do not.
    assert checkpoint.lineage.data["talk"] == {"licence": "CC BY-NC 4.0", "through": "parent"}
    assert checkpoint.lineage.data["study"]["train"] == 30
    assert checkpoint.contract == parent.checkpoint.contract
    before = saved.card.metrics["before"]["study"]["sentiment"]["mae"]
    after = saved.card.metrics["validation"]["study"]["sentiment"]["mae"]
    assert saved.card.metrics["epoch"] > 0
    assert after < before


def test_only_the_heads_learn_and_moments_stay(
    whole: tuple[list[FinetuneEvent], Path], parent: Parent
) -> None:
    before = parent.checkpoint.model.state_dict()
    after = load_checkpoint(whole[1], None).model.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert all(name.startswith(PRESETS[Learns.HEADS].parts) for name in changed)
    assert "fused_decoder.heads.sentiment.weight" in changed


@pytest.mark.parametrize("learns", [Learns.FUSION, Learns.ALL])
def test_larger_choices_change_more(
    learns: Learns, parent: Parent, data: Assembled, tmp_path: Path
) -> None:
    run(parent, data, tmp_path / "more", replace(SHORT, learns=learns))
    before = parent.checkpoint.model.state_dict()
    after = load_checkpoint(tmp_path / "more" / "more.safetensors", None).model.state_dict()
    parts = {n.partition(".")[0] for n in before if not torch.equal(before[n], after[n])}
    assert "fusion" in parts
    assert ("networks" in parts) is (learns is Learns.ALL)
    for name in before:
        if "standardise" in name:
            assert torch.equal(before[name], after[name])


def test_heads_without_labels_stay_to_the_bit(
    samples: list[LabelledSample], parent: Parent, tmp_path: Path
) -> None:
    plain = [replace(each, labels=Labels(each.labels.sentiment)) for each in samples]
    run(parent, assembled(plain, parent), tmp_path / "plain")
    before = parent.checkpoint.model.state_dict()
    after = load_checkpoint(tmp_path / "plain" / "plain.safetensors", None).model.state_dict()
    assert all(torch.equal(before[n], after[n]) for n in before if EMOTIONS in n)
    assert any(not torch.equal(before[n], after[n]) for n in before if SENTIMENT in n)


def test_the_start_is_kept_where_nothing_is_gained(
    samples: list[LabelledSample], parent: Parent, tmp_path: Path
) -> None:
    split_of = assembled(samples, parent).divided.split_of_group
    against = [  # whoever validates means the opposite of what is learned
        replace(each, labels=Labels(-3.0 if split_of[each.group] is Split.VALID else 3.0))
        for each in samples
    ]
    events = run(parent, assembled(against, parent), tmp_path / "against")
    saved = events[-1]
    assert isinstance(saved, Saved)
    assert saved.card.metrics["epoch"] == 0
    model = load_checkpoint(saved.folder.model, None).model.state_dict()
    for name, tensor in parent.checkpoint.model.state_dict().items():
        assert torch.equal(tensor, model[name])


def test_few_labels_leave_the_parents_calibration(
    samples: list[LabelledSample], parent: Parent, tmp_path: Path
) -> None:
    own = Calibration({SENTIMENT: HeadCalibration(half_width={"text": 1.5}, spread_floor=0.2)})
    calibrated = Parent("tiny", replace(parent.checkpoint, calibration=own))
    run(calibrated, assembled(samples, calibrated), tmp_path / "few")
    found = load_checkpoint(tmp_path / "few" / "few.safetensors", None)
    assert found.calibration.of(SENTIMENT) == own.of(SENTIMENT)
    assert found.card["calibration_of_parent"] == [SENTIMENT]
    assert SENTIMENT not in found.card["calibration"]


def test_a_set_named_as_one_of_the_parents_hides_no_licence(parent: Parent) -> None:
    found = inherited_data(parent.checkpoint, {"talk": {"licence": "mine"}})
    assert found == {"talk (parent)": {"licence": "CC BY-NC 4.0", "through": "parent"}}


# ------------------------------------------------------------------ the same every time


def test_the_same_asked_twice_is_the_same_file(
    whole: tuple[list[FinetuneEvent], Path], parent: Parent, data: Assembled, tmp_path: Path
) -> None:
    torch.manual_seed(99)
    run(parent, data, tmp_path / "again")
    assert (tmp_path / "again" / "again.safetensors").read_bytes() == whole[1].read_bytes()


@pytest.mark.parametrize("step", [1, STEPS, STEPS + 1])
def test_a_paused_run_ends_with_the_same_file(
    whole: tuple[list[FinetuneEvent], Path],
    parent: Parent,
    data: Assembled,
    tmp_path: Path,
    step: int,
) -> None:
    pause = threading.Event()

    def watch(event: FinetuneEvent) -> None:
        if isinstance(event, StepDone) and event.step == step:
            pause.set()

    first = run(parent, data, tmp_path / "run", watch=watch, pause=pause)
    assert isinstance(first[-1], TrainingPaused)
    card = RunFolder(tmp_path / "run").read()
    assert card is not None
    assert card.state is RunState.PAUSED
    second = run(parent, data, tmp_path / "run")
    assert not any(isinstance(event, Estimate) for event in second)
    assert (tmp_path / "run" / "run.safetensors").read_bytes() == whole[1].read_bytes()
    assert _lines(tmp_path / "run") == _lines(whole[1].parent)


def _lines(folder: Path) -> list[object]:
    """Steps and epochs of the log, without what depends on the machine."""
    apart = ("t", "samples_per_s", "memory_mb")
    wanted = {each.__name__ for each in (StartMeasured, StepDone, EpochDone)}
    return [
        {k: v for k, v in line.items() if k not in apart}
        for line in read_events(folder / "events.jsonl")
        if line["event"] in wanted
    ]


def test_another_run_of_that_name_is_refused(
    whole: tuple[list[FinetuneEvent], Path], parent: Parent, data: Assembled
) -> None:
    folder = whole[1].parent
    with pytest.raises(CheckpointError, match="another run called “whole”"):
        run(parent, data, folder, replace(SHORT, seed=4))


def test_a_run_may_be_stopped_with_the_best_so_far(
    parent: Parent, data: Assembled, tmp_path: Path
) -> None:
    stop = threading.Event()

    def watch(event: FinetuneEvent) -> None:
        if isinstance(event, StepDone) and event.step == STEPS + 1:
            stop.set()

    events = run(parent, data, tmp_path / "run", watch=watch, stop=stop)
    assert [e.epoch for e in events if isinstance(e, EpochDone)] == [1, 2]
    assert isinstance(events[-1], Saved)


def test_minutes_end_a_run_after_an_epoch(parent: Parent, data: Assembled, tmp_path: Path) -> None:
    events = run(parent, data, tmp_path / "run", replace(SHORT, minutes=0.0))
    assert [e.epoch for e in events if isinstance(e, EpochDone)] == [1]
    assert isinstance(events[-1], Saved)


# ------------------------------------------------------------------ crosswise

CROSSWISE = replace(SHORT, epochs=2, crosswise=True)


@pytest.fixture(scope="module")
def crossed(parent: Parent, data: Assembled, place: Path) -> tuple[list[FinetuneEvent], Path]:
    return run(parent, data, place / "cross", CROSSWISE), place / "cross" / "cross.safetensors"


def test_every_group_validates_once_and_the_mean_model_is_kept(
    crossed: tuple[list[FinetuneEvent], Path], parent: Parent, data: Assembled
) -> None:
    events, path = crossed
    assert [e.fold for e in events if isinstance(e, FoldBegun)] == [1, 2, 3]
    parts = folds_of(learning_from_all(data).dataset, CROSSWISE.seed)
    validating = [{p.group_of(int(row)) for row in p.rows(Split.VALID)} for p in parts]
    assert sorted(name for each in validating for name in each) == sorted(
        data.divided.split_of_group
    )
    config = planned(CROSSWISE, parent.checkpoint, data.dataset).training
    models = []
    for part in parts:
        (*_, end) = train(config, parent.checkpoint.config, part, start=parent.checkpoint.model)
        assert isinstance(end, TrainingFinished)
        models.append(end.model.state_dict())
    for name, tensor in load_checkpoint(path, None).model.state_dict().items():
        each = torch.stack([model[name] for model in models])
        torch.testing.assert_close(tensor, each.mean(dim=0))
    saved = events[-1]
    assert isinstance(saved, Saved)
    assert saved.card.metrics["validation"]["study"]["sentiment"]["n"] == 50
    assert len(saved.card.metrics["epochs"]) == 3
    assert "valid" not in RunFolder(path.parent).splits.read_text()


def test_a_crosswise_run_that_was_paused_ends_with_the_same_file(
    crossed: tuple[list[FinetuneEvent], Path], parent: Parent, data: Assembled, tmp_path: Path
) -> None:
    pause, folder = threading.Event(), tmp_path / "run"

    def watch(event: FinetuneEvent) -> None:
        if isinstance(event, FoldBegun) and event.fold == 2:
            pause.set()

    first = run(parent, data, folder, CROSSWISE, watch, pause=pause)
    assert isinstance(first[-1], TrainingPaused)
    second = run(parent, data, folder, CROSSWISE)
    assert not any(isinstance(event, Estimate) for event in second)
    assert (folder / "run.safetensors").read_bytes() == crossed[1].read_bytes()
    cards = [RunFolder(each).read() for each in (folder, crossed[1].parent)]
    assert cards[0] is not None
    assert cards[1] is not None
    assert cards[0].metrics == cards[1].metrics


def test_a_single_group_cannot_be_crossed(data: Assembled) -> None:
    one = dict.fromkeys(data.divided.split_of_group, Split.TEST)
    one[next(iter(one))] = Split.TRAIN
    with pytest.raises(DatasetError, match="cannot validate each other"):
        folds_of(data.dataset.with_splits(one), 1)


# ------------------------------------------------------------------ what is written down


def test_everything_is_in_the_folder(
    whole: tuple[list[FinetuneEvent], Path], parent: Parent
) -> None:
    folder = RunFolder(whole[1].parent)
    card = folder.read()
    assert card is not None
    assert card.asked["learns"] == "heads"
    assert TrainingConfig.from_dict(card.config).learning_rate == 0.02
    assert card.lineage["parent"] == parent.checkpoint.sha256
    assert card.data["summary"]["parts"][0]["dataset"] == "study"
    names = [line["event"] for line in read_events(folder.events)]
    assert names[:2] == ["TrainingStarted", "StartMeasured"]
    assert names.count("StepDone") == 4 * STEPS
    assert names[-1] == "TrainingFinished"
    assert folder.splits.read_text().startswith("group,split,utterances")


def test_tensorboard_finds_the_curves(whole: tuple[list[FinetuneEvent], Path]) -> None:
    found = list(_scalars(whole[1].parent / "tensorboard"))
    losses = [(step, value) for tag, step, value in found if tag == "train/loss"]
    told = [(e.step, e.loss) for e in whole[0] if isinstance(e, StepDone)]
    assert [step for step, _ in losses] == [step for step, _ in told]
    assert [value for _, value in losses] == pytest.approx([loss for _, loss in told])
    tags = {tag for tag, _, _ in found}
    assert {
        "validation/study/sentiment/mae",
        "validation/rate_nats/text",
        "rate_nats/fused",
    } <= tags


def _scalars(folder: Path) -> list[tuple[str, int, float]]:
    """Every scalar of a folder of event files; lengths and checksums are looked at."""
    found = []
    for path in sorted(folder.iterdir()):
        raw, at = path.read_bytes(), 0
        while at < len(raw):
            length = int.from_bytes(raw[at : at + 8], "little")
            body = raw[at + 12 : at + 12 + length]
            checked = int.from_bytes(raw[at + 12 + length : at + 16 + length], "little")
            assert checked == masked_crc32c(body)
            event = Event.FromString(body)
            found += [(v.tag, event.step, v.simple_value) for v in event.summary.value]
            at += 16 + length
    return found


# ------------------------------------------------------------------ before the start


def test_an_estimate_changes_nothing_and_counts_all_steps(parent: Parent, data: Assembled) -> None:
    checkpoint = parent.checkpoint
    before = {n: t.clone() for n, t in checkpoint.model.state_dict().items()}
    plan = planned(SHORT, checkpoint, data.dataset)
    found = plan.estimate(data.dataset, "cpu")
    assert found.steps == 4 * STEPS
    assert 0 < found.total_s < 600
    assert found.memory_mb > 1
    assert all(torch.equal(before[n], t) for n, t in checkpoint.model.state_dict().items())


def test_what_is_advised_grows_with_the_labels() -> None:
    assert [advised(n) for n in (0, 60, 300, 5000)] == [
        Learns.HEADS,
        Learns.HEADS,
        Learns.FUSION,
        Learns.ALL,
    ]
    assert all(preset.explanation for preset in PRESETS.values())


def test_a_parent_is_needed_with_the_same_features(
    parent: Parent, data: Assembled, tmp_path: Path
) -> None:
    contract = parent.checkpoint.contract
    other = {m: replace(spec, version=99) for m, spec in contract.extractors.items()}
    foreign: Checkpoint = replace(parent.checkpoint, contract=replace(contract, extractors=other))
    with pytest.raises(CheckpointError, match="expects"):
        run(Parent("foreign", foreign), data, tmp_path / "run")
    card = RunFolder(tmp_path / "run").read()
    assert card is not None
    assert card.state is RunState.FAILED
    assert "expects" in card.error
