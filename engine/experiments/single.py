"""One run: train, choose on VALID, predict TEST, keep the result."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import torch

from engine import __version__
from engine.datasets.packed import Int64Array, Names, PackedDataset, PackedLabels
from engine.datasets.schema import Split
from engine.errors import CancelledError, DatasetError
from engine.experiments.bench import Bench
from engine.experiments.events import RunDone, RunFailed
from engine.experiments.plan import Run
from engine.experiments.results import Result, ResultStore, Tested
from engine.models.mib import MIBModel
from engine.runtime.cancel import NEVER, Cancel
from engine.training.evaluation import Predictions, by_dataset, encode, score
from engine.training.events import TrainingFinished
from engine.training.loop import train
from engine.training.plain import to_plain
from engine.training.run import environment, starting_model
from engine.training.runs.log import RunLog
from engine.training.tensor_data import TensorData

_BATCH = 32
"""Little of a batch is padding where it is small and its samples are of like length."""
_OF_HISTORY = ("epoch", "loss", "rate_nats", "fused_rate_nats", "validation_rate_nats", "score")


def execute(
    bench: Bench, run: Run, key: str, store: ResultStore, cancel: Cancel = NEVER
) -> RunDone | RunFailed:
    """Run it and keep the result; a failure is told, not raised.

    Raises:
        CancelledError: ``cancel`` was set; nothing of the run is kept but how it learned so far.
    """
    try:
        with RunLog(store.log(key)) as log:
            result, tested = run_once(bench, run, key, log, cancel)
        store.put(result, tested)
    except CancelledError:
        raise
    except Exception as error:  # one bad cell must not end a night's work
        return RunFailed(run, f"{type(error).__name__}: {error}", traceback.format_exc())
    return RunDone(run, result.seconds)


def run_once(
    bench: Bench, run: Run, key: str, log: RunLog, cancel: Cancel = NEVER
) -> tuple[Result, Tested]:
    """Train one model and predict the samples that were held out from it."""
    began = time.perf_counter()
    data = bench.data(run)
    finished = _trained(bench, run, data, log, cancel)
    model = finished.model.to(bench.conditions.device)
    tested = predict_held_out(model, TensorData(data, bench.conditions.device))
    result = Result(
        key=key,
        run=str(run),
        decided_by=bench.decided_by(run),
        epoch=finished.epoch,
        validation_score=round(finished.score, 6),
        parameters=sum(each.numel() for each in model.parameters()),
        samples={split.value: len(data.rows(split)) for split in Split},
        scores=scores(data, tested),
        history=tuple(_epoch(each) for each in finished.history),
        lineage={"mibscope": __version__, "code": bench.conditions.code, **environment()},
        seconds=round(time.perf_counter() - began, 3),
    )
    return result, tested


@torch.inference_mode()
def predict_held_out(model: MIBModel, data: TensorData) -> Tested:
    """The mean path over the TEST samples, from whatever modalities each has.

    Raises:
        DatasetError: there are none.
    """
    dataset = data.dataset
    rows = dataset.rows(Split.TEST)
    if not len(rows):
        raise DatasetError("There is nothing to test on: the test split is empty.")
    outputs: dict[str, list[torch.Tensor]] = {}
    vectors = []
    order = data.lengths(torch.from_numpy(rows)).argsort(stable=True)
    for part in torch.split(torch.from_numpy(rows)[order], _BATCH):
        encoded = encode(model, data, part)
        here = torch.ones(len(part), dtype=torch.bool, device=model.device)
        fused = model.fuse(encoded, dict.fromkeys(model.modalities, here))
        vectors.append(fused.vector.float().cpu())
        for name in dataset.heads:
            outputs.setdefault(name, []).append(fused.outputs[name].float().cpu())
    back = order.argsort()
    return Tested(
        rows=rows,
        ids=Names.of(dataset.ids[row] for row in rows.tolist()),
        outputs={name: torch.cat(parts)[back].numpy() for name, parts in outputs.items()},
        labels={
            name: PackedLabels(labels.values[rows], labels.mask[rows])
            for name, labels in dataset.labels.items()
        },
        z=torch.cat(vectors)[back].numpy(),
    )


def scores(dataset: PackedDataset, tested: Tested) -> dict[str, Any]:
    """Of each data set among the tested samples, per head, as plain JSON."""
    found = {}
    for name, rows in by_dataset(dataset, Split.TEST).items():
        predicted = Predictions(tested.outputs).taken(_places(tested.rows, rows))
        found[name] = {head: asdict(each) for head, each in score(predicted, dataset, rows).items()}
    plain: dict[str, Any] = to_plain(found)
    return plain


def _trained(
    bench: Bench, run: Run, data: PackedDataset, log: RunLog, cancel: Cancel
) -> TrainingFinished:
    recipe = bench.recipe(run)
    for event in train(
        recipe.training,
        bench.model(run),
        data,
        device=bench.conditions.device,
        start=starting_model(recipe, data, bench.parent()),
        cancel=cancel,
    ):
        log.tell(event)
        if isinstance(event, TrainingFinished):
            return event
    raise AssertionError("training ends with TrainingFinished where nothing pauses it")


def _places(rows: Int64Array, wanted: Sequence[int] | Int64Array) -> Int64Array:
    """Where in ``rows``, which ascend, those wanted are."""
    found: Int64Array = np.searchsorted(rows, wanted)
    return found


def _epoch(told: Mapping[str, Any]) -> dict[str, Any]:
    """What does not change from run to run."""
    return {name: told[name] for name in _OF_HISTORY}
