from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.assets import locate
from engine.errors import AssetCorruptError
from engine.features.adapted_text import save_adapted
from engine.features.networks import Networks, shipped, weights_digest
from engine.features.text import TEXT_SPEC, TextExtractor, adapted_text_spec

TEXTS = ["I loved every minute of it", "what a waste of time"]
CHANGED = "encoder.layer.5.output.dense.bias"

pytestmark = pytest.mark.models


def adapt(folder: Path, by: float, base: Path | None = None) -> Networks:
    """Networks whose text encoder differs from the published one in a single bias."""
    published = base or locate("minilm-l6-v2")
    state = load_file(published / "model.safetensors")
    state[CHANGED][::2] += by  # of all alike, the norm behind would leave nothing
    networks = Networks(folder)
    save_adapted(networks.text, state, published, {"card": {}})
    return networks


def test_only_what_changed_is_kept_in_half_precision(tmp_path: Path) -> None:
    networks = adapt(tmp_path, 0.5)
    kept = load_file(networks.text)
    assert set(kept) == {CHANGED}
    assert kept[CHANGED].dtype == torch.float16


def test_states_follow_the_layers_and_so_does_the_contract(tmp_path: Path) -> None:
    folder = locate("minilm-l6-v2")
    networks = adapt(tmp_path / "one", 0.5)
    other = adapt(tmp_path / "other", -0.5)
    published = TextExtractor(folder)
    adapted = TextExtractor(folder, networks=networks)
    for one, two in zip(published.extract_batch(TEXTS), adapted.extract_batch(TEXTS), strict=True):
        assert one.shape == two.shape
        assert not np.allclose(one, two, atol=0.01)
    assert published.spec == TEXT_SPEC
    assert adapted.spec == adapted_text_spec(networks)
    assert adapted_text_spec(networks) != adapted_text_spec(other)
    assert adapted_text_spec(networks).weights == weights_digest(networks.text)


def test_the_layers_of_another_encoder_are_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    state = load_file(locate("minilm-l6-v2") / "model.safetensors")
    save_file(
        dict(list(state.items())[:3]) | {CHANGED: state[CHANGED]}, foreign / "model.safetensors"
    )
    networks = Networks(tmp_path)
    save_adapted(networks.text, {CHANGED: state[CHANGED] + 1}, foreign, {})
    with pytest.raises(AssetCorruptError, match="belongs to another encoder"):
        TextExtractor(locate("minilm-l6-v2"), networks=networks)


@pytest.mark.parametrize("content", [None, b"", b"nothing of the kind"])
def test_a_missing_or_damaged_file_is_one_clear_error(
    tmp_path: Path, content: bytes | None
) -> None:
    networks = Networks(tmp_path)
    if content is not None:
        networks.text.write_bytes(content)
    with pytest.raises(AssetCorruptError, match=r"text\.safetensors cannot be read"):
        TextExtractor(locate("minilm-l6-v2"), networks=networks)


def test_what_comes_along_tells_liking_from_dislike() -> None:
    """A classifier of the mean state, fitted on six sentences, knows six others."""
    good = ["I loved it", "a wonderful film", "great fun", "she is so happy", "best ever", "nice"]
    bad = ["I hated it", "a terrible film", "no fun", "she is so sad", "worst ever", "awful"]
    extractor = TextExtractor(locate("minilm-l6-v2"), networks=shipped())
    means = np.array([states.mean(axis=0) for states in extractor.extract_batch([*good, *bad])])
    middle = [means[:3].mean(axis=0), means[6:9].mean(axis=0)]
    distance = np.array([[np.linalg.norm(mean - each) for each in middle] for mean in means])
    assert (distance[3:6].argmin(axis=1) == 0).all()
    assert (distance[9:].argmin(axis=1) == 1).all()
