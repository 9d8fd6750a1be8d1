"""Questions about the United Kingdom's open general export licences, with what the sources answer.

Each is asked of the pack alone: a day, what is said, the verdict and the reason. The answers were
written down from the sources that the pack cites, before they were asked.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Json = dict[str, Any]
F35, REPAIR, EXHIBITION = "gb.ogel.f-35", "gb.ogel.after-repair", "gb.ogel.exhibition"


class Question(NamedTuple):
    """What is asked and answered; `expect` are further fields of the answer."""

    name: str
    date: str
    said: Json
    verdict: str
    reason: str
    expect: Json | None = None
    known_on: str | None = None


def _f35(destination: str, **said: str) -> Json:
    parts = {"activity": "export", "origin": "GB", "goods": "ML10", "programme": "F-35"}
    return {"licence": F35, **parts, "destination": destination, **said}


def _for(licence: str, purpose: str, destination: str, **said: str) -> Json:
    parts = {"activity": "export", "origin": "GB", "goods": "ML10", "purpose": purpose}
    return {"licence": licence, **parts, "destination": destination, **said}


def _any(**said: str) -> Json:
    return {"jurisdiction": "GB", "activity": "export", "origin": "GB", **said}


_EARLIER = "gb.ogel.exhibition-earlier-users"
_EARLIER_PERMIT = "gb.ogel.nte-2019-16#3/permit-1"
_REPAIRED = "gb.ogel.after-repair-earlier-users"
_TECHNOLOGY = "gb.ogel.technology-dual-use-earlier-users"

QUESTIONS = [
    Question(
        "parts for a partner nation, under the version of 2015",
        "2018-03-01",
        _f35("US"),
        "covered",
        "permitted",
        {"decided_by": "gb.ogel.f-35-2015#3"},
    ),
    Question(
        "the last day of that version",
        "2018-04-10",
        _f35("US"),
        "covered",
        "permitted",
        {"decided_by": "gb.ogel.f-35-2015#3"},
    ),
    Question(
        "the first day of the next one",
        "2018-04-11",
        _f35("US"),
        "covered",
        "permitted",
        {"decided_by": "gb.ogel.f-35-2018#1"},
    ),
    Question(
        "the day on which that is revoked, and another follows it",
        "2020-12-31",
        _f35("US"),
        "covered",
        "permitted",
        {"decided_by": "gb.ogel.end-of-transition-2020#2"},
    ),
    Question(
        "before any licence for the programme is known",
        "2015-10-18",
        _f35("US"),
        "not_covered",
        "not_established",
    ),
    Question(
        "from elsewhere", "2019-05-01", _f35("US", origin="NL"), "not_covered", "out_of_scope"
    ),
    Question(
        "to a country that is no low-risk destination",
        "2019-05-01",
        _f35("CN"),
        "not_covered",
        "out_of_scope",
    ),
    Question(
        "to a country that the schedule may name",
        "2019-05-01",
        _f35("JP"),
        "undetermined",
        "incomplete_history",
    ),
    Question(
        "directly to Israel, since when is not known",
        "2019-05-01",
        _f35("IL"),
        "undetermined",
        "imprecise_date",
    ),
    Question("to Israel, the day before", "2024-09-01", _f35("IL"), "covered", "permitted"),
    Question(
        "to Israel, from the day of the notice on",
        "2024-09-02",
        _f35("IL"),
        "not_covered",
        "excluded",
        {"decided_by": "gb.ogel.nte-2024-20#1"},
    ),
    Question(
        "to Israel, as known the day before the notice",
        "2024-09-02",
        _f35("IL"),
        "covered",
        "permitted",
        known_on="2024-09-01",
    ),
    Question("to Turkey, while it is a partner", "2024-10-20", _f35("TR"), "covered", "permitted"),
    Question(
        "to Turkey, in the week in which it is removed",
        "2024-10-23",
        _f35("TR"),
        "undetermined",
        "imprecise_date",
    ),
    Question("to Turkey, after it", "2024-10-25", _f35("TR"), "not_covered", "out_of_scope"),
    Question("to Singapore, a new customer", "2024-10-25", _f35("SG"), "covered", "permitted"),
    Question(
        "to Singapore, before it",
        "2024-10-20",
        _f35("SG"),
        "undetermined",
        "incomplete_history",
    ),
    Question(
        "for exhibition in Saudi Arabia, by an earlier user",
        "2020-03-01",
        _for(_EARLIER, "demonstration", "SA", registered_on="2019-12-04"),
        "covered",
        "permitted",
    ),
    Question(
        "by whoever registered on the day itself",
        "2020-03-01",
        _for(_EARLIER, "demonstration", "SA", registered_on="2019-12-05"),
        "not_covered",
        "out_of_scope",
        {"misses": [{"entry": _EARLIER_PERMIT, "dimensions": ["registered_before"]}]},
    ),
    Question(
        "by whoever does not say when he registered",
        "2020-03-01",
        _for(_EARLIER, "demonstration", "SA"),
        "undetermined",
        "missing_field",
        {"depends_on": ["registered_on"]},
    ),
    Question(
        "by an earlier user, once it is revoked",
        "2020-12-31",
        _for(_EARLIER, "demonstration", "SA", registered_on="2019-12-04"),
        "not_covered",
        "withdrawn",
    ),
    Question(
        "under the version for new users",
        "2020-03-01",
        _for(EXHIBITION, "demonstration", "SA", registered_on="2020-01-10"),
        "not_covered",
        "excluded",
    ),
    Question(
        "for exhibition in the United States, which a schedule that is not recorded decides",
        "2020-03-01",
        _for(EXHIBITION, "demonstration", "US", registered_on="2020-01-10"),
        "undetermined",
        "incomplete_history",
    ),
    Question(
        "back after repair, by an earlier user, on the last day",
        "2022-12-29",
        _for(_REPAIRED, "repair", "SA", registered_on="2019-06-19"),
        "covered",
        "permitted",
    ),
    Question(
        "on the first day after it",
        "2022-12-30",
        _for(_REPAIRED, "repair", "SA", registered_on="2019-06-19"),
        "not_covered",
        "withdrawn",
    ),
    Question(
        "as known before the revocation was announced",
        "2022-12-30",
        _for(_REPAIRED, "repair", "SA", registered_on="2019-06-19"),
        "covered",
        "permitted",
        known_on="2022-09-29",
    ),
    Question(
        "back after repair, by whoever never registered",
        "2022-06-01",
        _for(_REPAIRED, "repair", "SA", registered_on="none"),
        "not_covered",
        "out_of_scope",
    ),
    Question(
        "technology, by an earlier user: items and destinations are not recorded",
        "2020-06-01",
        {
            **_for(_TECHNOLOGY, "other", "US", registered_on="2019-01-01"),
            "goods": "5E002",
        },
        "undetermined",
        "incomplete_history",
    ),
    Question(
        "for repair to Mali, the day before",
        "2024-01-18",
        _for("gb.ogel.for-repair", "repair", "ML"),
        "undetermined",
        "incomplete_history",
    ),
    Question(
        "for repair to Mali, from that day on",
        "2024-01-19",
        _for("gb.ogel.for-repair", "repair", "ML"),
        "not_covered",
        "excluded",
    ),
    Question(
        "which licence covers parts for the United States?",
        "2024-11-01",
        _any(goods="ML10", destination="US", programme="F-35", purpose="other"),
        "covered",
        "permitted",
        {"required": "yes", "covered_by": [F35]},
    ),
    Question(
        "and for nothing of the programme, to Iran?",
        "2024-11-01",
        _any(goods="ML10", destination="IR", programme="none", purpose="other"),
        "licence_required",
        "not_covered_by_any",
        {"required": "yes"},
    ),
    Question(
        "dual-use items to France, once that needs a licence",
        "2021-01-01",
        _any(goods="5A002", destination="FR", programme="none", purpose="other"),
        "undetermined",
        "licence_undetermined",
        {"required": "yes"},
    ),
    Question(
        "dual-use items to France, before: of this nothing is recorded",
        "2020-12-31",
        _any(goods="5A002", destination="FR", programme="none", purpose="other"),
        "undetermined",
        "no_requirement_recorded",
        {"required": "undetermined"},
    ),
]
