"""Grids are expanded into what is worth running, and spoilt files are refused in one sentence."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from engine.errors import DatasetError
from engine.experiments.plan import Axes, Cell, expand
from engine.experiments.reading import load_experiment
from engine.models.config import Constraint, Fusion, Variant
from engine.types import Modality
from tests.engine.experiments.conftest import GRID, SMALL, Write

ALL = tuple(Modality)
B, E, L, C = Variant.B_MIB, Variant.E_MIB, Variant.L_MIB, Variant.C_MIB
BOTH = (Constraint.KL, Constraint.MMD)


def _axes(
    variant: tuple[Variant, ...] = (C,),
    fusion: tuple[Fusion, ...] = (Fusion.CONCATENATION,),
    constraint: tuple[Constraint, ...] = (Constraint.KL,),
    beta: tuple[float, ...] = (1e-3,),
) -> Axes:
    return Axes((ALL, (Modality.TEXT,)), variant, fusion, constraint, beta)


def test_a_grid_is_each_with_each() -> None:
    cells, notes = expand(_axes((E, L, C), constraint=BOTH, beta=(1e-3, 1e-2)))
    assert len(cells) == len(set(cells)) == 2 * 3 * 2 * 2
    assert {(c.modalities, c.variant, c.constraint, c.beta) for c in cells} == set(
        product((ALL, (Modality.TEXT,)), (E, L, C), BOTH, (1e-3, 1e-2))
    )
    assert notes == ()


def test_a_product_of_experts_is_for_l_mib_alone() -> None:
    cells, notes = expand(_axes((E, L, C), (Fusion.CONCATENATION, Fusion.EXPERTS)))
    assert len(cells) == 2 * (3 * 2 - 2)
    assert {c.variant for c in cells if c.fusion is Fusion.EXPERTS} == {L}
    (note,) = notes
    assert note.startswith("Left out: 4 combinations")


def test_the_baseline_knows_neither_beta_nor_constraint() -> None:
    cells, notes = expand(_axes((B, C), constraint=BOTH, beta=(1e-3, 1e-2)))
    assert len(cells) == 2 * (1 + 4)
    for modalities in (ALL, (Modality.TEXT,)):
        assert Cell(modalities, B, Fusion.CONCATENATION, Constraint.KL, 0.0) in cells
    (note,) = notes
    assert note.startswith("6 combinations would be a model that is there already")


def test_without_beta_no_constraint_counts_and_e_mib_is_the_baseline() -> None:
    cells, _ = expand(_axes((B, E, C), constraint=BOTH, beta=(0.0,)))
    assert [(c.variant, c.constraint) for c in cells if c.modalities == ALL] == [
        (B, Constraint.KL),
        (C, Constraint.KL),
    ]


def test_a_grid_without_any_model_is_refused() -> None:
    with pytest.raises(DatasetError, match="no model"):
        expand(_axes((C,), (Fusion.EXPERTS,)))


def test_runs_go_seed_by_seed_and_none_is_there_twice(write: Write) -> None:
    two = """
[[grid]]
title = "Variants"
variant = ["E-MIB", "C-MIB"]
seeds = [1, 2]
[[grid]]
title = "Beta"
beta = [1e-3, 1e-1]
seeds = [2, 3]
"""
    plan = load_experiment(str(write(SMALL, two)))
    assert len(plan.cells) == 3
    # C-MIB with beta 1e-3 and seed 2 is in both grids.
    assert len(plan.runs) == len(set(plan.runs)) == (2 * 2 + 2 * 2 - 1) * 3
    assert [run.seed for run in plan.runs] == sorted(run.seed for run in plan.runs)
    first = [run for run in plan.runs if run.seed == 1]
    assert [run.fold for run in first] == sorted(run.fold or 0 for run in first)


def test_what_a_grid_leaves_out_is_the_recipes(write: Write) -> None:
    text = SMALL.replace("width = 10", 'width = 10\nvariant = "L-MIB"\nmodalities = ["vision"]')
    plan = load_experiment(str(write(text.replace("epochs = 2", "epochs = 2\nbeta = 0.5"))))
    assert plan.cells == (Cell((Modality.VISION,), L, Fusion.CONCATENATION, Constraint.KL, 0.5),)
    assert plan.seeds == (1,)
    assert set(plan.model) == {"width", "bottleneck_hidden", "layers", "pooling"}


def test_the_committed_grid_of_mosi400_has_560_runs() -> None:
    plan = load_experiment("mosi400")
    assert len(plan.cells) == 7 * 4
    assert len(plan.runs) == 7 * 4 * 5 * 4
    assert plan.data.sets == ("mosi400",)


def test_the_template_has_the_published_grid_and_every_figure_finds_its_line() -> None:
    plan = load_experiment("paper-tables")
    sizes = {grid.title: len(grid.cells) for grid in plan.grids}
    assert sizes == {"Variants": 4, "Modalities": 7, "Beta": 8, "Fusion": 19, "Constraints": 6}
    for reference in plan.references:
        (grid,) = [each for each in plan.grids if each.title == reference.table]
        assert sum(reference.belongs_to(cell) for cell in grid.cells) == 1, reference
    assert len({(r.table, r.dataset, r.label) for r in plan.references}) == len(plan.references)
    c_mib = [r for r in plan.references if r.table == "Variants" and r.label == "C-MIB"]
    assert {r.dataset: r.values["acc2_nonzero"] for r in c_mib} == {"mosi": 85.2, "mosei": 86.2}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "small"', "name = ", "cannot be understood"),
        ('name = "small"', "", "'name' is missing"),
        ('name = "small"', 'name = "../up"', "could not be that of a folder"),
        ('name = "small"', 'name = "small"\nseeds = [1]', "the file has no 'seeds'"),
        ('file = "people.safetensors"', "", "either sets or file"),
        ('file = "people.safetensors"', 'sets = ["mosy"]', "unknown set mosy"),
        ("folds = 3", "folds = 1", "folds is 1"),
        ("valid = 0.25", "valid = 1.5", "valid is 1.5"),
        ("epochs = 2", "epoch = 2", "Unknown training setting epoch"),
        ('variant = ["B-MIB", "C-MIB"]', 'variant = ["D-MIB"]', "no variant 'D-MIB'"),
        ('variant = ["B-MIB", "C-MIB"]', 'variant = "B-MIB"', "variant must be a list"),
        ('variant = ["B-MIB", "C-MIB"]', 'variants = ["B-MIB"]', "no 'variants'"),
        ('[["text"], ["text", "vision"]]', '["text"]', "written as a list, not 'text'"),
        ('[["text"], ["text", "vision"]]', '[["smell"]]', "no modality 'smell'"),
        ("seeds = [1, 2]", "seeds = []", "seeds must be a list with something"),
        ("seeds = [1, 2]", "seeds = [1.5]", "whole numbers"),
        ("seeds = [1, 2]", "seeds = [1]\nbeta = [-1.0]", "beta is -1.0"),
        ("seeds = [1, 2]", 'seeds = [1]\n[[reference]]\nlabel = "x"', "'source' is missing"),
    ],
)
def test_a_spoilt_file_is_refused_with_its_name_and_the_reason(
    write: Write, old: str, new: str, message: str
) -> None:
    whole = SMALL + GRID
    assert old in whole
    path = write(whole.replace(old, new))
    with pytest.raises(DatasetError, match=message) as caught:
        load_experiment(str(path))
    assert str(path) in caught.value.message


def test_a_missing_file_names_those_that_come_along(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="mosi400, mosi400-modalities, paper-tables"):
        load_experiment("nowhere")
    with pytest.raises(DatasetError, match="There is no experiment"):
        load_experiment(str(tmp_path / "nowhere.toml"))
