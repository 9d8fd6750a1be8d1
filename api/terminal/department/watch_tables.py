"""Watches and their reports for people on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..tables.layout import AnswerTable, Shown, stacked, titled
from ..tables.texts import Json, coloured

MOST = 200
"""So many questions are shown on a terminal; all of them are in `--json`."""


def watches_shown(answer: Json) -> Shown:
    """All that are kept, one a row."""
    table = AnswerTable("watch", "owner", "questions", "since log size", "last reported")
    for one in answer["watches"]:
        counted = f"{one['questions']:,}"
        row = (one["watch"], one["owner"], counted, str(one["reported_log_size"]))
        table.add(*row, one["reported_at"] or "never")
    return stacked(table) if answer["watches"] else "nothing is watched: licence-ledger watch add"


def watch_shown(answer: Json) -> Shown:
    """One watch, with its questions."""
    table = AnswerTable("question", "label", "day", "asked")
    for one in answer["asked"]:
        day = one["asked"].get("date", "every day")
        table.add(str(one["question"]), one["label"] or "", day, asked_shown(one["asked"]))
    more = answer["questions"] - len(answer["asked"])
    facts = (
        f"{answer['watch']}, of {answer['owner']}: {answer['questions']:,} questions, added at "
        f"{answer['added_at']} (log size {answer['added_log_size']})"
    )
    reported = answer["reported_at"]
    last = f"reported up to log size {answer['reported_log_size']}, at {reported}"
    lines: list[Shown] = [facts, last if reported else "not reported yet", "", table]
    return stacked(*lines, *([f"{more:,} more: --json shows all of them"] if more > 0 else []))


def report_shown(answer: Json) -> Shown:
    """Which questions have another answer, on which days, and by what."""
    between = f"log size {answer['since']['log_size']} to {answer['viewpoint']['log_size']}"
    head = f"{answer['watch']}: {len(answer['changed']):,} of {answer['questions']:,} questions"
    days = f"questions without a date from {answer['days_from']} on"
    if not answer["changed"]:
        return stacked(f"{answer['watch']}: nothing changed ({between}; {days})")
    table = AnswerTable("which", "asked", "from", "until", "was", "becomes", "by")
    for one in answer["changed"][:MOST]:
        which, asked = one["label"] or str(one["question"]), asked_shown(one["asked"], True)
        for run in one["days"]:
            table.add(
                which,
                asked,
                *_days(run),
                *map(_verdict, (run["was"], run["becomes"])),
                ", ".join(run["by"]),
            )
            which = asked = ""
    more = len(answer["changed"]) - MOST
    lines: list[Shown] = [f"{head} changed ({between}; {days})", "", table]
    lines += [f"{more:,} more: --json shows all of them"] if more > 0 else []
    return stacked(*lines, *titled("by", _causes(answer)))


def _days(run: Json) -> tuple[str, str]:
    return run["from"] or "always", run["until"] or "no end known"


def _verdict(said: Json | None) -> Any:
    return coloured(said["verdict"]) if said else "(not recorded)"


def _causes(answer: Json) -> Shown:
    table = AnswerTable("change", "type", "from", "published", "recorded at", "source")
    for one in answer["changed_by"]:
        cites = (f"{c['source']} {c.get('locator', '')}".strip() for c in one["cites"])
        begins, size = one["from"] or "", f"log size {one['log_size']}"
        sources = "; ".join((one["title"], *cites))
        table.add(one["change"], one["type"], begins, one["published_on"], size, sources)
    return table


def asked_shown(asked: Mapping[str, Any], with_date: bool = False) -> str:
    """A question's fields in a few words."""
    return ", ".join(_words(asked, with_date))


def _words(asked: Mapping[str, Any], with_date: bool) -> Iterator[str]:
    for name in ("date", "licence", "goods", "destination"):
        if name in asked and (with_date or name != "date"):
            yield asked[name] if name != "destination" else f"to {asked[name]}"
    for name, value in asked.items():
        if name not in ("date", "licence", "goods", "destination"):
            yield f"{name} {value}"
