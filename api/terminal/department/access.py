"""`access`: who has right of entry, in the file that `LEDGER_ACCESS` names."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ....domain.approval.people import ROLES
from ... import databases
from ...access.people_file import add_person, end_person, read_people
from ..console import AsJson, print_json, print_raw, print_shown, say, tell, told
from ..tables.layout import AnswerTable

commands = typer.Typer()
access = typer.Typer(
    no_args_is_help=True,
    help="Who has right of entry to a server: people, their roles and tokens.",
    epilog="Examples: licence-ledger access add 'A. Jansen' --role proposer --until 2027-01-01; "
    "licence-ledger access end 'A. Jansen'; licence-ledger access list",
)
commands.add_typer(access, name="access")

AccessFile = Annotated[
    Path,
    typer.Option("--file", envvar="LEDGER_ACCESS", help="The file of people.", show_default=False),
]
Subject = Annotated[str, typer.Argument(help="The name that stands in the record.")]


@access.command(epilog="Example: licence-ledger access add 'A. Jansen' --role approver --until …")
def add(
    subject: Subject,
    file: AccessFile,
    until: Annotated[
        str,
        typer.Option(
            help="The first day on which the token is no longer good.", show_default=False
        ),
    ],
    role: Annotated[
        list[str] | None,
        typer.Option(help=f"A role: {', '.join(ROLES)}. Again for more.", show_default=False),
    ] = None,
) -> None:
    """Let somebody in by a new token, which is shown this once."""
    with told():
        unknown = [one for one in role or () if one not in ROLES]
        if unknown:
            raise typer.BadParameter(f"`{unknown[0]}` is no role: {', '.join(ROLES)}")
        if not subject.strip() or len(subject) > 200:
            raise typer.BadParameter("a name has 1 to 200 letters")
        end = _day(until)
        if end <= databases.today():
            raise typer.BadParameter(f"--until {until} is past: the token would never be good")
        token = add_person(file, subject, role or [], end)
        tell(f"{subject} may enter until {until} with this token; it is not shown again:")
        print_raw(f"{token}\n")


@access.command(epilog="Example: licence-ledger access end 'A. Jansen'")
def end(
    subject: Subject,
    file: AccessFile,
    token: Annotated[
        str | None,
        typer.Option(help="Only the token of this id, as `list` shows it.", show_default=False),
    ] = None,
) -> None:
    """End somebody's tokens from now on; servers know it at the next request."""
    with told():
        ended = end_person(file, subject, databases.now(), token)
        count = f"{len(ended)} token" + ("" if len(ended) == 1 else "s")
        say(f"{subject}: {count} ended" if ended else f"{subject}: no such token was good")


@access.command(name="list", epilog="Example: licence-ledger access list --json")
def list_people(file: AccessFile, as_json: AsJson = False) -> None:
    """Who has right of entry, and until when. No token is shown."""
    with told():
        if not file.exists():
            raise typer.BadParameter(f"there is no file {file}; licence-ledger access add makes it")
        people, today = read_people(file), databases.today()
        if as_json:
            shown = [
                one.model_dump(mode="json", exclude={"tokens": {"__all__": {"hash"}}})
                for one in people
            ]
            print_json({"people": shown})
            return
        table = AnswerTable("who", "roles", "token", "until", "")
        for one in people:
            for kept in (*one.tokens, *([] if one.tokens else [None])):
                state = "" if kept is None or kept.is_good(today) else "ended"
                cells = ("", "") if kept is None else (kept.id, kept.until.isoformat())
                table.add(one.subject, ", ".join(one.roles), *cells, state)
        print_shown(table)


def _day(said: str) -> date:
    try:
        if len(said) != 10:
            raise ValueError("no full day")
        return date.fromisoformat(said)
    except ValueError as error:
        raise typer.BadParameter(f"--until {said} is no day; write 2027-01-01") from error
