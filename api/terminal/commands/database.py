"""`database`: a ledger's tables made in PostgreSQL, and who may do what with them."""

from __future__ import annotations

from typing import Annotated

import typer

from ....domain.faults import LedgerError
from ....projections.storage.log import rights_granted, tables_made
from ....projections.storage.postgresql.address import is_postgresql
from ... import databases
from ..console import Database, say, told

commands = typer.Typer()
database_commands = typer.Typer(
    help="Make a ledger's tables in PostgreSQL, and say which role may do what with them.",
    no_args_is_help=True,
    epilog="Example: licence-ledger database create --database postgresql://owner@db/ledger",
)
commands.add_typer(database_commands, name="database")


class NotPostgreSQLError(LedgerError):
    """What only a database has was asked of a ledger in a file."""

    title = "This ledger has no roles"


@database_commands.command(
    epilog="Example: licence-ledger database create --database postgresql://owner@db/ledger"
)
def create(database: Database = databases.DEFAULT) -> None:
    """Make the tables of an empty ledger, as the role that is to own them.

    Any role that may make a schema does so by itself when it opens a new ledger; a server is
    better given a role of its own, that may only add: see licence-ledger database grant.
    """
    with told():
        made = tables_made(_postgresql(database))
    where = databases.place_shown(database)
    say(f"made the tables of a ledger at {where}" if made else f"there is a ledger at {where}")


@database_commands.command(
    epilog="Examples: licence-ledger database grant writer; "
    "licence-ledger database grant reader --reads-only --database postgresql://owner@db/ledger"
)
def grant(
    role: Annotated[str, typer.Argument(help="A role of the database, made with CREATE ROLE.")],
    reads_only: Annotated[
        bool, typer.Option("--reads-only", help="It may read, and add nothing.")
    ] = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Let a role read the ledger and add to it: insert and select, nothing else.

    It can record, answer and sign; it cannot change or take away anything that stands there, nor
    make tables or rebuild. Run it as the owner of the tables. Exit status 1 where the role may do
    more for another reason.
    """
    with told():
        found = rights_granted(_postgresql(database), role, reads_only)
    say(f"{role} may {' and '.join(found)}, and nothing else")


def _postgresql(database: str) -> str:
    """The address of a ledger in PostgreSQL; an error for any other."""
    if is_postgresql(database):
        return database
    raise NotPostgreSQLError(
        f"{database} is kept in a file, whose rights say who may write to it; "
        "name postgresql://user@host/database with --database or LEDGER_DATABASE"
    )
