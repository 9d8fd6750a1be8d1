"""A law change is a failing test: which change, of which instrument, and what it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from applying import asked_to_complete, received
from builders import change, correction, established, excluded, group, instrument, required
from licence_ledger.api.testing import LedgerInTests

pytest_plugins = ["pytester"]
ITEM = {"code": "5A002", "title": "Security"}
OTHER = {"code": "5A003", "title": "Other"}
LISTED = change("control_list_adopted", list="own", title="Own", from_="2012-01-01", items=[ITEM])
LAW = [
    instrument("eu", group("EU", "FR", "DE")),
    instrument(
        "act",
        established(permits=[{"activities": ["export"], "destinations": ["@EU"]}]),
        established("NL2"),
    ),
    instrument("other", group("NATO", "US")),
    instrument("own", LISTED),
    instrument("r", received("2019-12-02")),
]
LATER = "2020-01-01"
SALE = {"licence": "NL1", "activity": "export", "goods": "5A002", "destination": "FR"}


def moved(*later: dict, ask: Callable, **seen: str) -> list[str]:
    """What a question is told, after more was recorded than there was: each line of it."""
    ledger = LedgerInTests(today="2026-11-21")
    ledger.record(*LAW)
    size = ledger.log_size
    ledger.record(*later)
    ask(ledger.seen("2020-05-01", **seen))
    return [line.strip() for one in ledger.moved_since(size) for line in one.lines()]


def check(seen: object) -> None:
    seen.check(**SALE)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("later", "told", "effect"),
    [
        (
            instrument("no-france", excluded("FR")),
            "no-france#1  destination_excluded: it was recorded",
            "the verdict was covered (permitted, by act#1); "
            "it is not_covered (excluded, by no-france#1)",
        ),
        (
            instrument(
                "forbidden", required("embargo", "prohibition", requires=[{"destinations": ["FR"]}])
            ),
            "forbidden#1  requirement_imposed: it was recorded",
            "the verdict was covered (permitted, by act#1); "
            "it is not_covered (prohibited, by forbidden#1)",
        ),
        (
            instrument("brexit", change("member_removed", target="eu#1/FR", from_="2030-01-01")),
            "brexit#1  member_removed: it was recorded",
            "the verdict stays covered (permitted, by act#1)",
        ),
        (
            correction("mended", "eu#1", group("EU", "DE")),
            "eu#1  group_established: it reads otherwise",
            "the verdict was covered (permitted, by act#1); "
            "it is not_covered (out_of_scope, by act#1)",
        ),
    ],
    ids=["an exclusion", "a prohibition", "a member who leaves later", "a correction of a group"],
)
def test_a_check_is_told_what_moved_and_what_that_does(later: dict, told: str, effect: str) -> None:
    found = moved(later, ask=check)
    assert told in found
    assert effect in found
    assert (
        f"by {later['instrument']}, published 2020-01-01: “The act {later['instrument']}”" in found
    )


def test_a_change_that_is_corrected_away_is_told() -> None:
    found = moved(correction("never", "act#1"), ask=check)
    assert "act#1  licence_established: it was corrected away" in found
    assert "by never, published 2020-01-01: “The act never”" in found


@pytest.mark.parametrize(
    "ask",
    [check, lambda seen: seen.licence("NL1")],
    ids=["transaction", "licence"],
)
def test_an_instrument_that_is_corrected_is_told(ask: Callable) -> None:
    found = moved(correction("dated", "act", {"published_on": "2019-05-01"}), ask=ask)
    assert "act#1  licence_established: it reads otherwise" in found
    assert "by dated, published 2020-01-01: “The act dated”" in found


def test_a_policy_of_which_a_correction_moved_what_ranks_last_is_told() -> None:
    ledger = LedgerInTests(today="2026-11-21")
    adopted = change(
        "policy_adopted", policy="p", title="P", from_="2012-01-01", values=[{"value": "a"}]
    )
    amended = (
        change("policy_amended", policy="p", from_="2015-01-01", values=[{"value": value}])
        for value in "bc"
    )
    published = ("2012-01-01", "2014-01-01", "2014-06-01")
    for name, one, on in zip("xyz", (adopted, *amended), published, strict=True):
        ledger.record(instrument(name, one, published_on=on))
    size = ledger.log_size
    ledger.record(correction("dated", "z", {"published_on": "2013-01-01"}))
    assert ledger.seen("2020-05-01", log_size=size).policy("p")["value"] == "c"
    assert ledger.seen("2020-05-01").policy("p")["value"] == "b"
    (told,) = ledger.moved_since(size)
    assert [one.change for one in told.changes] == ["z#1"]
    assert told.effect == "the answer differs in value"


def test_a_check_against_a_licence_that_came_later_is_told() -> None:
    later = instrument("new", established("NL3"))
    found = moved(later, ask=lambda seen: seen.check(**{**SALE, "licence": "NL3"}))
    assert "new#1  licence_established: it was recorded" in found


def test_a_check_against_a_licence_rests_on_what_requires_one() -> None:
    found = moved(instrument("need", required()), ask=check)
    assert "need#1  requirement_imposed: it was recorded" in found
    assert "the verdict stays covered (permitted, by act#1)" in found
    other = instrument("need", required(requires=[{"goods": ["ML1"]}]))
    assert moved(other, ask=check) == []


def test_a_check_rests_on_whether_the_groups_that_clauses_name_are_recorded_at_all() -> None:
    """Who is in a group is open where nothing establishes it, though nobody came or went."""
    excluding = established(
        "NL4", permits=[{"activities": ["export"]}], excludes=[{"destinations": ["@NATO"]}]
    )
    asked = {**SALE, "licence": "NL4"}
    ledger = LedgerInTests(today="2026-11-21")
    ledger.record(*LAW, instrument("nl4", excluding))
    size = ledger.log_size
    ledger.record(correction("never", "other#1"))
    assert ledger.seen("2020-05-01", log_size=size).check(**asked).covered
    assert ledger.seen("2020-05-01").check(**asked).undetermined
    ledger.seen("2020-05-01").check(**SALE)
    (told,) = ledger.moved_since(size)
    assert told.question.about["licence"] == "NL4"
    assert [(one.change, one.by) for one in told.changes] == [("other#1", "never")]


def test_whether_a_licence_is_required_rests_on_the_groups_that_exemptions_name() -> None:
    exempted = instrument("need", required(exempts=[{"destinations": ["@NATO"]}]))
    ledger = LedgerInTests(today="2026-11-21")
    ledger.record(*LAW, exempted)
    size = ledger.log_size
    ledger.record(correction("never", "other#1"))
    assert ledger.seen("2020-05-01", log_size=size).check(**SALE).required == "yes"
    assert ledger.seen("2020-05-01").check(**SALE).required == "undetermined"
    (told,) = ledger.moved_since(size)
    assert [(one.change, one.by) for one in told.changes] == [("other#1", "never")]


def test_an_application_rests_on_the_conditions_of_the_licence_that_it_came_to() -> None:
    granted = change(
        "application_decided", target="r#1", decision="granted", licence="NL1", from_="2020-02-03"
    )
    decided = instrument("granted", granted)
    due = change(
        "condition_attached", licence="NL1", key="so", kind="other", text="So.", from_="2012-01-01"
    )

    def told(later: dict) -> list[str]:
        ledger = LedgerInTests(today="2026-11-21")
        ledger.record(*LAW, decided)
        size = ledger.log_size
        ledger.record(instrument("later", later))
        ledger.seen("2020-05-01").application("A1")
        return [one.change for found in ledger.moved_since(size) for one in found.changes]

    assert told(due) == ["later#1"]
    assert told({**due, "licence": "NL2"}) == []
    assert told(excluded("FR")) == []


@pytest.mark.parametrize(
    "later",
    [
        instrument("elsewhere", excluded("IL")),
        instrument(
            "nato", change("member_admitted", group="NATO", from_="2020-01-01", members=["MK"])
        ),
        instrument("of-another", excluded("FR", licence="NL2")),
    ],
    ids=["another destination", "a group it does not ask", "another licence"],
)
def test_what_a_question_does_not_rest_on_is_not_told(later: dict) -> None:
    assert moved(later, ask=check) == []


POLICY = change(
    "policy_adopted",
    policy="p",
    title="P",
    from_="2012-01-01",
    values=[
        {"when": {"destinations": ["@EU"], "exporters": ["@NATO"]}, "value": "a"},
        {"when": {"lists": ["own"]}, "value": "b"},
    ],
)


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (change("member_removed", target="eu#1/FR", from_="2019-01-01"), ["later#1"]),
        (change("item_listed", list="own", items=[OTHER], from_="2012-01-01"), ["later#1"]),
        (change("member_admitted", group="NATO", members=["MK"], from_="2019-01-01"), []),
    ],
    ids=["a group", "a control list", "a group that is named as an exporter is"],
)
def test_a_policy_rests_on_the_groups_and_lists_of_its_values(later: dict, told: list[str]) -> None:
    ledger = LedgerInTests(today="2026-11-21")
    ledger.record(*LAW, instrument("policy", POLICY))
    size = ledger.log_size
    ledger.record(instrument("later", later))
    ledger.seen("2020-05-01").policy("p", destination="FR")
    found = [change.change for one in ledger.moved_since(size) for change in one.changes]
    assert found == told


def test_what_was_published_after_what_is_known_is_not_told() -> None:
    later = instrument("no-france", excluded("FR"))
    assert moved(later, ask=check, known_on="2019-12-31") == []
    assert moved(later, ask=check, known_on="2020-01-01") != []


@pytest.mark.parametrize(
    ("ask", "later", "line"),
    [
        (
            lambda seen: seen.licence("NL1"),
            excluded("FR"),
            "the answer differs in exclusions",
        ),
        (
            lambda seen: seen.group("EU"),
            change("member_admitted", group="EU", from_="2020-01-01", members=["AT"]),
            "the answer differs in members",
        ),
        (
            lambda seen: seen.control_list("own"),
            change("item_listed", list="own", from_=LATER, items=[{**ITEM, "code": "5A003"}]),
            "the answer differs in count, items",
        ),
        (
            lambda seen: seen.application("A1"),
            asked_to_complete("2019-12-10", "2019-12-24"),
            "the answer differs in",
        ),
        (
            lambda seen: seen.requirements(),
            required(),
            "the answer differs in requirements",
        ),
    ],
    ids=["licence", "group", "list", "application", "requirements"],
)
def test_every_kind_of_question_is_told(ask: Callable, later: dict, line: str) -> None:
    found = moved(instrument("later", later), ask=ask)
    assert [one for one in found if one.startswith(line)], found
    assert any(one.startswith("later#1  ") for one in found)


def test_a_question_that_names_a_size_itself_stays_as_it_is() -> None:
    ledger = LedgerInTests(today="2026-11-21")
    ledger.record(*LAW)
    size = ledger.log_size
    ledger.record(instrument("no-france", excluded("FR")))
    ledger.seen("2020-05-01", log_size=size).check(**SALE)
    assert ledger.moved_since(size) == []
    assert not ledger.has_questions


# -- the mark ------------------------------------------------------------------------------

MODULE = """
import pytest
from law import LAW, LATER, SALE

@pytest.mark.ledger({mark})
def test_law(new_ledger):
    ledger = new_ledger(record=LAW, today="2026-11-21")
    ledger.record(LATER)
    {lines}
"""
ASKS = "assert ledger.seen('2020-05-01').check(**SALE) == {word!r}"


@pytest.fixture
def outcome(pytester: pytest.Pytester, plain: Callable) -> Callable[[str, str], pytest.RunResult]:
    """What a test with this mark, of these lines, comes to."""

    def run(mark: str, lines: str) -> pytest.RunResult:
        later = instrument("no-france", excluded("FR"))
        pytester.makepyfile(law=f"LAW = {LAW!r}\nLATER = {later!r}\nSALE = {SALE!r}\n")
        pytester.makepyfile(test_law=MODULE.format(mark=mark, lines=lines))
        found: pytest.RunResult = plain("--strict-markers", "test_law.py")
        return found

    return run


def size_before() -> int:
    ledger = LedgerInTests(today="2026-11-21")
    ledger.record(*LAW)
    return ledger.log_size


def test_a_marked_test_is_asked_from_where_its_mark_says(outcome: Callable) -> None:
    size = size_before()
    assert outcome(f"log_size={size}", ASKS.format(word="covered")).ret == 0
    assert outcome("", ASKS.format(word="not_covered")).ret == 0


def test_a_marked_test_fails_when_what_it_asks_moved(outcome: Callable) -> None:
    size = size_before()
    both = f"log_size={size}, unchanged_since={size}"
    found = outcome(both, ASKS.format(word="covered"))
    found.assert_outcomes(failed=1)
    told = found.stdout.str()
    assert f"the law moved since log size {size}:" in told
    assert "no-france#1  destination_excluded: it was recorded" in told
    assert "by no-france, published 2020-01-01: “The act no-france”" in told
    assert "it is not_covered (excluded, by no-france#1)" in told
    outcome(f"unchanged_since={size + 2}", ASKS.format(word="not_covered")).assert_outcomes(
        passed=1
    )


@pytest.mark.parametrize(
    ("mark", "lines", "sentence"),
    [
        ("unchanged_since=3", "pass", "asks no ledger anything"),
        ("unchanged_since='3'", "pass", "write @pytest.mark.ledger(log_size=…"),
        ("since=3", "pass", "write @pytest.mark.ledger(log_size=…"),
        ("unchanged_since=99", ASKS.format(word="not_covered"), "99"),
    ],
)
def test_a_mark_that_holds_nothing_against_anything_fails(
    mark: str, lines: str, sentence: str, outcome: Callable
) -> None:
    found = outcome(mark, lines)
    assert found.ret == 1
    assert sentence in found.stdout.str()


# -- lists, applications and packs ---------------------------------------------------------


def test_lists_and_applications_are_asked_as_on_a_day() -> None:
    ledger = LedgerInTests(today="2026-11-21")
    ledger.record(*LAW)
    seen = ledger.seen("2020-05-01")
    assert [one["list"] for one in seen.lists()["lists"]] == ["own"]
    assert [one["code"] for one in seen.control_list("own")["items"]] == ["5A002"]
    assert [one["application"] for one in seen.applications()["applications"]] == ["A1"]


def test_a_pack_is_recorded_beside_the_built_in_record(
    pytester: pytest.Pytester, plain: Callable
) -> None:
    pytester.makepyfile(
        "def test_both(new_ledger):\n"
        "    ledger = new_ledger(packs=['united-kingdom'], today='2026-11-21')\n"
        "    seen = ledger.seen('2024-03-01')\n"
        "    assert len(seen.licences()['licences']) > 1\n"
        "    assert not seen.check(goods='ML1', jurisdiction='GB', destination='FR').covered\n"
    )
    assert plain().ret == 0
