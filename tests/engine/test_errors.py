"""Every error of ours has an exit code, a message and a hint, and survives a process border."""

from __future__ import annotations

import pickle

import pytest

from engine import errors
from engine.errors import MibscopeError

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, MibscopeError)
]


@pytest.mark.parametrize("kind", KINDS)
def test_errors_survive_pickling(kind: type[MibscopeError]) -> None:
    error = pickle.loads(pickle.dumps(kind("talk.mp4 is empty.", hint="Choose another file.")))
    assert type(error) is kind
    assert (error.message, error.hint) == ("talk.mp4 is empty.", "Choose another file.")


@pytest.mark.parametrize("kind", KINDS)
def test_exit_codes_tell_failure(kind: type[MibscopeError]) -> None:
    assert kind.exit_code not in (0, 2)


def test_the_drawn_tree_is_the_real_one() -> None:
    assert errors.__doc__ is not None
    for kind in KINDS:
        assert kind.__name__ in errors.__doc__
