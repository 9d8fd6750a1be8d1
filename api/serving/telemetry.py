"""Traces and metrics to a collector, by OpenTelemetry's protocol (OTLP over HTTP).

The application's framework makes them: a span a request, named for its door, within the trace that
the caller is in (W3C Trace Context), and how long requests take. Here they are only sent. What is
sent holds addresses and no bodies, and no header.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...domain.faults import LedgerError
from ..release import RELEASE

SENT_EVERY = 15.0
"""Seconds between two sendings of metrics."""
_WITHIN = 3


class TelemetryError(LedgerError):
    """Traces and metrics are to be sent, and cannot be."""

    title = "Telemetry cannot be sent"


@dataclass(frozen=True, slots=True)
class Sends:
    """What is sent while the process serves; at its `end` what is left."""

    end: Callable[[], None]


def begun(address: str) -> Sends:
    """Begin to send to a collector, as http://collector:4318; `TelemetryError` where that needs
    the extra."""
    try:
        from opentelemetry import metrics, trace
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise TelemetryError(
            "LEDGER_TELEMETRY needs the extra: pip install 'licence-ledger[telemetry]'"
        ) from error
    base = address.rstrip("/")
    named = Resource.create({"service.name": "licence-ledger", "service.version": RELEASE})
    traces = TracerProvider(resource=named)
    spans = OTLPSpanExporter(endpoint=f"{base}/v1/traces", timeout=_WITHIN)
    traces.add_span_processor(BatchSpanProcessor(spans))
    figures = OTLPMetricExporter(endpoint=f"{base}/v1/metrics", timeout=_WITHIN)
    reader = PeriodicExportingMetricReader(figures, SENT_EVERY * 1000)
    meters = MeterProvider([reader], named)
    trace.set_tracer_provider(traces)
    metrics.set_meter_provider(meters)

    def end() -> None:
        traces.force_flush(_WITHIN * 1000)
        traces.shutdown()
        meters.shutdown(_WITHIN * 1000)

    return Sends(end)
