"""A process that serves: the application on a socket that is bound already."""

from __future__ import annotations

import os
import resource
import socket
import sys

import uvicorn

from ...projections.ledger import Ledger
from ..access.environment import way_in
from ..app import create_app
from ..databases import now, today
from ..http import observing
from ..http.connections import bounded_protocol
from . import telemetry
from .metrics_port import tell_metrics
from .plan import ServingPlan

LEAVES_WITHIN = 3
"""Seconds in which those who are being answered are waited for at the end."""


def serve_here(
    plan: ServingPlan,
    ledger: Ledger,
    listening: socket.socket,
    metrics: tuple[str, int] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, and tell the metrics on a port of their own, if there is one;
    the ledger is closed at the end."""
    if plan.log_requests:
        observing.log_requests()
    sends = telemetry.begun(plan.telemetry) if plan.telemetry else None
    entry = way_in(os.environ, plan.token, plan.recorder, today, now)
    app = create_app(ledger, plan.token, plan.recorder, plan.key, plan.limits, entry, plan.web)
    app.state.waits = plan.waits
    if plan.uploads is not None:
        app.state.uploads.share(plan.uploads)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            http=bounded_protocol(plan.connections),
            ws="none",
            log_config=None if plan.log_requests else uvicorn.config.LOGGING_CONFIG,
            log_level="warning",
            access_log=False,
            proxy_headers=False,  # read by the application, of named proxies only
            timeout_graceful_shutdown=LEAVES_WITHIN,
        )
    )
    _allow_files(plan.connections.connections)
    sys.setswitchinterval(0.001)  # who records in a thread gives way to who asks
    app.state.leaving = lambda: server.should_exit  # for what would never end by itself
    end_metrics = tell_metrics(*metrics, app.state.metrics.registry) if metrics else None
    try:
        server.run(sockets=[listening])
    finally:
        if end_metrics:
            end_metrics()
        ledger.close()
        if sends is not None:
            sends.end()


def _allow_files(connections: int) -> None:
    """Let the process have as many connections open as it is to have, if it may."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + 256
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, most), most))
