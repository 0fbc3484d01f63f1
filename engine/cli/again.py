"""The command that is being run, to be run again elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer


def arguments_again(context: typer.Context, without: Collection[str] = ()) -> tuple[str, ...]:
    """What follows ``mibscope``: the command's name and every parameter that is not the default,
    with absolute paths.

    Args:
        without: names of parameters that are left out.
    """
    said = [context.info_name or ""]
    for parameter in context.command.params:
        value = context.params.get(parameter.name or "")
        if parameter.name in without or value == parameter.default:
            continue
        if parameter.param_type_name == "argument":
            said += _values(value)
        elif isinstance(value, bool):
            said += parameter.opts[:1] if value else parameter.secondary_opts[:1]
        else:
            said += [word for each in _values(value) for word in (parameter.opts[0], each)]
    return tuple(said)


def _values(value: Any) -> Iterator[str]:
    if value is None:
        return
    for each in value if isinstance(value, list | tuple) else (value,):
        plain = each.value if isinstance(each, Enum) else each
        yield str(plain.resolve()) if isinstance(plain, Path) else str(plain)
