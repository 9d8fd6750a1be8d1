"""Proposals for people on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ..tables.differences import dry_run_shown
from ..tables.layout import AnswerTable, Shown, indented, stacked, titled
from ..tables.texts import Json, joined, text

_STYLES = {"recorded": "green", "approved": "green", "refused": "red", "withdrawn": "dim"}


def proposals_shown(answer: Json) -> Shown:
    """A page of proposals, one a row."""
    table = AnswerTable("proposal", "instrument", "title", "state", "proposed by", "published")
    for one in answer["proposals"]:
        state = text(one["state"], _STYLES.get(one["state"], "yellow"))
        row = (one["proposal"], one["instrument"], one["title"], state)
        table.add(*row, one["proposed_by"], one["published_on"])
    more = [f"more: ask on with --after {answer['next']}"] if answer["next"] else []
    return stacked(table, *more)


def proposal_shown(answer: Json) -> Shown:
    """One proposal, with all that an approver looks at."""
    state = (answer["state"], _STYLES.get(answer["state"], "yellow"))
    heading = joined((f"proposal {answer['proposal']}", "bold"), ": ", answer["title"], "  ", state)
    lines: list[Shown] = [
        heading,
        f"{answer['instrument']}, proposed by {answer['proposed_by']} at {answer['proposed_at']}, "
        f"published {answer['published_on']}",
    ]
    lines += titled("approvals", _approvals(answer))
    if answer["revisions"][1:]:
        lines += titled("revised", _revised(answer))
    said = [one for one in answer["acts"] if one.get("reason")]
    if said:
        lines += titled("said", stacked(*(f"{one['by']}: {one['reason']}" for one in said)))
    if answer["faults"]:
        lines += titled("it cannot be recorded now", stacked(*_faults(answer)))
    else:
        lines += titled("what it would change now", dry_run_shown(answer["effect"]))
    return stacked(*lines)


def _approvals(answer: Json) -> Shown:
    counting = sum(one["counts"] for one in answer["approvals"])
    lines: list[Shown] = [f"{counting} of {answer['approvals_asked']} that are asked for"]
    for one in answer["approvals"]:
        lapsed = "" if one["counts"] else ", lapsed: the effect is another by now"
        lines.append(f"{one['by']} at {one['at']}, seen at log size {one['log_size']}{lapsed}")
    return stacked(*lines)


def _revised(answer: Json) -> Shown:
    lines: list[Shown] = []
    for number, one in enumerate(answer["revisions"][1:], 2):
        lines.append(f"revision {number}, at {one['at']}")
        table = AnswerTable("at", "was", "is")
        for place in one["differs"]:
            table.add(place["pointer"], str(place.get("was", "")), str(place.get("is", "")))
        lines.append(indented(table))
    return stacked(*lines)


def _faults(answer: Json) -> Iterator[str]:
    for one in answer["faults"]:
        yield f"{one['code']} at {one['pointer'] or '/'}: {one['detail']}"
