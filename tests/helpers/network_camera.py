"""A camera in the network: pictures as multipart HTTP from a server of our own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2

from tests.helpers.media import colour_corners

SIZE = (160, 120)


@contextmanager
def served(steps_s: Sequence[float], *, hang: threading.Event | None = None) -> Iterator[str]:
    """The address of a camera that sends a picture after each of ``steps_s``, then closes.

    With ``hang`` it keeps the connection until that is set.
    """
    ((_, rgb),) = colour_corners([0.0], SIZE)
    jpeg = cv2.imencode(".jpg", rgb[..., ::-1])[1].tobytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
            self.end_headers()
            try:
                for step_s in steps_s:
                    time.sleep(step_s)  # the camera's pace
                    head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}"
                    self.wfile.write(f"{head}\r\n\r\n".encode() + jpeg + b"\r\n")
                if hang is not None:
                    hang.wait(60)
            except ConnectionError:
                return

        def log_message(self, *_: object) -> None:
            return

    with serving(Handler) as address:
        yield f"{address}/camera"


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
