"""What was answered of a size of the log stays answered, and so do errors with what they offer:
whatever is recorded later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from applying import received
from asked_here import asking
from builders import Case, change, established, group, instrument, required

Json = dict[str, Any]
DAY = "2021-01-01"
NAMES = ("own", "OWN", "owm", "late", "Late", "late#1", "late#1/NL", "lat", "BWBR0000009")
"""What is asked for: recorded later, or written much like it."""
NAMING = {"about", "after", "by", "goods", "instrument", "jci", "licence", "list", "programme", "q"}
"""The parameters that may name something recorded, beside those of an address."""


def _policy(name: str) -> Json:
    values = [{"when": {"destinations": ["FR"]}, "value": "three years"}]
    return change("policy_adopted", policy=name, title=name, from_="2012", values=values)


def _list(name: str) -> list[Json]:
    item = {"code": "9A001", "title": "late"}
    return [
        change("control_list_adopted", list=name, title=name, from_="2010"),
        change("item_listed", list=name, items=[item], from_="2010"),
    ]


def _said(about: str, by: str) -> Json:
    return change("statement_recorded", about=about, says=f"The {about}.", by=by)


FIRST = (
    instrument("eu", group("EU", "NL", "FR")),
    instrument("nl1", established(), cites=[{"source": "jci1.3:c:BWBR0000001"}]),
    instrument("need", required()),
    instrument("term", _policy("term")),
    instrument("asks", received()),
    instrument("listed", *_list("annex")),
    instrument("said", _said("NL1", "Somebody")),
)
_NEW = ("own", "late")
LATER = (
    instrument("late", group("late", "NL"), group("own", "NL")),
    instrument("own", *map(established, _NEW), cites=[{"source": "jci1.3:c:BWBR0000009"}]),
    *(instrument(f"late-{n}", established(f"lat{n}"), group(f"ow{n}", "NL")) for n in range(9)),
    *(instrument(f"need-{name}", required(name)) for name in _NEW),
    *(instrument(f"term-{name}", _policy(name)) for name in _NEW),
    *(instrument(f"asks-{name}", received(application=name)) for name in _NEW),
    *(instrument(f"listed-{name}", *_list(name)) for name in _NEW),
    instrument("said-late", *(_said(name, name) for name in (*_NEW, "late#1", "late#1/NL"))),
)
"""The same under names that are asked for before, and others that stand between."""


def questions(document: Json, size: int) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each question that takes a size of the log: its address and parameters, with each name in
    each place where one may stand."""
    for address, doors in document["paths"].items():
        takes = {one["name"]: one["in"] for one in doors.get("get", {}).get("parameters", ())}
        if "log_size" not in takes:
            continue
        fixed = {"log_size": str(size)}
        fixed |= {name: DAY for name in ("valid_on", "date") if name in takes}
        named = [name for name in takes if takes[name] == "path"] or ["q"] * ("q" in takes)
        for place in dict.fromkeys((*named, *(NAMING & takes.keys()))):
            for name in NAMES:
                path = {one: name if one == place else "annex" for one in named}
                query = {} if takes[place] == "path" else {place: name}
                yield address.format(**path), {**fixed, **query}


def test_what_is_asked_of_an_earlier_size_is_answered_as_it_was() -> None:
    case = Case(*FIRST)
    with asking(case) as client:
        asked = list(questions(client.get("/openapi.json").json(), case.size))
        before = [client.get(address, params=query) for address, query in asked]
        case.record(*LATER)
        client.get("/v1/licences/own")
        for (address, query), answer in zip(asked, before, strict=True):
            again = client.get(address, params=query)
            assert (again.status_code, again.text) == (answer.status_code, answer.text), (
                f"{address} {query}"
            )
    found = {answer.status_code for answer in before}
    assert {200, 404, 422} <= found and len(asked) > 300, (found, len(asked))
