"""`conformance`: portable cases with right answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..console import REFUSED, say, told
from ..progress import progress

commands = typer.Typer()


@commands.command(epilog="Example: licence-ledger conformance tests/conformance/*.json")
def conformance(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
) -> None:
    """Record portable cases into fresh ledgers, ask, and print every difference."""
    from ...testing.conformance import cases_in, run  # brings the whole application

    cases = asked = differences = 0
    with told():
        for path in files:
            every = cases_in(path)
            outcomes = run(every)
            for _ in progress(path.name, every):
                outcome = next(outcomes)
                cases, asked = cases + 1, asked + outcome.asked
                differences += len(outcome.differences)
                for difference in outcome.differences:
                    say(difference)
    say(f"{cases} cases, {asked} asked, {differences} differences")
    raise typer.Exit(REFUSED if differences else 0)
