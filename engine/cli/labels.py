"""``mibscope labels``: what people say of the utterances of a project."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from engine.cli.console import error_console, say
from engine.cli.export import wanted_media
from engine.cli.options import project_path
from engine.errors import ProjectError
from engine.sessions.exports.wording import moment, spoken
from engine.sessions.project import MediaRecord, Project

if TYPE_CHECKING:
    from engine.sessions.labels.agreement import RaterAgreement

app = typer.Typer(help="Labels of a project's utterances, by its raters.", no_args_is_help=True)

ProjectArgument = Annotated[Path, typer.Argument(help="A project.", callback=project_path)]
MediaOption = Annotated[str | None, typer.Option("--media", help="Name or number of a recording.")]


@app.command("import")
def import_command(
    project: ProjectArgument,
    file: Annotated[Path, typer.Argument(help="A table (.csv, .tsv) or an ELAN file (.eaf).")],
    media: MediaOption = None,
    rater: Annotated[str, typer.Option(help="Of labels that name nobody.")] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="ROLE=NAME: a column or tier that is called otherwise, e.g. start_s=von."
        ),
    ] = None,
) -> None:
    """Take labels into a project. What cannot be used is named; the rest is used."""
    from engine.sessions.labels.importing import placed, read_labels, write  # noqa: PLC0415

    found = read_labels(file, rater, _roles(column or ()))
    with Project.open(project) as opened:
        ready = placed(opened, found, _meant(opened, file, media))
        if ready.labels:
            write(opened, ready.labels)
    for problem in ready.problems:
        say(error_console(), problem)
    say(Console(), f"{len(ready.labels)} labels imported, {len(ready.problems)} left out.")
    if not ready.labels:
        raise typer.Exit(ProjectError.exit_code)


@app.command("export")
def export_command(
    project: ProjectArgument,
    file: Annotated[Path, typer.Argument(help="The table (.csv) to write.")],
) -> None:
    """Write all labels of a project as a table, which `import` reads."""
    from engine.sessions.labels.exporting import write_table  # noqa: PLC0415

    with Project.open(project) as opened:
        count = write_table(opened, file)
    say(Console(), f"{count} labels in {file}.")


@app.command("agreement")
def agreement_command(project: ProjectArgument) -> None:
    """How far the raters of a project agree beyond chance."""
    from engine.sessions.labels.agreement import rater_agreement  # noqa: PLC0415
    from engine.sessions.labels.units import labelled_units  # noqa: PLC0415

    with Project.open(project) as opened:
        found = rater_agreement(labelled_units(opened))
    if len(found.raters) < 2:
        who = found.raters[0] if found.raters else "nobody"
        raise ProjectError(
            f"Agreement needs two raters; {who} has labelled {project.name}.",
            hint="`mibscope labels import` takes in those of another.",
        )
    _show(found)


@app.command("next")
def next_command(
    project: ProjectArgument,
    media: MediaOption = None,
    count: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    rater: Annotated[str, typer.Option(help="Whose labels count; by default anybody's.")] = "",
) -> None:
    """Which utterances of a recording to label next: the most uncertain, the most contradictory,
    and those that differ most from what is labelled, in turns.
    """
    from engine.sessions.labels.placing import by_utterance  # noqa: PLC0415
    from engine.sessions.labels.suggest import suggest  # noqa: PLC0415

    with Project.open(project) as opened:
        meant = _one(opened, media)
        run = opened.runs.latest(meant.id)
        stored = opened.runs.utterances(run.id) if run else ()
        labels = opened.labels.of_media(meant.id)
        tracks = [opened.runs.tracks(each.id) for each in stored]
    results = [each.result for each in stored]
    counting = [label for label in labels if rater in ("", label.rater)]
    taken = by_utterance(results, counting)
    console = Console()
    for each in suggest(results, taken, count, tracks=tracks):
        result = results[each.place]
        when = moment(result.utterance.start_s)
        say(console, f"{each.place:4}  {when:>9}  {each.reason:<11}  {spoken(result)}")


def _roles(columns: Iterable[str]) -> dict[str, str]:
    roles = {}
    for each in columns:
        role, sign, name = each.partition("=")
        if not sign:
            raise typer.BadParameter(f"“{each}” is not ROLE=NAME.")
        roles[role] = name
    return roles


def _meant(project: Project, file: Path, media: str | None) -> int | None:
    """The recording that labels mean which name none: the one that is asked for, the only one, or
    the one that is called like the file.
    """
    if media is not None:
        return _one(project, media).id
    everything = project.media.all()
    called = [each for each in everything if each.path.stem == file.stem]
    found = everything if len(everything) == 1 else called
    return found[0].id if len(found) == 1 else None


def _one(project: Project, media: str | None) -> MediaRecord:
    found = wanted_media(project, [] if media is None else [media])
    if len(found) != 1:
        names = ", ".join(f"{each.id}: {each.path.name}" for each in found)
        raise ProjectError(
            f"{project.path.name} holds {len(found)} recordings.",
            hint=f"Choose one with --media: {names}." if found else "`mibscope batch` adds some.",
        )
    return found[0]


def _show(found: RaterAgreement) -> None:
    console = Console()
    say(console, f"Raters: {', '.join(found.raters)}")
    table = Table("", "utterances", "alpha", "kappa", "ICC(2,1)", "ICC(3,1)", box=None)
    sentiment = found.sentiment
    table.add_row(
        "sentiment",
        str(sentiment.utterances),
        _figure(sentiment.alpha),
        "",
        _figure(sentiment.icc_2_1),
        _figure(sentiment.icc_3_1),
    )
    for emotion, shown in found.emotions.items():
        figures = (_figure(shown.alpha), _figure(shown.kappa))
        table.add_row(emotion.value, str(shown.utterances), *figures, "", "")
    console.print(table)
    say(
        console,
        "alpha: Krippendorff, interval for sentiment, nominal for expressions · kappa: Cohen, mean "
        "over pairs · – not defined: too few, or nothing varies",
    )


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
