"""An application as it is answered: where it stands, by when it must be decided, and why."""

from __future__ import annotations

from typing import Any

from ...history.changes import Change
from ...vocabulary.truth import NO, YES, Truth, not_
from ..licence import Licence
from ..licence_answer import condition_shown, explained
from ..publication import publication_notes
from ..running import Seen
from .application import Application, Contested, Objection, time_to_contest
from .decision_terms import DecisionTerm, lacking_steps
from .public_holidays import EQUATED_YEARS
from .term_ends import UNKNOWN_END, TermEnd, year_of

Json = dict[str, Any]


def application_state(name: str, seen: Seen) -> Json:
    """An application as it is answered, all but the viewpoint."""
    found = Application(name, seen)
    state, because = found.state()
    said = found.reception.content if found.reception else {}
    return {
        "application": name,
        "title": said.get("title"),
        "kind": said.get("kind"),
        "applicant": said.get("applicant"),
        "asks": [dict(clause) for clause in said.get("asks", ())],
        "received": said.get("from"),
        "state": state,
        "outcome": _outcome(found),
        **_term_shown(found.term, found),
        "decisions": [_decision(one, found) for one in found.decisions],
        "objections": [_objection(one, seen) for one in found.objections],
        "appeals": [_appeal(one, seen) for one in found.appeals],
        "because": [explained(one, seen) for one in because],
        "notes": [*_notes(found), *publication_notes([found.stream], seen)],
    }


def application_line(name: str, seen: Seen) -> Json:
    """An application as it stands in a list."""
    found = Application(name, seen)
    said = found.reception.content if found.reception else {}
    shown = _term_shown(found.term, found)
    return {
        "application": name,
        "title": said.get("title"),
        "applicant": said.get("applicant"),
        "received": said.get("from"),
        "state": found.state()[0],
        "outcome": _outcome(found),
        "decide_by": shown["decide_by"],
        "overdue": shown["overdue"],
        "suspended": shown["suspended"],
    }


def is_overdue(found: Application) -> Truth:
    """Whether the term has run out and nothing was decided: no, once a decision stands."""
    if found.term is None:
        return NO
    passed = found.term.end.passed(found.seen.valid_on)
    return min(found.received, not_(found.decided), passed)


def _term_shown(term: DecisionTerm | None, found: Application) -> Json:
    """The term that runs, or ran until it was decided; none before it is received, nor once it
    was taken back."""
    runs = term is not None and found.received > NO
    return {
        "decide_by": (term.end if term and runs else UNKNOWN_END).shown(),
        "overdue": is_overdue(found).word,
        "suspended": (term.suspended if term and runs else NO).word,
        "steps": list(term.steps()) if term and runs else [],
    }


def _outcome(found: Application) -> str | None:
    saying = found.outcome()
    return saying.content["decision"] if saying else None


def _decision(change: Change, found: Application) -> Json:
    """A decision on the application, and until when it can be objected to."""
    term = found.term
    return {
        **_decided(change, found.seen),
        "decision": change.content["decision"],
        "in_time": _in_time(change, term.end if term else UNKNOWN_END, found.seen).word,
        "object_by": time_to_contest(change).shown(),
    }


def _decided(change: Change, seen: Seen) -> Json:
    """A decision with the licence that it grants, and the conditions of that."""
    licence = change.content.get("licence")
    return {
        "change": change.id,
        "from": change.content["from"],
        "running": seen.runs(change).word,
        "licence": licence,
        "conditions": _conditions(licence, seen) if licence else [],
        "criteria": list(change.content.get("criteria", ())),
    }


def _conditions(licence: str, seen: Seen) -> list[Json]:
    entries = Licence(licence, seen).entries("condition")
    return [condition_shown(entry, present, None) for _, entry, present in entries]


def _in_time(change: Change, end: TermEnd, seen: Seen) -> Truth:
    """Whether something was decided within its term."""
    return end.kept_by(change.starting) if change.starting else YES


def _objection(one: Objection, seen: Seen) -> Json:
    """An objection, and by when it must be decided."""
    end = one.term.end
    return {
        **_asked(one),
        "in_time": one.in_time.word,
        "decide_by": end.shown(),
        "overdue": min(one.open, end.passed(seen.valid_on)).word,
        "suspended": min(one.open, one.term.suspended).word,
        "steps": list(one.term.steps()),
        "decided": [
            {
                **_decided(each, seen),
                "outcome": each.content["outcome"],
                "decision": each.content.get("decision"),
                "in_time": _in_time(each, end, seen).word,
                "appeal_by": time_to_contest(each).shown(),
            }
            for each in one.decisions
        ],
    }


def _appeal(one: Contested, seen: Seen) -> Json:
    """An appeal to a court, and what it came to."""
    return {
        **_asked(one),
        "court": one.change.content["court"],
        "decided": [
            {
                "change": each.id,
                "from": each.content["from"],
                "running": seen.runs(each).word,
                "outcome": each.content["outcome"],
                "ecli": each.content.get("ecli", _ecli_of(each, seen)),
                "appeal_by": time_to_contest(each).shown(),
            }
            for each in one.decisions
        ],
    }


def _asked(one: Contested) -> Json:
    return {
        "change": one.change.id,
        "against": one.change.target,
        "from": one.change.content["from"],
        "by": one.change.content.get("by"),
        "open": one.open.word,
    }


def _ecli_of(change: Change, seen: Seen) -> str | None:
    ecli: str | None = seen.history.instrument_of(change).content.get("ecli")
    return ecli


def _notes(found: Application) -> list[str]:
    if found.term is None:
        return []
    if lacking_steps(found.stream, found.seen):
        return [
            f"{found.name}: the record is known to lack steps of it; so there is no latest last "
            "day, and it may have been decided, or contested, otherwise than is told here."
        ]
    if found.decided_anew:
        return [
            f"{found.name}: a decision on it was annulled; by when there must be another, the "
            "court says (Awb 8:72(4)): record that as a `decision_term_extended` of the judgment."
        ]
    ends = [day for day in found.term.end if day is not None]
    if any(year_of(day) not in EQUATED_YEARS for day in ends):
        return [
            f"{found.name}: which days are put on a par with holidays is known here for "
            f"{EQUATED_YEARS[0]} to {EQUATED_YEARS[-1]}; in other years a term that would end on "
            "such a day ends on the next."
        ]
    return []
