"""A project and a file in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.sessions.project import Project


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "media" / "talk.mp4"
    path.parent.mkdir()
    path.write_bytes(b"not a film, but a file" * 1000)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = Project.create(tmp_path / "study.mibscope")
    yield project
    project.close()
