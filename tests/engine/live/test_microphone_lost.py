"""A microphone that goes away while it is listened to."""

from __future__ import annotations

import subprocess
from pathlib import Path

from engine.errors import DeviceError
from engine.live.sources import SourceSettings, open_source
from tests.helpers.live import Listener
from tests.helpers.pulse import MICROPHONE, pulse_server


def test_a_server_that_goes_away_ends_the_source_with_the_name(tmp_path: Path) -> None:
    with pulse_server(tmp_path) as server:
        listener = Listener()
        source = open_source(SourceSettings(microphone=MICROPHONE))
        source.start(listener)
        listener.wait_for_sound(0.3)
        subprocess.run(["pactl", "exit"], env=server.environment, check=True)
        assert listener.ended.wait(30)
        source.stop()
    assert isinstance(listener.error, DeviceError)
    assert MICROPHONE in listener.error.message
