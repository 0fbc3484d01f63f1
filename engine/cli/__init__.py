"""The command line: ``run_cli`` is the one way in, for `mibscope` and `python -m engine`."""

from __future__ import annotations

from engine.cli.app import run_cli

__all__ = ["run_cli"]
