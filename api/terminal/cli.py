"""The command `licence-ledger`: the same answers in a terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from ..files.built_in import release_logs
from ..release import RELEASE
from .commands import (
    batch,
    conformance,
    dossier,
    impact,
    lint,
    maintenance,
    maps,
    over_time,
    proof,
    questions,
    record,
    serve,
)
from .console import say
from .department import access, proposals
from .usage import Commands

app = typer.Typer(
    name="licence-ledger",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Export-control licences on any day, as known on any day, as recorded at any size "
    "of the log.",
    epilog="Begin with: licence-ledger record --built-in, then licence-ledger show NL009",
)


@app.callback(invoke_without_command=True)
def ledger_command(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the release, and the log of its built-in record."),
    ] = False,
) -> None:
    """Export-control licences on any day, as known on any day."""
    if version:
        say(RELEASE)
        say(release_logs()[-1].told())
        raise typer.Exit()


GROUPS = (
    questions,
    over_time,
    maps,
    batch,
    impact,
    record,
    proposals,
    lint,
    serve,
    access,
    proof,
    dossier,
    maintenance,
    conformance,
)
for group in GROUPS:
    app.add_typer(group.commands)
