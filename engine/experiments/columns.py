"""Which scores a table shows of each kind of head, in the order of published tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.experiments.aggregate import class_names
from engine.types import SENTIMENT, Head, HeadKind


@dataclass(frozen=True, slots=True)
class Column:
    """key: name of the score; percent: a share, shown times 100.

    better: 1 where more is better, −1 where less is.
    needs_spread: means nothing for predictions that are all the same.
    """

    key: str
    title: str
    percent: bool = True
    better: int = 1
    needs_spread: bool = False


_SENTIMENT = (
    Column("acc7", "Acc7"),
    Column("acc2_nonzero", "Acc2 ≠0"),
    Column("f1_nonzero", "F1 ≠0"),
    Column("acc2_haszero", "Acc2 0≤"),
    Column("f1_haszero", "F1 0≤"),
    Column("mae", "MAE", percent=False, better=-1),
    Column("pearson", "Corr", percent=False, needs_spread=True),
    Column("mae_nonzero", "MAE ≠0", percent=False, better=-1),
    Column("pearson_nonzero", "Corr ≠0", percent=False, needs_spread=True),
)
_REGRESSION = (
    Column("mae", "MAE", percent=False, better=-1),
    Column("rmse", "RMSE", percent=False, better=-1),
    Column("pearson", "Corr", percent=False, needs_spread=True),
    Column("concordance", "CCC", percent=False, needs_spread=True),
)
_CLASSES = (
    Column("accuracy", "Acc"),
    Column("balanced_accuracy", "bal. Acc"),
    Column("macro_f1", "macro F1"),
    Column("weighted_f1", "w. F1"),
    Column("macro_auc", "macro AUC", needs_spread=True),
)
_LABELS = (
    Column("macro_weighted_accuracy", "macro WA"),
    Column("macro_weighted_f1", "macro w. F1"),
    Column("macro_f1", "macro F1+"),
    Column("macro_auc", "macro AUC", needs_spread=True),
)
_OF_A_LABEL = (("weighted_accuracy", "WA"), ("weighted_f1", "w. F1"), ("auc", "AUC"))

LEGENDS = {
    HeadKind.REGRESSION: "Acc7: both sides clipped to −3..3 and rounded. ≠0: labels other than 0, "
    "positive against negative; 0≤: all labels, negative against the rest. F1 weighted by support. "
    "Corr: Pearson’s r.",
    HeadKind.MULTI_CLASS: "The strongest class against the true one; utterances with equally "
    "strong labels are left out. Recall per class; macro: mean over classes that occur; "
    "w. F1: weighted by support; AUC: one class against the rest.",
    HeadKind.MULTI_LABEL: "Each class against its absence, at a probability of one half. WA: mean "
    "recall of both sides; w. F1: F1 of both sides weighted by support; F1+: of the positive side; "
    "macro: mean over classes.",
}


def columns_of(name: str, head: Head, given: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns of a head. ``given``: names of its classes."""
    if head.kind is HeadKind.REGRESSION:
        return _SENTIMENT if name == SENTIMENT else _REGRESSION
    classes = class_names(name, head.size, given)
    if head.kind is HeadKind.MULTI_CLASS:
        return (*_CLASSES, *(Column(f"recall.{each}", each) for each in classes))
    return (
        *_LABELS,
        *(
            Column(f"{key}.{each}", f"{each} {title}", needs_spread=key == "auc")
            for each in classes
            for key, title in _OF_A_LABEL
        ),
    )
