"""``mibscope batch``: a folder of recordings into one project; the same command again goes on."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from engine.cli.console import duration, error_console, progress_bar, report_error, say
from engine.cli.options import (
    AsrOption,
    CheckpointOption,
    DeviceOption,
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
    project_stems,
    targets_in,
    write_results,
)
from engine.errors import MediaNotFoundError, MibscopeError, ProjectError, as_told
from engine.sessions import Exporter
from engine.sessions.atomic import require_writable
from engine.sessions.media_files import media_in
from engine.sessions.project import Enqueued, MediaRecord, MediaState, Project, enqueue, recorded
from engine.sessions.project.project import SUFFIX
from engine.types import AnalysisEvent, AnalysisSettings, Progress, Warned

if TYPE_CHECKING:
    from engine.pipelines.analysis import Analyzer


@dataclass(slots=True)
class Batch:
    """One call of the command."""

    project: Project
    settings: AnalysisSettings
    out: Path | None
    formats: Sequence[Exporter]
    printer: Console
    failed: list[str] = field(default_factory=list)
    """Names, or what was said where there is none."""

    def name_of(self, media: MediaRecord) -> str:
        """The file's name; its whole path where several have that name."""
        names = [each.path.name for each in self.project.media.all()]
        return media.path.name if names.count(media.path.name) == 1 else str(media.path)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="batch")(batch)


def batch(
    paths: Annotated[
        list[Path], typer.Argument(help="Folders, searched with all below them, and files.")
    ],
    project: ProjectOption = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Also what failed before; it is left alone otherwise.")
    ] = False,
    out: OutOption = None,
    formats: FormatOption = "json,csv",
    device: DeviceOption = "auto",
    asr: AsrOption = "auto",
    language: LanguageOption = None,
    checkpoint: CheckpointOption = None,
    voice_baseline: VoiceBaselineOption = None,
    no_video: NoVideoOption = False,
    no_audio: NoAudioOption = False,
    no_text: NoTextOption = False,
) -> None:
    """Analyse all recordings of a folder into one project, which the window opens.

    Without --project it is named after the folder and lies beside it, or in the working directory
    where nothing can be written there. After Ctrl+C, a crash or a power cut the same command goes
    on; what is done is not done again. A file that fails is told, kept as failed, and the others
    go on; the exit code is 1 then.
    """
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
    chosen = chosen_formats(formats)
    for path in paths:
        if not path.exists():
            raise MediaNotFoundError(f"There is no file “{path}”.", hint="Check the spelling.")
    files = media_in(paths)
    place = project or default_project(paths)
    if out is not None:
        require_writable(out / place.name)
    with Project.at(place) as opened:
        _run(
            Batch(opened, settings, out, chosen, Console(soft_wrap=True, highlight=False)),
            files,
            retry,
        )


def default_project(paths: Sequence[Path]) -> Path:
    """Named after the one folder: beside it, else in the working directory.

    Raises:
        BadParameter: there is not exactly one folder.
    """
    if len(paths) != 1 or not paths[0].is_dir() or not paths[0].resolve().name:
        raise typer.BadParameter("Say with --project where the results are kept.")
    folder = paths[0].resolve()
    beside, here = (each / f"{folder.name}{SUFFIX}" for each in (folder.parent, Path.cwd()))
    known = [each for each in (beside, here) if each.exists()]
    return known[0] if known else beside if os.access(folder.parent, os.W_OK) else here


def _run(task: Batch, files: Sequence[Path], retry: bool) -> None:
    project, console = task.project, error_console()
    queued = enqueue(project, files, task.settings, retry=retry)
    _tell(task, queued)
    done = [each for each in queued.media if each.state is MediaState.DONE]
    for media in done:
        _export(task, media, missing_only=True)
    if project.media.next_waiting() is not None:
        # Loading the analyser imports torch; where nothing is left to do that takes too long.
        from engine.pipelines.analysis import Analyzer  # noqa: PLC0415

        try:
            _analyse_all(task, Analyzer())
        except KeyboardInterrupt:
            say(console, "Stopped; what was found is kept. The same command goes on.")
            raise
    say(console, f"All results are in {project.path}.")
    if task.failed:
        raise MibscopeError(
            f"{len(task.failed)} failed: {', '.join(task.failed)}.",
            hint="The same command with --retry tries them again.",
        )


def _tell(task: Batch, queued: Enqueued) -> None:
    console, media = error_console(), queued.media
    waiting = sum(each.state is MediaState.WAITING for each in task.project.media.all())
    done = sum(each.state is MediaState.DONE for each in media)
    say(console, f"Project {task.project.path}: {waiting} to analyse, {done} done before")
    for path, known in queued.doubles:
        say(console, f"Note: {path} is the same recording as {known.path}")
    other = [task.name_of(each) for each in media if _has_other_settings(task, each)]
    if other:
        say(
            console,
            f"Note: analysed before with other settings, and kept so: {', '.join(other)}. "
            "`mibscope analyze FILE --project PROJECT` analyses one anew.",
        )
    for error in queued.refused:
        report_error(error)
        task.failed.append(error.message.rstrip("."))
    for each in media:
        if each.state is MediaState.FAILED:
            say(console, f"Failed before: {task.name_of(each)}: {each.error}")
            task.failed.append(task.name_of(each))


def _has_other_settings(task: Batch, media: MediaRecord) -> bool:
    if media.state is not MediaState.DONE:
        return False
    run = task.project.runs.latest(media.id)
    return run is not None and run.settings != task.settings


def _analyse_all(task: Batch, analyzer: Analyzer) -> None:
    """Whatever waits in the project, in its order; also what the window has put there."""
    place = 0
    while (media := task.project.media.next_waiting()) is not None:
        place += 1
        left = sum(each.state is MediaState.WAITING for each in task.project.media.all())
        _analyse(task, analyzer, media, f"[{place}/{place + left - 1}] {task.name_of(media)}")


def _analyse(task: Batch, analyzer: Analyzer, media: MediaRecord, title: str) -> None:
    """One line for one file, however it ends."""
    project, began = task.project, time.monotonic()
    events = analyzer.analyze(media.path, media.settings)
    try:
        with closing(recorded(project, media.id, media.settings, events)) as written:
            _follow(written, title)
    except ProjectError:  # nothing can be kept any more
        raise
    except Exception as error:  # the others go on
        task.printer.print(f"{title}: failed", markup=False)
        report_error(as_told(error))
        task.failed.append(task.name_of(media))
        return
    run = project.runs.latest(media.id)
    count = project.runs.count(run.id) if run else 0
    now = project.media.get(media.id)
    length = f" ({duration(now.info.duration_s)})" if now.info else ""
    found = f"{count} utterance{'' if count == 1 else 's'}"
    took = duration(time.monotonic() - began)
    task.printer.print(f"{title}{length}: {found} in {took}", markup=False)
    _export(task, now, missing_only=False)


def _follow(events: Iterator[AnalysisEvent], title: str) -> None:
    with progress_bar(error_console()) as bar:
        shown = bar.add_task(escape(title), total=1.0, remaining="")
        for event in events:
            match event:
                case Progress(_, fraction, remaining_s):
                    left = f"{duration(remaining_s)} left" if remaining_s is not None else ""
                    bar.update(shown, completed=fraction, remaining=left)
                case Warned(message):
                    say(bar.console, f"Note: {message}")


def _export(task: Batch, media: MediaRecord, *, missing_only: bool) -> None:
    run = task.project.runs.latest(media.id)
    targets: list[Target] = targets_in(
        task.out, project_stems(task.project)[media.id], task.formats
    )
    wanted = [each for each in targets if not (missing_only and each[1].exists())]
    analysis = task.project.runs.analysis(run.id) if run and wanted else None
    if analysis is None:
        return
    try:
        write_results(analysis, wanted)
    except MibscopeError as error:
        report_error(error)
        task.failed.append(task.name_of(media))
