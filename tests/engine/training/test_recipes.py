"""Recipes: the committed one is sound, spoilt ones are refused with the reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.assets import locate
from engine.datasets.catalogue import DATASETS
from engine.datasets.schema import Labels, Record, Split
from engine.errors import CheckpointError, DatasetError, FeatureError, MibscopeError
from engine.features.contract import running_contract
from engine.features.word_pieces import WORD_PIECES_SPEC
from engine.models.config import TextEncoder, Variant
from engine.training.config import BetaCurve, Precision, Sampling, TrainingConfig
from engine.training.recipes import Recipe, load_recipe
from engine.types import STANDARD_HEADS, Head, HeadKind, Modality
from tests.helpers.labelled_data import CONTRACT

TEXT, AUDIO, VISION = Modality


def recipe(folder: Path, content: str) -> Recipe:
    path = folder / "größe.toml"
    path.write_text(content, encoding="utf-8")
    return load_recipe(str(path))


def test_the_default_recipe_trains_a_c_mib_on_known_sets() -> None:
    default = load_recipe("default")
    assert set(default.data) <= set(DATASETS)
    assert default.contract() == running_contract()
    config = default.model_config(running_contract())
    assert config.variant is Variant.C_MIB
    assert config.heads == STANDARD_HEADS
    assert config.input_dims == {
        modality: spec.dimension for modality, spec in running_contract().extractors.items()
    }


def test_a_recipe_needs_nothing_but_a_name(tmp_path: Path) -> None:
    plain = recipe(tmp_path, 'name = "plain"')
    assert plain == Recipe("plain", {}, {}, TrainingConfig())
    assert plain.model_config(CONTRACT).heads == STANDARD_HEADS


def test_limits_are_per_split(tmp_path: Path) -> None:
    small = recipe(tmp_path, 'name = "small"\n[data.a]\ntrain = 2\n[data.b]\n')
    records = [
        Record(name, f"{name}{split}{i}", "g", split, Labels(), text="x")
        for name in "abc"
        for split in (Split.TRAIN, Split.TEST)
        for i in range(5)
    ]
    chosen = [(record.dataset, record.split) for record in small.choose(records)]
    assert chosen.count(("a", Split.TRAIN)) == 2
    assert chosen.count(("a", Split.TEST)) == 5
    assert chosen.count(("b", Split.TRAIN)) == 5
    assert "c" not in {name for name, _ in chosen}


def test_training_settings_are_read_by_their_names(tmp_path: Path) -> None:
    paper = recipe(
        tmp_path,
        """
        name = "paper"
        [training]
        sampling = "shuffled"
        beta_curve = "cyclic"
        precision = "bf16-mixed"
        weight_decay = 0
        [training.max_steps]
        audio = 50
        """,
    )
    assert paper.training == TrainingConfig(
        sampling=Sampling.SHUFFLED,
        beta_curve=BetaCurve.CYCLIC,
        precision=Precision.BFLOAT16,
        weight_decay=0,
        max_steps={"audio": 50},
    )
    assert TrainingConfig.from_dict(paper.training.to_dict()) == paper.training


def test_a_recipe_can_have_other_heads(tmp_path: Path) -> None:
    other = recipe(
        tmp_path,
        """
        name = "other"
        [heads]
        valence = { kind = "regression", size = 2 }
        topics = { kind = "multi-label", size = 3 }
        kind = { kind = "multi-class", size = 4 }
        """,
    )
    wanted = {
        "valence": Head(HeadKind.REGRESSION, 2),
        "topics": Head(HeadKind.MULTI_LABEL, 3),
        "kind": Head(HeadKind.MULTI_CLASS, 4),
    }
    assert other.heads == wanted
    assert other.model_config(CONTRACT).heads == wanted


def test_a_recipe_can_leave_modalities_out(tmp_path: Path) -> None:
    config = recipe(
        tmp_path, 'name = "heard"\n[model]\nmodalities = ["audio", "text"]\nwidth = 20'
    ).model_config(CONTRACT)
    assert config.modalities == (TEXT, AUDIO)
    assert config.width == 20


def test_another_seed_changes_nothing_else() -> None:
    default = load_recipe("default")
    other = default.with_seed(99)
    assert other.training.seed == 99
    assert other.with_seed(default.training.seed) == default
    assert replace(other, training=default.training) == default


# ------------------------------------------------------------------ features


def test_features_are_chosen_by_name(tmp_path: Path) -> None:
    pieces = recipe(
        tmp_path, f'name = "pieces"\n[features]\ntext = "{WORD_PIECES_SPEC.name}"'
    ).contract()
    assert pieces.extractors[TEXT] == WORD_PIECES_SPEC
    usual = running_contract().extractors
    assert {m: s for m, s in pieces.extractors.items() if m is not TEXT} == {
        m: s for m, s in usual.items() if m is not TEXT
    }


def test_features_that_there_are_not_are_refused_with_those_that_there_are(tmp_path: Path) -> None:
    odd = recipe(tmp_path, 'name = "odd"\n[features]\naudio = "covarep"')
    with pytest.raises(FeatureError, match=r"audio features “covarep”.*prosody-spectrum"):
        odd.contract()


@pytest.mark.models
def test_a_text_encoder_that_is_trained_along_is_described_by_its_folder(tmp_path: Path) -> None:
    content = f"""
        name = "tuned"
        [features]
        text = "{WORD_PIECES_SPEC.name}"
        [model]
        text_encoder = "pretrained"
        """
    tuned = recipe(tmp_path, content)
    config = tuned.model_config(tuned.contract())
    assert config.text_encoder is TextEncoder.PRETRAINED
    assert config.input_dims[TEXT] == 1
    assert config.pretrained_text["hidden_size"] == 384
    assert tuned.text_encoder() == locate("minilm-l6-v2")
    folder = f'text_encoder = "{tmp_path}"\n{content}'
    assert recipe(tmp_path, folder).text_encoder() == tmp_path


def test_a_folder_without_a_text_encoder_is_named(tmp_path: Path) -> None:
    tuned = recipe(
        tmp_path,
        f'name = "x"\ntext_encoder = "{tmp_path}"\n[model]\ntext_encoder = "pretrained"',
    )
    with pytest.raises(CheckpointError, match=tmp_path.name):
        tuned.model_config(CONTRACT)


# ------------------------------------------------------------------ spoilt ones


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        ("name = ", DatasetError, "größe.*cannot be understood"),
        ("[data.a]", DatasetError, "cannot be understood: 'name'"),
        ('name = "x"\n[data.a]\nlater = 3', DatasetError, "later"),
        ('name = "x"\n[data.a]\ntrain = "many"', DatasetError, "many"),
        ('name = "x"\ndata = 3', DatasetError, "cannot be understood"),
        ('name = "x"\nmodel = 3', DatasetError, "cannot be understood"),
        ('name = "x"\ntraining = 3', DatasetError, "cannot be understood"),
        ('name = "x"\n[heads]\nsentiment = 1', DatasetError, "cannot be understood"),
        ('name = "x"\n[heads.a]\nkind = "odd"\nsize = 1', DatasetError, "odd"),
        ('name = "x"\n[features]\nsmell = "odd"', DatasetError, "smell"),
        ('name = "x"\n[data]\n[training]\nspeed = 3', CheckpointError, "speed"),
        ('name = "x"\n[data]\n[training]\nsampling = "odd"', CheckpointError, "odd"),
    ],
)
def test_a_spoilt_recipe_is_refused(
    tmp_path: Path, content: str, error: type[MibscopeError], message: str
) -> None:
    with pytest.raises(error, match=message):
        recipe(tmp_path, content)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("depth = 3", "depth"),
        ('variant = "X-MIB"', "X-MIB"),
        ('modalities = ["smell"]', "smell"),
        ("modalities = []", "at least one modality"),
        ("modalities = 3", "no usable model"),
        ("width = 7", "cannot be shared"),
        ('fusion = "experts"', "L-MIB"),
    ],
)
def test_an_impossible_model_is_refused(tmp_path: Path, model: str, message: str) -> None:
    odd = recipe(tmp_path, f'name = "odd"\n[model]\n{model}')
    with pytest.raises(CheckpointError, match=message):
        odd.model_config(CONTRACT)


def test_a_recipe_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bytes.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DatasetError, match="bytes"):
        load_recipe(str(path))


def test_a_missing_recipe_names_the_default() -> None:
    with pytest.raises(DatasetError, match="--recipe default"):
        load_recipe("nowhere")


def test_a_recipe_can_be_another_without_some_sets(tmp_path: Path) -> None:
    whole = "[data.a]\ntrain = 2\n[data.b]\n[training]\nepochs = 7\n"
    (tmp_path / "whole.toml").write_text('name = "whole"\n' + whole, encoding="utf-8")
    less = recipe(tmp_path, 'name = "less"\nextends = "whole"\nleave_out = ["b"]')
    assert less.name == "less"
    assert less.data == {"a": {Split.TRAIN: 2}}
    assert less.training.epochs == 7


@pytest.mark.parametrize("line", ['leave_out = ["c"]', "leave_out = []\nheads = {}"])
def test_what_cannot_be_left_out_or_added_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "whole.toml").write_text('name = "whole"\n[data.a]\n', encoding="utf-8")
    with pytest.raises(DatasetError, match="cannot be understood"):
        recipe(tmp_path, f'name = "less"\nextends = "whole"\n{line}')


def test_the_permissive_recipe_has_no_set_that_forbids_commercial_use() -> None:
    permissive, default = load_recipe("permissive"), load_recipe("default")
    assert set(permissive.data) < set(default.data)
    assert not [name for name in permissive.data if "NC" in DATASETS[name].licence]
    assert [name for name in default.data if "NC" in DATASETS[name].licence]
    assert permissive.training == default.training
