"""With which command a run was begun, and whether it still waits. A plain file in its folder,
readable without torch, so that a window can go on with what another one, or a terminal, began."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.errors import CheckpointError
from engine.runtime.whole import written_whole
from engine.training.runs.folder import RunFolder
from engine.training.runs.presence import Worker

ORDER = "order.json"


@dataclass(frozen=True, slots=True)
class Order:
    """``arguments``: what follows ``mibscope``, with absolute paths; the same ones again go on with
    the run."""

    arguments: tuple[str, ...]
    waits_since: str = ""
    """UTC, ISO 8601; empty where it has begun, or shall not."""
    keeper: Worker | None = None
    """The window that will begin it, while that lives."""


def read_order(folder: RunFolder) -> Order | None:
    """None where there is none, or it cannot be read."""
    try:
        return _order(json.loads((folder.path / ORDER).read_text("utf-8")))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_order(folder: RunFolder, order: Order) -> None:
    """
    Raises:
        CheckpointError: the folder cannot be written.
    """
    keeper = order.keeper
    plain = {
        "arguments": order.arguments,
        "waits_since": order.waits_since,
        "keeper": None if keeper is None else {"pid": keeper.pid, "began": keeper.began},
    }
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        with written_whole(folder.path / ORDER) as partial:
            partial.write_text(json.dumps(plain), "utf-8")
    except OSError as error:
        raise CheckpointError(f"{folder.path} cannot be written: {error}.") from error


def wait_no_longer(folder: RunFolder) -> None:
    """It begins now, or not at all.

    Raises:
        CheckpointError: the folder cannot be written.
    """
    order = read_order(folder)
    if order is not None and order.waits_since:
        write_order(folder, replace(order, waits_since="", keeper=None))


def forsaken(root: Path) -> Iterator[tuple[str, Order]]:
    """Runs that wait although nobody is there to begin them; the first in line first."""
    found = []
    for path in root.glob(f"*/{ORDER}"):
        order = read_order(RunFolder(path.parent))
        if order is None or not order.waits_since:
            continue
        if order.keeper is None or not order.keeper.lives:
            found.append((order.waits_since, path.parent.name, order))
    yield from ((name, order) for _, name, order in sorted(found, key=lambda each: each[:2]))


def _order(plain: Any) -> Order:
    if isinstance(plain, list):  # as it was before runs could wait
        return Order(tuple(plain))
    keeper = plain["keeper"]
    return Order(
        tuple(plain["arguments"]),
        str(plain["waits_since"]),
        None if keeper is None else Worker(**keeper),
    )
