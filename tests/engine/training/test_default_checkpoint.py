"""The checkpoint that comes with MIBScope fits this installation; its card tells its figures."""

from __future__ import annotations

import pytest

from engine.features.contract import running_contract
from engine.models.config import Variant
from engine.training import report
from engine.training.checkpoints import Checkpoint, default_checkpoint_path, load_checkpoint
from engine.training.recipes import load_recipe


@pytest.fixture(scope="module")
def default() -> Checkpoint:
    return load_checkpoint(default_checkpoint_path(), running_contract())


def test_it_is_a_small_trained_c_mib(default: Checkpoint) -> None:
    assert default.config.variant is Variant.C_MIB
    assert default_checkpoint_path().stat().st_size < 10_000_000
    # Untrained weights would not beat the baseline on anything.
    mosi = default.card["sets"]["mosi"]
    assert mosi["views"]["text"]["sentiment"]["mae"] < mosi["baseline"]["sentiment"]["mae"] - 0.3


def test_it_was_made_by_the_committed_recipe(default: Checkpoint) -> None:
    recipe = load_recipe("default")
    assert default.training == recipe.training
    assert default.config == recipe.model_config(running_contract())
    assert set(default.lineage.data) == set(recipe.data)


def test_the_card_tells_the_figures_licences_and_limits(default: Checkpoint) -> None:
    card = default_checkpoint_path().with_suffix(".md").read_text(encoding="utf-8")
    assert default.sha256 in card
    assert report.markdown(report.SENTIMENT_HEAD, report.sentiment_rows(default.card)) in card
    assert report.markdown(report.EMOTION_HEAD, report.emotion_rows(default.card)) in card
    assert "CC BY-NC-SA 4.0" in card
    for name, facts in default.lineage.data.items():
        assert name in card
        assert facts["licence"] in card
