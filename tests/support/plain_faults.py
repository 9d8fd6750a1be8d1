"""Why an instrument of sound shape is refused, read a second time and as plainly as can be.

Each fault is a code and a JSON pointer. A change that is faulty counts for nothing in what is
judged after it, and naming it is no further fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plain_answers import PlainAnswers
from plain_law import (
    EXCLUDING,
    GROUPING,
    NO,
    PLACES,
    STOPS,
    YES,
    Json,
    bounds,
    clause_of,
    recorded_changes,
)

Fault = tuple[str, str]
SUBJECTS = {
    "licence": "licence_established",
    "group": "group_established",
    "requirement": "requirement_imposed",
    "policy": "policy_adopted",
}
ENDS = {
    "licence": "licence_withdrawn",
    "requirement": "requirement_lifted",
    "policy": "policy_ended",
}
NAMING = ("target", "ordered_by", "amends")
OF_ENTRIES = {
    "permits": "permit",
    "excludes": "exclude",
    "requires": "require",
    "exempts": "exempt",
}
TARGETS: dict[str, tuple[set[str], set[str]]] = {
    "licence_withdrawn": ({"licence_established"}, set()),
    "licence_suspended": ({"licence_established"}, set()),
    "licence_reinstated": ({"licence_withdrawn"}, set()),
    "suspension_lifted": ({"licence_suspended", "effect_suspended"}, set()),
    "exclusion_lifted": (set(EXCLUDING), {"exclude"}),
    "scope_reduced": (set(), {"permit"}),
    "order_lifted": ({"court_amendment_ordered"}, set()),
    "condition_removed": (set(), {"condition"}),
    "member_removed": (set(), {"member"}),
    "requirement_lifted": ({"requirement_imposed"}, {"require", "exempt"}),
    "policy_ended": ({"policy_adopted"}, set()),
    "reinstatement_conditions_set": ({*EXCLUDING, "licence_withdrawn"}, {"exclude"}),
    "reinstatement_condition_met": (set(), {"term"}),
    "registration_ended": ({"user_registered"}, set()),
}
"""What such a change may name: changes of these types, entries of these kinds; else anything."""


def entries(change: Json) -> dict[str, str]:
    """The ids that a change and its entries have, each with its kind."""
    id_ = change["id"]
    found = {id_: "change"}
    for field, label in OF_ENTRIES.items():
        count = len(change.get(field, ()))
        found |= {f"{id_}/{label}-{number}": label for number in range(1, count + 1)}
    attached = [change] if change["type"] == "condition_attached" else []
    conditions = (*attached, *change.get("conditions", ()))
    kind = "term" if change["type"] == "reinstatement_conditions_set" else "condition"
    found |= {f"{id_}/{one['key']}": kind for one in conditions}
    return found | {f"{id_}/{member}": "member" for member in change.get("members", ())}


def places(change: Json) -> Iterator[tuple[str, str]]:
    """Every country or group that a change names, with a pointer to it."""
    for number, member in enumerate(change.get("members", ())):
        yield f"/members/{number}", member
    clauses = [("", clause_of(change)), ("/clause", change.get("clause", {}))]
    for field in OF_ENTRIES:
        clauses += [(f"/{field}/{n}", one) for n, one in enumerate(change.get(field, ()))]
    for field, inside in (("conditions", "clause"), ("values", "when")):
        said = enumerate(change.get(field, ()))
        clauses += [(f"/{field}/{n}/{inside}", one.get(inside, {})) for n, one in said]
    for pointer, clause in clauses:
        for name in PLACES:
            for number, word in enumerate(clause.get(name, ())):
                yield f"{pointer}/{name}/{number}", word


def subject(change: Json) -> str | None:
    """The field of a change that names its subject; none where its target does."""
    fields = [field for field in SUBJECTS if field in change]
    return fields[0] if fields and change["type"] not in STOPS else None


def plain_faults(recorded: Sequence[Json], new: Json) -> list[Fault]:
    """The faults of an instrument after these, none twice, in order."""
    if new["kind"] == "correction":
        return sorted(set(_of_corrections(recorded, new)))
    faults, faulty = list[Fault](), set[str]()
    for number in range(len(new["changes"])):
        judged = _Judged(recorded, new, number, frozenset(faulty))
        found = set(judged.faults())
        if found or judged.names_a_faulty_one():
            faulty.add(f"{new['instrument']}#{number + 1}")
        faults += found
    return sorted(faults)


class _Judged:
    """One change of an instrument, and what stands before it."""

    def __init__(
        self, recorded: Sequence[Json], new: Json, number: int, faulty: frozenset[str]
    ) -> None:
        before = [*recorded, {**new, "changes": new["changes"][:number]}]
        self.change, self.pointer, self.faulty = (
            new["changes"][number],
            f"/changes/{number}",
            faulty,
        )
        self.ever = recorded_changes(before)
        self.law = PlainAnswers(before)
        for id_ in faulty:
            del self.law.visible[id_]
        starts = bounds(self.change["from"])[0] if "from" in self.change else float("-inf")
        self.first_day = starts

    def faults(self) -> Iterator[Fault]:
        """What is wrong with it."""
        yield from _of_names(self.change, self.pointer, self.ever)
        yield from self._of_subject()
        for field in NAMING:
            named = self.change.get(field, "").partition("/")[0]
            if named and named not in self.faulty:
                yield from self._of_name(field)
        if self.change["type"] in GROUPING:
            for number, member in enumerate(self.change["members"]):
                if member[0] == "@" and self._reaches_itself(member[1:]):
                    yield "group_cycle", f"{self.pointer}/members/{number}"

    def names_a_faulty_one(self) -> bool:
        """Whether it names a faulty change of its own instrument, which is no further fault."""
        named = {self.change.get(field, "").partition("/")[0] for field in NAMING}
        return bool(named & self.faulty)

    def _of_subject(self) -> Iterator[Fault]:
        field = subject(self.change)
        if field is None:
            return
        name, type_ = self.change[field], SUBJECTS[field]
        if self._is_of_no_subject():
            yield "unknown_subject", f"{self.pointer}/{field}"
        elif self.change["type"] == type_ and not all(
            self._has_ended(one, field) for one in self.law.of(type_, **{field: name})
        ):
            yield "already_established", f"{self.pointer}/{field}"

    def _is_of_no_subject(self) -> bool:
        field = subject(self.change)
        if field is None or self.change["type"] == SUBJECTS[field]:
            return False
        established = [one for one in self.ever if one["type"] == SUBJECTS[field]]
        return not any(one[field] == self.change[field] for one in established)

    def _has_ended(self, earlier: Json, field: str) -> bool:
        ends = ("change_annulled", ENDS.get(field))
        stopped = any(
            stop["type"] in ends and self.law.stops(stop, self.first_day, None) == YES
            for stop in self.law.stops_of(earlier["id"])
        )
        return stopped or self.law.ended(earlier, self.first_day, None) == YES

    def _of_name(self, field: str) -> Iterator[Fault]:
        named, pointer = self.change[field], f"{self.pointer}/{field}"
        target = self.law.visible.get(named.partition("/")[0])
        if target is None or named not in entries(target):
            was = any(named in entries(one) for one in self.ever)
            yield "wrong_target" if was else "unknown_target", pointer
        elif not self._may_name(field, target, entries(target)[named]):
            yield "wrong_target", pointer
        elif field == "target" and self.change["type"] in STOPS:
            if _before_its_target(self.change, target):
                yield "stops_before_start", f"{self.pointer}/from"
            if self._has_unmet_conditions(named):
                yield "conditions_unmet", pointer
            stops = self.law.stops_of(named)
            if "clause" not in self.change and any(map(self._stops_already, stops)):
                yield "already_stopped", pointer

    def _has_unmet_conditions(self, named: str) -> bool:
        let_back = self.change["type"] in ("exclusion_lifted", "licence_reinstated")
        if not let_back or "notwithstanding" in self.change:
            return False
        terms = self.law.terms_on(named, self.first_day)
        return any(present == YES and met == NO for _, present, met in terms)

    def _may_name(self, field: str, target: Json, kind: str) -> bool:
        if field == "ordered_by":
            return target["type"] == "court_amendment_ordered"
        if field == "amends":
            if target["type"] != "licence_established" or kind != "change":
                return False
            return bool(target["licence"] == self.change["licence"])
        if self.change["type"] == "period_extended":
            return "until" in target
        if "clause" in self.change and self.law.licence_of(target) is None:
            return False
        types, kinds = TARGETS.get(self.change["type"], ({target["type"]}, {kind}))
        return kind in kinds or (target["type"] in types and kind == "change")

    def _stops_already(self, stop: Json) -> bool:
        same = stop["type"] == self.change["type"] and not {"until", "clause"} & stop.keys()
        return same and self.law.runs(stop, self.first_day) == YES

    def _reaches_itself(self, group: str) -> bool:
        sound = [one for one in self.ever if one["id"] not in self.faulty]
        found, left = set[str](), [group]
        while left:
            inner = left.pop()
            if inner not in found:
                found.add(inner)
                for one in (*sound, *_restated(self.ever)):
                    if one["type"] in GROUPING and one["group"] == inner:
                        left += [member[1:] for member in one["members"] if member[0] == "@"]
        return self.change["group"] in found


def _restated(ever: Sequence[Json]) -> list[Json]:
    """What corrections restate of changes."""
    corrections = [one for one in ever if one["type"] == "record_corrected"]
    return [one["restated"] for one in corrections if "#" in one["target"] and "restated" in one]


def _of_names(change: Json, pointer: str, ever: Sequence[Json]) -> Iterator[Fault]:
    """Groups that were never established, and an end before its beginning."""
    groups = {one["group"] for one in ever if one["type"] == "group_established"}
    for place, word in places(change):
        if word[0] == "@" and word[1:] not in groups:
            yield "unknown_group", f"{pointer}{place}"
    both = {"from", "until"} <= change.keys()
    if both and bounds(change["until"])[1] <= bounds(change["from"])[0]:
        yield "until_not_after_from", f"{pointer}/until"


def _before_its_target(stop: Json, target: Json) -> bool:
    if "from" not in stop or "from" not in target:
        return False
    return bounds(stop["from"])[1] < bounds(target["from"])[0]


def _of_corrections(recorded: Sequence[Json], new: Json) -> Iterator[Fault]:
    ever = recorded_changes(recorded)
    before, after = PlainAnswers(recorded), PlainAnswers([*recorded, new])
    for number, correction in enumerate(new["changes"]):
        named, pointer = correction["target"], f"/changes/{number}"
        targets = [one for one in ever if named in (one["id"], one["id"].partition("#")[0])]
        if not targets or targets[0]["type"] == "record_corrected":
            yield "wrong_target" if targets else "unknown_target", f"{pointer}/target"
            continue
        restated = correction.get("restated")
        faults = (
            list(_of_restated(targets[0], restated, pointer, before, ever))
            if restated and "#" in named
            else []
        )
        yield from faults
        gone = {
            entry
            for target in targets
            for entry in entries(before.all.get(target["id"], target))
            if target["id"] not in after.all or entry not in entries(after.all[target["id"]])
        }
        naming = (one.get(field) for one in after.all.values() for field in NAMING)
        if not faults and gone.intersection(naming):
            yield "still_named", f"{pointer}/target"


def _of_restated(
    target: Json, restated: Json, pointer: str, law: PlainAnswers, ever: Sequence[Json]
) -> Iterator[Fault]:
    field = subject(target)
    if restated["type"] != target["type"]:
        yield "restated_differs", f"{pointer}/restated/type"
        return
    yield from _of_names(restated, f"{pointer}/restated", ever)
    if field and restated[field] != target[field]:
        yield "restated_differs", f"{pointer}/restated/{field}"
    named = law.all.get(restated.get("target", "").partition("/")[0])
    if named and restated["type"] == "period_extended" and "until" not in named:
        yield "wrong_target", f"{pointer}/restated/target"
    elif named and restated["type"] in STOPS and _before_its_target(restated, named):
        yield "stops_before_start", f"{pointer}/restated/from"
