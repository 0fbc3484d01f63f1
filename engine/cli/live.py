"""``mibscope live``."""

from __future__ import annotations

import json
import sys
from threading import Timer
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from engine.cli import results
from engine.cli.console import error_console, say
from engine.cli.live_lines import health_table, plain, state_line
from engine.cli.options import AsrOption, CheckpointOption, DeviceOption
from engine.live.events import (
    Caption,
    Finishing,
    LiveEnded,
    LiveEvent,
    LiveHealth,
    LiveStarted,
    LiveState,
    Noticed,
    UtteranceFinal,
)
from engine.live.sources import SourceSettings, open_source
from engine.types import AnalysisSettings

if TYPE_CHECKING:
    from engine.live.analyzer import LiveAnalyzer

_PATIENT_ABOVE = 4.0
"""Times its own speed; a film that is played faster waits for the analysis."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="live")(live)


def live(
    source: Annotated[
        str | None,
        typer.Option("--source", help="A film, or the address of a film or a camera."),
    ] = None,
    camera: Annotated[int | None, typer.Option("--camera", help="Number of a camera.")] = None,
    microphone: Annotated[
        str | None, typer.Option("--microphone", help="Name of a microphone, or “default”.")
    ] = None,
    speed: Annotated[
        float, typer.Option("--speed", min=0.1, help="Of a film: how much faster than life.")
    ] = 1.0,
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=0.1, help="Stop after so many seconds.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One event a line, as JSON, without pictures.")
    ] = False,
    device: DeviceOption = "auto",
    asr: AsrOption = "auto",
    language: Annotated[
        str | None, typer.Option("--language", help="Spoken language, e.g. en; default: detect.")
    ] = None,
    checkpoint: CheckpointOption = None,
    no_video: Annotated[bool, typer.Option("--no-video", help="Leave the face out.")] = False,
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Leave the voice out.")] = False,
    no_text: Annotated[bool, typer.Option("--no-text", help="Leave the words out.")] = False,
) -> None:
    """Analyse while somebody speaks; Ctrl+C once stops, twice leaves out what is unread."""
    opened = open_source(
        SourceSettings(camera=camera, microphone=microphone, url=source, speed=speed)
    )
    settings = AnalysisSettings(
        asr_model=asr,
        language=language,
        device=device,
        use_text=not no_text,
        use_audio=not no_audio,
        use_video=not no_video,
        checkpoint=checkpoint,
    )
    from engine.live.analyzer import LiveAnalyzer  # noqa: PLC0415 - imports torch
    from engine.live.stages import LiveOptions  # noqa: PLC0415

    analyzer = LiveAnalyzer()
    analyzer.start(opened, settings, LiveOptions(patient=speed > _PATIENT_ABOVE))
    timer = Timer(seconds, analyzer.stop) if seconds else None
    if timer:
        timer.start()
    try:
        _show_all(analyzer, as_json)
    finally:
        if timer:
            timer.cancel()
            timer.join()
        analyzer.close()


def _show_all(analyzer: LiveAnalyzer, as_json: bool) -> None:
    show = _print_json if as_json else _Printer().show
    events = analyzer.events()
    asked = False
    while True:
        try:
            for event in events:
                show(event)
                if isinstance(event, LiveEnded) and event.error is not None:
                    raise event.error
        except KeyboardInterrupt:
            # The iterator is over then; a new one goes on where it stopped.
            if asked:
                analyzer.skip()
            asked = True
            analyzer.stop()
            events = analyzer.events()
        else:
            return


def _print_json(event: LiveEvent) -> None:
    document: Any = plain(event)
    if document is not None:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        sys.stdout.flush()


class _Printer:
    """Finals and captions on standard output, everything else on standard error."""

    def __init__(self) -> None:
        self._out = Console(soft_wrap=True, highlight=False)
        self._side = error_console()
        self._health: LiveHealth | None = None
        self._second = -1

    def show(self, event: LiveEvent) -> None:
        match event:
            case LiveStarted():
                self._out.print(results.legend())
                self._out.print(results.header())
            case LiveState(time_s=time_s) if int(time_s) != self._second:
                self._second = int(time_s)
                say(self._side, state_line(event))
            case Caption(closed=False):
                words = " ".join(word.text for word in event.committed)
                pending = " ".join(word.text for word in event.pending)
                say(self._side, f"  {words} [{pending}]")
            case UtteranceFinal(result=result):
                self._out.print(results.line(result))
            case Noticed(message=message):
                say(self._side, f"Note: {message}")
            case Finishing(left_s=left_s):
                say(self._side, f"Finishing, {left_s:.0f} s left")
            case LiveHealth():
                self._health = event
            case LiveEnded() if self._health is not None:
                self._side.print(health_table(self._health))
            case _:
                pass
