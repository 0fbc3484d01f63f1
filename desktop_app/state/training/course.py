"""A run as a whole: its only training, or those of its folds with their mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from desktop_app.state.training.curves import Curves, Epoch
from engine.types import Modality

ValueOf = Callable[[Epoch], float | None]
Series = tuple[list[int], list[float]]
"""Epochs, and values there."""


@dataclass(frozen=True, slots=True)
class Course:
    """``parts``: those that have begun, in order. ``folds``: how many there will be; 0 for a run
    that is not crosswise."""

    parts: tuple[Curves, ...] = field(default_factory=lambda: (Curves(),))
    folds: int = 0

    @property
    def is_crosswise(self) -> bool:
        return self.folds > 0

    @property
    def has_begun(self) -> bool:
        """Whether anything was measured."""
        return any(part.epochs for part in self.parts)

    @property
    def current(self) -> Curves:
        """The training that began last."""
        return self.parts[-1]

    @property
    def epochs(self) -> Sequence[Epoch]:
        """Of all folds their mean, as far as all that have begun have come; each fold counts the
        same."""
        return self.current.epochs if len(self.parts) == 1 else mean_epochs(self.parts)

    @property
    def steps(self) -> Sequence[int]:
        """Of the current training."""
        return self.current.steps

    @property
    def kept(self) -> tuple[Epoch, ...]:
        """The epoch of each training that would be kept now."""
        return tuple(part.best for part in self.parts if part.best is not None)

    @property
    def gain(self) -> float | None:
        """By how much the error of the sentiment on validation has changed, in its units."""
        changes = [
            best.mae - part.epochs[0].mae
            for part in self.parts
            if (best := part.best) is not None
            and best.mae is not None
            and part.epochs[0].mae is not None
        ]
        return sum(changes) / len(changes) if changes else None

    @property
    def fraction(self) -> float:
        """How far it is, 0..1."""
        return sum(part.fraction for part in self.parts) / max(len(self.parts), self.folds)

    @property
    def remaining_s(self) -> float | None:
        """Of this training and of the folds that have not begun, which are taken to last as long as
        those so far; None before that can be told."""
        left = self.current.remaining_s
        lengths = [each for part in self.parts if (each := part.whole_s) is not None]
        if left is None or not lengths:
            return left
        waiting = max(0, self.folds - len(self.parts))
        return left + waiting * sum(lengths) / len(lengths)

    @property
    def signature(self) -> tuple[tuple[int, bool], ...]:
        """Another one whenever an epoch or a training is over."""
        return tuple((len(part.epochs), part.finished) for part in self.parts)

    def rows(self) -> Iterator[Sequence[object]]:
        """As a table, the head first; empty where nothing was measured. Of a crosswise run each
        fold, then their mean."""
        head = (*_COLUMNS, *(f"rate_{m.value}_nats" for m in Modality))
        head = (*head, *(f"training_rate_{m.value}_nats" for m in Modality))
        head = (*head, "training_rate_fused_nats")
        if not self.is_crosswise:
            yield head
            yield from map(_row, self.current.epochs)
            return
        yield ("fold", *head)
        for number, part in enumerate(self.parts, start=1):
            for each in part.epochs:
                yield (number, *_row(each))
        for each in self.epochs:
            yield ("mean", *_row(each))


_COLUMNS = ("epoch", "step", "loss", "score", "mae", "accuracy", "samples_per_s", "memory_mb")


def series(epochs: Sequence[Epoch], value_of: ValueOf) -> Series:
    """Where it was measured."""
    known = [(each.epoch, value) for each in epochs if (value := value_of(each)) is not None]
    return [epoch for epoch, _ in known], [value for _, value in known]


def mean_epochs(parts: Sequence[Curves]) -> list[Epoch]:
    """Of those that have told of the start, up to the last epoch that all of them have."""
    told = [part.epochs for part in parts if part.epochs]
    return [_mean(same) for same in zip(*told, strict=False)]


def rate_of(modality: Modality) -> ValueOf:
    """What its bottleneck lets through on validation."""
    return lambda each: each.rates.get(modality)


def kl_of(modality: Modality) -> ValueOf:
    """What its bottleneck lets through in training."""
    return lambda each: each.kl.get(modality)


def _mean(same: Sequence[Epoch]) -> Epoch:
    def over(value_of: ValueOf) -> float | None:
        values = [value for each in same if (value := value_of(each)) is not None]
        return sum(values) / len(values) if len(values) == len(same) else None

    rates = {m: over(rate_of(m)) for m in Modality}
    kl = {m: over(kl_of(m)) for m in Modality}
    return Epoch(
        epoch=same[0].epoch,
        step=max(each.step for each in same),
        loss=over(lambda each: each.loss),
        score=sum(each.score for each in same) / len(same),
        mae=over(lambda each: each.mae),
        accuracy=over(lambda each: each.accuracy),
        rates={m: rate for m, rate in rates.items() if rate is not None},
        samples_per_s=over(lambda each: each.samples_per_s),
        memory_mb=over(lambda each: each.memory_mb),
        best=False,
        kl={m: rate for m, rate in kl.items() if rate is not None},
        fused_kl=over(lambda each: each.fused_kl),
    )


def _row(each: Epoch) -> Sequence[object]:
    values = [getattr(each, name) for name in _COLUMNS]
    values += [each.rates.get(m) for m in Modality]
    values += [each.kl.get(m) for m in Modality]
    return ["" if value is None else value for value in (*values, each.fused_kl)]
