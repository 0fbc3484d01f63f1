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


def resources_dir() -> Path:
    """Files that come with MIBScope: default checkpoint, icons, themes, manifest."""
    return Path(__file__).resolve().parents[2] / "resources"
