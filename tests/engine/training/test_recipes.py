"""Recipes: the committed one is sound, spoilt ones are refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.datasets.catalogue import DATASETS
from engine.datasets.schema import Labels, Record, Split
from engine.errors import CheckpointError, DatasetError, MibscopeError
from engine.features.contract import running_contract
from engine.models.config import Variant
from engine.training.recipes import load_recipe
from tests.helpers.labelled_data import CONTRACT


def test_the_default_recipe_trains_a_c_mib_on_known_sets() -> None:
    recipe = load_recipe("default")
    assert set(recipe.data) <= set(DATASETS)
    config = recipe.model_config(running_contract())
    assert config.variant is Variant.C_MIB
    assert config.input_dims == {
        modality: spec.dimension for modality, spec in running_contract().extractors.items()
    }


def test_limits_are_per_split(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text('name = "small"\n[data.a]\ntrain = 2\n[data.b]\n')
    recipe = load_recipe(str(path))
    records = [
        Record(name, f"{name}{split}{i}", "g", split, Labels(), text="x")
        for name in "abc"
        for split in (Split.TRAIN, Split.TEST)
        for i in range(5)
    ]
    chosen = [(record.dataset, record.split) for record in recipe.choose(records)]
    assert chosen.count(("a", Split.TRAIN)) == 2
    assert chosen.count(("a", Split.TEST)) == 5
    assert chosen.count(("b", Split.TRAIN)) == 5
    assert "c" not in {name for name, _ in chosen}


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        ("name = ", DatasetError, "cannot be understood"),
        ("[data.a]", DatasetError, "cannot be understood: 'name'"),
        ('name = "x"\n[data.a]\nlater = 3', DatasetError, "later"),
        ('name = "x"\n[data]\n[training]\nspeed = 3', CheckpointError, "speed"),
    ],
)
def test_a_spoilt_recipe_is_refused(
    tmp_path: Path, content: str, error: type[MibscopeError], message: str
) -> None:
    path = tmp_path / "spoilt.toml"
    path.write_text(content)
    with pytest.raises(error, match=message):
        load_recipe(str(path))


def test_an_unknown_model_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text('name = "odd"\n[data]\n[model]\ndepth = 3')
    with pytest.raises(CheckpointError, match="depth"):
        load_recipe(str(path)).model_config(CONTRACT)


def test_a_missing_recipe_names_the_default() -> None:
    with pytest.raises(DatasetError, match="--recipe default"):
        load_recipe("nowhere")
