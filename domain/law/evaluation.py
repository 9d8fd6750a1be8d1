"""A transaction and a viewpoint become a verdict, with its reason and what it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from ..history.changes import Change, Entry
from ..history.clause_index import Told
from ..history.history import History
from ..history.streams import RareClause
from ..vocabulary.clauses import NOTHING_KNOWN, Clause, Membership
from ..vocabulary.dimensions import HOME_LAW, RARE
from ..vocabulary.item_kinds import with_kinds
from ..vocabulary.jurisdictions import FIELD as JURISDICTION
from ..vocabulary.truth import NO, UNDETERMINED, YES, Truth, any_of, not_
from ..vocabulary.viewpoint import ANSWER_VERSION
from .at_once.deciding import first_row, kept_parts
from .at_once.licence_parts import OFTEN, LicenceParts, PartsThere
from .at_once.read_once import read_once
from .groups import Groups, KeptMembership
from .licence import Licence, holder_clause
from .requirements import (
    AskedRequirements,
    BearingRequirements,
    Required,
    Requirement,
    ask_all_parts,
    bearing_requirements,
    come_to_the_same,
    matching,
    required,
    undetermined_parts,
)
from .running import Seen

Part = tuple[Change, Entry | None]
Bears = tuple[RareClause, Truth]
"""A clause that names a rare fact, and whether a transaction matches all else that it says."""
RARE_WORDS = {one.field: one.words for one in RARE}
MOST_NAMED = 1_000
"""How many changes, or licences, an answer names as what decides it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: the changes that decide it, in rank, and the fields that were missing."""

    verdict: str
    reason: str
    because: Sequence[Change]
    depends_on: Sequence[str] = ()
    covered_by: Sequence[str] = ()
    cut: Sequence[str] = ()
    """A sentence about each list that is longer than it stands here."""

    @property
    def decided_by(self) -> str | None:
        """The first of `because` in rank."""
        return self.because[0].id if self.because else None

    def within_bounds(self) -> Decision:
        """The same with no list of more than `MOST_NAMED`."""
        lists = {name: getattr(self, name) for name in ("because", "covered_by")}
        longer = {name: said for name, said in lists.items() if len(said) > MOST_NAMED}
        if not longer:
            return self
        cut = [f"`{name}` names {MOST_NAMED} of {len(said)}" for name, said in longer.items()]
        return replace(self, cut=cut, **{name: longer[name][:MOST_NAMED] for name in longer})


Matching = list[tuple[tuple[Change, Entry], Truth]]


class Found(NamedTuple):
    """A licence asked of a transaction: of each establishment whether it runs and this exporter may
    use it, of each permit and exclusion whether it is there and matches."""

    licence: Licence
    held: Mapping[str, Truth]
    permits: Matching
    exclusions: Matching


class UnderLicences:
    """One transaction, asked of licences: as `seen` from a viewpoint, with what it says (`given`)
    and the requirements that it is under; `plain` is the same viewpoint without it."""

    def __init__(
        self,
        plain: Seen,
        seen: Seen,
        groups: Groups,
        given: Mapping[str, str],
        requirements: AskedRequirements,
    ) -> None:
        self.history = plain.history
        self.plain = plain
        self.seen = seen
        self.groups = groups
        self.given = given
        self.requirements = requirements
        self._found: dict[str, Found] = {}

    @property
    def prohibitions(self) -> Sequence[Requirement]:
        """The requirements that bear on it and forbid."""
        return self.requirements.prohibitions

    @property
    def prohibited(self) -> Truth:
        """Whether a prohibition stands."""
        return self.requirements.prohibited

    def licence(self, name: str) -> Licence:
        """A licence, asked of this transaction."""
        return self._found_of(name).licence

    def against(self, name: str) -> Decision:
        """The verdict for a named licence (contract §4: the first that holds decides)."""
        licence, held, permits, exclusions = self._found_of(name)
        is_held = any_of(held.values())
        permit = any_of(truth for _, truth in permits)
        forbid = any_of(truth for _, truth in exclusions)
        prohibitions, prohibited = self.prohibitions, self.prohibited
        covered = min(is_held, permit, not_(forbid), not_(prohibited))

        if prohibited is YES:
            return self._not_covered("prohibited", matching(prohibitions))
        if licence.in_force is NO:
            return self._not_covered(*licence.status())
        if is_held is NO:
            return self._not_covered("not_holder", licence.standing())
        if forbid is YES:
            return self._not_covered("excluded", (c for (c, _), t in exclusions if t is YES))
        if (permit is NO or covered is YES) and (gaps := licence.incomplete()):
            return Decision("undetermined", "incomplete_history", self._ranked(gaps))
        if permit is NO:
            return self._not_covered("out_of_scope", licence.standing())
        if covered is YES:
            deciding = [one for one in licence.establishments if held[one.id] is YES]
            deciding += [change for (change, _), truth in permits if truth is YES]
            return Decision("covered", "permitted", self._ranked(deciding))

        open_parts: list[Part] = []
        if is_held is UNDETERMINED:
            open_parts += [
                (one, None) for one in licence.establishments if held[one.id] is UNDETERMINED
            ]
        for side, parts in ((permit, permits), (forbid, exclusions)):
            if side is UNDETERMINED:
                open_parts += [part for part, truth in parts if truth is UNDETERMINED]
        if prohibited is UNDETERMINED:
            open_parts += undetermined_parts(prohibitions)
        return self._undetermined(open_parts)

    # -- parts -----------------------------------------------------------------------

    def _found_of(self, name: str) -> Found:
        """What is found of a licence; once for all who ask of this transaction."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._asked_about(Licence(name, self.seen))
        return found

    def _asked_about(self, licence: Licence) -> Found:
        held = {
            one.id: min(self.seen.runs(one), self.seen.matches(holder_clause(one)))
            for one in licence.establishments
        }
        matching = self._matching(licence, "permit"), self._matching(licence, "exclude")
        return Found(licence, held, *matching)

    def _matching(self, licence: Licence, kind: str) -> Matching:
        return [
            ((change, entry), min(present, self.seen.matches(entry.clause)))
            for change, entry, present in licence.entries(kind, self._may_match)
        ]

    def _may_match(self, entry: Entry) -> bool:
        """Whether an entry may match, whatever groups and lists hold: asked before it is read
        whether it is there, which takes longer."""
        return entry.clause is None or entry.clause.matches(self.given, NOTHING_KNOWN) > NO

    def _not_covered(self, reason: str, because: Iterable[Change]) -> Decision:
        return Decision("not_covered", reason, self._ranked(because))

    def _undetermined(self, parts: Sequence[Part]) -> Decision:
        """Undetermined, and why: a field missing, a group or a list not recorded, or a date."""
        because = self._ranked(change for change, _ in parts)
        fields: set[str] = set()
        unrecorded = in_part = False
        for clause in self._clauses_bearing_on(parts):
            for dimension, field in clause.undetermined(self.given, self.groups):
                if field is not None:
                    fields.add(field)
                unrecorded |= clause.names_unrecorded_group(dimension, self.groups)
                in_part |= clause.names_unrecorded_list(dimension, self.given, self.groups)
        if fields:
            return Decision("undetermined", "missing_field", because, sorted(fields))
        reason = "list_not_recorded" if in_part else "imprecise_date"
        reason = "group_not_recorded" if unrecorded else reason
        return Decision("undetermined", reason, because)

    def _clauses_bearing_on(self, parts: Sequence[Part]) -> Iterable[Clause]:
        """The clauses of these parts, and of the stops that bear on them, and on those."""
        stops: dict[str, Change] = {}
        named: list[tuple[Change, str]] = []
        for change, entry in parts:
            clause = entry.clause if entry else holder_clause(change)
            if clause:
                yield clause
            named.append((change, change.id))
            if entry:
                named.append((change, entry.id))
            if "amends" in change.content:
                named.append((change, change.content["amends"]))
        while named:
            change, target = named.pop()
            for stop in self.seen.stops_of(change, target):
                if stop.id not in stops and self.seen.stops(stop) > NO:
                    stops[stop.id] = stop
                    named.append((stop, stop.id))
        for stop in stops.values():
            if stop.clause:
                yield stop.clause

    def _ranked(self, changes: Iterable[Change]) -> list[Change]:
        return self.seen.ranked({change.id: change for change in changes}.values())


_DECIDING = ("permit", "exclude")
_NOT_ESTABLISHED = Decision("not_covered", "not_established", [])
"""What is decided under a licence of which nothing that establishes it is visible."""


class Evaluation(UnderLicences):
    """One transaction, seen from a viewpoint; `given` are its fields but date and licence.

    It is asked under one law: that of the `jurisdiction` it names. Of version 1 all law was one,
    and what a code leaves possible was not read: a kind of item unsaid was unknown.
    """

    def __init__(
        self,
        history: History,
        valid_on: int,
        known_on: int | None,
        given: Mapping[str, str],
        version: int = ANSWER_VERSION,
    ) -> None:
        self.history = history if version == 1 else history.under(given.get(JURISDICTION, HOME_LAW))
        self.valid_on = valid_on
        self.known_on = known_on
        self.said = given
        self.given = given if version == 1 else with_kinds(given)
        self.version = version
        self._found: dict[str, Found] = {}
        self._remembered: set[str] = set()

    _asked_all = False
    _judged: dict[str, Decision] | None = None

    # Of most questions a verdict needs little of this: each is read when it is asked for.

    @read_once
    def plain(self) -> Seen:  # type: ignore[override]
        """The viewpoint, without the transaction."""
        return Seen(self.history, self.valid_on, self.known_on)

    @read_once
    def groups(self) -> Groups:  # type: ignore[override]
        """Every group and list, as they are seen from there."""
        return Groups(self.plain)

    @read_once
    def seen(self) -> Seen:  # type: ignore[override]
        """The viewpoint, asked about the transaction."""
        return self.plain.of(self.given, self.groups)

    @read_once
    def bearing(self) -> BearingRequirements:
        """The requirements that can bear on any transaction."""
        return bearing_requirements(self.history, self.seen)

    @read_once
    def told(self) -> Told:
        """Which parts of requirements the transaction matches."""
        return self.history.requiring.told(self.given, self.groups, self.bearing.within)

    @read_once
    def requirements(self) -> AskedRequirements:  # type: ignore[override]
        """The requirements that bear on it."""
        return self.bearing.asked_of(self.told)

    @read_once
    def required(self) -> Required:
        """Whether a licence is required."""
        return required(self.requirements, self.history, self.seen)

    @property
    def has_ways(self) -> bool:
        """Whether licences are a way at all: one is or may be required, and no prohibition
        stands or may stand."""
        return self.prohibited is NO and self.required.truth > NO

    def against(self, name: str) -> Decision:
        """The same, by what a licence's parts come to together; the rules say it where a
        prohibition stands or may, and where something is open."""
        parts = kept_parts(self.history, name) if self.version > 1 else None
        if parts is None or self._may_be_prohibited():
            return super().against(name)
        there = parts.standing(self.valid_on, self.known_on) or parts.asked_again(self.plain)
        if there is None:
            return super().against(name)
        self._remembered.add(name)
        if not there.may & parts.establishments:
            return self._out_of_force(name, parts, there)
        there.asked += 1
        if there.asked <= OFTEN:
            return self._by_parts(name, parts, there)
        said = (there, *map(self.given.get, parts.fields))
        decided: Decision | None = parts.by_words.get(said)
        if decided is None:
            decided = self._by_parts(name, parts, there)
            parts.remember_words(said, decided)
        return decided

    def _by_parts(self, name: str, parts: LicenceParts, there: PartsThere) -> Decision:
        """The verdict under a licence that is in force or may be, by what of it is there and
        matches."""
        matching = parts.clauses.of(self.given, self._membership, there.may, there.certain)
        found = first_row(parts, there, *matching)
        if found is None:
            return super().against(name)
        decided: Decision | None = parts.decisions.get(found)
        if decided is None:
            verdict, reason, places = found
            decided = Decision(verdict, reason, parts.changes_at(places))
            parts.remember(found, decided)
        return decided

    def _out_of_force(self, name: str, parts: LicenceParts, there: PartsThere) -> Decision:
        """The verdict under a licence that is not in force, whatever is asked."""
        if there.decided is None:
            is_visible = there.visible & parts.establishments
            there.decided = super().against(name) if is_visible else _NOT_ESTABLISHED
        decided: Decision = there.decided
        return decided

    def _may_be_prohibited(self) -> bool:
        """Whether a prohibition stands or may stand."""
        ever = self.history.forbidding
        if ever is None or ever.rules_out(self.given):
            return False
        if not ever.of(self.given, self._membership, -1, -1)[0]:
            return False
        return self.prohibited is not NO

    def _membership(self) -> Membership:
        return KeptMembership(self.history, self.valid_on, self.known_on, self._the_groups)

    def _the_groups(self) -> Groups:
        return self._unnoted

    @read_once
    def _unnoted(self) -> Groups:
        """Groups and lists of which it is not noted what was asked (`streams_beside`)."""
        return Groups(self.plain)

    def may_rest_on_unsure(self) -> bool:
        """Whether it is not certain of an instrument whether it was public, of those that tell of
        groups and lists that were asked about or may have been."""
        known, history = self.known_on, self.history
        if known is None:
            return False
        if not history.is_whole:
            return True
        licences = [f"licence/{name}" for name in {*self._remembered, *self._found}]
        unsure = chain(history.unsure_beside_requirements, *map(history.unsure_beside, licences))
        return any(one.first <= known < one.until for one in unsure)

    @read_once
    def _asked_again(self) -> set[str]:
        return set()

    def streams_beside(self) -> list[str]:
        """The streams of the groups and lists that the requirements ask about, those of their
        parts too that are not there, and of those that were asked about so far."""
        for name in {*self._remembered, *self._found} - self._asked_again:
            self._ask_all_of(name)
            self._asked_again.add(name)
        if not self._asked_all:
            ask_all_parts(self.required.reason, self.history, self.seen)
            self._asked_all = True
        return self.groups.streams()

    def _ask_all_of(self, name: str) -> None:
        """Ask of all that is there of a licence, as if nothing had been remembered of it."""
        for kind in _DECIDING:
            for _, entry, _ in self.licence(name).entries(kind):
                self.seen.matches(entry.clause)
        super().against(name)

    def given_also(self, field: str, word: int, bearing: Collection[Bears]) -> Evaluation | None:
        """The same transaction, with one more field said: that of a rare fact, a word of it by its
        place, of which all clauses that one of its words can make match are `bearing`. All that
        they do not bear on is taken over as it was found. None where then all is the same."""
        said = {field: RARE_WORDS[field][word]}
        requirements = self.requirements_with(word, bearing)
        if requirements is None:
            given = {**self.said, **said}
            return Evaluation(self.history, self.valid_on, self.known_on, given, self.version)
        streams = {one.change.stream for one, _ in bearing if one.change.is_of_licence}
        if not streams and come_to_the_same(self.requirements, requirements):
            return None
        return self._reworded(said, requirements, streams)

    def requirements_with(self, word: int, bearing: Collection[Bears]) -> AskedRequirements | None:
        """The requirements that it is under if this word of a rare fact is said, of which all
        clauses that one of its words can make match are `bearing`; None where these alone do not
        tell."""
        if not self._of_parts(bearing):
            return None
        return self.bearing.asked_of(self._told_with(word, bearing))

    def _of_parts(self, bearing: Iterable[Bears]) -> bool:
        """Whether all that these clauses say of requirements they say as parts of them, which
        nothing stops for some transactions only."""
        if self.history.partial_in_requirements:
            return False
        return all(one.entry or one.change.is_of_licence for one, _ in bearing)

    def _told_with(self, word: int, bearing: Iterable[Bears]) -> Told:
        """Which parts of requirements match if this word of a rare fact is said."""
        may, certain = self.told
        for one, rest in bearing:
            if one.entry is None or one.change.is_of_licence:
                continue
            bit = self.history.requiring.bit[one.entry.id] & self.bearing.within
            truth = min(rest, one.matching[word])
            may = may | bit if truth > NO else may & ~bit
            certain = certain | bit if truth is YES else certain & ~bit
        return may, certain

    def _reworded(
        self, also: Mapping[str, str], requirements: AskedRequirements, streams: Collection[str]
    ) -> Evaluation:
        other = copy(self)
        other.said, other.given = {**self.said, **also}, {**self.given, **also}
        other.groups = Groups(self.plain)
        other.seen = self.plain.of(other.given, other.groups)
        other.requirements = requirements
        other.required = required(requirements, self.history, other.seen)
        other._found = {n: one for n, one in self._found.items() if f"licence/{n}" not in streams}
        other._remembered, other._judged = set(), None
        return other

    def decide(self, licence: str | None) -> Decision:
        """The verdict against a licence, or without one."""
        decided = self.without_licence() if licence is None else self.against(licence)
        if len(decided.because) <= MOST_NAMED and len(decided.covered_by) <= MOST_NAMED:
            return decided
        return decided if self.version == 1 else decided.within_bounds()

    def without_licence(self) -> Decision:
        """The verdict when no licence is named: is one required, and which would cover it?"""
        prohibitions, prohibited = self.prohibitions, self.prohibited
        if prohibited is YES:
            return self._not_covered("prohibited", matching(prohibitions))
        if prohibited is UNDETERMINED:
            return self._undetermined(undetermined_parts(prohibitions))
        need: Required = self.required
        if need.truth is NO:
            return Decision("no_licence_required", need.reason, self._ranked(need.because))
        if need.truth is UNDETERMINED:
            if need.reason:
                return Decision("undetermined", need.reason, ())
            return self._undetermined(need.open)

        verdicts = self.judged()
        covering = [name for name, one in verdicts.items() if one.verdict == "covered"]
        if covering:
            deciding = [change for name in covering for change in verdicts[name].because]
            return Decision(
                "covered", "permitted", self._ranked(deciding), covered_by=sorted(covering)
            )
        doubtful = [one for one in verdicts.values() if one.verdict == "undetermined"]
        if doubtful:
            return Decision(
                "undetermined",
                "licence_undetermined",
                self._ranked(change for one in doubtful for change in one.because),
                sorted({field for one in doubtful for field in one.depends_on}),
            )
        return Decision("licence_required", "not_covered_by_any", self._ranked(need.because))

    def judged(self) -> Mapping[str, Decision]:
        """The verdict against every licence that this exporter may use, by name."""
        if self._judged is None:
            self._judged = {name: self.against(name) for name in self.usable_licences()}
        return self._judged

    def usable_licences(self) -> Iterable[str]:
        """The licences with a visible establishment that this exporter may use."""
        exporter = self.given.get("exporter")
        for name in self.history.subjects("licence"):
            opened = self.plain.visible_of(f"licence/{name}", "licence_established")
            if any(one.content.get("holder", exporter) == exporter for one in opened):
                yield name
