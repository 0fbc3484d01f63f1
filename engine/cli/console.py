"""How the command line speaks: results on standard output, everything else on standard error."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
)

from engine.errors import MibscopeError


def error_console() -> Console:
    return Console(stderr=True)


_PAPER = 150
"""Characters in a line where there is no window: no table is folded."""


def table_console() -> Console:
    """Where tables go."""
    console = Console()
    return console if console.is_terminal else Console(width=_PAPER)


def report_error(error: MibscopeError) -> None:
    """One message that names the thing, and the way out."""
    console = error_console()
    say(console, f"Error: {error.message}", style="bold red")
    if error.hint:
        say(console, error.hint)


def say(console: Console, text: str, style: str | None = None) -> None:
    """Print text as it is: names of files are no markup, and long lines are not cut."""
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def progress_bar(console: Console) -> Progress:
    """A bar that shows stage, share done and remaining time, and vanishes at the end."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[remaining]}"),
        console=console,
        transient=True,
    )


def duration(seconds: float | None) -> str:
    """``1:02:03`` or ``2:03``; empty where it is not known."""
    if seconds is None:
        return ""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
