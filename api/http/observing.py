"""What can be seen of a server at work: a request id, metrics, and on request a log line each.

A pure ASGI middleware: it reads nothing of the body and holds nothing back.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...projections.ledger import Ledger
from .web.prefix import BY_PROXY

HEADER = b"x-request-id"
PERSON = "licence_ledger.person"
"""Where a request's state says who asks, once that is known: the name that stands in the record."""
_SOUND = re.compile(rb"[A-Za-z0-9._-]{1,128}")
_log = logging.getLogger("licence_ledger.requests")


class _SizeOfLog(Collector):
    """The metric that is the log's size, read when it is told."""

    def __init__(self, size: Callable[[], int]) -> None:
        self._size = size

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("ledger_records", "Records in the log.", self._size())


class Metrics:
    """What `/metrics` tells, in a registry of its own."""

    def __init__(self, ledger: Ledger) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "ledger_requests",
            "Requests answered, by door, method and status.",
            ("door", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "ledger_request_seconds",
            "Seconds from the request to the end of its answer, by door.",
            ("door",),
            buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5),
            registry=self.registry,
        )
        self._ledger = ledger
        self._counts: dict[tuple[str, str, int], Counter] = {}
        self._times: dict[str, Histogram] = {}
        self.registry.register(_SizeOfLog(self._size))

    def _size(self) -> int:
        return self._ledger.store.head().size

    def count(self, door: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered, and its time."""
        counted = (door, method, status)
        if (one := self._counts.get(counted)) is None:
            one = self._counts[counted] = self.requests.labels(*counted)
        one.inc()
        if (times := self._times.get(door)) is None:
            times = self._times[door] = self.seconds.labels(door)
        times.observe(seconds)

    def text(self) -> bytes:
        """The metrics in Prometheus' text format: of all processes that serve together."""
        folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
        if folder is None:
            return generate_latest(self.registry)
        return generate_latest(metrics_together(Path(folder), self._size))


def metrics_together(folder: Path, size: Callable[[], int]) -> CollectorRegistry:
    """The metrics of all processes that write theirs into a folder, and the size of the log."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
    registry.register(_SizeOfLog(size))
    return registry


class Observing:
    """Gives every request an id, counts and times it, and logs it if logging is on."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = _request_id(scope)
        scope["request_id"] = request_id.decode()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, request_id)]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            self._observe(scope, status, time.perf_counter() - started, request_id)

    def _observe(
        self, scope: MutableMapping[str, Any], status: int, seconds: float, request_id: bytes
    ) -> None:
        route = scope.get("route")
        door = getattr(route, "path", "none")
        self.metrics.count(door, scope["method"], status, seconds)
        if _log.isEnabledFor(logging.INFO):
            _log.info(
                "request",
                extra={
                    "said": {
                        "request_id": request_id.decode(),
                        "client": (scope.get("client") or ("", 0))[0],
                        "person": scope.get("state", {}).get(PERSON),
                        "method": scope["method"],
                        "path": scope["path"],
                        "query": scope["query_string"].decode("latin-1"),
                        "status": status,
                        "milliseconds": round(seconds * 1000, 3),
                    }
                },
            )


def _request_id(scope: Scope) -> bytes:
    """The id that a named proxy gave, if it is sound, or a new one."""
    if BY_PROXY in scope:
        for name, value in scope["headers"]:
            if name == HEADER and _SOUND.fullmatch(value):
                return bytes(value)
    return os.urandom(16).hex().encode()


class _AsJson(logging.Formatter):
    """One JSON object a line, its moment with its zone (RFC 3339)."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = {"at": at, "level": record.levelname.lower(), "logger": record.name}
        said["event"] = record.getMessage()
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps({**said, **getattr(record, "said", {})}, ensure_ascii=False)


def log_requests() -> None:
    """Write one JSON line for every request to standard error, and for all else that is logged."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_AsJson())
    logging.getLogger().handlers = [handler]
    _log.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
