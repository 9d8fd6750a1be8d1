"""Every ledger of the tests kept in PostgreSQL: with TEST_DATABASE=postgresql, as `make
test-postgresql` sets it.

A test names a file, or memory, as ever; what is opened is a schema of the tests' server, one for
each file's name. Programs that tests start do so too.
"""

from __future__ import annotations

import hashlib
import itertools
import os
from contextlib import closing
from pathlib import Path

SERVER = "TEST_POSTGRESQL_SERVER"
"""The environment variable with the server's address."""
_FIRST = f"""
import sys
sys.path.append({str(Path(__file__).parent)!r})
import on_postgresql
on_postgresql.install()
"""
"""What a program does first that a test starts."""
ABOUT_FILES = (
    "tests/projections/storage/test_standing.py",  # a file that is removed or replaced
    "tests/projections/storage/test_stores.py",  # chooses its stores by itself
    "tests/projections/proof/test_verification.py",  # tampers with a file; of a schema: test_stores
    "tests/projections/proof/test_tamperings.py",
    "tests/projections/proof/test_mending.py",
    "tests/api/terminal/test_signers.py",  # moves the files of ledgers and of their keys
    "tests/api/http/test_under_load.py",  # on a copy of a file
    "tests/api/serving/test_several_servers.py::test_processes_that_cannot_be_started",
    "tests/projections/test_ledger.py::test_a_file_that_is_no_database",
    "tests/projections/test_ledger.py::test_a_folder_that_is_not_there",
    "tests/projections/test_ledger.py::test_a_ledger_of_a_newer_format",
    "tests/projections/approval/test_proposals.py::test_a_ledger_where_nobody_proposes",
    "tests/projections/approval/test_proposals.py::test_what_people_did_stays_as_it_is",
    "tests/projections/approval/test_proposals.py::test_a_guard_that_is_gone",
    "tests/projections/storage/test_events_beside.py",  # chooses its stores by itself
    "tests/projections/watching/test_carried_watches.py",  # between files; of a schema: test_stores
)
"""What is about SQLite's files, by the beginning of its name: modules and tests."""
SPEAKS_OF_FILES = (
    *("sqlite3", "without_triggers", "shutil", "chmod", "-wal", "user_version"),
    *("refitted", "index_rows", "entry_removed"),  # of a schema: test_stores
)
"""A test that says one of these looks into a file, or does something to it."""
_numbers = itertools.count(1)


def is_chosen() -> bool:
    """Whether tests keep their ledgers in PostgreSQL."""
    return os.environ.get("TEST_DATABASE") == "postgresql"


def told_to_programs(folder: Path) -> None:
    """Let programs that tests start keep their ledgers there too, by a file in a folder of their
    path that Python runs first."""
    (folder / "sitecustomize.py").write_text(_FIRST)
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH", ""))))
    os.environ["PYTHONPATH"] = path


def is_about_files(test: str, source: str) -> bool:
    """Whether a test is about SQLite's files, by its name or by what it says, and means nothing
    where there are none."""
    return test.startswith(ABOUT_FILES) or any(said in source for said in SPEAKS_OF_FILES)


def schema_of(database: str) -> str:
    """The schema in which a file's ledger is kept; of memory a new one each time."""
    if database == ":memory:":
        return f"memory_{os.getpid()}_{next(_numbers)}"
    path = os.path.realpath(database)
    return f"file_{hashlib.sha256(path.encode()).hexdigest()[:24]}"


def address_of(database: str) -> str:
    """The address at which a test's ledger is kept."""
    return f"{os.environ[SERVER]}&schema={schema_of(database)}"


def install() -> None:
    """Open ledgers there from now on. Before anything else is imported that opens any."""
    from licence_ledger.projections.storage import log
    from licence_ledger.projections.storage.carrying import carry
    from licence_ledger.projections.storage.postgresql import store
    from licence_ledger.projections.storage.postgresql.address import is_postgresql

    open_store, is_there = log.open_store, log.is_there

    def opened(database: str, read_only: bool = False) -> log.Store:
        if is_postgresql(database):
            return open_store(database, read_only)
        found = open_store(address_of(database), read_only)
        if database == log.IN_MEMORY:
            found.address = None  # type: ignore[misc]
        return found

    def there(database: str) -> bool:
        if is_postgresql(database):
            return is_there(database)
        return database == log.IN_MEMORY or is_there(address_of(database))

    def copied(self: store.PostgreSQLStore, file: Path) -> None:
        """A copy is a file's ledger too, and so in a schema."""
        with closing(opened(str(file))) as target, self.stored() as every:
            carry(every, target)
        file.touch()

    log.open_store, log.is_there = opened, there
    store.PostgreSQLStore.copy_to = copied  # type: ignore[method-assign]
