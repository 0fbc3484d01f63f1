"""The checkpoint that comes with MIBScope fits this installation; its card tells its figures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from safetensors import safe_open
from safetensors.numpy import load_file

from engine.cli import run_cli
from engine.features.contract import available_extractors, running_contract
from engine.features.neutral import load_neutral
from engine.models.config import Variant
from engine.models.tensors import ModalityTensors
from engine.runtime.paths import resources_dir
from engine.training.cards.tables import figure_tables, markdown
from engine.training.checkpoints import (
    FORMAT,
    VERSION,
    Checkpoint,
    default_checkpoint_path,
    load_checkpoint,
)
from engine.training.recipes import load_recipe
from engine.types import EMOTIONS, SENTIMENT, STANDARD_HEADS, Head, Modality
from tests.helpers.pages import opened


@pytest.fixture(scope="module")
def default() -> Checkpoint:
    return load_checkpoint(default_checkpoint_path(), available_extractors())


def test_it_is_a_small_trained_c_mib(default: Checkpoint) -> None:
    assert default.config.variant is Variant.C_MIB
    assert default_checkpoint_path().stat().st_size < 10_000_000
    # Untrained weights would not beat the baseline on anything.
    mosi = default.card["sets"]["mosi"]
    assert mosi["views"]["text"]["sentiment"]["mae"] < mosi["baseline"]["sentiment"]["mae"] - 0.3


def test_all_that_comes_along_is_small() -> None:
    sizes = [path.stat().st_size for path in resources_dir().rglob("*") if path.is_file()]
    assert sum(sizes) <= 40e6


def test_the_permissive_one_is_another_model_of_the_same_kind(default: Checkpoint) -> None:
    path = default_checkpoint_path().with_name("permissive.safetensors")
    permissive = load_checkpoint(path, available_extractors())
    assert permissive.config == default.config
    assert set(permissive.lineage.data) == set(load_recipe("permissive").data)
    assert not any("NC" in facts["licence"] for facts in permissive.lineage.data.values())


def test_it_was_made_by_the_committed_recipe(default: Checkpoint) -> None:
    recipe = load_recipe("default")
    assert default.training == recipe.training
    assert default.config == recipe.model_config(running_contract())
    assert set(default.lineage.data) == set(recipe.data)


def test_its_format_is_read_and_brought_up_to_date(default: Checkpoint) -> None:
    with safe_open(default_checkpoint_path(), "np") as file:
        described = json.loads(file.metadata()[FORMAT])
    assert described["version"] <= VERSION
    assert default.config.heads == STANDARD_HEADS
    assert all(isinstance(head, Head) for head in default.config.heads.values())
    assert default.lineage.seed == described["training"]["seed"] == default.training.seed
    assert default.lineage.environment == described["lineage"]["environment"]
    assert default.card == described["card"]


def test_its_words_say_what_its_tensors_say(default: Checkpoint) -> None:
    """The way from words to prediction, computed from the file alone."""
    raw = load_file(default_checkpoint_path())

    def linear(name: str, x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        result: npt.NDArray[np.float64] = x @ raw[f"{name}.weight"].T + raw[f"{name}.bias"]
        return result

    states = np.random.default_rng(0).normal(0, 0.3, (9, 384))
    mean, std = (raw[f"networks.text.standardise.{each}"] for each in ("mean", "std"))
    steps = np.pad((states - mean) / std, ((1, 1), (0, 0)))
    kernel = raw["networks.text.convolution.kernel.weight"]
    convolved = sum(steps[k : k + 9] @ kernel[:, :, k].T for k in range(3))
    hidden = np.maximum(linear("bottlenecks.text.hidden", convolved.mean(axis=0)), 0)
    z = linear("bottlenecks.text.mu", hidden)

    values = torch.from_numpy(states).float().unsqueeze(0)
    mask = torch.ones(1, 9, dtype=torch.bool)
    with torch.inference_mode():
        encoded = default.model.encode({Modality.TEXT: ModalityTensors(values, mask)})
        said = default.model.decode_unimodal(encoded)[Modality.TEXT]
    for head in (SENTIMENT, EMOTIONS):
        wanted = linear(f"decoders.text.heads.{head}", z)
        np.testing.assert_allclose(said[head][0].numpy(), wanted, rtol=1e-3, atol=1e-4)


def test_all_of_its_tensors_are_the_files(default: Checkpoint) -> None:
    raw, loaded = load_file(default_checkpoint_path()), default.model.state_dict()
    assert raw.keys() == loaded.keys()
    for name, tensor in loaded.items():
        np.testing.assert_array_equal(tensor.numpy(), raw[name], err_msg=name)


@pytest.mark.parametrize("name", ["default", "permissive"])
def test_card_and_page_are_what_the_command_writes(name: str, tmp_path: Path) -> None:
    path = default_checkpoint_path().with_name(f"{name}.safetensors")
    card, page = tmp_path / f"{name}.md", tmp_path / f"{name}.html"
    files = ["--markdown", str(card), "--html", str(page)]
    assert run_cli(["evaluate", str(path), "--stored", *files]) == 0
    for written in (card, page):
        shipped = path.with_name(written.name)
        assert written.read_text("utf-8") == shipped.read_text("utf-8"), (
            f"mibscope evaluate {path.name} --stored --markdown {card.name} --html {page.name}"
        )
    assert f"]({page.name})" in card.read_text("utf-8")
    assert page.stat().st_size < 300_000
    sets = load_checkpoint(path, None).card["sets"]
    assert opened(page.read_text("utf-8")).seen.count("svg") > len(sets), "and of all together"


def test_the_card_tells_licences_and_figures(default: Checkpoint) -> None:
    card = default_checkpoint_path().with_suffix(".md").read_text(encoding="utf-8")
    assert default.sha256 in card
    assert "CC BY-NC-SA 4.0" in card
    for name, facts in default.lineage.data.items():
        assert name in card
        assert facts["licence"] in card
    for table in figure_tables(default.card):
        assert markdown(table.head, table.rows) in card


def test_what_is_neutral_to_it_comes_along_and_only_voices_are_calibrated(
    default: Checkpoint,
) -> None:
    neutral = load_neutral(default_checkpoint_path(), default.sha256)
    assert neutral is not None, "make it anew: mibscope neutral"
    for modality, mean in neutral.means.items():
        assert mean.shape == (default.contract.extractors[modality].dimension,)
        usual = default.model.usual(modality).numpy()
        assert np.corrcoef(mean, usual)[0, 1] > 0.9, "they are in the same units"
    assert neutral.helps == {Modality.AUDIO}
