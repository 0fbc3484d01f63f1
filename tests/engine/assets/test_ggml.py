"""The ggml reader gives back what was written and refuses what is damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.assets.ggml import Dimensions, Tensor, read_ggml
from engine.errors import AssetCorruptError
from tests.helpers.ggml import write_ggml

DIMENSIONS = Dimensions(50, 10, 8, 2, 1, 5, 8, 2, 1, 4)
TENSORS = st.dictionaries(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20),
    st.sampled_from(["<f4", "<f2"]).flatmap(
        lambda kind: hnp.arrays(kind, hnp.array_shapes(max_dims=3, max_side=4))
    ),
    max_size=4,
)
REUSING_ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@REUSING_ONE_FOLDER
@given(tensors=TENSORS, vocabulary=st.lists(st.binary(max_size=5), max_size=5))
def test_what_was_written_is_read(
    tmp_path: Path, tensors: dict[str, Tensor], vocabulary: list[bytes]
) -> None:
    path = tmp_path / "model.bin"
    write_ggml(path, DIMENSIONS, vocabulary, tensors)
    weights = read_ggml(path)
    assert weights.dimensions == DIMENSIONS
    assert weights.vocabulary == tuple(vocabulary)
    assert weights.mel_filters.shape == (4, 3)
    assert weights.tensors.keys() == tensors.keys()
    for name, values in tensors.items():
        assert weights.tensors[name].dtype == values.dtype
        np.testing.assert_array_equal(weights.tensors[name], values)


@REUSING_ONE_FOLDER
@given(data=st.data())
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "model.bin"
    write_ggml(path, DIMENSIONS, [b"a", b"bc"], {"w": np.ones((3, 2), "<f2")})
    whole = path.read_bytes()
    before_tensors = len(whole) - (12 + 8 + 1 + 12)
    cut = data.draw(st.integers(0, len(whole) - 1).filter(lambda n: n != before_tensors))
    path.write_bytes(whole[:cut])
    with pytest.raises(AssetCorruptError):
        read_ggml(path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(b"GGUF" * 100)
    with pytest.raises(AssetCorruptError, match="not a ggml file"):
        read_ggml(path)
