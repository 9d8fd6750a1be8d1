"""A country first: what is left of the law once it is the destination of a transaction.

Of each clause the destination is settled (`supposed`): where it certainly matches, the dimension
drops out; an entry that certainly does not match is left out; where the record does not tell, the
dimension stays and `reaches` is undetermined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..history.changes import Change, Entry
from ..vocabulary.clauses import Clause, clause_in
from ..vocabulary.originals import with_original
from ..vocabulary.truth import NO, UNDETERMINED, YES, Truth, any_of, not_
from .groups import Groups
from .licence import Licence
from .licence_answer import condition_shown, court_orders, named_by, partial_stops
from .requirements import Requirement, requirement_for
from .running import Seen
from .supposed import Supposed, rest, settled

Json = dict[str, Any]
FIELD, DIMENSION = "destination", "destinations"
COVERS = {NO: "nothing", UNDETERMINED: "some", YES: "everything"}
"""How much of all that goes there is meant, where it is certain of nothing, of all, or neither."""


class Destination:
    """A country as the destination of whatever goes there, seen from a viewpoint."""

    def __init__(self, country: str, seen: Seen, groups: Groups | None = None) -> None:
        self.country = country
        self.seen = seen
        self.groups = groups or Groups(seen)
        self._given = {FIELD: country}
        self.supposed = Supposed(seen, self._given, self.groups)

    # -- licences ----------------------------------------------------------------------

    def licence(self, name: str) -> Json:
        """A licence: its status, and what is left of it for this country. `covers` says of all
        that goes there whether the licence, prohibitions aside, covers `everything`, `nothing`,
        or `some`: then what stands beside it tells. Where no permit is left, exclusions and
        conditions have nothing to bear on, and are left out."""
        plain = Licence(name, self.seen)
        status, because = plain.status()
        permits = self._left(name, "permit")
        exclusions, conditions = (
            self._left(name, kind) if permits else [] for kind in ("exclude", "condition")
        )
        return {
            "licence": name,
            **named_by(plain, because),
            "status": status,
            "in_force": plain.in_force.word,
            "covers": COVERS[self.covers(name)],
            "permits": [self._shown(*part) for part in permits],
            "exclusions": [self._shown(*part) for part in exclusions],
            "conditions": [
                {**condition_shown(entry, self.seen.present(change, entry), None)}
                | {"clause": self._rest(entry.clause)}
                for change, entry in conditions
            ],
            "court_orders": self._orders(plain),
            "incomplete": [change.id for change in self._of(name).incomplete()],
        }

    def reach(self, name: str) -> Json:
        """How far a licence reaches this country: `reached`, `partly` if an exclusion of countries
        or a stop takes out some of what goes there, `excluded` if it takes out all, `not_reached`
        if no permit goes there, or `undetermined`; and by which entries. Prohibitions aside."""
        permits = self._left(name, "permit")
        closing = [part for part in self._left(name, "exclude") if _names_countries(part[1].clause)]
        stops = [
            stop
            for part in permits
            for stop in partial_stops(*part, self.seen)
            if _names_countries(stop.clause) and self.supposed.matches(stop.clause) > NO
        ]
        open_ = any_of(self._stands(*part) for part in permits)
        closed = any_of(self._stands(*part) for part in closing)
        if not permits:
            word = "not_reached"
        elif self.covers(name) is NO:
            word = "excluded"
        elif open_ is UNDETERMINED or closed is UNDETERMINED:
            word = "undetermined"
        else:
            word = "partly" if closed is YES or stops else "reached"
        return {
            "reach": word,
            "permits": [entry.id for _, entry in permits],
            "exclusions": [entry.id for _, entry in closing],
            "except": [stop.id for stop in stops],
        }

    def _stands(self, change: Change, entry: Entry) -> Truth:
        return min(self.seen.present(change, entry), self._reaches(entry.clause))

    def covers(self, name: str) -> Truth:
        """Whether a licence covers all that goes there, nothing, or it depends; prohibitions
        aside, and what its record lacks only where it would cover everything."""
        licence = self._of(name)
        held = any_of(
            min(self.supposed.runs(one), UNDETERMINED if "holder" in one.content else YES)
            for one in licence.establishments
        )
        permit, forbid = (self._any(name, kind) for kind in ("permit", "exclude"))
        covered = min(held, permit, not_(forbid))
        return min(covered, UNDETERMINED) if licence.incomplete() else covered

    def _of(self, name: str) -> Licence:
        return Licence(name, self.supposed)

    def _any(self, name: str, kind: str) -> Truth:
        return any_of(
            min(present, self.supposed.matches(entry.clause))
            for _, entry, present in self._of(name).entries(kind)
        )

    def _left(self, name: str, kind: str) -> list[tuple[Change, Entry]]:
        """The entries of a kind that are there, or may be, for something that goes there."""
        return [
            (change, entry)
            for change, entry, _ in self._of(name).entries(kind)
            if self.supposed.matches(entry.clause) > NO
        ]

    def _orders(self, licence: Licence) -> list[Json]:
        found = []
        for order in court_orders(licence):
            change = self.seen.history.change(order["order"])
            if change and settled(clause_in(change.content), self._given, self.groups) > NO:
                found.append(order)
        return found

    # -- groups, requirements, prohibitions ----------------------------------------------

    def in_groups(self) -> list[Json]:
        """The groups that the country is in, or may be, of those that something visible
        establishes; by name."""
        found = []
        for name in self.seen.history.subjects("group"):
            holds = self.groups.holds(name, self.country)
            if holds > NO and self.groups.group(name).established:
                found.append({"group": name, "present": holds.word})
        return found

    def requirements(self) -> list[Requirement]:
        """The requirements and prohibitions under which something falls that goes there."""
        names = self.seen.history.subjects("requirement")
        found = (requirement_for(name, self.supposed) for name in names)
        return [one for one in found if one.holds > NO]

    def requirement(self, asked: Requirement) -> Json:
        """A requirement, or a prohibition: what of it reaches the country."""
        last = asked.imposed[-1][0].content if asked.imposed else {}
        parts = {"requires": asked.requires, "exempts": asked.exempts}
        return {
            "requirement": asked.name,
            **with_original(last, "title"),
            "basis": asked.basis,
            "imposed": any_of(truth for _, truth in asked.imposed).word,
            **{
                name: [self._entry(*part) for part, truth in found if truth > NO]
                for name, found in parts.items()
            },
        }

    # -- how it is shown -----------------------------------------------------------------

    def _shown(self, change: Change, entry: Entry) -> Json:
        stops = partial_stops(change, entry, self.seen)
        reaching = [stop for stop in stops if self.supposed.matches(stop.clause) > NO]
        excepted = [{"change": stop.id, "clause": self._rest(stop.clause)} for stop in reaching]
        return {**self._entry(change, entry), "except": excepted}

    def _entry(self, change: Change, entry: Entry) -> Json:
        return {
            "entry": entry.id,
            "present": self.seen.present(change, entry).word,
            "reaches": self._reaches(entry.clause).word,
            "clause": self._rest(entry.clause),
        }

    def _reaches(self, clause: Clause | None) -> Truth:
        """Whether the country is one of the destinations that a clause names, if it names any."""
        named: Sequence[str] = clause.says.get(DIMENSION, ()) if clause else ()
        if not named:
            return YES
        return settled(Clause({DIMENSION: named}), self._given, self.groups)

    def _rest(self, clause: Clause | None) -> dict[str, Sequence[str]]:
        return dict(rest(clause, self._given, self.groups).says) if clause else {}


def _names_countries(clause: Clause | None) -> bool:
    return clause is not None and DIMENSION in clause.says


def destination_answer(destination: Destination, licences: Sequence[str]) -> Json:
    """A country as it is answered, with these licences; all but what comes and the viewpoint."""
    reaching = destination.requirements()
    return {
        "country": destination.country,
        "groups": destination.in_groups(),
        "prohibited": any_of(one.holds for one in reaching if one.prohibits).word,
        "prohibitions": [destination.requirement(one) for one in reaching if one.prohibits],
        "requirements": [destination.requirement(one) for one in reaching if not one.prohibits],
        "licences": [destination.licence(name) for name in licences],
    }
