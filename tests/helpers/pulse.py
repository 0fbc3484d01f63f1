"""A private PulseAudio server with a null sink, whose monitor is a microphone for PortAudio."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

MICROPHONE = "live-test"
_PROGRAMS = ("pulseaudio", "pactl", "paplay")
_ALSA = Path("/usr/share/alsa/alsa.conf")
_ALSA_PLUGIN = "alsa-lib/libasound_module_pcm_pulse.so"


@dataclass(frozen=True, slots=True)
class PulseServer:
    """``environment``: what programs need that are to talk to it."""

    environment: dict[str, str]
    folder: Path

    def plug_in(self, name: str) -> None:
        """Let ALSA know a microphone that records what is played."""
        with (self.folder / "asoundrc").open("a") as file:
            file.write(
                f"pcm.{name} {{\n type pulse\n device null.monitor\n"
                f' hint {{ show on description "{name}" }}\n}}\n'
            )

    def play(self, wav: Path) -> subprocess.Popen[bytes]:
        """Start playing into the null sink; the caller waits for it."""
        return subprocess.Popen(["paplay", str(wav)], env=self.environment)


def skip_without_pulse() -> None:
    """Skip the test, saying what is missing."""
    if not sys.platform.startswith("linux"):
        pytest.skip("PulseAudio is for Linux")
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    if not any(Path("/usr/lib").glob(f"*/{_ALSA_PLUGIN}")) and not any(
        Path(root, _ALSA_PLUGIN).exists() for root in ("/usr/lib", "/usr/lib64")
    ):
        pytest.skip("not installed: libasound2-plugins (ALSA's way to PulseAudio)")
    if not _ALSA.exists():
        pytest.skip(f"no {_ALSA}")
    if importlib.util.find_spec("sounddevice") is None or not _portaudio():
        pytest.skip("not installed: libportaudio2")


@contextmanager
def pulse_server(folder: Path) -> Iterator[PulseServer]:
    """The server while the block lasts; PortAudio sees it through ALSA."""
    skip_without_pulse()
    runtime = folder / "pulse"
    runtime.mkdir(mode=0o700, parents=True)
    socket = runtime / "native"
    (folder / "asoundrc").touch()
    environment = os.environ | {
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_RUNTIME_PATH": str(runtime),
        "PULSE_STATE_PATH": str(folder / "state"),
        "PULSE_SERVER": f"unix:{socket}",
        "ALSA_CONFIG_PATH": f"{_ALSA}:{folder / 'asoundrc'}",
    }
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
    modules = (
        f"module-native-protocol-unix socket={socket}",
        "module-null-sink sink_name=null rate=48000 channels=2",
    )
    command += ["--disable-shm=yes", *(f"--load={module}" for module in modules)]
    daemon_environment = {k: v for k, v in environment.items() if k != "PULSE_SERVER"}
    with subprocess.Popen(
        command, env=daemon_environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as process:
        try:
            _await(environment)
            with pytest.MonkeyPatch.context() as patch:
                # Of the recording only, which the null sink would else keep back for two seconds.
                patch.setenv("PULSE_LATENCY_MSEC", "30")
                for name, value in environment.items():
                    patch.setenv(name, value)
                server = PulseServer(environment, folder)
                server.plug_in(MICROPHONE)
                yield server
        finally:
            process.terminate()


def _await(environment: dict[str, str]) -> None:
    for _ in range(100):
        asked = subprocess.run(["pactl", "info"], env=environment, capture_output=True, check=False)
        if asked.returncode == 0:
            return
        time.sleep(0.05)
    raise AssertionError("PulseAudio did not start")


def _portaudio() -> bool:
    try:
        import sounddevice  # noqa: F401, PLC0415
    except OSError:
        return False
    return True
