"""What another process judged ahead is recorded as if this one had judged it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, TODAY, Case, established, excluded, instrument, without_triggers
from examples import examples
from licence_ledger.domain.faults import OtherContentError, RefusedError
from licence_ledger.projections import ledger, other_processes
from licence_ledger.projections.ledger import UNAPPROVED, UNASKED, Ledger, open_ledger
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.recording import judging_ahead
from licence_ledger.projections.recording.judging import Recording, Sound
from licence_ledger.projections.storage.errors import LedgerFileError
from licence_ledger.projections.storage.log import open_store
from plain_ledgers import Maker

Json = dict[str, Any]
TOGETHER = 7
"""So many are recorded in one transaction here."""


@pytest.fixture(name="taken", autouse=True)
def _taken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Another process judges, however few there are, and is waited for; for each part whether what
    it judged was taken."""
    monkeypatch.setattr(judging_ahead, "ALONE", 0)
    monkeypatch.setattr(judging_ahead, "cores", lambda: 2)
    monkeypatch.setattr(ledger, "BATCH", TOGETHER)
    monkeypatch.setattr(
        other_processes.Awaited, "done", lambda self: self._hears(self, True) or True
    )
    taken, part = list[bool](), judging_ahead.JudgedAhead.part

    def told(self: Any, number: int, size: int) -> Any:
        found = part(self, number, size)
        taken.append(found is not None)
        return found

    monkeypatch.setattr(judging_ahead.JudgedAhead, "part", told)
    return taken


@pytest.fixture(name="database", params=("sqlite", "postgresql"))
def _database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "a.db")
    found: str = request.getfixturevalue("postgresql").fresh()
    return found


def _made(chance: random.Random, count: int) -> list[Json]:
    """Random instruments, of which many are refused; some are handed in again, some changed."""
    maker, case, made = Maker(chance), Case(), list[Json]()
    made.append(maker.first())
    maker.recorded += case.recorded(made)
    for _ in range(count):
        made.append(one := maker.instrument())
        if not case.refused(one):
            maker.recorded.append(one)
        if chance.random() < 0.1:
            made.append(chance.choice(made))
        if chance.random() < 0.05:
            made.append({**chance.choice(made), "title": "Another"})
    return [*made, {**maker.recorded[0], "title": "Another"}]


def _alone(made: list[Json], by: str = "the test") -> tuple[list[Any], Case]:
    """What instruments come to one by one, and the ledger of them."""
    case, outcomes = Case(), list[Any]()
    for one in made:
        try:
            outcomes.append(case.ledger.record(one, by))
        except RefusedError as error:
            outcomes.append((type(error), error.faults))
    return outcomes, case


def _told(outcomes: list[Recording | RefusedError]) -> list[Any]:
    return [(type(one), one.faults) if isinstance(one, RefusedError) else one for one in outcomes]


def _opened(database: str) -> Ledger:
    return open_ledger(database, lambda: TODAY, lambda: NOW)


@pytest.mark.parametrize("seed", range(examples(4)))
def test_each_comes_to_what_it_does_alone(seed: int, database: str, taken: list[bool]) -> None:
    made = _made(random.Random(seed), 150)
    outcomes, alone = _alone(made)
    together = _opened(database)
    assert _told(together.record_all(made, "the test")) == outcomes
    assert all(taken)
    assert len(taken) == -(-len(made) // TOGETHER)
    refused = {one[0] for one in outcomes if isinstance(one, tuple)}
    assert refused == {RefusedError, OtherContentError}
    assert together.store.head() == alone.ledger.store.head()
    assert list(together.log.rows_after(0)) == list(alone.ledger.log.rows_after(0))
    more = instrument("more", established("NL7"))
    assert together.record(more, "the test") == alone.ledger.record(more, "the test")
    together.close()
    assert _opened(database).record(more, "the test").already


def test_what_others_record_meanwhile_is_judged_with(database: str, taken: list[bool]) -> None:
    """Beside the parts, at random, somebody else records the next of them."""
    chance = random.Random(8)
    made = _made(chance, 120)
    here, there = _opened(database), _opened(database)
    outcomes, expected, alone = list[Any](), list[Any](), Case().ledger
    for number, part in enumerate(here.recorded_in_parts(made, "the test")):
        outcomes += _told(part)
        for one in made[number * TOGETHER : (number + 1) * TOGETHER]:
            expected += _told(alone.record_all([one], "the test"))
        if chance.random() < 0.4:
            other = chance.choice(made)
            assert _told(there.record_all([other], "the test")) == _told(
                alone.record_all([other], "the test")
            )
    assert outcomes == expected
    assert here.store.head() == alone.store.head()
    assert taken.count(True) > 5


def test_an_overtaken_part_is_judged_again(tmp_path: Path) -> None:
    """Somebody records between the other's judgement and the part's being saved."""
    made = _made(random.Random(3), 80)
    here, there = _opened(str(tmp_path / "a.db")), _opened(str(tmp_path / "a.db"))
    append, count = here.log.append, [0]

    def appending(*given: Any) -> Any:
        count[0] += 1
        if count[0] % 3 == 0 and count[0] < 30:
            there.record(instrument(f"there-{count[0]}", established(f"NL{count[0]}")), "x")
        return append(*given)

    here.log.append = appending  # type: ignore[method-assign]
    outcomes = here.record_all(made, "the test")
    assert here.store.head() == there.store.head()
    _sound(here, made, outcomes)


def _sound(ledger: Ledger, made: list[Json], outcomes: list[Recording | RefusedError]) -> None:
    """What is said to be recorded is, and nothing else, as often as it is asked."""
    for one, outcome in zip(made, outcomes, strict=True):
        if isinstance(outcome, Recording):
            again = ledger.record(one, "the test")
            assert (again.already, again.log_size) == (True, outcome.log_size)
            assert again.root_hash == outcome.root_hash


def test_a_killed_process_is_done_without(tmp_path: Path, taken: list[bool]) -> None:
    made = _made(random.Random(5), 100)
    outcomes, alone = _alone(made)
    killed, say = [0], other_processes._say

    def saying(file: int, said: bytes) -> None:
        killed[0] += 1
        if killed[0] == 9:
            os.kill(started[0].pid, signal.SIGKILL)
        say(file, said)

    started, begin = list[Any](), other_processes._started
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(other_processes, "_started", lambda: started.append(begin()) or started[0])
        patched.setattr(other_processes, "_say", saying)
        here = _opened(str(tmp_path / "a.db"))
        assert _told(here.record_all(made, "the test")) == outcomes
    assert True in taken
    assert False in taken
    assert here.store.head() == alone.ledger.store.head()


def test_without_another_process_all_is_judged_here(
    tmp_path: Path, taken: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/program")
    made = _made(random.Random(6), 30)
    outcomes, _ = _alone(made)
    assert _told(_opened(str(tmp_path / "a.db")).record_all(made, "the test")) == outcomes
    assert set(taken) <= {False}


@pytest.mark.parametrize("few", ("ALONE", "cores"))
def test_few_are_judged_here_and_on_one_core_all(
    few: str, tmp_path: Path, taken: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging_ahead, few, {"ALONE": 50, "cores": lambda: 1}[few])
    made = [instrument(f"a{n}", established(f"NL{n}")) for n in range(50)]
    _opened(str(tmp_path / "a.db")).record_all(made, "the test")
    Case().ledger.record_all(made * 2, "the test")
    assert taken == []


def test_values_that_cannot_be_told_are_judged_here(tmp_path: Path, taken: list[bool]) -> None:
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]
    made = [instrument(f"a{n}", established(f"NL{n}")) for n in range(40)]
    odd = [{**made[0], "instrument": "deep", "changes": deep}, 7, None, {"instrument": lambda: 0}]
    made[20:20] = odd
    outcomes = _opened(str(tmp_path / "a.db")).record_all(made, "the test")
    assert [type(one) for one in outcomes[20:24]] == [RefusedError] * 4
    assert [one.log_size for one in outcomes if isinstance(one, Recording)] == list(range(2, 82, 2))
    assert True in taken
    assert False in taken


def test_how_it_is_recorded_is_said(tmp_path: Path) -> None:
    made = [instrument(f"a{n}", established(f"NL{n}")) for n in range(20)]
    here = _opened(str(tmp_path / "a.db"))
    moments = [datetime(2025, 1, 2, 3, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)]
    here.record_all(made[:10], "first", moments[0], UNASKED)
    here.record_all(made[10:], "second", moments[1], UNAPPROVED)
    with here.reading() as book:
        found = [book.head().recorded_instrument(f"a{n}") for n in range(20)]
    said = [(one.recorded_at, one.recorded_by, dict(one.consent)) for one in found if one]
    assert said[:10] == [("2025-01-02T03:00:00.000000Z", "first", {})] * 10
    assert said[10:] == [("2025-01-02T03:00:00.000000Z", "second", {"unapproved": True})] * 10


@pytest.mark.parametrize("unseen", (1, 30, 10_000))
def test_it_looks_seldom_how_far_the_log_is_saved(
    unseen: int, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging_ahead, "_UNSEEN", unseen)
    monkeypatch.setattr(judging_ahead, "ALONE", 1_000)
    here, made = _opened(database), _made(random.Random(9), 120)
    with closing(open_store(database)) as store:
        judging, size = judging_ahead._Judging(store), 0
        for first in range(0, len(made), TOGETHER):
            part = made[first : first + TOGETHER]
            judged = judging.part(part, here.store.head().size, first == 0, TODAY)
            outcomes, size = judging_ahead._unpacked(judged)
            recorded = here.record_all(part, "the test")
            assert size == here.store.head().size
            for judgement, outcome in zip(outcomes, recorded, strict=True):
                assert isinstance(judgement, RefusedError) == isinstance(outcome, RefusedError)
                if isinstance(judgement, Sound) and isinstance(outcome, Recording):
                    assert judgement.own.changes == outcome.changes
                    assert judgement.own.position + 1 == outcome.log_size


def test_a_damaged_record_is_told_and_nothing_follows(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    acts = [instrument(f"a{n}", established(f"NL{n}")) for n in range(3)]
    _opened(str(path)).record_all(acts, "the test")
    with without_triggers(path) as opened:
        opened.execute("DELETE FROM stored_events WHERE originator_id = 'licence/NL1'")
    opened.close()
    made = [instrument(f"b{n}", excluded("IL", licence=f"NL{n}")) for n in range(3)]
    with pytest.raises(LedgerFileError):
        _opened(str(path)).record_all(made, "the test")


def test_a_transaction_that_cannot_be_saved_leaves_nothing_behind(tmp_path: Path) -> None:
    made = [instrument(f"a{n}", established(f"NL{n}")) for n in range(40)]
    here = _opened(str(tmp_path / "a.db"))
    append, count = here.log.append, [0]

    def failing(*given: Any) -> Any:
        count[0] += 1
        if count[0] == 3:
            raise LedgerFileError("the disk is full")
        return append(*given)

    here.log.append = failing  # type: ignore[method-assign]
    parts, come = here.recorded_in_parts(made, "the test"), list[Any]()
    with pytest.raises(LedgerFileError, match="disk"):
        come.extend(parts)
    here.log.append = append  # type: ignore[method-assign]
    assert (len(come), here.store.head().size) == (2, 4 * TOGETHER)
    outcomes = here.record_all(made, "the test")
    assert [one.already for one in outcomes if isinstance(one, Recording)] == (
        [True] * 2 * TOGETHER + [False] * (40 - 2 * TOGETHER)
    )


def test_whoever_wants_no_more_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started, begin = list[subprocess.Popen[bytes]](), other_processes._started

    def kept() -> subprocess.Popen[bytes] | None:
        if found := begin():
            started.append(found)
        return found

    monkeypatch.setattr(other_processes, "_started", kept)
    made = [instrument(f"a{n}", established(f"NL{n}")) for n in range(60)]
    here = _opened(str(tmp_path / "a.db"))
    parts: Iterator[Any] = here.recorded_in_parts(made, "the test")
    next(parts)
    parts.close()  # type: ignore[attr-defined]
    assert [one.poll() for one in started] == [-signal.SIGKILL]
    assert here.store.head().size == 2 * TOGETHER


@pytest.mark.parametrize("others", (False, True))
def test_what_is_looked_up_goes_along(
    others: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is brought forward as parts are saved, also where others record between them, and
    is as one that is made anew."""
    for module in ("stored_source", "lookups"):
        monkeypatch.setattr(f"licence_ledger.projections.storage.{module}.TAIL_MOST", 30)
    path = str(tmp_path / "a.db")
    made = [instrument(f"a{n}", established(f"NL{n}")) for n in range(100)]
    here, there, held = _opened(path), _opened(path), list[int]()
    for number, _ in enumerate(here.recorded_in_parts(made, "the test")):
        held.append(here.store.index().held())
        if others and number % 4 == 1:
            there.record(instrument(f"b{number}", established(f"GB{number}")), "x")
    assert held == sorted(held)
    assert held[-1] > 150
    size = here.store.head().size
    here.close()
    assert there.store.index().held() == size
    there.close()
    again = Case(database=path)
    assert verify_log(again.ledger.log).size == size
    assert len(again.register.licences({}, limit=200)["licences"]) == 100 + others * 4
