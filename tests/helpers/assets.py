"""Small assets, and a web server for them that understands ranges."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from engine.assets import AssetSpec, FileSpec, Manifest
from engine.assets.manifest import Source


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def asset(
    asset_id: str,
    contents: Mapping[str, bytes],
    *sources: Source,
    intermediate: bool = False,
    fallback: str | None = None,
) -> AssetSpec:
    """An asset whose files are pinned to the given contents."""
    files = tuple(FileSpec(name, sha256(data), len(data)) for name, data in contents.items())
    return AssetSpec(
        id=asset_id,
        title=f"The {asset_id}",
        needed_by="tests",
        licence="none",
        files=files,
        sources=sources,
        default=not intermediate,
        intermediate=intermediate,
        fallback=fallback,
    )


def manifest(*specs: AssetSpec) -> Manifest:
    return Manifest({spec.id: spec for spec in specs})


@dataclass
class Server:
    """What a running server answers from and what it was asked."""

    url: str
    contents: dict[str, bytes]
    cut_after: int | None = None
    """Break the connection after so many bytes, once."""
    ranges: list[str | None] = field(default_factory=list)


@contextmanager
def serving(contents: Mapping[str, bytes]) -> Iterator[Server]:
    """A server of the given files at ``http://127.0.0.1:<port>/<name>``."""
    state = Server(url="", contents=dict(contents))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            state.ranges.append(wanted)
            content = state.contents.get(self.path.lstrip("/"))
            if content is None:
                self.send_error(404)
                return
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            if start >= len(content):
                self.send_error(416)
                return
            self.send_response(206 if wanted else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end = len(content) if state.cut_after is None else start + state.cut_after
            state.cut_after = None
            self.wfile.write(content[start:end])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
