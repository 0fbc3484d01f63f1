"""``mibscope models``: what is on this machine, and bringing the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column, Table

from engine.assets.manifest import default_manifest
from engine.assets.store import folder_of, is_present, remove
from engine.errors import AssetCorruptError, AssetError, AssetMissingError, TranscriptionError
from engine.runtime.paths import assets_dir

app = typer.Typer(help="Model files and the demo clip.", no_args_is_help=True)

AssetIds = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]…", help="Default: all that is needed.")
]


@app.command("list")
def list_models() -> None:
    """Show what there is, what it is for and under which licence."""
    table = Table(Column("id", no_wrap=True), "here", "size", "licence", "needed for")
    for spec in default_manifest().assets.values():
        if not spec.intermediate:
            size = _size_on_disk(spec.id) or (0 if spec.made else spec.size)
            here = "yes" if is_present(spec.id) else "no"
            table.add_row(
                spec.id, here, decimal(size) if size else "–", spec.licence, spec.needed_by
            )
    Console().print(table)
    Console().print(f"Folder: {assets_dir()}", highlight=False, soft_wrap=True)


@app.command()
def fetch(
    ids: AssetIds = None,
    again: Annotated[
        bool, typer.Option("--again", help="Remove the named ones first and fetch them anew.")
    ] = False,
) -> None:
    """Fetch models and the demo clip. What is here already is left alone.

    The name of another Whisper model (small, medium, large-v3, turbo …) fetches it from the hub.
    """
    from engine.assets.fetch import Fetcher, FetchProgress, Outcome  # noqa: PLC0415

    manifest = default_manifest()
    speech_models = [name for name in ids or () if name not in manifest.assets]
    _fetch_speech_models(speech_models)
    if ids and len(speech_models) == len(ids):
        return
    wanted = tuple(name for name in ids or manifest.default_ids if name in manifest.assets)
    if again:
        for asset_id in wanted:
            remove(asset_id)
    console = Console(stderr=True)
    with _progress(console) as progress:
        tasks: dict[str, TaskID] = {}

        def report(event: FetchProgress) -> None:
            if event.asset_id not in tasks:
                tasks[event.asset_id] = progress.add_task(event.asset_id, total=None, activity="")
            progress.update(
                tasks[event.asset_id],
                completed=event.done_bytes,
                total=event.total_bytes or None,
                activity=event.activity,
            )

        for result in Fetcher(report=report).fetch(wanted):
            for task in tasks.values():
                progress.remove_task(task)
            tasks.clear()
            console.print(f"{result.asset_id}: {result.outcome}", highlight=False)
            if result.outcome is Outcome.SUBSTITUTED:
                fallback = manifest[result.asset_id].fallback
                console.print(f"  {result.note}", style="yellow", highlight=False)
                console.print(f"  {fallback} will do its work, less well.", highlight=False)


def _fetch_speech_models(names: list[str]) -> None:
    from engine.transcribe import fetch_hub_model  # noqa: PLC0415

    console = Console(stderr=True)
    for name in names:
        with console.status(f"Fetching the speech model {name} from the hub …"):
            try:
                folder = fetch_hub_model(name)
            except TranscriptionError as error:
                raise AssetMissingError(
                    f"There is neither an asset nor a speech model called “{name}”.",
                    hint=f"Assets are {', '.join(default_manifest().assets)}. {error.hint}",
                ) from error
        console.print(f"{name}: fetched to {folder}", highlight=False, soft_wrap=True)


@app.command()
def verify(ids: AssetIds = None) -> None:
    """Check every file that is here against the manifest."""
    from engine.assets.verify import verify_folder  # noqa: PLC0415

    manifest = default_manifest()
    chosen = ids or [asset_id for asset_id in manifest.assets if is_present(asset_id)]
    damaged = []
    for asset_id in chosen:
        try:
            verify_folder(manifest[asset_id], folder_of(asset_id))
        except AssetError as error:
            damaged.append(asset_id)
            typer.echo(f"{asset_id}: {error.message}")
        else:
            typer.echo(f"{asset_id}: good")
    if damaged:
        raise AssetCorruptError(
            f"Damaged or missing: {', '.join(damaged)}.",
            hint=f"Fetch anew: mibscope models fetch --again {' '.join(damaged)}",
        )
    if not chosen:
        typer.echo("There are no models on this machine. Fetch them: mibscope models fetch")


@app.command("export")
def export_models(
    archive: Annotated[Path, typer.Argument(help="The zip file to write.")],
) -> None:
    """Write all models of this machine into one file, for a machine without a network."""
    from engine.assets.archive import export_archive  # noqa: PLC0415

    console = Console(stderr=True)
    with console.status("Exporting …") as status:
        done = export_archive(archive, lambda asset_id: status.update(f"Exporting {asset_id} …"))
    typer.echo(f"{len(done)} assets, {decimal(archive.stat().st_size)}: {archive}")


@app.command("import")
def import_models(
    archive: Annotated[Path, typer.Argument(help="A file that `models export` wrote.")],
) -> None:
    """Take models from such a file. Every one is checked; no network is needed."""
    from engine.assets.archive import import_archive  # noqa: PLC0415

    console = Console(stderr=True)
    with console.status("Importing …") as status:
        done = import_archive(archive, lambda asset_id: status.update(f"Importing {asset_id} …"))
    typer.echo(f"{len(done)} assets taken: {', '.join(done)}")


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[activity]}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )


def _size_on_disk(asset_id: str) -> int:
    folder = folder_of(asset_id)
    return sum(path.stat().st_size for path in folder.iterdir()) if folder.is_dir() else 0
