"""A film behind http, by servers of all kinds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.helpers.network_camera import serving


@dataclass
class FilmServer:
    """How the server is; may be changed while it runs."""

    content: bytes
    ranges: bool = True
    """Whether it can begin in the middle."""
    says_length: bool = True
    stops_at: int | None = None
    """Nothing beyond this byte is sent."""
    hangs: bool = False
    """It keeps the connection then, instead of closing it."""
    password: str | None = None
    """``Authorization`` that is asked for."""
    status: int = 200
    let_go: threading.Event = field(default_factory=threading.Event)
    """Ends those that hang."""


@contextmanager
def film_server(server: FilmServer) -> Iterator[str]:
    """The address of the film, ``http://127.0.0.1:<port>/a%20film.mp4?key=secret``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if server.password and self.headers.get("Authorization") != server.password:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="films"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if server.status != 200:
                self.send_error(server.status)
                return
            start = self._head()
            end = len(server.content) if server.stops_at is None else server.stops_at
            try:
                self.wfile.write(server.content[start:end])
                if server.hangs and end < len(server.content):
                    server.let_go.wait(60)
            except ConnectionError:
                return

        def _head(self) -> int:
            wanted = self.headers.get("Range")
            start = int(wanted[6:].split("-")[0]) if wanted and server.ranges else 0
            total = len(server.content)
            self.send_response(206 if wanted and server.ranges else 200)
            if wanted and server.ranges:
                self.send_header("Accept-Ranges", "bytes")
                self.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
            if server.says_length:
                self.send_header("Content-Length", str(total - start))
            self.send_header("Content-Type", "video/mp4")
            self.end_headers()
            return start

        def log_message(self, *_: object) -> None:
            return

    try:
        with serving(Handler) as address:
            yield f"{address}/a%20film.mp4?key=secret"
    finally:
        server.let_go.set()
