"""The figures of a card (``report.to_json``) as tables of text: for terminals, pages, Markdown.

Cards of older checkpoints lack what was not measured then; their tables are shorter or empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.types import EMOTIONS, SENTIMENT, Emotion

Plain = Mapping[str, Any]

NOTHING = "nothing"
"""The view of the baseline."""


@dataclass(frozen=True, slots=True)
class CardTable:
    """``rows`` are as long as ``head``; the first ``labels`` columns hold words."""

    title: str
    note: str
    """How to read it."""
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    labels: int = 2


@dataclass(frozen=True, slots=True)
class Confusions:
    """Of one set through one view: ``counts`` [k][k], rows are the true class."""

    dataset: str
    view: str
    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def n(self) -> int:
        return sum(map(sum, self.counts))

    def share(self, true: int, predicted: int) -> float:
        """Of the samples of a true class those predicted as another, 0..1; 0 without any."""
        return self.counts[true][predicted] / max(1, sum(self.counts[true]))


def sentiment_table(card: Plain) -> CardTable:
    """Every set and view with labels of sentiment, and the baselines."""
    shares = ("acc2_nonzero", "f1_nonzero", "acc2_haszero", "acc7")
    rows = [
        (
            *(name, view, str(scores["n"])),
            *(percent(scores[each]) for each in shares),
            *(number(scores[each], 3) for each in ("mae", "pearson")),
        )
        for name, view, scores in _scores(card, SENTIMENT, "acc7")
    ]
    return CardTable(
        "Sentiment",
        "Percent, except MAE and r. “seen”: which modalities took part; “nothing”: always the "
        "median of the set’s own training labels. A model must beat that to have seen anything.",
        ("set", "seen", "n", "acc2 ≠0", "F1 ≠0", "acc2 0≤", "acc7", "MAE", "r"),
        tuple(rows),
    )


def emotion_table(card: Plain) -> CardTable:
    """Every set and view with labels of emotions, and the baselines."""
    shares = ("accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "macro_auc")
    rows = []
    for name, view, scores in _scores(card, EMOTIONS, "accuracy"):
        believed = _trust_of(card, name, view, EMOTIONS)
        before = scores["calibration_error"]
        after = None
        if believed is not None:
            before = believed["calibration_error_before"]
            after = believed["calibration_error_after"]
        rows.append(
            (
                *(name, view, str(scores["n"])),
                *(percent(scores[each]) for each in shares),
                number(scores["negative_log_likelihood"], 2),
                *(number(each, 2) for each in (before, after)),
            )
        )
    return CardTable(
        "Emotions",
        "Percent, except NLL in nats and ECE, the expected calibration error of the top "
        "probability before and after the checkpoint’s calibration. “nothing”: always how often "
        "each class occurs in the set’s own training part. Of seven classes a guess has balanced "
        "accuracy 14.3.",
        (
            *("set", "seen", "n", "acc", "bal. acc", "macro F1", "w. F1", "AUC", "NLL"),
            *("ECE before", "ECE after"),
        ),
        tuple(rows),
    )


def emotion_trust_table(card: Plain) -> CardTable:
    """How far emotions can be believed: all sets together first."""
    keys = ("negative_log_likelihood", "calibration_error")
    rows = [
        (
            *(name, view, str(each["n"])),
            *(number(each[f"{key}_{when}"], 2) for key in keys for when in ("before", "after")),
            percent(each["accuracy"]),
            percent(each["uncertain"]),
            str(each["n_certain"]),
            percent(each["accuracy_certain"]),
        )
        for name, view, each in _trusted(card, EMOTIONS, "confusion")
    ]
    return CardTable(
        "Emotions: can the stated probability be believed?",
        "NLL and ECE before and after the checkpoint’s calibration. “uncertain”: percent of the "
        "predictions that an analysis marks as uncertain; “acc certain”: accuracy of the others. "
        "In the first row every set counts the same, through all of its modalities.",
        (
            *("set", "seen", "n", "NLL before", "NLL after", "ECE before", "ECE after"),
            *("acc", "uncertain", "n certain", "acc certain"),
        ),
        tuple(rows),
    )


def sentiment_trust_table(card: Plain) -> CardTable:
    """How far sentiment can be believed: all sets together first."""
    rows = [
        (
            *(name, view, str(each["n"])),
            *(percent(each[f"coverage_{when}"]) for when in ("before", "after")),
            *(number(each[f"width_{when}"], 2) for when in ("before", "after")),
            number(each["mae"], 3),
            percent(each["uncertain"]),
            str(each["n_certain"]),
            number(each["mae_certain"], 3),
            percent(each["sign_certain"]),
        )
        for name, view, each in _trusted(card, SENTIMENT, "groups")
    ]
    return CardTable(
        "Sentiment: do the intervals hold?",
        "“inside”: percent of the labels in the interval that is to hold 80 % of them, before and "
        "after the checkpoint’s calibration; “width”: its mean width on the scale from −3 to 3. "
        "“uncertain”: percent of the predictions that an analysis marks as uncertain; MAE and sign "
        "(labels ≠ 0) of the others. MAE is of what is shown, which ends at ±3.",
        (
            *("set", "seen", "n", "inside before", "inside after", "width before", "width after"),
            *("MAE", "uncertain", "n certain", "MAE certain", "sign certain"),
        ),
        tuple(rows),
    )


def data_table(data: Plain) -> CardTable:
    """Data sets with their terms (``Lineage.data``)."""
    rows = []
    for name, facts in data.items():
        tracks = facts.get("with") or {}
        seen = " ".join(f"{m} {count}" for m, count in tracks.items() if count)
        counts = [str(facts.get(split, "–")) for split in ("train", "valid", "test")]
        apart = "; ".join(str(facts[key]) for key in ("split_by", "note") if facts.get(key))
        terms = [_word(each) for each in (facts.get("title"), facts.get("licence"), apart)]
        rows.append((name, *terms, *counts, seen or "–"))
    return CardTable(
        "Data",
        "How many samples the recipe took of each part.",
        (
            *("set", "what", "licence of the data", "held apart by"),
            *("train", "valid", "test", "samples with"),
        ),
        tuple(rows),
        labels=4,
    )


def figure_tables(card: Plain) -> tuple[CardTable, ...]:
    """All tables of figures that have rows."""
    makers = (sentiment_table, emotion_table, sentiment_trust_table, emotion_trust_table)
    return tuple(table for table in (make(card) for make in makers) if table.rows)


def confusions(card: Plain, dataset: str) -> tuple[Confusions, ...]:
    """Of the emotions of one set, by view; the last one has all of its modalities."""
    found = [
        (view, believed[EMOTIONS]["confusion"])
        for view, believed in card["sets"][dataset].get("trust", {}).items()
        if "confusion" in believed.get(EMOTIONS, {})
    ]
    return tuple(
        Confusions(dataset, view, class_names(len(counts)), tuple(map(tuple, counts)))
        for view, counts in found
    )


def class_names(size: int) -> tuple[str, ...]:
    """The seven expressions, or numbers."""
    if size == len(Emotion):
        return tuple(emotion.value for emotion in Emotion)
    return tuple(f"class {place}" for place in range(1, size + 1))


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def percent(share: float | None) -> str:
    """With one digit, – where it is not defined."""
    return "–" if share is None else f"{100 * share:.1f}"


def number(value: float | None, digits: int) -> str:
    """– where it is not defined."""
    return "–" if value is None else f"{value:.{digits}f}"


def _word(value: Any) -> str:
    return str(value) if value else "–"


def _scores(card: Plain, head: str, key: str) -> Iterator[tuple[str, str, Plain]]:
    """``key``: what scores of the standard head have; one of the same name may be another."""
    for name, report in card["sets"].items():
        for view, scores in (*report["views"].items(), (NOTHING, report["baseline"])):
            if key in (scores.get(head) or {}):
                yield name, view, scores[head]


def _trusted(card: Plain, head: str, key: str) -> Iterator[tuple[str, str, Plain]]:
    whole = card.get("trust", {}).get(head, {})
    if key in whole:
        yield "all sets", "everything", whole
    for name, report in card["sets"].items():
        for view, believed in report.get("trust", {}).items():
            if key in believed.get(head, {}):
                yield name, view, believed[head]


def _trust_of(card: Plain, name: str, view: str, head: str) -> Plain | None:
    found: Plain | None = card["sets"][name].get("trust", {}).get(view, {}).get(head)
    return found
