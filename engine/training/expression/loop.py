"""Training of the expression network on the votes of FER+ as a distribution.

E. Barsoum et al., "Training deep networks for facial expression recognition with crowd-sourced
label distribution", 2016: the loss is the cross-entropy with all ten votes, not with the winner.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from engine.datasets.schema import Split
from engine.errors import AssetError, CancelledError
from engine.features.vision.expression import ExpressionReader, save_expression
from engine.features.vision.expression_network import ExpressionNetwork
from engine.runtime.cancel import NEVER, Cancel, check
from engine.training.config import Precision
from engine.training.expression.augment import augmented
from engine.training.expression.config import ExpressionTraining
from engine.training.expression.data import (
    ExpressionPart,
    FaceLocator,
    FacesLocated,
    expression_parts,
)
from engine.training.expression.scores import (
    ExpressionScores,
    expression_logits,
    expression_scores,
    expression_temperature,
)
from engine.training.plain import to_plain
from engine.training.schedules import cosine_share
from engine.training.state import RunState, load_state, save_state

_LAST_SHARE = 0.001
_CLIP_NORM = 5.0


@dataclass(frozen=True, slots=True)
class ExpressionEpoch:
    """One pass over the training part, and what the averaged network says about validation."""

    epoch: int
    """Counted from one."""
    loss: float
    """Cross-entropy with the votes on changed faces, nats; of the network that is trained."""
    valid_accuracy: float
    valid_negative_log_likelihood: float
    """Of the class with the most votes, nats, before the temperature."""
    best: bool


@dataclass(frozen=True, slots=True)
class ExpressionTrained:
    """``path`` holds the network; ``test`` was measured once, after everything was settled."""

    path: Path
    sha256: str
    epoch: int
    """The one that was kept: that of the best validation accuracy."""
    temperature: float
    valid: ExpressionScores
    test: ExpressionScores


ExpressionEvent = FacesLocated | ExpressionEpoch | ExpressionTrained


def train_expression(  # noqa: PLR0917 - what, from where, to where
    config: ExpressionTraining,
    data_dir: Path,
    extractor: FaceLocator,
    out: Path,
    cache_dir: Path,
    run_dir: Path,
    cancel: Cancel = NEVER,
) -> Iterator[ExpressionEvent]:
    """Train, calibrate on the validation part, measure on the test part and write ``out``.

    May be stopped at any time and called again: it goes on after the last step, to the same
    network. Where ``out`` already is the outcome of this configuration it returns at once, with
    the figures that were measured then.

    Raises:
        DatasetError: FER+ is not in ``data_dir``.
        CheckpointError: ``run_dir`` holds another run.
        CancelledError: ``cancel`` was set; where the run stands is kept.
    """
    settings = to_plain(asdict(config))
    if (finished := _finished(out, settings)) is not None:
        yield finished
        return
    parts = yield from expression_parts(data_dir, extractor, cache_dir, cancel)
    run = _Run(config, parts, run_dir)
    while run.epoch < config.epochs:
        yield run.next_epoch(cancel)
    network = run.best_network()
    valid = expression_logits(network, parts[Split.VALID], cancel)
    temperature = expression_temperature(valid, parts[Split.VALID])
    valid_scores = expression_scores(valid, temperature, parts[Split.VALID])
    test = expression_logits(network, parts[Split.TEST], cancel)
    test_scores = expression_scores(test, temperature, parts[Split.TEST])
    document = {
        "temperature": temperature,
        "trained_on": {
            "data": "FER+ (Barsoum et al. 2016), votes as a distribution",
            **{split.value: _counts(part) for split, part in parts.items()},
        },
        "training": settings,
        "epoch": run.best_epoch,
        "measured": {"valid": asdict(valid_scores), "test": asdict(test_scores)},
        "history": [json.loads(line) for line in run.history],
    }
    save_expression(out, network, to_plain(document))
    finished = _finished(out, settings)
    assert finished is not None
    yield finished


def _counts(part: ExpressionPart) -> Mapping[str, int]:
    return {"pictures": len(part), "faces_found": int(part.found.sum())}


def _finished(out: Path, settings: Mapping[str, Any]) -> ExpressionTrained | None:
    """What ``out`` holds if it is the outcome of these settings, with all that is measured now."""
    try:
        reader = ExpressionReader(out)
        document = reader.document
        if document["training"] != settings:
            return None
        return ExpressionTrained(
            out,
            reader.sha256,
            document["epoch"],
            document["temperature"],
            valid=ExpressionScores.from_dict(document["measured"]["valid"]),
            test=ExpressionScores.from_dict(document["measured"]["test"]),
        )
    except (AssetError, KeyError, TypeError):
        return None


class _Run:
    """The network between two steps. Random numbers begin anew with each epoch, from its number;
    their state is kept only where a run stops within one."""

    def __init__(
        self, config: ExpressionTraining, parts: Mapping[Split, ExpressionPart], run_dir: Path
    ) -> None:
        self._config = config
        self._train, self._valid = parts[Split.TRAIN], parts[Split.VALID]
        self._state = run_dir / "expression.state"
        self._fingerprint = _fingerprint(config, parts)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(config.seed)
            network = ExpressionNetwork(config.widths, config.blocks, config.dropout)
        # On a CPU convolutions are quickest with the channels last.
        self._network: ExpressionNetwork = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._average = AveragedModel(
            self._network, multi_avg_fn=_running_average(config.average), use_buffers=True
        )
        self._optimiser = torch.optim.AdamW(
            _decayed(self._network, config.weight_decay), lr=config.learning_rate
        )
        self._steps = len(self._train) // config.batch_size
        self.epoch = 0
        self._step, self._loss = 0, 0.0  # of the epoch under way: steps taken, sum of their losses
        self._generators: Mapping[str, Tensor] = {}
        self.history: list[str] = []
        self.best_epoch, self._best_score = 0, -math.inf
        self._best: Mapping[str, Tensor] = {}
        if self._state.exists():
            self._resume(load_state(self._state, self._fingerprint))

    def next_epoch(self, cancel: Cancel) -> ExpressionEpoch:
        """Train to the end of the epoch, look at validation, keep the state.

        Raises:
            CancelledError: ``cancel`` was set; the state is kept as it is between two steps.
        """
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self._config.seed * 1000 + self.epoch)
            random = np.random.default_rng((self._config.seed, self.epoch))
            order = random.permutation(len(self._train))
            if self._generators:
                _restore_generators(random, self._generators)
            try:
                self._train_epoch(order, random, cancel)
                averaged = self._averaged().eval()
                logits = expression_logits(averaged, self._valid, cancel)
            except CancelledError:
                self._generators = _generators(random)
                self._save()
                raise
        return self._close_epoch(averaged, expression_scores(logits, 1.0, self._valid))

    def _close_epoch(
        self, averaged: ExpressionNetwork, scores: ExpressionScores
    ) -> ExpressionEpoch:
        loss = self._loss / self._steps
        self.epoch += 1
        self._step, self._loss, self._generators = 0, 0.0, {}
        best = scores.accuracy > self._best_score
        if best:
            self.best_epoch, self._best_score = self.epoch, scores.accuracy
            self._best = {name: value.clone() for name, value in averaged.state_dict().items()}
        done = ExpressionEpoch(
            self.epoch, loss, scores.accuracy, scores.negative_log_likelihood, best
        )
        self.history.append(json.dumps(to_plain(asdict(done))))
        self._save()
        return done

    def best_network(self) -> ExpressionNetwork:
        """The averaged network of the best epoch, in evaluation mode, as the file will hold it:
        rounded to float16."""
        network = ExpressionNetwork(self._config.widths, self._config.blocks)
        network.load_state_dict(
            {n: v.half().float() if v.is_floating_point() else v for n, v in self._best.items()}
        )
        return network.eval()

    def _train_epoch(
        self, order: npt.NDArray[np.int64], random: np.random.Generator, cancel: Cancel
    ) -> None:
        config = self._config
        self._network.train()
        while self._step < self._steps:
            check(cancel)
            rows = order[self._step * config.batch_size : (self._step + 1) * config.batch_size]
            faces = augmented(self._train.faces[rows], config.augmentation, random)
            grey = torch.from_numpy(faces)[:, None].float()
            votes = torch.from_numpy(self._train.votes[rows])
            done, total = self.epoch * self._steps + self._step, self._steps * config.epochs
            share = cosine_share(done, total, config.warmup, _LAST_SHARE)
            for group in self._optimiser.param_groups:
                group["lr"] = config.learning_rate * share
            bfloat16 = config.precision is Precision.BFLOAT16
            with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
                logits = self._network(grey)[1]
            loss = nn.functional.cross_entropy(logits.float(), votes)
            self._optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self._network.parameters(), _CLIP_NORM)
            self._optimiser.step()
            self._average.update_parameters(self._network)
            self._loss += loss.item()
            self._step += 1

    def _averaged(self) -> ExpressionNetwork:
        network = self._average.module
        assert isinstance(network, ExpressionNetwork)
        return network

    def _save(self) -> None:
        save_state(
            self._state,
            RunState(
                fingerprint=self._fingerprint,
                step=self.epoch * self._steps + self._step,
                model=self._network.state_dict(),
                optimiser=self._optimiser.state_dict(),
                best_model=self._best,
                best_epoch=self.best_epoch,
                best_score=self._best_score,
                generators=self._generators,
                # Beside its model another run has pools, this one its running average.
                pools={"average": self._average.state_dict()},
                watch={"loss": [self._loss]},
                history=self.history,
            ),
        )

    def _resume(self, state: RunState) -> None:
        self._network.load_state_dict(state.model)
        self._average.load_state_dict(state.pools["average"])
        self._optimiser.load_state_dict(dict(state.optimiser))
        self.history = list(state.history)
        self.epoch = len(self.history)
        self._step = state.step - self.epoch * self._steps
        (self._loss,) = state.watch["loss"]
        self._generators = state.generators
        self.best_epoch, self._best_score = state.best_epoch, state.best_score
        self._best = state.best_model


def _generators(random: np.random.Generator) -> Mapping[str, Tensor]:
    """States of torch's generator and of ``random``, whose plain form is kept as JSON."""
    plain = json.dumps(random.bit_generator.state).encode()
    return {
        "torch": torch.get_rng_state(),
        "numpy": torch.frombuffer(bytearray(plain), dtype=torch.uint8),
    }


def _restore_generators(random: np.random.Generator, states: Mapping[str, Tensor]) -> None:
    torch.set_rng_state(states["torch"])
    random.bit_generator.state = json.loads(states["numpy"].numpy().tobytes())


def _fingerprint(config: ExpressionTraining, parts: Mapping[Split, ExpressionPart]) -> str:
    digest = hashlib.sha256(json.dumps(to_plain(asdict(config))).encode())
    for part in parts.values():
        digest.update(part.faces.tobytes())
        digest.update(part.votes.tobytes())
    return digest.hexdigest()


def _running_average(kept: float) -> Any:
    return get_ema_multi_avg_fn(kept)  # type: ignore[no-untyped-call]


def _decayed(network: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Weights of convolutions and layers decay; offsets and normalisations do not."""
    matrices = [p for p in network.parameters() if p.ndim > 1]
    vectors = [p for p in network.parameters() if p.ndim <= 1]
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": vectors, "weight_decay": 0.0},
    ]
