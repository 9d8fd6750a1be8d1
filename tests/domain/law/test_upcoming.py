"""What is still to come of a licence: of its own, in the groups it names, and of prohibitions."""

from __future__ import annotations

from typing import Any

from builders import Case, change, established, excluded, group, instrument, required


def case() -> Case:
    """A licence for members of a group in a group, and a prohibition, with what is to come."""
    return Case(
        instrument("eu", group("EU", "FR")),
        instrument("allies", group("ALLIES", "US", "@EU")),
        instrument("far", group("FAR", "AU")),
        instrument("a", established(permits=[{"destinations": ["@ALLIES"]}])),
        instrument("il", excluded("IL", from_="2016-01-01")),
        instrument("mk", change("member_admitted", group="EU", members=["MK"], from_="2015-05-01")),
        instrument(
            "nz", change("member_admitted", group="FAR", members=["NZ"], from_="2015-06-01")
        ),
        instrument("exit", change("member_removed", target="eu#1/FR", from_="2017-01-01")),
        instrument("list", required(from_="2018-01-01")),
        instrument("ban", required("ban", "prohibition", from_="2014", until="2019-01-01")),
    )


def coming(valid_on: str, **asked: Any) -> list[tuple[str, str | None, str | None]]:
    """The changes that are still to come, with their begin and their end."""
    found = case().licence(valid_on, **asked)["upcoming"]
    return [(one["change"], one["begins"], one["ends"]) for one in found]


def test_it_tells_of_groups_that_clauses_reach_and_of_prohibitions_the_soonest_first() -> None:
    assert coming("2013-01-01") == [
        ("ban#1", "2014", "2019-01-01"),
        ("mk#1", "2015-05-01", None),
        ("il#1", "2016-01-01", None),
        ("exit#1", "2017-01-01", None),
    ]


def test_what_was_reached_is_left_out_and_an_end_ahead_is_told() -> None:
    assert coming("2016-06-01") == [
        ("exit#1", "2017-01-01", None),
        ("ban#1", None, "2019-01-01"),
    ]


def test_answers_of_version_1_tell_of_the_licence_alone() -> None:
    assert coming("2013-01-01", answer_version=1) == [("il#1", "2016-01-01", None)]


def test_more_than_twenty_are_counted_over_all_of_them() -> None:
    own = case()
    for number in range(20):
        act = change("member_admitted", group="EU", members=["TR"], from_=f"20{20 + number}-01-01")
        own.record(instrument(f"tr-{number}", act))
    answer = own.licence("2013-01-01")
    assert (len(answer["upcoming"]), answer["upcoming_more"]) == (20, 4)
