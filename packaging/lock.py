"""Write ``requirements.lock``: the exact versions of the environment that runs this script.

    .venv/bin/python packaging/lock.py

Starts from the dependencies in ``pyproject.toml`` (runtime and dev) and follows what is installed.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import distribution, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "packaging" / "requirements.lock"
LEFT_OPEN = {
    "triton": "torch for CUDA and openai-whisper each ask for it on Linux; torch's choice must win",
}
TOOLS = ("pip", "hatchling", "editables")
HEADER = """\
# The exact versions that MIBScope is tested with. Written by packaging/lock.py.
# Versions are without local labels: torch 2.13.0 is a CPU wheel here and a CUDA one there.
# What only other platforms need is resolved by pip.
"""


def main() -> None:
    names = closure(declared())
    lines = [f"{name}=={version(name).partition('+')[0]}" for name in sorted(names)]
    left_open = [f"# {name} is left open: {why}." for name, why in LEFT_OPEN.items()]
    LOCK.write_text("\n".join([HEADER.rstrip(), *left_open, "", *lines, ""]), "utf-8")
    print(f"{len(lines)} packages: {LOCK}")


def declared() -> list[Requirement]:
    """What pyproject.toml asks for, and the tools that install it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    texts = [*project["dependencies"], *project["optional-dependencies"]["dev"], *TOOLS]
    return [Requirement(text) for text in texts]


def closure(requirements: list[Requirement]) -> set[str]:
    """Names of all that the requirements bring with them on this platform."""
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    queue = list(requirements)
    while queue:
        wanted = queue.pop()
        name, extras = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if name in LEFT_OPEN or (name, extras) in seen:
            continue
        seen.add((name, extras))
        found.add(name)
        for text in distribution(name).requires or ():
            needed = Requirement(text)
            if needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in ("", *extras)
            ):
                queue.append(needed)
    return found


if __name__ == "__main__":
    main()
