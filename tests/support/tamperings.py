"""A ledger with rows of every kind, what is asked of it, and random changes to its file.

Whoever changes it may write to the file: the triggers are gone while they do, and are put back.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from builders import (
    Case,
    change,
    correction,
    established,
    excluded,
    group,
    instrument,
    judgment,
    required,
    without_triggers,
)
from licence_ledger.domain.faults import LedgerError, QuestionError
from licence_ledger.projections.proof.keys import SigningKey
from licence_ledger.projections.proof.proofs import Proofs
from licence_ledger.projections.register.claims import Claims
from licence_ledger.projections.register.regulations import Regulations
from licence_ledger.projections.register.timelines import Timelines

Json = dict[str, Any]
KEY = SigningKey("example.com/log", bytes(range(32)))
FOLLOWING = ("log_heads", "log_hashes", "log_frontier", "map_parts", "log_signers", "log_signed")
"""The tables beside the records and the index."""
FAILED = "FAILED"
"""The answer to a question that was answered with an error about the file."""


def acts() -> Iterator[Json]:
    """Instruments with changes of every kind that is looked up."""
    yield instrument("eu", group("EU", "NL", "FR"))
    yield instrument("wide", group("WIDE", "@EU", "CH"))
    yield instrument("need", required("list", exempts=[{"destinations": ["@WIDE"]}]))
    yield instrument("complete", change("requirements_complete", from_="2010-01-01"))
    for number in range(4):
        goods = [{"goods": [f"ML{number + 1}"], "programmes": [f"F-{number}"]}]
        cites = [{"source": "The rules", "locator": f"BWBR003161{number}"}]
        yield instrument(f"a{number}", established(f"NL{number}", permits=goods), cites=cites)
        yield instrument(f"b{number}", excluded("IL", "TR", licence=f"NL{number}"))
    policy = {"policy": "validity", "title": "How long", "values": [{"value": "P1Y"}]}
    yield instrument("policy", change("policy_adopted", from_="2012-01-01", **policy))
    ordered = {"order": "take it out", "destinations": ["QA"], "from_": "2014-02-12"}
    yield judgment("order", change("court_amendment_ordered", licence="NL1", **ordered))
    yield instrument(
        "obeys",
        excluded("QA", from_="2014-02-20", ordered_by="order#1"),
        excluded("QA", from_="2014-02-20", licence="NL3", ordered_by="order#1"),
    )
    for number, about in enumerate(("NL1", "b2", "b1#1", "a topic", "a topic of two", "order")):
        said = {"about": about, "says": f"so {number}", "by": "them", "disputes": number == 1}
        yield instrument(f"said{number}", change("statement_recorded", **said))
    for number in range(3):
        used = {"licence": f"NL{number}", "period": "2020", "transactions": number}
        yield instrument(f"used{number}", change("use_reported", **used))
    yield correction("title", "b1", {"title": "Another title", "published_on": "2021-01-01"})
    yield correction("fix", "b3#1", excluded("IL", licence="NL3", from_="2015-01-01"))
    yield correction("none", "b0#1")
    yield instrument("more", change("requirements_complete", from_="2015-01-01"))
    yield instrument("late", change("licence_withdrawn", target="a2#1", from_="2025-01-01"))


def ledger_with_all(path: Path) -> None:
    """A closed ledger of these acts, with a checkpoint that was signed."""
    case = Case(*acts(), database=str(path))
    case.ledger.store.remember_signer(KEY.verifier.print())
    Proofs(case.ledger, KEY).checkpoint()
    case.ledger.close()


# -- what is asked -------------------------------------------------------------------------

Question = Callable[[Case], Any]


def questions(most: int) -> list[Question]:
    """So many questions of every kind, on several days and at several sizes of the log; those of
    one kind are spread over the whole."""
    found: list[Question] = [*_lists(), *_things()]
    found += _transactions()
    chance = random.Random(7)
    chance.shuffle(found)
    return found[:most]


def _lists() -> Iterator[Question]:
    for size in ({}, {"log_size": "28"}, {"recorded_until": "2030-01-01T00:00:00Z"}):
        yield lambda case, size=size: case.register.licences(size)
        yield lambda case, size=size: case.register.licences(size, 2, "NL1")
        yield lambda case, size=size: case.register.requirements(size)
        yield lambda case, size=size: case.register.instruments(size)
        yield lambda case, size=size: case.register.instruments(size, 3, "b2")
        yield lambda case, size=size: Claims(case.ledger).statements(size)
        yield lambda case, size=size: Claims(case.ledger).statements(size, limit=2)
        yield lambda case, size=size: Claims(case.ledger).reports(size)
    for about in ("NL1", "b2", "b1#1", "a topic", "topic", "order", "b1", "EU"):
        yield lambda case, about=about: Claims(case.ledger).statements({}, about)
    for number in range(5):
        jci = f"jci1.3:c:BWBR003161{number}"
        yield lambda case, jci=jci: Regulations(case.ledger).cited(jci, {})


def _things() -> Iterator[Question]:
    for day in ("2013-01-01", "2016-06-01", "2026-01-01"):
        for number in range(4):
            name = f"NL{number}"
            yield lambda case, name=name, day=day: case.register.licence(name, {"valid_on": day})
        for name in ("EU", "WIDE"):
            yield lambda case, name=name, day=day: case.register.group(name, {"valid_on": day})
        yield lambda case, day=day: case.register.policy("validity", {}, {"valid_on": day})
    for number in range(4):
        name = f"NL{number}"
        yield lambda case, name=name: case.register.history(name, {})
        yield lambda case, name=name: Timelines(case.ledger).timeline(name, {})
    for name in [one["instrument"] for one in acts()]:
        yield lambda case, name=name: case.register.instrument(name, {})
    for size in (12, 28):
        yield lambda case, size=size: Timelines(case.ledger).register_diff(f"log_size={size}", "")
    yield lambda case: case.ledger.recorded_already({"instrument": "unknown"}, case.ledger._book)


def _transactions() -> Iterator[Question]:
    for licence in ("NL0", "NL1", "NL2", "NL3", None):
        for date in ("2011-12-31", "2013-01-01", "2014-06-01", "2024-02-25"):
            for destination in ("IL", "QA", "FR", "CH", "TR", "GB"):
                for goods in ("ML1", "ML2", "5A002", "ML9"):
                    given = {"activity": "export", "goods": goods, "destination": destination}
                    yield lambda case, licence=licence, date=date, given=given: case.check(
                        date, licence, **given
                    )


def answers(path: Path, asked: Sequence[Question]) -> list[str]:
    """The answers of a process that opens the file for them; `FAILED` for each that it cannot
    give because of the file."""
    try:
        case = Case(database=str(path))
    except LedgerError:
        return [FAILED] * len(asked)
    try:
        return [answer(case, one) for one in asked]
    finally:
        with suppress(LedgerError):
            case.ledger.close()


def answer(case: Case, question: Question) -> str:
    """The answer as text, or why there is none."""
    try:
        return json.dumps(question(case), sort_keys=True, default=str)
    except QuestionError as error:
        return f"refused: {[(one.code, one.pointer) for one in error.faults]}"
    except LedgerError:
        return FAILED


# -- what is done to the file ---------------------------------------------------------------

Tampering = Callable[[Path, random.Random], str]
"""Changes a file; what it did, in words."""


def change_a_row(path: Path, chance: random.Random, tables: Sequence[str] = ()) -> str:
    """One row of a table removed, added, or one value of it changed."""
    with closing(without_triggers(path)) as opened, opened:
        every = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        # Of the full text only the table of its data has rows with an id.
        without = ("index_full_text", "index_full_text_idx", "index_full_text_config")
        named = [name for (name,) in opened.execute(every) if name not in without]
        table = chance.choice(tables or named)
        rows = opened.execute(f"SELECT rowid, * FROM {table}").fetchall()
        names = [one[1] for one in opened.execute(f"PRAGMA table_info({table})")]
        if not rows:
            return f"{table} is empty"
        row, other = chance.choice(rows), chance.choice(rows)
        what = chance.choice(("change", "change", "change", "remove", "add"))
        if what == "remove":
            opened.execute(f"DELETE FROM {table} WHERE rowid = ?", row[:1])
            return f"{table}: removed {row}"
        column = chance.randrange(len(names))
        value = _otherwise(row[column + 1], other[column + 1], chance)
        if what == "add":
            added = [*row[1:]]
            added[column] = value
            marks = ", ".join("?" * len(names))
            with suppress(sqlite3.IntegrityError):
                opened.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", added)
            return f"{table}: added {added}"
        statement = f"UPDATE OR IGNORE {table} SET {names[column]} = ? WHERE rowid = ?"
        with suppress(sqlite3.IntegrityError):  # no value for that column
            opened.execute(statement, (value, row[0]))
        return f"{table}: {names[column]} of {row} is {value!r}"


def _otherwise(value: Any, other: Any, chance: random.Random) -> Any:
    found = [other, None, "", 7, b"\x00", "x", -1]
    if isinstance(value, int):
        found += [value + 1, value - 1]
    if isinstance(value, str) and value:
        at = chance.randrange(len(value))
        found += [
            value[:at] + chance.choice("xNL1#") + value[at + 1 :],
            value[:at],
            value + "x",
        ] * 2
    if isinstance(value, bytes) and value:
        flipped = bytearray(value)
        flipped[chance.randrange(len(value))] ^= 1 << chance.randrange(8)
        found += [bytes(flipped)] * 4 + [value[:-1], value + b"\x00"]
    return chance.choice(found)


def change_an_index_row(path: Path, chance: random.Random) -> str:
    """One entry of one of SQLite's own indexes removed, or led to another row."""
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        every = (
            "SELECT name, tbl_name, rootpage FROM sqlite_master WHERE type = 'index' ORDER BY name"
        )
        name, table, page = chance.choice(opened.execute(every).fetchall())
        count = len(opened.execute(f"PRAGMA index_xinfo({name})").fetchall())
        columns = ", ".join(f"c{n}" for n in range(count))
        sql = f"CREATE TABLE imposter({columns}, PRIMARY KEY({columns})) WITHOUT ROWID"
        opened.execute("PRAGMA writable_schema = ON")
        statement = "INSERT INTO sqlite_master VALUES ('table', 'imposter', 'imposter', ?, ?)"
        opened.execute(statement, (page, sql))
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        rows = opened.execute("SELECT * FROM imposter").fetchall()
        said = f"{table}, {name}: empty"
        if rows:
            row, other = chance.choice(rows), chance.choice(rows)
            where = " AND ".join(f"c{n} IS ?" for n in range(count))
            opened.execute(f"DELETE FROM imposter WHERE {where}", row)
            said = f"{table}, {name}: removed {row}"
            if chance.random() < 0.4:
                marks = ", ".join("?" * count)
                again = (*row[:-1], other[-1])
                opened.execute(f"INSERT OR IGNORE INTO imposter VALUES ({marks})", again)
                said += f", added {again}"
        opened.execute("PRAGMA writable_schema = ON")
        opened.execute("DELETE FROM sqlite_master WHERE name = 'imposter'")
    return said


def change_bytes(path: Path, chance: random.Random) -> str:
    """A few bytes anywhere in the file."""
    content = bytearray(path.read_bytes())
    places = [chance.randrange(len(content)) for _ in range(chance.choice((1, 1, 2, 8)))]
    for at in places:
        content[at] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return f"bytes {places}"


def change_a_page(path: Path, chance: random.Random) -> str:
    """A page emptied, filled with what comes, or in another's place; or the file cut."""
    content = bytearray(path.read_bytes())
    size = int.from_bytes(content[16:18]) or 4096
    count = len(content) // size
    one, other = chance.randrange(count), chance.randrange(count)
    what = chance.choice(("zeros", "noise", "swap", "copy", "cut"))
    first, second = (slice(n * size, (n + 1) * size) for n in (one, other))
    if what == "zeros":
        content[first] = bytes(size)
    elif what == "noise":
        content[first] = chance.randbytes(size)
    elif what == "swap":
        content[first], content[second] = content[second], content[first]
    elif what == "copy":
        content[first] = content[second]
    else:
        del content[max(1, one) * size :]
    path.write_bytes(content)
    return f"{what} of page {one}, {other}"


def change_the_schema(path: Path, chance: random.Random) -> str:
    """A trigger, table or index taken out, or one added."""
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        every = "SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
        kind, name = chance.choice(opened.execute(every).fetchall())
        statement = chance.choice(
            (
                f"DROP {kind} {name}",
                f"DROP {kind} {name}",
                "CREATE TRIGGER more AFTER INSERT ON log_heads BEGIN SELECT 1; END",
                "CREATE VIEW everything AS SELECT * FROM stored_events",
                "ALTER TABLE index_subjects ADD COLUMN more TEXT",
                "ALTER TABLE stored_events ADD COLUMN more TEXT",
            )
        )
        opened.execute(statement)
        return statement


TAMPERINGS: tuple[Tampering, ...] = (
    change_a_row,
    change_a_row,
    change_an_index_row,
    change_an_index_row,
    change_bytes,
    change_bytes,
    change_a_page,
    change_the_schema,
)
