"""What can be chosen before a training."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.state.training.splitting import SplitChoice
from engine.training.finetuning.choices import PRESETS, Learns, Preset, advised

__all__ = ["PRESETS", "Learns", "Preset", "TrainingChoice", "advised"]


@dataclass(frozen=True, slots=True)
class TrainingChoice:
    """What the user decides. None: as the preset has it, or no limit."""

    name: str
    start: str = "default"
    """A model by its name."""
    learns: Learns = Learns.HEADS
    seed: int = 1
    epochs: int | None = None
    minutes: float | None = None
    by_person: bool = False
    """Named people are kept on one side, not videos."""
    with_project: bool = True
    sources: tuple[Path, ...] = ()
    """Folders and tables of clips, and data sets, besides the project."""
    splits: SplitChoice = field(default_factory=SplitChoice)

    def arguments(self, sources: tuple[Path, ...], table: Path | None = None) -> tuple[str, ...]:
        """Of ``mibscope``, with everything that is to be trained on. ``table``: of the splits,
        where they were edited."""
        said = ["finetune", *(str(each) for each in sources)]
        said += ["--from", self.start, "--train", self.learns.value]
        said += ["--seed", str(self.seed), "--name", self.name]
        said += ["--split-by", "person" if self.by_person else "video"]
        if self.epochs is not None:
            said += ["--epochs", str(self.epochs)]
        if self.minutes is not None:
            said += ["--minutes", f"{self.minutes:g}"]
        return (*said, *self.splits.arguments(table))
