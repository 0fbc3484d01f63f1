"""The lock holds everything that pyproject.toml asks for, and what runs here is what it says."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKED = dict(
    re.findall(
        r"^([^#\s]+)==(\S+)$", (ROOT / "packaging/requirements.lock").read_text("utf-8"), re.M
    )
)
DECLARED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]


@pytest.mark.parametrize("text", DECLARED)
def test_every_declared_dependency_is_locked_within_its_bounds(text: str) -> None:
    wanted = Requirement(text)
    assert wanted.specifier.contains(LOCKED[canonicalize_name(wanted.name)])


def test_the_tests_run_on_the_locked_versions() -> None:
    installed = {name: version(name).partition("+")[0] for name in LOCKED}
    assert installed == LOCKED
