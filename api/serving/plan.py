"""What a process that serves is told: the ledger, who may record, the bounds, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...projections.proof.keys import SigningKey
from ..http.limits import ConnectionLimits, WorkerLimits
from ..http.web.settings import WebSettings

NOT_STARTED = 3
"""The exit status of a process that could not begin to serve, and has said why."""


@dataclass(frozen=True, slots=True)
class ServingPlan:
    """How a server serves. `telemetry` is where traces and metrics are sent (OTLP over HTTP);
    empty: nowhere. `uploads` is the folder of files that several processes share; `waits` how many
    seconds a replica waits for what is asked of it, None where it is none."""

    database: str
    token: str | None
    recorder: str
    key: SigningKey
    limits: WorkerLimits
    connections: ConnectionLimits
    web: WebSettings
    log_requests: bool = False
    telemetry: str = ""
    uploads: str | None = None
    waits: float | None = None

    def shared_by(self, servers: int) -> ServingPlan:
        """The part of one of so many processes: together they have the pool that one would have,
        and at least a process each."""
        pool = max(1, -(-self.limits.workers // servers))
        return replace(self, limits=replace(self.limits, workers=pool))
