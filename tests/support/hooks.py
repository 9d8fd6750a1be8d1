"""An address that notices are sent to, and what comes there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOOK_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@contextmanager
def listening(answers: list[int]) -> Iterator[tuple[str, list[Any]]]:
    """An address, and what came there; it answers with these statuses, then with the last."""
    came: list[Any] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            came.append((headers, body))
            self.send_response(answers[min(len(came), len(answers)) - 1])
            self.send_header("location", "/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *said: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook", came
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def waited(until: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(1_000):
        if until():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come")
