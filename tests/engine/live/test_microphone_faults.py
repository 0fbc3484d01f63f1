"""What a microphone does that is in use, loses samples, or falls silent: a device by script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.errors import DeviceError
from engine.live.sources import SourceSettings, list_microphones, open_source
from engine.live.sources.devices import DeviceSource
from engine.live.sources.microphone import Microphone
from tests.helpers.live import Listener

sounddevice = pytest.importorskip("sounddevice", exc_type=OSError)

APIS = [
    {"name": "MME", "default_input_device": 0},
    {"name": "Windows WASAPI", "default_input_device": 2},
]
DEVICES = [
    {"index": 0, "name": "Desk microphone (USB so", "hostapi": 0},
    {"index": 1, "name": "Headset (Bluetooth sound)", "hostapi": 1},
    {"index": 2, "name": "Desk microphone (USB sound)", "hostapi": 1},
]
DESK = "Desk microphone (USB sound)"


class Clock:
    """A clock that only sound moves on."""

    def __init__(self) -> None:
        self.at_s = 0.0

    def __call__(self) -> float:
        return self.at_s


class ScriptedStream:
    """In the place of PortAudio's stream: ``script`` calls the callback when it is started."""

    script: Callable[[ScriptedStream], None]
    clock: Clock

    def __init__(self, **settings: Any) -> None:
        self.settings = settings
        self.active = True
        self.closed = False

    def start(self) -> None:
        type(self).script(self)

    def give(self, samples: int, *, overflowed: bool = False) -> None:
        self.clock.at_s += samples / 48_000
        block = np.full((samples, self.settings["channels"]), 0.25, np.float32)
        self.settings["callback"](block, samples, None, SimpleNamespace(input_overflow=overflowed))
        block[:] = 9.0  # PortAudio uses its memory again

    def close(self, ignore_errors: bool = True) -> None:
        self.closed = True
        self.settings["finished_callback"]()


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[ScriptedStream]]:
    devices = [one | {"max_input_channels": 2, "default_samplerate": 48_000.0} for one in DEVICES]
    monkeypatch.setattr(sounddevice, "query_devices", lambda: devices)
    monkeypatch.setattr(sounddevice, "query_hostapis", lambda: APIS)

    class Stream(ScriptedStream):
        script = staticmethod(lambda _: None)
        clock = Clock()

    monkeypatch.setattr(sounddevice, "InputStream", Stream)
    before = sounddevice._initialized
    yield Stream
    assert sounddevice._initialized == before, "a microphone was left open"


def test_on_windows_each_microphone_is_listed_once(stream: type[ScriptedStream]) -> None:
    found = [(microphone.name, microphone.is_default) for microphone in list_microphones()]
    assert found == [(DESK, True), ("Headset (Bluetooth sound)", False)]
    for asked, got in (("default", DESK), ("headset", "Headset (Bluetooth sound)")):
        with closing(Microphone(asked)) as microphone:
            assert microphone.name == got


def test_a_microphone_in_use_is_an_error_in_words(
    stream: type[ScriptedStream], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**_: Any) -> None:
        raise sounddevice.PortAudioError("Error opening InputStream: Device unavailable", -9985)

    monkeypatch.setattr(sounddevice, "InputStream", busy)
    with pytest.raises(DeviceError, match=r"Desk.*: Device unavailable\.") as caught:
        open_source(SourceSettings(microphone="desk")).start(Listener())
    assert "other programs" in caught.value.hint


def test_samples_are_copied_and_overflows_passed_on(stream: type[ScriptedStream]) -> None:
    def script(self: ScriptedStream) -> None:
        self.give(960)
        self.give(960, overflowed=True)

    stream.script = staticmethod(script)
    microphone, stop = Microphone(DESK, now=stream.clock), threading.Event()
    microphone.start()
    captured = []
    for one in microphone.blocks(stop):
        captured.append(one)
        stop.set()
    assert [one.overflowed for one in captured] == [False, True]
    assert [one.captured_s for one in captured] == [0.02, 0.04]
    for one in captured:
        np.testing.assert_array_equal(one.samples, np.full((960, 2), 0.25, np.float32))


def test_overflows_are_counted_in_the_health(stream: type[ScriptedStream]) -> None:
    def script(self: ScriptedStream) -> None:
        for index in range(40):
            self.give(960, overflowed=index == 20)

    stream.script = staticmethod(script)
    listener = Listener()
    source = DeviceSource(SourceSettings(microphone=DESK), now=stream.clock)
    source.start(listener)
    source.stop()
    assert source.health.overflows == 1
    assert source.health.samples_heard == len(listener.samples)
    listener.assert_contiguous()
    assert listener.heard_s == pytest.approx(0.8, abs=0.05)


def test_a_microphone_that_gives_nothing_any_more_is_lost(stream: type[ScriptedStream]) -> None:
    stream.script = staticmethod(lambda self: self.give(960))
    clock = iter(np.arange(0.0, 1000.0, 2.0))
    with closing(Microphone(DESK, now=lambda: float(next(clock)))) as microphone:
        microphone.start()
        blocks = microphone.blocks(threading.Event())
        next(blocks)
        with pytest.raises(DeviceError, match=f"{DESK[:4]}.*does not give sound any more"):
            next(blocks)


def test_a_computer_that_slept_has_lost_its_microphone(stream: type[ScriptedStream]) -> None:
    stream.script = staticmethod(lambda self: self.give(960))
    with closing(Microphone(DESK, now=stream.clock)) as microphone:
        microphone.start()
        blocks = microphone.blocks(threading.Event())
        next(blocks)
        stream.clock.at_s += 900.0
        microphone._stream.give(960)
        with pytest.raises(DeviceError, match="any more"):
            next(blocks)


def test_a_stream_that_portaudio_ends_is_lost(stream: type[ScriptedStream]) -> None:
    def script(self: ScriptedStream) -> None:
        for _ in range(20):
            self.give(960)
        self.settings["finished_callback"]()

    stream.script = staticmethod(script)
    listener = Listener()
    source = DeviceSource(SourceSettings(microphone=DESK), now=stream.clock)
    source.start(listener)
    assert listener.ended.wait(10)
    source.stop()
    assert isinstance(listener.error, DeviceError)
    assert DESK in listener.error.message
    assert listener.heard_s == pytest.approx(0.4, abs=0.05)
