"""``mibscope devices``: what live mode could watch and listen to."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from engine.errors import DeviceError
from engine.live.sources import CameraInfo, MicrophoneInfo, list_cameras, list_microphones


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="devices")(devices)


def devices(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List cameras and microphones, as live mode names them."""
    cameras, problem = list_cameras(), None
    try:
        microphones = list_microphones()
    except DeviceError as error:
        microphones, problem = (), error
    if as_json:
        found = {
            "cameras": [asdict(camera) for camera in cameras],
            "microphones": [asdict(microphone) for microphone in microphones],
            "problem": str(problem) if problem else None,
        }
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    _show(cameras, microphones, problem)


def _show(
    cameras: tuple[CameraInfo, ...],
    microphones: tuple[MicrophoneInfo, ...],
    problem: DeviceError | None,
) -> None:
    table = Table("kind", "id", "details", box=None, pad_edge=False)
    for camera in cameras:
        table.add_row("camera", str(camera.index), camera.name)
    for microphone in microphones:
        chosen = ", the system's choice" if microphone.is_default else ""
        details = f"{microphone.rate_hz} Hz, {_channels(microphone.channels)}{chosen}"
        table.add_row("microphone", microphone.name, details)
    if not cameras:
        table.add_row("camera", "–", "none found")
    if not microphones:
        table.add_row("microphone", "–", str(problem or "none found"))
    Console(soft_wrap=True, markup=False, highlight=False).print(table)


def _channels(count: int) -> str:
    return "mono" if count == 1 else "stereo" if count == 2 else f"{count} channels"
