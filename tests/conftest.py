"""What several tests share: a ledger file with the built-in record."""

from __future__ import annotations

import contextlib
import gc
import inspect
import os
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import examples
import in_memory_folders
import on_postgresql
import pytest
from hypothesis import settings
from postgresql_server import Server

_ended = contextlib.ExitStack()
if on_postgresql.is_chosen():  # before anything is imported that opens a ledger
    _server = _ended.enter_context(Server(os.environ.get("POSTGRESQL", "18")))
    os.environ[on_postgresql.SERVER] = _server.uri
    _folder = _ended.enter_context(tempfile.TemporaryDirectory())
    on_postgresql.told_to_programs(Path(_folder))
    on_postgresql.install()

from licence_ledger.api.databases import ledger_at  # noqa: E402
from licence_ledger.api.files.built_in import record_lacking  # noqa: E402

in_memory_folders.use()
os.environ.pop("COLUMNS", None)
"""Where tests run in several processes, those are told a width that no terminal has."""
EVER_NEW = settings(deadline=None, max_examples=examples.ASKED)
settings.register_profile("ever-new", EVER_NEW)
settings.register_profile("ledger", EVER_NEW, derandomize=True)
settings.load_profile("ledger")
"""How long an example takes is no test: machines are busy. `EXAMPLES` says how many there are
where a test does not: twenty, in `make test-long` three hundred. `make test` shows each property
the same examples every time, so that the same tree has the same result; `make test-long` ever new
ones (`--hypothesis-profile=ever-new`)."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """While tests are collected nothing is looked through for garbage: all of it stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What was loaded for all tests is looked through for garbage no more, and what tests leave
    behind more seldom: looking was a fifth of the time that tests took."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 50, 20)


def pytest_unconfigure() -> None:
    """The server that all tests ran on is gone with them."""
    _ended.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where ledgers are kept in PostgreSQL, what is about files is left out."""
    if on_postgresql.is_chosen():
        items[:] = [one for one in items if not on_postgresql.is_about_files(*_said_of(one))]


def _said_of(item: pytest.Item) -> tuple[str, str]:
    """The name of a test, and its text."""
    return item.nodeid, inspect.getsource(item.function) if isinstance(
        item, pytest.Function
    ) else ""


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own; started when it is first asked for."""
    with Server(os.environ.get("POSTGRESQL", "18")) as server:
        yield server


@pytest.fixture(scope="session")
def built_in_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a ledger with the built-in record; only to be read."""
    path: Path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    ledger = ledger_at(f"sqlite:///{path}")
    record_lacking(ledger)
    ledger.close()
    return f"sqlite:///{path}"


@pytest.fixture
def plain(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., pytest.RunResult]:
    """Run pytest in `pytester`'s folder with our plugin and no other."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    quiet = ("-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
    ours = ("-p", "licence_ledger.api.pytest_plugin", *quiet)
    return lambda *arguments: pytester.runpytest(*ours, *arguments)
