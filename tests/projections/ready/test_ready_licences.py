"""A licence put together of ready bytes reads, to the byte, as the rules tell it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import orjson
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
    required,
)
from examples import examples
from histories import ASKED_DAYS, LICENCES, PUBLISHED, histories
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.databases import ledger_at
from licence_ledger.domain.faults import LedgerError
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.domain.vocabulary.viewpoint import Viewpoint
from licence_ledger.projections.ready import ready_licences
from licence_ledger.projections.ready.ready_licences import ReadyLicences
from licence_ledger.projections.register.register import Register

Json = dict[str, Any]
DAYS_KNOWN = (None, "2011-01-01", *PUBLISHED)


def viewpoint(valid_on: str, known_on: str | None, **more: str) -> dict[str, str]:
    return {"valid_on": valid_on, **({"known_on": known_on} if known_on else {}), **more}


def same(register: Register, name: str, asked: dict[str, str]) -> None:
    assert register.licence_written(name, asked) == orjson.dumps(register.licence(name, asked))


@settings(max_examples=examples(15), deadline=None)
@given(histories(), st.sampled_from(("1", "2")), st.data())
def test_it_reads_as_the_rules_tell_it_at_every_size_of_the_log(
    acts: list[Json], version: str, data: st.DataObject
) -> None:
    case = Case()
    cut = data.draw(st.integers(5, len(acts)))
    case.recorded(acts[:cut])
    before = case.size
    for size in (before, None):
        at = {"answer_version": version} | ({"log_size": str(size)} if size else {})
        for name, on, known_on in product(LICENCES, ASKED_DAYS, DAYS_KNOWN):
            same(case.register, name, viewpoint(on, known_on, **at))
        if size:
            case.recorded(acts[cut:])
    on, known_on = data.draw(st.sampled_from(ASKED_DAYS)), data.draw(st.sampled_from(DAYS_KNOWN))
    same(case.register, "NLX1", viewpoint(on, known_on, log_size=str(before)))


def test_of_the_built_in_record_too(built_in_database: str) -> None:
    ledger = ledger_at(built_in_database)
    register = Register(ledger)
    names = [one["licence"] for one in register.licences({}, limit=1_000)["licences"]]
    first = date(2008, 2, 3)
    for number, name in enumerate(names):
        for step in range(4):
            on = first + timedelta(days=(number * 677 + step * 1_733) % 6_700)
            known = first + timedelta(days=(number * 373 + step * 2_011) % 6_700)
            same(register, name, viewpoint(on.isoformat(), known.isoformat() if step % 2 else None))
    ledger.close()


def test_what_is_kept_of_a_licence_asked_about_often_reads_so_too(
    built_in_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready_licences, "OFTEN", 3)
    monkeypatch.setattr(ready_licences, "STRETCHES_KEPT", 6)
    ledger = ledger_at(built_in_database)
    register, first = Register(ledger), date(2008, 2, 3)
    for name, step in product(("NL007", "NL002", "NL009", "EU001"), range(40)):
        on = first + timedelta(days=(step // 2 * 677) % 6_700)  # each day twice
        known = first + timedelta(days=(step // 4 * 2_011) % 6_700)
        same(register, name, viewpoint(on.isoformat(), known.isoformat() if step % 3 else None))
    ledger.close()


def test_what_is_kept_of_a_licence_asked_about_often_takes_no_more_room_than_there_is() -> None:
    days = [f"20{year}-0{month}-01" for year in range(12, 20) for month in range(1, 9)]
    out = [
        instrument(f"out-{number}", excluded("IL", from_=one, until=f"{one[:-1]}9"))
        for number, one in enumerate(days)
    ]
    case = Case(instrument("base", established("NL1")), *out[:30])
    with case.ledger.reading() as book:
        history = book.head()
    kept = ReadyLicences(most=60)
    for one in (*days, *days):
        said = kept.answer("NL1", history, Viewpoint(day(one), None, case.size, "0"))
        assert said == case.register.licence_written("NL1", {"valid_on": one}).replace(
            case.register.licence("NL1", {})["viewpoint"]["root_hash"].encode(), b"0"
        )
        assert kept.held <= 60


def stop(kind: str, target: str, **more: Any) -> Json:
    return change(kind, target=target, **more)


OUT = instrument("out", excluded("IL", from_="2014-01-01"), published_on="2014-01-01")
CASES: dict[str, tuple[Json, ...]] = {
    "nothing beside": (),
    "excluded from an imprecise day": (instrument("out", excluded("IL", from_="2014")),),
    "excluded and ended": (instrument("out", excluded("IL", from_="2014-01-01", until="2014-06")),),
    "let in again": (
        OUT,
        instrument(
            "in",
            stop("exclusion_lifted", "out#1", from_="2015-02", notwithstanding="it is so"),
            published_on="2015-01-01",
        ),
    ),
    "out from an imprecise day, and that annulled": (
        instrument("out", excluded("IL", from_="2016"), published_on="2013-01-01"),
        judgment("not", stop("change_annulled", "out#1"), published_on="2014-06-01"),
    ),
    "let in again, and that annulled": (
        OUT,
        instrument(
            "in", stop("exclusion_lifted", "out#1", from_="2015-02", notwithstanding="it is so")
        ),
        judgment("not", stop("change_annulled", "in#1"), published_on="2016-01-01"),
    ),
    "withdrawn": (instrument("gone", stop("licence_withdrawn", "base#1", from_="2016-01-01")),),
    "annulled": (judgment("gone", stop("change_annulled", "base#1"), published_on="2016-01-01"),),
    "suspended for a time": (
        instrument("held", stop("licence_suspended", "base#1", from_="2014", until="2015-05-05")),
    ),
    "reduced for some goods": (
        instrument(
            "less",
            stop("scope_reduced", "base#1/permit-1", from_="2014", clause={"goods": ["ML10"]}),
        ),
    ),
    "checked": (
        instrument(
            "seen",
            change("record_checked", licence="NL1", checked_on="2016-01-01", source="https://a.b"),
        ),
    ),
    "known early": ({**OUT, "published_not_before": "2013-06-01"},),
    "corrected": (
        OUT,
        correction("right", "out#1", published_on="2015-01-01"),
    ),
}
EARLY = {"published_on": "2012-01-01"}
WATCHED = ("2011-12-31", "2013-12-31", "2014-01-01", "2014-12-31", "2015-02-10", "2016-01-01")


@pytest.mark.parametrize("acts", CASES.values(), ids=CASES)
def test_it_reads_so_of_each_way_in_which_a_change_stops(acts: tuple[Json, ...]) -> None:
    case = Case(instrument("eu", group("EU", "NL", "FR", from_="2014-12-31")))
    case.record(
        instrument("base", established(permits=[{"destinations": ["@EU", "IL"]}]), **EARLY),
        instrument("need", required()),
    )
    accepted = case.recorded(acts)
    assert [one["instrument"] for one in accepted] == [one["instrument"] for one in acts]
    for on, known_on in product(WATCHED, DAYS_KNOWN):
        same(case.register, "NL1", viewpoint(on, known_on))


def test_what_is_to_be_forbidden_is_told_of_the_law_that_a_licence_is_of() -> None:
    case = Case()
    for name, ban, act in (("NL1", "ban", "nl"), ("gb.ogel.one", "gb.ban", "gb")):
        case.record(
            instrument(f"base-{act}", established(name)),
            instrument(act, required(ban, "prohibition", from_="2015-01-01")),
        )
    for name, act in (("NL1", "nl#1"), ("gb.ogel.one", "gb#1"), ("NL1", "nl#1")):
        on = viewpoint("2013-01-01", None)
        same(case.register, name, on)
        said = orjson.loads(case.register.licence_written(name, on))
        assert [one["change"] for one in said["upcoming"]] == [act]


def test_a_question_that_cannot_be_answered_is_refused_alike() -> None:
    case = Case(instrument("base", established("NL1")))
    for name, asked in (
        ("NL2", {}),
        ("NL1", {"valid_on": "2014-02-30"}),
        ("NL1", {"log_size": "9000"}),
        ("", {}),
    ):
        with pytest.raises(LedgerError) as written:
            case.register.licence_written(name, asked)
        with pytest.raises(LedgerError) as told:
            case.register.licence(name, asked)
        assert (type(written.value), str(written.value)) == (type(told.value), str(told.value))


def test_no_more_licences_are_kept_than_there_is_room_for() -> None:
    names = [f"NL{number}" for number in range(6)]
    case = Case(*(instrument(f"base-{name.lower()}", established(name)) for name in names))
    with case.ledger.reading() as book:
        history = book.head()
    kept = ReadyLicences(most=6)
    for name in (*names, *reversed(names)):
        seen = Viewpoint(day("2014-01-01"), None, case.size, "0")
        said = kept.answer(name, history, seen)
        assert said is not None
        assert orjson.loads(said)["licence"] == name
        assert kept.held <= 6
