"""Traces and metrics as a collector receives them, over OTLP, from a real server."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
from asked_here import small_case
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from running import free_port, run, serving

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Collector:
    """Receives what is sent to /v1/traces and /v1/metrics."""

    def __init__(self) -> None:
        self.traces: list[Any] = []
        self.metrics: list[Any] = []
        collector = self

        class Receiving(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if self.headers.get("content-encoding") == "gzip":
                    body = gzip.decompress(body)
                if self.path == "/v1/traces":
                    collector.traces.append(ExportTraceServiceRequest.FromString(body))
                elif self.path == "/v1/metrics":
                    collector.metrics.append(ExportMetricsServiceRequest.FromString(body))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Receiving)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def spans(self) -> list[Any]:
        return [
            span
            for request in self.traces
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    found = Collector()
    yield found
    found.server.shutdown()
    found.server.server_close()


def attributes(of: Any) -> dict[str, Any]:
    return {one.key: one.value.string_value or one.value.int_value for one in of.attributes}


def test_a_request_is_a_span_in_the_trace_of_its_caller_and_is_counted(
    collector: Collector, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.db"
    small_case(str(path)).ledger.close()
    options = f"--empty --telemetry {collector.address} --token secret"
    with serving(options, f"sqlite:///{path}") as url:
        headers = {"traceparent": CALLER, "authorization": "Bearer secret", "cookie": "a=geheim"}
        assert httpx2.get(f"{url}/v1/licences/NL1", headers=headers).status_code == 200
    until = time.monotonic() + 20
    while not (collector.metrics and collector.spans()) and time.monotonic() < until:
        time.sleep(0.1)
    (span,) = [one for one in collector.spans() if "licences" in one.name]
    assert span.trace_id.hex() == CALLER.split("-")[1]
    assert span.parent_span_id.hex() == CALLER.split("-")[2]
    said = attributes(span)
    assert said["http.route"] == "/v1/licences/{licence}"
    assert said["http.response.status_code"] == 200
    resource = attributes(collector.traces[0].resource_spans[0].resource)
    assert resource["service.name"] == "licence-ledger"
    names = {
        metric.name
        for request in collector.metrics
        for one in request.resource_metrics
        for scope in one.scope_metrics
        for metric in scope.metrics
    }
    assert "http.server.request.duration" in names
    everything = b"".join(
        one.SerializeToString() for one in (*collector.traces, *collector.metrics)
    )
    assert b"secret" not in everything and b"geheim" not in everything


def test_a_collector_that_is_not_there_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    small_case(str(path)).ledger.close()
    options = f"--empty --telemetry http://127.0.0.1:{free_port()}"
    with serving(options, f"sqlite:///{path}") as url:
        assert httpx2.get(f"{url}/v1/licences/NL1").status_code == 200
        begun = time.monotonic()
    assert time.monotonic() - begun < 10


def test_an_address_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    small_case(str(path)).ledger.close()
    line = f"serve --empty --port {free_port()} --telemetry collector:4318"
    found = run(line, f"sqlite:///{path}")
    assert found.exit_code == 1 and "LEDGER_TELEMETRY" in found.stderr
