"""The tables of `docs/record.md` that the record tells by itself: `make record-tables`.

Each stands between `<!-- NAME: made from the record -->` and `<!-- end of NAME -->`; what is around
them is written by hand and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from licence_ledger.api.files.built_in import built_in
from licence_ledger.domain.history.changes import Change
from licence_ledger.domain.history.history import History
from licence_ledger.domain.vocabulary.change_types import SUBJECTS
from licence_ledger.projections.dossier.country_names import COUNTRIES
from licence_ledger.projections.ledger import Ledger, open_ledger

PAGE = Path(__file__).parents[2] / "docs" / "record.md"
GROUPS = re.compile(r"(eu|nato|embargo)-")
"""The instruments that are about groups of countries: the page tells of all of them together."""
Row = Sequence[str]
Rows = Callable[[History], Iterator[Row]]


def recorded() -> Ledger:
    """The built-in record, all of it, in a ledger of its own."""
    last = datetime(9999, 12, 31, 12, tzinfo=UTC)
    ledger = open_ledger(":memory:", last.date, lambda: last)
    for found in built_in():
        ledger.record(found.content, "built-in")
    return ledger


def with_tables(page: str, ledger: Ledger) -> str:
    """The page with its tables as the record tells them; `ValueError` for one that it lacks."""
    with ledger.reading() as book:
        history = book.head()
        for name, (head, rows) in TABLES.items():
            begins, ends = f"<!-- {name}: made from the record -->", f"<!-- end of {name} -->"
            before, rest = page.split(begins)
            _, after = rest.split(ends)
            told = "\n".join(_table(head, rows(history)))
            page = f"{before}{begins}\n\n{told}\n\n{ends}{after}"
    return page


def _table(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + " --- |" * len(head)
    for row in rows:
        yield re.sub(r"\| +(?=\|)", "| ", f"| {' | '.join(row)} |")


# -- the tables ----------------------------------------------------------------------


def _instruments(history: History) -> Iterator[Row]:
    """Every instrument by the day of its publication, with the subjects that it bears on."""
    found = (history.instrument(one.content["instrument"]) for one in built_in())
    for one in sorted(filter(None, found), key=lambda one: (one.content["published_on"], one.id)):
        if not GROUPS.match(one.id):
            says, streams = one.content, _homes(one.changes, history)
            of = ", ".join(name for kind, name in streams if kind in SUBJECTS)
            yield f"`{one.id}`", says["published_on"], says["title"], says.get("title_nl", ""), of


def _homes(changes: Iterable[str], history: History) -> list[tuple[str, str]]:
    homes = dict.fromkeys(filter(None, map(history.home, changes)))
    return [(kind, name) for kind, _, name in (one.partition("/") for one in homes)]


def _licences(history: History) -> Iterator[Row]:
    """Every licence: what it is called, its first day and its last, and how it is told."""
    for name in history.subjects("licence"):
        stream = history.stream(f"licence/{name}")
        for one in stream.of_type("licence_established"):
            ends = [stop for stop in stream.stops_of(one.id) if stop.type.stops]
            until = one.content.get("until") or "; ".join(s.content.get("from", "") for s in ends)
            gap = "yes" if list(stream.of_type("history_incomplete")) else ""
            title = one.content.get("title_nl") or one.content["title"]
            yield name, title, f"`{one.id}`", one.content["from"], until, gap


def _embargoes(history: History) -> Iterator[Row]:
    """Each embargo: the country, the body, and from when until when it stands recorded."""
    for body in ("UN", "EU", "OSCE"):
        stream = history.stream(f"group/embargo-{body}")
        admitted = [one for one in stream.changes.values() if "members" in one.content]
        for one in sorted(admitted, key=lambda one: one.content["from"]):
            for entry in one.entries:
                ends = [stop.content["from"] for stop in stream.stops_of(entry.id)]
                country = COUNTRIES["en"].get(entry.label, entry.label)
                until = "; ".join([*ends, *filter(None, [one.content.get("until")])])
                yield country, body, one.content["from"], until


def _policies(history: History) -> Iterator[Row]:
    """Every value of every policy, with its days."""
    for name in history.subjects("policy"):
        stream = history.stream(f"policy/{name}")
        for one in stream.of_type("policy_adopted", "policy_amended"):
            until = _until(one, stream)
            for value in one.content["values"]:
                when = "; ".join(f"{k} {', '.join(v)}" for k, v in value.get("when", {}).items())
                yield f"`{name}`", value["value"], when, one.content["from"], until, f"`{one.id}`"


def _courts(history: History) -> Iterator[Row]:
    """What was pending before a court, and from when until when that shows."""
    opened = [
        one
        for found in built_in()
        if (recorded := history.recorded_instrument(found.content["instrument"]))
        for one in map(history.change, recorded.changes)
        if one and one.type.name == "proceedings_opened"
    ]
    for one in sorted(opened, key=lambda one: str(one.content.get("from", ""))):
        says = one.content
        until = _until(one, history.stream(one.stream))
        yield says["court"], f"`{says['about']}`", says.get("from", ""), until, f"`{one.id}`"


def _until(change: Change, stream: Any) -> str:
    ends = [stop.content["from"] for stop in stream.stops_of(change.id) if "from" in stop.content]
    return "; ".join([*ends, *filter(None, [change.content.get("until")])])


TABLES: dict[str, tuple[Row, Rows]] = {
    "instruments": (("instrument", "published", "what", "called", "of"), _instruments),
    "licences": (("licence", "called", "established by", "from", "until", "gap"), _licences),
    "embargoes": (("country", "body", "from", "until"), _embargoes),
    "policies": (("policy", "value", "only", "from", "until", "by"), _policies),
    "courts": (("before", "about", "pending from", "to", "recorded by"), _courts),
}


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text("utf-8"), recorded()), encoding="utf-8")
