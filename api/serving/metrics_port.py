"""Metrics on a port of their own, which no client of the ledger can reach."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, start_http_server

from ...domain.faults import LedgerError


class MetricsPortError(LedgerError):
    """The port for metrics is taken, or cannot be used."""

    title = "The port for metrics cannot be used"


def tell_metrics(host: str, port: int, registry: CollectorRegistry) -> Callable[[], None]:
    """Tell the metrics of a registry on a port, until the function that is returned is called."""
    try:
        server, thread = start_http_server(port, host, registry)
    except OSError as error:
        raise MetricsPortError(
            f"cannot tell metrics on {host}:{port} ({error.strerror}); choose another with "
            "--metrics-port"
        ) from error

    def end() -> None:
        server.shutdown()
        server.server_close()
        thread.join(5)

    return end
