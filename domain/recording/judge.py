"""When an instrument is refused for what it means, and every reason at once.

Each rule is one function, with the sentence of the contract (§3) as its first line. They
are judged at the head, without `known_on`, one change after the other, each with the
earlier changes of the instrument already there. Where dates are imprecise only a certain
breach refuses. A change that names a faulty one of its own instrument is no further fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from ..faults import Fault, did_you_mean, nearest
from ..history.history import Draft, History
from ..history.streams import Instrument, read_instrument
from ..law.licence import condition_met
from ..law.running import Seen
from ..shapes.countries import country_fault, country_names
from ..vocabulary.change_types import (
    ANYTHING,
    CHANGE_TYPES,
    ENDING_TYPES,
    SUBJECTS,
    Change,
    Entry,
    change_of,
    read_change,
)
from ..vocabulary.dates import BEFORE_ALL_DAYS, day_text
from ..vocabulary.dimensions import COUNTRY_DIMENSIONS
from ..vocabulary.licence_kinds import kind_hint
from ..vocabulary.truth import NO, YES

Json = Mapping[str, Any]
Named = tuple[Change, Entry | None]


class Judge:
    """Judges one instrument of sound shape against what is recorded.

    `faults` are what is wrong; `changes` those that may be recorded, with their streams.
    """

    def __init__(self, submitted: Json, history: History, today: int) -> None:
        self.id: str = submitted["instrument"]
        self.submitted = submitted
        self.recorded = history
        self.today = today
        fields = {name: value for name, value in submitted.items() if name != "changes"}
        ids = [f"{self.id}#{n}" for n, _ in enumerate(submitted["changes"], 1)]
        self.draft = Draft(history, read_instrument(self.id, history.size + len(ids), fields, ids))
        self.faults: list[Fault] = []
        self.changes: list[Change] = []
        self._unsound: set[str] = set()
        self._inside: dict[str, list[str]] = {}
        self._looked_up: set[str] = set()
        self._judge()

    def _judge(self) -> None:
        if self.draft.draft.published_on > self.today:
            self.faults.append(self._in_future("/published_on"))
        for number, content in enumerate(self.submitted["changes"], 1):
            self._judge_change(number, content)
        self.faults += self._still_named()

    def _judge_change(self, number: int, content: Json) -> None:
        change_id, pointer = f"{self.id}#{number}", f"/changes/{number - 1}"
        excused = self._names_unsound(content)
        position = self.recorded.size + number - 1
        stream = self._stream_of(content)
        change = read_change(change_id, position, stream, content)
        faults = list(self._faults_of(change, pointer, excused))
        self.faults += faults
        if faults or excused:
            self._unsound |= {change_id, change.stream if change.type.establishes else change_id}
        else:
            self.draft.add(change)
            self.changes.append(change)
            self._holds(change)

    def _faults_of(self, change: Change, pointer: str, excused: bool) -> Iterator[Fault]:
        if change.type.name == "record_corrected":
            if not excused:
                yield from self._faults_of_correction(change, pointer)
            return
        yield from self._unknown_places(change.content, pointer)
        yield from self._unknown_subject(change, pointer)
        yield from self._until_not_after_from(change, pointer)
        yield from self._group_cycle(change, pointer)
        yield from self._already_established(change, pointer)
        if excused:
            return
        named_faults = list(self._misnamed(change, pointer, self.draft))
        yield from named_faults
        if change.target is not None and not any(
            f.pointer.endswith("/target") for f in named_faults
        ):
            yield from self._already_stopped(change, pointer)
            yield from self._stops_before_start(change, pointer)
            yield from self._conditions_unmet(change, pointer)

    # -- names ---------------------------------------------------------------------

    def _unknown_places(self, content: Json, pointer: str) -> Iterator[Fault]:
        """`unknown_country`: no such country. `unknown_group`: a group never established."""
        for place, name in places_in(content, pointer):
            if name[0] != "@":
                if name not in country_names():
                    yield Fault("unknown_country", place, country_fault(name))
                continue
            group = name[1:]
            if place.endswith("/destination"):
                sentence = f"`{name}` is a group; name one country here, as in `IL`"
                yield Fault("unknown_country", place, sentence)
            elif not self.draft.knows("group", group) and f"group/{group}" not in self._unsound:
                near = did_you_mean(group, self.draft.like("group", group))
                sentence = f"no group `{group}` was ever established{near or '; do that first'}"
                yield Fault("unknown_group", place, sentence)

    def _unknown_subject(self, change: Change, pointer: str) -> Iterator[Fault]:
        """`unknown_subject`: a licence, group, requirement or policy never established."""
        kind = change.type.subject
        if kind in SUBJECTS and not change.type.establishes:
            name = change.content[kind]
            known = self.draft.knows(kind, name) or f"{kind}/{name}" in self._unsound
            if not known:
                hint = kind_hint(name) if kind == "licence" else ""
                near = hint or did_you_mean(name, self.draft.like(kind, name))
                sentence = f"no {kind} `{name}` was ever established{near or '; do that first'}"
                yield Fault("unknown_subject", f"{pointer}/{kind}", sentence)

    def _misnamed(self, change: Change, pointer: str, history: History) -> Iterator[Fault]:
        """`unknown_target`, `wrong_target`: `target`, `ordered_by`, `amends` name what they may."""
        content = change.content
        may_name: dict[str, Callable[[Named], str | None]] = {
            "target": lambda named: self._wrong_target(change, named),
            "ordered_by": _not_an_order,
            "amends": lambda named: _not_established_by(named, content.get("licence")),
        }
        for field, wrong in may_name.items():
            if field in content:
                yield from self._name_fault(content[field], f"{pointer}/{field}", wrong, history)

    def _name_fault(
        self,
        name: str,
        pointer: str,
        wrong: Callable[[Named], str | None],
        history: History,
    ) -> Iterator[Fault]:
        if history.home(change_of(name)) is None:
            sentence = f"no change or entry `{name}` is recorded"
            if self.draft.home(change_of(name)):
                sentence = f"`{name}` was recorded after what is corrected here"
            else:
                sentence += did_you_mean(name, self._known_ids(name))
            yield Fault("unknown_target", pointer, sentence)
            return
        named = find(name, history)
        if named is None and not _ever_read(name, history):
            known = self._known_ids(name)
            label = name.partition("/")[2]
            sentence = f"{change_of(name)} has no entry `{label}`{did_you_mean(name, known)}"
            yield Fault("unknown_target", pointer, sentence)
        elif named is None:
            sentence = f"`{name}` was corrected away: the record reads as if it never stood there"
            if "record_corrected" in (change.type.name for change in _recorded(name, history)):
                sentence = f"`{name}` is a correction; record another correction of its target"
            yield Fault("wrong_target", pointer, sentence)
        elif sentence := wrong(named) or "":
            yield Fault("wrong_target", pointer, sentence)

    def _wrong_target(self, change: Change, named: Named) -> str | None:
        target, entry = named
        kind = change.type
        if kind.name == "period_extended" and (entry or target.ending is None):
            return f"`{change.target}` has no `until` that could be extended"
        if kind.name == "review_concluded" and (entry or target.stream != change.stream):
            return f"`{change.target}` is no change of {change.content['licence']}"
        what = entry.kind if entry else target.type.name
        if kind.targets != ANYTHING and what not in kind.targets:
            may = ", ".join(f"`{name}`" for name in sorted(kind.targets))
            return f"`{change.target}` is `{what}`; `{kind.name}` can name {may}"
        if kind.stops and change.clause and not target.is_of_licence:
            return f"`{change.target}` is not of a licence: it can only be stopped whole"
        return None

    def _known_ids(self, name: str) -> Iterator[str]:
        """The ids near an unknown one: of the instrument it names, or of those like it."""
        instrument = change_of(name).rpartition("#")[0] or name
        every = [*self.recorded.book.instruments_like(instrument), self.id]
        like = [instrument] if instrument in every else nearest(instrument, every)
        for one in like:
            found = self.draft.recorded_instrument(one)
            for change_id in found.changes if found else ():
                change = self.draft.change(change_id)
                if change:
                    yield change_id
                    yield from (entry.id for entry in change.entries)

    # -- dates and stops -----------------------------------------------------------

    def _already_established(self, change: Change, pointer: str) -> Iterator[Fault]:
        """`already_established`: unless each earlier establishment has certainly ended."""
        kind = change.type
        if not kind.establishes:
            return
        seen = self._seen_on(_first_day(change))
        for earlier in self.draft.stream(change.stream).of_type(kind.name):
            if seen.visible(earlier) and not _certainly_ended(earlier, seen):
                sentence = (
                    f"{kind.subject} `{change.subject}` is established by {earlier.id} and not "
                    f"certainly ended {_on(change)}; end that first, or record a change to it"
                )
                yield Fault("already_established", f"{pointer}/{kind.subject}", sentence)
                return

    def _already_stopped(self, change: Change, pointer: str) -> Iterator[Fault]:
        """`already_stopped`: for good, by a running change of the same type, and not in part."""
        if not change.type.stops or change.clause:
            return
        seen = self._seen_on(_first_day(change))
        for stop in seen.stops_of(change, change.target or ""):
            whole = stop.clause is None and stop.ending is None
            if stop.type is change.type and whole and seen.runs(stop) is YES:
                sentence = f"{stop.id} stops `{change.target}` already, without an end"
                yield Fault("already_stopped", f"{pointer}/target", sentence)
                return

    def _stops_before_start(self, change: Change, pointer: str) -> Iterator[Fault]:
        """`stops_before_start`: its last possible first day lies before the target's first."""
        named = find(change.target or "", self.draft)
        if change.type.stops and change.starting and named and named[0].starting:
            begins = named[0].starting
            if change.starting.last < begins.first:
                sentence = (
                    f"`{change.target}` begins on {begins.text}; stop it on that day or later"
                )
                yield Fault("stops_before_start", f"{pointer}/from", sentence)

    def _conditions_unmet(self, change: Change, pointer: str) -> Iterator[Fault]:
        """`conditions_unmet`: conditions set on the target run unmet on its first possible day."""
        may = "notwithstanding" in change.type.may
        if not may or "notwithstanding" in change.content:
            return
        seen = self._seen_on(_first_day(change))
        unmet = [
            entry.id
            for terms in seen.naming(change, change.target or "", "reinstatement_conditions_set")
            for entry in terms.entries
            if seen.present(terms, entry) is YES and condition_met(terms, entry, seen) is NO
        ]
        if unmet:
            sentence = (
                f"these conditions are unmet {_on(change)}: {', '.join(unmet)}; record how they "
                "were met, or say in `notwithstanding` why it happens all the same"
            )
            yield Fault("conditions_unmet", f"{pointer}/target", sentence)

    def _until_not_after_from(self, change: Change, pointer: str) -> Iterator[Fault]:
        """`until_not_after_from`: the last possible `until` is not after the first `from`."""
        if change.ending and change.starting and change.ending.last <= change.starting.first:
            sentence = (
                f"`until` is the first day it no longer applies; {change.ending.text} is not "
                f"after {change.starting.text}"
            )
            yield Fault("until_not_after_from", f"{pointer}/until", sentence)

    def _group_cycle(self, change: Change, pointer: str) -> Iterator[Fault]:
        """`group_cycle`: a group would contain itself, over all members ever recorded."""
        for n, member in enumerate(change.content.get("members", ())):
            if member[0] == "@" and self._reaches(member[1:], change.subject):
                sentence = f"`{member}` holds, or once held, the group `{change.subject}` itself"
                yield Fault("group_cycle", f"{pointer}/members/{n}", sentence)

    def _reaches(self, group: str, sought: str) -> bool:
        waiting, entered = [group], set()
        while waiting:
            one = waiting.pop()
            if one == sought:
                return True
            if one not in entered:
                entered.add(one)
                waiting += self._inside.get(one, ())
                if one not in self._looked_up:
                    self._looked_up.add(one)
                    recorded = self.recorded.book.recorded_in(f"group/{one}", self.recorded.size)
                    waiting += [inner for change in recorded for inner in self._holds(change)]
        return False

    def _holds(self, change: Change) -> list[str]:
        """The groups that a record says another holds; remembered, for the next one asked."""
        said = change.content.get("restated", change.content)
        inner = [member[1:] for member in said.get("members", ()) if member[0] == "@"]
        self._inside.setdefault(change.subject, []).extend(inner)
        return inner

    # -- corrections ---------------------------------------------------------------

    def _faults_of_correction(self, change: Change, pointer: str) -> Iterator[Fault]:
        """A correction is judged by its shape, its target, and what it restates."""
        target, restated = change.target or "", change.content.get("restated")
        where = f"{pointer}/target"
        yield from self._misnamed_order(change, pointer)
        if "#" not in target:
            yield from self._faults_of_instrument_correction(target, restated, pointer)
            return
        if self.draft.home(change_of(target)) is None:
            near = did_you_mean(target, self._known_ids(target))
            yield Fault("unknown_target", where, f"no change `{target}` is recorded{near}")
            return
        if "/" in target:
            there = _ever_read(target, self.draft)
            sentence = f"`{target}` is an entry; correct its change, `{change_of(target)}`, whole"
            if not there:
                near = did_you_mean(target, self._known_ids(target))
                sentence = f"no entry `{target}` is recorded{near}"
            yield Fault("wrong_target" if there else "unknown_target", where, sentence)
            return
        found = self.draft.change(target)
        if found is None:
            sentence = f"`{target}` was corrected away: record it anew under another id"
            if "record_corrected" in (change.type.name for change in _recorded(target, self.draft)):
                sentence = f"`{target}` is a correction; record another correction of its target"
            yield Fault("wrong_target", where, sentence)
            return
        if restated is not None:
            yield from self._faults_of_restated(found, restated, f"{pointer}/restated")

    def _misnamed_order(self, change: Change, pointer: str) -> Iterator[Fault]:
        if "ordered_by" in change.content:
            yield from self._name_fault(
                change.content["ordered_by"],
                f"{pointer}/ordered_by",
                _not_an_order,
                self.draft,
            )

    def _faults_of_instrument_correction(
        self, target: str, restated: Json | None, pointer: str
    ) -> Iterator[Fault]:
        recorded = self.recorded.recorded_instrument(target)
        if recorded is None:
            known = self.recorded.book.instruments_like(target)
            sentence = f"no instrument `{target}` is recorded{did_you_mean(target, known)}"
            yield Fault("unknown_target", f"{pointer}/target", sentence)
        elif self.draft.instrument(target) is None:
            sentence = f"`{target}` was corrected away: the record reads as if it never stood there"
            yield Fault("wrong_target", f"{pointer}/target", sentence)
        elif recorded.content["kind"] == "correction":
            sentence = f"`{target}` is a correction; record another correction of its targets"
            yield Fault("wrong_target", f"{pointer}/target", sentence)
        elif restated and recorded.read_otherwise(restated).published_on > self.today:
            yield self._in_future(f"{pointer}/restated/published_on")

    def _faults_of_restated(self, target: Change, restated: Json, pointer: str) -> Iterator[Fault]:
        """`restated_differs`, and what it says by its own clauses, dates and targets."""
        kind = CHANGE_TYPES[restated["type"]]
        if kind is not target.type:
            sentence = f"{target.id} is `{target.type.name}`; a correction keeps the type"
            yield Fault("restated_differs", f"{pointer}/type", sentence)
            return
        before = _Before(self.draft, target.position)
        change = read_change(target.id, target.position, target.stream, restated)
        yield from self._unknown_places(restated, pointer)
        yield from self._until_not_after_from(change, pointer)
        yield from self._group_cycle(change, pointer)
        faults = list(self._misnamed(change, pointer, before))
        yield from faults
        if kind.subject and not any(fault.pointer == f"{pointer}/target" for fault in faults):
            if self._stream_of(restated, before, target) != target.stream:
                what = target.stream.replace("/", " `", 1) + "`"
                sentence = f"{target.id} is about {what}; a correction keeps the subject"
                yield Fault("restated_differs", f"{pointer}/{kind.subject}", sentence)
            elif change.target is not None and not faults:
                yield from self._stops_before_start(change, pointer)

    def _still_named(self) -> Iterator[Fault]:
        """`still_named`: takes away what other changes name, without taking these away too."""
        corrections = [
            (number, content)
            for number, content in enumerate(self.submitted["changes"], 1)
            if content["type"] == "record_corrected"
        ]
        removed = {content["target"] for _, content in corrections if "restated" not in content}
        for number, content in corrections:
            if f"{self.id}#{number}" in self._unsound:
                continue
            for taken in self._taken_away(content["target"]):
                namer = next((c for c in self._naming(taken) if c.id not in removed), None)
                if namer is not None:
                    sentence = (
                        f"{namer.id} names `{taken}`, which this takes away; "
                        "correct that one in the same instrument"
                    )
                    yield Fault("still_named", f"/changes/{number - 1}/target", sentence)
                    break

    def _taken_away(self, target: str) -> Iterator[str]:
        """The changes and entries that are there in the record and gone in the draft."""
        if "#" in target:
            ids: tuple[str, ...] = (target,)
        else:
            found = self.recorded.recorded_instrument(target)
            ids = found.changes if found else ()
        for change_id in ids:
            before, after = self.recorded.change(change_id), self.draft.change(change_id)
            if before and not after:
                yield change_id
            if before:
                kept = {entry.id for entry in after.entries} if after else set()
                yield from (entry.id for entry in before.entries if entry.id not in kept)

    def _naming(self, taken: str) -> Iterator[Change]:
        home = self.draft.home(change_of(taken))
        changes = list(self.draft.stream(home).changes.values()) if home else []
        changes += self.draft.carriers(taken)
        for change in changes:
            if self.draft.instrument(change.instrument) is not None:
                names = {change.content.get(field) for field in ("target", "ordered_by", "amends")}
                if taken in names:
                    yield change

    # -- small parts ---------------------------------------------------------------

    def _names_unsound(self, content: Json) -> bool:
        """Whether it names a faulty change of its own instrument: then it is no further fault."""
        names = (content.get(field, "") for field in ("target", "ordered_by", "amends"))
        return bool(self._unsound) and any(change_of(name) in self._unsound for name in names)

    def _stream_of(
        self, content: Json, history: History | None = None, restated: Change | None = None
    ) -> str:
        return stream_of(
            content, history or self.draft, restated.instrument if restated else self.id
        )

    def _seen_on(self, day: int) -> Seen:
        return Seen(self.draft, day, None)

    def _in_future(self, pointer: str) -> Fault:
        sentence = f"it is {day_text(self.today)} today; record what has been published"
        return Fault("published_in_future", pointer, sentence)


class _Before(Draft):
    """The history before a position: what stood when a corrected change was recorded."""

    def __init__(self, base: Draft, position: int) -> None:
        super().__init__(base, base.draft)
        self.position = position

    def home(self, change_id: str) -> str | None:
        return self.book.home_at(change_id, self.position)

    def instrument(self, instrument_id: str) -> Instrument | None:
        return self.base.instrument(instrument_id)

    def recorded_instrument(self, instrument_id: str) -> Instrument | None:
        return self.book.instrument_at(instrument_id, self.position)

    def knows(self, kind: str, name: str) -> bool:
        return self.book.knows_at(kind, name, self.position)


class Places(Protocol):
    """Where what is recorded stands."""

    def home(self, change_id: str) -> str | None:
        """The stream in which a change stands."""

    def knows_instrument(self, name: str) -> bool:
        """Whether an instrument is recorded."""

    def knows(self, kind: str, name: str) -> bool:
        """Whether a subject was ever established."""


def stream_of(content: Json, history: Places, instrument: str) -> str:
    """The stream a change belongs to: its subject's; its target's; that of what it is about.

    What has no subject belongs to the instrument's own stream. What names nothing that is
    recorded goes there too (a free topic; a target that is refused anyway).
    """
    subject = CHANGE_TYPES[content["type"]].subject
    own = f"instrument/{instrument}"
    if subject in SUBJECTS:
        return f"{subject}/{content[subject]}"
    if not subject:
        return own
    named = content[subject]
    home = history.home(change_of(named))
    if home is not None:
        return home
    if history.knows_instrument(named):
        return f"instrument/{named}"
    if subject == "about":
        for kind in SUBJECTS:
            if history.knows(kind, named):
                return f"{kind}/{named}"
    return own


def find(name: str, history: History) -> Named | None:
    """The change, or the entry of a change, that an id names; None if it is not there.

    An exclusion is one entry with the change's own id: its id names the change.
    """
    change = history.change(change_of(name))
    if change is None or name == change.id:
        return (change, None) if change else None
    entry = change.entry(name)
    return (change, entry) if entry else None


def _recorded(change_id: str, history: History) -> list[Change]:
    """The record of this id, as it was recorded, if there is one."""
    home = history.home(change_of(change_id)) or ""
    recorded = history.book.recorded_in(home, history.size)
    return [change for change in recorded if change.id == change_id]


def _ever_read(name: str, history: History) -> bool:
    """Whether a change, in any reading the record had of it, was or had what an id names."""
    change_id = change_of(name)
    home = history.home(change_id) or ""
    for one in history.book.recorded_in(home, history.size):
        restated = one.content.get("restated") if one.target == change_id else None
        if one.id == change_id or restated:
            read = read_change(change_id, one.position, home, restated or one.content)
            if name == change_id or read.entry(name):
                return True
    return False


_COUNTRIES = (*COUNTRY_DIMENSIONS, "members")


def places_in(content: Json, pointer: str) -> Iterator[tuple[str, str]]:
    """Every country or group that a change names, with a pointer to it."""
    for name, value in content.items():
        place = f"{pointer}/{name}"
        if name in _COUNTRIES:
            for n, word in enumerate(value):
                yield f"{place}/{n}", word
        elif name == "destination":
            yield place, value
        elif isinstance(value, str) or name == "restated":
            continue
        elif isinstance(value, dict):
            yield from places_in(value, place)
        elif isinstance(value, list):
            for n, item in enumerate(value):
                if isinstance(item, dict):
                    yield from places_in(item, f"{place}/{n}")


def _certainly_ended(establishment: Change, seen: Seen) -> bool:
    if seen.ended(establishment) is YES:
        return True
    return any(
        stop.type.name in ENDING_TYPES and stop.clause is None and seen.runs(stop) is YES
        for stop in seen.stops_of(establishment, establishment.id)
    )


def _first_day(change: Change) -> int:
    return change.starting.first if change.starting else BEFORE_ALL_DAYS


def _on(change: Change) -> str:
    first = _first_day(change)
    return f"on {day_text(first)}" if first > BEFORE_ALL_DAYS else "before all days"


def _named(named: Named) -> str:
    change, entry = named
    return f"`{entry.id}` is an entry" if entry else f"`{change.id}` is `{change.type.name}`"


def _not_an_order(named: Named) -> str | None:
    if named[1] is None and named[0].type.name == "court_amendment_ordered":
        return None
    return f"{_named(named)}; name a `court_amendment_ordered` here"


def _not_established_by(named: Named, licence: Any) -> str | None:
    change, entry = named
    if entry is None and change.type.name == "licence_established" and change.subject == licence:
        return None
    of = f" of {change.subject}" if change.is_of_licence else ""
    return f"{_named(named)}{of}; name a `licence_established` of {licence} here"
