"""Recording: whole or not at all, one after the other, the same twice changes nothing."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import (
    NOW,
    TODAY,
    Case,
    established,
    excluded,
    instrument,
    question_faults,
    without_triggers,
)
from licence_ledger.domain.faults import OtherContentError, RefusedError
from licence_ledger.domain.recording.events import CHANGE_EVENTS, EVENTS, NewEvent
from licence_ledger.projections.ledger import Ledger, open_ledger
from licence_ledger.projections.recording.judging import Recording
from licence_ledger.projections.storage.errors import LedgerFileError
from licence_ledger.projections.storage.log import open_log
from licence_ledger.projections.storage.ports import EMPTY_HEAD, HeadMovedError, MapParts


def at(path: Path) -> Ledger:
    return open_ledger(str(path), lambda: TODAY, lambda: NOW)


def test_what_was_recorded_is_there_after_a_restart(tmp_path: Path) -> None:
    first = Case(instrument("a", established()), database=str(tmp_path / "a.db"))
    before = first.licence("2020-01-01")
    first.ledger.close()
    assert Case(database=str(tmp_path / "a.db")).licence("2020-01-01") == before


def test_what_another_process_records_is_in_the_next_answer(tmp_path: Path) -> None:
    here = Case(instrument("a", established()), database=str(tmp_path / "a.db"))
    there = Case(database=str(tmp_path / "a.db"))
    there.record(instrument("b", excluded("IL")))
    assert here.verdict("2020-01-01", activity="export", destination="IL")[1] == "excluded"


def test_the_same_instrument_again_changes_nothing() -> None:
    case = Case(instrument("a", established()))
    again = case.ledger.record(instrument("a", established()), "somebody else")
    assert again.already
    assert (again.log_size, case.size) == (2, 2)


def test_the_same_id_with_other_content_is_refused() -> None:
    case = Case(instrument("a", established()))
    with pytest.raises(OtherContentError) as refusal:
        case.ledger.record(instrument("a", established("NL2")), "the test")
    assert [(f.code, f.pointer) for f in refusal.value.faults] == [("other_content", "/instrument")]


def test_events_judged_against_an_older_head_are_not_saved(tmp_path: Path) -> None:
    case = Case(instrument("a", established()), database=str(tmp_path / "a.db"))
    events = [event for row in case.ledger.log.rows_after(0) for event in [row]]
    assert len(events) == 2
    log = open_log(str(tmp_path / "a.db"))
    change = {
        "type": "destination_excluded",
        "licence": "NL1",
        "from": "2016",
        "destinations": ["IL"],
    }
    said = {"stream": "licence/NL1", "id": "b#1", "change": change}
    event = NewEvent(CHANGE_EVENTS["destination_excluded"], "licence/NL1", 2, said)
    with pytest.raises(HeadMovedError):
        log.append([event], judged_at=EMPTY_HEAD, maps=MapParts())
    assert log.store.head().size == 2


def test_two_writers_cannot_both_win_the_loser_is_judged_again(tmp_path: Path) -> None:
    """Eight writers each establish the same licence and exclude a country of their own."""
    path = tmp_path / "a.db"
    at(path).close()
    outcomes: list[str] = []
    start = threading.Barrier(8, timeout=30)

    def write(number: int) -> None:
        ledger = at(path)
        start.wait()
        try:
            ledger.record(instrument(f"est-{number}", established()), "writer")
            outcomes.append("established")
        except RefusedError as refusal:
            outcomes.append(refusal.faults[0].code)
        for part in range(5):
            excluding = excluded("IL", from_=f"201{part}-0{number + 1}-01")
            ledger.record(instrument(f"ex-{number}-{part}", excluding), "writer")
        ledger.close()

    writers = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(outcomes) == ["already_established"] * 7 + ["established"]
    case = Case(database=str(path))
    assert case.size == 2 * (1 + 40)
    exclusions = case.licence("2020-01-01")["exclusions"]
    assert len({one["entry"] for one in exclusions}) == 40


def test_recording_times_never_decrease(tmp_path: Path) -> None:
    moments = iter([NOW, NOW - timedelta(days=1), NOW + timedelta(seconds=1)])
    ledger = open_ledger(str(tmp_path / "a.db"), lambda: TODAY, lambda: next(moments))
    case = Case()
    case.ledger, case.register.ledger = ledger, ledger
    for name in ("a", "b", "c"):
        case.record(instrument(name, established(f"NL{name}")))
    times = [one["recorded_at"] for one in case.register.instruments({})["instruments"]]
    assert times == sorted(times)
    assert times[0] == times[1] == "2026-11-21T12:00:00.000000Z"


def test_the_recorder_and_the_moment_stand_with_the_instrument() -> None:
    case = Case(instrument("a", established(), excluded("IL")))
    shown = case.register.instrument("a", {})
    assert shown["recorded_by"] == "the test"
    assert shown["recorded_at"] == "2026-11-21T12:00:00.000000Z"
    assert (shown["log_size_before"], shown["log_size"]) == (0, 3)
    assert shown["content"] == instrument("a", established(), excluded("IL"))


def test_every_stored_event_reads_back_as_the_event_that_was_saved() -> None:
    case = Case(instrument("a", established(), excluded("IL")))
    for stream in ("licence/NL1", "instrument/a"):
        for event in case.ledger.log.application.events.get(stream):
            assert type(event) in EVENTS.values()
            again = type(event).read(event.originator_id, event.originator_version, event.record)
            assert again == event


def test_an_event_cannot_be_changed() -> None:
    case = Case(instrument("a", established()))
    (event,) = case.ledger.log.application.events.get("licence/NL1")
    with pytest.raises(ValueError, match="frozen"):
        event.id = "b#1"


# -- viewpoints ----------------------------------------------------------------------

FAULTY_VIEWPOINTS = [
    pytest.param({"log_size": "3"}, ["inside_instrument"], id="inside an instrument"),
    pytest.param({"log_size": "9"}, ["beyond_log"], id="beyond the log"),
    pytest.param({"log_size": "-2"}, ["malformed"], id="a negative size"),
    pytest.param({"log_size": "two"}, ["malformed"], id="a size in words"),
    pytest.param({"log_size": "²"}, ["malformed"], id="a digit that is none"),
    pytest.param({"known_on": "2024-02"}, ["malformed"], id="known in a month"),
    pytest.param({"valid_on": ""}, ["malformed"], id="an empty day"),
    pytest.param({"valid_on": "20240220"}, ["malformed"], id="a day without dashes"),
    pytest.param({"root_hash": "00"}, ["other_log"], id="the root of another log"),
    pytest.param({"answer_version": "3"}, ["unknown_answer_version"], id="a later version"),
    pytest.param({"recorded_until": "2026-11-21"}, ["malformed"], id="a moment without zone"),
    pytest.param(
        {"recorded_until": "2026-11-21T12:00:00Z", "log_size": "2"},
        ["malformed"],
        id="both a size and a moment",
    ),
]


@pytest.mark.parametrize(("asked", "codes"), FAULTY_VIEWPOINTS)
def test_a_faulty_viewpoint_is_an_error_never_an_answer(
    asked: dict[str, str], codes: list[str]
) -> None:
    case = Case(instrument("a", established()), instrument("b", excluded("IL")))
    assert question_faults(case.register.licence, "NL1", asked) == codes


def test_recorded_until_finds_the_size_of_the_log_at_that_moment(tmp_path: Path) -> None:
    moments = iter([NOW, NOW + timedelta(hours=1)])
    ledger = open_ledger(str(tmp_path / "a.db"), lambda: TODAY, lambda: next(moments))
    ledger.record(instrument("a", established()), "the test")
    ledger.record(instrument("b", excluded("IL")), "the test")
    case = Case()
    case.register.ledger = ledger
    sizes = {
        moment: case.register.licences({"recorded_until": moment})["viewpoint"]["log_size"]
        for moment in (
            "2026-11-21T11:59:59Z",
            "2026-11-21T12:00:00Z",
            "2026-11-21T13:59:59+01:00",
            "2026-11-21T14:00:00+01:00",
        )
    }
    assert list(sizes.values()) == [0, 2, 2, 4]


def test_only_valid_on_left_out_means_today_and_the_answer_says_which_day() -> None:
    answer = Case(instrument("a", established())).register.licence("NL1", {})
    assert answer["viewpoint"]["valid_on"] == TODAY.isoformat()


# -- files that are no ledger ----------------------------------------------------------


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE notes (text TEXT)")
    before = path.read_bytes()
    with pytest.raises(LedgerFileError, match="another program"):
        at(path)
    assert path.read_bytes() == before


def test_a_ledger_of_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    at(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version=99")
    with pytest.raises(LedgerFileError, match="format 99"):
        at(path)


def test_a_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("not a database, but long enough to look at\n" * 40)
    with pytest.raises(LedgerFileError, match="no ledger"):
        at(path)


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(LedgerFileError, match="no folder"):
        at(tmp_path / "nowhere" / "a.db")


def test_a_record_of_an_unknown_kind_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Case(instrument("a", established()), database=str(path)).ledger.close()
    with without_triggers(path) as newer:
        newer.execute("UPDATE stored_events SET topic = 'licence_painted.1' WHERE rowid = 1")
    case = Case(database=str(path))
    with pytest.raises(LedgerFileError, match=r"licence_painted\.1"):
        case.licence("2020-01-01")


def test_the_clock_comes_in_from_outside() -> None:
    assert datetime(2026, 11, 21, 12, 0, tzinfo=UTC) == NOW
    case = Case()
    assert case.refused(instrument("a", established(), published_on="2026-11-22")) == [
        ("published_in_future", "/published_on")
    ]
    assert case.refused(instrument("a", established(), published_on="2026-11-21")) == []


def test_eight_can_open_a_new_ledger_at_once(tmp_path: Path) -> None:
    for number in range(5):
        start, failures = threading.Barrier(8, timeout=30), []
        path = tmp_path / f"{number}.db"

        def open_it(path: Path = path, start: threading.Barrier = start) -> None:
            start.wait()
            try:
                at(path).close()
            except LedgerFileError as error:
                failures.append(str(error))  # noqa: B023  # each round waits for its threads

        threads = [threading.Thread(target=open_it) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []


# -- many at once ------------------------------------------------------------------------


def test_many_recorded_together_come_to_what_they_do_one_by_one(tmp_path: Path) -> None:
    acts = [instrument(f"a{n}", established(f"NL{n}")) for n in range(130)]
    acts += [instrument(f"b{n}", excluded("IL", licence=f"NL{n}")) for n in range(130)]
    acts.insert(70, instrument("x", excluded("XX"), excluded("IL", licence="NL999")))
    acts.insert(71, acts[3])
    acts.insert(72, instrument("a4", established("NL4", until="2030-01-01")))
    together, single = Case(database=str(tmp_path / "together.db")), Case()
    outcomes = together.ledger.record_all(acts, "the test")
    for act, outcome in zip(acts, outcomes, strict=True):
        try:
            alone = single.ledger.record(act, "the test")
        except RefusedError as refusal:
            assert isinstance(outcome, RefusedError)
            assert outcome.faults == refusal.faults
        else:
            assert outcome == alone
    again = Case(database=str(tmp_path / "together.db"))
    assert again.licence("2020-01-01", "NL7") == single.licence("2020-01-01", "NL7")


@pytest.mark.parametrize("name", ["\ud800", "a\x00b"])
def test_what_is_no_name_hides_nothing_of_its_batch(name: str, tmp_path: Path) -> None:
    path, act = str(tmp_path / "a.db"), instrument("a", established())
    with closing(Case(act, database=path).ledger):
        pass
    odd = {**instrument("b", established(name)), "instrument": name}
    again = Case(database=path).ledger
    refused, recorded = again.record_all([odd, act], "the test")
    assert isinstance(refused, RefusedError)
    assert isinstance(recorded, Recording)
    assert recorded.already


def test_a_batch_overtaken_by_another_writer_is_judged_again(tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    here, there = Case(database=path), Case(database=path)
    overtaken = iter([True])
    append = here.ledger.log.append

    def appending(*given: Any) -> Any:
        if next(overtaken, False):
            there.record(instrument("first", established()))
        return append(*given)

    here.ledger.log.append = appending  # type: ignore[method-assign]
    acts = [instrument("second", established()), instrument("other", established("NL2"))]
    refused, recorded = here.ledger.record_all(acts, "the test")
    assert isinstance(refused, RefusedError)
    assert [fault.code for fault in refused.faults] == ["already_established"]
    assert not isinstance(recorded, RefusedError)
    assert (recorded.log_size, here.size, there.size) == (4, 4, 4)


def test_a_batch_that_cannot_be_saved_leaves_nothing_behind(tmp_path: Path) -> None:
    case = Case(instrument("a", established()), database=str(tmp_path / "a.db"))

    def failing(*given: Any) -> Any:
        raise LedgerFileError("the disk is full")

    append = case.ledger.log.append
    case.ledger.log.append = failing  # type: ignore[method-assign]
    with pytest.raises(LedgerFileError):
        case.ledger.record_all([instrument("b", excluded("IL"))], "the test")
    case.ledger.log.append = append  # type: ignore[method-assign]
    assert case.verdict("2020-01-01", activity="export", destination="IL")[0] == "covered"
    case.record(instrument("b", excluded("IL")))
    assert case.verdict("2020-01-01", activity="export", destination="IL")[1] == "excluded"
