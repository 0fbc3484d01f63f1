"""What is kept of single validation utterances while a model learns: true, bounded, and without a
trace in what is learned."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch

from engine.datasets.schema import LabelledSample, Split
from engine.errors import CheckpointError
from engine.training.checkpoints import load_checkpoint, save_checkpoint
from engine.training.evaluation import examine, probabilities
from engine.training.events import EpochDone, StepDone, ValidationSeen
from engine.training.finetuning.asked import Asked, Parent, planned
from engine.training.finetuning.assembling import Assembled, assemble
from engine.training.finetuning.choices import Learns
from engine.training.finetuning.crosswise import FoldBegun
from engine.training.finetuning.projects import project_samples
from engine.training.finetuning.run import FinetuneEvent, finetune
from engine.training.finetuning.sources import Collected
from engine.training.finetuning.splits import SplitPlan
from engine.training.fitting import fitted
from engine.training.insight.folder import (
    InsightFolder,
    Seen,
    Snapshot,
    Utterances,
    chosen,
)
from engine.training.insight.plane import FEWEST, perplexity_of, principal
from engine.training.insight.questions import UNKNOWN, confused, most_wrong, true_emotions
from engine.training.run import Built, Prepared, build_checkpoint
from engine.training.runs.folder import RunFolder
from engine.training.tensor_data import TensorData
from engine.types import EMOTIONS, SENTIMENT
from tests.helpers.finetuning import labelled_project, tiny_model

ASKED = Asked(Learns.FUSION, seed=3, epochs=4, learning_rate=0.02)
CROSSWISE = replace(ASKED, epochs=2, crosswise=True)
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


@pytest.fixture(scope="module")
def data(samples: list[LabelledSample], parent: Parent) -> Assembled:
    heads = dict(parent.checkpoint.config.heads)
    found = Collected(tuple(samples), heads, frozenset(), {"study": {"title": "study"}}, ())
    return assemble(found, parent.checkpoint.contract, SplitPlan(seed=1))


def run(
    parent: Parent,
    data: Assembled,
    folder: Path,
    asked: Asked = ASKED,
    watch: Callable[[FinetuneEvent], bool] = lambda event: True,
    **more: Any,
) -> None:
    """``watch`` says whether to go on; if not, the run ends there as if it were killed."""
    with closing(cast(Any, finetune(asked, parent, data, RunFolder(folder), **more))) as events:
        for event in events:
            if not watch(event):
                return


@pytest.fixture(scope="module")
def whole(parent: Parent, data: Assembled, place: Path) -> Path:
    run(parent, data, place / "whole")
    return place / "whole"


@pytest.fixture(scope="module")
def crossed(parent: Parent, data: Assembled, place: Path) -> Path:
    run(parent, data, place / "cross", CROSSWISE)
    return place / "cross"


def contents(run: Path) -> dict[str, dict[str, Any]]:
    """Every number of a run's snapshots, those of folds included."""
    found = {}
    for path in sorted(run.rglob("insight/*.npz")):
        with np.load(path) as file:
            found[str(path.relative_to(run))] = {name: file[name].tolist() for name in file}
    return found


# ------------------------------------------------------------------ what is kept


def test_it_is_told_who_the_utterances_are(whole: Path, data: Assembled) -> None:
    known = InsightFolder.inside(whole).utterances()
    assert known is not None
    valid = [each for each in data.divided.samples if each.split is Split.VALID]
    assert known.total == len(known.seen) == len(valid) == len(known.in_plane)
    for seen, sample in zip(known.seen, valid, strict=True):
        origin = sample.origin
        assert origin is not None and origin.path is not None
        assert (seen.dataset, seen.id, seen.group) == ("study", sample.id, sample.group)
        assert (seen.path, seen.fingerprint) == (str(origin.path), origin.fingerprint)
        assert (seen.start_s, seen.end_s) == (origin.start_s, origin.end_s)
        assert seen.text == origin.text
        assert seen.labels[SENTIMENT] == (sample.labels.sentiment,)
        assert seen.labels[EMOTIONS] == sample.labels.emotions
    assert any(each.text for each in known.seen)


def test_every_epoch_and_the_start_are_told_of(whole: Path, parent: Parent) -> None:
    folder = InsightFolder.inside(whole)
    assert folder.epochs() == (0, 1, 2, 3, 4)
    snapshots = [folder.epoch(epoch) for epoch in folder.epochs()]
    assert [each.step for each in snapshots if each] == [0, 2, 4, 6, 8]
    assert all(0 < each.kept <= 1 for each in snapshots if each)
    assert folder.epoch(5) is None


def test_it_says_what_the_model_says(whole: Path, data: Assembled) -> None:
    """The checkpoint that was kept, asked anew."""
    checkpoint = load_checkpoint(whole / "whole.safetensors", None)
    snapshot = InsightFolder.inside(whole).epoch(checkpoint.card["epoch"])
    assert snapshot is not None and snapshot.epoch > 0
    usable = fitted(data.dataset, checkpoint.config)
    everything = frozenset(checkpoint.model.modalities)
    model, rows = checkpoint.model.eval(), usable.rows(Split.VALID)
    seen = examine(model, TensorData(usable), rows, [everything])
    said = seen.fused[everything].outputs
    np.testing.assert_allclose(snapshot.said[SENTIMENT], said[SENTIMENT], atol=1e-5)
    np.testing.assert_allclose(snapshot.said[EMOTIONS], probabilities(said[EMOTIONS]), atol=1e-5)
    np.testing.assert_allclose(snapshot.z, seen.z, atol=1e-5)
    head = model.fused_decoder.heads[SENTIMENT]
    with torch.no_grad():
        from_z = head(torch.from_numpy(snapshot.z)).numpy()
    np.testing.assert_allclose(from_z, said[SENTIMENT], atol=1e-5)


def test_the_kept_epoch_is_shown_by_t_sne_with_its_settings(whole: Path) -> None:
    found = InsightFolder.inside(whole).neighbours()
    snapshot = InsightFolder.inside(whole).epoch(found.epoch) if found else None
    assert found is not None and snapshot is not None
    assert found.epoch == load_checkpoint(whole / "whole.safetensors", None).card["epoch"]
    assert found.xy.shape == snapshot.xy.shape
    assert np.isfinite(found.xy).all()
    assert (found.seed, found.perplexity) == (0, perplexity_of(len(found.xy)))


def test_each_fold_tells_of_those_who_validate_it(crossed: Path, data: Assembled) -> None:
    card = RunFolder(crossed).read()
    assert card is not None and card.folds == 3
    groups: list[str] = []
    for fold in (1, 2, 3):
        folder = InsightFolder.inside(crossed / f"fold-{fold}")
        known = folder.utterances()
        assert known is not None and folder.epochs() == (0, 1, 2)
        groups += {each.group for each in known.seen}
        assert all(each.path for each in known.seen)
    assert sorted(groups) == sorted(data.divided.split_of_group)
    assert not (crossed / "insight").exists()


# ------------------------------------------------------------------ without a trace


def test_looking_on_changes_no_bit_of_the_model(
    whole: Path, parent: Parent, data: Assembled, tmp_path: Path
) -> None:
    """The same training without anybody who looks on."""
    recipe = planned(ASKED, parent.checkpoint, data.dataset).recipe

    class Ready:
        def prepare(self, *_: object) -> Any:
            yield Prepared(data.dataset)

    *_, built = build_checkpoint(recipe, Ready(), parent=parent.checkpoint)
    assert isinstance(built, Built)
    save_checkpoint(tmp_path / "alone", built.checkpoint)
    assert (tmp_path / "alone").read_bytes() == (whole / "whole.safetensors").read_bytes()


@pytest.mark.parametrize("step", [1, STEPS, STEPS + 1])
def test_a_pause_leaves_no_trace(
    whole: Path, parent: Parent, data: Assembled, tmp_path: Path, step: int
) -> None:
    pause = threading.Event()

    def watch(event: FinetuneEvent) -> bool:
        if isinstance(event, StepDone) and event.step == step:
            pause.set()
        return True

    run(parent, data, tmp_path / "run", watch=watch, pause=pause)
    told = InsightFolder.inside(tmp_path / "run")
    assert told.epochs() == tuple(range(step // STEPS + 1))
    assert told.neighbours() is None
    run(parent, data, tmp_path / "run")
    assert contents(tmp_path / "run") == contents(whole)


@pytest.mark.parametrize("kind", [ValidationSeen, EpochDone, StepDone])
def test_what_a_killed_run_did_in_vain_is_told_once(
    whole: Path,
    parent: Parent,
    data: Assembled,
    tmp_path: Path,
    kind: type[ValidationSeen | EpochDone | StepDone],
) -> None:
    """Killed before its state was kept, its last epoch is done again."""
    killed = run_until(parent, data, tmp_path / "run", kind)
    assert killed.epochs()[-1] == (1 if kind is StepDone else 2)
    spoiled = killed.path / "epoch-0003.npz"
    spoiled.write_bytes(b"of a disk that was full")
    run(parent, data, tmp_path / "run")
    assert contents(tmp_path / "run") == contents(whole)
    assert sorted(path.name for path in killed.path.iterdir()) == sorted(
        path.name for path in (whole / "insight").iterdir()
    )


def run_until(parent: Parent, data: Assembled, folder: Path, kind: type) -> InsightFolder:
    """To the second epoch's first event of a kind."""
    run(
        parent,
        data,
        folder,
        watch=lambda event: not (isinstance(event, kind) and cast(Any, event).epoch == 2),
    )
    return InsightFolder.inside(folder)


def test_folds_go_on_where_they_were_killed(
    crossed: Path, parent: Parent, data: Assembled, tmp_path: Path
) -> None:
    folds = []

    def watch(event: FinetuneEvent) -> bool:
        if isinstance(event, FoldBegun):
            folds.append(event.fold)
        return not (isinstance(event, ValidationSeen) and folds[-1] == 2 and event.epoch == 1)

    run(parent, data, tmp_path / "cross", CROSSWISE, watch)
    assert folds == [1, 2]
    run(parent, data, tmp_path / "cross", CROSSWISE)
    assert contents(tmp_path / "cross") == contents(crossed)


def test_a_folder_that_cannot_be_written_is_named(
    parent: Parent, data: Assembled, tmp_path: Path
) -> None:
    (tmp_path / "insight").write_text("in the way")
    with pytest.raises(CheckpointError, match="insight cannot be written"):
        run(parent, data, tmp_path)


# ------------------------------------------------------------------ bounds


def test_of_many_utterances_the_same_few_are_drawn() -> None:
    assert list(chosen(3, 5)) == [0, 1, 2]
    drawn = list(chosen(100_000, 2000))
    assert len(set(drawn)) == 2000
    assert drawn == sorted(drawn) == list(chosen(100_000, 2000))
    assert 40_000 < np.mean(drawn) < 60_000


# ------------------------------------------------------------------ the plane


def test_points_move_by_what_was_learned_only() -> None:
    rng = np.random.default_rng(1)
    z = rng.normal(0, 1, (60, 12)) * np.linspace(3, 0.3, 12)
    before, kept = principal(z)
    assert 0.3 < kept < 1
    # The other way round and with its two directions swapped, the cloud is the same.
    turned = z.copy()
    turned[:, 0], turned[:, 1] = -z[:, 1], z[:, 0]
    after, same = principal(turned, before)
    np.testing.assert_allclose(after, before, atol=1e-4)
    assert same == pytest.approx(kept)
    moved, _ = principal(z + rng.normal(0, 0.02, z.shape), before)
    assert np.abs(moved - before).max() < 0.5


def test_the_plane_holds_as_much_of_z_as_a_plane_can() -> None:
    rng = np.random.default_rng(2)
    plane = rng.normal(0, 1, (40, 2)) @ rng.normal(0, 1, (2, 9))
    xy, kept = principal(plane + 5.0)
    assert kept == pytest.approx(1.0)
    distances = np.linalg.norm(xy[:, None] - xy[None], axis=2)
    np.testing.assert_allclose(
        distances, np.linalg.norm(plane[:, None] - plane[None], axis=2), atol=1e-3
    )


@pytest.mark.parametrize("rows", [1, 2, FEWEST - 1])
def test_few_samples_and_what_is_not_finite_do_not_stop_a_training(rows: int) -> None:
    xy, kept = principal(np.ones((rows, 5), np.float32))
    assert xy.tolist() == [[0, 0]] * rows
    assert kept == 1.0
    xy, kept = principal(np.full((rows, 5), np.nan, np.float32), xy)
    assert (xy.tolist(), kept) == ([[0, 0]] * rows, 0.0)


# ------------------------------------------------------------------ questions


def seen(name: str, sentiment: float | None, *emotions: float | None) -> Seen:
    labels: dict[str, tuple[float | None, ...]] = {}
    if sentiment is not None:
        labels[SENTIMENT] = (sentiment,)
    if emotions:
        labels[EMOTIONS] = emotions
    return Seen("talk", name, "ann", labels)


HAPPY, SAD = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
TORN = (0.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0)
PEOPLE = (
    seen("a", 1.0, *HAPPY),
    seen("b", -2.0, *SAD),
    seen("c", 0.5, *TORN),
    seen("d", None, *HAPPY),
    seen("e", 3.0),
    seen("f", 0.0, *(None,) * 7),
)
SAYS = Snapshot(
    1,
    2,
    {
        SENTIMENT: np.array([[1.5], [1.0], [0.5], [0.0], [math.nan], [0.1]], np.float32),
        EMOTIONS: np.array(
            [
                [0.1, 0.7, 0.2, 0, 0, 0, 0],
                [0.1, 0.8, 0.1, 0, 0, 0, 0],
                [1, 0, 0, 0, 0, 0, 0],
                [0.6, 0.4, 0, 0, 0, 0, 0],
                [1, 0, 0, 0, 0, 0, 0],
                [1, 0, 0, 0, 0, 0, 0],
            ],
            np.float32,
        ),
    },
    np.zeros((0, 4), np.float32),
    np.zeros((0, 2), np.float32),
    1.0,
)
KNOWN = Utterances(PEOPLE, 6, np.zeros(0, np.int64))


def test_only_a_single_known_emotion_is_the_true_one() -> None:
    assert true_emotions(PEOPLE).tolist() == [1, 2, UNKNOWN, 1, UNKNOWN, UNKNOWN]


def test_the_confusion_counts_true_against_said() -> None:
    cells = np.array(confused(KNOWN, SAYS))
    assert cells.sum() == 3
    assert (cells[1, 1], cells[2, 1], cells[1, 0]) == (1, 1, 1)
    assert np.sum(confused(KNOWN, replace(SAYS, said={}))) == 0


def test_the_most_wrong_come_first() -> None:
    worst = most_wrong(KNOWN, SAYS, SENTIMENT, 4)
    assert [each.seen.id for each in worst] == ["e", "b", "a", "f"]
    assert worst[1].error == pytest.approx(3.0)
    worst = most_wrong(KNOWN, SAYS, EMOTIONS, 2)
    assert [(each.seen.id, each.label, each.said) for each in worst] == [("b", 2, 1), ("d", 1, 0)]
    assert worst[0].error == pytest.approx(0.9)
    assert most_wrong(KNOWN, replace(SAYS, said={}), EMOTIONS, 2) == ()
