"""What is answered by the law of `plain_law`, as plainly: licences, transactions, groups, policies.

An answer holds the fields that tests compare, with ids in place of what stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from plain_law import (
    EXCLUDING,
    FIELDS,
    GROUPING,
    MAYBE,
    NO,
    PLACES,
    RARE,
    WORDS,
    YES,
    Json,
    PlainLaw,
    a_day,
    bounds,
    clause_of,
    numbered,
    reached,
)


class Part(NamedTuple):
    """Something with a clause that may decide: a change, its entry, its clause, and how true it is
    that it is there and matches."""

    change: Json
    entry: str
    clause: Mapping[str, Any]
    truth: float


class Requirement(NamedTuple):
    """A requirement asked of a transaction: whether it is imposed, meant, exempted; by what."""

    basis: str
    impositions: list[Part]
    requires: list[Part]
    exempts: list[Part]

    @property
    def truth(self) -> float:
        """Whether it holds: imposed, meant, and not exempted."""
        return min(_any(self.impositions), _any(self.requires), 1 - _any(self.exempts))

    @property
    def only_exempt(self) -> bool:
        """Whether nothing but an exemption keeps it from holding."""
        return min(_any(self.impositions), _any(self.requires), _any(self.exempts)) == YES

    @property
    def undetermined(self) -> list[Part]:
        """What of it is undetermined."""
        return _that_are(MAYBE, [*self.impositions, *self.requires, *self.exempts])


def _any(parts: Iterable[Part]) -> float:
    return max((part.truth for part in parts), default=NO)


def _that_are(truth: float, parts: Iterable[Part]) -> list[Part]:
    return [part for part in parts if part.truth == truth]


def _changes(parts: Iterable[Part]) -> list[Json]:
    return [part.change for part in parts]


class PlainAnswers(PlainLaw):
    """The answers of a law."""

    def _parts(
        self, entries: Iterable[tuple[Json, str, Json]], day: float, asked: Json
    ) -> list[Part]:
        return [
            Part(
                *(change, entry, clause),
                min(self.present(change, entry, day, asked), self.matches(clause, asked, day)),
            )
            for change, entry, clause in entries
        ]

    def permits(self, licence: str) -> Iterator[tuple[Json, str, Json]]:
        """Every permit of a licence, by rank: its change, its entry, its clause."""
        for change in self.of("licence_established", "scope_extended", licence=licence):
            for entry, clause in numbered(change, "permits", "permit"):
                yield change, entry, clause

    def exclusions(self, licence: str) -> Iterator[tuple[Json, str, Json]]:
        """Every exclusion of a licence, by rank."""
        for change in self.of("licence_established", *EXCLUDING, licence=licence):
            if change["type"] in EXCLUDING:
                yield change, change["id"], clause_of(change)
            for entry, clause in numbered(change, "excludes", "exclude"):
                yield change, entry, clause

    def conditions(self, licence: str) -> Iterator[tuple[Json, str, Json]]:
        """Every condition of a licence, by rank."""
        for change in self.of("licence_established", "condition_attached", licence=licence):
            attached = [change] if change["type"] == "condition_attached" else []
            for said in (*attached, *change.get("conditions", ())):
                yield change, f"{change['id']}/{said['key']}", said

    # A licence.

    def status(
        self, licence: str, day: float, asked: Json | None = None
    ) -> tuple[str, list[Json]] | None:
        """A licence's status and the changes that decide it; none if nothing establishes it."""
        every = self.of("licence_established", licence=licence)
        if not every:
            return None
        running = {change["id"]: self.runs(change, day, asked) for change in every}
        in_force = max(running.values())
        if in_force > NO:
            word = "in_force" if in_force == YES else "undetermined"
            return word, [change for change in every if running[change["id"]] == in_force]

        def stopping(change: Json, *types: str) -> list[Json]:
            found = self.stops_of(change["id"])
            sure = [stop for stop in found if self.stops(stop, day, asked) == YES]
            return [stop for stop in sure if not types or stop["type"] in types]

        annulled = {change["id"]: stopping(change, "change_annulled") for change in every}
        others = [change for change in every if not annulled[change["id"]]]
        if not others:
            return "annulled", [stop for stops in annulled.values() for stop in stops]
        begun = [change for change in others if reached(change["from"], day) > NO]
        if not begun:
            return "not_established", others
        last = begun[-1]
        if self.ended(last, day, asked) == YES:
            return "expired", [last]
        withdrawn = stopping(last, "licence_withdrawn")
        return ("withdrawn", withdrawn) if withdrawn else ("suspended", stopping(last))

    def present_entries(
        self, entries: Iterable[tuple[Json, str, Json]], day: float
    ) -> list[tuple[str, str]]:
        """Those of these entries that are present or may be, each with which."""
        every = [(entry, self.present(change, entry, day)) for change, entry, _ in entries]
        return [(entry, WORDS[truth]) for entry, truth in every if truth > NO]

    def court_orders(self, licence: str, day: float) -> list[tuple[str, str]]:
        """The court's orders about a licence, each with the first state that fits."""
        return [
            (order["id"], self._state(order, day))
            for order in self.of("court_amendment_ordered", licence=licence)
            if reached(order["from"], day) > NO and self.ended(order, day, None) < YES
        ]

    def _state(self, order: Json, day: float) -> str:
        stops = [one for one in self.stops_of(order["id"]) if self.stops(one, day, None) == YES]
        types = {stop["type"] for stop in stops}
        every = [one for one in self.visible.values() if one.get("ordered_by") == order["id"]]
        carried_out = max((self.runs(change, day) for change in every), default=NO)
        if "change_annulled" in types:
            return "annulled"
        if types:
            return "lifted" if "order_lifted" in types else "suspended"
        if carried_out == YES:
            return "implemented"
        if carried_out == MAYBE or self.runs(order, day) == MAYBE:
            return "undetermined"
        late = "comply_by" in order and day > bounds(order["comply_by"])[1]
        return "overdue" if late else "outstanding"

    def met(self, entry: str, day: float) -> float:
        """Whether a reinstatement condition is met."""
        every = self.of("reinstatement_condition_met", target=entry)
        return max((self.runs(one, day) for one in every), default=NO)

    def terms_on(self, target: str, day: float) -> list[tuple[str, float, float]]:
        """The conditions on which something may come back: how far each is present, and met."""
        return [
            (entry, self.present(change, entry, day), self.met(entry, day))
            for change in self.of("reinstatement_conditions_set", target=target)
            for entry in (f"{change['id']}/{said['key']}" for said in change["conditions"])
        ]

    def reinstatement(self, licence: str, day: float) -> list[tuple[str, list[tuple[str, str]]]]:
        """What may come back to a licence, and which conditions of it are met."""
        found = []
        for change in self.of("reinstatement_conditions_set"):
            if self.licence_of(change) == licence and self.runs(change, day) > NO:
                entries = [f"{change['id']}/{said['key']}" for said in change["conditions"]]
                shown = [one for one in entries if self.present(change, one, day) > NO]
                found.append(
                    (change["target"], [(one, WORDS[self.met(one, day)]) for one in shown])
                )
        return found

    # Is a licence required?

    def requirements(self, asked: Json, day: float) -> list[Requirement]:
        """Each imposed requirement, asked of a transaction."""
        imposed = self.of("requirement_imposed")
        found = []
        for name in sorted({change["requirement"] for change in imposed}):
            of_it = self.of("requirement_imposed", requirement=name)
            meant = self.of("requirement_imposed", "requirement_extended", requirement=name)
            let_off = self.of("requirement_imposed", "requirement_exempted", requirement=name)
            requires = [(c, *e) for c in meant for e in numbered(c, "requires", "require")]
            exempts = [(c, *e) for c in let_off for e in numbered(c, "exempts", "exempt")]
            found.append(
                Requirement(
                    of_it[-1]["basis"],
                    [Part(c, c["id"], {}, self.runs(c, day, asked)) for c in of_it],
                    self._parts(requires, day, asked),
                    self._parts(exempts, day, asked),
                )
            )
        return found

    def _required(self, needs: list[Requirement], asked: Json, day: float) -> _Required:
        truth = max((need.truth for need in needs), default=NO)
        if truth == YES:
            met = [need for need in needs if need.truth == YES]
            return _Required("yes", "", [c for n in met for c in _sure(n.requires)], [])
        if truth == MAYBE:
            doubted = [part for n in needs if n.truth == MAYBE for part in n.undetermined]
            return _Required("undetermined", "", _changes(doubted), doubted)
        exempt = [need for need in needs if need.only_exempt]
        if exempt:
            return _Required("no", "exempt", [c for n in exempt for c in _sure(n.exempts)], [])
        complete = [
            change
            for change in self.of("requirements_complete")
            if self.runs(change, day, asked) == YES
            and self.matches(change.get("clause", {}), asked, day) == YES
        ]
        if complete:
            return _Required("no", "not_listed", complete, [])
        return _Required("undetermined", "no_requirement_recorded", [], [])

    # A transaction.

    def evaluate(self, asked: Json) -> Json:
        """A transaction's evaluation."""
        answer = self.judged(asked)

        def telling(given: Json) -> tuple[str, ...]:
            judged = self.judged(given)
            return judged["verdict"], judged["reason"], judged["required"]

        answer["assumed"] = sorted(
            field
            for field, words in RARE.items()
            if field not in asked
            and any(telling({**asked, field: word}) != telling(asked) for word in words[1:])
        )
        return answer

    def judged(self, asked: Json) -> Json:
        """An evaluation without what was assumed."""
        day = a_day(asked["date"])
        every = self.requirements(asked, day)
        prohibitions = [one for one in every if one.basis == "prohibition"]
        needs = [one for one in every if one.basis != "prohibition"]
        required = self._required(needs, asked, day)
        if "licence" in asked:
            answer = self.against(asked["licence"], asked, day, prohibitions)
        else:
            answer = self._without_licence(asked, day, prohibitions, required)
        because = answer["because"]
        return {
            "covered_by": [],
            "licences": {},
            **answer,
            "required": required.word,
            "decided_by": because[0] if because else None,
        }

    def _without_licence(
        self, asked: Json, day: float, prohibitions: list[Requirement], required: _Required
    ) -> Json:
        forbidden = max((one.truth for one in prohibitions), default=NO)
        if forbidden == YES:
            return self._prohibited(prohibitions)
        if forbidden == MAYBE:
            return self._undetermined(_doubts(prohibitions), asked, day)
        if required.word == "no":
            return self._answer("no_licence_required", required.reason, required.because)
        ways = self._ways(asked, day, prohibitions)
        if required.word == "yes":
            return {**self._by_every_licence(ways, required), "licences": ways}
        if required.reason:
            return {**self._answer("undetermined", required.reason, []), "licences": ways}
        return {**self._undetermined(required.doubts, asked, day), "licences": ways}

    def _ways(self, asked: Json, day: float, prohibitions: list[Requirement]) -> dict[str, Json]:
        open_to = {
            change["licence"]
            for change in self.of("licence_established")
            if "holder" not in change or change["holder"] == asked.get("exporter")
        }
        return {name: self.against(name, asked, day, prohibitions) for name in sorted(open_to)}

    def _by_every_licence(self, ways: dict[str, Json], required: _Required) -> Json:
        covering = [name for name, one in ways.items() if one["verdict"] == "covered"]
        doubtful = [name for name, one in ways.items() if one["verdict"] == "undetermined"]
        deciding = [id_ for name in covering or doubtful for id_ in ways[name]["because"]]
        because = [self.visible[id_] for id_ in deciding]
        if covering:
            answer = self._answer("covered", "permitted", because)
            return {**answer, "covered_by": covering}
        if doubtful:
            fields = {field for name in doubtful for field in ways[name]["depends_on"]}
            return self._answer("undetermined", "licence_undetermined", because, fields)
        return self._answer("licence_required", "not_covered_by_any", required.because)

    def against(
        self, licence: str, asked: Json, day: float, prohibitions: list[Requirement]
    ) -> Json:
        """The verdict against one licence: the first row that holds decides."""
        if any(one.truth == YES for one in prohibitions):
            return self._prohibited(prohibitions)
        status, deciding = self.status(licence, day, asked) or ("not_established", [])
        if status not in ("in_force", "undetermined"):
            return self._answer("not_covered", status, deciding)
        every = self.of("licence_established", licence=licence)
        may_run = [change for change in every if self.runs(change, day, asked) > NO]
        held = self._parts([(c, c["id"], _holder(c)) for c in every], day, asked)
        permits = self._parts(self.permits(licence), day, asked)
        forbids = self._parts(self.exclusions(licence), day, asked)
        lacking = [
            change
            for change in self.of("history_incomplete", licence=licence)
            if self.runs(change, day, asked) > NO
            and self.matches(change.get("clause", {}), asked, day) > NO
        ]
        if _any(held) == NO:
            return self._answer("not_covered", "not_holder", may_run)
        if _any(forbids) == YES:
            return self._answer("not_covered", "excluded", _sure(forbids))
        covered = min(_any(held), _any(permits), 1 - _any(forbids))
        covered = min(covered, 1 - max((one.truth for one in prohibitions), default=NO))
        if lacking and (_any(permits) == NO or covered == YES):
            return self._answer("undetermined", "incomplete_history", lacking)
        if _any(permits) == NO:
            answer = self._answer("not_covered", "out_of_scope", may_run)
            return {**answer, "misses": self._misses(licence, asked, day)}
        if covered == YES:
            return self._answer("covered", "permitted", [*_sure(held), *_sure(permits)])
        sides = [side for side in (held, permits, forbids) if _any(side) == MAYBE]
        doubts = [part for side in sides for part in _that_are(MAYBE, side)]
        return self._undetermined([*doubts, *_doubts(prohibitions)], asked, day)

    def _misses(self, licence: str, asked: Json, day: float) -> list[Json]:
        found = []
        for change, entry, clause in self.permits(licence):
            if self.present(change, entry, day, asked) > NO:
                missed = sorted(
                    name
                    for name, words in clause.items()
                    if self.dimension(name, words, asked, day) == NO
                )
                found.append((len(missed), self.rank(change), entry, missed))
        return [{"entry": entry, "dimensions": missed} for _, _, entry, missed in sorted(found)]

    def _answer(
        self, verdict: str, reason: str, because: Iterable[Json], depends_on: Iterable[str] = ()
    ) -> Json:
        return {
            "verdict": verdict,
            "reason": reason,
            "because": self.by_rank(because),
            "depends_on": sorted(depends_on),
            "misses": [],
        }

    def _prohibited(self, prohibitions: list[Requirement]) -> Json:
        holding = [one for one in prohibitions if one.truth == YES]
        because = [change for one in holding for change in _sure(one.requires)]
        return self._answer("not_covered", "prohibited", because)

    def _undetermined(self, doubts: list[Part], asked: Json, day: float) -> Json:
        clauses = [part.clause for part in doubts]
        for part in doubts:
            named = {part.entry, part.change["id"], part.change.get("amends", part.entry)}
            clauses += self._clauses_of_stops(named, asked, day)
        open_dimensions = [
            (name, words)
            for clause in clauses
            if self.matches(clause, asked, day) == MAYBE
            for name, words in clause.items()
            if self.dimension(name, words, asked, day) == MAYBE
        ]
        fields = {FIELDS[n] for n, words in open_dimensions if self.lacks(n, words, asked, day)}
        unrecorded = any(
            word[0] == "@" and self.rests_on_unrecorded(word[1:], day)
            for name, words in open_dimensions
            if name in PLACES
            for word in words
        )
        rest = "group_not_recorded" if unrecorded else "imprecise_date"
        reason = "missing_field" if fields else rest
        return self._answer("undetermined", reason, _changes(doubts), fields)

    def _clauses_of_stops(self, named: Iterable[str], asked: Json, day: float) -> list[Json]:
        """The clauses of the stops that bear on these, and of the stops of such stops."""
        found = []
        for stop in (stop for one in named for stop in self.stops_of(one)):
            if self.stops(stop, day, asked) > NO:
                found += [stop["clause"]] if "clause" in stop else []
                found += self._clauses_of_stops([stop["id"]], asked, day)
        return found

    def registered(self, said: Json, asked: Json, day: float) -> str | None:
        """Whether a condition is met, or may be: a registration, by the exporter's."""
        if said["kind"] != "registration" or "exporter" not in asked:
            return None
        registered = self.of(
            "user_registered", licence=asked["licence"], exporter=asked["exporter"]
        )
        met = max((self.runs(one, day, asked) for one in registered), default=NO)
        return WORDS[met] if met > NO else None

    def conditions_of_use(self, asked: Json) -> list[tuple[str, str, str | None]]:
        """The conditions that come with a transaction under its licence."""
        day = a_day(asked["date"])
        found = []
        for change, entry, said in self.conditions(asked["licence"]):
            present = self.present(change, entry, day, asked)
            if min(present, self.matches(said.get("clause", {}), asked, day)) > NO:
                found.append((entry, WORDS[present], self.registered(said, asked, day)))
        return found

    # Groups and policies.

    def group(self, name: str, day: float) -> tuple[str, list[tuple[str, str]]]:
        """Whether a group is established, and the countries that are in it or may be."""
        named, found, left = set[str](), set[str](), [name]
        while left:
            inner = left.pop()
            if inner not in found:
                found.add(inner)
                for change in self.of(*GROUPING, group=inner):
                    left += [member[1:] for member in change["members"] if member[0] == "@"]
                    named |= {member for member in change["members"] if member[0] != "@"}
        held = [(country, self.holds(name, country, day)) for country in sorted(named)]
        members = [(country, WORDS[truth]) for country, truth in held if truth > NO]
        return WORDS[float(self.established(name))], members

    def policy(self, name: str, asked: Json, day: float) -> tuple[str | None, str]:
        """A policy's value for given dimensions, and why."""
        adopted = max(
            (self.runs(one, day) for one in self.of("policy_adopted", policy=name)), default=NO
        )
        for change in reversed(self.of("policy_adopted", "policy_amended", policy=name)):
            for said in change["values"]:
                truth = min(
                    *(adopted, self.runs(change, day)),
                    self.matches(said.get("when", {}), asked, day),
                )
                if truth > NO:
                    return (said["value"], "adopted") if truth == YES else (None, "undetermined")
        return None, "none_recorded"


class _Required(NamedTuple):
    """Whether a licence is required; the reason if none is; the changes; what is in doubt."""

    word: str
    reason: str
    because: list[Json]
    doubts: list[Part]


def _sure(parts: Iterable[Part]) -> list[Json]:
    return _changes(_that_are(YES, parts))


def _doubts(requirements: Iterable[Requirement]) -> list[Part]:
    return [part for one in requirements if one.truth == MAYBE for part in one.undetermined]


def _holder(change: Json) -> Json:
    return {"exporters": [change["holder"]]} if "holder" in change else {}
