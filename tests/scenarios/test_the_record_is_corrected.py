"""The record was wrong, and is corrected: the law did not change, what was read of it did.

A correction counts from its place in the log on, whatever was known when; at an earlier size of the
log the mistake is still there to be seen.
"""

from __future__ import annotations

from acts import annulled, israel, licensed
from builders import correction, excluded, instrument


def test_from_its_place_in_the_log_on_a_correction_makes_its_target_read_otherwise() -> None:
    case = licensed(instrument("b", excluded("IL")))
    size = case.size
    case.record(correction("c", "b#1", excluded("US")))
    assert israel(case, "2020-01-01") == "permitted"
    assert israel(case, "2020-01-01", destination="US") == "excluded"
    assert israel(case, "2020-01-01", log_size=size) == "excluded"


def test_a_correction_holds_whatever_was_known_when() -> None:
    case = licensed(instrument("b", excluded("IL")))
    case.record(correction("c", "b#1", excluded("US"), published_on="2026-01-01"))
    assert israel(case, "2020-01-01", known_on="2020-01-01") == "permitted"
    assert israel(case, "2020-01-01", known_on="2020-01-01", destination="US") == "excluded"


def test_without_restated_the_target_was_never_there() -> None:
    case = licensed(instrument("b", excluded("IL")), correction("c", "b#1"))
    assert case.present("2020-01-01") == {"a#1/permit-1": "yes"}
    assert israel(case, "2020-01-01") == "permitted"


def test_a_corrected_day_of_publication_decides_who_could_know() -> None:
    case = licensed(instrument("b", excluded("IL"), published_on="2020-05-01"))
    case.record(correction("c", "b", {"published_on": "2020-03-01"}))
    assert israel(case, "2020-03-01", known_on="2020-02-29") == "permitted"
    assert israel(case, "2020-03-01", known_on="2020-03-01") == "excluded"


def test_the_correction_of_an_annulment_lets_its_target_apply_again() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("c", annulled("b#1")),
        correction("d", "c#1"),
    )
    assert israel(case, "2020-01-01") == "excluded"
