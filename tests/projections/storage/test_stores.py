"""What holds for every store: whole or nothing, in turn, the same answers, nothing unnoticed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, TODAY, Case, change, established, excluded, instrument
from licence_ledger.api.databases import ledger_at
from licence_ledger.domain.proof.tree import Frontier, leaf_hash, root_of
from licence_ledger.projections.copying import copied
from licence_ledger.projections.proof.against import LedgerDoesNotHoldError
from licence_ledger.projections.proof.mending import rebuilt
from licence_ledger.projections.proof.proofs import Proofs
from licence_ledger.projections.proof.signing import ContradictionError
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.register.search import Search
from licence_ledger.projections.storage.errors import LedgerFileError
from licence_ledger.projections.storage.log import open_log, open_store
from licence_ledger.projections.storage.ports import (
    EMPTY_HEAD,
    Addition,
    EventBeside,
    EventsBeside,
    HeadMovedError,
    LogHead,
    Row,
)
from licence_ledger.projections.storage.records import read_row
from licence_ledger.projections.watching.carrying import carried_watches
from licence_ledger.projections.watching.watches import Watches
from places import Place
from tamperings import FAILED, KEY, acts, answer, questions

PlaceIn = Callable[[str], Place]


QUESTIONS = int(os.environ.get("STORE_QUESTIONS", "40"))
"""How many questions are asked of both; in the long form all."""


def with_all(place: Place) -> Case:
    """The ledger there with instruments of every kind, recorded together."""
    case = place.case()
    case.ledger.record_all(list(acts()), "the test")
    return case


def verified(place: Place) -> int:
    """How many records hold; what does not is raised."""
    log = open_log(place.address)
    try:
        return verify_log(log).size
    finally:
        log.close()


# -- the same answers ----------------------------------------------------------------------------


def answers(case: Case) -> list[str]:
    """Many answers of every kind, to the byte, with the log's root and a checkpoint."""
    found = [answer(case, ask) for ask in questions(QUESTIONS)]
    for words in ("F-2 so 3", "the act b2", "minister", "nowhere"):
        found.append(json.dumps(Search(case.ledger).search(words, {})))
        found.append(json.dumps(Search(case.ledger).search(words, {"log_size": "28"})))
    return [*found, Proofs(case.ledger, KEY).checkpoint()]


def test_the_stores_answer_the_same_bytes_and_have_the_same_roots(place_in: PlaceIn) -> None:
    told = []
    for store in ("sqlite", "postgresql"):
        place = place_in(store)
        case = with_all(place)
        fresh = answers(case)
        case.ledger.close()  # what stood in memory is in the index now
        again = place.case()
        assert answers(again) == fresh
        again.ledger.close()
        assert verified(place) == again.ledger.size
        told.append(fresh)
    assert told[0] == told[1]
    assert FAILED not in told[0]


def test_a_ledger_is_carried_from_either_store_into_the_other(place_in: PlaceIn) -> None:
    file, schema, back = place_in("sqlite"), place_in("postgresql"), place_in("sqlite")
    case = with_all(file)
    asked = {"activity": "export", "destination": "US"}
    watch = Watches(case.ledger).add("mine", [asked], "ann", "secret")
    for source, target in ((file, schema), (schema, back)):
        places = (source.address, target.address, lambda: TODAY)
        assert {one.outcome for one in copied(*places)} == {"recorded"}
        assert [one.outcome for one in carried_watches(*places, lambda: NOW)] == ["carried"]
    for place in (schema, back):
        other = place.case()
        assert Watches(other.ledger).every() == [watch]
        assert other.ledger.store.head() == case.ledger.store.head()
        assert answers(other) == answers(case)


def test_a_copy_in_a_file_is_the_same_log_signed_by_the_same(place: Place, tmp_path: Path) -> None:
    case = with_all(place)
    Proofs(case.ledger, KEY).checkpoint()
    case.ledger.store.remember_signer(KEY.verifier.print())
    case.ledger.store.put_beside(acts_beside(0, 1, 2))
    case.ledger.store.copy_to(tmp_path / "copy.db")
    copy = Case(database=str(tmp_path / "copy.db"))
    assert copy.ledger.store.head() == case.ledger.store.head()
    assert copy.ledger.store.map_parts().tops == case.ledger.store.map_parts().tops
    assert copy.ledger.store.beside(0, 9) == list(acts_beside(0, 1, 2).events)
    assert copy.ledger.store.signers() == case.ledger.store.signers() == [KEY.verifier.print()]
    assert answers(copy) == answers(case)
    verify_log(copy.ledger.log)
    copy.record(instrument("later", established("NL99")))  # it goes on from there
    verify_log(copy.ledger.log)


def test_nothing_is_signed_that_contradicts_what_the_store_remembers(place: Place) -> None:
    signer = KEY.verifier.print()
    other = Case(instrument("a", established()), instrument("b", excluded("TR")))
    note = Proofs(other.ledger, KEY).checkpoint()
    case = place.case(instrument("a", established()), instrument("b", excluded("IL")))
    assert case.ledger.store.remember_signed(signer, None, note)
    assert not case.ledger.store.remember_signed(signer, None, note)  # it is not the first
    with pytest.raises(ContradictionError, match="not those of the checkpoint"):
        Proofs(case.ledger, KEY).checkpoint()
    assert case.ledger.store.last_signed(signer) == note


# -- whole or nothing, in turn -------------------------------------------------------------------


def addition(case: Case, **other: Any) -> Addition:
    """One more instrument's records, to be put at the end of the log."""
    head = case.ledger.store.head()
    rows = [Row(head.size, "licence/NL1", 2, "destination_excluded.1", b'{"a":1}')]
    frontier = Frontier(head.size, [case.ledger.hashes.node(1, 0)])
    completed = frontier.add(leaf_hash(rows[0].record))
    heads = [(frontier.size, frontier.root(), b"top")]
    top = case.ledger.store.map_top(head.size) or b""
    found = Addition(head, rows, heads, completed, [(3, bytearray(b"part"))], frontier, top)
    return replace(found, **other)


def test_an_addition_is_there_whole_or_not_at_all(place: Place) -> None:
    case = place.case(instrument("a", established()))
    store, before = case.ledger.store, place.ask("SELECT count(*) FROM log_hashes")
    whole = addition(case)
    for faulty in (
        replace(whole, rows=[*whole.rows, whole.rows[0]._replace(position=3)]),  # twice in a stream
        replace(whole, heads=[*whole.heads, *whole.heads]),
        replace(whole, parts=[*whole.parts, *whole.parts]),
    ):
        with pytest.raises(LedgerFileError):
            store.append(faulty)
        assert store.head().size == 2
        assert store.rows_between(2, 9) == []
        assert place.ask("SELECT count(*) FROM log_hashes") == before
    store.append(whole)
    assert (store.head().size, [row.position for row in store.rows_between(0, 9)]) == (3, [0, 1, 2])


def test_what_was_judged_at_another_head_is_not_added(place: Place) -> None:
    case = place.case(instrument("a", established()))
    store, head = case.ledger.store, case.ledger.store.head()
    for faulty in (
        addition(case, judged_at=EMPTY_HEAD),
        addition(case, judged_at=LogHead(head.size, bytes(32))),
        addition(case, judged_at=LogHead(1, head.root)),
        addition(case, map_top=b"made anew since"),
    ):
        with pytest.raises(HeadMovedError):
            store.append(faulty)
    sound = addition(case)
    store.append(sound)
    with pytest.raises(HeadMovedError):
        store.append(sound)


def acts_beside(after: int, *versions: int) -> EventsBeside:
    """Events of one stream, after the first so many of all."""
    events = [
        EventBeside(after + n, "proposal/é 1", version, b'{"act":"\xc3\xa9"}')
        for n, version in enumerate(versions, 1)
    ]
    return EventsBeside(after, events)


def test_what_people_did_is_kept_beside_the_log_with_its_record_or_alone(place: Place) -> None:
    case = place.case(instrument("a", established()))
    store = case.ledger.store
    store.put_beside(acts_beside(0, 1, 2))
    for stale in (acts_beside(0, 1), acts_beside(1, 3), acts_beside(5, 3)):
        with pytest.raises(HeadMovedError):
            store.put_beside(stale)
        with pytest.raises(HeadMovedError):
            store.append(addition(case, beside=stale))
    assert store.head().size == 2  # nothing of what came with it either
    with pytest.raises(HeadMovedError):
        store.append(addition(case, judged_at=EMPTY_HEAD, beside=acts_beside(2, 3)))
    store.append(addition(case, beside=acts_beside(2, 3, 4)))
    every = [*acts_beside(0, 1, 2).events, *acts_beside(2, 3, 4).events]
    other = open_store(place.address)
    assert other.beside(0, 10) == every
    assert other.beside(1, 2) == every[1:3]
    assert other.stream_beside("proposal/é 1") == every
    assert other.stream_beside("proposal/\0") == []
    assert place.refuses("DELETE FROM events_beside")


def test_refused_additions_leave_no_gap(place: Place) -> None:
    case = place.case(instrument("a", established()))
    for _ in range(3):
        with pytest.raises(HeadMovedError):
            case.ledger.store.append(addition(case, judged_at=EMPTY_HEAD))
    case.record(instrument("b", excluded("IL")))
    found = place.ask(f"SELECT {place.number} FROM stored_events ORDER BY 1")
    assert [number for (number,) in found] == [1, 2, 3, 4]
    assert verified(place) == 4


WRITER = """
import sys
from datetime import UTC, datetime
sys.path.insert(0, sys.argv[3])
from builders import TODAY, established, excluded, instrument
from licence_ledger.projections.ledger import open_ledger
ledger = open_ledger(sys.argv[1], lambda: TODAY, lambda: datetime.now(UTC))
print("ready", flush=True)
sys.stdin.readline()
for n in range(6):
    act = instrument(f"w{sys.argv[2]}-{n}", excluded("IL", from_=f"20{n + 10}-01-01"))
    print(ledger.record(act, "writer").log_size, flush=True)
ledger.close()
"""
READER = """
import sys
from licence_ledger.projections.storage.log import open_store
store = open_store(sys.argv[1], read_only=True)
for line in sys.stdin:
    print(store.head().size, flush=True)
"""
SUPPORT = str(Path(__file__).parents[2] / "support")


def begun(program: str, *given: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *given]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_four_processes_record_each_instrument_once_and_a_fresh_reader_sees_it(
    place: Place,
) -> None:
    case = place.case(instrument("a", established()))
    writers = [begun(WRITER, place.address, str(n), SUPPORT) for n in range(4)]
    reader = begun(READER, place.address)
    assert [said(one) for one in writers] == ["ready"] * 4
    for one in writers:
        tell(one)
    acknowledged = list[int]()
    for _ in range(6):
        acknowledged += [int(said(one)) for one in writers]
        tell(reader)
        assert int(said(reader)) >= max(acknowledged)
        assert case.size >= max(acknowledged)
    for one in (*writers, reader):
        one.communicate(timeout=30)
    assert sorted(acknowledged) == list(range(4, 2 * 25 + 1, 2))
    assert verified(place) == 2 * 25
    names = {one["instrument"] for one in case.register.instruments({}, 100)["instruments"]}
    assert names == {"a", *(f"w{w}-{n}" for w in range(4) for n in range(6))}


def test_eight_can_open_a_new_ledger_at_once_in_any_store(place: Place) -> None:
    start, failed = threading.Barrier(8, timeout=30), list[str]()

    def open_it() -> None:
        start.wait()
        try:
            open_store(place.address).close()
        except LedgerFileError as error:
            failed.append(str(error))

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []


# -- what follows from the log -------------------------------------------------------------------


def test_of_two_who_bring_the_index_forward_one_does(place: Place) -> None:
    case = place.case(*(instrument(f"a{n}", established(f"NL{n}")) for n in range(3)))
    store = case.ledger.store
    records = [read_row(row) for row in store.rows_between(0, 6)]
    one, other = store.index(), open_store(place.address).index()
    assert (one.open(True), other.open(True)) == (0, 0)
    assert one.add(0, records[:2], 2)
    assert not other.add(0, records, 6)
    assert (one.held(), other.held()) == (2, 2)
    assert other.add(2, records[2:], 6)
    assert not one.add(2, records[2:], 6)
    assert one.held() == 6
    assert one.subjects("licence") == [(0, "NL0"), (2, "NL1"), (4, "NL2")]
    assert verified(place) == 6


ODD = ("it's", 'a "name"', "100%", "%s", "back\\slash", "{1,2}", "€" * 200, "👩‍⚖️", "'; --")


def test_long_and_odd_names_are_recorded_and_found(place: Place) -> None:
    claims = [
        change("statement_recorded", about=name, says=f"of {n} " + "long" * 9_000, by=name)
        for n, name in enumerate(ODD)
    ]
    case = place.case(instrument("a", established()), instrument("said", *claims))
    for _ in range(2):
        for name in ODD:
            with case.ledger.reading() as book:
                (found,) = book.mentioning("statement", name, book.size)
            assert found[1] == f"said#{ODD.index(name) + 1}"
        long = "long" * 9_000
        assert len(Search(case.ledger).search(long[:150], {})["hits"]) == len(ODD)
        case.ledger.close()
        case = place.case()
    assert verified(place) == 2 + len(ODD) + 1


@pytest.mark.parametrize("name", ["NL1\0", "\0", "\ud800", "NL1\udfff", "x" * 100_000])
def test_a_name_that_cannot_be_recorded_names_nothing(place: Place, name: str) -> None:
    place.case(instrument("a", established())).ledger.close()
    case = place.case()
    with case.ledger.reading() as book:
        size = book.size
        assert not book.knows_at("licence", name, size)
        assert book.instrument_at(name, size) is None
        assert book.mentioning("statement", name, size) == []
        assert book.recorded_in(f"licence/{name}", size) == []
        book.subjects_like_at("licence", name, size)
    assert case.verdict("2020-01-01", activity="export", destination="FR")[0] == "covered"


# -- nothing unnoticed ---------------------------------------------------------------------------

TAMPERINGS = {
    "a record": "UPDATE stored_events SET state = 'x' WHERE {number} = 5",
    "a record's stream": "UPDATE stored_events SET originator_id = 'x' WHERE {number} = 5",
    "a record's kind": "UPDATE stored_events SET topic = 'x' WHERE {number} = 5",
    "a record taken away": "DELETE FROM stored_events WHERE {number} = 7",
    "the last record": "DELETE FROM stored_events WHERE {number} = "
    "(SELECT max({number}) FROM stored_events)",
    "a root": "UPDATE log_heads SET root = map_top WHERE log_size = 4",
    "a head taken away": "DELETE FROM log_heads WHERE log_size = 4",
    "a head added": "INSERT INTO log_heads SELECT 9999, root, map_top FROM log_heads "
    "WHERE log_size = 4",
    "a map": "UPDATE log_heads SET map_top = root WHERE log_size = 4",
    "nodes": "UPDATE log_hashes SET hashes = 'x' WHERE first = (SELECT max(first) FROM log_hashes)",
    "nodes taken away": "DELETE FROM log_hashes WHERE first = 0",
    "parts of the map": "UPDATE map_parts SET parts = 'x' WHERE number = "
    "(SELECT min(number) FROM map_parts)",
    "a subject": "UPDATE {index}_subjects SET position = 3 WHERE name = 'NL1'",
    "a subject taken away": "DELETE FROM {index}_subjects WHERE name = 'NL1'",
    "a mention": "DELETE FROM {index}_mentions WHERE name = 'a topic'",
    "an order": "DELETE FROM {index}_orders",
    "a word": "UPDATE {index}_words SET written = 'x' WHERE compared = 'ML1'",
    "an instrument": "UPDATE {index}_instruments SET position = 1 WHERE id = 'a1'",
    "a completion": "DELETE FROM {index}_completions",
    "a list": "UPDATE {index}_lists SET value = 'x' WHERE list = 'subjects licence'",
    "how much is looked up": "UPDATE {index}_state SET size = 1099511627776",
    "less than nothing looked up": "UPDATE {index}_state SET size = -1",
    "a signature": "UPDATE log_signed SET note = 'x'",
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_verify_tells_of_every_tampering(place_in: PlaceIn, what: str) -> None:
    """In a schema; of a file `test_verification.py` tells more."""
    place = place_in("postgresql")
    case = with_all(place)
    Proofs(case.ledger, KEY).checkpoint()
    case.ledger.close()
    place.tamper(TAMPERINGS[what].format(number=place.number, index=place.index))
    with pytest.raises((LedgerDoesNotHoldError, LedgerFileError)):
        verified(place)


def test_rebuild_makes_what_follows_from_the_log_anew(place: Place) -> None:
    case = with_all(place)
    right = answers(case)
    case.ledger.close()
    follows = [one for one in TAMPERINGS if " record" not in one and one != "a signature"]
    assert len(follows) > 10
    names = {"number": place.number, "index": place.index}
    place.tamper(*(TAMPERINGS[what].format(**names) for what in follows))
    log = open_log(place.address)
    rebuilt(log)
    log.close()
    verified(place)
    again = place.case()
    assert answers(again) == right
    again.record(instrument("later", established("NL99")))
    assert verified(place) == again.size


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET topic = 'x'",
        "DELETE FROM stored_events",
        "UPDATE log_heads SET root = map_top",
        "DELETE FROM log_heads",
        "DELETE FROM log_hashes",
        "DELETE FROM map_parts",
    ],
)
def test_the_store_itself_lets_nobody_change_what_is_recorded(place: Place, statement: str) -> None:
    place.case(instrument("a", established())).ledger.close()
    assert place.refuses(statement)
    assert verified(place) == 2


def test_a_log_that_was_cut_and_went_on_otherwise_is_answered_from_no_more(place: Place) -> None:
    """As after a failover to a replica that lacked a record: nobody goes on as if nothing was."""
    case = place.case(instrument("a", established()), instrument("b", excluded("IL")))
    assert case.verdict("2020-01-01", activity="export", destination="IL")[1] == "excluded"
    beyond = ("log_heads WHERE log_size > 2", "map_parts WHERE number > 2")
    place.tamper(
        f"DELETE FROM stored_events WHERE {place.number} > 2",
        "DELETE FROM log_hashes WHERE first > 2",
        *(f"DELETE FROM {one}" for one in beyond),
        *_edge_of_two(place),
    )
    other = place.case()
    assert other.verdict("2020-01-01", activity="export", destination="IL")[0] == "covered"
    for _ in range(2):
        with pytest.raises(LedgerFileError, match="no longer those that were read"):
            case.verdict("2020-01-01", activity="export", destination="IL")
        other.record(instrument(f"c{other.size}", excluded("TR")))
    with pytest.raises(LedgerFileError, match="no longer those that were read"):
        case.record(instrument("d", excluded("QA")))


def _edge_of_two(place: Place) -> list[str]:
    """SQLite keeps the tree's edge in a row of its own."""
    if place.number == "number":
        return []
    ((nodes,),) = place.ask("SELECT hashes FROM log_hashes WHERE first = 0")
    return [f"UPDATE log_frontier SET log_size = 2, hashes = x'{nodes[-32:].hex()}'"]


def test_a_ledger_that_is_not_there_is_a_clear_error(place: Place) -> None:
    from licence_ledger.api.databases import NoLedgerError

    with pytest.raises(NoLedgerError, match="there is no ledger"):
        ledger_at(place.uri, must_exist=True)


def test_the_root_is_that_of_the_records(place: Place) -> None:
    case = with_all(place)
    rows = [leaf_hash(row.record) for row in case.ledger.log.rows_after(0)]
    assert root_of(rows) == case.ledger.store.head().root
