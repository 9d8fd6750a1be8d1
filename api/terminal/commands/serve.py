"""`serve`: the ledger over HTTP."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ....domain.faults import LedgerError
from ....projections.approval.proposals import Proposals
from ....projections.clock import behind
from ... import databases
from ...access.environment import way_in
from ...files.built_in import lacking, record_lacking
from ...http.limits import ConnectionLimits, WorkerLimits
from ...settings import number, setting
from ..console import Database, KeyFile, Origin, set_by, signer_of, tell, told

if TYPE_CHECKING:
    from ....projections.ledger import Ledger
    from ...serving.plan import ServingPlan

commands = typer.Typer()

_BOUNDS, _PROXIES, _SEEN, _REPLICA = "Bounds", "On the web", "What is seen of it", "Replica"


@commands.command(epilog="Example: LEDGER_TOKEN=… licence-ledger serve --port 8080")
def serve(
    host: Annotated[str, set_by("LEDGER_HOST")] = setting("LEDGER_HOST").default,
    port: Annotated[int, set_by("LEDGER_PORT", min=1, max=65_535)] = number("LEDGER_PORT"),
    workers: Annotated[int, set_by("LEDGER_WORKERS", min=1, max=64)] = number("LEDGER_WORKERS"),
    root_path: Annotated[str, set_by("LEDGER_ROOT_PATH", panel=_PROXIES)] = "",
    proxies: Annotated[str, set_by("LEDGER_PROXIES", panel=_PROXIES)] = "",
    origins: Annotated[str, set_by("LEDGER_ORIGINS", panel=_PROXIES)] = "",
    empty: Annotated[
        bool, typer.Option("--empty", help="Leave an empty ledger empty: no built-in record.")
    ] = False,
    token: Annotated[str | None, set_by("LEDGER_TOKEN", show_default=False)] = None,
    recorder: Annotated[str, set_by("LEDGER_RECORDER")] = setting("LEDGER_RECORDER").default,
    log_requests: Annotated[
        bool, set_by("LEDGER_LOG_REQUESTS", "--log-requests", panel=_SEEN)
    ] = False,
    metrics_port: Annotated[
        int | None, set_by("LEDGER_METRICS_PORT", min=1, max=65_535, panel=_SEEN)
    ] = None,
    metrics_host: Annotated[str, set_by("LEDGER_METRICS_HOST", panel=_SEEN)] = setting(
        "LEDGER_METRICS_HOST"
    ).default,
    telemetry: Annotated[str, set_by("LEDGER_TELEMETRY", panel=_SEEN)] = "",
    pool: Annotated[int, set_by("LEDGER_POOL", min=1, max=64, panel=_BOUNDS)] = number(
        "LEDGER_POOL"
    ),
    queue: Annotated[int, set_by("LEDGER_QUEUE", min=0, panel=_BOUNDS)] = number("LEDGER_QUEUE"),
    time_limit: Annotated[float, set_by("LEDGER_TIME_LIMIT", min=1, panel=_BOUNDS)] = number(
        "LEDGER_TIME_LIMIT"
    ),
    memory_limit: Annotated[int, set_by("LEDGER_MEMORY_LIMIT", min=64, panel=_BOUNDS)] = number(
        "LEDGER_MEMORY_LIMIT"
    ),
    connections: Annotated[int, set_by("LEDGER_CONNECTIONS", min=1, panel=_BOUNDS)] = number(
        "LEDGER_CONNECTIONS"
    ),
    client_connections: Annotated[
        int, set_by("LEDGER_CLIENT_CONNECTIONS", min=0, panel=_BOUNDS)
    ] = number("LEDGER_CLIENT_CONNECTIONS"),
    replica: Annotated[bool, set_by("LEDGER_REPLICA", "--replica", panel=_REPLICA)] = False,
    wait: Annotated[float, set_by("LEDGER_WAIT", min=0, max=60, panel=_REPLICA)] = number(
        "LEDGER_WAIT"
    ),
    key: KeyFile = None,
    origin: Origin = None,
    database: Database = databases.DEFAULT,
) -> None:
    """Serve the ledger over HTTP; an empty one gets the built-in record first."""
    from ...serving.settled import settling

    with told():
        with settling():
            from ...http.web.settings import web_settings
            from ...serving.one_server import serve_here
            from ...serving.plan import ServingPlan

            recording = None if replica else sound_token(token)
            entry = way_in(os.environ, recording, recorder, databases.today, databases.now)
            web = web_settings(origins, root_path, proxies)
            listening = _bound(host, port)
            ledger = databases.ledger_at(database, must_exist=replica, read_only=replica)
            signing = signer_of(ledger, database, key, origin)
            _begin(ledger, database, empty, replica)
            due = [] if replica else Proposals(ledger, entry.approvals).record_due()
            for one in due:
                tell(f"recorded what was approved and is due: {one.instrument}")
            tell(f"serving on http://{host}:{port}")
            tell(f"checkpoints are signed by {signing.verifier.print()}")
            plan = ServingPlan(
                database,
                recording,
                recorder,
                signing,
                WorkerLimits(pool, queue, time_limit, memory_limit),
                ConnectionLimits(connections, client_connections),
                replace(web, metrics=metrics_port is None),
                log_requests,
                telemetry,
                waits=wait if replica else None,
            )
        metrics = (metrics_host, metrics_port) if metrics_port is not None else None
        if workers > 1:
            _serve_together(plan, workers, ledger, listening, metrics)
        else:
            serve_here(plan, ledger, listening, metrics)


def _begin(ledger: Ledger, database: str, empty: bool, replica: bool) -> None:
    """Record the built-in record into a ledger that is empty, and tell how the ledger is."""
    with ledger.reading() as book:
        is_empty = book.size == 0
    if is_empty and not empty and not replica:
        count = record_lacking(ledger)
        tell(f"recorded the built-in record: {count} instruments")
    with ledger.reading() as book:
        tell(f"ledger {databases.place_shown(database)}: {book.size} records")
        note = behind(ledger.now(), book.last_recorded_at)
    if note:
        tell(("the clock:", "yellow"), f" {note}")
    missing = 0 if replica else len(lacking(ledger))
    if missing:
        tell(
            f"it lacks {missing} instruments of the built-in record; "
            "licence-ledger record --built-in adds them"
        )


def _serve_together(
    plan: ServingPlan,
    workers: int,
    ledger: Ledger,
    listening: socket.socket,
    metrics: tuple[str, int] | None,
) -> None:
    """Serve by several processes until told to end."""
    from ...serving.several_servers import SeveralServers, shared_folder

    if ledger.store.address is None:
        raise PortError("a ledger in memory is served by one process; give a file with --database")
    with shared_folder() as name:
        servers = SeveralServers(plan, workers, listening, Path(name), tell)
        status = servers.run(ledger, metrics)
    ledger.close()
    raise typer.Exit(status)


def sound_token(token: str | None) -> str | None:
    """The token that recording needs; none, where none is given. An error for one that a header
    cannot carry from every client alike. It is a secret: no sentence repeats it."""
    if not token:
        return None
    for place, letter in enumerate(token, 1):
        if not "!" <= letter <= "~":
            raise TokenError(
                f"character {place} of LEDGER_TOKEN is none that every client sends alike: use "
                "letters from a to z, digits and signs of ASCII, without blanks"
            )
    return token


class TokenError(LedgerError):
    """The token cannot be sent in a header."""

    title = "The token cannot be used"


def _bound(host: str, port: int) -> socket.socket:
    """A socket on the port; an error that says what to do if it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise PortError(
            f"cannot serve on {host}:{port} ({error.strerror}); choose another with --port"
        ) from error
    return listening


class PortError(LedgerError):
    """The address to serve on is taken, or cannot be used."""

    title = "The port cannot be used"
