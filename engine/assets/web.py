"""Files over HTTPS, resumed where an earlier attempt stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import requests

from engine.errors import AssetFetchError
from engine.runtime.cancel import Cancel, check

_CONNECT_S = 5.0
_SILENCE_S = 30.0
_ATTEMPTS = 4
_BLOCK = 1 << 18

Advance = Callable[[int], None]
"""Called with the number of bytes that are there."""


class Web:
    """Downloads with one memory: a host that cannot be reached is not asked again."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.headers["Accept-Encoding"] = "identity"
        self._unreachable: set[str] = set()

    def download(self, url: str, partial: Path, advance: Advance, cancel: Cancel) -> None:
        """Bring ``partial`` to its full length; bytes that it already holds are kept.

        Raises AssetFetchError when the host cannot be reached or refuses.
        """
        host = urlsplit(url).netloc
        if host in self._unreachable:
            raise AssetFetchError(f"{host} cannot be reached.")
        for attempt in range(1, _ATTEMPTS + 1):
            before = _length(partial)
            try:
                self._receive(url, partial, advance, cancel)
            except requests.RequestException as error:
                stuck = _length(partial) == before
                if stuck or attempt == _ATTEMPTS:
                    self._unreachable.add(host)
                    raise AssetFetchError(f"{host} cannot be reached.") from error
            else:
                return

    def _receive(self, url: str, partial: Path, advance: Advance, cancel: Cancel) -> None:
        have = _length(partial)
        headers = {"Range": f"bytes={have}-"} if have else {}
        timeouts = (_CONNECT_S, _SILENCE_S)
        with self._session.get(url, headers=headers, stream=True, timeout=timeouts) as answer:
            if answer.status_code == requests.codes.requested_range_not_satisfiable:
                return  # everything is there already; the caller's SHA-256 decides
            if not answer.ok:
                raise AssetFetchError(f"{answer.url} answered {answer.status_code}.")
            resumed = answer.status_code == requests.codes.partial_content
            with partial.open("ab" if resumed else "wb") as stream:
                for block in answer.iter_content(_BLOCK):
                    check(cancel)
                    stream.write(block)
                    advance(stream.tell())


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
