"""Many threads on one ledger: none sees an old state, and nothing is lost between them."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from builders import Case, change, correction, established, excluded, group, instrument, required
from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.evaluation import Evaluation
from licence_ledger.domain.law.evaluation_answer import evaluation
from licence_ledger.domain.law.licence_answer import licence_state
from licence_ledger.domain.law.running import Seen
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.projections.kernel.outcomes import EveryOutcome, Outcomes, Said
from licence_ledger.projections.proof.keys import passing_key
from licence_ledger.projections.proof.proofs import Proofs
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.storage.records import read_row
from other_threads import CONTROL_LIST, interrupted_anywhere

Json = dict[str, Any]
KEY = passing_key()


@pytest.fixture(autouse=True)
def _switching_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(*acts: Callable[[], None]) -> None:
    """Do these at the same time; what one raises is raised."""
    failed: list[BaseException] = []
    start = threading.Barrier(len(acts), timeout=30)

    def done(act: Callable[[], None]) -> None:
        start.wait()
        try:
            act()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=done, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def test_an_open_reading_keeps_nobody_from_the_newest_state(tmp_path: Path) -> None:
    """Rows that one thread is in the middle of reading are those of its own moment only."""
    path = str(tmp_path / "a.db")
    here, there = Case(instrument("a", established()), database=path), Case(database=path)
    with here.ledger.store.stored() as stored:
        pages = stored.rows()
        assert len(next(pages)) == 2
        for number in range(5):
            there.record(instrument(f"b{number}", excluded("IL", from_=f"201{number}-01-01")))
            assert here.size == there.size
            here.record(instrument(f"c{number}", excluded("TR", from_=f"201{number}-01-01")))
        assert next(pages, None) is None
    assert here.size == there.size == 22


def test_no_answer_is_stale_while_others_read_long_lists(tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    here, there = Case(instrument("a", established()), database=path), Case(database=path)
    notes = "x" * 20_000
    here.record(*(instrument(f"n{n}", established(f"NL1{n}", note=notes)) for n in range(40)))
    proofs, over, stale = Proofs(here.ledger, KEY), threading.Event(), []

    def read() -> None:
        while not over.is_set():
            assert len(proofs.records(0, 1_000)) >= 82

    def record() -> None:
        try:
            for number in range(60):
                there.record(
                    instrument(f"b{number}", excluded("IL", from_=f"2010-01-{number % 28 + 1:02}"))
                )
                if here.size != there.size:
                    stale.append(number)
        finally:
            over.set()

    together(read, read, record)
    assert stale == []


@pytest.mark.parametrize("database", [":memory:", "a.db"])
def test_what_is_recorded_while_others_read_is_in_every_later_answer(
    tmp_path: Path, database: str
) -> None:
    """A stream that is being read just when more is recorded in it is not kept without that."""
    place = database if database == ":memory:" else str(tmp_path / database)
    case = Case(*(instrument(f"a{n}", established(f"NL{n}")) for n in range(8)), database=place)
    countries = ("IL", "TR", "QA", "US", "CH", "NO")
    asked = {"activity": "export", "goods": "ML10"}

    def ask() -> None:
        for number in range(300):
            with case.ledger.reading() as source:
                history = source.head()
            if number % 3 == 0:
                source.let_go()
            question = Evaluation(history, day("2020-01-01"), None, asked)
            found = evaluation(question, f"NL{number % 8}")
            assert found["verdict"] in ("covered", "undetermined")

    def record() -> None:
        for country in countries:
            for n in range(8):
                case.record(
                    instrument(f"x{n}{country.lower()}", excluded(country, licence=f"NL{n}"))
                )
                with case.ledger.reading() as source:
                    assert len(source.recorded_in(f"licence/NL{n}", source.size)) > 1

    together(ask, ask, record)
    for n in range(8):
        for country in countries:
            found = case.verdict("2020-01-01", f"NL{n}", destination=country, **asked)
            assert found == ("not_covered", "excluded")


def test_trying_out_beside_a_recorder_leaves_the_map_as_it_is() -> None:
    """Whoever tries out in the moment before something is saved waits until it is."""
    case = Case(instrument("a", established()))
    append, trying = case.ledger.log.append, list[threading.Thread]()

    def try_out() -> None:
        with case.ledger.trying() as (tried, _):
            tried(instrument("tried", established("NLT")))

    def appending(*what: Any) -> Any:
        trying.append(threading.Thread(target=try_out))
        trying[-1].start()
        trying[-1].join(0.05)
        return append(*what)

    case.ledger.log.append = appending  # type: ignore[method-assign]
    acts = [instrument(f"r{n}", established(f"NLR{n}")) for n in range(5)]
    case.record(*acts)
    for thread in trying:
        thread.join()
    verify_log(case.ledger.log)
    alone = Case(instrument("a", established()), *acts)
    assert case.ledger.commitment.stored() == alone.ledger.commitment.stored()


def test_two_threads_that_judge_give_each_verdict_its_own_number() -> None:
    """What was decided is numbered as it is come to; two threads never share a number."""

    class Slowly(EveryOutcome):
        def _put(self, *said: int) -> None:
            gone.wait(0.001)
            super()._put(*said)

    gone = threading.Event()
    outcomes = Outcomes()
    outcomes.every = Slowly()
    found: list[dict[str, int]] = [{}, {}]

    def judge(which: int) -> Callable[[], None]:
        def act() -> None:
            for n in range(50):
                word = f"{which}-{n}" if n % 2 else f"both-{n}"
                found[which][word] = outcomes.number_of(
                    Said(word, "", word if n % 3 else None, (), ())
                )

        return act

    together(judge(0), judge(1))
    for numbers in found:
        assert {outcomes.every[number][0]: number for number in numbers.values()} == numbers


def test_eight_threads_ask_a_ledger_in_memory_and_all_are_told_the_same() -> None:
    case = Case(*(instrument(f"a{n}", established(f"NL{n}")) for n in range(6)))
    case.record(*(instrument(f"b{n}", excluded("IL", licence=f"NL{n}")) for n in range(6)))
    right = json.dumps([case.register.licence(f"NL{n}", {}) for n in range(6)])
    told: list[str] = []

    def ask() -> None:
        for _ in range(10):
            told.append(json.dumps([case.register.licence(f"NL{n}", {}) for n in range(6)]))
            with case.ledger.reading() as source:
                source.let_go()

    together(*[ask] * 8)
    assert set(told) == {right}


READ = (
    instrument("bloc", group("MORE", "BE"), group("EU", "FR", "@MORE")),
    instrument(
        "lists",
        *CONTROL_LIST,
        change("list_complete", list="annex-i", from_="2010"),
    ),
    instrument(
        "a",
        established(
            permits=[{"destinations": ["@EU", "IL"], "lists": ["annex-i"]}, {"goods": ["ML10"]}]
        ),
    ),
    instrument("b", excluded("IL"), excluded("TR")),
    instrument("need", required(requires=[{"lists": ["annex-i"]}, {"goods": ["ML10"]}])),
    instrument("ban", required("ban", "prohibition", requires=[{"destinations": ["NO"]}])),
    instrument(
        "said",
        change("statement_recorded", about="a", says="No.", by="Somebody", disputes=True),
    ),
    correction("c", "b#2", excluded("QA")),
)
ASKED = [
    {"activity": "export", "goods": goods, "destination": country}
    for goods in ("ML10", "5A002.a", "7A103.b")
    for country in ("IL", "BE", "NO", "QA")
]


def test_threads_that_read_the_same_for_the_first_time_are_told_what_one_alone_is() -> None:
    """Whatever another is in the middle of: each is interrupted anywhere, now and then."""
    case, on = Case(*READ), day("2020-01-01")
    with case.ledger.reading() as source:
        pass

    def answer(history: History, asked: Json) -> str:
        found = evaluation(Evaluation(history, on, None, asked), "NL1")
        return json.dumps([found, licence_state("NL1", Seen(history, on, None))])

    right = [answer(History(source, case.size), asked) for asked in ASKED]

    def asking(history: History, numbers: list[int]) -> Callable[[], None]:
        def ask() -> None:
            for number in numbers:
                assert answer(history, ASKED[number]) == right[number]

        return interrupted_anywhere(ask)

    random = Random(1)
    for _ in range(25):
        history = History(source, case.size)
        together(*(asking(history, random.sample(range(len(ASKED)), 2)) for _ in range(3)))


@pytest.mark.parametrize("database", [":memory:", "a.db"])
def test_who_reads_for_long_keeps_nobody_from_reading_or_recording(
    tmp_path: Path, database: str
) -> None:
    place = database if database == ":memory:" else str(tmp_path / database)
    case = Case(instrument("a", established()), database=place)
    reads, recorded, found = threading.Event(), threading.Event(), list[int]()

    def read_for_long() -> None:
        with case.ledger.reading() as source:
            history = source.head()
            reads.set()
            assert recorded.wait(20)
            found.append(history.size)
            found.append(len(history.stream("licence/NL1").changes))

    def record() -> None:
        assert reads.wait(20)
        case.record(instrument("b", excluded("IL")))
        case.ledger.record_all([instrument("c", excluded("TR"))], "the test")
        found.append(case.size)
        recorded.set()

    together(read_for_long, record)
    assert found == [6, 2, 1]  # what is read at a size stays as it is


def test_what_is_tried_out_or_comes_to_nothing_is_seen_by_nobody() -> None:
    case = Case(instrument("a", established()))
    with case.ledger.trying() as (tried, _):
        tried(instrument("b", excluded("IL")))
        assert case.size == 2
        assert case.verdict("2020-01-01", destination="IL")[1] != "excluded"
    assert case.size == 2


def test_a_source_never_stands_in_the_middle_of_an_instrument() -> None:
    case = Case(instrument("a", established()))
    with case.ledger.reading() as source:
        case.ledger.record_all([instrument("b", excluded("IL"), excluded("TR"))], "the test")
        sizes = []
        for row in case.ledger.store.rows_between(2, 5):
            source.take([read_row(row)])
            sizes.append(source.size)
    assert sizes == [2, 2, 5]
