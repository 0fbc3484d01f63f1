"""What can be chosen before a training."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop_app.state.training.splitting import SplitChoice
from engine.models.config import Fusion
from engine.training.finetuning.choices import (
    CROSSWISE_BELOW,
    PRESETS,
    Learns,
    Preset,
    advised,
    crosswise_advised,
)
from engine.training.finetuning.designs import (
    BETA,
    CONSTRAINTS,
    DESIGN_PRESETS,
    FUSIONS,
    NOTHING,
    VARIANTS,
    Design,
)

__all__ = [
    "BETA",
    "CONSTRAINTS",
    "CROSSWISE_BELOW",
    "DESIGN_PRESETS",
    "FUSIONS",
    "NOTHING",
    "PRESETS",
    "VARIANTS",
    "Design",
    "Fusion",
    "Learns",
    "Preset",
    "TrainingChoice",
    "advised",
    "crosswise_advised",
]


@dataclass(frozen=True, slots=True)
class TrainingChoice:
    """What the user decides. None: as the preset has it, or no limit."""

    name: str
    start: str = "default"
    """A model by its name, or nothing."""
    learns: Learns = Learns.HEADS
    seed: int = 1
    epochs: int | None = None
    minutes: float | None = None
    by_person: bool = False
    """Named people are kept on one side, not videos."""
    crosswise: bool = False
    """Every video or person validates once, the mean of the models is kept."""
    design: Design | None = None
    """Of a model that begins with random weights."""
    device: str = "cpu"
    with_project: bool = True
    sources: tuple[Path, ...] = ()
    """Folders and tables of clips, and data sets, besides the project."""
    splits: SplitChoice = field(default_factory=SplitChoice)

    def arguments(self, sources: tuple[Path, ...], table: Path | None = None) -> tuple[str, ...]:
        """Of ``mibscope``, with everything that is to be trained on. ``table``: of the splits,
        where they were edited."""
        said = ["finetune", *(str(each) for each in sources)]
        said += ["--from", self.start]
        said += ["--train", self.learns.value] if self.design is None else _of(self.design)
        said += ["--seed", str(self.seed), "--name", self.name]
        said += ["--split-by", "person" if self.by_person else "video"]
        said += ["--device", self.device]
        if self.crosswise:
            said.append("--crosswise")
        if self.epochs is not None:
            said += ["--epochs", str(self.epochs)]
        if self.minutes is not None:
            said += ["--minutes", f"{self.minutes:g}"]
        return (*said, *self.splits.arguments(table))

    def with_seeds(self, count: int) -> tuple[TrainingChoice, ...]:
        """The same so many times, each with the next seed and a name that tells it."""
        base = self.name.removesuffix(f" {self.seed}")
        seeds = range(self.seed + 1, self.seed + count)
        return self, *(replace(self, seed=each, name=f"{base} {each}") for each in seeds)


def _of(design: Design) -> list[str]:
    said = ["--variant", design.variant.value, "--fusion", design.fusion.value]
    said += ["--beta", f"{design.beta:g}", "--constraint", design.constraint.value]
    return [*said, "--modalities", ",".join(each.value for each in design.modalities)]
