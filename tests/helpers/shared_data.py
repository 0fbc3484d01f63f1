"""The team's data folder beside the repository; tests that want it skip where it is absent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

_Test = TypeVar("_Test", bound=Callable[..., Any])

_FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data"


def shared_data() -> Path | None:
    """``../shared/data`` seen from the repository, or None."""
    return _FOLDER if _FOLDER.is_dir() else None


def requires_shared_data(test: _Test) -> _Test:
    """Mark a test (or class) as needing the folder: skipped, with the reason, where it is not."""
    skip = pytest.mark.skipif(shared_data() is None, reason="../shared/data is not here")
    marked: _Test = pytest.mark.shared_data(skip(test))
    return marked
