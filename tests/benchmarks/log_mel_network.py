"""A small convolutional network on log-mel spectrograms, and how it is trained.

Three layers over time, each with five steps in view and all bands as channels, then mean and spread
over the speech: what there is for a voice without a network that somebody else has trained on much
speech.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.training.schedules import cosine_share
from engine.types import Float32Array

BANDS = 64
_CHANNELS, _STRIDES = (96, 128, 128), (2, 2, 1)
_TIME_STEP = 4
"""Frames that become one step."""
WINDOW = 128
"""Frames that are seen of an utterance: its middle, in training any; shorter ones end in zeros, in
training and testing alike, because the network is normalised by batches."""
_WARMUP, _LAST_SHARE = 0.05, 0.01


@dataclass(frozen=True, slots=True)
class Spectrograms:
    """tracks: float [frames, BANDS] of each utterance; labels: shares of classes, float
    [utterances, k]."""

    tracks: Sequence[Float32Array]
    labels: Float32Array

    def __len__(self) -> int:
        return len(self.tracks)


@dataclass(frozen=True, slots=True)
class Course:
    """How a network is trained. ``masked``: the share of bands and of frames that may be hidden."""

    epochs: int
    batch_size: int = 32
    learning_rate: float = 4e-3
    weight_decay: float = 0.05
    dropout: float = 0.2
    masked: float = 0.1
    shift: int = 2
    """Bands by which a voice may be moved up or down: other people's are higher or lower."""
    stretch: float = 0.1
    """Share by which it may be slower or faster."""


class LogMelNetwork(nn.Module):
    """Logits [batch, classes] of spectrograms [batch, BANDS, frames]."""

    def __init__(self, classes: int, dropout: float) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        widths = (BANDS, *_CHANNELS)
        for (before, after), stride in zip(pairwise(widths), _STRIDES, strict=True):
            layers += [
                nn.Conv1d(before, after, 5, stride, padding=2, bias=False),
                nn.BatchNorm1d(after),
                nn.ReLU(inplace=True),
            ]
        self.layers = nn.Sequential(*layers)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Linear(2 * _CHANNELS[-1], classes)

    def forward(self, spectrograms: Tensor, frames: Tensor) -> Tensor:
        """``frames``: how many of each are sound, int64 [batch]; the rest is padding."""
        maps = self.layers(spectrograms)
        steps = torch.arange(maps.shape[2])
        heard = (steps < (frames / _TIME_STEP).ceil().clamp_min(1)[:, None])[:, None].float()
        count = heard.sum(dim=2)
        mean = (maps * heard).sum(dim=2) / count
        spread = (((maps - mean[:, :, None]) ** 2 * heard).sum(dim=2) / count + 1e-5).sqrt()
        logits: Tensor = self.out(self.dropout(torch.cat([mean, spread], dim=1)))
        return logits


def train_log_mel(
    course: Course, train: Spectrograms, valid: Spectrograms, seed: int
) -> tuple[LogMelNetwork, int, float]:
    """The network of the epoch with the best unweighted recall on ``valid``, that epoch (from one)
    and its recall."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = LogMelNetwork(train.labels.shape[1], course.dropout)
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=course.learning_rate, weight_decay=course.weight_decay
    )
    labels = torch.from_numpy(train.labels)
    batches = len(train) // course.batch_size
    total, step = course.epochs * batches, 0
    best: tuple[LogMelNetwork, int, float] = (network, 0, -1.0)
    for epoch in range(1, course.epochs + 1):
        network.train()
        order = rng.permutation(len(train))[: batches * course.batch_size]
        for rows in order.reshape(batches, -1):
            share = cosine_share(step, total, _WARMUP, _LAST_SHARE)
            optimiser.param_groups[0]["lr"] = course.learning_rate * share
            sound, frames = _changed(*_windows(train, rows, rng), course, rng)
            loss = functional.cross_entropy(network(sound, frames), labels[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            step += 1
        recall = unweighted_recall(predict(network, valid), valid.labels)
        if recall > best[2]:
            best = (copy.deepcopy(network), epoch, recall)
    return best


@torch.inference_mode()
def predict(network: LogMelNetwork, heard: Spectrograms, batch: int = 64) -> Float32Array:
    """Logits [utterances, classes]."""
    network.eval()
    parts = [
        network(*_windows(heard, rows, None))
        for rows in np.split(np.arange(len(heard)), range(batch, len(heard), batch))
    ]
    found: Float32Array = torch.cat(parts).numpy()
    return found


def unweighted_recall(logits: Float32Array, labels: Float32Array) -> float:
    """Mean share that is right of the classes that occur."""
    true, right = labels.argmax(axis=1), logits.argmax(axis=1) == labels.argmax(axis=1)
    return float(np.mean([right[true == each].mean() for each in np.unique(true)]))


def _windows(
    heard: Spectrograms, rows: npt.NDArray[np.int64], rng: np.random.Generator | None
) -> tuple[Tensor, Tensor]:
    """Float [rows, BANDS, WINDOW], and how many frames of each are sound."""
    sound, frames = np.zeros((len(rows), BANDS, WINDOW), np.float32), []
    for place, track in enumerate(heard.tracks[row] for row in rows):
        spare = max(0, len(track) - WINDOW)
        begin = spare // 2 if rng is None else int(rng.integers(spare + 1))
        seen = track[begin : begin + WINDOW]
        sound[place, :, : len(seen)] = seen.T
        frames.append(len(seen))
    return torch.from_numpy(sound), torch.tensor(frames)


def _changed(
    sound: Tensor, frames: Tensor, course: Course, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Faster or slower, higher or lower, with some bands and some frames hidden."""
    length = round(WINDOW * rng.uniform(1 - course.stretch, 1 + course.stretch))
    frames = (frames * length / WINDOW).ceil().long()
    sound = functional.interpolate(sound, length, mode="linear", align_corners=False)
    for each, heard in zip(sound, frames.tolist(), strict=True):
        by = int(rng.integers(-course.shift, course.shift + 1))
        each.copy_(each.roll(by, dims=0))
        if by:
            each[slice(0, by) if by > 0 else slice(by, None)] = 0
        wide = int(rng.uniform(0, course.masked) * BANDS)
        low = int(rng.integers(0, BANDS - wide + 1))
        each[low : low + wide] = 0
        long = int(rng.uniform(0, course.masked) * heard)
        begin = int(rng.integers(0, heard - long + 1))
        each[:, begin : begin + long] = 0
    return sound, frames
