"""The command `licence-ledger`: the same answers in a terminal."""

from __future__ import annotations

import atexit
import gc
import os
from typing import Annotated

import typer

from ..settings import unknown
from .console import say, tell
from .usage import Commands
from .without_pandas import leave_out_pandas

# Python looks through all that is in memory once more when it ends: an eighth of a short question.
atexit.register(gc.freeze)

ROOMS = {
    "commands.transactions": ("check", "map"),
    "commands.questions": ("show", "search", "history"),
    "commands.over_time": ("timeline", "diff"),
    "files.prepare": ("prepare",),
    "commands.batch": ("evaluate", "replay"),
    "commands.impact": ("impact",),
    "department.watches": ("watch",),
    "commands.record": ("record",),
    "commands.packs": ("packs",),
    "department.proposals": ("propose", "approve", "refuse", "withdraw", "proposals"),
    "commands.lint": ("lint",),
    "commands.serve": ("serve",),
    "commands.settings": ("settings",),
    "department.access": ("access",),
    "commands.proof": ("key", "proof", "verify", "witness"),
    "commands.dossier": ("dossier", "copy"),
    "commands.maintenance": ("rebuild", "backup"),
    "commands.database": ("database",),
    "commands.conformance": ("conformance",),
}
"""The commands in each module, in the order in which help lists them: a module is
loaded when one of its commands is called, so that none waits for what another needs."""


class LedgerCommands(Commands):
    """The commands of `ROOMS`."""

    rooms = ROOMS


app = typer.Typer(
    name="licence-ledger",
    cls=LedgerCommands,
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
    for sentence in unknown(os.environ):
        tell(("no such setting:", "yellow"), f" {sentence} (licence-ledger settings lists them)")
    if version:
        from ..files.built_in import release_logs
        from ..release import RELEASE

        say(RELEASE)
        say(release_logs()[-1].told())
        raise typer.Exit()


def main() -> None:
    """The command as a process of its own."""
    leave_out_pandas()
    app()
