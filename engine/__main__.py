"""``python -m engine``: the command line on machines without Qt."""

from __future__ import annotations

import sys

from engine.cli import run_cli

if __name__ == "__main__":
    sys.exit(run_cli(sys.argv[1:]))
