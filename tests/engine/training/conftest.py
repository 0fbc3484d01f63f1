"""Training tests run on one thread."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _always(one_thread: None) -> None:
    """See tests/engine/conftest.py."""
