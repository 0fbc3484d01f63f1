"""``mibscope analyze`` and ``mibscope demo``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress as ProgressBar
from rich.progress import TaskID

from engine.cli import results
from engine.cli.console import duration, error_console, progress_bar, report_error, say
from engine.cli.options import (
    AsrOption,
    CheckpointOption,
    DeviceOption,
    ExportOption,
    FormatOption,
    LanguageOption,
    NoAudioOption,
    NoTextOption,
    NoVideoOption,
    OutOption,
    ProjectOption,
    VoiceBaselineOption,
)
from engine.cli.result_files import (
    Target,
    chosen_formats,
    named_targets,
    output_stems,
    targets_in,
    write_results,
)
from engine.errors import MibscopeError
from engine.sessions import AnalysisCollector
from engine.sessions.project import Project, recorded
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
    language: LanguageOption = None,
    checkpoint: CheckpointOption = None,
    voice_baseline: VoiceBaselineOption = None,
    no_video: NoVideoOption = False,
    no_audio: NoAudioOption = False,
    no_text: NoTextOption = False,
    project: ProjectOption = None,
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
    targets = _targets(files, out, formats, export or ())
    with Project.at(project) if project else nullcontext() as kept:
        _run(files, settings, targets, kept)


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
    chosen, named = chosen_formats(formats), named_targets(export)
    return [[*targets_in(out, stem, chosen), *named] for stem in output_stems(files)]


def _run(
    files: Sequence[Path],
    settings: AnalysisSettings,
    targets: Sequence[Sequence[Target]],
    project: Project | None = None,
) -> None:
    """Analyse each file; a bad one is reported and the others go on."""
    # Loading the analyser imports torch; a wrong option should be refused before that.
    from engine.pipelines.analysis import Analyzer  # noqa: PLC0415

    analyzer = Analyzer()
    failures: list[MibscopeError] = []
    for file, wanted in zip(files, targets, strict=True):
        try:
            events = analyzer.analyze(file, settings)
            if project is None:
                _analyze_one(events, settings, wanted)
                continue
            media = project.media.add(file)
            with closing(recorded(project, media.id, settings, events)) as written:
                _analyze_one(written, settings, wanted)
        except MibscopeError as error:
            if len(files) == 1:
                raise
            report_error(error)
            failures.append(error)
    if failures:
        raise typer.Exit(failures[0].exit_code)


def _analyze_one(
    events: Iterator[AnalysisEvent], settings: AnalysisSettings, targets: Sequence[Target]
) -> None:
    """Print results as they come; whatever happens, what was found is exported."""
    collector = AnalysisCollector(settings)
    finished: Analysis | None = None
    try:
        for event in _shown(events):
            collector.add(event)
            if isinstance(event, AnalysisFinished):
                finished = event.analysis
    finally:
        analysis = finished or collector.analysis(complete=False)
        if analysis and analysis.results:
            write_results(analysis, targets)


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
