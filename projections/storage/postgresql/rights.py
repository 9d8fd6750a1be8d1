"""What roles of the database may do with a ledger: add to it, or only read it."""

from __future__ import annotations

from contextlib import closing

from ..errors import LedgerDatabaseError
from .address import read_postgresql_address
from .connection import PostgreSQLDatabase, ReadRows, quoted_name

_ALL = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_TABLES = (
    "SELECT DISTINCT one FROM unnest(%s::text[]) AS one, pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'ledger' "
    "AND c.relkind = 'r' AND has_table_privilege(%s::name, c.oid, one)"
)
_OWNS = (
    "SELECT r.rolsuper OR pg_has_role(r.oid, n.nspowner, 'MEMBER') FROM pg_roles r, "
    "pg_namespace n WHERE r.rolname = %s AND n.nspname = 'ledger'"
)


def granted_in_schema(address: str, role: str, reads_only: bool = False) -> list[str]:
    """Let a role read a ledger, and add to it unless it `reads_only`; nothing else. The rights that
    it has then, as the database tells them. Only the owner of the tables can.

    `LedgerDatabaseError` where there is no such role, or where it may do more for another reason:
    as the owner, a superuser, or a member of another role.
    """
    with closing(PostgreSQLDatabase(read_postgresql_address(address), False)) as database:
        if not database.read("SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            raise LedgerDatabaseError(
                f"the database has no role {role}: make it with CREATE ROLE, or name another"
            )
        if (owns := database.read(_OWNS, role)) and owns[0][0]:
            raise LedgerDatabaseError(
                f"{role} owns the tables, or may act as who does: give a server a role of its own"
            )
        with database.writing() as write:
            _grant(write, role, "SELECT" if reads_only else "SELECT, INSERT")
        found = {right for (right,) in database.read(_TABLES, list(_ALL), role)}
    rights = [right for right in _ALL if right in found]
    more = sorted(found - {"SELECT", "INSERT"})
    if more:
        raise LedgerDatabaseError(
            f"{role} may {', '.join(more)} too, as a member of another role: give a server a role "
            "of its own"
        )
    return rights


def _grant(write: ReadRows, role: str, rights: str) -> None:
    """What is granted holds for tables too that a rebuild makes later."""
    within, to = 'SCHEMA "ledger"', quoted_name(role)
    later = f"ALTER DEFAULT PRIVILEGES IN {within}"
    write(f"GRANT USAGE ON {within} TO {to}")
    write(f"REVOKE ALL ON ALL TABLES IN {within} FROM {to}")
    write(f"{later} REVOKE ALL ON TABLES FROM {to}")
    write(f"GRANT {rights} ON ALL TABLES IN {within} TO {to}")
    write(f"{later} GRANT {rights} ON TABLES TO {to}")
