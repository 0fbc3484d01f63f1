"""Which device computes, and why: a device counts only after it has run a real kernel."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import Literal, get_args

from engine.errors import DeviceError

DeviceName = Literal["cpu", "cuda", "mps"]


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    name: DeviceName
    reason: str
    """A sentence for the status bar and ``mibscope doctor``."""


@dataclass(frozen=True, slots=True)
class DeviceProbe:
    name: DeviceName
    usable: bool
    detail: str


def probe_device(name: DeviceName) -> DeviceProbe:
    """Multiply two matrices on the device and compare the result with the exact one."""
    # torch costs seconds to import; only commands that compute pay for it.
    import torch  # noqa: PLC0415

    if name == "cuda" and not torch.cuda.is_available():
        return DeviceProbe(name, False, "no CUDA device that this build of torch can see")
    if name == "mps" and not torch.backends.mps.is_available():
        return DeviceProbe(name, False, "no Apple GPU that this build of torch can see")
    try:
        left = torch.arange(64 * 64, dtype=torch.float32).reshape(64, 64) % 7
        wanted = left @ left.T
        found = (left.to(name) @ left.to(name).T).cpu()
    except (RuntimeError, AssertionError) as error:
        return DeviceProbe(name, False, f"a test kernel failed: {error}")
    if not torch.equal(wanted, found):
        return DeviceProbe(name, False, "a test kernel gave wrong numbers")
    return DeviceProbe(name, True, _device_title(name))


def choose_device(requested: str = "auto") -> DeviceChoice:
    """Resolve ``auto|cpu|cuda|mps``.

    Raises:
        DeviceError: the name is unknown, or a device asked for by name cannot compute.
    """
    if requested == "auto":
        return _choose_automatically()
    names: tuple[DeviceName, ...] = get_args(DeviceName)
    for name in names:
        if name == requested:
            return _insist_on(name)
    raise DeviceError(
        f"There is no device called “{requested}”.", hint=f"Choose auto, {', '.join(names)}."
    )


def _insist_on(name: DeviceName) -> DeviceChoice:
    probe = probe_device(name)
    if not probe.usable:
        raise DeviceError(
            f"The device “{name}” cannot be used: {probe.detail}.",
            hint="Use --device auto or --device cpu; `mibscope doctor` shows what works.",
        )
    return DeviceChoice(name, f"{probe.detail}, as asked for")


def _choose_automatically() -> DeviceChoice:
    cuda = probe_device("cuda")
    if cuda.usable:
        return DeviceChoice("cuda", cuda.detail)
    mps = probe_device("mps")
    if mps.usable:
        return DeviceChoice("mps", mps.detail)
    return DeviceChoice("cpu", f"{_device_title('cpu')}; {cuda.detail}")


def _device_title(name: DeviceName) -> str:
    import torch  # noqa: PLC0415

    if name == "cuda":
        return str(torch.cuda.get_device_name(0))
    if name == "mps":
        return "Apple GPU"
    return f"{platform.machine()} processor, {torch.get_num_threads()} threads"
