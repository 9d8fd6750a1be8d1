"""Statements and reports: who said what, seen from a viewpoint; nothing of it is a fact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders import Case, change, correction, established, excluded, group, instrument
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.register.claims import Claims, UnknownTopicError

Json = dict[str, Any]
DAY = {"valid_on": "2021-01-01"}


def said(about: str, says: str = "So.", **fields: Any) -> Json:
    return change("statement_recorded", about=about, says=says, by="Somebody", **fields)


def reported(licence: str = "NL1", count: int = 33, **fields: Any) -> Json:
    return change("use_reported", licence=licence, period="2020", transactions=count, **fields)


def case(**given: Any) -> Case:
    return Case(
        instrument("nl1", established()),
        instrument("nl2", established("NL2")),
        instrument("excl", excluded("IL"), published_on="2020-06-01"),
        instrument("eu", group("EU", "NL")),
        instrument("on-licence", said("NL1")),
        instrument("on-change", said("excl#1", disputes=True)),
        instrument("on-act", said("excl")),
        instrument("on-other", said("NL2")),
        instrument("on-topic", said("dogs")),
        instrument("on-group", said("EU")),
        instrument("on-member", said("eu#1/NL")),
        instrument("figures", reported(), reported(count=37, destination="IL", goods="ML1")),
        **given,
    )


def about(what: str | None, found: Case | None = None, **asked: str) -> list[str]:
    answer = Claims((found or case()).ledger).statements({**DAY, **asked}, what)
    return [one["change"] for one in answer["statements"]]


ABOUT = [
    ("NL1", ["on-change#1", "on-act#1", "on-licence#1"]),
    ("excl#1", ["on-change#1"]),
    ("excl", ["on-act#1"]),
    ("NL2", ["on-other#1"]),
    ("dogs", ["on-topic#1"]),
    ("EU", ["on-group#1", "on-member#1"]),
    ("eu#1", ["on-member#1"]),
    ("eu#1/NL", ["on-member#1"]),
    ("nl1#1", []),
]


@pytest.mark.parametrize(("what", "found"), ABOUT, ids=[what for what, _ in ABOUT])
def test_a_statement_is_found_by_what_it_is_about(what: str, found: list[str]) -> None:
    assert sorted(about(what)) == sorted(found)


def made(by: str, name: str, **fields: Any) -> Json:
    return instrument(name, change("statement_recorded", about="NL1", says="So.", by=by), **fields)


def of_whom(found: Case, **asked: str) -> list[str]:
    answer = Claims(found.ledger).statements(DAY, **asked)
    return [one["change"] for one in answer["statements"]]


def test_statements_are_found_by_the_words_of_their_speaker_and_by_their_letter() -> None:
    own = Case(
        instrument("nl1", established()),
        made("Minister van Buitenlandse Zaken", "a"),
        made("Members of the VVD group", "b"),
        made("De Minister", "c"),
    )
    assert of_whom(own, by="minister") == ["a#1", "c#1"]
    assert of_whom(own, by="Búitenlandse MINISTER") == ["a#1"]
    assert of_whom(own, instrument="b") == ["b#1"]
    assert of_whom(own, about="NL1", by="vvd") == ["b#1"]
    assert of_whom(own, instrument="b", by="minister") == of_whom(own, instrument="nl1") == []
    with pytest.raises(QuestionError) as error:
        of_whom(own, instrument="d")
    assert [one.code for one in error.value.faults] == ["unknown_instrument"]


def test_all_statements_of_a_speaker_come_a_page_at_a_time() -> None:
    own = Case(instrument("nl1", established()))
    own.record(*(made("A" if n % 3 else "B", f"s{n}") for n in range(12)))
    questions, after, found = Claims(own.ledger), "", list[str]()
    while True:
        page = questions.statements(DAY, None, 3, after, by="a")
        found += [one["change"] for one in page["statements"]]
        after = page["next"] or ""
        if not after:
            break
    assert found == [f"s{n}#1" for n in range(12) if n % 3]


def test_reports_are_found_by_who_issued_them_and_by_their_instrument() -> None:
    own = case()
    questions = Claims(own.ledger)
    assert len(questions.reports(DAY, by="minister")["reports"]) == 2
    assert questions.reports(DAY, by="court")["reports"] == []
    assert len(questions.reports(DAY, "NL1", instrument="figures")["reports"]) == 2
    assert questions.reports(DAY, instrument="nl1")["reports"] == []


def test_a_statement_is_told_with_its_speaker_its_days_and_its_source() -> None:
    own = case()
    own.record(
        instrument(
            "late",
            said("topic", "It ended.", from_="2020-02", note="As said.", disputes=True),
            kind="letter",
            cites=[{"source": "Kamerstuk II 22 054, nr. 458"}],
        )
    )
    answer = Claims(own.ledger).statements(DAY, "topic")
    assert answer["statements"] == [
        {
            "change": "late#1",
            "about": "topic",
            "says": "It ended.",
            "by": "Somebody",
            "disputes": True,
            "running": "yes",
            "from": "2020-02",
            "until": None,
            "instrument": "late",
            "title": "The act late",
            "issued_by": "Minister",
            "published_on": "2020-01-01",
            "cites": [
                {
                    "source": "Kamerstuk II 22 054, nr. 458",
                    "url": "https://zoek.officielebekendmakingen.nl/kst-22054-458.html",
                }
            ],
            "note": "As said.",
        }
    ]
    assert list(answer) == ["statements", "next", "viewpoint"]


def test_one_that_was_taken_back_or_not_yet_known_is_not_told() -> None:
    own = case()
    retracted = change("statement_retracted", target="on-topic#1", from_="2020-05-01")
    own.record(instrument("back", retracted, published_on="2020-07-01"))
    assert about("dogs", own) == []
    assert "on-topic#1" not in about(None, own)
    assert about(None, own, known_on="2019-12-31") == []
    assert about("dogs", own, valid_on="2020-04-01") == ["on-topic#1"]
    assert about("dogs", own, known_on="2020-06-30") == ["on-topic#1"]
    assert about("dogs", own, known_on="2019-12-31") == []


def test_one_that_may_run_says_so() -> None:
    own = case()
    own.record(instrument("m", said("perhaps", from_="2020")))
    answer = Claims(own.ledger).statements({"valid_on": "2020-06-01"}, "perhaps")
    assert [one["running"] for one in answer["statements"]] == ["undetermined"]


def test_one_that_was_misread_reads_as_restated_from_its_place_in_the_log_on() -> None:
    own = case()
    before = str(own.size)
    own.record(correction("c", "on-topic#1", said("cats")))
    assert about("cats", own) == ["on-topic#1"]
    assert about("dogs", own) == []
    assert about("dogs", own, log_size=before) == ["on-topic#1"]
    with pytest.raises(QuestionError):
        about("cats", own, log_size=before)


def test_all_statements_come_in_the_order_of_recording_a_page_at_a_time() -> None:
    own = case()
    questions = Claims(own.ledger)
    every = about(None, own)
    assert every[0] == "on-licence#1"
    assert len(every) == 7
    for what in (None, "NL1"):
        pages, after = [], ""
        for _ in range(9):
            page = questions.statements(DAY, what, 2, after)
            pages += [one["change"] for one in page["statements"]]
            after = page["next"] or ""
            if not after:
                break
        assert pages == about(what, own)


def test_reports_keep_figures_that_differ_side_by_side() -> None:
    questions = Claims(case().ledger)
    for what in ("NL1", None):
        answer = questions.reports(DAY, what)
        assert [one["transactions"] for one in answer["reports"]] == [33, 37]
        assert [one["destination"] for one in answer["reports"]] == [None, "IL"]
    assert questions.reports(DAY, "NL2")["reports"] == []


@pytest.mark.parametrize(
    ("what", "code", "near"),
    [("NL3", "unknown_target", "`NL1`"), ("dog", "unknown_target", "`dogs`")],
)
def test_statements_about_what_nobody_knows_are_an_error(what: str, code: str, near: str) -> None:
    with pytest.raises(QuestionError) as error:
        about(what)
    (fault,) = error.value.faults
    assert (fault.code, fault.pointer) == (code, "/about")
    assert near in fault.detail


def test_reports_about_an_unknown_licence_are_an_error() -> None:
    with pytest.raises(QuestionError) as error:
        Claims(case().ledger).reports(DAY, "NL3")
    assert error.value.faults[0].code == "unknown_licence"


@pytest.mark.parametrize("what", [None, "NL1"])
@pytest.mark.parametrize("after", ["nothing#1", "nl1#1", "figures#1"])
def test_a_page_cannot_begin_after_what_is_no_statement(what: str | None, after: str) -> None:
    with pytest.raises(QuestionError):
        Claims(case().ledger).statements(DAY, what, 2, after)


def test_what_was_said_is_found_the_same_in_the_index_and_before_it_is_there(
    tmp_path: Path,
) -> None:
    path = str(tmp_path / "ledger.db")
    fresh = case(database=path)
    asked = [*(what for what, _ in ABOUT), None]
    before = [about(what, fresh) for what in asked]
    fresh.ledger.close()
    opened = Case(database=path)
    assert [about(what, opened) for what in asked] == before
    opened.ledger.rebuild(lambda count: None)
    assert [about(what, opened) for what in asked] == before


TOPIC = "emergency brake (noodrem) for licences already granted"


@pytest.mark.parametrize(
    "asked", ["noodrem", "emergency brake", "NOODREM licences", "granted brake", "Nóodrem"]
)
def test_a_topic_is_found_by_its_words_without_its_exact_name(asked: str) -> None:
    said = change("statement_recorded", about=TOPIC, says="It exists.", by="A minister")
    other = change("statement_recorded", about="transit", says="No.", by="A minister")
    case = Case(instrument("a", established()), instrument("b", said, other))
    found = Claims(case.ledger).statements({"valid_on": "2024-02-20"}, asked)
    assert [one["about"] for one in found["statements"]] == [TOPIC]


def test_a_topic_that_has_not_all_the_words_is_told_with_the_nearest() -> None:
    said = change("statement_recorded", about=TOPIC, says="It exists.", by="A minister")
    case = Case(instrument("b", said))
    with pytest.raises(UnknownTopicError, match="nothing of the name"):
        Claims(case.ledger).statements({"valid_on": "2024-02-20"}, "noodrem transit")
    with pytest.raises(UnknownTopicError, match="nothing of the name"):
        Claims(case.ledger).statements({"valid_on": "2024-02-20", "log_size": "0"}, "noodrem")
