"""A camera and a microphone together: one clock, one end."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from urllib.parse import urlparse

import psutil
import pytest

from engine.errors import DeviceError
from engine.live.recording import Recorder
from engine.live.sources import SourceSettings, open_source
from engine.media import probe
from tests.helpers.live import Listener
from tests.helpers.network_camera import SIZE, served
from tests.helpers.pulse import MICROPHONE, pulse_server


def test_both_run_on_one_clock_are_recorded_and_end_together(tmp_path: Path) -> None:
    listener = Listener()
    with pulse_server(tmp_path), served([1 / 30] * 90) as url:
        source = open_source(SourceSettings(url=url, microphone=MICROPHONE))
        source.start(listener)
        begin = time.monotonic()
        recorder = Recorder(tmp_path / "r.mp4", source.streams)
        recorder.start()
        source.tap(recorder)
        assert source.streams.picture == SIZE
        listener.wait_for_pictures(60)
        newest_s, elapsed_s = listener.times_s[-1], time.monotonic() - begin
        assert listener.ended.wait(30)
        source.stop()
        recorder.stop()
    assert newest_s == pytest.approx(elapsed_s, abs=0.3)
    assert isinstance(listener.error, DeviceError)
    assert url in listener.error.message
    assert listener.ends == 1
    listener.assert_contiguous()
    # The camera's end ends the sound, of which everything up to then has been heard.
    assert listener.heard_s == pytest.approx(listener.times_s[-1], abs=0.5)
    assert recorder.health.error is None
    assert not recorder.health.running
    info = probe(tmp_path / "r.mp4")
    assert info.video is not None
    assert info.audio is not None
    assert info.audio.sample_rate_hz == source.streams.sound_rate_hz
    assert info.duration_s == pytest.approx(listener.heard_s, abs=0.7)


def test_a_microphone_that_is_missing_leaves_no_camera_open() -> None:
    hang = threading.Event()
    with served([0.01] * 5, hang=hang) as url:
        source = open_source(SourceSettings(url=url, microphone="nowhere"))
        try:
            with pytest.raises(DeviceError):
                source.start(Listener())
            assert urlparse(url).port not in _connected_to()
        finally:
            hang.set()


def test_the_streams_are_not_known_before_the_start() -> None:
    with pytest.raises(RuntimeError):
        _ = open_source(SourceSettings(camera=0)).streams


def _connected_to() -> set[int]:
    """Ports to which this process has connections."""
    connections = psutil.Process().net_connections("tcp")
    return {one.raddr.port for one in connections if one.raddr and one.status == "ESTABLISHED"}
