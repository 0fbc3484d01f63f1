"""The command line with the scripted engine in place of the real one.

python -m tests.helpers.command batch FOLDER …
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from engine.cli import run_cli
from tests.helpers.scripted_engine import ScriptedEngine

_ANALYSIS = "engine.pipelines.analysis"


@contextmanager
def scripted_analyzer(engine: type[ScriptedEngine] = ScriptedEngine) -> Iterator[None]:
    """Commands that ask for the analyser get ``engine``; torch is not imported for it."""
    module, before = ModuleType(_ANALYSIS), sys.modules.get(_ANALYSIS)
    vars(module)["Analyzer"] = engine
    sys.modules[_ANALYSIS] = module
    try:
        yield
    finally:
        del sys.modules[_ANALYSIS]
        if before is not None:
            sys.modules[_ANALYSIS] = before


if __name__ == "__main__":
    with scripted_analyzer():
        sys.exit(run_cli(sys.argv[1:]))
