"""Microphones through PortAudio: the list, opening one, and the blocks that come from it."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

from engine.errors import DeviceError
from engine.live.sources.base import MicrophoneInfo
from engine.runtime.cancel import Cancel
from engine.types import Float32Array

DEFAULT = "default"
_BLOCK_S = 0.02
_LATENCY_S = 0.1
"""How much PortAudio buffers. Only for safety against stalls; callbacks come at each block."""
_MOST_CHANNELS = 2
_RATES_HZ = (48_000, 44_100, 16_000, 8_000)
_LOST_AFTER_S = 5.0
"""A microphone that gives nothing for so long has been unplugged, or the computer slept."""
_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Captured:
    """What one callback brought. ``samples``: float32 [n, channels]."""

    samples: Float32Array
    captured_s: float
    """When the callback came, on ``now``'s clock: by then the last of them had been captured."""
    overflowed: bool
    """Samples before these were lost by the device."""


def list_microphones() -> tuple[MicrophoneInfo, ...]:
    """What can be recorded from, the system's choice first; while a microphone is open, what there
    was when it was opened. Raises DeviceError."""
    sounddevice = _sounddevice()
    with _in_use(sounddevice):
        inputs = _inputs(sounddevice)
        default = _default(sounddevice, inputs)
        found = [
            MicrophoneInfo(
                str(item["name"]),
                int(item["max_input_channels"]),
                round(item["default_samplerate"]),
                item is default,
            )
            for item in inputs
        ]
    return tuple(sorted(found, key=lambda microphone: not microphone.is_default))


class Microphone:
    """One open microphone. The callback only copies; nothing waits and nothing is thrown away."""

    def __init__(
        self,
        name: str,
        *,
        rate_hz: int | None = None,
        channels: int | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open but not start. ``rate_hz`` and ``channels``: None for the device's own.

        Raises DeviceError where there is no such microphone, it is in use, or may not be used.
        """
        self._sounddevice = _sounddevice()
        self._now = now
        self._queue: queue.SimpleQueue[Captured | None] = queue.SimpleQueue()
        self._closing = ExitStack()
        with ExitStack() as opening:
            opening.enter_context(_in_use(self._sounddevice))
            device = _find(self._sounddevice, name)
            self.name = str(device["name"])
            self._stream, self.rate_hz = self._open(device, rate_hz, channels)
            opening.callback(self._stream.close, ignore_errors=True)
            self._closing = opening.pop_all()

    def start(self) -> None:
        """Raises DeviceError."""
        try:
            self._stream.start()
        except self._sounddevice.PortAudioError as error:
            self.close()
            raise _cannot_open(self.name, error) from error

    def close(self) -> None:
        """Stop the device. What it has given can still be read. Idempotent."""
        self._closing.close()
        self._queue.put(None)

    @property
    def waiting_s(self) -> float:
        """About how much sound has been recorded but not been read yet."""
        return self._queue.qsize() * _BLOCK_S

    def blocks(self, cancel: Cancel) -> Iterator[Captured]:
        """Everything that is captured until ``cancel``; then the device is closed and drained.

        Raises DeviceError when nothing comes any more.
        """
        last_s = self._now()
        while not cancel.is_set():
            try:
                captured = self._queue.get(timeout=_LOOK_S)
            except queue.Empty:
                if self._now() - last_s > _LOST_AFTER_S or not self._stream.active:
                    raise self._lost() from None
                continue
            if captured is None or captured.captured_s - last_s > _LOST_AFTER_S:
                raise self._lost()
            last_s = captured.captured_s
            yield captured
        self.close()
        while (rest := self._queue.get()) is not None:
            yield rest

    # ------------------------------------------------------------------ PortAudio

    def _open(self, device: Any, rate_hz: int | None, channels: int | None) -> tuple[Any, int]:
        channels = channels or min(_MOST_CHANNELS, int(device["max_input_channels"]))
        own_hz = round(device["default_samplerate"])
        rates = (rate_hz,) if rate_hz else (own_hz, *(r for r in _RATES_HZ if r != own_hz))
        failed: Exception | None = None
        for rate in rates:
            try:
                stream = self._sounddevice.InputStream(
                    samplerate=rate,
                    blocksize=round(_BLOCK_S * rate),
                    device=int(device["index"]),
                    channels=channels,
                    dtype="float32",
                    latency=_LATENCY_S,
                    callback=self._called,
                    finished_callback=lambda: self._queue.put(None),
                )
            except self._sounddevice.PortAudioError as error:
                failed = failed or error
            else:
                return stream, rate
        assert failed is not None
        raise _cannot_open(self.name, failed) from failed

    def _called(self, samples: Float32Array, _frames: int, _times: Any, status: Any) -> None:
        """PortAudio's own thread: the sound of the next block waits for this to return."""
        # When it is called, because the times that PortAudio gives with the samples are wrong by
        # up to 0.3 s behind PulseAudio.
        self._queue.put(Captured(samples.copy(), self._now(), bool(status.input_overflow)))

    def _lost(self) -> DeviceError:
        return DeviceError(
            f"The microphone “{self.name}” does not give sound any more.",
            hint="Plug it in again, or choose another one.",
        )


def _sounddevice() -> ModuleType:
    try:
        return import_module("sounddevice")  # loads the PortAudio library
    except OSError as error:
        raise DeviceError(
            f"The PortAudio library is missing ({error}).",
            hint="Install it; on Debian and Ubuntu: sudo apt-get install libportaudio2",
        ) from error


@contextmanager
def _in_use(sounddevice: ModuleType) -> Iterator[None]:
    """PortAudio started, and anew where nobody else uses it: only then does it look for devices.

    It counts its users; the first is the library itself, from its import on.
    """
    if sounddevice._initialized == 1:
        sounddevice._terminate()
        sounddevice._initialize()
    sounddevice._initialize()
    try:
        yield
    finally:
        sounddevice._terminate()


def _inputs(sounddevice: ModuleType) -> list[Any]:
    """Devices with a microphone. On Windows each is there once per sound system: WASAPI's are
    taken, as the others cut names off or convert."""
    inputs = [item for item in sounddevice.query_devices() if item["max_input_channels"] > 0]
    systems = [str(api["name"]) for api in sounddevice.query_hostapis()]
    wasapi = [item for item in inputs if systems[int(item["hostapi"])] == "Windows WASAPI"]
    return wasapi or inputs


def _default(sounddevice: ModuleType, inputs: list[Any]) -> Any | None:
    """The system's choice among the inputs; the first one where it has none."""
    chosen = {int(api["default_input_device"]) for api in sounddevice.query_hostapis()}
    return next((item for item in inputs if int(item["index"]) in chosen), next(iter(inputs), None))


def _find(sounddevice: ModuleType, name: str) -> Any:
    """The device with this name, or the first one whose name holds it."""
    inputs = _inputs(sounddevice)
    if not inputs:
        raise DeviceError("There is no microphone.", hint="Plug one in, then try again.")
    if name == DEFAULT:
        return _default(sounddevice, inputs)
    exact = [item for item in inputs if item["name"] == name]
    near = [item for item in inputs if name.lower() in item["name"].lower()]
    if not exact + near:
        names = ", ".join(f"“{item['name']}”" for item in inputs)
        raise DeviceError(f"There is no microphone “{name}”.", hint=f"There are: {names}.")
    return (exact + near)[0]


def _cannot_open(name: str, error: Exception) -> DeviceError:
    return DeviceError(
        f"The microphone “{name}” cannot be opened: {_reason(error)}.",
        hint="Close other programs that use it, check that MIBScope may use the microphone "
        "(privacy settings of the system), or choose another one.",
    )


def _reason(error: Exception) -> str:
    """PortAudio's own words without its codes."""
    text = str(error.args[0] if error.args else error)
    return text.removeprefix("Error opening InputStream: ").partition(" [PaErrorCode")[0]
