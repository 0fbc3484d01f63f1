"""From data sets to networks and checkpoints, with tiny recipes and all the real parts."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from engine.errors import CancelledError, ContractMismatchError, DatasetError
from engine.features.contract import available_extractors
from engine.features.text import ADAPTED_TEXT_NAME
from engine.training.checkpoints import load_checkpoint
from engine.training.events import EpochDone, StepDone, TrainingStarted
from engine.training.rebuild import (
    Folders,
    RebuildEvent,
    Stage,
    StageBegun,
    StageDone,
    rebuild,
)
from engine.training.runs.folder import RunFolder
from engine.training.runs.reading import read_events
from engine.types import Modality
from tests.helpers.labelled_data import write_mosi

pytestmark = pytest.mark.models

TEXT = """
name = "text"
[data.mosi]
[heads]
sentiment = { kind = "regression", size = 1 }
[features]
text = "minilm-l6-v2-word-pieces"
[model]
modalities = ["text"]
text_encoder = "pretrained"
pooling = "mean"
bottleneck_hidden = 16
[training]
epochs = 2
sampling = "shuffled"
select_by = "mae"
backbone_learning_rate = 3e-4
batch_size = 4
frozen = ["networks.text.backbone.encoder.embeddings"]
"""
JOINT = """
name = "default"
[data.mosi]
[model]
modalities = ["text"]
bottleneck_hidden = 16
layers = 1
[training]
epochs = 1
steps_per_epoch = 2
batch_size = 8
"""
PERMISSIVE = """
name = "permissive"
extends = "default"
leave_out = []
"""
WITHOUT_FACES = (Stage.TEXT, Stage.DEFAULT, Stage.PERMISSIVE)


@pytest.fixture
def place(tmp_path: Path) -> Folders:
    torch.set_num_threads(1)
    folders = Folders(tmp_path / "data", tmp_path / "out", tmp_path / "cache", tmp_path / "recipes")
    write_mosi(folders.data)
    folders.recipes.mkdir()
    contents = {Stage.TEXT: TEXT, Stage.DEFAULT: JOINT, Stage.PERMISSIVE: PERMISSIVE}
    for stage, content in contents.items():
        folders.recipe(stage).write_text(content, encoding="utf-8")
    return folders


def made(folders: Folders, stages: tuple[Stage, ...] = WITHOUT_FACES) -> list[RebuildEvent]:
    return list(rebuild(folders, stages))


def done(events: list[RebuildEvent]) -> dict[Stage, bool]:
    return {each.stage: each.fresh for each in events if isinstance(each, StageDone)}


def test_one_after_the_other_and_nothing_twice(place: Folders) -> None:
    assert done(made(place)) == dict.fromkeys(WITHOUT_FACES, True)
    assert place.networks.text.stat().st_size < 25e6, "embeddings are not in it"
    default = load_checkpoint(place.result(Stage.DEFAULT), available_extractors(place.networks))
    read_by = default.contract.extractors[Modality.TEXT]
    assert read_by.name == ADAPTED_TEXT_NAME
    with pytest.raises(ContractMismatchError):  # its words were seen through these layers only
        load_checkpoint(place.result(Stage.DEFAULT), available_extractors())
    assert load_checkpoint(place.result(Stage.PERMISSIVE), None).lineage.recipe == "permissive"

    for stage in WITHOUT_FACES:
        log = RunFolder(place.run(stage))
        assert {"StepDone", "EpochDone"} <= {line["event"] for line in read_events(log.events)}
        assert any(log.board.iterdir())

    place.result(Stage.PERMISSIVE).unlink()
    shutil.rmtree(place.run(Stage.PERMISSIVE))
    before = place.result(Stage.DEFAULT).read_bytes()
    fresh = done(made(place))
    assert fresh == {Stage.TEXT: False, Stage.DEFAULT: False, Stage.PERMISSIVE: True}
    assert place.result(Stage.DEFAULT).read_bytes() == before


def stopped_at(folders: Folders, place: Callable[[RebuildEvent], bool]) -> str:
    """Rebuild until a place is reached. What is said then."""
    pause = threading.Event()
    with pytest.raises(CancelledError) as said:
        for event in rebuild(folders, WITHOUT_FACES, pause):
            if place(event):
                pause.set()
    return str(said.value)


def test_what_is_stopped_goes_on_after_its_last_step(place: Folders) -> None:
    def after(step: int) -> Callable[[RebuildEvent], bool]:
        return lambda event: isinstance(event, StepDone) and event.step == step

    assert "Stopped" in stopped_at(place, lambda event: isinstance(event, StageBegun))
    assert "text is paused after step 2" in stopped_at(place, after(2))
    assert "text is paused after step 6" in stopped_at(
        place, lambda event: isinstance(event, EpochDone) and event.step == 6
    )
    assert not place.networks.text.exists()
    assert "default is paused after step 1" in stopped_at(place, after(1))
    assert not place.result(Stage.DEFAULT).exists()
    went_on = [each for each in made(place) if isinstance(each, TrainingStarted)]
    assert [each.resumed_at for each in went_on] == [1, 0], "the rest of default, then permissive"

    results = [place.result(stage) for stage in WITHOUT_FACES]
    resumed = [path.read_bytes() for path in results]
    shutil.rmtree(place.out)
    made(place)
    assert [path.read_bytes() for path in results] == resumed, "as if nothing had happened"


def test_missing_data_is_named(place: Folders) -> None:
    shutil.rmtree(place.data)
    with pytest.raises(DatasetError, match="mosi_text"):
        made(place, (Stage.TEXT,))
