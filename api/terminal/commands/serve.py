"""`serve`: the ledger over HTTP."""

from __future__ import annotations

import os
import resource
import socket
import sys
from typing import Annotated

import typer

from ....domain.faults import LedgerError
from ....projections.approval.proposals import Proposals
from ....projections.clock import behind
from ... import databases
from ...access.environment import way_in
from ...files.built_in import lacking, record_lacking
from ...http.limits import ConnectionLimits, WorkerLimits
from ..console import Database, KeyFile, Origin, settle, signer_of, tell, told

commands = typer.Typer()

_BOUNDS = "Bounds"
_WORKERS, _CONNECTIONS = WorkerLimits(), ConnectionLimits()
LEAVES_WITHIN = 3
"""Seconds in which those who are being answered are waited for at the end."""


@commands.command(epilog="Example: LEDGER_TOKEN=… licence-ledger serve --port 8080")
def serve(
    host: Annotated[str, typer.Option(envvar="LEDGER_HOST", help="The address.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(envvar="LEDGER_PORT", min=1, max=65_535, help="The port.")
    ] = 8000,
    empty: Annotated[
        bool, typer.Option("--empty", help="Leave an empty ledger empty: no built-in record.")
    ] = False,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="LEDGER_TOKEN",
            help="What recording over HTTP needs as `Authorization: Bearer`; without it "
            "nobody can record over HTTP. (Give it in the environment.)",
            show_default=False,
        ),
    ] = None,
    recorder: Annotated[
        str,
        typer.Option(envvar="LEDGER_RECORDER", help="By whom what comes over HTTP is recorded."),
    ] = "http",
    log_requests: Annotated[
        bool,
        typer.Option(
            "--log-requests",
            envvar="LEDGER_LOG_REQUESTS",
            help="Write one JSON line for every request to standard error.",
        ),
    ] = False,
    workers: Annotated[
        int,
        typer.Option(
            envvar="LEDGER_WORKERS",
            min=1,
            max=64,
            help="How many processes answer what takes longer, beside the one that serves; all "
            "but one of them also what takes long: impact, dossiers, batches.",
            rich_help_panel=_BOUNDS,
        ),
    ] = _WORKERS.workers,
    queue: Annotated[
        int,
        typer.Option(
            envvar="LEDGER_QUEUE",
            min=0,
            help="How many questions wait for them; who comes then is told to come again (503).",
            rich_help_panel=_BOUNDS,
        ),
    ] = _WORKERS.queue,
    time_limit: Annotated[
        float,
        typer.Option(
            envvar="LEDGER_TIME_LIMIT",
            min=1,
            help="Seconds that one question may take.",
            rich_help_panel=_BOUNDS,
        ),
    ] = _WORKERS.seconds,
    memory_limit: Annotated[
        int,
        typer.Option(
            envvar="LEDGER_MEMORY_LIMIT",
            min=64,
            help="Megabytes that one question may need.",
            rich_help_panel=_BOUNDS,
        ),
    ] = _WORKERS.megabytes,
    connections: Annotated[
        int,
        typer.Option(
            envvar="LEDGER_CONNECTIONS",
            min=1,
            help="How many connections there are at most.",
            rich_help_panel=_BOUNDS,
        ),
    ] = _CONNECTIONS.connections,
    client_connections: Annotated[
        int,
        typer.Option(
            envvar="LEDGER_CLIENT_CONNECTIONS",
            min=0,
            help="How many of one address; 0 where all come from a proxy in front.",
            rich_help_panel=_BOUNDS,
        ),
    ] = _CONNECTIONS.of_client,
    key: KeyFile = None,
    origin: Origin = None,
    database: Database = databases.DEFAULT,
) -> None:
    """Serve the ledger over HTTP; an empty one gets the built-in record first."""
    import uvicorn

    from ...app import create_app
    from ...http import observing
    from ...http.connections import bounded_protocol

    with told():
        recording = sound_token(token)
        entry = way_in(os.environ, recording, recorder, databases.today, databases.now)
        listening = _bound(host, port)
        ledger = databases.ledger_at(database)
        signing = signer_of(ledger, database, key, origin)
        with ledger.reading() as book:
            is_empty = book.size == 0
        if is_empty and not empty:
            count = record_lacking(ledger)
            tell(f"recorded the built-in record: {count} instruments")
        with ledger.reading() as book:
            where = databases.path_of(database)
            tell(f"ledger {where}: {book.size} records")
            note = behind(ledger.now(), book.last_recorded_at)
        if note:
            tell(("the clock:", "yellow"), f" {note}")
        missing = len(lacking(ledger))
        if missing:
            tell(
                f"it lacks {missing} instruments of the built-in record; "
                "licence-ledger record --built-in adds them"
            )
        for one in Proposals(ledger, entry.approvals).record_due():
            tell(f"recorded what was approved and is due: {one.instrument}")
        tell(f"serving on http://{host}:{port}")
        tell(f"checkpoints are signed by {signing.verifier.print()}")
        settle()
        if log_requests:
            observing.log_requests()
        limits = WorkerLimits(workers, queue, time_limit, memory_limit)
        app = create_app(ledger, recording, recorder, signing, limits, entry)
        bounds = ConnectionLimits(connections, client_connections)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                http=bounded_protocol(bounds),
                ws="none",
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=LEAVES_WITHIN,
            )
        )
        _allow_files(connections)
        sys.setswitchinterval(0.001)  # who records in a thread gives way to who asks
        app.state.leaving = lambda: server.should_exit  # for what would never end by itself
        try:
            server.run(sockets=[listening])
        finally:
            ledger.close()


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


def _allow_files(connections: int) -> None:
    """Let the process have as many connections open as it is to have, if it may."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + 256
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, most), most))


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
