"""Where media are read from: a file, or a film in the network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit, urlunsplit


@dataclass(frozen=True, slots=True)
class Address:
    """A film behind http or https. As text it is without name, password and question, which may
    hold secrets."""

    url: str

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))

    @property
    def name(self) -> str:
        """What the film's file is called."""
        parts = urlsplit(self.url)
        return unquote(PurePosixPath(parts.path).name) or str(parts.hostname)


Place = Path | Address
