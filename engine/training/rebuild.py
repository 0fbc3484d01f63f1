"""Everything that is trained for MIBScope, from its data sets to the files under resources.

    networks/text.safetensors         recipe text: layers of MiniLM
    networks/expression.safetensors   recipe expression: faces
    checkpoints/default.safetensors   recipe default: the joint model, on features of both
    checkpoints/permissive.safetensors

One after the other, on one thread the same files every time. A stage whose file is there is passed
over; one that was stopped goes on after its last step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from engine.assets import locate
from engine.datasets.extractors import running_extractors
from engine.errors import CancelledError
from engine.features.adapted_text import save_adapted
from engine.features.networks import Networks
from engine.features.opening import open_faces
from engine.features.vision.timeline import VISION_SPEC
from engine.models.pretrained import PretrainedText
from engine.runtime.cancel import NEVER, Cancel
from engine.runtime.paths import resources_dir
from engine.training.checkpoints import save_checkpoint
from engine.training.events import TrainingPaused
from engine.training.expression.config import load_expression_recipe
from engine.training.expression.loop import ExpressionEvent, train_expression
from engine.training.recipes import load_recipe
from engine.training.run import Built, RunEvent, Workplace, build_checkpoint
from engine.training.runs.folder import RunFolder
from engine.training.runs.log import RunLog
from engine.types import Modality


class Stage(StrEnum):
    """In the order in which they need each other."""

    TEXT = "text"
    EXPRESSION = "expression"
    DEFAULT = "default"
    PERMISSIVE = "permissive"


@dataclass(frozen=True, slots=True)
class Folders:
    """data: the data sets; out: what is made, of the shape of resources; cache: features."""

    data: Path
    out: Path
    cache: Path
    recipes: Path = field(default_factory=lambda: resources_dir() / "recipes")

    @property
    def networks(self) -> Networks:
        return Networks(self.out / "networks")

    def result(self, stage: Stage) -> Path:
        """The file that a stage makes."""
        files: Mapping[Stage, Path] = {
            Stage.TEXT: self.networks.text,
            Stage.EXPRESSION: self.networks.expression,
        }
        return files.get(stage, self.out / "checkpoints" / f"{stage}.safetensors")

    def recipe(self, stage: Stage) -> Path:
        """What a stage follows."""
        return self.recipes / f"{stage}.toml"

    def run(self, stage: Stage) -> Path:
        """Where a stage keeps its state."""
        return self.out / "runs" / stage


@dataclass(frozen=True, slots=True)
class StageBegun:
    stage: Stage


@dataclass(frozen=True, slots=True)
class StageDone:
    """``path`` is there; ``fresh`` where it was made now."""

    stage: Stage
    path: Path
    fresh: bool


RebuildEvent = StageBegun | StageDone | RunEvent | ExpressionEvent


def rebuild(
    folders: Folders, stages: tuple[Stage, ...] = tuple(Stage), pause: Cancel = NEVER
) -> Iterator[RebuildEvent]:
    """Go through the stages.

    Raises:
        DatasetError: data is missing or malformed.
        AssetMissingError: a published network is missing.
        CancelledError: ``pause`` was set; where it stands is kept, call it again to go on.
    """
    for stage in Stage:
        if stage not in stages:
            continue
        path = folders.result(stage)
        fresh = not path.exists()
        if fresh:
            yield StageBegun(stage)
            yield from _made(stage, folders, pause)
        yield StageDone(stage, path, fresh)


def _made(stage: Stage, folders: Folders, pause: Cancel) -> Iterator[RunEvent | ExpressionEvent]:
    if stage is Stage.EXPRESSION:
        yield from train_expression(
            load_expression_recipe(folders.recipe(stage)),
            folders.data,
            open_faces(VISION_SPEC.name, folders.networks),
            folders.result(stage),
            folders.cache,
            folders.run(stage),
            pause,
        )
        return
    networks = folders.networks
    place = Workplace(folders.data, folders.cache, running_extractors(networks), networks)
    recipe = load_recipe(str(folders.recipe(stage)))
    run_dir = folders.run(stage)
    with RunLog(RunFolder(run_dir)) as log:
        for event in build_checkpoint(recipe, place, run_dir=run_dir, pause=pause):
            log.tell(event)
            yield event
            if isinstance(event, TrainingPaused):
                raise CancelledError(
                    f"{stage} is paused after step {event.step}.",
                    hint="Run it again to go on there.",
                )
            if isinstance(event, Built):
                _keep(stage, event, folders)


def _keep(stage: Stage, built: Built, folders: Folders) -> None:
    path = folders.result(stage)
    checkpoint = built.checkpoint
    if stage is not Stage.TEXT:
        save_checkpoint(path, checkpoint)
        return
    backbone = checkpoint.model.backbones[Modality.TEXT]
    assert isinstance(backbone, PretrainedText)  # the only kind that builders make
    described = {
        "training": checkpoint.training.to_dict(),
        "lineage": asdict(checkpoint.lineage),
        "card": dict(checkpoint.card),
    }
    save_adapted(path, backbone.encoder.state_dict(), locate("minilm-l6-v2"), described)
