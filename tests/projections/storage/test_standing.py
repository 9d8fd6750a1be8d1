"""The file under a ledger that is in use: removed, replaced, cut; and one that may only be read."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from builders import Case, established, excluded, instrument, without_triggers
from licence_ledger.projections.storage.errors import LedgerFileError
from licence_ledger.projections.storage.sqlite.read_only import ReadOnlyDatabase
from licence_ledger.projections.storage.sqlite.standing import Standing
from licence_ledger.projections.storage.sqlite.store import SQLiteStore


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    Case(instrument("a", established()), database=str(path)).ledger.close()
    return path


def removed(path: Path) -> None:
    path.unlink()


def moved_away(path: Path) -> None:
    path.rename(path.with_name("old.db"))


def replaced(path: Path) -> None:
    other = path.with_name("other.db")
    Case(instrument("other", established("NL9")), database=str(other)).ledger.close()
    other.replace(path)


def restored(path: Path) -> None:
    """A backup put in its place: the same records, but another file."""
    path.with_name("backup.db").replace(path)


def without_its_wal(path: Path) -> None:
    path.with_name(path.name + "-wal").unlink()


def another_wal(path: Path) -> None:
    wal = path.with_name(path.name + "-wal")
    shutil.copy(wal, wal.with_name("copy"))
    wal.with_name("copy").replace(wal)


ACTS = (removed, moved_away, replaced, restored, without_its_wal, another_wal)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("first", ["recording", "asking"])
def test_nothing_is_answered_or_acknowledged_once_the_file_is_another(
    path: Path, act: Callable[[Path], None], first: str
) -> None:
    shutil.copy(path, path.with_name("backup.db"))
    case = Case(instrument("b", excluded("IL")), database=str(path))
    assert case.size == 4
    act(path)
    questions: list[Callable[[], object]] = [
        lambda: case.record(instrument("c", excluded("TR"))),
        lambda: case.licence("2020-01-01"),
    ]
    for ask in questions if first == "recording" else questions[::-1]:
        with pytest.raises(LedgerFileError, match="while the ledger was in use"):
            ask()


@pytest.mark.parametrize("act", ACTS)
def test_a_folder_that_long_stood_as_it_is_shows_what_happens_in_it(
    path: Path, act: Callable[[Path], None]
) -> None:
    shutil.copy(path, path.with_name("backup.db"))
    case = Case(database=str(path))
    os.utime(path.parent, (1_700_000_000, 1_700_000_000))
    for _ in range(3):
        assert case.size == 2
    act(path)
    with pytest.raises(LedgerFileError, match="while the ledger was in use"):
        case.licence("2020-01-01")


def test_a_path_that_leads_elsewhere_is_followed(path: Path) -> None:
    """A name that points to the file: it may be made to point to another, or the file may go."""
    link, other = path.with_name("link.db"), path.with_name("other.db")
    shutil.copy(path, other)
    link.symlink_to(path)
    case = Case(instrument("b", excluded("IL")), database=str(link))
    assert case.size == 4
    link.unlink()
    link.symlink_to(other)
    with pytest.raises(LedgerFileError, match="was replaced by another file"):
        case.licence("2020-01-01")
    again = Case(database=str(other))
    other.with_name("other.db-wal").unlink()
    with pytest.raises(LedgerFileError, match=r"other\.db-wal was removed"):
        again.licence("2020-01-01")


def test_it_stays_an_error_until_the_ledger_is_opened_again(path: Path) -> None:
    case = Case(database=str(path))
    aside = path.with_name("aside.db")
    path.rename(aside)
    with pytest.raises(LedgerFileError, match="was removed while"):
        case.licence("2020-01-01")
    aside.rename(path)
    with pytest.raises(LedgerFileError, match="was removed while"):
        case.licence("2020-01-01")
    case.ledger.close()
    assert Case(database=str(path)).size == 2


def test_what_one_thread_found_no_other_that_looked_before_takes_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looks, and before it says that nothing happened another one finds that something did."""
    standing, aside, moved = Standing(path, beside=False), path.with_name("aside.db"), list[bool]()
    difference = standing._difference

    def interrupted() -> str:
        found = difference()
        if not moved:
            moved.append(True)
            path.rename(aside)
            with pytest.raises(LedgerFileError, match="was removed while"):
                standing.check()
            aside.rename(path)
        return found

    monkeypatch.setattr(standing, "_difference", interrupted)
    for _ in range(2):
        with pytest.raises(LedgerFileError, match="was removed while"):
            standing.check()


def test_another_log_written_over_the_file_is_told(path: Path) -> None:
    """The same file by its number, but another log in it."""
    case = Case(database=str(path))
    with without_triggers(path) as other:
        other.execute("UPDATE log_heads SET root = zeroblob(32) WHERE log_size = 2")
        other.execute("INSERT INTO log_heads VALUES (4, zeroblob(32), zeroblob(40))")
        other.execute(
            "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state) "
            "VALUES (4, 'x', 1, 'x', x'')"
        )
    for _ in range(2):
        with pytest.raises(LedgerFileError, match="no longer those that were read"):
            case.licence("2020-01-01")
    with pytest.raises(LedgerFileError, match="no longer those that were read"):
        case.record(instrument("b", excluded("IL")))


def test_a_log_that_became_shorter_is_told(path: Path) -> None:
    case = Case(instrument("b", excluded("IL")), database=str(path))
    with without_triggers(path) as other:
        other.execute("DELETE FROM log_heads WHERE log_size = 4")
        other.execute("DELETE FROM stored_events WHERE rowid > 2")
    with pytest.raises(LedgerFileError, match="ends at 2 now"):
        case.licence("2020-01-01")


def test_a_log_that_others_continue_is_no_other_log(path: Path) -> None:
    here, there = Case(database=str(path)), Case(database=str(path))
    for number in range(5):
        there.record(instrument(f"b{number}", excluded("IL", from_=f"201{number}-01-01")))
        assert here.size == there.size == 4 + 2 * number
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# -- a file that may only be read ----------------------------------------------------------


def test_who_may_only_read_follows_what_others_write_and_carry_over(path: Path) -> None:
    """Before there is a writer, beside it, after it went, and beside the next one."""
    reading = SQLiteStore(ReadOnlyDatabase(path), str(path), writable=False)
    assert reading.head().size == 2
    for number in range(4):
        writer = Case(database=str(path))
        for part in range(2):
            name = f"b{number}{part}"
            writer.record(instrument(name, excluded("IL", from_=f"201{number}-0{part + 1}-01")))
            assert reading.head().size == writer.size
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert reading.head().size == writer.size
        size = writer.size
        writer.ledger.close()
        assert reading.head().size == size
        assert len(reading.rows_between(0, size)) == size
    with pytest.raises(LedgerFileError, match="may only be read"):
        reading.index().add(0, [], 0)
    reading.close()


def test_what_is_read_while_somebody_writes_to_a_file_as_it_stands_is_read_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer comes and goes between two looks at the file."""
    database = ReadOnlyDatabase(path)
    now, writers = database._now, iter([None, None, "a writer"])

    def looked() -> object:
        if next(writers, None):
            Case(instrument("b", excluded("IL")), database=str(path)).ledger.close()
        return now()

    head = "SELECT max(log_size) FROM log_heads"
    assert database.read(head) == [(2,)]
    writers = iter([None, "a writer"])
    monkeypatch.setattr(database, "_now", looked)
    assert database.read(head) == [(4,)]


READER = """
import os, sys
from licence_ledger.api import databases
from licence_ledger.api.terminal.cli import app
from licence_ledger.domain.shapes.countries import country_names
country_names()
if os.geteuid() == 0:  # root may write everything: be somebody who may not
    os.setgid(65534)
    os.setuid(65534)
from licence_ledger.domain.faults import LedgerError
from licence_ledger.projections.register.register import Register
ledger = databases.ledger_at(sys.argv[1])
print(ledger.store.writable, flush=True)
for line in sys.stdin:
    try:
        found = Register(ledger).licence("NL1", {"valid_on": "2020-01-01"})
        print(found["viewpoint"]["log_size"], len(found["exclusions"]), flush=True)
    except LedgerError as error:
        print(type(error).__name__, error, flush=True)
"""


@contextmanager
def somebody_who_may_only_read(path: Path) -> Iterator[Callable[[], str]]:
    path.chmod(0o444)
    path.parent.chmod(0o555)
    command = [sys.executable, "-c", READER, f"sqlite:///{path}"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "False\n"
        path.parent.chmod(0o755)
        path.chmod(0o644)

        def asked() -> str:
            assert process.stdin
            assert process.stdout
            process.stdin.write("?\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield asked
        process.stdin.close()


def test_a_server_without_rights_to_write_answers_what_was_recorded_last() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        path = Path(name) / "a.db"
        Case(instrument("a", established()), database=str(path)).ledger.close()
        with somebody_who_may_only_read(path) as asked:
            assert asked() == "2 0"
            writer = Case(instrument("b", excluded("IL")), database=str(path))
            assert asked() == "4 1"
            writer.record(instrument("c", excluded("TR")))
            assert asked() == "6 2"
            writer.ledger.close()
            assert asked() == "6 2"
            again = Case(instrument("d", excluded("QA")), database=str(path))
            assert asked() == "8 3"
            again.ledger.close()
            os.utime(path)
            assert asked() == "8 3"


def test_where_it_cannot_follow_a_server_without_rights_says_so() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        path = Path(name) / "a.db"
        Case(instrument("a", established()), database=str(path)).ledger.close()
        with somebody_who_may_only_read(path) as asked:
            writer = Case(instrument("b", excluded("IL")), database=str(path))
            for part in ("-wal", "-shm"):
                path.with_name(path.name + part).chmod(0o000)
            said = asked()
            assert said.startswith("LedgerFileError") or os.geteuid() != 0, said
            for part in ("-wal", "-shm"):
                path.with_name(path.name + part).chmod(0o644)
            assert asked() == "4 1"
            writer.ledger.close()
