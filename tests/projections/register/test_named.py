"""What the names in an answer stand for; and a country over time of some licences alone."""

from __future__ import annotations

from builders import Case, change, established, excluded, instrument, judgment
from licence_ledger.projections.register.destinations import Destinations
from licence_ledger.projections.register.named import Named

CASE = Case(
    instrument("a", established("NL1")),
    instrument("b", excluded("IL", from_="2016", note="A note."), title="The exclusion"),
    instrument("c", established("NL2", from_="2014-01-01")),
    judgment("d", change("change_annulled", target="b#1"), published_on="2021-01-01"),
)


def test_a_change_is_told_with_its_days_its_note_and_what_annuls_it() -> None:
    found = Named(CASE.ledger).named({"entry": "b#1", "said": "no name"}, {})
    assert found["b"]["title"] == "The exclusion"
    told = {name: found["b#1"][name] for name in ("type", "from", "until", "note", "annulled_by")}
    assert told == {
        "type": "destination_excluded",
        "from": "2016",
        "until": None,
        "note": "A note.",
        "annulled_by": ["d#1"],
    }
    assert "d" in found and "c" not in found


def test_the_days_of_a_country_can_be_asked_of_some_licences_alone() -> None:
    destinations = Destinations(CASE.ledger)
    every = destinations.destination_timeline("US", {})
    some = destinations.destination_timeline("US", {}, licences=["NL2"])
    assert [one["on"] for one in every["days"]] == ["2012-01-01", "2014-01-01"]
    assert [one["on"] for one in some["days"]] == ["2014-01-01"]
