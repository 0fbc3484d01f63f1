"""What each modality did to the predictions of a batch, in arrays.

The value of a set of modalities is the prediction *as it is shown* when only these take part:
sentiment clipped to −3..3, probabilities after calibration, on the mean path. The value of nobody
is the baseline. Shapley values therefore add up to what the user sees minus the baseline, and
nothing is rescaled: a modality that the model hardly uses has values near zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from engine.explain.calibration import COVERAGE, Calibration
from engine.explain.coalitions import prepare
from engine.explain.passes import Passes, run_passes
from engine.explain.sampling import Sampling, draw_noise
from engine.explain.shapley import drop_one, shapley_values
from engine.explain.shown import (
    HeadView,
    doubt_of,
    intervals,
    is_uncertain,
    sd_of,
    shown,
    unimodal_shown,
    views_of,
)
from engine.models.batching import collate
from engine.models.mib import MIBModel
from engine.models.tensors import ModalityTensors
from engine.types import STANDARD_HEADS, BoolArray, Float64Array, Head, Modality, Sample

CHUNK = 32
"""Utterances at a time: memory is bounded, and what is worked on stays in the caches."""


@dataclass(frozen=True, slots=True)
class ExplainOptions:
    sampling: Sampling | None = field(default_factory=Sampling)
    """None: no uncertainty, which takes a tenth of the time."""
    calibration: Calibration = field(default_factory=Calibration)
    heads: Mapping[str, Head] = field(default_factory=lambda: dict(STANDARD_HEADS))
    """What the model's heads predict."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What samples of z say of n predictions; the heads' outputs stand in a row.

    Arrays are float64 but for ``uncertain``.
    """

    sd: Float64Array
    """[n, outputs]. Numbers: before they are clipped. Classes: of the probability."""
    quantiles: Float64Array
    """[n, 2, outputs], the 10 % and 90 % quantile of the samples, as shown."""
    shapley_sd: Float64Array
    """[n, modalities, outputs], 0 where absent."""
    interval: Float64Array
    """[n, 2, outputs], lower and upper end of the calibrated 80 % interval; nan for classes."""
    doubt: Float64Array
    """[n, heads]. Numbers: half of the (widest) interval, before it is clipped. Classes: entropy
    of the samples' mean probabilities, from 0 (sure) to 1 (knows nothing)."""
    uncertain: BoolArray
    """[n, heads], doubt above the calibration's limit."""


@dataclass(frozen=True, slots=True)
class ExplainedBatch:
    """n utterances; the heads' outputs stand in a row. Arrays are float64 but for ``present``."""

    modalities: tuple[Modality, ...]
    columns: Mapping[str, slice]
    """Where each head's outputs stand."""
    present: BoolArray
    """[n, modalities]."""
    prediction: Float64Array
    """[n, outputs], as shown."""
    baseline: Float64Array
    """[n, outputs], the same for all: what is shown when nobody takes part."""
    coalitions: Float64Array
    """[n, 2 to the number of modalities, outputs], what is shown when those take part whose bits
    are set in the place; whoever is absent takes no part anyway."""
    shapley: Float64Array
    """[n, modalities, outputs], 0 where absent; they add up to prediction − baseline."""
    drop_one: Float64Array
    """[n, modalities, outputs], prediction minus the one without the modality; 0 where absent."""
    unimodal: Float64Array
    """[n, modalities, outputs], what each one's own decoder says; nan where there is none."""
    rates: Float64Array
    """[n, modalities], nats through each bottleneck; nan where there is none."""
    fused_rate: Float64Array
    """[n], nats through the fused bottleneck; nan where there is none."""
    spread: Spread | None
    """None without sampling."""


class Explainer:
    """Explains any number of utterances, in any number of threads.

    Parts of the weights are prepared; after training a model further, make a new one.

    Raises:
        CheckpointError: the model has other heads than the options say.
    """

    def __init__(self, model: MIBModel, options: ExplainOptions | None = None) -> None:
        self.model = model
        self._options = options or ExplainOptions()
        heads, calibration = self._options.heads, self._options.calibration
        self._views = views_of(model, heads, calibration, model.device)
        with torch.inference_mode():
            vector = next(iter(model.absent.values()))
            noise = draw_noise(self._options.sampling, len(model.modalities), vector)
            self._decoding = prepare(model, noise)

    def explain(self, inputs: Mapping[Modality, ModalityTensors]) -> ExplainedBatch:
        """One utterance at least, of one modality at least; an all-False mask is an absent one."""
        batch = len(next(iter(inputs.values())).mask)
        return self._explained(
            {m: ModalityTensors(*(each[rows] for each in tensors)) for m, tensors in inputs.items()}
            for rows in _chunks(batch)
        )

    def explain_tracks(self, samples: Sequence[Sample]) -> ExplainedBatch:
        """Features as they come from the extractors, whatever they lack; one utterance at least."""
        dims, device = self.model.input_dims, self.model.device
        return self._explained(
            {m: tensors.to(device) for m, tensors in collate(samples[rows], dims).items()}
            for rows in _chunks(len(samples))
        )

    def _explained(self, chunks: Iterable[Mapping[Modality, ModalityTensors]]) -> ExplainedBatch:
        with torch.inference_mode():
            parts = [
                _arrays(run_passes(self.model, inputs, self._decoding), self._views)
                for inputs in chunks
            ]
        batch, spread = zip(*parts, strict=True)
        return ExplainedBatch(
            modalities=self.model.modalities,
            columns={view.name: view.columns for view in self._views},
            **_joined(batch),
            spread=Spread(**_joined(spread)) if self._options.sampling else None,
        )


def _chunks(batch: int) -> Iterator[slice]:
    if not batch:
        raise ValueError("There is no utterance to explain.")
    return (slice(start, start + CHUNK) for start in range(0, batch, CHUNK))


def _arrays(
    passes: Passes, views: Sequence[HeadView]
) -> tuple[Mapping[str, Tensor], Mapping[str, Tensor]]:
    """Fields of an ``ExplainedBatch`` and of its ``Spread``."""
    who = passes.who
    games = shown(views, passes.logits, who.code)[who.row]
    worth = games[:, :, 0].double()
    absent = ~passes.present.T.unsqueeze(2)
    batch = {
        "present": passes.present,
        "prediction": worth[-1],
        "baseline": worth[0],
        "coalitions": worth.transpose(0, 1),
        "shapley": shapley_values(worth).masked_fill(absent, 0.0).transpose(0, 1),
        "drop_one": drop_one(worth).transpose(0, 1),
        "unimodal": unimodal_shown(views, passes.unimodal),
        "rates": passes.rates,
        "fused_rate": passes.fused_rate,
    }
    if games.shape[2] == 1:
        return batch, {}
    shares = sd_of(shapley_values(games[:, :, 1:]), dim=2).masked_fill(absent, 0.0)
    return batch, _spread(passes, views, games[-1]) | {"shapley_sd": shares.transpose(0, 1)}


def _spread(
    passes: Passes, views: Sequence[HeadView], shown_all: Float[Tensor, "batch passes outputs"]
) -> dict[str, Tensor]:
    """Of the predictions. ``shown_all``: the mean path, then the samples."""
    whole = passes.who.row[-1]
    code, raw = passes.who.code[whole], passes.logits[whole, 1:]
    prediction, seen = shown_all[:, 0], shown_all[:, 1:]
    # The s.d. of clipped numbers would say that what is far beyond the end is sure.
    free = [(raw if view.is_number else seen)[..., view.columns] for view in views]
    sd = sd_of(torch.cat(free, dim=-1), dim=1)
    tails = torch.tensor([(1 - COVERAGE) / 2, (1 + COVERAGE) / 2], device=seen.device)
    doubts = [doubt_of(v, sd[:, v.columns], seen[..., v.columns], code) for v in views]
    limits = [view.calibration.limit(view.head.kind) for view in views]
    verdicts = [is_uncertain(*each) for each in zip(doubts, limits, strict=True)]
    return {
        "sd": sd,
        "quantiles": seen.quantile(tails, dim=1).transpose(0, 1),
        "interval": torch.cat(
            [intervals(v, prediction[:, v.columns], sd[:, v.columns], code) for v in views], dim=-1
        ),
        "doubt": torch.stack(doubts, dim=1),
        "uncertain": torch.stack(verdicts, dim=1),
    }


def _joined(parts: Sequence[Mapping[str, Tensor]]) -> dict[str, Any]:
    """Chunk after chunk; numbers as float64."""
    whole = {name: torch.cat([part[name] for part in parts]).cpu() for name in parts[0]}
    return {
        name: (values.double() if values.is_floating_point() else values).numpy()
        for name, values in whole.items()
    }
