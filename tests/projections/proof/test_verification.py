"""`verify`: whatever is done to a ledger's file is told, and where."""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import (
    Case,
    change,
    correction,
    established,
    excluded,
    group,
    instrument,
    judgment,
    without_triggers,
)
from examples import examples
from histories import attended_histories, histories
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.databases import ledger_at
from licence_ledger.domain.audit.commitment import Listed, listed
from licence_ledger.domain.history.changes import read_change
from licence_ledger.domain.proof.checkpoint import Checkpoint
from licence_ledger.domain.proof.growing_map import GrowingMap, put_all
from licence_ledger.domain.proof.sparse_map import Ref, SparseMap
from licence_ledger.domain.proof.tree import Frontier, leaf_hash, nodes_before
from licence_ledger.domain.recording.events import canonical
from licence_ledger.domain.vocabulary.change_types import CHANGE_TYPES
from licence_ledger.projections.proof.against import LedgerDoesNotHoldError
from licence_ledger.projections.proof.verification import verify_log, verify_records
from licence_ledger.projections.storage.errors import LedgerFileError
from licence_ledger.projections.storage.log import open_log

TAMPERINGS = int(os.environ.get("TAMPERINGS", "300"))
Row = tuple[int, str, int, str, bytes]


@pytest.fixture(scope="module")
def ledger_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of a few instruments of several changes each, closed."""
    path = tmp_path_factory.mktemp("verify") / "ledger.db"
    case = Case(
        instrument("eu", group("EU", "NL", "FR")),
        instrument("a", established("NL1"), established("NL2")),
        *(
            instrument(f"x{n:02}", excluded("IL", licence="NL1"), excluded("TR", licence="NL2"))
            for n in range(8)
        ),
        correction("fix", "x03#1"),
        instrument("last", established("NL3"), excluded("IL", licence="NL3")),
        database=str(path),
    )
    case.ledger.close()
    return path


def rows_of(path: Path) -> list[Row]:
    with sqlite3.connect(path) as opened:
        found = opened.execute(
            "SELECT rowid, originator_id, originator_version, topic, state "
            "FROM stored_events ORDER BY rowid"
        ).fetchall()
    return [(row[0], row[1], row[2], row[3], bytes(row[4])) for row in found]


def rebuild(path: Path) -> None:
    """Make again what follows from the records."""
    ledger = ledger_at(f"sqlite:///{path}")
    ledger.rebuild(lambda count: None)
    ledger.close()


def verified(path: Path, *checkpoints: Checkpoint) -> None:
    log = open_log(str(path))
    try:
        verify_log(log, checkpoints)
    finally:
        log.close()


def told(path: Path, *checkpoints: Checkpoint) -> str:
    with pytest.raises(LedgerDoesNotHoldError) as raised:
        verified(path, *checkpoints)
    return str(raised.value)


def heads(path: Path) -> list[Checkpoint]:
    with sqlite3.connect(path) as opened:
        found = opened.execute("SELECT log_size, root FROM log_heads ORDER BY 1").fetchall()
    return [Checkpoint("log", size, bytes(root)) for size, root in found]


def refit(opened: sqlite3.Connection, up_to: int | None = None) -> None:
    """Make every stored hash fit the rows again: all, or those of the first so many records."""
    records = opened.execute("SELECT topic, state FROM stored_events ORDER BY rowid").fetchall()
    old_heads = opened.execute("SELECT log_size, root FROM log_heads ORDER BY 1").fetchall()
    maps = dict(opened.execute("SELECT log_size, map_top FROM log_heads"))
    old = b"".join(
        bytes(row[0]) for row in opened.execute("SELECT hashes FROM log_hashes ORDER BY first")
    )
    frontier, nodes, new_heads = Frontier(), b"", list[tuple[int, bytes]]()
    for topic, state in records:
        nodes += frontier.add(leaf_hash(state))
        if topic.startswith("instrument."):
            new_heads.append((frontier.size, frontier.root()))
    end = len(records) if up_to is None else up_to
    kept = nodes[: 32 * nodes_before(end)]
    if up_to is not None:
        kept += old[len(kept) :]
        new_heads = [h for h in new_heads if h[0] <= end] + [h for h in old_heads if h[0] > end]
    opened.execute("DELETE FROM log_hashes")
    opened.execute("DELETE FROM log_heads")
    opened.execute("INSERT INTO log_hashes VALUES (0, ?)", (kept,))
    rows = [(*head, maps.get(head[0], b"")) for head in new_heads]
    opened.executemany("INSERT INTO log_heads VALUES (?,?,?)", rows)
    if up_to is None:
        opened.execute(
            "UPDATE log_frontier SET log_size = ?, hashes = ?",
            (frontier.size, frontier.to_bytes()),
        )


def write(opened: sqlite3.Connection, rows: list[Row]) -> None:
    """Put these rows, in this order and numbered from 1, in the place of all."""
    opened.execute("DELETE FROM stored_events")
    opened.executemany(
        "INSERT OR IGNORE INTO stored_events (rowid, originator_id, originator_version, topic, "
        "state) VALUES (?,?,?,?,?)",
        [(number, *row[1:]) for number, row in enumerate(rows, 1)],
    )


# -- what holds ------------------------------------------------------------------------


def test_a_ledger_nobody_touched_holds_against_every_earlier_checkpoint(ledger_file: Path) -> None:
    verified(ledger_file, *heads(ledger_file), Checkpoint("log", 0, Frontier().root()))


def test_its_canonical_lines_hold_elsewhere(ledger_file: Path) -> None:
    lines = [row[4] + b"\n" for row in rows_of(ledger_file)]
    found = verify_records(lines, heads(ledger_file))
    assert found.root == heads(ledger_file)[-1].root
    with pytest.raises(LedgerDoesNotHoldError, match="an instrument does not end"):
        verify_records(lines[:-1])
    with pytest.raises(LedgerDoesNotHoldError, match="record 5"):
        verify_records([*lines[:5], *lines[6:]])


def test_the_map_made_again_is_the_one_of_the_records(ledger_file: Path) -> None:
    case = Case(database=str(ledger_file))
    found = case.ledger.commitment.at(case.size)
    assert isinstance(found, SparseMap)
    assert found.value("stream licence/NL1") == b"10"
    assert found.value("stream licence/NL9") is None
    case.ledger.close()


# -- triggers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET state = x'00' WHERE rowid = 3",
        "DELETE FROM stored_events WHERE rowid = 3",
        "REPLACE INTO stored_events SELECT * FROM stored_events WHERE rowid = 3",
        "INSERT OR REPLACE INTO stored_events (rowid, originator_id, originator_version, topic, "
        "state) VALUES (3, 'other', 1, 'x', x'00')",
        "UPDATE log_heads SET root = x'00'",
        "DELETE FROM log_hashes",
        "INSERT OR REPLACE INTO map_parts SELECT * FROM map_parts LIMIT 1",
    ],
)
def test_the_database_refuses_to_change_what_is_recorded(
    statement: str, ledger_file: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(ledger_file, tmp_path))
    with sqlite3.connect(path) as opened, pytest.raises(sqlite3.IntegrityError, match="stays"):
        opened.execute(statement)
    verified(path)


# -- tamperings ------------------------------------------------------------------------

Tampering = Callable[[list[Row], random.Random], int]
"""Changes the rows; the place of the first that is wrong."""


def flip_a_bit(rows: list[Row], chance: random.Random) -> int:
    at = chance.randrange(len(rows))
    record = bytearray(rows[at][4])
    record[chance.randrange(len(record))] ^= 1 << chance.randrange(8)
    rows[at] = (*rows[at][:4], bytes(record))
    return at


def change_a_word(rows: list[Row], chance: random.Random) -> int:
    at = chance.randrange(len(rows))
    record = rows[at][4].replace(b"2020", b"2021").replace(b"IL", b"CN").replace(b"NL", b"FR")
    if record == rows[at][4]:
        return flip_a_bit(rows, chance)
    rows[at] = (*rows[at][:4], record)
    return at


def change_a_column(rows: list[Row], chance: random.Random) -> int:
    at = chance.randrange(len(rows))
    row = list(rows[at])
    which = chance.choice([1, 2, 3])
    row[which] = {1: "licence/NL7", 2: 99, 3: "licence_withdrawn.1"}[which]
    rows[at] = tuple(row)  # type: ignore[assignment]
    return at


def remove(rows: list[Row], chance: random.Random) -> int:
    at = chance.randrange(len(rows))
    del rows[at]
    return at


def swap(rows: list[Row], chance: random.Random) -> int:
    one, other = sorted(chance.sample(range(len(rows)), 2))
    rows[one], rows[other] = rows[other], rows[one]
    return one


def insert(rows: list[Row], chance: random.Random) -> int:
    at = chance.randrange(len(rows))
    copied = list(chance.choice(rows))
    copied[2] = 50 + at
    rows.insert(at, tuple(copied))  # type: ignore[arg-type]
    return at


def cut_inside(rows: list[Row], chance: random.Random) -> int:
    inside = [n for n in range(1, len(rows)) if not rows[n - 1][3].startswith("instrument.")]
    at = chance.choice(inside)
    del rows[at:]
    return at


TAMPERED: list[Tampering] = [
    flip_a_bit,
    change_a_word,
    change_a_column,
    remove,
    swap,
    insert,
    cut_inside,
]


@pytest.mark.parametrize("part", range(10))
def test_random_tamperings_are_told_at_the_right_place(
    part: int, ledger_file: Path, tmp_path: Path
) -> None:
    chance = random.Random(part)
    good, known = rows_of(ledger_file), heads(ledger_file)
    for _ in range(TAMPERINGS // 10):
        tampering = chance.choice(TAMPERED)
        rows = list(good)
        at = tampering(rows, chance)
        path = Path(shutil.copy(ledger_file, tmp_path / "tampered.db"))
        with without_triggers(path) as opened:
            opened.execute("BEGIN")
            write(opened, rows)
            fitted = chance.choice(["none", "part", "all"])
            if fitted == "all":
                refit(opened)
            elif fitted == "part":
                ends = [0, *(h.size for h in known if h.size <= len(rows))]
                up_to = chance.choice(ends)
                refit(opened, up_to)
            opened.execute("COMMIT")
        opened.close()
        assert told(path, known[-1])
        content_only = tampering in (flip_a_bit, change_a_word)
        if content_only and fitted == "all":
            continue  # made to fit completely: only the checkpoint shows it
        said = told(path)
        place = int(said.removeprefix("record ").partition(":")[0])
        if tampering is swap and fitted != "none":
            assert at <= place <= at + 2, said  # the next record shows that this one is another's
        elif not content_only or fitted == "none" or up_to <= at:
            assert place == at, (tampering.__name__, fitted, said)


def test_a_large_log_is_verified_by_two_processes_that_tell_what_is_wrong_first(
    ledger_file: Path, tmp_path: Path
) -> None:
    def verified_by_two(path: Path) -> int:
        log = open_log(str(path))
        try:
            return verify_log(log, heads(ledger_file), alone=0).size
        finally:
            log.close()

    assert verified_by_two(ledger_file) == len(rows_of(ledger_file))
    path = Path(shutil.copy(ledger_file, tmp_path / "other-map.db"))
    first, later = (end.size for end in heads(ledger_file)[1:3])
    with without_triggers(path) as opened:
        opened.execute("UPDATE log_heads SET map_top = zeroblob(40) WHERE log_size = ?", (first,))
    opened.close()
    with pytest.raises(LedgerDoesNotHoldError, match=f"^record {first - 1}: the map stored"):
        verified_by_two(path)
    with without_triggers(path) as opened:
        opened.execute("UPDATE stored_events SET topic = 'x' WHERE rowid = ?", (later,))
    opened.close()
    with pytest.raises(LedgerDoesNotHoldError, match=f"^record {first - 1}: the map stored"):
        verified_by_two(path)
    with without_triggers(path) as opened:
        opened.execute("UPDATE stored_events SET topic = 'x' WHERE rowid = 1")
    opened.close()
    with pytest.raises(LedgerDoesNotHoldError, match=r"^record 0: it stands as"):
        verified_by_two(path)


def test_a_complete_refit_is_seen_against_a_checkpoint_only(
    ledger_file: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(ledger_file, tmp_path))
    known = heads(path)
    with without_triggers(path) as opened:
        state = rows_of(path)[9][4].replace(b'"TR"', b'"CN"')
        assert state != rows_of(path)[9][4]
        opened.execute("UPDATE stored_events SET state = ? WHERE rowid = 10", (state,))
        refit(opened)
    opened.close()
    rebuild(path)
    verified(path)
    verified(path, known[1])
    assert "something in records 8 to 10" in told(path, *known)


def test_a_cut_at_an_instruments_end_is_seen_against_a_checkpoint_only(
    ledger_file: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(ledger_file, tmp_path))
    known = heads(path)
    end = known[-3].size
    with without_triggers(path) as opened:
        opened.execute("DELETE FROM stored_events WHERE rowid > ?", (end,))
        assert "is missing" in told(path)
        refit(opened)
    opened.close()
    assert "map_parts, number 34; index_state" in told(path)
    with without_triggers(path) as opened:
        opened.execute("DELETE FROM map_parts WHERE number > ?", (end,))
        opened.execute("UPDATE index_state SET version = 0")
    opened.close()
    verified(path)
    assert told(path, known[-1]).startswith(f"record {end} is missing")


def test_hashes_that_were_changed_are_told_too(ledger_file: Path, tmp_path: Path) -> None:
    for statement in (
        "UPDATE log_heads SET root = zeroblob(32) WHERE log_size = 5",
        "DELETE FROM log_heads WHERE log_size = 5",
        "INSERT INTO log_heads VALUES (99, zeroblob(32), zeroblob(40))",
        "UPDATE log_hashes SET hashes = zeroblob(length(hashes)) WHERE first = 3",
        "UPDATE log_frontier SET log_size = 5",
        "UPDATE log_heads SET map_top = zeroblob(40)",
        "UPDATE log_heads SET root = 'x' WHERE log_size = 5",
        "UPDATE log_heads SET root = 1000000000000 WHERE log_size = 5",
        "UPDATE log_hashes SET hashes = 'x' WHERE first = 3",
        "UPDATE log_hashes SET first = first + 1 WHERE first > 3",
        "UPDATE log_frontier SET hashes = 'x'",
        "UPDATE log_frontier SET hashes = 5",
        "UPDATE log_frontier SET log_size = x'00'",
        "UPDATE log_frontier SET log_size = 'x'",
        "DELETE FROM log_frontier",
        "UPDATE log_heads SET map_top = 'x'",
        "UPDATE log_heads SET map_top = 1.5",
        "UPDATE log_heads SET map_top = x''",
        "UPDATE stored_events SET state = CAST(state AS TEXT) WHERE rowid = 3",
        "UPDATE stored_events SET state = NULL WHERE rowid = 3",
        "UPDATE stored_events SET state = 7 WHERE rowid = 3",
        "UPDATE stored_events SET topic = NULL WHERE rowid = 3",
        "UPDATE stored_events SET originator_version = '1x' WHERE rowid = 3",
        "UPDATE stored_events SET rowid = rowid + 100 WHERE rowid > 3",
        "UPDATE stored_events SET rowid = -1 WHERE rowid = 1",
        "UPDATE stored_events SET rowid = 0 WHERE rowid = 1",
        *(
            "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state) "
            f"SELECT {rowid}, originator_id, 99, topic, state FROM stored_events WHERE rowid = 9"
            for rowid in (-(1 << 63), -7, 0, (1 << 63) - 1)
        ),
        "INSERT INTO log_heads VALUES (-3, zeroblob(32), zeroblob(40))",
    ):
        path = Path(shutil.copy(ledger_file, tmp_path))
        with without_triggers(path) as opened:
            opened.execute(statement)
        opened.close()
        assert told(path), statement


# -- lies that are made to fit from the beginning -----------------------------------------

Json = dict[str, Any]
Records = list[Json]


def honest() -> Records:
    """The records of a ledger with a group, orders, a requirement, corrections, statements."""
    case = Case(
        instrument("eu", group("EU", "NL", "FR")),
        instrument("a", established("NL1"), established("NL2")),
        judgment("j", change("court_amendment_ordered", licence="NL1", order="x",
                             destinations=["IL"], from_="2024-01-01")),
        instrument("b", excluded("IL", ordered_by="j#1"), excluded("TR", licence="NL2")),
        instrument("said", change("statement_recorded", about="b", says="no", by="X"),
                   change("statement_recorded", about="NL2", says="no", by="X"),
                   change("statement_recorded", about="whatever", says="no", by="X")),
        instrument("all", change("requirements_complete", from_="2024-01-01")),
        correction("fix", "b", {"title": "Another title"}),
        instrument("last", change("exclusion_lifted", target="b#1", from_="2024-03-01")),
    )  # fmt: skip
    return [json.loads(row.record) for row in case.ledger.log.rows_after(0)]


def _nothing_to_read(ref: Ref) -> bytes:
    raise AssertionError("all of it is at hand")


def made_to_fit(records: Records) -> list[bytes]:
    """Records as somebody writes them who makes every map fit what they say."""
    found, counts = GrowingMap(_nothing_to_read), Counter[str]()
    items: list[Listed] = []
    touched: set[str] = set()
    for record in records:
        counts[record["stream"]] += 1
        if "change" in record:
            touched.add(record["stream"])
            if record["change"]["type"] in CHANGE_TYPES:
                one = read_change(record["id"], 0, record["stream"], record["change"])
                items += listed(one, counts[record["stream"]] == 1)
            continue
        put_all(found, {name: counts[name] for name in touched}, items, 0, bytearray())
        record["map_root"] = found.top[0].hex()
        items, touched = [], set()
    return [canonical(record) for record in records]


def at(records: Records, record_id: str) -> int:
    return next(place for place, one in enumerate(records) if one["id"] == record_id)


def in_another_stream(change_id: str, stream: str) -> Callable[[Records], int]:
    def lie(records: Records) -> int:
        records[at(records, change_id)]["stream"] = stream
        return at(records, change_id)

    return lie


def two_instruments_swapped(records: Records) -> int:
    first, second, end = at(records, "b#1"), at(records, "said#1"), at(records, "said") + 1
    records[first:end] = [*records[second:end], *records[first:second]]
    return first  # what is said of `b` does not belong to it yet


def recorded_twice(records: Records) -> int:
    start, end = at(records, "b#1"), at(records, "b") + 1
    records += copy.deepcopy(records[start:end])
    return len(records) - end + start


def a_change_that_its_instrument_does_not_list(records: Records) -> int:
    records[at(records, "b")]["changes"].pop()
    return at(records, "b")


def a_change_left_out_of_its_instrument(records: Records) -> int:
    del records[at(records, "b#2")]
    records[at(records, "b")]["changes"].pop(0)
    return at(records, "b")


def an_earlier_time(records: Records) -> int:
    records[at(records, "b")]["recorded_at"] = "2001-01-01T00:00:00.000000Z"
    return at(records, "b")


def of_no_kind(records: Records) -> int:
    records[at(records, "b#1")]["change"]["type"] = "licence_abolished"
    return at(records, "b#1")


def before_its_subject(records: Records) -> int:
    place = at(records, "b#2")
    records[place]["change"]["licence"], records[place]["stream"] = "NL9", "licence/NL9"
    return place


def more_than_a_change_says(records: Records) -> int:
    records[at(records, "b#1")]["instrument_note"] = "x"
    return at(records, "b#1")


def more_than_an_instrument_says(records: Records) -> int:
    records[at(records, "b")]["approved"] = "x"
    return at(records, "b")


def under_another_name(records: Records) -> int:
    records[at(records, "b")]["instrument"]["instrument"] = "c"
    return at(records, "b")


@pytest.mark.parametrize(
    "lie",
    [
        in_another_stream("b#1", "licence/NL2"),
        in_another_stream("b#1", "hidden/NL1"),
        in_another_stream("b#2", "licence/NL1"),
        in_another_stream("last#1", "licence/NL2"),
        in_another_stream("fix#1", "instrument/fix"),
        in_another_stream("said#1", "instrument/said"),
        in_another_stream("said#2", "instrument/said"),
        in_another_stream("said#3", "licence/NL1"),
        in_another_stream("all#1", "instrument/a"),
        two_instruments_swapped,
        recorded_twice,
        a_change_that_its_instrument_does_not_list,
        a_change_left_out_of_its_instrument,
        an_earlier_time,
        of_no_kind,
        before_its_subject,
        more_than_a_change_says,
        more_than_an_instrument_says,
        under_another_name,
    ],
)
def test_a_log_that_lies_and_fits_is_told_at_its_place(lie: Callable[[Records], int]) -> None:
    verify_records(made_to_fit(honest()))
    records = honest()
    place = lie(records)
    with pytest.raises(LedgerDoesNotHoldError, match=f"^record {place}: "):
        verify_records(made_to_fit(records))


@pytest.mark.parametrize(
    "otherwise",
    [
        lambda line: line.replace(b'":', b'": ', 1),
        lambda line: line.replace(b'"from":', b'"from":"2001-01-01","from":', 1),
        lambda line: line.replace(b'"type"', b'"\\u0074ype"', 1),
        lambda line: line + b" ",
        lambda line: b" " + line,
        lambda line: line + b"\r",
        lambda line: b"",
        lambda line: line[:-5],
        lambda line: b"\xff" + line,
        lambda line: b"[" * 100_000,
        lambda line: b"null",
        lambda line: b"[]",
        lambda line: b'{"change":{},"id":"b#1","stream":"x"}',
        lambda line: b'{"change":[],"id":{},"stream":[]}',
        lambda line: b'{"change":{"type":[]},"id":"b#1","stream":"x"}',
        lambda line: line.replace(b'"2016-01-01"', b"1" * 5_000),
        lambda line: line.replace(b'"2016-01-01"', b"NaN"),
    ],
)
def test_a_record_written_otherwise_is_told_at_its_place(
    otherwise: Callable[[bytes], bytes],
) -> None:
    records = honest()
    lines = made_to_fit(records)
    place = at(records, "b#1")
    lines[place] = otherwise(lines[place])
    with pytest.raises(LedgerDoesNotHoldError, match=f"^record {place}: "):
        verify_records(lines)


def test_a_mirror_may_lack_its_last_end_of_line_and_nothing_else() -> None:
    lines = [line + b"\n" for line in made_to_fit(honest())]
    verify_records([*lines[:-1], lines[-1].removesuffix(b"\n")])
    for wrong in (
        [*lines, b"\n"],
        [b"\n", *lines],
        [line.replace(b"\n", b"\r\n") for line in lines],
        [*lines[:-1], lines[-1][:-9]],
        [b"\xef\xbb\xbf", *lines],
    ):
        with pytest.raises(LedgerDoesNotHoldError, match=r"^record [0-9]+: "):
            verify_records(wrong)


@settings(max_examples=examples(20), deadline=None)
@given(acts=st.one_of(histories(), attended_histories()))
def test_every_log_that_the_ledger_writes_holds(acts: list[Json]) -> None:
    case = Case()
    case.recorded(acts)
    verify_log(case.ledger.log)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER stored_events_not_updated",
        "CREATE TRIGGER more AFTER INSERT ON log_heads BEGIN DELETE FROM log_hashes; END",
        "CREATE VIEW everything AS SELECT * FROM stored_events",
        "ALTER TABLE stored_events ADD COLUMN note TEXT",
    ],
)
def test_a_file_that_was_made_otherwise_is_told(
    statement: str, ledger_file: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(ledger_file, tmp_path))
    with sqlite3.connect(path) as opened:
        opened.execute(statement)
    opened.close()
    assert "is not made as a ledger's is" in told(path)


def test_what_a_view_shows_in_place_of_the_records_is_told(
    ledger_file: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(ledger_file, tmp_path))
    with sqlite3.connect(path) as opened:
        opened.execute("ALTER TABLE stored_events RENAME TO kept")
        opened.execute("CREATE VIEW stored_events AS SELECT rowid, * FROM kept")
    opened.close()
    assert "view stored_events" in told(path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE map_parts SET parts = zeroblob(length(parts))",
        "UPDATE map_parts SET parts = x'00'",
        "UPDATE log_heads "
        "SET map_top = CAST(substr(map_top, 1, 32) || zeroblob(7) || x'01' AS BLOB)",
        "UPDATE log_heads SET map_top = x''",
        "DELETE FROM map_parts",
    ],
)
def test_a_damaged_map_is_told_and_never_recorded_upon(
    statement: str, ledger_file: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(ledger_file, tmp_path))
    with without_triggers(path) as opened:
        opened.execute(statement)
    opened.close()
    case = Case(database=str(path))
    size = case.size
    for one in ([instrument("more", excluded("QA"))], [instrument("m2", excluded("QA"))] * 2):
        with pytest.raises(LedgerFileError, match="do not prove"):
            case.ledger.record_all(one, "x") if len(one) > 1 else case.record(*one)
    assert case.size == size
    case.ledger.close()


def test_what_was_put_before_a_damaged_part_was_met_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    case = Case(database=str(path))
    for name in ("NL1", "NL2", "NL3"):
        case.recorded([instrument(name.lower(), established(name))])
    case.ledger.close()
    with without_triggers(path) as opened:
        kept = opened.execute("SELECT parts FROM map_parts WHERE number = 4").fetchone()
        opened.execute("UPDATE map_parts SET parts = x'00' WHERE number = 4")
    opened.close()
    case = Case(database=str(path))
    both = instrument("both", excluded("QA", licence="NL3"), excluded("QA", licence="NL2"))
    with pytest.raises(LedgerFileError, match="do not prove"):
        case.record(both)
    with without_triggers(path) as opened:
        opened.execute("UPDATE map_parts SET parts = ? WHERE number = 4", kept)
    opened.close()
    case.recorded([instrument("more", excluded("TR", licence="NL1"))])
    case.ledger.close()
    verified(path)
