"""The feature networks that were trained for MIBScope: files that come along, or new ones."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine.runtime.paths import resources_dir


@dataclass(frozen=True, slots=True)
class Networks:
    """A folder with what is trained before the joint model, and decides its features."""

    folder: Path

    @property
    def text(self) -> Path:
        """Layers of MiniLM that learned sentiment and emotions (engine.features.adapted_text)."""
        return self.folder / "text.safetensors"

    @property
    def expression(self) -> Path:
        """The expression network of the face (engine.features.vision.expression)."""
        return self.folder / "expression.safetensors"


def shipped() -> Networks:
    """Those that come with MIBScope."""
    return Networks(resources_dir() / "networks")


def weights_digest(path: Path) -> str:
    """Sixteen digits of the SHA-256 of a safetensors file's weights, whatever else it tells; empty
    where there is no file."""
    if not path.exists():
        return ""
    return _digest(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _digest(path: Path, changed_ns: int) -> str:
    # The header's length, the header with names and metadata, the weights.
    with path.open("rb") as file:
        header = 8 + int.from_bytes(file.read(8), "little")
        file.seek(min(header, path.stat().st_size))  # a damaged file may claim any length
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
