"""``mibscope doctor``: what works on this machine, proved rather than guessed."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib import metadata
from typing import get_args

import typer
from rich.console import Console
from rich.table import Table

_PACKAGES = (
    "torch",
    "av",
    "opencv-python-headless",
    "faster-whisper",
    "openai-whisper",
    "transformers",
    "librosa",
    "sounddevice",
    "PySide6",
    "pyqtgraph",
)

Row = tuple[str, str, str]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="doctor")(doctor)


def doctor() -> None:
    """Check devices, versions, models, camera and microphone."""
    table = Table(box=None, show_header=False, pad_edge=False)
    failed = False
    for section in (_system, _devices, _models, _cameras, _microphones):
        for name, state, detail in section():
            failed = failed or state == "bad"
            table.add_row({"ok": "✓", "bad": "✗", "none": "–"}[state], name, detail)
    Console(soft_wrap=True).print(table)
    if failed:
        raise typer.Exit(1)


def _system() -> Iterator[Row]:
    yield "mibscope", "ok", metadata.version("mibscope") if _installed("mibscope") else "source"
    yield "python", "ok", f"{sys.version.split()[0]} on {platform.platform()}"
    for package in _PACKAGES:
        if _installed(package):
            yield package, "ok", metadata.version(package)
        else:
            yield package, "bad", "not installed"


def _installed(package: str) -> bool:
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def _devices() -> Iterator[Row]:
    from engine.runtime.device import DeviceName, choose_device, probe_device  # noqa: PLC0415

    for name in get_args(DeviceName):
        probe = probe_device(name)
        yield f"device {name}", "ok" if probe.usable else "none", probe.detail
    choice = choose_device("auto")
    yield "device chosen", "ok", f"{choice.name}: {choice.reason}"


def _models() -> Iterator[Row]:
    from engine.assets import default_manifest, is_present  # noqa: PLC0415

    lasting = (spec for spec in default_manifest().assets.values() if not spec.intermediate)
    for spec in lasting:
        if is_present(spec.id):
            yield f"model {spec.id}", "ok", spec.needed_by
        elif spec.default:
            yield f"model {spec.id}", "bad", f"missing; run `mibscope models fetch {spec.id}`"
        else:
            yield f"model {spec.id}", "none", f"not fetched ({spec.needed_by})"


def _cameras() -> Iterator[Row]:
    from engine.errors import DeviceError  # noqa: PLC0415
    from engine.live.sources import list_cameras  # noqa: PLC0415
    from engine.live.sources.camera import Camera  # noqa: PLC0415

    cameras = list_cameras()
    if not cameras:
        yield "camera", "none", "none found"
    for info in cameras:
        try:
            camera = Camera(info.index)
        except DeviceError as error:
            yield f"camera {info.index}", "none", f"{info.name}: {error}"
        else:
            width, height = camera.size
            camera.close()
            yield f"camera {info.index}", "ok", f"{info.name}, {width} × {height}"


def _microphones() -> Iterator[Row]:
    from engine.errors import DeviceError  # noqa: PLC0415
    from engine.live.sources import list_microphones  # noqa: PLC0415

    try:
        microphones = list_microphones()
    except DeviceError as error:
        yield "microphone", "bad", str(error)
        return
    if not microphones:
        yield "microphone", "none", "none found"
    for microphone in microphones:
        yield "microphone", "ok", f"{microphone.name}, {microphone.rate_hz} Hz"
