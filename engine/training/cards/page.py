"""The card as one HTML page that holds everything: tables, confusions, reliability, terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.runtime.paths import resources_dir
from engine.sessions.html import render
from engine.training.cards.plots import groups_svg, reliability_svg
from engine.training.cards.tables import (
    CardTable,
    Confusions,
    Plain,
    confusions,
    data_table,
    figure_tables,
    number,
    percent,
)
from engine.training.cards.text import (
    NO_CALIBRATION,
    NOT_MEASURED,
    CardProse,
    checkpoint_facts,
)
from engine.training.checkpoints import Checkpoint
from engine.types import EMOTIONS, SENTIMENT

FEW = 100
"""Samples below which a page warns of a set."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure in large letters."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG and how to read it."""

    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class SetSection:
    """What there is to see of one data set."""

    name: str
    terms: str
    """Title, licence and number of samples, in words."""
    warning: str
    pictures: tuple[Picture, ...]
    confusions: tuple[Confusions, ...]
    """The widest view first."""


@dataclass(frozen=True, slots=True)
class CardPage:
    """What the template is given."""

    title: str
    licence: str
    facts: Mapping[str, str]
    protocol: tuple[str, ...]
    headlines: tuple[Headline, ...]
    overview: tuple[Picture, ...]
    tables: tuple[CardTable, ...]
    sets: tuple[SetSection, ...]
    data: CardTable


def card_html(
    checkpoint: Checkpoint, prose: CardProse, file: str, measured: Mapping[str, Plain] | None = None
) -> str:
    """The page of the figures that the checkpoint carries.

    Args:
        file: the name that the checkpoint is known by.
        measured: terms of the sets that were measured, where they may differ from those of
            training.
    """
    template = resources_dir() / "checkpoints" / "card.html"
    return render(template, page=_page(checkpoint, prose, file, measured or {}))


def _page(
    checkpoint: Checkpoint, prose: CardProse, file: str, measured: Mapping[str, Plain]
) -> CardPage:
    card = {"sets": {}, **checkpoint.card}
    trained = checkpoint.lineage.data
    terms = {**trained, **{name: facts for name, facts in measured.items() if name not in trained}}
    sets = [
        _section(place, name, card, terms.get(name, {})) for place, name in enumerate(card["sets"])
    ]
    return CardPage(
        title=file,
        licence=_licence(checkpoint, prose),
        facts=checkpoint_facts(checkpoint, file),
        protocol=_protocol(
            checkpoint, [name for name in card["sets"] if trained and name not in trained]
        ),
        headlines=_headlines(card.get("trust", {})),
        overview=_pictures("all", {"all sets": card.get("trust", {})}, spread=False),
        tables=figure_tables(card),
        sets=tuple(sets),
        data=data_table(terms),
    )


def _licence(checkpoint: Checkpoint, prose: CardProse) -> str:
    """What a person says, or else what the data's terms are."""
    said = re.sub(r"[*`]|\[([^\]]*)\]\([^)]*\)", r"\1", prose.section("Licence"))
    if said:
        return " ".join(said.split())
    licences = [facts.get("licence") for facts in checkpoint.lineage.data.values()]
    found = "; ".join(dict.fromkeys(each for each in licences if each))
    return (
        "The file names no licence of its own. Licences of the data that it was trained on: "
        f"{found or 'not recorded'}."
    )


def _protocol(checkpoint: Checkpoint, strangers: list[str]) -> tuple[str, ...]:
    card = checkpoint.card
    words = [str(card.get("protocol", NOT_MEASURED))]
    if card.get("split") == "valid":
        words.append(
            "These are validation samples: on such the epoch was chosen and the calibration "
            "fitted. The figures flatter; those of the test split are the ones to quote."
        )
    if "trust" in card and not checkpoint.calibration.heads:
        words.append(NO_CALIBRATION)
    if strangers:
        words.append(f"Not among the data that it was trained on: {', '.join(strangers)}.")
    return tuple(words)


def _headlines(trust: Plain) -> tuple[Headline, ...]:
    """Of all sets together."""
    found = []
    classes, numbers = trust.get(EMOTIONS, {}), trust.get(SENTIMENT, {})
    if "confusion" in classes:
        keys = ("calibration_error_before", "calibration_error_after")
        errors = dict.fromkeys(number(classes[key], 3) for key in keys)
        when = ", before → after calibration" if len(errors) > 1 else ""
        found += [
            Headline(_share(classes["accuracy"]), "of emotions are right"),
            Headline(" → ".join(errors), f"calibration error of emotions{when}"),
            Headline(_share(classes["uncertain"]), "of emotions are marked as uncertain"),
            Headline(_share(classes["accuracy_certain"]), "of the other emotions are right"),
        ]
    if "groups" in numbers:
        found += [
            Headline(number(numbers["mae"], 2), "mean error of sentiment on −3 … 3"),
            Headline(
                _share(numbers["coverage_after"]),
                "of sentiments lie in the interval that is to hold 80 %",
            ),
        ]
    return tuple(found)


def _share(value: float | None) -> str:
    return percent(value) if value is None else f"{percent(value)} %"


def _section(place: int, name: str, card: Plain, terms: Plain) -> SetSection:
    report = card["sets"][name]
    words = [str(terms[key]) for key in ("title", "licence") if terms.get(key)]
    return SetSection(
        name=name,
        terms="; ".join([*words, f"{report['n']:,} samples"]),
        warning=f"Fewer than {FEW} samples: differences of several points mean nothing."
        if report["n"] < FEW
        else "",
        pictures=_pictures(f"set{place}", report.get("trust", {})),
        confusions=confusions(card, name)[::-1],
    )


def _pictures(name: str, views: Mapping[str, Plain], *, spread: bool = True) -> tuple[Picture, ...]:
    """Of emotions and sentiment, as far as they were measured.

    Args:
        views: trust by head each.
        spread: with the intervals of shares, which only mean something if all samples count alike.
    """
    classes = {view: heads[EMOTIONS] for view, heads in views.items() if EMOTIONS in heads}
    numbers = {view: heads[SENTIMENT] for view, heads in views.items() if SENTIMENT in heads}
    found = []
    if bins := {
        view: each["reliability"] for view, each in classes.items() if "reliability" in each
    }:
        found.append(
            Picture(
                reliability_svg(f"{name}-emotions", bins, spread=spread),
                "Emotions. Points: share that is right of the predictions with about the same "
                f"stated probability{_SPREAD if spread else ''}; on the dashed line claims come "
                "true, below it the model is too sure. Grey: how many predictions.",
            )
        )
    if groups := {view: each["groups"] for view, each in numbers.items() if "groups" in each}:
        found.append(
            Picture(
                groups_svg(f"{name}-sentiment", groups),
                "Sentiment. Predictions in rising order, cut into tenths: mean label over mean "
                "prediction. Where the points rise more steeply than the dashed line the model is "
                "too cautious, where they rise less it is too bold.",
            )
        )
    return tuple(found)


_SPREAD = ", with the 95 % interval of a share of so many"
