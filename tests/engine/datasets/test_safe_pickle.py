"""Pickles of strangers give arrays and containers; nothing in them runs."""

from __future__ import annotations

import builtins
import contextlib
import os
import pickle
import pickletools
import struct
import tracemalloc
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.datasets import safe_pickle
from engine.datasets.safe_pickle import load_pickle
from engine.errors import DatasetError
from tests.helpers.foreign_data import write_pickle

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


class Calling:
    """Pickles as a call of a function."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._call = (function, arguments)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self._call


def assert_same(found: Any, wanted: Any) -> None:
    if isinstance(wanted, np.ndarray):
        assert isinstance(found, np.ndarray)
        # numpy brings foreign byte orders to this machine's.
        assert found.dtype.newbyteorder("=") == wanted.dtype.newbyteorder("=")
        np.testing.assert_array_equal(found, wanted)
    elif isinstance(wanted, dict):
        assert type(found) is type(wanted)
        assert list(found) == list(wanted)
        for key, value in wanted.items():
            assert_same(found[key], value)
    elif isinstance(wanted, list | tuple):
        assert type(found) is type(wanted)
        assert len(found) == len(wanted)
        for one, other in zip(found, wanted, strict=True):
            assert_same(one, other)
    else:
        assert type(found) is type(wanted)
        assert found == wanted


CONTENT = {
    "floats": np.arange(6.0).reshape(2, 3),
    "fortran": np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3)),
    "swapped axes": np.arange(24, dtype=np.int16).reshape(2, 3, 4).transpose(1, 0, 2),
    "every second": np.arange(10)[::2],
    "big endian": np.arange(3, dtype=">f4"),
    "half": np.ones(3, np.float16),
    "flags": np.array([True, False]),
    "none": np.zeros((0, 5)),
    "single": np.array(2.5),
    "words": np.array(["größe", "x", "𝄞"]),
    "byte words": np.array([b"sp", b"hello"]),
    "empty words": np.array(["", ""]),
    "scalars": [np.float32(1.5), np.int64(-3), np.bool_(True), np.str_("ä"), np.str_("")],
    "plain": [None, True, -7, 10**40, 2.5, 1 + 2j, "ä\n", b"\xff\x00", b"", bytearray(b"ab")],
    "containers": (set("ab"), frozenset({1}), [], {}, (), (1,), OrderedDict([("b", 1), ("a", 2)])),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_arrays_and_containers_come_back_in_every_protocol(tmp_path: Path, protocol: int) -> None:
    found = load_pickle(write_pickle(tmp_path / "größe.pkl", CONTENT, protocol))
    assert_same(found, CONTENT)
    found["floats"][0, 0] = 7.0  # an array of its own, not one of a lent buffer
    assert found["floats"][0, 0] == 7.0


@given(
    arrays.arrays(
        st.one_of(
            arrays.floating_dtypes(), arrays.integer_dtypes(), arrays.unicode_string_dtypes()
        ),
        arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    ),
    st.sampled_from(PROTOCOLS),
)
@settings(deadline=None)
def test_any_array_comes_back(
    tmp_path_factory: pytest.TempPathFactory, array: Any, protocol: int
) -> None:
    path = write_pickle(tmp_path_factory.getbasetemp() / "array.pkl", array, protocol)
    assert_same(load_pickle(path), array)


def test_names_of_older_numpy_are_known(tmp_path: Path) -> None:
    path = write_pickle(tmp_path / "old.pkl", np.arange(3.0), 2)
    content = path.read_bytes()
    assert b"numpy._core" in content
    path.write_bytes(content.replace(b"numpy._core", b"numpy.core"))
    np.testing.assert_array_equal(load_pickle(path), np.arange(3.0))


def test_arrays_of_python_2_are_read(tmp_path: Path) -> None:
    # As Python 2 wrote them: names of protocol 0, raw numbers as a byte string.
    raw = np.array([1.5, -2.0]).tobytes()
    content = (
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
        b"(K\x01K\x02\x85cnumpy\ndtype\nU\x02f8K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xff"
        b"J\xff\xff\xff\xffK\x00tb\x89U" + bytes([len(raw)]) + raw + b"tb."
    )
    path = tmp_path / "python2.pkl"
    path.write_bytes(content)
    np.testing.assert_array_equal(load_pickle(path), [1.5, -2.0])


# --------------------------------------------------------------------------- hostile


def _marker(folder: Path) -> tuple[Path, Any]:
    """A file that exists once anything ran, and the shell command that makes it."""
    return folder / "ran", f"touch {folder / 'ran'}"


def _named(module: str, name: str, *arguments: Any) -> bytes:
    """Protocol 2: a call of anything by its name."""
    packed = b"(" + b"".join(pickle.dumps(each, 2)[2:-1] for each in arguments) + b"t"
    return b"\x80\x02c" + f"{module}\n{name}\n".encode() + packed + b"R."


HOSTILE = {
    "a shell": lambda command: pickle.dumps(Calling(os.system, command)),
    "a shell, protocol 0": lambda command: pickle.dumps(Calling(os.system, command), 0),
    "eval": lambda command: pickle.dumps(
        Calling(builtins.eval, f"__import__('os').system({command!r})")
    ),
    "getattr": lambda _: pickle.dumps(Calling(builtins.getattr, "", "join")),
    "a module": lambda command: _named("posix", "system", command),
    "a dotted name": lambda command: pickle.dumps({"a": Calling(os.path.join, "a", command)}),
    "Python 2's names": lambda command: _named("__builtin__", "eval", command),
    "numpy.load": lambda command: _named("numpy", "load", command),
    "numpy.fromfile": lambda command: _named("numpy", "fromfile", command),
    "numpy's runstring": lambda command: _named(
        "numpy.testing._private.utils", "runstring", f"__import__('os').system({command!r})", {}
    ),
    "an extension": lambda _: b"\x80\x02\x82\x01.",
    "an instance": lambda command: f"(S{command!r}\nios\nsystem\n.".encode(),
    "a persistent id": lambda _: b"\x80\x02Pabc\n.",
    "another codec": lambda _: _named("_codecs", "encode", "x", "rot13"),
    "an array of objects": lambda command: pickle.dumps(
        {"x": [np.array([Calling(os.system, command)], dtype=object)]}
    ),
    "an array of plain objects": lambda _: pickle.dumps(np.array([{}, None], dtype=object)),
    "structures": lambda _: pickle.dumps(np.zeros(2, [("a", "O"), ("b", "f8")])),
    "a masked array": lambda _: pickle.dumps(np.ma.masked_array([1.0], [True])),
    "a reference": lambda _: pickle.dumps(np.random.default_rng(0)),
    "a lent buffer": lambda _: pickle.dumps(
        pickle.PickleBuffer(b"x"), 5, buffer_callback=[].append
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_pickles_are_refused_and_nothing_runs(tmp_path: Path, kind: str) -> None:
    ran, command = _marker(tmp_path)
    path = tmp_path / "hostile.pkl"
    path.write_bytes(HOSTILE[kind](command))
    with pytest.raises(DatasetError, match=r"hostile\.pkl is refused") as error:
        load_pickle(path)
    assert "can run programs" in error.value.hint
    assert not ran.exists()


def test_the_hostile_ones_do_run_in_an_ordinary_unpickler(tmp_path: Path) -> None:
    ran, command = _marker(tmp_path)
    for kind in ("a shell", "eval", "an instance", "an array of objects"):
        pickle.loads(HOSTILE[kind](command))
        assert ran.exists(), kind
        ran.unlink()


_OTHER = b"}U\t_functioncbuiltins\nset\ns"  # {"_function": set}

ALTERING = {
    "its dictionary": b"\x80\x02cnumpy\ndtype\n" + _OTHER + b"b.",
    "its slots": b"\x80\x02cnumpy\ndtype\nN" + _OTHER + b"\x86b.",
    "a container's slots": b"\x80\x02ccollections\nOrderedDict\nN" + _OTHER + b"\x86b.",
    "an item": b"\x80\x02cnumpy\ndtype\nU\x01aK\x01s.",
}


@pytest.mark.parametrize("kind", ALTERING)
def test_a_pickle_cannot_alter_what_reads_the_next_one(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "altering.pkl"
    path.write_bytes(ALTERING[kind])
    with pytest.raises(DatasetError, match=r"altering\.pkl is (refused|damaged)"):
        load_pickle(path)
    after = load_pickle(write_pickle(tmp_path / "after.pkl", CONTENT, 2))
    assert_same(after, CONTENT)


def _array_state(dtype: bytes, shape: bytes, raw: bytes, dtype_state: bytes = b"") -> bytes:
    """Protocol 3: an array whose parts say what they want."""
    return (
        b"\x80\x03cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R"
        + b"(K\x01"
        + shape
        + b"cnumpy\ndtype\n"
        + dtype
        + b"K\x00K\x01\x87R"
        + dtype_state
        + b"\x89"
        + raw
        + b"tb."
    )


_PLAIN_STATE = b"(K\x03X\x01\x00\x00\x00<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
_F8 = b"X\x02\x00\x00\x00f8"
_HUGE = b"\x8a\x06" + (10**13).to_bytes(6, "little") + b"\x85"

CLAIMS = {
    "an array": _array_state(_F8, _HUGE, b"C\x08" + bytes(8), _PLAIN_STATE),
    "the start of one": (
        b"\x80\x03cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n" + _HUGE + b"C\x01b\x87R."
    ),
    "an empty one": b"\x80\x03cnumpy\nndarray\n" + _HUGE + b"\x85R.",
    "bytes": b"\x80\x03cbuiltins\nbytes\n\x8a\x06" + (10**13).to_bytes(6, "little") + b"\x85R.",
    "bytes to change": b"\x80\x03cbuiltins\nbytearray\nJ\x00\x00\x00\x7f\x85R.",
    "a memo": b"\x80\x03Nr" + struct.pack("<I", 2**32 - 2) + b".",
    "a frame": b"\x80\x04\x95" + struct.pack("<Q", 2**60) + b"N.",
    "a negative shape": _array_state(_F8, b"J\xff\xff\xff\xff\x85", b"C\x00", _PLAIN_STATE),
    "flags of objects": _array_state(
        _F8,
        b"K\x01\x85",
        b"C\x08" + bytes(8),
        b"(K\x03X\x01\x00\x00\x00<NN}J\xff\xff\xff\xffJ\xff\xff\xff\xffK\x3ftb",
    ),
    "bytes as references to objects": _array_state(
        b"X\x02\x00\x00\x00O8", b"K\x01\x85", b"C\x08" + bytes(8), _PLAIN_STATE
    ),
    "objects as numbers": _array_state(_F8, b"K\x01\x85", b"](" + b"N" * 8 + b"e", _PLAIN_STATE),
    "characters beyond the last": _array_state(
        b"X\x02\x00\x00\x00U1", b"K\x01\x85", b"C\x04" + b"\xff" * 4, _PLAIN_STATE
    ),
}


@pytest.mark.parametrize("kind", CLAIMS)
def test_claims_beyond_the_file_are_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "claims.pkl"
    path.write_bytes(CLAIMS[kind])
    with pytest.raises(DatasetError, match=r"claims\.pkl is refused"):
        load_pickle(path)


def test_a_claimed_length_is_not_allocated(tmp_path: Path) -> None:
    path = tmp_path / "long.pkl"
    path.write_bytes(b"\x80\x04\x8e" + struct.pack("<Q", 2**31) + b"x.")
    tracemalloc.start()
    try:
        with pytest.raises(DatasetError, match="damaged"):
            load_pickle(path)
        assert tracemalloc.get_traced_memory()[1] < 2**24
    finally:
        tracemalloc.stop()


def test_flags_of_a_dtype_are_not_taken_over(tmp_path: Path) -> None:
    # numpy would believe that the numbers are references to objects.
    state = b"(K\x03X\x01\x00\x00\x00<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x3ftb"
    path = tmp_path / "flags.pkl"
    path.write_bytes(_array_state(_F8, b"K\x01\x85", b"C\x08" + bytes(8), state))
    found = load_pickle(path)
    assert not found.dtype.hasobject
    assert found.tolist() == [0.0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Dear data,\nI am none.\n",
        b"\x89HDF\r\n\x1a\n" + bytes(64),
        b"\x80\x04\x8e" + struct.pack("<Q", 2**50) + b"x.",
        b"\x80\x02]q\x00(K\x01e",
        b"0000.",
    ],
)
def test_what_is_no_pickle_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no pickle.pkl"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=r"no pickle\.pkl is damaged or no pickle"):
        load_pickle(path)


def test_a_truncated_file_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    whole = pickle.dumps({"a": np.arange(3.0), "b": ["x", {1}, np.str_("ä")]})
    path = tmp_path / "cut.pkl"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(DatasetError, match=r"cut\.pkl"):
            load_pickle(path)


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.pkl", tmp_path):
        with pytest.raises(DatasetError, match=path.name):
            load_pickle(path)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_spoilt_byte_never_gives_anything_but_data_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    protocol = data.draw(st.sampled_from(PROTOCOLS))
    content = bytearray(pickle.dumps({"a": np.arange(3.0), "b": [np.str_("ä"), 1.5]}, protocol))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "spoilt.pkl"
    path.write_bytes(content)
    with contextlib.suppress(DatasetError):
        load_pickle(path)


def test_instructions_are_looked_through_before_the_first_is_carried_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise AssertionError("started")

    monkeypatch.setattr(safe_pickle, "_Unpickler", fail)
    path = tmp_path / "late.pkl"
    path.write_bytes(pickle.dumps(list(range(100)))[:-1] + b"\x82\x01.")
    assert "EXT1" in {code.name for code, *_ in pickletools.genops(path.read_bytes())}
    with pytest.raises(DatasetError, match="EXT1"):
        load_pickle(path)
