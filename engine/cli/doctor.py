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
_CAMERAS_TRIED = 4

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
    import cv2  # noqa: PLC0415

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    found = False
    for index in range(_CAMERAS_TRIED):
        camera = cv2.VideoCapture(index)
        if camera.isOpened():
            found = True
            width = int(camera.get(cv2.CAP_PROP_FRAME_WIDTH))
            height = int(camera.get(cv2.CAP_PROP_FRAME_HEIGHT))
            yield f"camera {index}", "ok", f"{width} × {height}"
        camera.release()
    if not found:
        yield "camera", "none", "none found"


def _microphones() -> Iterator[Row]:
    try:
        import sounddevice  # noqa: PLC0415
    except OSError as error:
        yield "microphone", "bad", f"the PortAudio library is missing ({error})"
        return
    inputs = [item for item in sounddevice.query_devices() if item["max_input_channels"] > 0]
    if not inputs:
        yield "microphone", "none", "none found"
    for item in inputs:
        yield "microphone", "ok", f"{item['name']}, {item['default_samplerate']:.0f} Hz"
