"""Where things live on the user's machine, by the platform's own convention."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "mibscope"


def cache_dir() -> Path:
    """Fetched models and samples. ``MIBSCOPE_CACHE`` overrides it."""
    override = os.environ.get("MIBSCOPE_CACHE")
    return Path(override) if override else Path(platformdirs.user_cache_dir(_APP, appauthor=False))


def assets_dir() -> Path:
    """``<cache>/assets/<asset id>/<files>``."""
    return cache_dir() / "assets"


def projects_dir() -> Path:
    """Projects that nobody gave a place."""
    return Path(platformdirs.user_data_dir(_APP, appauthor=False)) / "projects"


def runs_dir() -> Path:
    """Trainings that nobody gave a place, and models that were imported. ``MIBSCOPE_RUNS``
    overrides it."""
    override = os.environ.get("MIBSCOPE_RUNS")
    if override:
        return Path(override)
    return Path(platformdirs.user_data_dir(_APP, appauthor=False)) / "runs"


def free_path(path: Path) -> Path:
    """This name, or with a number behind it one that nothing has yet."""
    for number in range(1, 10_000):
        free = path.with_name(f"{path.stem} ({number}){path.suffix}") if number > 1 else path
        if not free.exists():
            return free
    raise AssertionError(f"ten thousand files named {path.name}")


def resources_dir() -> Path:
    """Files that come with MIBScope: default checkpoint, icons, themes, manifest."""
    return Path(__file__).resolve().parents[2] / "resources"
