"""Which cameras there are, and why one cannot be used."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from engine.errors import DeviceError
from engine.live.sources.base import CameraInfo

_LINUX_CAMERAS = Path("/sys/class/video4linux")
_LINUX_DEVICES = Path("/dev")
_PROBED = 4
"""Where a system has no list, so many numbers are tried."""


def list_cameras() -> tuple[CameraInfo, ...]:
    """In the order of their numbers. On Windows and macOS each is opened for a moment."""
    if sys.platform.startswith("linux"):
        return linux_cameras(_LINUX_CAMERAS)
    from engine.live.sources.camera import opens  # noqa: PLC0415 - loads OpenCV

    return tuple(CameraInfo(n, f"camera {n}") for n in range(_PROBED) if opens(n))


def linux_cameras(folder: Path) -> tuple[CameraInfo, ...]:
    """From the kernel's list. A camera's further nodes (metadata) have an index above 0 there."""
    found = []
    for node in folder.glob("video*"):
        number = re.fullmatch(r"video(\d+)", node.name)
        if number and _text(node / "index", "0") == "0":
            index = int(number.group(1))
            found.append(CameraInfo(index, _text(node / "name", f"camera {index}")))
    return tuple(sorted(found, key=lambda camera: camera.index))


def explain_camera(index: int, *, devices: Path = _LINUX_DEVICES) -> DeviceError:
    """Why the camera with this number gives no picture, as far as it can be known."""
    if not sys.platform.startswith("linux"):
        return DeviceError(
            f"Camera {index} cannot be opened.",
            hint="Close other programs that use it, and allow it: "
            + _PRIVACY.get(sys.platform, "see the privacy settings of the system."),
        )
    node = devices / f"video{index}"
    if not node.exists():
        return DeviceError(
            f"There is no camera {index}.",
            hint="Plug it in; “mibscope devices” lists the cameras that there are.",
        )
    if not os.access(node, os.R_OK | os.W_OK):
        return DeviceError(
            f"Camera {index} ({node}) may not be used by you.",
            hint="Type: sudo usermod -aG video $USER; then log out and in again.",
        )
    return DeviceError(
        f"Camera {index} ({node}) gives no picture.",
        hint="Close other programs that use it, or unplug it and plug it in again.",
    )


_PRIVACY = {
    "darwin": "System Settings, Privacy & Security, Camera.",
    "win32": "Settings, Privacy & security, Camera.",
}


def _text(path: Path, otherwise: str) -> str:
    try:
        return path.read_text("utf-8", errors="replace").strip() or otherwise
    except OSError:
        return otherwise
