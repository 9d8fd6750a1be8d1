"""Random histories: instruments of every kind of change, on few subjects and few days.

Most of what is generated is accepted; what the ledger refuses is left out by the tests.
"""

from __future__ import annotations

from typing import Any

from builders import change, correction, group, instrument, judgment
from hypothesis import strategies as st

Json = dict[str, Any]

LICENCES = ("NLX1", "NLX2")
COUNTRIES = ("NL", "FR", "IL", "US", "TR")
GROUPS = ("EU", "ALLIES")
GOODS = ("ML1", "ML10", "ML10.a", "5A002", "5A002.a", "5A002.a.1", "5D002", "ML22", "none")
ITEM_KINDS = ("complete", "component", "software", "technology")
TRANSHIPMENTS = ("with", "without")
OWNERS = ("own_forces", "state_visit", "other")
KNOWLEDGE = ("wmd", "told_not_to", "none")
REGISTERED = ("2013-05-05", "2014-01-01", "2016-03-02")
LISTS = ("annex-i", "own")
PROGRAMMES = ("F-35", "F35", "none")
DAYS = (
    "2012-01-01",
    "2014",
    "2014-06",
    "2015-03-01",
    "[2014-02-01..2015-08-31]",
    "[..2013-06-30]",
    "2016-07-04",
    "2018",
)
ASKED_DAYS = ("2011-12-31", "2012-01-01", "2014-06-15", "2015-03-01", "2016-07-04", "2019-01-01")
PUBLISHED = ("2012-01-01", "2014-06-01", "2015-03-02", "2019-05-05")

days = st.sampled_from(DAYS)


def some(values: tuple[str, ...], most: int = 3) -> st.SearchStrategy[list[str]]:
    """A few of these, none twice."""
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)


places = some((*COUNTRIES, "@EU", "@ALLIES"))
_dimensions = {
    "activities": some(("export", "transit")),
    "goods": some(GOODS),
    "origins": places,
    "destinations": places,
    "programmes": some(PROGRAMMES, 2),
    "end_uses": some(("civil", "military"), 1),
    "exporters": some(("E1", "E2"), 1),
    "item_kinds": some(ITEM_KINDS),
    "transhipments": some(TRANSHIPMENTS, 1),
    "owners": some(OWNERS, 2),
    "knowledge": some(KNOWLEDGE, 2),
    "registered_before": some(REGISTERED[1:], 1),
    "lists": some(LISTS, 2),
}
clauses = st.sampled_from(tuple(_dimensions)).flatmap(
    lambda name: st.fixed_dictionaries(
        {name: _dimensions[name]},
        optional={key: value for key, value in _dimensions.items() if key != name},
    )
)
a_list = st.sampled_from(LISTS)
items = st.lists(
    st.fixed_dictionaries(
        {"code": st.sampled_from(GOODS[3:7]), "title": st.just("It")},
        optional={"reserved": st.booleans()},
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda item: item["code"],
)
few_clauses = st.lists(clauses, min_size=1, max_size=3)


@st.composite
def transactions(draw: st.DrawFn, licence: bool = True) -> Json:
    """A transaction that may lack fields or name its goods coarsely."""
    given = draw(
        st.fixed_dictionaries(
            {"date": st.sampled_from(ASKED_DAYS)},
            optional={
                "activity": st.sampled_from(("export", "transit")),
                "goods": st.sampled_from(GOODS),
                "origin": st.sampled_from(COUNTRIES),
                "destination": st.sampled_from(COUNTRIES),
                "programme": st.sampled_from(PROGRAMMES),
                "end_use": st.sampled_from(("civil", "military")),
                "exporter": st.sampled_from(("E1", "E2", "E3")),
                "item_kind": st.sampled_from(ITEM_KINDS),
                "transhipment": st.sampled_from(TRANSHIPMENTS),
                "owner": st.sampled_from(OWNERS),
                "knowledge": st.sampled_from(KNOWLEDGE),
                "registered_on": st.sampled_from((*REGISTERED, "none")),
                "list": st.sampled_from(LISTS),
            },
        )
    )
    if licence:
        given["licence"] = draw(st.sampled_from(LICENCES))
    return given


@st.composite
def histories(draw: st.DrawFn, corrections: bool = True, most: int = 14) -> list[Json]:
    """Instruments in an order of recording; targets are ids of earlier ones."""
    acts = [
        instrument("eu", group("EU", "NL", "FR", from_="2000")),
        instrument("allies", group("ALLIES", "US", "@EU"), published_on="2014-06-01"),
        instrument("lists", *(_adopted(draw, name) for name in LISTS)),
        instrument("one", _established(draw, "NLX1")),
        instrument("two", _established(draw, "NLX2")),
        instrument("need", _requirement(draw, "list", "control_list")),
        instrument(
            "asked",
            change("application_received", application="A1", title="A1", from_=draw(days)),
        ),
    ]
    for number in range(draw(st.integers(1, most))):
        acts.append(_act(draw, f"act-{number}", acts, corrections))
    return acts


def _established(draw: st.DrawFn, licence: str) -> Json:
    optional: Json = {}
    if draw(st.booleans()):
        optional["excludes"] = draw(few_clauses)
    if draw(st.integers(0, 5)) == 0:
        optional["holder"] = "E1"
    if draw(st.booleans()):
        optional["conditions"] = [{"key": "register", "kind": "registration", "text": "Register."}]
    if draw(st.integers(0, 3)) == 0:
        optional["until"] = "2018-07-01"
    return change(
        "licence_established",
        licence=licence,
        kind="general",
        authority="NL",
        title=licence,
        from_=draw(days),
        permits=draw(few_clauses),
        **optional,
    )


def _requirement(draw: st.DrawFn, name: str, basis: str) -> Json:
    return change(
        "requirement_imposed",
        requirement=name,
        basis=basis,
        title=name,
        from_=draw(days),
        requires=draw(few_clauses),
        **({"exempts": draw(few_clauses)} if draw(st.booleans()) else {}),
    )


def _adopted(draw: st.DrawFn, name: str) -> Json:
    first = {"items": draw(items)} if draw(st.booleans()) else {}
    return change("control_list_adopted", list=name, title=name, from_=draw(days), **first)


def _act(draw: st.DrawFn, name: str, acts: list[Json], corrections: bool) -> Json:
    said = {"from_": draw(days)}
    if draw(st.integers(0, 4)) == 0:
        said["until"] = draw(days)
    licence = draw(st.sampled_from(LICENCES))
    target = draw(st.sampled_from(_targets(acts)))
    clause = {"clause": draw(clauses)} if draw(st.booleans()) else {}
    published = {"published_on": draw(st.sampled_from(PUBLISHED))}
    kinds = [
        lambda: change("destination_excluded", licence=licence, destinations=draw(places), **said),
        lambda: change("exporter_excluded", licence=licence, exporters=["E2"], **said),
        lambda: change("scope_extended", licence=licence, permits=draw(few_clauses), **said),
        lambda: change("licence_withdrawn", target=target, **said),
        lambda: change("licence_suspended", target=target, **said),
        lambda: change("licence_reinstated", target=target, **said),
        lambda: change("suspension_lifted", target=target, **said),
        lambda: change("exclusion_lifted", target=target, **said, **clause),
        lambda: change("scope_reduced", target=target, **said, **clause),
        lambda: change("effect_suspended", target=target, **said, **clause),
        lambda: change("change_annulled", target=target, ground="an error", **clause),
        lambda: change("period_extended", target=target, **said),
        lambda: change("history_incomplete", licence=licence, **said),
        lambda: change("member_admitted", group="EU", members=["TR"], **said),
        lambda: change("member_removed", target=target, **said),
        lambda: change("member_admitted", group="ALLIES", members=["IL"], **said),
        lambda: _requirement(draw, "sanctions", "prohibition"),
        lambda: change(
            "requirement_exempted", requirement="list", exempts=draw(few_clauses), **said
        ),
        lambda: change("requirement_lifted", target=target, **said),
        lambda: change("requirements_complete", **said),
        lambda: change("item_listed", list=draw(a_list), items=draw(items), **said),
        lambda: change("item_moved", target=target, items=draw(items), **said),
        lambda: change("item_removed", target=target, **said),
        lambda: change("list_complete", list=draw(a_list), **said),
        lambda: _step(draw, said),
    ]
    made = draw(st.sampled_from(kinds))()
    if corrections and draw(st.integers(0, 7)) == 0:
        return correction(name, target.partition("/")[0], **published)
    if draw(st.integers(0, 5)) == 0:
        return judgment(name, _order(draw, licence), made, **published)
    return instrument(name, made, **published)


def _step(draw: st.DrawFn, said: Json) -> Json:
    """A step of the application A1."""
    weeks = {"weeks": 8} if draw(st.booleans()) else {"decide_by": draw(days)}
    asked = {"target": "asked#1", **said}
    steps = (
        change("completion_requested", lacks="A statement.", respond_by=draw(days), **asked),
        change("decision_term_suspended", ground="agreed", **asked),
        change("decision_term_extended", **weeks, **asked),
        change("application_decided", decision="refused", **asked),
        change("application_withdrawn", **asked),
    )
    return draw(st.sampled_from(steps))


def _order(draw: st.DrawFn, licence: str) -> Json:
    return change(
        "court_amendment_ordered",
        licence=licence,
        from_=draw(days),
        order="cease",
        destinations=["IL"],
        comply_by="2016-08-01",
    )


def _targets(acts: list[Json]) -> list[str]:
    found = []
    for act in acts:
        for number, made in enumerate(act["changes"], 1):
            name = f"{act['instrument']}#{number}"
            found.append(name)
            for field, label in (("permits", "permit"), ("excludes", "exclude")):
                found += [f"{name}/{label}-{n}" for n, _ in enumerate(made.get(field, ()), 1)]
            found += [f"{name}/{member}" for member in made.get("members", ())]
            found += [f"{name}/{item['code']}" for item in made.get("items", ())]
    return found


@st.composite
def attended_histories(draw: st.DrawFn) -> list[Json]:
    """Histories with all that stands beside a licence: orders and what carries them out,
    conditions, reviews, proceedings and disputes."""
    acts = draw(histories(most=6))
    acts.append(judgment("order", _order(draw, "NLX1"), _order(draw, "NLX2")))
    for number in range(draw(st.integers(1, 9))):
        published = {"published_on": draw(st.sampled_from(PUBLISHED))}
        acts.append(instrument(f"beside-{number}", _beside(draw, acts), **published))
    return acts


def _beside(draw: st.DrawFn, acts: list[Json]) -> Json:
    said = {"from_": draw(days)}
    if draw(st.integers(0, 3)) == 0:
        said["until"] = draw(days)
    licence, target = draw(st.sampled_from(LICENCES)), draw(st.sampled_from(_targets(acts)))
    carries = {"ordered_by": draw(st.sampled_from(("order#1", "order#2")))}
    terms = [{"key": "report", "text": "A report."}]

    def one_of(kind: str, label: str = "") -> str:
        made = [f"{act['instrument']}#1" for act in acts if act["changes"][0]["type"] == kind]
        return draw(st.sampled_from(made)) + label if made else target

    kinds = [
        lambda: change(
            "destination_excluded", licence=licence, destinations=["IL"], **carries, **said
        ),
        lambda: change("member_removed", target="eu#1/FR", **carries, **said),
        lambda: change(
            "review_concluded", licence=licence, outcome="maintained", **carries, **said
        ),
        lambda: change(
            "review_concluded", licence=licence, target=target, outcome="changed", **said
        ),
        lambda: change("effect_suspended", target=target, **said),
        lambda: change("change_annulled", target=target, ground="an error"),
        lambda: change(
            "reinstatement_conditions_set",
            target=one_of("destination_excluded"),
            conditions=terms,
            **said,
        ),
        lambda: change(
            "reinstatement_condition_met",
            target=one_of("reinstatement_conditions_set", "/report"),
            evidence="It.",
            **said,
        ),
        lambda: change(
            "condition_attached", licence=licence, kind="other", text="So.", key="so", **said
        ),
        lambda: change("condition_removed", target=one_of("condition_attached", "/so"), **said),
        lambda: change("proceedings_opened", about=target, court="HR", **said),
        lambda: change("proceedings_closed", target=one_of("proceedings_opened"), **said),
        lambda: change(
            "statement_recorded",
            about=draw(st.sampled_from((target, target.partition("#")[0]))),
            says="No.",
            by="Somebody",
            disputes=True,
            **said,
        ),
        lambda: change("statement_retracted", target=one_of("statement_recorded"), **said),
        lambda: change("topic_named", topic=target, names=["noodrem"], **said),
    ]
    return draw(st.sampled_from(kinds))()
