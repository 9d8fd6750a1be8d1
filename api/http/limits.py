"""How much a server does at once, what one question may take, how many may be connected."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """How many questions that take longer are answered at once and how many wait; the seconds and
    the megabytes that one may take."""

    workers: int = 3
    queue: int = 16
    seconds: float = 120.0
    megabytes: int = 1024


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections there are at most, of all clients and of one address (0: any number);
    the bytes of a request's head; the seconds within which it comes, and within which a client
    goes on fetching what is sent to it."""

    connections: int = 4_000
    of_client: int = 256
    head_bytes: int = 64 * 1024
    head_seconds: float = 10.0
    fetch_seconds: float = 30.0
