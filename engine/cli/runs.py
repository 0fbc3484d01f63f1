"""``mibscope runs``: trainings of this machine, and their models by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from engine.cli.console import say, table_console
from engine.errors import CheckpointError
from engine.training.runs.folder import RunCard
from engine.training.runs.registry import Registry, built_in

app = typer.Typer(help="Runs of training, and their models by name.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(help="Of the run.")]


@app.command("list")
def list_command() -> None:
    """Show every run, and the names that --checkpoint understands."""
    registry = Registry()
    table = Table("name", "state", "begun (UTC)", "learned", "from", "data", "chosen by validation")
    for card in registry.all():
        table.add_row(*_row(card))
    console = table_console()
    console.print(table)
    say(console, f"Models that come along: {', '.join(built_in())}.  Folder: {registry.root}")


@app.command("show")
def show_command(name: NameArgument) -> None:
    """Print everything that is known of a run, as JSON."""
    card = Registry().folder(name).read()
    if card is None:
        raise CheckpointError(f"There is no run “{name}”.", hint="`mibscope runs list`")
    typer.echo(json.dumps(asdict(card), indent=1, ensure_ascii=False))


@app.command("export")
def export_command(
    name: Annotated[str, typer.Argument(help="Of the model, also of one that comes along.")],
    out: Annotated[Path, typer.Argument(help="The .safetensors file to write.")],
) -> None:
    """Write a model with its card as one file, for another machine."""
    digest = Registry().export_model(name, out)
    typer.echo(f"{out}  sha256 {digest}")


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="A checkpoint.", exists=True, dir_okay=False)],
    name: Annotated[str, typer.Option(help="By default the file's.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="Write what was taken in as JSON.", dir_okay=False)
    ] = None,
) -> None:
    """Take a model in under a name. Refused if its features cannot be computed here."""
    card, checkpoint = Registry().import_model(file, name)
    reads = [spec.name for spec in checkpoint.contract.extractors.values()]
    data = list(checkpoint.lineage.data)
    typer.echo(f"{card.name}  sha256 {card.sha256}\nreads {', '.join(reads)}")
    typer.echo(f"trained on {', '.join(data) or 'data that it does not name'}")
    if out is not None:
        from engine.sessions.atomic import atomic_text  # noqa: PLC0415 - nobody else needs it

        told = {"name": card.name, "sha256": card.sha256, "reads": reads, "data": data}
        with atomic_text(out) as written:
            json.dump(told, written)


@app.command("remove")
def remove_command(name: NameArgument) -> None:
    """Delete a run with its model and its log."""
    Registry().remove(name)


def _row(card: RunCard) -> tuple[str, ...]:
    data = card.lineage.get("data", {})
    return (
        card.name,
        card.state.value,
        card.begun.replace("T", " ").partition("+")[0],
        str(card.asked.get("learns", card.kind)),
        str(card.asked.get("from", "")),
        ", ".join(name for name, facts in data.items() if facts.get("through") != "parent"),
        _gain(card.metrics),
    )


def _gain(metrics: Mapping[str, Any]) -> str:
    """``MAE 0.71 → 0.65`` where there is a sentiment, else the score."""
    if not metrics.get("validation"):
        return ""
    pairs = []
    for name, heads in metrics["validation"].items():
        before = metrics.get("before", {}).get(name, {})
        for head, scores in heads.items():
            key = "mae" if "mae" in scores else "accuracy"
            if scores.get(key) is not None and before.get(head, {}).get(key) is not None:
                pairs.append(f"{head} {key} {before[head][key]:.3f} → {scores[key]:.3f}")
    return "; ".join(pairs) + f" (epoch {', '.join(map(str, metrics['epochs']))})"
