"""The walls between the parts hold, as written and at run time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "cv2", "librosa", "transformers", "whisper", "faster_whisper")


def _modules_after(code: str) -> set[str]:
    """Names of top-level modules that a fresh interpreter has loaded after running the code."""
    script = (
        f"{code}\nimport sys\nprint(' '.join(sorted({{m.split('.')[0] for m in sys.modules}})))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(run.stdout.split())


def test_import_contracts_hold() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    "module",
    [
        "engine.types",
        "engine.errors",
        "engine.sessions",
        "engine.live.sources",
        "engine.live.events",
        "engine.training.insight.questions",
    ],
)
def test_what_the_window_imports_is_light(module: str) -> None:
    loaded = _modules_after(f"import {module}")
    assert not loaded & set(HEAVY)


def test_listing_the_export_formats_loads_no_library_of_theirs() -> None:
    loaded = _modules_after("from engine.sessions import EXPORTERS\nassert len(EXPORTERS) > 5")
    assert not loaded & {"pyarrow", "matplotlib", "fpdf", "av", "PIL", "pympi", "praatio", "jinja2"}


def test_help_of_the_command_line_does_not_load_models() -> None:
    loaded = _modules_after("from engine.cli import run_cli\nassert run_cli(['--help']) == 0")
    assert not loaded & set(HEAVY)


def test_the_engine_runs_where_qt_is_not_installed() -> None:
    code = """
import sys
for name in ("PySide6", "shiboken6", "pyqtgraph"):
    sys.modules[name] = None
import engine.live.analyzer, engine.pipelines.analysis, engine.cli
import engine.training, engine.explain, engine.sessions
"""
    _modules_after(code)


def test_packaging_folder_does_not_hide_the_packaging_library() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
