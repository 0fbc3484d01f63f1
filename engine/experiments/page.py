"""One HTML page that holds everything: tables, curves, picture, and how they came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.experiments.reading import experiments_dir
from engine.experiments.tables import Kind, Table
from engine.sessions.atomic import atomic_text
from engine.sessions.html import render


@dataclass(frozen=True, slots=True)
class Figure:
    """title, SVG and what it shows; ``svg`` is empty where ``caption`` says why."""

    title: str
    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the template is given."""

    name: str
    summary: str
    """How many runs there are of how many."""
    protocol: Sequence[str]
    """Paragraphs in plain words."""
    tables: Sequence[Table]
    legends: Mapping[str, str]
    """How to read the columns, by the slug of the table."""
    figures: Sequence[Figure]
    facts: Mapping[str, str]
    """Data, environment … by name."""
    source: str
    """The experiment's file."""


def write_page(path: Path, page: Page) -> None:
    """Write the page whole or not at all.

    Raises:
        ExportError: the folder cannot be written.
    """
    with atomic_text(path) as file:
        file.write(render(experiments_dir() / "page.html", page=page, Kind=Kind))
