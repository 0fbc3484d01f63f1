"""``mibscope``: the window for files, the command line for everything else.

Nothing heavy is imported here: the job process imports this module again when it is spawned.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of the command ``mibscope``; returns the exit code."""
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if asks_for_window(arguments):
        from desktop_app.app import run_window  # noqa: PLC0415 - Qt only where a window is wanted

        return run_window([Path(argument) for argument in arguments])
    from engine.cli import run_cli  # noqa: PLC0415 - the engine only where it is wanted

    return run_cli(arguments)


def asks_for_window(arguments: Sequence[str]) -> bool:
    """True for no argument at all, or files only; ``./name`` where a name has no suffix."""
    return all(_is_file_argument(argument) for argument in arguments)


def _is_file_argument(argument: str) -> bool:
    named_as_a_path = "/" in argument or os.sep in argument or bool(Path(argument).suffix)
    return named_as_a_path and not argument.startswith("-")


if __name__ == "__main__":
    sys.exit(main())
