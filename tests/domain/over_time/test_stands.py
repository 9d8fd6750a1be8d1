"""How long an answer stands: from when until when the same is said, for the same reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from builders import Case, change, established, excluded, group, instrument
from histories import PUBLISHED, histories, transactions
from hypothesis import given
from hypothesis import strategies as st

Json = dict[str, Any]
COMPARED = ("verdict", "reason", "decided_by")


def stands(case: Case, on: str, **said: Any) -> Json:
    transaction = {"date": on, "licence": "NL1", "activity": "export", **said}
    found: Json = case.register.evaluate(transaction, {}, with_stands=True)["stands"]
    return found


def test_an_answer_says_since_when_and_until_when_and_what_is_said_beside_it() -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01")),
        instrument("b", excluded("IL", from_="2026-12-03"), excluded("FR", from_="2016-01-01")),
    )
    assert stands(case, "2020-06-01", destination="IL") == {
        "from": "2012-01-01",
        "until": "2026-12-03",
        "before": {"verdict": "not_covered", "reason": "not_established", "decided_by": "a#1"},
        "after": {"verdict": "not_covered", "reason": "excluded", "decided_by": "b#1"},
    }
    assert stands(case, "2026-12-03", destination="IL")["from"] == "2026-12-03"
    assert stands(case, "2026-12-02", destination="IL")["until"] == "2026-12-03"
    assert stands(case, "2020-06-01", destination="US")["until"] is None
    assert stands(case, "2011-12-31", destination="US")["from"] is None


def test_it_ends_where_a_country_joins_a_group() -> None:
    case = Case(
        instrument("g", group("ALLIES", "US")),
        instrument(
            "m", change("member_admitted", group="ALLIES", members=["MK"], from_="2020-03-27")
        ),
        instrument("a", established(permits=[{"destinations": ["@ALLIES"]}])),
    )
    found = stands(case, "2019-01-01", destination="MK")
    assert (found["until"], found["after"]["verdict"]) == ("2020-03-27", "covered")
    assert stands(case, "2019-01-01", destination="BR")["until"] is None


def test_it_is_told_only_if_asked_and_never_of_version_1() -> None:
    case = Case(instrument("a", established()))
    transaction = {"date": "2020-06-01", "licence": "NL1", "activity": "export"}
    assert case.register.evaluate(transaction, {})["stands"] is None
    first = case.register.evaluate(transaction, {"answer_version": 1}, with_stands=True)
    assert "stands" not in first


@given(histories(most=8), transactions(), st.booleans(), st.sampled_from((None, *PUBLISHED)))
def test_it_is_what_asking_every_day_finds(
    acts: list[Json], transaction: Json, named: bool, known_on: str | None
) -> None:
    case = Case()
    case.recorded(acts)
    if not named:
        del transaction["licence"]

    def said(day: date) -> Json:
        asked = {**transaction, "date": day.isoformat()}
        answer = case.register.evaluate(asked, {"known_on": known_on})
        return {name: answer[name] for name in COMPARED}

    found = case.register.evaluate(transaction, {"known_on": known_on}, with_stands=True)["stands"]
    on = date.fromisoformat(transaction["date"])
    here = said(on)
    begins = date.fromisoformat(found["from"]) if found["from"] else date(2011, 1, 1)
    ends = date.fromisoformat(found["until"]) if found["until"] else date(2020, 6, 1)
    # Every history lies between 2011 and 2020; of a long run days are tried a week apart.
    days = {begins, on, ends - timedelta(days=1)}
    days |= {begins + timedelta(days=n) for n in range(0, (ends - begins).days, 7)}
    assert all(said(day) == here for day in days)
    if found["from"]:
        assert said(begins - timedelta(days=1)) == found["before"] != here
    if found["until"]:
        assert said(ends) == found["after"] != here
