"""Timelines and differences for people on a terminal: the same answers, nothing decided here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ....domain.over_time.content import PARTS
from ...wording import clause_text
from .tables import coloured, console, ending, table_of, titled, viewpoint_text

Json = Mapping[str, Any]
LABEL, COLUMN = 40, 13
"""How wide the names and the periods of a picture are."""

_BARS = {"permits": "green", "exclusions": "red", "conditions": "cyan"}
_WORDS = {"court_orders": "state", "reinstatement": "met"}
_LEGEND = "█ present   ▓ present, for some transactions stopped   ░ undetermined   (not to scale)"


def timeline(answer: Json) -> RenderableType:
    """A picture with a row for the status and for every entry, and a column for every period;
    below it each day of change with what changed and why."""
    return Group(
        Text(answer["licence"], style="bold"),
        *_pictures(answer),
        Text(f"\n{_LEGEND}", style="dim"),
        *titled("days of change", _days(answer["periods"])),
        *ending(answer),
    )


# -- the picture -------------------------------------------------------------------


def _pictures(answer: Json) -> Iterator[RenderableType]:
    """The periods, as many side by side as fit, then the next."""
    periods = answer["periods"]
    fit = max(1, (console().width - LABEL) // COLUMN)
    says = {one["entry"]: one for one in answer["entries"]}
    for start in range(0, len(periods), fit):
        yield Text()
        yield _picture(periods[start : start + fit], says)


def _picture(periods: Sequence[Json], says: Mapping[str, Json]) -> Table:
    table = Table(box=None, padding=0, header_style="bold")
    table.add_column("from", width=LABEL, overflow="ellipsis", no_wrap=True)
    for period in periods:
        table.add_column(period["from"] or "before", width=COLUMN)
    table.add_row("status", *(coloured(period["status"]) for period in periods))
    for kind in PARTS.values():
        names = dict.fromkeys(one[kind.named] for period in periods for one in period[kind.listed])
        if names:
            table.add_row(Text(kind.listed.replace("_", " "), style="dim"))
        for name in names:
            said = _says(says[name]) if kind.named == "entry" else ""
            label = Text.assemble(f"  {name}", (said, "dim"))
            table.add_row(label, *(_cell(kind.listed, kind.named, name, one) for one in periods))
    return table


def _says(entry: Json) -> str:
    """What an entry says, on a line of its own that is cut where it is too long."""
    text = entry["text"] or clause_text(entry["clause"] or {})
    return f"\n    {text if len(text) <= LABEL - 6 else text[: LABEL - 7] + '…'}"


def _cell(listed: str, named: str, name: str, period: Json) -> Text:
    """What a period shows of a part: a bar, or the word for its state."""
    part = next((one for one in period[listed] if one[named] == name), None)
    if part is None:
        return Text("")
    if listed in _WORDS:
        return coloured(part[_WORDS[listed]])
    if listed == "reviews":
        return Text(part["concluded"][-1]["outcome"] if part["concluded"] else "due")
    if part.get("present") == "undetermined":
        return Text("░" * COLUMN, style="yellow")
    bar = "▓" if part.get("except") else "█"
    return Text(bar * COLUMN, style=_BARS.get(listed, "magenta"))


# -- the days ----------------------------------------------------------------------


def _days(periods: Sequence[Json]) -> Table:
    table = table_of("from", "status", "what changed", "why")
    for before, after in pairwise([None, *periods]):
        if after and after["from"]:
            why = [f"{one['change']} {one['type']}: {one['title']}" for one in after["changes"]]
            what = "\n".join(_changed(before, after)) if before else ""
            table.add_row(after["from"], coloured(after["status"]), what, "\n".join(why))
    return table


def _changed(before: Json, after: Json) -> Iterator[str]:
    """A line for each part that came (+), went (-) or altered (~)."""
    if before["status"] != after["status"]:
        yield f"~ {_word(before['status'])} → {_word(after['status'])}"
    for what, kind in PARTS.items():
        was, now = (
            {one[kind.named]: one for one in period[kind.listed]} for period in (before, after)
        )
        for name in dict.fromkeys((*was, *now)):
            line = _line(_word(what), name, was.get(name), now.get(name))
            yield from [line] if line else []


def _line(what: str, name: str, was: Json | None, now: Json | None) -> str:
    """How a part changed; nothing if it did not."""
    if was == now:
        return ""
    if was is None or now is None:
        return f"{'+' if was is None else '-'} {what} {name}{_unsure(now)}"
    return f"~ {what} {name}: {'; '.join(_alterations(was, now))}"


def _unsure(part: Json | None) -> str:
    return " (undetermined)" if part and part.get("present") == "undetermined" else ""


def _alterations(was: Json, now: Json) -> Iterator[str]:
    for name in now:
        if was[name] != now[name]:
            told = clause_text if name == "clause" else _value
            yield f"{_word(name)} {told(was[name])} → {told(now[name])}"


def _value(value: Any) -> str:
    """A value of an answer, in one line."""
    if isinstance(value, Mapping):
        detail = value.get("outcome") or clause_text(value.get("clause", {}))
        return f"{value['change']} ({detail})"
    if isinstance(value, list):
        return ", ".join(map(_value, value)) or "none"
    return _word(str(value)) if value else "none"


def _word(word: str) -> str:
    return word.replace("_", " ")


# -- differences -------------------------------------------------------------------


def diff(answer: Json) -> RenderableType:
    """What differs about a licence between two viewpoints."""
    return Group(*_difference(answer["licence"], answer), *_between(answer))


def register_diff(answer: Json) -> RenderableType:
    """What differs in the register between two viewpoints."""
    found = [line for one in answer["licences"] for line in (*_difference(one["licence"], one), "")]
    more = [Text(f"more: ask on with --after {answer['next']}")] if answer["next"] else []
    return Group(*(found or [Text("nothing differs")]), *more, *_between(answer))


def dry_run(answer: Json) -> RenderableType:
    """What an instrument would do, if it were recorded."""
    lines: list[RenderableType] = [Text(answer["instrument"], style="bold")]
    if answer["already_recorded"]:
        lines.append(Text("is recorded already; again, it would change nothing"))
    for licence in answer["licences"]:
        for period in licence["periods"]:
            lines += _difference(f"{licence['licence']} {_bounds(period)}", period)
        if licence["more_from"]:
            lines.append(Text(f"from {licence['more_from']} on it differs in more periods"))
        if not licence["periods"]:
            lines.append(Text(f"{licence['licence']} would answer as it does now"))
    return Group(*lines, Text("\nnothing was written", style="dim"))


def _difference(heading: str, found: Json) -> Iterator[RenderableType]:
    yield Text(heading, style="bold")
    table = table_of("", "what", "which", "how", "by")
    for line in _line_rows(found):
        table.add_row(*line)
    for sign, parts in (("+", "added"), ("-", "removed"), ("~", "altered")):
        for part in found[parts]:
            table.add_row(_signed(sign), _word(part["what"]), part["id"], _how(part), _by(part))
    yield Padding(table, (0, 0, 0, 2)) if table.row_count else Text("  nothing differs")


def _line_rows(found: Json) -> Iterator[tuple[RenderableType, ...]]:
    """A row for each field of the licence's line that differs."""
    was, now = found["before"], found["after"]
    for name in ("title", "kind", "authority", "status", "because"):
        if was[name] != now[name]:
            how = f"{_value(was[name])} → {_value(now[name])}"
            yield _signed("~"), _word(name), "", how, _by(found)


def _how(part: Json) -> str:
    """What a part says, or how it altered."""
    was, now = part["before"], part["after"]
    if was and now:
        return "\n".join(_alterations(was, now))
    said = was or now
    for name in ("text", "says", "court", "state"):
        if name in said:
            return _word(said[name])
    return clause_text(said["clause"]) + _unsure(said) if "clause" in said else ""


def _by(found: Json) -> str:
    return "\n".join(found["by"])


def _signed(sign: str) -> Text:
    return Text(sign, style={"+": "green", "-": "red", "~": "yellow"}[sign])


def _bounds(period: Json) -> str:
    begins = f"from {period['from']}" if period["from"] else "always"
    return f"{begins} until {period['until']}" if period["until"] else begins


def _between(answer: Json) -> Iterator[RenderableType]:
    for side in ("from", "to"):
        yield Text(f"{side}: {viewpoint_text(answer[side])}", style="dim")
