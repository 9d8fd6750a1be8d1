"""The address of a ledger in PostgreSQL: a connection URI of libpq, and the schema it is kept in.

`postgresql://user@host/database?schema=NAME` names a schema (left out: `licence_ledger`), so one
database can keep several ledgers. `prepared=no` is for a pooler that gives every statement another
connection and knows no prepared ones. All else is libpq's own.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from ..errors import LedgerDatabaseError

SCHEMES = ("postgresql://", "postgres://")
"""How the address of a ledger in PostgreSQL begins."""
SCHEMA = "licence_ledger"
"""The schema of a ledger whose address names none."""
_SCHEMA_MOST = 63
"""So many bytes of a name PostgreSQL keeps; of a longer one it would cut the rest off."""
_PASSWORD = re.compile(r"(?<=password=)[^&]*|(?<=:)[^:@/]*(?=@)")


class PostgreSQLAddress(NamedTuple):
    """What a connection is made with, the schema, and whether statements may be prepared."""

    connection: str
    schema: str
    prepared: bool


def is_postgresql(address: str) -> bool:
    """Whether an address names a ledger in PostgreSQL."""
    return address.startswith(SCHEMES)


def read_postgresql_address(address: str) -> PostgreSQLAddress:
    """An address read; `LedgerDatabaseError` for a schema that cannot have this name."""
    base, _, query = address.partition("?")
    own, rest = dict[str, str](), list[str]()
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        if name in ("schema", "prepared"):
            own[name] = unquote(value)
        else:
            rest.append(part)
    schema = own.get("schema", SCHEMA)
    if not schema or len(schema.encode()) > _SCHEMA_MOST or "\0" in schema:
        raise LedgerDatabaseError(
            f"`{schema}` can be no schema of PostgreSQL: a name of 1 to {_SCHEMA_MOST} bytes"
        )
    if schema.startswith("pg_") or schema == "information_schema":
        raise LedgerDatabaseError(f"the schema `{schema}` is PostgreSQL's own; name another")
    said = own.get("prepared", "yes")
    if said not in ("yes", "no"):
        raise LedgerDatabaseError(f"`prepared={said}` is neither `yes` nor `no`")
    connection = f"{base}?{'&'.join(rest)}" if rest else base
    return PostgreSQLAddress(connection, schema, said == "yes")


def with_schema(address: str, schema: str) -> str:
    """The address of another ledger in the same database."""
    base, _, query = address.partition("?")
    rest = [part for part in query.split("&") if part and not part.startswith("schema=")]
    own = "schema=" + quote(schema, safe="")
    return f"{base}?{'&'.join([*rest, own])}"


def without_password(address: str) -> str:
    """An address as it may be shown: its password, if it holds one, as `***`."""
    return _PASSWORD.sub("***", address)
