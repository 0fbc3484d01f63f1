"""``mibscope analyze`` and ``mibscope demo``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress as ProgressBar
from rich.progress import TaskID

from engine.cli import results
from engine.cli.console import duration, error_console, progress_bar, report_error, say
from engine.errors import ExportError, MediaError, MibscopeError
from engine.sessions import EXPORTERS, AnalysisCollector, Exporter, exporter_for
from engine.sessions.atomic import require_writable
from engine.types import (
    Analysis,
    AnalysisEvent,
    AnalysisFinished,
    AnalysisSettings,
    MediaProbed,
    ModelsReady,
    Progress,
    UtteranceAnalysed,
    Warned,
)

if TYPE_CHECKING:
    from engine.pipelines.analysis import Analyzer

AsrOption = Annotated[str, typer.Option("--asr", help="Whisper model, or auto.")]
DeviceOption = Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Folder for the result files.")]
_FORMATS = "; ".join(
    f"{each.name}: {each.description} (.{each.ending})" for each in EXPORTERS.values()
)
FormatOption = Annotated[
    str,
    typer.Option("--format", help=f"Result files in the folder, separated by commas. {_FORMATS}."),
]
ExportOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--export",
        help="A result file; its ending says which of the formats. May be given several times.",
    ),
]
Target = tuple[Exporter, Path]
"""A format and the file that it is written to."""


def register(app: typer.Typer) -> None:
    """Add the two commands."""
    app.command(name="analyze")(analyze)
    app.command(name="demo")(demo)


def analyze(
    files: Annotated[list[Path], typer.Argument(help="Video or audio files.", readable=False)],
    out: OutOption = None,
    formats: FormatOption = "json,csv",
    export: ExportOption = None,
    device: DeviceOption = "auto",
    asr: AsrOption = "auto",
    language: Annotated[
        str | None, typer.Option("--language", help="Spoken language, e.g. en; default: detect.")
    ] = None,
    checkpoint: Annotated[
        Path | None, typer.Option("--checkpoint", help="A trained model instead of the default.")
    ] = None,
    voice_baseline: Annotated[
        Path | None,
        typer.Option(
            "--voice-baseline",
            help="A recording of the only speaker, whose ordinary voice is then the zero; it may "
            "be the file itself.",
            readable=False,
        ),
    ] = None,
    no_video: Annotated[bool, typer.Option("--no-video", help="Leave the face out.")] = False,
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Leave the voice out.")] = False,
    no_text: Annotated[bool, typer.Option("--no-text", help="Leave the words out.")] = False,
) -> None:
    """Analyse files: sentiment, expression, and what words, voice and face contributed."""
    settings = AnalysisSettings(
        asr_model=asr,
        language=language,
        device=device,
        use_text=not no_text,
        use_audio=not no_audio,
        use_video=not no_video,
        checkpoint=checkpoint,
        voice_baseline=voice_baseline,
    )
    if export and len(files) > 1:
        raise typer.BadParameter("--export names one file; for several recordings use --out.")
    _run(files, settings, _targets(files, out, formats, export or ()))


def demo(
    out: OutOption = None,
    formats: FormatOption = "json,csv",
    export: ExportOption = None,
    device: DeviceOption = "auto",
    asr: AsrOption = "auto",
) -> None:
    """Analyse the demo clip: one sentence, spoken six times with six expressions."""
    from engine.assets import locate_demo_clip  # noqa: PLC0415 - keeps `--help` quick

    clip = [locate_demo_clip()]
    settings = AnalysisSettings(asr_model=asr, device=device)
    _run(clip, settings, _targets(clip, out, formats, export or ()))


def _targets(
    files: Sequence[Path], out: Path | None, formats: str, export: Sequence[Path]
) -> list[list[Target]]:
    """What is written of each recording; refused before anything is analysed."""
    chosen = [format_named(name) for name in formats.split(",") if name.strip()]
    named = [(exporter_for(path), path) for path in export]
    found = []
    for stem in output_stems(files):
        folder = [(each, out / each.file_name(stem)) for each in chosen] if out else []
        found.append([*folder, *named])
    for _, path in named:
        require_writable(path)
    return found


def format_named(name: str) -> Exporter:
    """By its name, or by its ending.

    Raises:
        BadParameter: there is none.
    """
    wanted = name.strip().lower()
    for each in EXPORTERS.values():
        if wanted in (each.name, each.ending.lower()):
            return each
    raise typer.BadParameter(f"“{wanted}” is not one of {', '.join(EXPORTERS)}.")


def _run(
    files: Sequence[Path], settings: AnalysisSettings, targets: Sequence[Sequence[Target]]
) -> None:
    """Analyse each file; a bad one is reported and the others go on."""
    # Loading the analyser imports torch; a wrong option should be refused before that.
    from engine.pipelines.analysis import Analyzer  # noqa: PLC0415

    analyzer = Analyzer()
    failures: list[MibscopeError] = []
    for file, wanted in zip(files, targets, strict=True):
        try:
            _analyze_one(analyzer, file, settings, wanted)
        except MibscopeError as error:
            if len(files) == 1:
                raise
            report_error(error)
            failures.append(error)
    if failures:
        raise typer.Exit(failures[0].exit_code)


def output_stems(files: Sequence[Path]) -> Iterator[str]:
    """A result name for each file; equal names from different folders get a number."""
    taken: set[str] = set()
    for file in files:
        stem, number = file.stem, 2
        while stem.casefold() in taken:
            stem, number = f"{file.stem}-{number}", number + 1
        taken.add(stem.casefold())
        yield stem


def _analyze_one(
    analyzer: Analyzer, file: Path, settings: AnalysisSettings, targets: Sequence[Target]
) -> None:
    """Print results as they come; whatever happens, what was found is exported."""
    collector = AnalysisCollector(settings)
    finished: Analysis | None = None
    try:
        for event in _shown(analyzer.analyze(file, settings)):
            collector.add(event)
            if isinstance(event, AnalysisFinished):
                finished = event.analysis
    finally:
        analysis = finished or collector.analysis(complete=False)
        if analysis and analysis.results:
            _export(analysis, targets)


def _export(analysis: Analysis, targets: Sequence[Target]) -> None:
    """Write all that can be written; then say what could not."""
    errors: list[MibscopeError] = []
    with progress_bar(error_console()) as bar:
        for exporter, path in targets:
            try:
                _write(exporter, analysis, path, bar)
            except (ExportError, MediaError) as error:
                errors.append(error)
    if errors:
        raise errors[0]


def _write(exporter: Exporter, analysis: Analysis, path: Path, bar: ProgressBar) -> None:
    task = bar.add_task(f"Writing {escape(path.name)}", total=1.0, remaining="")
    try:
        exporter.write(analysis, path, lambda share: bar.update(task, completed=share))
    finally:
        bar.remove_task(task)
    say(bar.console, f"Wrote {path}")


def _shown(events: Iterator[AnalysisEvent]) -> Iterator[AnalysisEvent]:
    """Pass events on while printing them."""
    # Redirected output must not be cut at a guessed width.
    printer = Console(soft_wrap=True, highlight=False)
    with progress_bar(error_console()) as bar:
        task = bar.add_task("Starting", total=1.0, remaining="")
        for event in events:
            _show(event, printer, bar, task)
            yield event


def _show(event: AnalysisEvent, printer: Console, bar: ProgressBar, task: TaskID) -> None:
    match event:
        case MediaProbed(info):
            say(bar.console, f"{info.path.name}, {duration(info.duration_s)}")
            for note in info.notes:
                say(bar.console, f"Note: {note}")
        case ModelsReady(provenance):
            say(
                bar.console,
                f"Whisper {provenance.asr_model} · {provenance.device} ({provenance.device_reason})"
                f" · model {provenance.checkpoint}",
            )
            printer.print(results.legend())
            printer.print(results.header())
        case UtteranceAnalysed(result):
            printer.print(results.line(result))
        case Progress(stage, fraction, remaining_s, detail):
            left = f"{duration(remaining_s)} left" if remaining_s is not None else ""
            title = f"{stage.capitalize()} {detail}".strip()
            bar.update(task, completed=fraction, description=title, remaining=left)
        case Warned(message):
            say(bar.console, f"Note: {message}")
        case AnalysisFinished():
            bar.update(task, completed=1.0, remaining="")
