"""What differs between two viewpoints, and by which changes."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest
from builders import (
    Case,
    change,
    correction,
    established,
    excluded,
    instrument,
    judgment,
    question_faults,
)
from examples import examples
from histories import ASKED_DAYS, LICENCES, PUBLISHED, attended_histories, histories
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.terminal.cli import app
from licence_ledger.projections.register.timelines import Timelines
from typer.testing import CliRunner, Result

Json = dict[str, Any]
SIDES = ("added", "removed", "altered")


def diff(case: Case, from_: str, to: str, name: str = "NL1") -> Json:
    """What differs about a licence."""
    return Timelines(case.ledger).diff(name, from_, to)


def found(answer: Json) -> list[tuple[str, str, str, list[str]]]:
    """Every part that differs: how, what, its id, and by what."""
    return [(side, part["what"], part["id"], part["by"]) for side in SIDES for part in answer[side]]


def days(from_: str, to: str) -> tuple[str, str]:
    """Two days, as viewpoints."""
    return f"valid_on={from_}", f"valid_on={to}"


def excluding() -> Case:
    """A licence, an exclusion from it, and a change that lifts that."""
    return Case(
        instrument("a", established(from_="2012-01-01")),
        instrument("b", excluded("IL", from_="2016-01-01")),
        instrument("c", change("exclusion_lifted", target="b#1", from_="2018-01-01")),
    )


# -- by which change -------------------------------------------------------------------

BY_DAY = [
    pytest.param("2015-12-31", "2016-01-01", [("added", ["b#1"])], id="it begins"),
    pytest.param("2017-12-31", "2018-01-01", [("removed", ["c#1"])], id="it is lifted"),
    pytest.param("2018-01-01", "2017-12-31", [("added", ["c#1"])], id="back in time"),
    pytest.param("2015-12-31", "2018-01-01", [], id="begun and lifted in between"),
    pytest.param("2016-01-01", "2017-12-31", [], id="nothing happens"),
]


@pytest.mark.parametrize(("from_", "to", "expected"), BY_DAY)
def test_an_exclusion_comes_by_itself_and_goes_by_what_lifts_it(
    from_: str, to: str, expected: list[tuple[str, list[str]]]
) -> None:
    answer = diff(excluding(), *days(from_, to))
    assert [(side, by) for side, _, _, by in found(answer)] == expected
    assert answer["before"] == answer["after"]
    assert answer["by"] == []


def test_a_part_is_shown_as_it_was_and_as_it_became() -> None:
    answer = diff(excluding(), *days("2015-12-31", "2016-01-01"))
    (part,) = answer["added"]
    assert part == {
        "what": "exclusion",
        "id": "b#1",
        "before": None,
        "after": {
            "entry": "b#1",
            "present": "yes",
            "clause": {"destinations": ["IL"]},
            "except": [],
        },
        "by": ["b#1"],
    }


def test_an_annulled_lift_brings_the_exclusion_back_by_the_annulment() -> None:
    case = excluding().record(
        judgment("d", change("change_annulled", target="c#1"), published_on="2021-01-01")
    )
    before, after = "valid_on=2018-06-01,known_on=2020-12-31", "valid_on=2018-06-01"
    assert found(diff(case, before, after)) == [("added", "exclusion", "b#1", ["d#1"])]


def test_a_withdrawal_takes_the_status_and_leaves_what_outlives_it() -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01")),
        instrument("b", excluded("IL", from_="2013-01-01")),
        instrument("c", change("licence_withdrawn", target="a#1", from_="2014-01-01")),
        instrument("d", change("licence_reinstated", target="c#1", from_="2015-01-01")),
    )
    answer = diff(case, *days("2013-12-31", "2014-01-01"))
    assert (answer["before"]["status"], answer["after"]["status"]) == ("in_force", "withdrawn")
    assert answer["by"] == ["c#1"]
    assert found(answer) == [("removed", "permit", "a#1/permit-1", ["c#1"])]
    answer = diff(case, *days("2014-12-31", "2015-01-01"))
    assert (answer["after"]["status"], answer["by"]) == ("in_force", ["d#1"])


def test_a_partial_stop_alters_what_it_bears_on() -> None:
    lift = change(
        "exclusion_lifted", target="b#1", from_="2018-01-01", clause={"exporters": ["E1"]}
    )
    case = Case(
        instrument("a", established()),
        instrument("b", excluded("IL", from_="2016-01-01")),
        instrument("c", lift),
    )
    answer = diff(case, *days("2017-12-31", "2018-01-01"))
    assert found(answer) == [("altered", "exclusion", "b#1", ["c#1"])]
    (part,) = answer["altered"]
    assert (part["before"]["except"], part["after"]["except"]) == (
        [],
        [{"change": "c#1", "clause": {"exporters": ["E1"]}}],
    )


def test_a_part_that_amends_an_establishment_goes_by_what_ends_that() -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01")),
        instrument("b", excluded("IL", from_="2013-01-01", amends="a#1")),
        instrument("c", change("licence_withdrawn", target="a#1", from_="2014-01-01")),
    )
    answer = diff(case, *days("2013-12-31", "2014-01-01"))
    assert ("removed", "exclusion", "b#1", ["c#1"]) in found(answer)


def test_the_state_of_an_order_alters_by_what_carries_it_out_or_by_its_last_day() -> None:
    order = change(
        "court_amendment_ordered",
        licence="NL1",
        from_="2015-01-01",
        order="cease",
        destinations=["IL"],
        comply_by="2015-06-30",
    )
    case = Case(
        instrument("a", established()),
        judgment("b", order),
        instrument("c", excluded("IL", from_="2016-01-01", ordered_by="b#1")),
    )
    answer = diff(case, *days("2015-06-30", "2015-07-01"))
    assert found(answer) == [("altered", "court_order", "b#1", ["b#1"])]
    answer = diff(case, *days("2015-12-31", "2016-01-01"))
    assert found(answer) == [
        ("added", "exclusion", "c#1", ["c#1"]),
        ("altered", "court_order", "b#1", ["c#1"]),
    ]
    altered = answer["altered"][0]
    assert (altered["before"]["state"], altered["after"]["state"]) == ("overdue", "implemented")


def test_what_a_correction_made_read_otherwise_is_altered_by_the_correction() -> None:
    case = Case(
        instrument("a", established()),
        instrument("b", excluded("IL", "TR", from_="2016-01-01")),
        correction("c", "b#1", excluded("IL", from_="2016-01-01")),
        correction("d", "b#1"),
    )
    on = "valid_on=2017-01-01,log_size="
    assert found(diff(case, f"{on}4", f"{on}6")) == [("altered", "exclusion", "b#1", ["c#1"])]
    assert found(diff(case, f"{on}6", f"{on}8")) == [("removed", "exclusion", "b#1", ["d#1"])]
    assert found(diff(case, f"{on}2", f"{on}6")) == [("added", "exclusion", "b#1", ["b#1"])]
    assert found(diff(case, f"{on}2", f"{on}8")) == []


def test_what_was_published_in_between_is_told_by_name() -> None:
    case = Case(
        instrument("a", established(), published_on="2011-01-01"),
        instrument("b", excluded("IL", from_="2016-01-01"), published_on="2017-01-01"),
    )
    answer = diff(
        case, "valid_on=2016-06-01,known_on=2016-12-31", "valid_on=2016-06-01,known_on=2017-01-01"
    )
    assert found(answer) == [("added", "exclusion", "b#1", ["b#1"])]
    assert [answer[side]["known_on"] for side in ("from", "to")] == ["2016-12-31", "2017-01-01"]


def test_a_licence_that_one_side_never_knew_reads_not_established_there() -> None:
    case = excluding()
    answer = diff(case, "valid_on=2017-01-01,log_size=0", "valid_on=2017-01-01")
    assert answer["before"]["status"] == "not_established"
    assert answer["by"] == ["a#1"]
    assert len(answer["added"]) == 2
    assert question_faults(diff, case, "log_size=0", "log_size=0") == ["unknown_licence"]


# -- what holds for all histories ------------------------------------------------------

viewpoints = st.builds(
    lambda day, known, place: (day, known, place),
    st.sampled_from(ASKED_DAYS),
    st.sampled_from((None, *PUBLISHED)),
    st.integers(0, 40),
)


def said(viewpoint: tuple[str, str | None, int], sizes: list[int]) -> str:
    day, known_on, place = viewpoint
    known = f",known_on={known_on}" if known_on else ""
    return f"valid_on={day}{known},log_size={sizes[place % len(sizes)]}"


@settings(max_examples=examples(60), deadline=None)
@given(histories() | attended_histories(), viewpoints, viewpoints)
def test_every_difference_has_a_cause_and_the_way_back_has_the_same(
    acts: list[Json], one: Any, other: Any
) -> None:
    case = Case()
    sizes = [0]
    for act in acts:
        case.refused(act)
        sizes.append(case.size)
    from_, to = said(one, sizes), said(other, sizes)
    for licence in LICENCES:
        if case.size and not question_faults(diff, case, from_, to, licence):
            there, back = diff(case, from_, to, licence), diff(case, to, from_, licence)
            for part in (part for side in SIDES for part in there[side]):
                assert part["by"], part
                assert part["before"] != part["after"]
            assert bool(there["by"]) == (there["before"] != there["after"])
            assert by_part(there, "added") == by_part(back, "removed")
            assert by_part(there, "altered") == by_part(back, "altered")
            assert there["by"] == back["by"]


def by_part(answer: Json, side: str) -> dict[tuple[str, str], list[str]]:
    return {(part["what"], part["id"]): sorted(part["by"]) for part in answer[side]}


@settings(max_examples=examples(50), deadline=None)
@given(histories() | attended_histories(), st.sampled_from(ASKED_DAYS), st.sampled_from(ASKED_DAYS))
def test_nothing_differs_exactly_where_the_licence_answers_the_same(
    acts: list[Json], one: str, other: str
) -> None:
    case = Case()
    case.recorded(acts)
    for licence in LICENCES:
        answer = diff(case, *days(one, other), licence)
        states = [case.licence(day, licence) for day in (one, other)]
        kept = ("status", "in_force", "title", "permits", "exclusions", "conditions", "disputes")
        same = all(states[0][key] == states[1][key] for key in kept)
        if not any(answer[side] for side in SIDES):
            assert same or answer["before"] != answer["after"]
        if same:
            differing = [part for side in SIDES for part in answer[side]]
            kinds = {one["what"] for one in differing if one["before"] != one["after"]}
            assert not kinds & {"permit", "exclusion", "condition", "dispute"}


# -- the register ----------------------------------------------------------------------


def test_the_registers_diff_holds_only_the_licences_that_differ(built_in_database: str) -> None:
    ledger = ledger_at(built_in_database)
    answer = Timelines(ledger).register_diff(*days("2025-04-07", "2025-04-08"))
    ledger.close()
    by_licence = {one["licence"]: one for one in answer["licences"]}
    assert list(by_licence) == ["NL002", "NL007", "NL010"]
    assert by_licence["NL002"]["after"]["status"] == "withdrawn"
    assert by_licence["NL002"]["by"] == ["stcrt-2025-11446#1"]
    for name in ("NL007", "NL010"):
        (part,) = by_licence[name]["added"]
        assert part["after"]["clause"] == {"destinations": ["IL"]}
        assert part["by"] == [part["id"]]
    assert answer["next"] is None


def test_the_register_pages_by_licence() -> None:
    names = [f"NL{n}" for n in range(1, 6)]
    case = Case(*(instrument(name.lower(), established(name)) for name in names))
    register, seen, after = Timelines(case.ledger), [], ""
    for _ in range(9):
        page = register.register_diff(*days("2011-12-31", "2012-01-01"), 2, after)
        seen += [one["licence"] for one in page["licences"]]
        after = page["next"] or ""
        if not after:
            break
    assert seen == names
    assert register.register_diff(*days("2012-01-01", "2012-01-02"))["licences"] == []


# -- viewpoints in one argument --------------------------------------------------------

FAULTY = [
    pytest.param("", "malformed", id="empty"),
    pytest.param("2024-02-20", "malformed", id="a day without a name"),
    pytest.param("valid_on=", "malformed", id="a name without a value"),
    pytest.param("valid_on=2024-02-20,", "malformed", id="a comma at the end"),
    pytest.param("valid_on=2024-02", "malformed", id="a month"),
    pytest.param("valid_on=2024-02-20,valid_on=2024-02-20", "malformed", id="a name twice"),
    pytest.param("known_on=today", "malformed", id="a word"),
    pytest.param("day=2024-02-20", "unknown_field", id="another name"),
    pytest.param("valid_on =2024-02-20", "unknown_field", id="a blank"),
    pytest.param("log_size=99", "beyond_log", id="beyond the log"),
    pytest.param("log_size=1", "inside_instrument", id="inside an instrument"),
    pytest.param("root_hash=00", "other_log", id="another log"),
    pytest.param("answer_version=9", "unknown_answer_version", id="another version"),
    pytest.param("log_size=2,recorded_until=2026-01-01T00:00:00Z", "malformed", id="two sizes"),
]


@pytest.mark.parametrize(("text", "code"), FAULTY)
def test_a_faulty_viewpoint_is_told_with_the_side_it_stands_on(text: str, code: str) -> None:
    register = Timelines(excluding().ledger)
    for sides in ((text, "valid_on=2024-02-20"), ("valid_on=2024-02-20", text), (text, text)):
        with pytest.raises(Exception) as error:
            register.diff("NL1", *sides)
        pointers = [p for p, side in zip(("/from", "/to"), sides, strict=True) if side == text]
        faults = [(fault.code, fault.pointer) for fault in error.value.faults]
        assert faults == [(code, pointer) for pointer in pointers]


def test_only_the_day_left_out_means_today_and_the_answer_says_which() -> None:
    answer = diff(excluding(), "known_on=2021-01-01", "valid_on=2017-01-01")
    assert answer["from"]["valid_on"] == "2026-11-21"
    assert answer["to"]["known_on"] is None


# -- in the terminal ---------------------------------------------------------------------


def run(line: str, database: str) -> Result:
    return CliRunner().invoke(app, shlex.split(line), env={"LEDGER_DATABASE": database})


def test_the_command_tells_what_differs_and_exits_1(built_in_database: str) -> None:
    sides = "--from valid_on=2025-04-07 --to valid_on=2025-04-08"
    done = run(f"diff {sides}", built_in_database)
    assert done.exit_code == 1
    text = " ".join(done.stdout.split())
    assert "~ status in force → withdrawn stcrt-2025-11446#1" in text
    assert "NL010 what which how by + exclusion stcrt-2025-11446#3 destinations IL" in text
    done = run(f"diff NL007 {sides} --json", built_in_database)
    assert done.exit_code == 1
    assert [part["id"] for part in json.loads(done.stdout)["added"]] == ["stcrt-2025-11446#2"]


def test_the_command_exits_0_where_nothing_differs_and_2_for_a_faulty_viewpoint(
    built_in_database: str,
) -> None:
    for what in ("", "NL007"):
        done = run(
            f"diff {what} --from valid_on=2025-04-06 --to valid_on=2025-04-07", built_in_database
        )
        assert (done.exit_code, "nothing differs" in done.stdout) == (0, True)
        done = run(f"diff {what} --from valid_on=2025-04 --to log_size=0", built_in_database)
        assert done.exit_code == 2
        assert "malformed" in done.stderr
