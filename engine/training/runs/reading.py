"""A run's events as they were written. Readable without torch, for programs that only watch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def read_events(path: Path) -> Iterator[Mapping[str, Any]]:
    """The lines of ``events.jsonl``; none where there is no such file. A last line that a killed
    run left unfinished is passed over."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return
