"""A licence as it is shown: the answer's parts, made from what runs and may run."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..history.changes import Change, Entry
from ..history.history import History
from ..history.instruments import Instrument
from ..vocabulary.change_types import EXCLUSIONS
from ..vocabulary.citations import linked
from ..vocabulary.clauses import Clause
from ..vocabulary.dates import legal_date
from ..vocabulary.originals import with_original, without_originals
from ..vocabulary.truth import NO, UNDETERMINED, YES, Truth, any_of
from ..vocabulary.viewpoint import ANSWER_VERSION
from .control_lists import stream_of_list
from .groups import Groups
from .licence import Licence, condition_met, running_about
from .publication import publication_notes
from .running import Seen
from .upcoming import prohibiting_streams, upcoming


def licence_state(name: str, seen: Seen, version: int = ANSWER_VERSION) -> dict[str, Any]:
    """A licence as it is answered, all but the viewpoint; of version 1 without its groups and
    lists, without whether reviews are overdue, and without the law's own words."""
    licence = Licence(name, seen)
    said = legal_state(licence)
    groups = [] if version == 1 else _groups_reached(said, seen)
    lists = [] if version == 1 else _lists_reached(said)
    beside = [] if version == 1 else prohibiting_streams(name, seen)
    reached = (*(f"group/{one}" for one in groups), *map(stream_of_list, lists))
    coming, more = upcoming((licence.stream, *reached, *beside), seen)
    state = {
        **said,
        "licence": name,
        "upcoming": coming,
        "upcoming_more": more,
        "last_checked": last_check_shown(licence),
        "because": [explained(change, seen) for change in said["because"]],
        "notes": [*incompleteness_notes(licence), *publication_notes([licence.stream], seen)],
    }
    if version == 1:
        first: dict[str, Any] = without_originals({k: state[k] for k in _SHOWN if k in state})
        return first
    state["reviews"] = [with_overdue(review, seen.valid_on) for review in said["reviews"]]
    shown: dict[str, Any] = {key: state[key] for key in _SHOWN if key in state}
    shown |= {"groups": groups, "lists": lists}
    return shown


_SHOWN = (
    *("licence", "title", "title_nl", "kind", "authority", "status", "in_force"),
    *("permits", "exclusions", "conditions", "court_orders", "reinstatement"),
    *("upcoming", "upcoming_more", "reviews", "pending", "disputes"),
    *("last_checked", "because", "notes"),
)
"""The fields of a licence in the order of the contract (§4); `title_nl` where there is one."""


def legal_state(licence: Licence) -> dict[str, Any]:
    """What the law says of a licence: of its answer all but what merely tells the day asked
    (`upcoming`) and what is about our record. `because` are the deciding changes themselves."""
    status, because = licence.status()
    return {
        **named_by(licence, because),
        "status": status,
        "in_force": licence.in_force.word,
        "permits": [entry_shown(*part, licence.seen) for part in licence.entries("permit")],
        "exclusions": [entry_shown(*part, licence.seen) for part in licence.entries("exclude")],
        "conditions": [
            condition_shown(entry, present, None)
            for _, entry, present in licence.entries("condition")
        ],
        "court_orders": court_orders(licence),
        "reinstatement": reinstatement_shown(licence),
        "reviews": reviews_shown(licence),
        "pending": pending_shown(licence),
        "disputes": disputes(licence),
        "because": because,
    }


def licence_line(name: str, seen: Seen) -> dict[str, Any]:
    """A licence as it stands in the register's list."""
    licence = Licence(name, seen)
    status, because = licence.status()
    return {
        "licence": name,
        **named_by(licence, because),
        "status": status,
        "in_force": licence.in_force.word,
    }


def explained(change: Change, seen: Seen) -> dict[str, Any]:
    """A change as the reason of an answer: what it is, where it stands, what stops it."""
    told, cites = _told_of(change, seen.history)
    stops = seen.stops_of(change, change.id)
    return {
        **told,
        "cites": [dict(one) for one in cites],
        "stops": [change.target] if change.type.stops else [],
        "stopped_by": [
            {"change": stop.id, "type": stop.type.name, "running": seen.runs(stop).word}
            for stop in (seen.ranked(filter(seen.visible, stops)) if stops else ())
        ],
    }


class _Told:
    """What is told of each change of a stream from wherever it is seen, with its citations."""

    __slots__ = ("of",)

    def __init__(self) -> None:
        self.of: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {}


def _told_of(change: Change, history: History) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    kept = history.derived((change.stream, -1, -1), _Told).of
    found = kept.get(change.id)
    if found is None:
        instrument = history.instrument_of(change)
        told = {
            "change": change.id,
            "type": change.type.name,
            "instrument": change.instrument,
            **with_original(instrument.content, "title"),
            "from": change.content.get("from"),
            "published_on": instrument.content["published_on"],
        }
        found = kept[change.id] = told, cites_of(change, instrument)
    return found


def cites_of(change: Change, instrument: Instrument) -> list[dict[str, Any]]:
    """Where a change can be read: its own citations, then its instrument's, each with the
    address that its form tells."""
    return [linked(one) for one in (*change.content.get("cites", ()), *instrument.content["cites"])]


def condition_shown(entry: Entry, present: Truth, met: str | None) -> dict[str, Any]:
    """A condition of use, as it is shown; `met` is known of registrations only."""
    return {
        "entry": entry.id,
        "present": present.word,
        "key": entry.label,
        "kind": entry.content["kind"],
        **with_original(entry.content, "text"),
        "clause": clause_shown(entry.clause),
        "met": met,
    }


def clause_shown(clause: Clause | None) -> dict[str, list[str]]:
    """A clause as it is shown: what is done to that is not done to the clause."""
    return {name: list(words) for name, words in clause.says.items()} if clause else {}


def court_orders(licence: Licence) -> list[dict[str, Any]]:
    """The orders about a licence that can have begun and have not ended, each with its state."""
    seen = licence.seen
    shown = []
    for order in seen.visible_of(licence.stream, "court_amendment_ordered"):
        if seen.begun(order) > NO and seen.ended(order) < YES:
            carriers = [c for c in seen.history.carriers(order.id) if seen.runs(c) > NO]
            instrument = seen.history.instrument(order.instrument)
            ecli = instrument.content.get("ecli") if instrument else None
            shown.append(
                {
                    "order": order.id,
                    "state": _order_state(order, carriers, seen),
                    "ecli": order.content.get("ecli", ecli),
                    "comply_by": order.content.get("comply_by"),
                    "carried_out_by": [carrier.id for carrier in seen.ranked(carriers)],
                }
            )
    return shown


def _order_state(order: Change, carriers: list[Change], seen: Seen) -> str:
    """The first that fits: annulled … outstanding (contract §4)."""
    stops = {s.type.name for s in seen.stops_of(order, order.id) if seen.stops(s) is YES}
    if "change_annulled" in stops:
        return "annulled"
    if "order_lifted" in stops:
        return "lifted"
    if stops:
        return "suspended"
    carried = any_of(seen.runs(carrier) for carrier in carriers)
    if carried is YES:
        return "implemented"
    if carried is UNDETERMINED or seen.runs(order) is UNDETERMINED:
        return "undetermined"
    comply_by = order.content.get("comply_by")
    if comply_by and seen.valid_on > legal_date(comply_by).last:
        return "overdue"
    return "outstanding"


def disputes(licence: Licence) -> list[dict[str, Any]]:
    """The running disputes about the licence, its changes, or their instruments."""
    seen = licence.seen
    kept = seen.history.derived((licence.stream, -1, -1), _Disputes).reads(licence)
    if not kept.ever or seen.asked is not None:  # one asked about may have disputes of its own
        return running_disputes(licence) if kept.ever else []
    stretch = kept.stretch(seen)
    found = kept.told.get(stretch)
    if found is None:
        if len(kept.told) >= _DISPUTES_KEPT:
            kept.told.clear()
        found = kept.told[stretch] = running_disputes(licence)
    return [dict(one) for one in found]


def is_unqualified(name: str, plain: Seen) -> bool:
    """Whether nothing is ever said of a licence but what it permits and excludes: it has no
    condition, no court ever ordered anything about it, and nobody disputes it."""
    history, stream = plain.history, f"licence/{name}"
    kept = history.derived((stream, -1, -1), _Unqualified)
    if kept.found is None:
        entries = (
            one for change in history.stream(stream).changes.values() for one in change.entries
        )
        kept.found = not (
            history.reading(stream).of_type("court_amendment_ordered")
            or any(one.kind == "condition" for one in entries)
            or history.derived((stream, -1, -1), _Disputes).reads(Licence(name, plain)).ever
        )
    return kept.found


class _Unqualified:
    """Whether a licence is unqualified; None where nobody asked yet."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: bool | None = None


_DISPUTES_KEPT = 250
"""Of a licence between so many pairs of days its disputes are remembered."""


class _Disputes:
    """Whether anybody ever disputes anything about a licence, and what is told of it, by the days
    between which that is the same."""

    __slots__ = ("days", "ever", "public", "told")

    def __init__(self) -> None:
        self.days: Sequence[int] | None = None
        self.public: Sequence[int] = ()
        self.ever = False
        self.told: dict[tuple[int, int], list[dict[str, Any]]] = {}

    def reads(self, licence: Licence) -> _Disputes:
        """Read it, unless it is read."""
        if self.days is None:
            history, own = licence.seen.history, licence.stream
            names = (f"instrument/{name}" for name in history.spoken_of_in(own))
            readings = [history.reading(one) for one in (own, *names)]
            said = (one for each in readings for one in each.of_type("statement_recorded"))
            self.ever = any(one.content.get("disputes") for one in said)
            self.public = sorted({day for one in readings for day in one.days})
            self.days = sorted({day for one in readings for day in one.stream.days})
        return self

    def stretch(self, seen: Seen) -> tuple[int, int]:
        """Between which two days a viewpoint lies, and which became known by then."""
        known, public = seen.known_on, self.public
        until = len(public) if known is None else bisect_right(public, known)
        return bisect_right(self.days or (), seen.valid_on), until


def running_disputes(licence: Licence) -> list[dict[str, Any]]:
    """The same, found anew."""
    return [
        {
            "change": statement.id,
            "about": statement.content["about"],
            "says": statement.content["says"],
            "by": statement.content["by"],
        }
        for statement in running_about(licence, "statement_recorded")
        if statement.content.get("disputes")
    ]


def incompleteness_notes(licence: Licence) -> list[str]:
    """A note for each gap that the record of this licence is known to have."""
    return [
        f"{change.id}: the record of {licence.name} is known to lack changes"
        + (f" ({change.content['note']})" if "note" in change.content else "")
        for change in licence.incomplete()
    ]


def named_by(licence: Licence, because: list[Change]) -> dict[str, Any]:
    """Title, with its own words, kind and authority: of the last in rank of the establishments
    that decide the status, else of those that are visible."""
    deciding = [one for one in because if one.type.establishes] or licence.establishments
    content: Mapping[str, Any] = deciding[-1].content if deciding else {}
    told = {name: content.get(name) for name in ("kind", "authority")}
    return {**with_original(content, "title"), **told}


def entry_shown(change: Change, entry: Entry, present: Truth, seen: Seen) -> dict[str, Any]:
    """An entry that permits or excludes, as it is shown, with what stops it in part."""
    return {
        "entry": entry.id,
        "present": present.word,
        "clause": clause_shown(entry.clause),
        "except": [
            {"change": stop.id, "clause": clause_shown(stop.clause)}
            for stop in partial_stops(change, entry, seen)
        ],
    }


def partial_stops(change: Change, entry: Entry, seen: Seen) -> list[Change]:
    """What stops a change or its entry for some transactions only, and runs or may; in rank."""
    return seen.ranked(
        stop
        for name in dict.fromkeys((change.id, entry.id))
        for stop in seen.stops_of(change, name)
        if stop.clause is not None and seen.runs(stop) > NO
    )


def reinstatement_shown(licence: Licence) -> list[dict[str, Any]]:
    """The terms on which what was stopped comes back, that run or may."""
    seen = licence.seen
    return [
        {
            "target": terms.target,
            "review_by": terms.content.get("review_by"),
            "conditions": [
                {
                    "entry": entry.id,
                    **with_original(entry.content, "text"),
                    "met": condition_met(terms, entry, seen).word,
                }
                for entry in terms.entries
                if seen.present(terms, entry) > NO
            ],
        }
        for terms in seen.may_run_of(licence.stream, "reinstatement_conditions_set")
        if seen.runs(terms) > NO
    ]


def reviews_shown(licence: Licence) -> list[dict[str, Any]]:
    """What is to be reviewed or was: by what is reviewed, the last `review_by` in rank counts."""
    seen = licence.seen
    found: dict[str, dict[str, Any]] = {}
    for change in seen.reviewing(licence.stream):
        concluded = change.type.name == "review_concluded"
        if seen.runs(change) is NO:
            continue
        of = reviewed(change, licence.name)
        review = found.setdefault(of, {"of": of, "review_by": None, "concluded": []})
        review["review_by"] = change.content.get("review_by", review["review_by"])
        if concluded:
            outcome = change.content["outcome"]
            review["concluded"].append({"change": change.id, "outcome": outcome})
    return list(found.values())


def reviewed(change: Change, licence: str) -> str:
    """What a change that is reviewed, or concludes a review, is about: an exclusion itself,
    else its target, else the licence."""
    return change.id if change.type.name in EXCLUSIONS else change.target or licence


def with_overdue(review: Mapping[str, Any], day: int) -> dict[str, Any]:
    """A review, and whether the day is after its date: undetermined within an imprecise one."""
    until = legal_date(review["review_by"]) if review["review_by"] else None
    overdue = until.reached(day - 1) if until else NO
    return {
        "of": review["of"],
        "review_by": review["review_by"],
        "overdue": overdue.word,
        "concluded": review["concluded"],
    }


def _groups_reached(said: Mapping[str, Any], seen: Seen) -> list[str]:
    """The groups that clauses of present entries name, or of what stops these in part, and the
    groups in those; by name."""
    named = {name for clause in _clauses_shown(said) for name in clause.groups()}
    return Groups(seen).within(named) if named else []


def _lists_reached(said: Mapping[str, Any]) -> list[str]:
    """The control lists of which these clauses name all that is on them; by name."""
    return sorted({name for clause in _clauses_shown(said) for name in clause.lists()})


def _clauses_shown(said: Mapping[str, Any]) -> Iterator[Clause]:
    """The clauses of present entries, and of what stops these in part."""
    for entry in (*said["permits"], *said["exclusions"], *said["conditions"]):
        for one in (entry, *entry.get("except", ())):
            yield Clause(one["clause"])


def pending_shown(licence: Licence) -> list[dict[str, Any]]:
    """The proceedings about the licence that run or may."""
    return [
        {
            "change": case.id,
            "about": case.content["about"],
            "court": case.content["court"],
        }
        for case in running_about(licence, "proceedings_opened")
    ]


def last_check_shown(licence: Licence) -> dict[str, Any] | None:
    """When the record of the licence was last held against its source."""
    checks = [
        check
        for check in licence.seen.may_run_of(licence.stream, "record_checked")
        if licence.seen.runs(check) is YES
    ]
    if not checks:
        return None
    last = max(checks, key=lambda check: str(check.content["checked_on"]))
    return {"on": last.content["checked_on"], "source": last.content["source"]}
