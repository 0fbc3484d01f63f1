"""``mibscope live``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from math import ceil
from threading import Timer
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from engine.cli import results
from engine.cli.console import error_console, say
from engine.cli.live_lines import calibration_lines, health_table, plain, state_line
from engine.cli.options import AsrOption, CheckpointOption, DeviceOption
from engine.live.events import (
    Calibrated,
    Calibrating,
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
from engine.types import AnalysisSettings, Modality

if TYPE_CHECKING:
    from engine.live.analyzer import LiveAnalyzer

MIN_CALIBRATION_S = 4.0
"""Less speech, or less of a face, is too little for a calibration."""
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
    calibrate: Annotated[
        float | None,
        typer.Option(
            "--calibrate",
            min=MIN_CALIBRATION_S,
            metavar="SECONDS",
            help="Take so many seconds at the start, 10 for instance, as the person's neutral "
            "voice and face, where the model gains by that.",
        ),
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
    if calibrate is not None:
        analyzer.calibrate(calibrate)
    timer = Timer(seconds, analyzer.stop) if seconds else None
    if timer:
        timer.start()
    try:
        _show_all(analyzer, _JsonLines().show if as_json else Printer().show)
    finally:
        if timer:
            timer.cancel()
            timer.join()
        analyzer.close()


def _show_all(analyzer: LiveAnalyzer, show: Callable[[LiveEvent], None]) -> None:
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


class _JsonLines:
    """Predictions say for which modalities they are calibrated to the person."""

    def __init__(self) -> None:
        self._calibrated: tuple[Modality, ...] = ()

    def show(self, event: LiveEvent) -> None:
        if isinstance(event, Calibrated):
            self._calibrated = event.modalities
        document: Any = plain(event)
        if document is None:
            return
        if isinstance(event, LiveState | UtteranceFinal):
            document["calibrated"] = list(self._calibrated)
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        sys.stdout.flush()


class Printer:
    """Finals and captions on standard output, everything else on standard error."""

    def __init__(self) -> None:
        self._out = Console(soft_wrap=True, highlight=False)
        self._side = error_console()
        self._health: LiveHealth | None = None
        self._second = self._left = -1

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
            case Calibrating(left_s=left_s) if ceil(left_s) != self._left:
                self._left = ceil(left_s)
                say(self._side, f"Look at the camera and speak calmly, {self._left} s left")
            case Calibrated():
                for line in calibration_lines(event):
                    self._out.print(line)
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
