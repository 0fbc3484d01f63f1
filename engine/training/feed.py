"""Batches for one step after another, prepared ahead where fetching them takes time.

Which rows, crops and modalities a step sees is drawn from one generator in one order, whether
batches are prepared ahead or not: so the numbers are the same, and what is kept of a run is where
its last step left off, not how far was read ahead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.training.config import TrainingConfig
from engine.training.objective import Batch, kept_modalities
from engine.training.pools import Draw, Pool, share
from engine.training.tensor_data import ABSENT, Crop, TensorData
from engine.training.voices import OtherVoices
from engine.types import Modality


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the next draw depends on: the generator, and where each pool stands, by its name."""

    generator: Tensor
    pools: Mapping[str, Mapping[str, Tensor]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """batches: one of every pool, on the device, the rows of this process; rows: of all processes;
    after: from where the next ones are drawn."""

    batches: Sequence[Batch]
    rows: int
    after: FeedState


class Feed:
    """Draws from the pools and gathers. Use as a context: it may have a thread of its own."""

    def __init__(
        self,
        config: TrainingConfig,
        pools: Sequence[Pool],
        data: TensorData,
        modalities: Sequence[Modality],
        place: tuple[int, int] = (0, 1),
        *,
        voices: OtherVoices | None = None,
    ) -> None:
        """
        Args:
            place: which process this is, of how many. All draw the same, each takes its part.
            voices: moves some voices; None: they stay.
        """
        self._voices = voices
        self._config, self._pools, self._data = config, pools, data
        self._modalities, self._place = modalities, place
        self._generator = torch.Generator().manual_seed(config.seed)
        self._crops = {
            m: Crop(
                config.max_steps.get(m.value), config.still_steps if m is Modality.VISION else 1
            )
            for m in Modality
        }
        self._reader = ThreadPoolExecutor(1, "feed") if data.is_slow else None
        self._ahead: Future[Prepared] | None = None
        self._after = self._stand()

    def __enter__(self) -> Feed:
        return self

    def __exit__(self, *_: object) -> None:
        if self._reader is not None:
            self._reader.shutdown(cancel_futures=True)

    def next(self) -> Prepared:
        """The batches of the next step."""
        if self._reader is None:
            prepared = self._prepare()
        else:
            waiting = self._ahead or self._reader.submit(self._prepare)
            prepared = waiting.result()
            self._ahead = self._reader.submit(self._prepare)
        self._after = prepared.after
        return prepared

    def state(self) -> FeedState:
        """Where the last step left off."""
        return self._after

    def restore(self, state: FeedState) -> None:
        """Go on from there. Only before the first ``next``."""
        self._generator.set_state(state.generator)
        for pool in self._pools:
            pool.restore(state.pools[pool.name])
        self._after = state

    def _stand(self) -> FeedState:
        return FeedState(
            self._generator.get_state(), {pool.name: pool.state() for pool in self._pools}
        )

    def _prepare(self) -> Prepared:
        rows_of = self._config.rows_of
        draws = [pool.draw(rows_of(pool.name), self._generator) for pool in self._pools]
        batches = [self._batch(draw) for draw in draws]
        return Prepared(batches, sum(len(draw) for draw in draws), self._stand())

    def _batch(self, draw: Draw) -> Batch:
        present = {m: rows != ABSENT for m, rows in draw.plan.items() if m in self._modalities}
        keep = kept_modalities(
            present, self._config.modality_dropout, self._config.nothing, self._generator
        )
        # Only what some row has: a modality that none of them has is absent, not padding.
        wanted = {m: draw.plan[m] for m, here in present.items() if bool(here.any())}
        # Of several processes each works on its part; all draw the same for the whole batch.
        part, own = share(len(draw), *self._place), draw.part(*self._place)
        inputs = self._data.gather(wanted, self._crops, self._generator, part)
        if self._voices is not None and Modality.AUDIO in inputs:
            chances = torch.rand(2, len(draw), generator=self._generator)
            inputs[Modality.AUDIO] = self._voices.moved(
                inputs[Modality.AUDIO], wanted[Modality.AUDIO][part], chances[:, part]
            )
        targets = self._data.targets(own.labels)
        for name, target in own.replaced.items():
            targets[name] = target._replace(
                values=target.values.to(self._data.device), mask=target.mask.to(self._data.device)
            )
        kept = {m: each[part].to(self._data.device) for m, each in keep.items()}
        return Batch(inputs, targets, kept)
