"""The card as Markdown and as a page says what the measured figures say, however few there are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.datasets.packed import pack
from engine.datasets.schema import Labels
from engine.errors import CheckpointError
from engine.explain.calibration import Calibration, HeadCalibration
from engine.models.builders import build_model
from engine.models.config import MIBConfig
from engine.training.cards.page import card_html
from engine.training.cards.plots import wilson
from engine.training.cards.tables import (
    confusions,
    data_table,
    emotion_table,
    figure_tables,
    markdown,
)
from engine.training.cards.text import (
    NO_CALIBRATION,
    NOT_MEASURED,
    CardProse,
    card_markdown,
    prose_path,
    read_prose,
)
from engine.training.checkpoints import Checkpoint, Lineage
from engine.training.run import measured
from engine.types import EMOTIONS, SENTIMENT, STANDARD_HEADS, Head, HeadKind, Modality
from tests.helpers.labelled_data import CONTRACT, made_up_samples
from tests.helpers.pages import opened
from tests.helpers.training import MODEL, TRAINING, made_up_data

DATA = {
    "talk": {"title": "Made-up talks", "licence": "CC <none>", "train": 24, "with": {"text": 72}},
    "clips": {"title": "Clips | more", "licence": "MIT", "split_by": "speaker", "note": "made up"},
}
CALIBRATION = Calibration(
    {
        EMOTIONS: HeadCalibration(temperature={"text+audio+vision": 3.0}, uncertain_above=0.9),
        SENTIMENT: HeadCalibration(half_width={"text": 2.5}),
    }
)


def checkpoint_of(
    config: MIBConfig = MODEL, calibration: Calibration = CALIBRATION, **lineage: Any
) -> Checkpoint:
    """An untrained one of the made-up data's contract, without figures."""
    torch.manual_seed(2)
    told = {"mibscope_version": "0", "recipe": "tiny", "seed": 2, "code": "c0de", "data": DATA}
    return Checkpoint(
        build_model(config).eval(),
        config,
        CONTRACT,
        TRAINING,
        Lineage(**{**told, **lineage}),
        calibration,
        sha256="5ha",
    )


def with_figures(checkpoint: Checkpoint, heads: Mapping[str, Head] = STANDARD_HEADS) -> Checkpoint:
    found = measured(checkpoint, pack(made_up_samples(), CONTRACT, heads, DATA))
    # A card has been through JSON when it is read.
    return replace(checkpoint, card=json.loads(json.dumps(found.card, allow_nan=False)))


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    torch.set_num_threads(1)
    return with_figures(checkpoint_of())


@pytest.fixture(scope="module")
def page(checkpoint: Checkpoint) -> str:
    return card_html(checkpoint, CardProse(), "tiny.safetensors")


# ------------------------------------------------------------------ tables


def test_cells_are_the_figures_of_the_card(checkpoint: Checkpoint) -> None:
    table = emotion_table(checkpoint.card)
    assert len(table.rows) == 1 + 1 + 7 + 1, "calls and its baseline, seven views and theirs"
    for row in table.rows:
        cells = dict(zip(table.head, row, strict=True))
        report = checkpoint.card["sets"][cells["set"]]
        if cells["seen"] == "nothing":
            assert cells["ECE after"] == "–"
            continue
        scores = report["views"][cells["seen"]][EMOTIONS]
        believed = report["trust"][cells["seen"]][EMOTIONS]
        assert cells["acc"] == f"{100 * scores['accuracy']:.1f}"
        assert cells["NLL"] == f"{scores['negative_log_likelihood']:.2f}"
        assert cells["NLL"] == f"{believed['negative_log_likelihood_after']:.2f}"
        assert cells["ECE before"] == f"{believed['calibration_error_before']:.2f}"
        assert cells["ECE after"] == f"{believed['calibration_error_after']:.2f}"


def test_all_sets_together_come_first(checkpoint: Checkpoint) -> None:
    titles = {table.title.split(":")[0]: table for table in figure_tables(checkpoint.card)[2:]}
    assert set(titles) == {"Sentiment", "Emotions"}
    for head, table in titles.items():
        whole = dict(zip(table.head, table.rows[0], strict=True))
        assert (whole["set"], whole["seen"]) == ("all sets", "everything")
        assert whole["n"] == str(checkpoint.card["trust"][head.lower()]["n"]) == "48"


def test_undefined_figures_are_dashes(checkpoint: Checkpoint) -> None:
    card = json.loads(json.dumps(checkpoint.card))
    card["trust"][EMOTIONS]["accuracy_certain"] = None
    card["sets"]["talk"]["baseline"][SENTIMENT]["pearson"] = None
    for table in figure_tables(card):
        assert "None" not in str(table.rows)
        assert "nan" not in str(table.rows)
    assert figure_tables(card)[3].rows[0][-1] == "–"


def test_the_data_table_holds_terms_and_counts() -> None:
    rows = {row[0]: row for row in data_table(DATA).rows}
    assert rows["talk"] == ("talk", "Made-up talks", "CC <none>", "–", "24", "–", "–", "text 72")
    assert rows["clips"][3] == "speaker; made up"
    assert "Clips \\| more" in markdown(data_table(DATA).head, data_table(DATA).rows)


# ------------------------------------------------------------------ Markdown


def test_tables_stand_where_the_prose_wants_them(checkpoint: Checkpoint) -> None:
    prose = CardProse("# Mine\n\n<!-- emotions -->\n\n## Licence\n\nNobody’s.\n\n<!-- file -->\n")
    card = card_markdown(checkpoint, prose, "tiny.safetensors")
    table = emotion_table(checkpoint.card)
    places = [
        card.index(each)
        for each in (
            *("# Mine", markdown(table.head, table.rows), "## Licence", "- SHA-256: 5ha"),
            *("## Data", "CC <none>", "## How it was measured", "Splits by speaker"),
            *("## Sentiment", "## Calibration", "## Confusions"),
        )
    ]
    assert places == sorted(places)
    assert "## Emotions" not in card
    assert "<!--" not in card


def test_confusions_are_percent_of_the_true_class(checkpoint: Checkpoint) -> None:
    card = card_markdown(checkpoint, CardProse())
    found = confusions(checkpoint.card, "clips")[-1]
    assert found.view == "text+audio+vision"
    assert found.n == 24
    for true, row in enumerate(found.counts):
        total = sum(row)
        cells = [f"{100 * count / total:.1f}" if total else "–" for count in row]
        line = f"| {found.classes[true]} | {total} | {' | '.join(cells)} |"
        assert line in card.split("`clips`, seen text+audio+vision")[1]


def test_the_facts_of_the_file_are_told(checkpoint: Checkpoint) -> None:
    child = replace(checkpoint, lineage=replace(checkpoint.lineage, parent="abc"))
    card = card_markdown(child, CardProse(), "tiny.safetensors")
    for words in (
        "# tiny.safetensors",
        "C-MIB, fusion by concatenation, width 10",
        "text: made-up-words v1 (5)",
        "sentiment: regression of 1; emotions: multi-class of 7",
        "tiny, seed 2",
        "checkpoint abc",
        "logits divided by 3.00 (text+audio+vision), uncertain above a doubt of 0.90",
        "spreads 2.50 (text)",
    ):
        assert words in card, words
    assert NO_CALIBRATION not in card
    plain = with_figures(checkpoint_of(calibration=Calibration()))
    assert NO_CALIBRATION in card_markdown(plain, CardProse())


def test_prose_lies_beside_its_checkpoint(tmp_path: Path) -> None:
    path = prose_path(tmp_path / "mine.safetensors")
    assert path == tmp_path / "mine.prose.md"
    assert read_prose(path) == CardProse()
    path.write_text("# Mine\n\n## Licence\n\nCC0 <!-- data -->\n\n## More\n", encoding="utf-8")
    assert read_prose(path).section("Licence") == "CC0"
    assert read_prose(path).section("Less") == ""
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(CheckpointError, match=r"mine\.prose\.md cannot be read"):
        read_prose(path)


# ------------------------------------------------------------------ the page


def test_the_page_stands_alone_and_has_every_picture(checkpoint: Checkpoint, page: str) -> None:
    found = opened(page)
    # All sets: two; talk and calls one each; clips two.
    assert found.seen.count("svg") == 2 + 1 + 1 + 2
    assert found.seen.count("h3") == 3
    for words in ("CC &lt;none&gt;", "5ha", "Splits by speaker", "Fewer than 100 samples"):
        assert words in page, words
    assert page == card_html(checkpoint, CardProse(), "tiny.safetensors"), "the same every time"


def test_numbers_of_the_page_are_those_of_the_card(checkpoint: Checkpoint, page: str) -> None:
    tables = opened(page).tables
    wanted = figure_tables(checkpoint.card)
    for table, shown in zip(wanted, tables, strict=False):
        assert [cell.strip() for cell in shown[0]] == list(table.head)
        assert [tuple(row) for row in shown[1:]] == list(table.rows)
    matrices = tables[len(wanted) : -1]
    # Of each set the widest view first.
    found = [
        each for name in checkpoint.card["sets"] for each in confusions(checkpoint.card, name)[::-1]
    ]
    assert len(matrices) == len(found) == 1 + 7
    for each, shown in zip(found, matrices, strict=True):
        stored = checkpoint.card["sets"][each.dataset]["trust"][each.view][EMOTIONS]
        counts = [[int(cell) for cell in row[1:8]] for row in shown[1:]]
        assert counts == stored["confusion"]
        assert sum(map(sum, counts)) == stored["n"] == 24
        assert [int(row[8]) for row in shown[1:]] == [sum(row) for row in counts]


def test_the_licence_is_what_a_person_says_or_what_the_data_has(page: str) -> None:
    assert "names no licence of its own" in page
    assert "CC &lt;none&gt;; MIT." in page
    prose = CardProse("## Licence\n\n**CC0**, see [there](x.md)\nfor `more`.\n")
    assert "CC0, see there for more." in card_html(checkpoint_of(), prose, "tiny")


def test_validation_samples_and_strangers_are_named(checkpoint: Checkpoint) -> None:
    calls = {"calls": checkpoint.card["sets"]["calls"]}
    valid = replace(checkpoint, card={**checkpoint.card, "split": "valid", "sets": calls})
    page = card_html(valid, CardProse(), "tiny", {"calls": {"title": "Calls", "licence": "mine"}})
    assert "The figures flatter" in page
    assert "Not among the data that it was trained on: calls." in page
    assert "Calls; mine; 24 samples" in page


# ------------------------------------------------------------------ whatever there is


@pytest.mark.parametrize(
    ("heads", "modalities", "pictures"),
    [
        ({SENTIMENT: STANDARD_HEADS[SENTIMENT]}, (Modality.TEXT,), 1 + 2),
        ({EMOTIONS: STANDARD_HEADS[EMOTIONS]}, (Modality.AUDIO, Modality.VISION), 1 + 2),
    ],
)
def test_smaller_models_have_smaller_cards(
    heads: dict[str, Head], modalities: tuple[Modality, ...], pictures: int
) -> None:
    dims = {m: MODEL.input_dims[m] for m in modalities}
    small = with_figures(checkpoint_of(replace(MODEL, heads=heads, input_dims=dims)))
    assert len(figure_tables(small.card)) == 2
    assert opened(card_html(small, CardProse(), "tiny")).seen.count("svg") == pictures
    assert NOT_MEASURED in card_markdown(small, CardProse())


@pytest.mark.parametrize("name", ["topics", EMOTIONS])
def test_a_checkpoint_of_other_heads_has_a_card_too(name: str) -> None:
    heads = {name: Head(HeadKind.MULTI_LABEL, 2)}
    other = checkpoint_of(replace(MODEL, heads=heads))
    samples = [
        replace(each, labels=Labels(others={name: (1.0, 0.0)})) for each in made_up_samples(6)
    ]
    found = measured(other, pack(samples, CONTRACT, heads))
    other = replace(other, card=found.card)
    assert figure_tables(other.card) == ()
    opened(card_html(other, CardProse(), "tiny"))
    assert f"{name}: multi-label of 2" in card_markdown(other, CardProse())


def test_cards_without_figures_or_of_older_files_are_shown(checkpoint: Checkpoint) -> None:
    bare = checkpoint_of(data={})
    assert NOT_MEASURED in card_markdown(bare, CardProse())
    assert "does not say what it was trained on" in card_html(bare, CardProse(), "tiny")
    card = json.loads(json.dumps(checkpoint.card))
    del card["trust"]
    for report in card["sets"].values():
        del report["trust"]
    old = replace(checkpoint, card=card)
    assert len(figure_tables(card)) == 2
    assert opened(card_html(old, CardProse(), "tiny")).seen.count("svg") == 0
    assert NOT_MEASURED in card_markdown(old, CardProse())


def test_terms_of_measured_sets_are_kept_apart_from_those_of_training() -> None:
    found = measured(checkpoint_of(), replace(made_up_data(), provenance=DATA))
    assert found.data["talk"] == {"title": "Made-up talks", "licence": "CC <none>"}
    assert found.data["calls"] == {}


def test_the_interval_of_a_share() -> None:
    low, high = wilson(0.5, 100)
    assert (low, high) == pytest.approx((0.4038, 0.5962), abs=1e-4)
    assert wilson(0.0, 1)[0] == pytest.approx(0.0)
    assert wilson(1.0, 1)[1] == pytest.approx(1.0)
