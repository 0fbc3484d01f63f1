"""The file a run goes on from: whole or not there, and nothing in it can run."""

from __future__ import annotations

import os
import pickle
import zipfile
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import CheckpointError
from engine.training import state as module
from engine.training.state import RunState, load_state, save_state

STATE = RunState(
    fingerprint="f",
    step=7,
    model={"weight": torch.arange(6.0).reshape(2, 3)},
    optimiser={"state": {0: {"step": torch.tensor(7.0)}}, "param_groups": [{"betas": (0.9, 0.99)}]},
    best_model={"weight": torch.ones(2, 3)},
    best_epoch=2,
    best_score=float("-inf"),
    generators={"feed": torch.Generator().get_state()},
    pools={
        "all": {"order": torch.tensor([3, 1]), "sizes": torch.tensor([2]), "taken": torch.tensor(1)}
    },
    watch={"loss": [0.1, 1 / 3]},
    history=['{"epoch": 1}'],
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "größe" / "state-0.pt"


def equal(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(equal(one[k], other[k]) for k in one)
    return bool(one == other)


def test_everything_comes_back(path: Path) -> None:
    save_state(path, STATE)
    found = load_state(path, "f")
    for item in fields(RunState):
        assert equal(getattr(found, item.name), getattr(STATE, item.name)), item.name
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_write_that_fails_half_way_leaves_the_last_state(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_state(path, STATE)
    before = path.read_bytes()

    def full_disk(content: Any, target: Path) -> None:
        Path(target).write_bytes(b"half of it")
        raise OSError("No space left on device")

    monkeypatch.setattr(module.torch, "save", full_disk)
    with pytest.raises(CheckpointError, match=r"state-0.*No space left"):
        save_state(path, STATE)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_process_that_dies_while_it_writes_leaves_the_last_state(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_state(path, STATE)
    before = path.read_bytes()
    write = torch.save

    def killed(content: Any, target: Path) -> None:
        write(content, target)
        assert path.read_bytes() == before, "the file itself is not written to"
        raise KeyboardInterrupt

    monkeypatch.setattr(module.torch, "save", killed)
    with pytest.raises(KeyboardInterrupt):
        save_state(path, STATE)
    assert path.read_bytes() == before


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CheckpointError, match="cannot be written"):
        save_state(tmp_path / "file" / "state-0.pt", STATE)


def test_the_state_of_another_run_is_refused(path: Path) -> None:
    save_state(path, STATE)
    with pytest.raises(CheckpointError, match=r"state-0.*other settings.*another folder"):
        load_state(path, "g")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "state-0.pt"
    save_state(path, STATE)
    return path


@settings(max_examples=40, deadline=None)
@given(part=st.floats(0.0, 0.9999))
def test_a_truncated_file_is_refused(whole: Path, part: float) -> None:
    content = whole.read_bytes()
    cut = whole.with_name("cut.pt")
    cut.write_bytes(content[: int(part * len(content))])
    with pytest.raises(CheckpointError, match=r"cut\.pt is damaged.*Delete it"):
        load_state(cut, "f")


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
@settings(max_examples=60, deadline=None)
@given(places=st.lists(st.tuples(st.floats(0.0, 0.9999), st.integers(0, 255)), max_size=6))
def test_a_file_with_wrong_bytes_is_refused_if_it_cannot_be_read(
    whole: Path, places: list[tuple[float, int]]
) -> None:
    content = bytearray(whole.read_bytes())
    for place, byte in places:
        content[int(place * len(content))] = byte
    spoilt = whole.with_name("spoilt.pt")
    spoilt.write_bytes(content)
    with suppress(CheckpointError):  # and nothing else
        assert load_state(spoilt, "f").fingerprint == "f"


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
@pytest.mark.parametrize(
    "content", [b"", b"text", b"\x80\x02K\x01.", b"\x80\x04K\x01.", b"\xff" * 200]
)
def test_what_is_no_state_is_refused(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="damaged"):
        load_state(path, "f")


@pytest.mark.parametrize("content", [{}, {"version": 1}, {"version": 1, "step": 3}, [1], 7])
def test_other_contents_are_refused(path: Path, content: Any) -> None:
    path.parent.mkdir()
    torch.save(content, path)
    with pytest.raises(CheckpointError, match="damaged"):
        load_state(path, "f")


# ------------------------------------------------------------------ nothing can run


def test_it_holds_tensors_and_plain_values_only(whole: Path) -> None:
    content = torch.load(whole, weights_only=True)
    assert content["step"] == 7


class _Bomb:
    def __init__(self, target: Path) -> None:
        self._target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self._target),)


def zipped(whole: Path, pickled: bytes) -> bytes:
    """A state whose pickled part is another one."""
    path = whole.with_name("bomb.zip")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, pickled if name.endswith("data.pkl") else old.read(name))
    return path.read_bytes()


@pytest.mark.parametrize("in_a_zip", [False, True])
def test_a_file_that_wants_to_run_something_is_refused(
    path: Path, whole: Path, in_a_zip: bool
) -> None:
    target = whole.parent / f"it went off {in_a_zip}"
    bomb = pickle.dumps({"version": 1, "step": _Bomb(target)}, protocol=2)
    path.parent.mkdir()
    path.write_bytes(zipped(whole, bomb) if in_a_zip else bomb)
    with pytest.raises(CheckpointError, match="damaged"):
        load_state(path, "f")
    assert not target.exists()
    torch.save(_Bomb(target), path)
    with pytest.raises(CheckpointError, match="damaged"):
        load_state(path, "f")
    assert not target.exists()
    # The bomb is one: whoever unpickles it without a care sets it off.
    pickle.loads(bomb)
    assert target.exists()
