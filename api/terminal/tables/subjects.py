"""Groups, policies and applications: which stand, on which days each did, what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import sections
from .layout import AnswerTable, Shown, stacked, titled
from .texts import Json, Piece, coloured, in_lines, joined, text, words


def groups_shown(answer: Json) -> Shown:
    """Groups of countries, each in a line."""
    table = AnswerTable("group", "on the day", "members", "stood")
    for one in answer["groups"]:
        table.add(one["group"], _stands(one), str(one["members"]), in_lines(days_shown(one["ran"])))
    return stacked(table, *sections.ending(answer))


def policies_shown(answer: Json) -> Shown:
    """Policies, each in a line."""
    table = AnswerTable("policy", "title", "on the day", "ran")
    for one in answer["policies"]:
        ran = in_lines(days_shown(one["ran"]))
        table.add(one["policy"], one["title"] or "", _stands(one), ran)
    return stacked(table, *sections.ending(answer))


def _stands(one: Json) -> Piece:
    return {"yes": text("runs", "green"), "no": text("does not run", "dim")}.get(
        one["running"], coloured("undetermined")
    )


def days_shown(ran: Sequence[Json]) -> Iterator[str]:
    """The days on which something stood, a line each stretch."""
    for one in ran:
        begins = f"from {one['from']}" if one["from"] else "always"
        until = f" until {one['until']}" if one["until"] else ""
        yield f"{'' if one['running'] == 'yes' else 'perhaps '}{begins}{until}"


# -- applications --------------------------------------------------------------------------


def applications_shown(answer: Json) -> Shown:
    """Applications, each in a line."""
    table = AnswerTable("application", "title", "received", "state", "decide by", "outcome")
    for one in answer["applications"]:
        late = joined(" ", ("overdue", "red")) if one["overdue"] == "yes" else ""
        table.add(
            one["application"],
            one["title"] or "",
            one["received"] or "",
            joined(coloured(one["state"]), late),
            end_shown(one["decide_by"]),
            words(one["outcome"] or ""),
        )
    return stacked(table, *sections.ending(answer))


def application_shown(answer: Json) -> Shown:
    """An application: where it stands, by when it must be decided, and how that comes about."""
    who = f"  {answer['applicant']}" if answer["applicant"] else ""
    line = joined((answer["application"], "bold"), f"  {answer['title'] or ''}{who}")
    return stacked(
        line,
        _standing(answer),
        *_steps("how that comes about", answer["steps"]),
        *_decisions(answer["decisions"]),
        *_contested("objections", answer["objections"]),
        *_contested("appeals", answer["appeals"]),
        *sections.grounds(answer["because"]),
        *sections.ending(answer),
    )


def application_timeline_shown(answer: Json) -> Shown:
    """An application over time, a period a row."""
    table = AnswerTable("from", "state", "decide by", "overdue", "outcome", "by")
    for one in answer["periods"]:
        due = end_shown(one["decide_by"]) if one["decide_by"] else "stands still"
        by = in_lines(f"{each['change']} ({each['type']})" for each in one["changes"])
        outcome = words(one["outcome"] or "")
        row = (one["from"] or "before", coloured(one["state"]), due, one["overdue"], outcome)
        table.add(*row, by)
    return stacked(text(answer["application"], "bold"), table, *sections.ending(answer))


def end_shown(end: Json) -> str:
    """The last day of a term, or the days that it can be."""
    earliest, latest = end["earliest"], end["latest"]
    if earliest == latest:
        return earliest or ""
    return f"{earliest or '?'} to {latest or 'no end yet'}"


def _standing(answer: Json) -> Piece:
    due, late = end_shown(answer["decide_by"]), answer["overdue"]
    said = f", to be decided by {due}" if due and not answer["outcome"] else ""
    outcome = f": {words(answer['outcome'])}" if answer["outcome"] else ""
    overdue = {"yes": " - overdue", "undetermined": " - perhaps overdue"}.get(late, "")
    return joined(coloured(answer["state"]), outcome, said, (overdue, "red"))


def _steps(title: str, steps: Sequence[Json]) -> Iterator[Shown]:
    if steps:
        table = AnswerTable("article", "change", "type", "what")
        for one in steps:
            table.add(one["article"], one["change"], one["type"], _step_shown(one))
        yield from titled(title, table)


def _step_shown(step: Json) -> str:
    if step["days"]:
        least, most = step["days"]["least"], step["days"]["most"]
        many = str(least) if least == most else f"{least} to {'?' if most is None else most}"
        return f"stands still: {many} days"
    said = f"{step['weeks']} weeks" if step["weeks"] else f"to {step['decide_by']}"
    counts = {"no": ", too late: it counts no more", "undetermined": ", perhaps too late"}
    return said + counts.get(step["counts"] or "", "")


def _decisions(found: Sequence[Json]) -> Iterator[Shown]:
    if found:
        table = AnswerTable("change", "decision", "from", "in time", "licence", "why", "object by")
        for one in found:
            table.add(
                text(one["change"], "" if one["running"] != "no" else "strike"),
                words(one["decision"]),
                one["from"],
                one["in_time"],
                one["licence"] or "",
                in_lines(one["criteria"]),
                end_shown(one["object_by"]),
            )
        yield from titled("decisions", table)
        yield from sections.conditions([each for one in found for each in one["conditions"]])


def _contested(title: str, found: Sequence[Json]) -> Iterator[Shown]:
    if found:
        table = AnswerTable("change", "against", "from", "open", "decide by", "decided")
        for one in found:
            came_to = [f"{each['outcome']} ({each['change']})" for each in one["decided"]]
            due = end_shown(one["decide_by"]) if "decide_by" in one else one["court"]
            row = (one["change"], one["against"], one["from"], one["open"], due)
            table.add(*row, in_lines(map(words, came_to)))
        yield from titled(title, table)


# -- control lists -------------------------------------------------------------------------


def lists_shown(answer: Json) -> Shown:
    """The control lists."""
    table = AnswerTable("list", "title", "on the day", "items", "stood")
    for one in answer["lists"]:
        ran = in_lines(days_shown(one["ran"]))
        table.add(one["list"], one["title"] or "", _stands(one), str(one["count"]), ran)
    return stacked(table, *sections.ending(answer))


def list_shown(answer: Json) -> Shown:
    """What is on a control list: a page of its items."""
    table = AnswerTable("code", "title", "on the list", "certainty")
    for one in answer["items"]:
        on = "kept free" if one["reserved"] else one["present"]
        table.add(one["code"], one["title"], coloured(on), one["certainty"])
    whole = f"{answer['count']} items; recorded whole: {answer['whole']}"
    return stacked(text(answer["list"], "bold"), whole, table, *sections.ending(answer))
