#!/usr/bin/env python3
"""From a bare clone to a running MIBScope, with nothing but Python 3.11 or later.

    python3 packaging/bootstrap.py run     analyse the demo clip: in a window, or without a display
                                           on the command line
    python3 packaging/bootstrap.py test    run every check
    python3 packaging/bootstrap.py system  only what root has to do: system libraries for both

Each step looks first whether its work is done, so the script can be repeated and interrupted at
any time, and a second run needs no network.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "packaging" / "requirements.lock"
STAMP = VENV / "mibscope-installed"

# What the window, sound and microphone load at run time on Linux, and the Debian package of each.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libXext.so.6": "libxext6",
    "libXrandr.so.2": "libxrandr2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdrm.so.2": "libdrm2",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libportaudio.so.2": "libportaudio2",
    "libpulse.so.0": "libpulse0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Programs that tests use to make and view media, and to stand in for a microphone.
TEST_PROGRAMS = {
    "ffmpeg": "ffmpeg",
    "espeak-ng": "espeak-ng",
    "Xvfb": "xvfb",
    "pulseaudio": "pulseaudio",
    "paplay": "pulseaudio-utils",
}
# What tests need that is no program, under a library folder.
TEST_PLUGINS = {"alsa-lib/libasound_module_pcm_pulse.so": "libasound2-plugins"}

CHECKS = (
    ("style", ("-m", "ruff", "check", ".")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("types", ("-m", "mypy")),
    ("architecture", ("-c", "from importlinter.cli import lint_imports_command as c; c()")),
)


class StopError(Exception):
    """Something that the user has to mend; the message says how."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Install MIBScope here, then run or test it.")
    parser.add_argument("job", choices=("run", "test", "system"))
    job = parser.parse_args().job
    try:
        provide_system_libraries(with_test_programs=job != "run")
        if job == "system":
            return 0
        provide_environment()
        provide_packages()
        provide_models()
        return run() if job == "run" else test()
    except StopError as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Repeat the command to go on from here.", file=sys.stderr)
        return 130


# ------------------------------------------------------------------ system libraries


def provide_system_libraries(with_test_programs: bool) -> None:
    """Install what is missing through apt on Debian and Ubuntu; elsewhere say what is missing."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_packages(with_test_programs)
    if not missing:
        return
    if shutil.which("apt-get") is None:
        say(f"Missing on this system (Debian's names): {' '.join(missing)}")
        say("Going on; install your distribution's equivalents if the window does not open.")
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        raise StopError(
            "System libraries are missing. Type this line, then repeat the command:\n\n"
            f"    sudo apt-get update && sudo {' '.join(install)}"
        )
    say(f"Installing system libraries: {' '.join(missing)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["dpkg", "--configure", "-a"], ["apt-get", "update"], install):
        call(command, f"“{' '.join(command[:2])}” failed; see its message above.", quiet)


def missing_packages(with_test_programs: bool) -> list[str]:
    missing = [package for name, package in LIBRARIES.items() if not loads(name)]
    if importlib.util.find_spec("ensurepip") is None:
        missing.append(f"python3.{sys.version_info.minor}-venv")
    if not has_fonts():
        missing.append("fonts-dejavu-core")
    if with_test_programs:
        missing += [pkg for name, pkg in TEST_PROGRAMS.items() if shutil.which(name) is None]
        missing += [pkg for name, pkg in TEST_PLUGINS.items() if not has_plugin(name)]
    return missing


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_plugin(name: str) -> bool:
    folders = (Path("/usr/lib"), Path("/usr/lib64"), *Path("/usr/lib").glob("*-linux-gnu*"))
    return any((folder / name).exists() for folder in folders)


def has_fonts() -> bool:
    places = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
    return any(path.suffix in {".ttf", ".otf"} for place in places for path in place.rglob("*"))


# ------------------------------------------------------------------ Python environment


def provide_environment() -> None:
    """Create ``.venv``; a broken or half-made one is made anew."""
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    if PYTHON.exists() and status([PYTHON, "-c", probe], quiet=True) == 0:
        return
    say(f"Creating {VENV}")
    venv.EnvBuilder(clear=True, with_pip=True, symlinks=os.name != "nt").create(VENV)


def provide_packages() -> None:
    """Install the locked packages and MIBScope itself, unless the stamp says it was done."""
    fingerprint = hashlib.sha256(
        LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    ).hexdigest()
    if STAMP.exists() and STAMP.read_text() == fingerprint:
        return
    STAMP.unlink(missing_ok=True)
    forget_half_installed()
    say("Installing packages (the first time this takes minutes)")
    pip = re.search(r"^pip==.+$", LOCK.read_text("utf-8"), re.MULTILINE)
    if pip:  # newer versions resume broken downloads
        pip_install("--upgrade", pip.group())
    pip_install("--requirement", str(LOCK))
    pip_install("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text(fingerprint)


def forget_half_installed() -> None:
    """Let pip install anew what it was installing when it was killed: it signs a package last."""
    libraries = "Lib" if os.name == "nt" else "lib/python*"
    for package in VENV.glob(f"{libraries}/site-packages/*.dist-info"):
        if not (package / "INSTALLER").exists():
            shutil.rmtree(package)


def pip_install(*arguments: str) -> None:
    options = ("--retries=10", "--timeout=60", "--disable-pip-version-check", "--quiet")
    call(
        [PYTHON, "-m", "pip", "install", *options, *arguments],
        "Packages could not be installed; see pip's message above. If the connection broke, "
        "repeat the command: what has arrived is kept.",
    )


def provide_models() -> None:
    call(
        [PYTHON, "-m", "engine", "models", "fetch"],
        "Models could not be fetched; see above. Repeat the command: what has arrived is kept.",
    )


# ------------------------------------------------------------------ jobs


def run() -> int:
    """Open the window on the demo clip; without a display, analyse it on the command line."""
    if not has_display():
        say("No display: analysing the demo clip on the command line")
        return status([PYTHON, "-m", "desktop_app", "demo"])
    where = "from engine.assets import locate_demo_clip; print(locate_demo_clip())"
    clip = subprocess.check_output([PYTHON, "-c", where], cwd=ROOT, text=True).strip()
    return status([PYTHON, "-m", "desktop_app", clip])


def has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def test() -> int:
    """Run every check, also after a failure; the test run's summary is the last line."""
    codes = []
    for name, arguments in CHECKS:
        say(f"Checking {name}")
        codes.append(status([PYTHON, *arguments]))
    for (name, _), code in zip(CHECKS, codes, strict=True):
        say(f"{name}: {'passed' if code == 0 else 'FAILED'}")
    surroundings = {
        "QT_QPA_PLATFORM": "offscreen",
        "HF_HUB_OFFLINE": "1",
        "PYTHONDONTWRITEBYTECODE": "",  # or each of hundreds of processes compiles all anew
    }
    codes.append(status([PYTHON, "-m", "pytest"], surroundings))
    return next((code for code in codes if code), 0)


# ------------------------------------------------------------------ helpers


Command = Sequence[str | Path]


def status(command: Command, extra: dict[str, str] | None = None, *, quiet: bool = False) -> int:
    """Run a command in the clone, with additional environment variables; its exit code."""
    output = subprocess.DEVNULL if quiet else None
    environment = os.environ | (extra or {})
    return subprocess.run(
        command, cwd=ROOT, env=environment, stdout=output, stderr=output, check=False
    ).returncode


def call(command: Command, failure: str, extra: dict[str, str] | None = None) -> None:
    if status(command, extra):
        raise StopError(failure)


def say(text: str) -> None:
    print(f"── {text}", flush=True)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - the reason why this is asked at all
        sys.exit("MIBScope needs Python 3.11 or later; this is " + sys.version.split()[0])
    sys.exit(main())
