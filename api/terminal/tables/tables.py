"""Answers as tables for people on a terminal: the same answers, nothing decided here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ...wording import clause_text

Json = Mapping[str, Any]
WIDTH = 120
"""Columns, where the output is no terminal."""

_COLOURS = {
    "covered": "green",
    "in_force": "green",
    "no_licence_required": "green",
    "not_covered": "red",
    "withdrawn": "red",
    "annulled": "red",
    "expired": "red",
    "suspended": "red",
    "overdue": "red",
    "licence_required": "yellow",
    "undetermined": "yellow",
    "outstanding": "yellow",
}


def evaluation(answer: Json) -> RenderableType:
    """A verdict: in one line, then what it rests on and what stands beside it."""
    line = Text.assemble(
        coloured(answer["verdict"]), ("  " + answer["reason"].replace("_", " "), "default")
    )
    if answer["decided_by"]:
        line.append(f", by {answer['decided_by']}")
    facts = [("licence required", answer["required"])]
    if answer["covered_by"]:
        facts.append(("covered by", ", ".join(answer["covered_by"])))
    if answer["depends_on"]:
        facts.append(("depends on", ", ".join(answer["depends_on"])))
    return Group(
        line,
        *(Text(f"{name}: {value}") for name, value in facts),
        *_because(answer["because"]),
        *_orders(answer["court_orders"]),
        *_conditions(answer["conditions"]),
        *_disputes(answer["disputes"]),
        *ending(answer),
    )


def licence(answer: Json, beside: Sequence[RenderableType] = ()) -> RenderableType:
    """A licence: its status, what it permits and excludes, all that is open about it, and
    what stands beside it."""
    heading = Text.assemble((answer["licence"], "bold"), f"  {answer['title'] or ''}  ")
    heading.append_text(coloured(answer["status"]))
    return Group(
        heading,
        *_entries("permits", answer["permits"]),
        *_entries("exclusions", answer["exclusions"]),
        *_conditions(answer["conditions"]),
        *_orders(answer["court_orders"]),
        *_reinstatement(answer["reinstatement"]),
        *_rows("coming", ("change", "type", "begins", "ends"), answer["upcoming"]),
        *_more(answer["upcoming_more"]),
        *_reviews(answer["reviews"]),
        *_rows("pending", ("change", "about", "court"), answer["pending"]),
        *_disputes(answer["disputes"]),
        *beside,
        *_because(answer["because"]),
        *_checked(answer["last_checked"]),
        *ending(answer),
    )


def licences(answer: Json) -> RenderableType:
    """The register."""
    table = table_of("licence", "title", "kind", "authority", "status")
    for one in answer["licences"]:
        title, kind = one["title"] or "", one["kind"] or ""
        table.add_row(one["licence"], title, kind, one["authority"] or "", coloured(one["status"]))
    return Group(table, *ending(answer))


def history(answer: Json) -> RenderableType:
    """Every change to a licence in log order."""
    table = table_of("position", "change", "type", "in force", "published", "stopped by")
    for one in answer["history"]:
        stopped = [_stop(stop) for stop in one["stopped_by"]]
        stopped += [f"corrected by {correction}" for correction in one["corrected_by"]]
        table.add_row(
            str(one["position"]),
            Text(one["change"], style="default" if one["reads"] else "strike"),
            one["type"],
            _period(one["from"], one["until"]),
            one["published_on"],
            "\n".join(stopped),
        )
    return Group(Text(answer["licence"], style="bold"), table, *ending(answer))


def group(answer: Json) -> RenderableType:
    """A group's members."""
    sure = [one["member"] for one in answer["members"] if one["present"] == "yes"]
    open_ = [one["member"] for one in answer["members"] if one["present"] != "yes"]
    lines = [Text(", ".join(sure) or "no members")]
    if open_:
        lines.append(Text.assemble(coloured("undetermined"), ": " + ", ".join(open_)))
    if answer["established"] == "no":
        lines.append(Text("nothing visible establishes this group", style="yellow"))
    return Group(Text(answer["group"], style="bold"), *lines, *ending(answer))


def policy(answer: Json) -> RenderableType:
    """A policy's value."""
    line = Text.assemble((answer["policy"], "bold"), f"  {answer['value'] or '-'}  ")
    line.append_text(coloured(answer["reason"]))
    return Group(line, *ending(answer))


def recordings(rows: Sequence[tuple[str, str, str]]) -> RenderableType:
    """What recording came to, an instrument a row."""
    table = table_of("instrument", "", "log size")
    for name, outcome, size in rows:
        style = {"recorded": "green", "refused": "red"}.get(outcome, "default")
        table.add_row(name, Text(outcome, style=style), size)
    return table


def faults(where: str, found: Sequence[Any]) -> RenderableType:
    """Why an instrument was refused: every fault with its place."""
    table = table_of("code", "at", "what to do")
    for fault in found:
        table.add_row(Text(fault.code, style="red"), fault.pointer or "/", fault.detail)
    return Group(Text.assemble((where, "bold"), " was refused; nothing of it was recorded"), table)


def console() -> Console:
    """The terminal; without one, wide enough that nothing is cut."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=WIDTH)


# -- parts -------------------------------------------------------------------------


def coloured(word: str) -> Text:
    """A word of an answer, in its colour."""
    return Text(word.replace("_", " "), style=f"bold {_COLOURS.get(word, 'default')}")


def table_of(*columns: str) -> Table:
    """A table without lines; ids and days in it are not broken."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in _WHOLE)
    return table


_WHOLE = {
    "position",
    "change",
    "type",
    "published",
    "entry",
    "court order",
    "instrument",
    "which",
    "stopped by",
}
"""The columns whose words are not broken: ids and days."""


def _stop(stop: Json) -> str:
    """A stop; one that names only an entry says which."""
    entry = stop["target"].partition("/")[2]
    return f"{entry}: {stop['change']}" if entry else str(stop["change"])


def _period(begins: str | None, ends: str | None) -> str:
    """From the first day it applies, until the first day it no longer does."""
    if ends:
        return f"{begins or 'always'} until {ends}"
    return f"from {begins}" if begins else "always"


def titled(title: str, table: RenderableType) -> Iterator[RenderableType]:
    """A table under its title."""
    yield Text(f"\n{title}", style="bold")
    yield Padding(table, (0, 0, 0, 2))


def _entries(title: str, entries: Sequence[Json]) -> Iterator[RenderableType]:
    if entries:
        table = table_of("entry", "", "what")
        for one in entries:
            what = clause_text(one["clause"])
            for stop in one["except"]:
                what += f"\nexcept {clause_text(stop['clause'])} ({stop['change']})"
            present = Text("") if one["present"] == "yes" else coloured(one["present"])
            table.add_row(one["entry"], present, what)
        yield from titled(title, table)


def _conditions(conditions: Sequence[Json]) -> Iterator[RenderableType]:
    if conditions:
        table = table_of("condition", "kind", "what", "met")
        for one in conditions:
            text = one["text"]
            if one["clause"]:
                text += f" ({clause_text(one['clause'])})"
            table.add_row(one["entry"], one["kind"].replace("_", " "), text, one["met"] or "")
        yield from titled("conditions", table)


def _orders(orders: Sequence[Json]) -> Iterator[RenderableType]:
    if orders:
        table = table_of("court order", "state", "ecli", "comply by", "carried out by")
        for one in orders:
            table.add_row(
                one["order"],
                coloured(one["state"]),
                one["ecli"] or "",
                one["comply_by"] or "",
                ", ".join(one["carried_out_by"]),
            )
        yield from titled("court orders", table)


def _because(because: Sequence[Json]) -> Iterator[RenderableType]:
    if because:
        table = table_of("change", "type", "from", "published", "source")
        for one in because:
            sources = [
                ", ".join(filter(None, (c["source"], c.get("locator")))) for c in one["cites"]
            ]
            source = "\n".join(dict.fromkeys(sources))
            for stop in one["stopped_by"]:
                if stop["running"] != "no":
                    source += f"\nstopped by {stop['change']} ({stop['type']})"
            row = (one["change"], one["type"], one["from"] or "always", one["published_on"])
            table.add_row(*row, source)
        yield from titled("because", table)


def _reinstatement(terms: Sequence[Json]) -> Iterator[RenderableType]:
    if terms:
        table = table_of("to let back in", "condition", "met", "review by")
        for one in terms:
            due = one["review_by"] or ""
            for condition in one["conditions"]:
                table.add_row(one["target"], condition["text"], coloured(condition["met"]), due)
        yield from titled("reinstatement", table)


def _reviews(reviews: Sequence[Json]) -> Iterator[RenderableType]:
    if reviews:
        table = table_of("review of", "due by", "concluded")
        for one in reviews:
            concluded = "\n".join(f"{c['outcome']} ({c['change']})" for c in one["concluded"])
            table.add_row(one["of"], one["review_by"] or "", concluded)
        yield from titled("reviews", table)


def _disputes(disputes: Sequence[Json]) -> Iterator[RenderableType]:
    yield from _rows("disputes", ("change", "about", "by", "says"), disputes)


def _rows(title: str, names: Sequence[str], rows: Sequence[Json]) -> Iterator[RenderableType]:
    if rows:
        table = table_of(*names)
        for row in rows:
            table.add_row(*(str(row[name] or "") for name in names))
        yield from titled(title, table)


def _more(count: int) -> Iterator[RenderableType]:
    if count:
        yield Text(f"  and {count} more")


def _checked(checked: Json | None) -> Iterator[RenderableType]:
    if checked:
        yield Text(f"\nrecord last checked on {checked['on']} against {checked['source']}")
    else:
        yield Text("\nno check of this record against a source is recorded", style="dim")


def ending(answer: Json) -> Iterator[RenderableType]:
    """How an answer ends: its notes, where it goes on, where it was seen from."""
    for note in answer.get("notes", ()):
        yield Text(f"\nnote: {note}", style="yellow")
    if answer.get("next"):
        yield Text(f"\nmore: ask on with --after {answer['next']}")
    yield Text(f"\n{viewpoint_text(answer['viewpoint'])}", style="dim")


def viewpoint_text(seen: Json) -> str:
    """Where an answer was seen from."""
    day = f"on {seen['valid_on']}, " if seen["valid_on"] else ""
    known = f"as known on {seen['known_on']}" if seen["known_on"] else "as known now"
    root = seen["root_hash"][:12]
    return f"{day}{known}, at log size {seen['log_size']} (root {root}…)"
