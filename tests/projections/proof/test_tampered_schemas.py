"""Whatever is done to any row, table, guard or index of a ledger's schema in PostgreSQL is named by
`verify`, or changes no answer. Of SQLite's files the same is told by `test_tamperings.py`."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from licence_ledger.domain.faults import LedgerError
from licence_ledger.projections.proof.proofs import Proofs
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.register.search import Search
from licence_ledger.projections.storage.log import open_log
from licence_ledger.projections.storage.postgresql.tables import LOG_TABLES
from on_postgresql import is_chosen
from places import SchemaPlace
from postgresql_server import Server
from tamperings import FAILED, KEY, Question, acts, answers, questions

MANY = int(os.environ.get("TAMPERED_ROWS", "300" if is_chosen() else "30"))
"""So many random changes of rows."""
ASKED = int(os.environ.get("TAMPERED_ANSWERS", "60" if is_chosen() else "20"))
"""So many answers must stay the same where a change is not named."""
_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace"
_COLUMNS = """
    SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum"""


class Tampered:
    """A ledger with rows of every kind, which can be tampered with and made whole again."""

    def __init__(self, place: SchemaPlace) -> None:
        self.place = place
        case = place.case()
        case.ledger.record_all(list(acts()), "the test")
        case.ledger.store.remember_signer(KEY.verifier.print())
        Proofs(case.ledger, KEY).checkpoint()
        case.ledger.close()
        self.connection = place.connected()
        ((schema,),) = self.run("SELECT current_schema()")
        self.kept = f"{schema}_kept"
        self.tables = sorted(one for (one,) in self.run(_TABLES, schema))
        self.run(f"CREATE SCHEMA {self.kept}")
        for table in self.tables:
            self.run(f"CREATE TABLE {self.kept}.{table} AS TABLE {table}")
        self.asked = [*_searches(), *questions(ASKED)]
        self.right = self.answers()

    def run(self, statement: str, *values: Any) -> list[Any]:
        found = self.connection.execute(statement, values or None)  # type: ignore[arg-type]
        return found.fetchall() if found.description else []

    def answers(self) -> list[str]:
        return answers(self.place.address, self.asked)

    def named(self) -> str | None:
        """What `verify` says is wrong; None if all holds."""
        try:
            with closing(open_log(self.place.address)) as log:
                verify_log(log)
        except LedgerError as error:
            return str(error)
        return None

    @contextmanager
    def unguarded(self, table: str) -> Iterator[None]:
        """With the triggers of a table away, which are put back; all in one transaction."""
        guarded = table in LOG_TABLES
        with self.connection.transaction():
            if guarded:
                self.run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            for name in ("not_changed", "not_emptied") if guarded else ():
                self.run(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

    def mend(self, table: str) -> None:
        """Put back the rows of a table."""
        with self.unguarded(table):
            self.run(f"DELETE FROM {table}")
            self.run(f"INSERT INTO {table} TABLE {self.kept}.{table}")


def _searches() -> list[Question]:
    words = ("F-2 so 3", "the act b2", "minister", "topic", "NL1", "a1")
    return [lambda case, said=said: Search(case.ledger).search(said, {}) for said in words]


@pytest.fixture(scope="module", name="tampered")
def _tampered(postgresql: Server) -> Iterator[Tampered]:
    found = Tampered(SchemaPlace(postgresql.fresh()))
    yield found
    found.connection.close()


def change_a_row(tampered: Tampered, table: str, chance: random.Random) -> str:
    """One row of a table removed, added, changed in one value, or that value swapped with another
    row's."""
    rows = tampered.run(f"SELECT ctid::text, * FROM {table}")
    columns = tampered.run(_COLUMNS, table)
    if not rows:
        return "nothing"
    row, other = chance.sample(rows, 2) if len(rows) > 1 else (rows[0], rows[0])
    what = chance.choice(("change", "change", "swap", "remove", "add"))
    n = chance.randrange(len(columns))
    name, kind = columns[n]
    if what == "remove":
        tampered.run(f"DELETE FROM {table} WHERE ctid = %s::tid", row[0])
    elif what == "swap":
        put = f"UPDATE {table} SET {name} = %s::{kind} WHERE ctid = %s::tid"
        tampered.run(put, other[n + 1], row[0])
        tampered.run(put, row[n + 1], other[0])
    else:
        value = _otherwise(row[n + 1], other[n + 1], chance)
        if what == "change":
            put = f"UPDATE {table} SET {name} = %s::{kind} WHERE ctid = %s::tid"
            tampered.run(put, value, row[0])
        else:
            added = [*row[1:]]
            added[n] = value
            marks = ", ".join(f"%s::{kind}" for _, kind in columns)
            tampered.run(f"INSERT INTO {table} VALUES ({marks})", *added)
        return f"{table}: {what} {name} of {row}: {value!r}"
    return f"{table}: {what} {name} of {row}, {other}"


def _otherwise(value: Any, other: Any, chance: random.Random) -> Any:
    found: list[Any] = [other]
    if isinstance(value, int):
        found += [value + 1, value - 1, 0, -1, 1 << 40]
    elif isinstance(value, str):
        at = chance.randrange(len(value) or 1)
        found += [f"{value[:at]}x{value[at + 1 :]}", value[:at], f"{value}x", "", value.upper()]
    elif isinstance(value, bytes):
        flipped = bytearray(value or b"\0")
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        found += [bytes(flipped), value[:-1], value + b"\0", b""]
    elif isinstance(value, list):
        found += [value[1:], [*value, None], [*value, *value[:1]], [*value, 7], [*value, -1], []]
        found += [[value], value[::-1], [None]]
    return chance.choice([one for one in found if one != value] or found)


def test_a_change_of_any_row_is_named_or_changes_no_answer(tampered: Tampered) -> None:
    assert FAILED not in tampered.right
    assert tampered.named() is None
    found = Counter[str]()
    for number in range(MANY):
        chance = random.Random(number)
        table = tampered.tables[number % len(tampered.tables)]
        try:
            with tampered.unguarded(table):
                done = change_a_row(tampered, table, chance)
        except (psycopg.errors.IntegrityError, psycopg.errors.DataError):
            found["refused"] += 1
            continue
        try:
            if tampered.named():
                found["named"] += 1
            else:
                assert tampered.answers() == tampered.right, (number, done)
                found["harmless"] += 1
        finally:
            tampered.mend(table)
    print(dict(found))  # shown with -s
    assert found["named"] >= MANY // 4
    assert tampered.named() is None


OF_THE_SCHEMA = {
    "a word's place that is none": (
        "index1_full_text",
        "UPDATE index1_full_text SET positions = positions || NULL::bigint WHERE word = 'topic'",
    ),
    "a table below that no guard keeps": (
        "log_heads",
        "CREATE TABLE more () INHERITS (log_heads)",
        "WITH gone AS (DELETE FROM log_heads WHERE log_size = 4 RETURNING *) "
        "INSERT INTO more TABLE gone",
    ),
}


@pytest.mark.parametrize("what", OF_THE_SCHEMA)
def test_what_only_a_schema_can_say_is_named(tampered: Tampered, what: str) -> None:
    table, *statements = OF_THE_SCHEMA[what]
    with tampered.unguarded(table):
        for statement in statements:
            tampered.run(statement)
    try:
        assert tampered.named()
    finally:
        tampered.run("DROP TABLE IF EXISTS more")
        tampered.mend(table)
    assert tampered.named() is None
