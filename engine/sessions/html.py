"""Pages that hold everything they need, from the templates in resources."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.runtime.paths import resources_dir


def render(template: Path, **context: Any) -> str:
    """A template of Jinja, filled in; what is not marked as safe is escaped.

    Args:
        context: what the template names; ``style``, the looks of all pages, is there already.

    Raises:
        jinja2.UndefinedError: the template names something else.
    """
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - slow to load

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = (resources_dir() / "pages" / "style.css").read_text(encoding="utf-8")
    page = environment.from_string(template.read_text(encoding="utf-8"))
    return page.render(style=style.rstrip(), **context)
