"""An application served within this process, by the protocol that a server serves it by."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from licence_ledger.api.http.connections import bounded_protocol
from licence_ledger.api.http.limits import ConnectionLimits


@contextmanager
def served_here(app: Any, limits: ConnectionLimits, **settings: Any) -> Iterator[tuple[str, int]]:
    """Where it is served, host and port, as long as the context lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            app, http=bounded_protocol(limits), ws="none", log_level="critical", **settings
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield listening.getsockname()
        finally:
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive()
