"""The pytest plugin: ledgers as fixtures, and files `*.ledger.yaml` as tests.

pytest loads this module in every project that has the package installed, so it imports
nothing but pytest; the ledger is imported where a test asks for one. Nothing of it is
active in a project that uses no fixture of it and has no such file.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from .library.given import Day
    from .testing.ledger import LedgerInTests, Recordable
    from .testing.ledger_files import Question, Refusal

SUFFIX = ".ledger.yaml"
_MADE = pytest.StashKey[list["LedgerInTests"]]()


class NewLedger(Protocol):
    """Makes ledgers: `new_ledger(built_in=True, record=["acts/draft.yaml"])`."""

    def __call__(
        self,
        built_in: bool = False,
        record: Recordable | Iterable[Recordable] = (),
        today: Day | None = None,
        packs: str | Path | Iterable[str | Path] = (),
    ) -> LedgerInTests: ...


# -- fixtures --------------------------------------------------------------------------


@pytest.fixture
def new_ledger(request: pytest.FixtureRequest) -> Iterator[NewLedger]:
    """Makes ledgers in memory: new_ledger(built_in=False, record=[…], today="2026-11-21").

    What is recorded is JSON, YAML text, or paths that start at the test's own folder; before it
    the `packs` of other countries' law, by name or folder.
    """
    from .testing.ledger import LedgerInTests

    made: list[LedgerInTests] = []

    def make(
        built_in: bool = False,
        record: Recordable | Iterable[Recordable] = (),
        today: Day | None = None,
        packs: str | Path | Iterable[str | Path] = (),
    ) -> LedgerInTests:
        __tracebackhide__ = True
        ledger = LedgerInTests(
            built_in=built_in,
            today=today,
            folder=request.path.parent,
            log_size=_marked(request.node).get("log_size"),
        )
        made.append(ledger)
        for pack in [packs] if isinstance(packs, str | Path) else packs:
            ledger.record_pack(pack)
        ledger.record(*_several(record))
        return ledger

    request.node.stash[_MADE] = made
    yield make
    for ledger in made:
        ledger.close()


@pytest.fixture
def ledger(new_ledger: NewLedger) -> LedgerInTests:
    """An empty ledger of licence changes, in memory: record law in it, and ask."""
    return new_ledger()


@pytest.fixture
def built_in_ledger(new_ledger: NewLedger) -> LedgerInTests:
    """A ledger of licence changes with the built-in record, in memory and the test's own."""
    return new_ledger(built_in=True)


def _several(record: Any) -> Iterable[Recordable]:
    alone = isinstance(record, str | Path | Mapping)
    return [record] if alone else record


# -- the mark ----------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line(
        "markers",
        "ledger(log_size=None, unchanged_since=None): questions are asked at this size of the log; "
        "the test fails when anything that they rest on changed after the first so many records",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test that is marked `unchanged_since`, when what its questions rest on moved."""
    outcome = yield
    since = _marked(item).get("unchanged_since")
    if since is not None:
        told = _moved(item, since)
        if told:
            pytest.fail(told, pytrace=False)
    return outcome


def _moved(item: pytest.Item, since: int) -> str:
    """What moved of what a test's questions rest on; nothing if nothing did."""
    ledgers = item.stash.get(_MADE, [])
    if not any(ledger.has_questions for ledger in ledgers):
        return "the test is marked `unchanged_since`, and asks no ledger anything that could change"
    moved = [str(one) for ledger in ledgers for one in ledger.moved_since(since)]
    if not moved:
        return ""
    return "\n\n".join([f"the law moved since log size {since}:", *moved])


def _marked(item: pytest.Item) -> dict[str, int]:
    """What `@pytest.mark.ledger(…)` says of a test; an error if it says anything else."""
    said: dict[str, int] = {}
    for mark in reversed(list(item.iter_markers("ledger"))):
        said |= mark.kwargs
        wrong = [name for name in mark.kwargs if name not in ("log_size", "unchanged_since")]
        sound = all(type(one) is int and one >= 0 for one in mark.kwargs.values())
        if mark.args or wrong or not sound:
            pytest.fail(
                "write @pytest.mark.ledger(log_size=…, unchanged_since=…), each the size of a log",
                pytrace=False,
            )
    return said


# -- why an assertion failed -----------------------------------------------------------


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Show a verdict's reason and deciding instruments where a comparison with it fails."""
    verdict = sys.modules.get(f"{__package__}.testing.verdict")  # no ledger was asked without it
    shown: list[str] | None = verdict.comparison(op, left, right) if verdict else None
    return shown


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, None]:
    """Show with a test that fails what its ledgers answered last, and why."""
    report = (yield).get_result()
    if call.when == "call" and report.failed:
        asked = [str(one) for ledger in item.stash.get(_MADE, ()) for one in ledger.asked]
        if asked:
            report.sections.append(("licence ledger: last answers", "\n\n".join(asked)))


# -- files -----------------------------------------------------------------------------


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """Collect `*.ledger.yaml`: a test for every question and every expected refusal."""
    if not file_path.name.endswith(SUFFIX):
        return None
    file: pytest.File = LedgerTests.from_parent(parent, path=file_path)
    return file


class LedgerTests(pytest.File):
    """A file of instruments and questions; its ledger is made once, for all its questions."""

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each question and refusal; a faulty file is an error, with its places."""
        from .testing.ledger_files import read_ledger_file
        from .texts import FileError

        try:
            self.content = read_ledger_file(self.path)
        except FileError as error:
            raise self.CollectError(str(error)) from None
        named: dict[str, int] = {}
        for one in self.content.questions:
            name = _own_name(one.name, named)
            yield LedgerQuestion.from_parent(self, name=name, question=one)
        for refusal in self.content.refusals:
            name = _own_name(refusal.name, named)
            yield LedgerRefusal.from_parent(self, name=name, refusal=refusal)

    def setup(self) -> None:
        """Record the instruments; one that is refused fails every test of the file."""
        from .testing.ledger import NotRecordedError

        replay = self.content.replay
        try:
            self.ledger, self.sizes = replay.recorded(len(replay.instruments))
        except NotRecordedError as error:
            pytest.fail(str(error), pytrace=False)

    def teardown(self) -> None:
        """Let the ledger go, if it was made."""
        if hasattr(self, "ledger"):
            self.ledger.close()


class LedgerQuestion(pytest.Item):
    """A question of a file."""

    parent: LedgerTests

    def __init__(self, *, question: Question, **given: Any) -> None:
        super().__init__(**given)
        self.question = question

    def runtest(self) -> None:
        """Ask; fail with every difference, and with why the answer is what it is."""
        if told := self.question.failure(self.parent.ledger, self.parent.sizes):
            pytest.fail(told, pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands in its file (lines from 0)."""
        return self.path, self.question.line - 1, self.name


class LedgerRefusal(pytest.Item):
    """An instrument of a file that must be refused, tried in a ledger of its own."""

    parent: LedgerTests

    def __init__(self, *, refusal: Refusal, **given: Any) -> None:
        super().__init__(**given)
        self.refusal = refusal

    def runtest(self) -> None:
        """Try to record it; fail unless it is refused for just these faults."""
        if told := self.refusal.failure(self.parent.content.replay):
            pytest.fail(told, pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands in its file (lines from 0)."""
        return self.path, self.refusal.line - 1, self.name


def _own_name(name: str, named: dict[str, int]) -> str:
    """A name for `file.ledger.yaml::name`: in one line, no `::`, numbered where it repeats."""
    plain = " ".join(name.split()).replace("::", ":")
    named[plain] = named.get(plain, 0) + 1
    return plain if named[plain] == 1 else f"{plain} ({named[plain]})"
