"""The sections of an answer: what it rests on, what stands beside it, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from ...wording import clause_text
from .layout import AnswerTable, Shown, titled
from .texts import Json, Piece, coloured, in_lines, joined, text, words

Named = Mapping[str, Json]
"""What the names in an answer stand for."""


def entries(title: str, found: Sequence[Json]) -> Iterator[Shown]:
    """Permits or exclusions: each with its clause, and for what it is stopped."""
    if found:
        table = AnswerTable("entry", "present", "what")
        for one in found:
            what = [clause_text(one["clause"])]
            for stop in one["except"]:
                what.append(f"except {clause_text(stop['clause'])} ({stop['change']})")
            table.add(one["entry"], coloured(one["present"]), in_lines(what))
        yield from titled(title, table)


def conditions(found: Sequence[Json]) -> Iterator[Shown]:
    """What the user of a licence must do, and whether it is met."""
    if found:
        table = AnswerTable("condition", "kind", "what", "met")
        for one in found:
            what = one["text"]
            if one["clause"]:
                what += f" ({clause_text(one['clause'])})"
            table.add(one["entry"], words(one["kind"]), what, one["met"] or "")
        yield from titled("conditions", table)


def orders(found: Sequence[Json]) -> Iterator[Shown]:
    """What courts ordered, and what became of it."""
    if found:
        table = AnswerTable("court order", "state", "ecli", "comply by", "carried out by")
        for one in found:
            table.add(
                one["order"],
                coloured(one["state"]),
                one["ecli"] or "",
                one["comply_by"] or "",
                in_lines(one["carried_out_by"]),
            )
        yield from titled("court orders", table)


def grounds(found: Sequence[Json], named: Named = MappingProxyType({})) -> Iterator[Shown]:
    """The changes that an answer rests on, each with its sources, and with the note that qualifies
    it (of `named`, what the names in the answer stand for)."""
    if found:
        table = AnswerTable("change", "type", "from", "published", "source")
        for one in found:
            row = (one["change"], one["type"], one["from"] or "always", one["published_on"])
            note = noted(named.get(one["change"], {}))
            table.add(*row, in_lines((*_sources(one), *_stops(one), *note)))
        yield from titled("because", table)


def noted(one: Json) -> Iterator[Piece]:
    """The note that qualifies something, on a line of its own."""
    if one.get("note"):
        yield text(f"note: {one['note']}", "yellow")


def qualified(title: str, names: Iterable[str], named: Named) -> Iterator[Shown]:
    """The notes of changes that stand in other tables."""
    found = {name: named[name] for name in names if named.get(name, {}).get("note")}
    if found:
        table = AnswerTable("change", "note")
        for name, one in found.items():
            table.add(name, text(one["note"], "yellow"))
        yield from titled(title, table)


def _sources(one: Json) -> dict[str, None]:
    cited = (filter(None, (c["source"], c.get("locator"))) for c in one["cites"])
    return dict.fromkeys(", ".join(parts) for parts in cited)


def _stops(one: Json) -> Iterator[str]:
    for stop in one["stopped_by"]:
        if stop["running"] != "no":
            yield f"stopped by {stop['change']} ({stop['type']})"


def reinstatement(found: Sequence[Json]) -> Iterator[Shown]:
    """What must be met before something is let back in."""
    if found:
        table = AnswerTable("to let back in", "condition", "met", "review by")
        for one in found:
            due = one["review_by"] or ""
            for condition in one["conditions"]:
                table.add(one["target"], condition["text"], coloured(condition["met"]), due)
        yield from titled("reinstatement", table)


def reviews(found: Sequence[Json]) -> Iterator[Shown]:
    """What is to be looked at again, and what came of it."""
    if found:
        table = AnswerTable("review of", "due by", "overdue", "concluded")
        for one in found:
            concluded = [f"{c['outcome']} ({c['change']})" for c in one["concluded"]]
            late = one.get("overdue", "no")
            overdue = coloured("overdue", late) if late == "yes" else late
            table.add(one["of"], one["review_by"] or "", overdue, in_lines(concluded))
        yield from titled("reviews", table)


def groups_reached(found: Sequence[str]) -> Iterator[Shown]:
    """The groups of countries that a licence's clauses reach."""
    if found:
        yield from titled("groups", text(", ".join(found)))


def disputed(found: Sequence[Json]) -> Iterator[Shown]:
    """Who disputes what an answer rests on."""
    yield from in_fields("disputes", ("change", "about", "by", "says"), found)


def in_fields(title: str, names: Sequence[str], rows: Sequence[Json]) -> Iterator[Shown]:
    """Some fields of each of several, as they stand."""
    if rows:
        table = AnswerTable(*names)
        for row in rows:
            table.add(*(str(row[name] or "") for name in names))
        yield from titled(title, table)


# -- the end -----------------------------------------------------------------------


def last_checked(found: Json | None) -> Iterator[Shown]:
    """When the record of a licence was last held against a source."""
    yield text("")
    if found:
        yield text(f"record last checked on {found['on']} against {found['source']}")
    else:
        yield text("no check of this record against a source is recorded", "dim")


def ending(answer: Json) -> Iterator[Shown]:
    """How an answer ends: its notes, where it goes on, where it was seen from."""
    for note in answer.get("notes", ()):
        yield text("")
        yield joined("note: ", note, style="yellow")
    if answer.get("next"):
        yield text("")
        yield text(f"more: ask on with --after {answer['next']}")
    yield text("")
    yield text(viewpoint_text(answer["viewpoint"]), "dim")


def viewpoint_text(seen: Json) -> str:
    """Where an answer was seen from."""
    day = f"on {seen['valid_on']}, " if seen["valid_on"] else ""
    known = f"as known on {seen['known_on']}" if seen["known_on"] else "as known now"
    root = seen["root_hash"][:12]
    return f"{day}{known}, at log size {seen['log_size']} (root {root}…)"
