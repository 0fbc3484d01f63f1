"""Microphones: the real PortAudio on a private PulseAudio server."""

from __future__ import annotations

import json
import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.cli import run_cli
from engine.errors import DeviceError
from engine.live.sources import SourceSettings, list_microphones, open_source
from engine.live.sources.microphone import Microphone
from engine.live.sources.sound_chain import SoundChain
from engine.types import AudioBlock, Float32Array
from tests.helpers.live import Listener
from tests.helpers.media import tone
from tests.helpers.pulse import MICROPHONE, PulseServer, pulse_server


@pytest.fixture(scope="module")
def pulse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PulseServer]:
    with pulse_server(tmp_path_factory.mktemp("pulse")) as server:
        yield server


@pytest.fixture(scope="module")
def whistle(pulse: PulseServer) -> Path:
    """Six seconds of 1 kHz at half scale."""
    return _wav(pulse.folder / "whistle.wav", tone(6.0, 48_000, 1000.0))


def _wav(path: Path, samples: Float32Array) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def _middle(samples: Float32Array) -> Float32Array:
    """One second in the middle of what is not silence."""
    loud = np.flatnonzero(np.abs(samples) > 0.1)
    middle = int(loud[len(loud) // 2])
    return samples[middle - 8000 : middle + 8000]


def _worst_click_db(samples: Float32Array) -> float:
    """How loud the worst 20 ms of a 1 kHz sine at 16 kHz differ from the best sine, against it.

    Taking the drift out may bend the pitch a little, which no 20 ms show; a seam does.
    """
    turn = 2 * np.pi * 1000 * np.arange(320) / 16_000
    waves = np.stack([np.sin(turn), np.cos(turn), np.ones(320)], axis=1)
    pieces = samples[: len(samples) // 320 * 320].reshape(-1, 320).T
    rest = pieces - waves @ np.linalg.lstsq(waves, pieces, rcond=None)[0]
    return float(10 * np.log10((rest**2).mean(axis=0) / (pieces**2).mean(axis=0)).max())


def test_the_microphone_is_listed(pulse: PulseServer) -> None:
    assert MICROPHONE in [microphone.name for microphone in list_microphones()]


def test_a_microphone_that_is_plugged_in_later_is_found(pulse: PulseServer) -> None:
    assert "late" not in [microphone.name for microphone in list_microphones()]
    pulse.plug_in("late")
    microphone = Microphone("late")
    assert microphone.name == "late"
    assert "late" in [one.name for one in list_microphones()]
    microphone.close()


def test_the_command_line_lists_it(pulse: PulseServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["devices", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    named = {one["name"]: one for one in found["microphones"]}
    assert named[MICROPHONE]["rate_hz"] > 0
    assert found["problem"] is None
    assert run_cli(["devices"]) == 0
    text = capsys.readouterr().out
    assert MICROPHONE in text
    assert f"{named[MICROPHONE]['rate_hz']} Hz" in text


def test_what_is_played_is_heard_without_a_click_and_in_time(
    pulse: PulseServer, whistle: Path
) -> None:
    listener, tap = Listener(), Listener()
    source = open_source(SourceSettings(microphone=MICROPHONE))
    source.tap(tap)
    begin = time.monotonic()
    source.start(listener)
    with pulse.play(whistle) as player:
        listener.wait_for_loud(1.5)
        lasted_s = time.monotonic() - begin
        level = source.health.level
        player.terminate()
    source.stop()
    listener.assert_contiguous()
    tap.assert_contiguous()
    assert source.streams.sound_rate_hz == tap.blocks[0].sample_rate_hz
    assert lasted_s == pytest.approx(listener.heard_s, abs=0.5)
    assert _worst_click_db(_middle(listener.samples)) < -30
    assert level is not None
    assert level.peak_dbfs == pytest.approx(-6.0, abs=1.0)
    assert level.rms_dbfs == pytest.approx(-9.0, abs=1.0)
    assert listener.ends == 0


@pytest.mark.parametrize(
    ("rate_hz", "channels"), [(8000, 1), (16_000, 2), (44_100, 2), (48_000, 1)]
)
def test_every_rate_and_number_of_channels(
    pulse: PulseServer, whistle: Path, rate_hz: int, channels: int
) -> None:
    microphone = Microphone(MICROPHONE, rate_hz=rate_hz, channels=channels)
    assert microphone.rate_hz == rate_hz
    chain, listener, stop = SoundChain(rate_hz), Listener(), threading.Event()
    loud = 0
    begin = time.monotonic()
    microphone.start()
    with pulse.play(whistle) as player:
        for captured in microphone.blocks(stop):
            assert captured.samples.shape[1] == channels
            _, block = chain.push(captured.samples.mean(axis=1), captured.captured_s - begin)
            listener.hear(block)
            loud += np.abs(captured.samples).max() > 0.1
            if loud * 0.02 > 1.5:
                stop.set()
        player.terminate()
    assert _worst_click_db(_middle(listener.samples)) < -30


def test_a_stalled_listener_loses_no_sound(pulse: PulseServer) -> None:
    class Stalling(Listener):
        def hear(self, block: AudioBlock) -> None:
            if not self.blocks:
                time.sleep(5.0)
            super().hear(block)

    listener = Stalling()
    source = open_source(SourceSettings(microphone=MICROPHONE))
    begin = time.monotonic()
    source.start(listener)
    listener.wait_for_sound(6.0)
    source.stop()
    lasted_s = time.monotonic() - begin
    listener.assert_contiguous()
    assert source.health.overflows == 0
    assert source.health.filled_s == 0.0
    assert lasted_s == pytest.approx(listener.heard_s, abs=0.5)


def test_an_unknown_microphone_is_named_with_those_that_there_are(pulse: PulseServer) -> None:
    with pytest.raises(DeviceError, match="nowhere") as caught:
        open_source(SourceSettings(microphone="nowhere")).start(Listener())
    assert MICROPHONE in caught.value.hint


def test_a_rate_that_the_device_cannot_do_is_an_error_in_words(pulse: PulseServer) -> None:
    with pytest.raises(DeviceError, match="cannot be opened") as caught:
        Microphone(MICROPHONE, rate_hz=1)
    assert "PaErrorCode" not in caught.value.message
    assert "privacy" in caught.value.hint
