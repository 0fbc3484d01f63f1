"""``mibscope analyze`` and ``mibscope demo``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress as ProgressBar
from rich.progress import TaskID

from engine.cli import results
from engine.cli.console import duration, error_console, progress_bar, report_error, say
from engine.errors import ExportError, MibscopeError
from engine.sessions import EXPORTERS, AnalysisCollector
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
FormatOption = Annotated[str, typer.Option("--format", help="Result files: json,csv.")]


def register(app: typer.Typer) -> None:
    """Add the two commands."""
    app.command(name="analyze")(analyze)
    app.command(name="demo")(demo)


def analyze(
    files: Annotated[list[Path], typer.Argument(help="Video or audio files.", readable=False)],
    out: OutOption = None,
    formats: FormatOption = "json,csv",
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
    endings = _endings(formats)
    _run(files, settings, out, endings)


def demo(
    out: OutOption = None,
    formats: FormatOption = "json,csv",
    device: DeviceOption = "auto",
    asr: AsrOption = "auto",
) -> None:
    """Analyse the demo clip: one sentence, spoken six times with six expressions."""
    from engine.assets import locate_demo_clip  # noqa: PLC0415 - keeps `--help` quick

    _run(
        [locate_demo_clip()], AnalysisSettings(asr_model=asr, device=device), out, _endings(formats)
    )


def _endings(formats: str) -> list[str]:
    endings = [ending.strip().lower() for ending in formats.split(",") if ending.strip()]
    for ending in endings:
        if ending not in EXPORTERS:
            raise typer.BadParameter(f"“{ending}” is not one of {', '.join(EXPORTERS)}.")
    return endings


def _run(
    files: Sequence[Path], settings: AnalysisSettings, out: Path | None, endings: Sequence[str]
) -> None:
    """Analyse each file; a bad one is reported and the others go on."""
    # Loading the analyser imports torch; a wrong option should be refused before that.
    from engine.pipelines.analysis import Analyzer  # noqa: PLC0415

    analyzer = Analyzer()
    failures: list[MibscopeError] = []
    for file, stem in zip(files, output_stems(files), strict=True):
        target = out / stem if out else None
        try:
            _analyze_one(analyzer, file, settings, target, endings)
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
    analyzer: Analyzer,
    file: Path,
    settings: AnalysisSettings,
    target: Path | None,
    endings: Sequence[str],
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
        if target and analysis and analysis.results:
            _export(analysis, target, endings)


def _export(analysis: Analysis, target: Path, endings: Sequence[str]) -> None:
    errors: list[ExportError] = []
    for ending in endings:
        path = target.with_name(f"{target.name}.{ending}")
        try:
            EXPORTERS[ending](analysis, path)
            say(error_console(), f"Wrote {path}")
        except ExportError as error:
            errors.append(error)
    if errors:
        raise errors[0]


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
