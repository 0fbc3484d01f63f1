"""The training commands with a script instead of a model. What a run does is in its name:

    …refused   ends with an error before there is a run
    …broken    fails after the first epoch
    …endless   takes steps until it is paused, stopped or killed
    otherwise  trains three epochs and leaves a file as its model

With ``--report FILE`` it trains nothing and tells of the labels of the project, as the engine does.

python -m tests.helpers.scripted_training finetune SOURCE --from default --name NAME …
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from engine.datasets.left_out import LeftOut
from engine.datasets.schema import LabelledSample
from engine.features.contract import FeatureContract
from engine.runtime.hashing import sha256_of
from engine.sessions.project.project import SUFFIX
from engine.training.finetuning.looking import Looked
from engine.training.finetuning.projects import GroupBy, project_samples
from engine.training.finetuning.sources import Collected
from engine.training.finetuning.splits import SplitPlan, read_splits
from engine.training.runs.folder import RunCard, RunFolder, RunState
from engine.training.runs.presence import Wish, Wished, at_work
from engine.training.runs.registry import Registry, built_in, now

EPOCHS, STEPS = 3, 4
PACE_S = 0.02


def epoch_line(epoch: int, step: int, mae: float) -> dict[str, object]:
    """As the engine writes the end of an epoch; epoch 0 is the start."""
    scores = {"sentiment": {"mae": mae, "n": 12}, "emotions": {"accuracy": 0.4, "n": 12}}
    line: dict[str, object] = {
        "event": "EpochDone" if epoch else "StartMeasured",
        "validation": {"mine": scores},
        "validation_rate_nats": {"text": 3.0, "audio": 2.0 - epoch / 10, "vision": 1.5},
        "score": -mae,
        "t": step * PACE_S,
    }
    if epoch:
        line |= {"epoch": epoch, "step": step, "loss": 2.0 / epoch, "best": True}
        line |= {"samples_per_s": 120.0, "memory_mb": 400.0}
    return line


class ScriptedTraining:
    """One run in its folder."""

    def __init__(self, folder: RunFolder, start: str, seed: int) -> None:
        self._folder, self._start, self._seed = folder, start, seed
        self._maes = [0.9]

    def run(self) -> int:
        known = self._folder.read()
        with at_work(self._folder):
            if known is None:
                self._begin()
            else:
                self._folder.update(state=RunState.RUNNING)
            return self._train(0 if known is None else self._done())

    def _begin(self) -> None:
        parent = built_in().get(self._start)
        lineage = {"parent": sha256_of(parent) if parent else "", "data": {"mine": {}}}
        asked = {"learns": "heads", "seed": self._seed, "from": self._start}
        card = RunCard(
            self._folder.path.name, "fine-tuning", RunState.RUNNING, now(), asked, lineage=lineage
        )
        self._folder.write(card)
        self._write({"event": "TrainingStarted", "steps": EPOCHS * STEPS, "device": "cpu", "t": 0})
        self._write(epoch_line(0, 0, self._maes[0]))

    def _train(self, done: int) -> int:
        step, endless = done, self._folder.path.name.endswith("endless")
        while step < EPOCHS * STEPS or endless:
            if Wished(self._folder, Wish.PAUSE).is_set():
                self._folder.update(state=RunState.PAUSED)
                return 130
            step += 1
            loss = 3.0 / (1 + step)
            epoch = (step - 1) // STEPS + 1
            self._write(
                {
                    "event": "StepDone",
                    "epoch": epoch,
                    "step": step,
                    "loss": loss,
                    "t": step * PACE_S,
                }
            )
            time.sleep(PACE_S)
            if step % STEPS == 0:
                self._maes.append(0.9 - 0.1 * min(epoch, 6))
                self._write(epoch_line(epoch, step, self._maes[-1]))
                if self._folder.path.name.endswith("broken"):
                    self._folder.update(state=RunState.FAILED, error="The loss is not a number.")
                    return 6
                if Wished(self._folder, Wish.STOP).is_set():
                    break
        return self._finish(step)

    def _finish(self, step: int) -> int:
        self._folder.model.write_text(self._folder.path.name, "utf-8")
        last = epoch_line(1, step, self._maes[-1])["validation"]
        self._folder.update(
            state=RunState.FINISHED,
            sha256=sha256_of(self._folder.model),
            metrics={
                "epoch": step // STEPS,
                "before": epoch_line(0, 0, 0.9)["validation"],
                "validation": last,
            },
        )
        return 0

    def _done(self) -> int:
        lines = self._folder.events.read_text("utf-8").splitlines()
        return max((json.loads(line).get("step", 0) for line in lines), default=0)

    def _write(self, line: dict[str, object]) -> None:
        with self._folder.events.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def compare(arguments: Sequence[str]) -> int:
    """Every model but one called “dull” is better."""
    other = arguments[1]
    dull = "dull" in other
    difference = {
        **{"about": "sentiment", "score": "mean absolute error", "one": 0.7, "n": 12},
        **{"other": 0.7 if dull else 0.5, "low": -0.02 if dull else -0.25},
        **{"high": 0.02 if dull else -0.15, "verdict": "no difference" if dull else "better"},
        "enough": None,
    }
    angry = {"about": "angry", "score": "accuracy", "one": 0.5, "other": 0.6, "low": None}
    angry |= {"high": None, "n": 12, "verdict": "too few utterances to tell", "enough": 80}
    group = {"group": "study/a.mp4", "about": "sentiment", "score": "mean absolute error"}
    plain = {
        "n": 12,
        "groups": 2,
        "is_of_few": True,
        "differences": [difference, angry],
        "by_group": [{**group, "one": 0.7, "other": 0.5, "n": 12}],
        "trust": [{"about": "emotions", "measure": "calibration error", "one": 0.1, "other": 0.2}],
        "rates": {"text": [3.0, 2.5], "audio": [2.0, 2.2]},
        "shares": {"text": [0.6, 0.5], "audio": [0.4, 0.5]},
        "warnings": [],
        "sentence": "in English",
    }
    Path(arguments[arguments.index("--out") + 1]).write_text(json.dumps(plain), "utf-8")
    return 0


ESTIMATE = {"steps": 120, "epochs": 40, "total_s": 38.2, "memory_mb": 903.0}


_NOTHING = FeatureContract({})


def report(arguments: Sequence[str]) -> int:
    """What the engine would say of the utterances, without a model to read them with."""
    options = dict(itertools.pairwise(arguments))
    left_out: list[LeftOut] = []
    samples: list[LabelledSample] = []
    for source in itertools.takewhile(lambda each: not each.startswith("--"), arguments):
        if source.endswith(SUFFIX):
            by = GroupBy(options["--split-by"])
            samples += project_samples(
                Path(source), _NOTHING, lambda sha: _NOTHING, left_out.append, by
            )
    if not samples:
        print("Error: There is no labelled utterance.\nLabel some.", file=sys.stderr)
        return 6
    table = options.get("--splits")
    plan = SplitPlan(
        int(options.get("--split-seed", 0)),
        float(options["--valid"]) if "--valid" in options else None,
        float(options["--test"]) if "--test" in options else None,
        read_splits(Path(table)) if table else {},
    )
    collected = Collected(tuple(samples), {}, frozenset(), {}, tuple(left_out), ("As assumed.",))
    plain = Looked(collected, plan).to_dict() | {"estimate": ESTIMATE}
    Path(options["--report"]).write_text(json.dumps(plain), "utf-8")
    return 0


def take_in(arguments: Sequence[str]) -> int:
    """``runs import FILE``: every file but one of “other” features is a model."""
    file = Path(arguments[1])
    if "other" in file.stem:
        print("Error: It reads other features.\nTrain it here.", file=sys.stderr)
        return 5
    folder, digest = Registry().folder(file.stem), sha256_of(file)
    folder.path.mkdir(parents=True)
    folder.model.write_bytes(file.read_bytes())
    folder.write(RunCard(file.stem, "import", RunState.IMPORTED, now(), sha256=digest))
    told = {"name": file.stem, "sha256": digest, "reads": [], "data": ["mosi"]}
    Path(arguments[arguments.index("--out") + 1]).write_text(json.dumps(told), "utf-8")
    return 0


def main(arguments: Sequence[str]) -> int:
    command, *rest = arguments
    if command == "compare":
        return compare(rest)
    if "--report" in rest:
        return report(rest)
    if command == "runs":
        return take_in(rest)
    name = rest[rest.index("--name") + 1]
    if name.endswith("refused"):
        print("Error: There is no labelled utterance.\nLabel some.", file=sys.stderr)
        return 6
    start, seed = (rest[rest.index(each) + 1] for each in ("--from", "--seed"))
    return ScriptedTraining(Registry().folder(name), start, int(seed)).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
