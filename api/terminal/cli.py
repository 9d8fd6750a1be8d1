"""The command `licence-ledger`: the same answers in a terminal."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ..files.built_in import release_logs
from ..release import RELEASE
from .commands import batch as evaluating
from .commands import conformance as conforming
from .commands import dossier as handing_over
from .commands import impact as flipping
from .commands import lint as linting
from .commands import maintenance as keeping
from .commands import over_time as comparing
from .commands import proof as proving
from .commands import questions as asking
from .commands import record as recording
from .commands import serve as serving

app = typer.Typer(
    name="licence-ledger",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Export-control licences on any day, as known on any day, as recorded at any size "
    "of the log.",
    epilog="Begin with: licence-ledger record --built-in, then licence-ledger show NL009",
)


@app.callback(invoke_without_command=True)
def main(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the release, and the log of its built-in record."),
    ] = False,
) -> None:
    """Export-control licences on any day, as known on any day."""
    if version:
        print(RELEASE)
        print(release_logs()[-1].told())
        sys.exit(0)


GROUPS = (
    asking,
    comparing,
    evaluating,
    flipping,
    recording,
    linting,
    serving,
    proving,
    handing_over,
    keeping,
    conforming,
)
for group in GROUPS:
    app.add_typer(group.commands)
