"""What only a database has: connections that are lost, servers that crash, roles, schemas."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import takewhile

import psycopg
import pytest
from builders import Case, established, excluded, instrument
from cutting_proxy import CuttingProxy
from killing import rounds
from licence_ledger.projections.proof.mending import rebuilt
from licence_ledger.projections.proof.proofs import Proofs
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.storage.errors import LedgerFileError
from licence_ledger.projections.storage.log import open_log, open_store, rights_granted
from licence_ledger.projections.storage.postgresql import connection
from licence_ledger.projections.storage.postgresql.address import (
    read_postgresql_address,
    with_schema,
    without_password,
)
from places import SchemaPlace
from postgresql_server import FOLDERS, Server, binaries
from tamperings import KEY

HELD = 2
"""So many records an instrument of one change adds."""


@pytest.fixture(name="place")
def _place(postgresql: Server) -> SchemaPlace:
    return SchemaPlace(postgresql.fresh())


@pytest.fixture(name="proxy")
def _proxy(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(postgresql.folder, tmp_path_factory.mktemp("p"))
    yield proxy
    proxy.close()


def through(proxy: CuttingProxy, place: SchemaPlace) -> str:
    """The address of the same ledger over a bad network."""
    schema = read_postgresql_address(place.address).schema
    return with_schema(f"postgresql://owner@/postgres?host={proxy.folder}", schema)


# -- connections -----------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before it is done", "after it was done"])
def test_a_recording_whose_connection_is_cut_is_told_as_done_and_done_once(
    place: SchemaPlace, proxy: CuttingProxy, when: str
) -> None:
    case = Case(instrument("a", established()), database=through(proxy, place))
    for number in range(4):
        (proxy.cut_before if when.startswith("before") else proxy.cut_after)(b"WITH judged")
        told = case.ledger.record(instrument(f"b{number}", excluded("IL")), "the test")
        assert (told.already, told.log_size) == (False, 4 + HELD * number)
    assert proxy.cut >= 4
    assert case.size == place.case().size == 2 + HELD * 4
    log = open_log(place.address)
    assert verify_log(log).instruments == 5
    log.close()


def test_questions_are_answered_though_connections_are_cut(
    place: SchemaPlace, proxy: CuttingProxy
) -> None:
    case = Case(instrument("a", established()), database=through(proxy, place))
    for number in range(5):
        proxy.cut_all()
        assert case.verdict("2020-01-01", activity="export", destination="FR")[0] == "covered"
        place.case(instrument(f"b{number}", excluded("TR"))).ledger.close()
        proxy.cut_before(b"SELECT")
        assert case.size == 2 + HELD * (number + 1)


def test_backends_that_are_ended_lose_and_double_nothing(place: SchemaPlace) -> None:
    case = place.case(instrument("a", established()))
    over, ended = threading.Event(), list[int]()

    def end() -> None:
        statement = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND application_name = 'licence-ledger'"
        )
        while not over.wait(0.02):
            ended.extend(1 for _ in place.ask(statement))

    ending = threading.Thread(target=end)
    ending.start()
    try:
        for number in takewhile(lambda done: done < 40 or len(ended) < 6, range(4_000)):
            told = case.ledger.record(instrument(f"b{number}", excluded("IL")), "the test")
            assert told.log_size == case.size == 4 + HELD * number
    finally:
        over.set()
        ending.join()
    assert len(ended) > 5
    assert verify_log(place.case().ledger.log).instruments == number + 2


@pytest.mark.parametrize(
    ("one", "other"), [("index1_words", "index1_subjects"), ("log_heads", "stored_events")]
)
def test_a_rebuild_gives_way_to_who_reads_the_tables_in_another_order(
    place: SchemaPlace, one: str, other: str
) -> None:
    case = Case(instrument("a", established()), database=place.address)
    asked = read_postgresql_address(place.address)
    schema, url = asked.schema, asked.connection
    waiting = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock' "
        "AND relation IS NOT NULL"
    )
    with (
        ThreadPoolExecutor(1) as beside,
        psycopg.connect(url) as reader,
        psycopg.connect(url, autocommit=True) as looking,
    ):
        reader.execute("SET deadlock_timeout = '1min'")  # so it is the other that is ended
        reader.execute(f"SELECT * FROM {schema}.{one}")
        rebuilding = beside.submit(rebuilt, case.ledger.log, lambda count: None)
        while looking.execute(waiting).fetchone() != (1,):
            time.sleep(0.01)
        reader.execute(f"SELECT * FROM {schema}.{other}")
        reader.rollback()
        rebuilding.result(60)
    log = open_log(place.address)
    assert verify_log(log).instruments == 1
    log.close()


def test_what_was_acknowledged_is_there_after_a_crash(place: SchemaPlace) -> None:
    version = "16"  # a server of its own: others' tests run on the one that all share
    with Server(version) as server:
        own = SchemaPlace(server.fresh())
        case = own.case(instrument("a", established()))
        for number in range(3):
            case.record(*(instrument(f"b{number}-{n}", excluded("IL")) for n in range(5)))
            server.crash()
            assert case.size == 2 + HELD * 5 * (number + 1)
        assert verify_log(own.case().ledger.log).instruments == 16


def test_a_database_that_is_not_there_is_told_at_once_and_without_its_password() -> None:
    with pytest.raises(LedgerFileError, match="cannot be used") as error:
        open_store("postgresql://me:secret@localhost:1/ledger?connect_timeout=2")
    assert "secret" not in str(error.value)


def test_a_server_that_goes_away_is_told_and_one_that_comes_back_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    with Server("16") as server:
        case = SchemaPlace(server.fresh()).case(instrument("a", established()))
        server.stop()
        with pytest.raises(LedgerFileError, match="cannot be used"):
            case.licence("2020-01-01")
        with pytest.raises(LedgerFileError, match="cannot be used"):
            case.record(instrument("b", excluded("IL")))
        server.start()
        case.record(instrument("b", excluded("IL")))
        assert case.size == 4


@pytest.mark.parametrize("version", ["15", "16", "17"])
def test_a_ledger_is_kept_in_other_versions_too(version: str) -> None:
    if version not in FOLDERS and not (binaries(version) / "postgres").exists():
        pytest.skip(f"{version} is not in the wheel; it is tested where Debian's is installed")
    with Server(version) as server:
        place = SchemaPlace(server.fresh())
        case = place.case(instrument("a", established()))
        case.ledger.record_all([instrument("b", excluded("IL"))], "the test")
        case.ledger.close()
        log = open_log(place.address)
        assert verify_log(log).size == 4
        rebuilt(log)
        assert verify_log(log).size == 4


# -- who may do what -------------------------------------------------------------------------------


def as_role(server: Server, place: SchemaPlace, role: str) -> str:
    """The address of a ledger as a role that is made for it."""
    place.ask(f"CREATE ROLE {role} LOGIN")
    return with_schema(server.uri_as(role), read_postgresql_address(place.address).schema)


def test_a_writer_may_insert_and_select_and_nothing_else(
    postgresql: Server, place: SchemaPlace
) -> None:
    owner = place.case(instrument("a", established()))
    writer = as_role(postgresql, place, "writer")
    assert rights_granted(place.address, "writer", False) == ("SELECT", "INSERT")
    for number in range(2):  # after a rebuild its new tables too
        case = Case(database=writer)
        case.record(instrument(f"b{number}", excluded("IL")))
        Proofs(case.ledger, KEY).checkpoint()
        case.ledger.store.remember_signer(KEY.verifier.print())
        case.ledger.close()  # the index is brought forward
        assert open_store(writer).index().held() == owner.size
        owner.ledger.rebuild(lambda count: None)
    tables = [
        name
        for (name,) in place.ask(
            "SELECT tablename FROM pg_tables WHERE schemaname = "
            f"'{read_postgresql_address(writer).schema}'"
        )
    ]
    assert len(tables) > 15
    other = SchemaPlace(writer)
    for table in tables:
        for act in (
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"DROP TABLE {table}",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                other.ask(act)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        other.ask("UPDATE stored_events SET topic = 'x'")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        other.ask("CREATE TABLE other (x int)")
    with pytest.raises(LedgerFileError, match="owner"):
        Case(database=writer).ledger.rebuild(lambda count: None)
    assert verify_log(open_log(writer)).instruments == 3


def test_a_reader_answers_and_records_nothing(postgresql: Server, place: SchemaPlace) -> None:
    place.case(instrument("a", established())).ledger.close()
    reader = as_role(postgresql, place, "reader")
    assert rights_granted(place.address, "reader", True) == ("SELECT",)
    case = Case(database=reader)
    assert not case.ledger.store.writable
    assert case.verdict("2020-01-01", activity="export", destination="FR")[0] == "covered"
    with pytest.raises(LedgerFileError, match="may only be read"):
        case.record(instrument("b", excluded("IL")))
    place.case().record(instrument("b", excluded("IL")))
    assert case.verdict("2020-01-01", activity="export", destination="IL")[1] == "excluded"


def test_a_role_that_may_more_for_another_reason_is_told(
    postgresql: Server, place: SchemaPlace
) -> None:
    place.case().ledger.close()
    with pytest.raises(LedgerFileError, match="owner owns the tables"):
        rights_granted(place.address, "owner", False)
    place.ask("CREATE ROLE editors")
    place.ask("CREATE ROLE editor LOGIN IN ROLE editors")
    place.ask("GRANT UPDATE ON stored_events TO editors")
    with pytest.raises(LedgerFileError, match="editor may UPDATE too"):
        rights_granted(place.address, "editor", False)
    with pytest.raises(LedgerFileError, match="no role nobody_here"):
        rights_granted(place.address, "nobody_here", False)


def test_a_role_that_may_make_no_tables_is_told_who_can(
    postgresql: Server, place: SchemaPlace
) -> None:
    address = as_role(postgresql, place, "newcomer")
    with pytest.raises(LedgerFileError, match="may not"):
        open_store(address)
    with pytest.raises(LedgerFileError, match="database create"):
        open_store(address, read_only=True)


def test_the_command_makes_tables_and_grants(postgresql: Server, place: SchemaPlace) -> None:
    def run(*words: str) -> str:
        line = [sys.executable, "-c", "from licence_ledger.api.terminal.cli import app; app()"]
        done = subprocess.run(
            [*line, *words, "--database", place.address],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.stdout + done.stderr

    place.ask("CREATE ROLE clerk LOGIN")
    assert "made the tables" in run("database", "create")
    assert "there is a ledger" in run("database", "create")
    assert "clerk may SELECT and INSERT, and nothing else" in run("database", "grant", "clerk")
    assert "may SELECT, and nothing else" in run("database", "grant", "clerk", "--reads-only")


# -- schemas and addresses -------------------------------------------------------------------------


@pytest.mark.parametrize("schema", ["Law", "it's", 'a "b"', "100%s", "ledger.x", "é" * 31, "a;b"])
def test_a_schema_may_have_any_name(postgresql: Server, schema: str) -> None:
    place = SchemaPlace(with_schema(postgresql.uri, schema))
    case = place.case(instrument("a", established()))
    case.ledger.close()
    log = open_log(place.address)
    assert verify_log(log).size == 2
    rebuilt(log)
    assert verify_log(log).size == 2


@pytest.mark.parametrize("schema", ["", "pg_mine", "information_schema", "x" * 64, "a\0"])
def test_a_schema_that_cannot_be_is_told(postgresql: Server, schema: str) -> None:
    with pytest.raises(LedgerFileError):
        open_store(with_schema(postgresql.uri, schema))


def test_another_programs_schema_is_left_alone(postgresql: Server, place: SchemaPlace) -> None:
    schema = read_postgresql_address(place.address).schema
    place.ask(f'CREATE SCHEMA "{schema}"')
    place.ask("CREATE TABLE notes (text text)")
    with pytest.raises(LedgerFileError, match=r"another program \(notes\)"):
        open_store(place.address)
    assert place.ask(f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}'") == [
        ("notes",)
    ]


def test_a_ledger_of_a_newer_format_in_a_schema_is_left_alone(place: SchemaPlace) -> None:
    place.case().ledger.close()
    place.ask("INSERT INTO log_format VALUES (99)")
    with pytest.raises(LedgerFileError, match="format 99"):
        open_store(place.address)


def test_a_database_that_keeps_no_unicode_or_loses_what_it_commits_is_refused(
    postgresql: Server, place: SchemaPlace
) -> None:
    place.ask("CREATE DATABASE old ENCODING 'SQL_ASCII' TEMPLATE template0")
    with pytest.raises(LedgerFileError, match="SQL_ASCII"):
        open_store(f"postgresql://owner@/old?host={postgresql.folder}")
    with Server("16", "fsync=off") as server, pytest.raises(LedgerFileError, match="fsync"):
        open_store(server.fresh())


def test_what_is_committed_is_on_disk_whatever_the_database_is_set_to(place: SchemaPlace) -> None:
    case = place.case(instrument("a", established()))
    place.ask("ALTER ROLE owner SET synchronous_commit = off")
    try:
        again = place.case()
        with again.ledger.store._database.writing() as write:
            assert write("SHOW synchronous_commit") == [("on",)]
    finally:
        place.ask("ALTER ROLE owner RESET synchronous_commit")
    assert case.size == 2


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://me:s3cret@db:5432/x", "postgresql://me:***@db:5432/x"),
        ("postgresql://me@db:5432/x", "postgresql://me@db:5432/x"),
        ("postgresql://db/x?user=me&password=s3cret", "postgresql://db/x?user=me&password=***"),
        ("postgresql://me:a%40b@[::1]:5432/x", "postgresql://me:***@[::1]:5432/x"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, shown: str) -> None:
    assert without_password(address) == shown


def test_without_prepared_statements_all_is_answered_alike(place: SchemaPlace) -> None:
    case = Case(instrument("a", established()), database=f"{place.address}&prepared=no")
    for number in range(10):
        case.record(instrument(f"b{number}", excluded("IL")))
    assert place.ask("SELECT count(*) FROM pg_prepared_statements") == [(0,)]
    assert verify_log(case.ledger.log).size == 22


def test_writers_killed_while_they_record_in_a_database_lose_nothing(postgresql: Server) -> None:
    kills, _ = rounds(2, 200, 5, lambda folder: postgresql.fresh())
    assert kills == 2
