"""Clips that many tests read, made once per session."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.media import write_clip


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds, 25 pictures a second, 320 × 240, a 440 Hz tone in mono at 44.1 kHz."""
    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4")


@pytest.fixture(scope="session")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds with the index in front, so that a copy can be cut off in the middle."""
    return write_clip(
        tmp_path_factory.mktemp("clip") / "long.mp4",
        seconds=8,
        size=(160, 120),
        container_options={"movflags": "faststart"},
    )
