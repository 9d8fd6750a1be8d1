"""Random instruments and transactions for the second reading of the law (`plain_law`): few
subjects, few days, and much that is refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from plain_faults import entries
from plain_law import EXCLUDING, FIELDS, GROUPING, Json, as_corrected

LICENCES, GROUPS, POLICIES = ("NL1", "NL2", "NL3"), ("A", "B", "C"), ("p1", "p2")
COUNTRIES = ("IL", "US", "TR", "FR", "NL")
EXPORTERS = ("Acme", "Bolt", "@x")
PLACES = (*COUNTRIES, *(f"@{name}" for name in GROUPS))
WORDS: dict[str, tuple[str, ...]] = {
    "activities": ("export", "transit", "transfer", "brokering"),
    "goods": (
        *("ML1", "ML10", "ML10.a", "ML21.b", "none"),
        *("5A002", "5A002.a", "5A002.a.1", "5D002", "5E002"),
    ),
    "item_kinds": ("complete", "component", "software", "technology"),
    "origins": PLACES,
    "destinations": PLACES,
    "programmes": ("F-35", "JSF", "none"),
    "end_uses": ("civil", "military"),
    "purposes": ("repair", "temporary"),
    "recipients": ("government", "private"),
    "exporters": EXPORTERS,
    "licence_kinds": ("general", "global"),
    "transhipments": ("with", "without"),
    "owners": ("own_forces", "other"),
    "knowledge": ("wmd", "none", "told_not_to"),
}
SELDOM = ("item_kinds", "transhipments", "owners", "knowledge")
DAYS = (
    *("0001-01-01", "2010-01-01", "2012-05-01", "2012-05-02", "2014-01-01", "2016-07-04"),
    *("2018-02-28", "2020-01-01", "2020-01-02", "2012", "2014-01", "2018-02"),
    *("[2010-06-01..2016-01-01]", "[..2013-06-30]"),
)
ASKED = (
    *("0001-01-01", "2009-12-31", "2010-01-01", "2012-04-30", "2012-05-01", "2012-05-02"),
    *("2013-01-01", "2014-01-15", "2016-07-03", "2016-07-04", "2018-02-10", "2018-02-28"),
    *("2019-12-31", "2020-01-01", "2020-01-02", "2026-01-01", "9999-12-31"),
)
PUBLISHED = (
    *("2009-06-01", "2012-01-01", "2012-05-01", "2015-01-01", "2018-02-28", "2020-01-01"),
    "2024-01-01",
)
KNOWN = (None, None, "0001-01-01", "2012-04-30", *PUBLISHED)


TARGETED: dict[str, tuple[tuple[str, ...], bool]] = {
    "licence_withdrawn": (("licence_established",), False),
    "licence_suspended": (("licence_established",), False),
    "licence_reinstated": (("licence_withdrawn",), False),
    "suspension_lifted": (("licence_suspended", "effect_suspended"), False),
    "exclusion_lifted": ((*EXCLUDING, "licence_established"), True),
    "scope_reduced": (("licence_established", "scope_extended"), True),
    "order_lifted": (("court_amendment_ordered",), False),
    "effect_suspended": ((), True),
    "change_annulled": ((), True),
    "period_extended": ((), False),
    "condition_removed": (("licence_established", "condition_attached"), True),
    "member_removed": (GROUPING, True),
    "requirement_lifted": (
        ("requirement_imposed", "requirement_extended", "requirement_exempted"),
        True,
    ),
    "policy_ended": (("policy_adopted",), False),
    "reinstatement_conditions_set": (
        (*EXCLUDING, "licence_established", "licence_withdrawn"),
        True,
    ),
    "reinstatement_condition_met": (("reinstatement_conditions_set",), True),
    "registration_ended": (("user_registered",), False),
}
"""Of which types the targets are (none: of any), and whether entries are named too."""
MADE = (
    *("licence_established", "scope_extended", *EXCLUDING, "history_incomplete"),
    *("court_amendment_ordered", "review_concluded", "condition_attached", "user_registered"),
    *(*GROUPING, "requirement_imposed", "requirement_extended", "requirement_exempted"),
    *("requirements_complete", "policy_adopted", "policy_amended"),
)
KINDS = frozenset((*TARGETED, *MADE))
"""The types of all changes that are made, corrections aside."""
PARTIAL = ("exclusion_lifted", "scope_reduced", "effect_suspended", "change_annulled")


class Maker:
    """Makes instruments, one after the other; what was recorded is told to it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.recorded = list[Json]()
        self._made = 0
        self._kinds: dict[str, Callable[[], Json]] = {
            "licence_established": self._licence,
            "scope_extended": lambda: self._amending({"permits": [self.clause()]}),
            "destination_excluded": self._excluded,
            "exporter_excluded": lambda: self._amending({"exporters": self.some(EXPORTERS)}),
            "history_incomplete": lambda: self._of_licence(self._perhaps_clause()),
            "court_amendment_ordered": self._order,
            "review_concluded": self._review,
            "condition_attached": self._condition,
            "user_registered": lambda: self._of_licence({"exporter": self.one(EXPORTERS)}),
            "group_established": self._members,
            "member_admitted": self._members,
            "requirement_imposed": self._requirement,
            "requirement_extended": lambda: {"requirement": "need", "requires": [self.clause()]},
            "requirement_exempted": lambda: {"requirement": "need", "exempts": [self.clause()]},
            "requirements_complete": self._perhaps_clause,
            "policy_adopted": lambda: {"title": "It", **self._values()},
            "policy_amended": self._values,
        }

    def one(self, values: tuple[str, ...]) -> str:
        """One of these."""
        return self.chance.choice(values)

    def some(self, values: tuple[str, ...], most: int = 3) -> list[str]:
        """A few of these, none twice."""
        return self.chance.sample(values, self.chance.randint(1, min(most, len(values))))

    def happens(self, often: float) -> bool:
        """Whether it happens, so often of a hundred."""
        return self.chance.random() * 100 < often

    def clause(self) -> Json:
        """A clause of one to three dimensions."""
        names = self.chance.sample(sorted(WORDS), self.chance.choice((1, 1, 2, 3)))
        return {name: self.some(WORDS[name]) for name in names}

    def transaction(self, licence: str | None) -> Json:
        """A transaction that lacks some fields."""
        given = {"date": self.one(ASKED), **({"licence": licence} if licence else {})}
        for name, words in WORDS.items():
            if self.happens(20 if name in SELDOM else 75):
                countries = name in ("origins", "destinations")
                given[FIELDS[name]] = self.one(COUNTRIES if countries else words)
        return given

    def instrument(self) -> Json:
        """An instrument after those that were recorded."""
        self._made += 1
        name = f"{self.one(('a', 'b', 'z'))}{self._made}"
        changes = as_corrected(self.recorded)
        if changes and self.happens(10):
            return self._act(name, "correction", [self._correction(changes)])
        made = list[Json]()
        for number in range(1, self.chance.choice((1, 1, 2, 4)) + 1):
            made.append(self._change(changes))
            changes[f"{name}#{number}"] = {**made[-1], "id": f"{name}#{number}"}
        return self._act(name, "decision", made)

    def first(self) -> Json:
        """An instrument to begin with: groups, a requirement, licences that permit much."""
        every = {"requires": [{"activities": list(WORDS["activities"])}, {"knowledge": ["none"]}]}
        need = self._requirement() | every | {"basis": "control_list"}
        changes = [
            {"type": "group_established", "group": name, "members": self.some(COUNTRIES)}
            for name in self.some(GROUPS)
        ]
        changes.append({"type": "requirement_imposed", **need})
        for name in self.some(LICENCES):
            permits = [{"item_kinds": list(WORDS["item_kinds"])}, self.clause()]
            licence = {**self._licence(), "licence": name, "permits": permits}
            changes.append({"type": "licence_established", **licence})
        changes = [{**one, "from": self.one(("0001-01-01", "2010-01-01"))} for one in changes]
        return self._act("first", "treaty", changes)

    def _act(self, name: str, kind: str, changes: list[Json]) -> Json:
        return {
            "instrument": name,
            "kind": kind,
            "title": name,
            "issued_by": "Minister",
            "published_on": self.one(PUBLISHED),
            "cites": [{"source": "Stcrt. 2020, 1"}],
            "changes": changes,
        }

    def _change(self, before: dict[str, Json]) -> Json:
        targeted = self._targeted(before) if self.happens(55) else None
        if targeted is None:
            kind = self.one(MADE)
            targeted = {"type": kind, **self._kinds[kind]()}
            orders = self._ids(before, ("court_amendment_ordered",))
            if orders and kind in (*EXCLUDING, "review_concluded") and self.happens(40):
                targeted["ordered_by"] = self.one(orders)
        if targeted["type"] != "change_annulled":
            targeted["from"] = self.one(DAYS)
            if self.happens(20):
                targeted["until"] = self.one(DAYS)
        return targeted

    def _targeted(self, before: dict[str, Json]) -> Json | None:
        kind = self.one(tuple(TARGETED))
        types, of_entries = TARGETED[kind]
        pool = self._ids(before, types)
        if kind == "period_extended":
            pool = tuple(id_ for id_ in pool if "until" in before[id_])
        if of_entries:
            pool = tuple(entry for id_ in pool for entry in entries(before[id_]))
        if not pool:
            return None
        made: Json = {"type": kind, "target": self.one(pool)}
        if kind == "change_annulled":
            made["ground"] = "An error"
        if kind == "reinstatement_conditions_set":
            made["conditions"] = [
                {"key": key, "text": "So."} for key in self.some(("report", "end"))
            ]
        if kind == "reinstatement_condition_met":
            made["evidence"] = "A letter"
        if kind in ("exclusion_lifted", "licence_reinstated") and self.happens(30):
            made["notwithstanding"] = "All the same"
        if kind == "order_lifted":
            made["ecli"] = "ECLI:NL:HR:2020:3"
        if kind in PARTIAL and self.happens(40):
            made["clause"] = self.clause()
        return made

    @staticmethod
    def _ids(before: dict[str, Json], types: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(id_ for id_, one in before.items() if not types or one["type"] in types)

    def _correction(self, changes: dict[str, Json]) -> Json:
        id_ = self.one(tuple(changes))
        name, change = id_.partition("#")[0], changes[id_]
        said: Json = {"type": "record_corrected", "target": id_, "reason": "Misread"}
        if self.happens(25):
            return {**said, "target": name, "restated": {"published_on": self.one(PUBLISHED)}}
        if self.happens(30):
            return {**said, "target": self.one((id_, name))}
        restated = {
            field: value
            for field, value in change.items()
            if field not in ("id", "instrument", "number", "published_on")
        }
        if "from" in restated:
            restated["from"] = self.one(DAYS)
        if "permits" in restated:
            restated["permits"] = [self.clause()]
        if "clause" in restated:
            restated["clause"] = self.clause()
        if self.happens(30):
            restated.pop("until", None)
        return {**said, "restated": restated}

    # What changes of each type say.

    def _of_licence(self, said: Json) -> Json:
        return {"licence": self.one(LICENCES), **said}

    def _amending(self, said: Json) -> Json:
        made = self._of_licence(said)
        established = self._ids(as_corrected(self.recorded), ("licence_established",))
        return (
            {**made, "amends": self.one(established)} if established and self.happens(25) else made
        )

    def _excluded(self) -> Json:
        others = self.clause() if self.happens(40) else {}
        return self._amending({**others, "destinations": self.some(WORDS["destinations"])})

    def _perhaps_clause(self) -> Json:
        return {"clause": self.clause()} if self.happens(60) else {}

    def _licence(self) -> Json:
        name = self.one(LICENCES)
        made: Json = {"licence": name, "kind": "general", "authority": "NL", "title": name}
        made["permits"] = [self.clause() for _ in range(self.chance.choice((1, 2)))]
        if self.happens(30):
            made["excludes"] = [self.clause()]
        if self.happens(20):
            made["holder"] = self.one(EXPORTERS)
        if self.happens(40):
            made["conditions"] = [
                {"key": key, "kind": kind, "text": "So.", **self._perhaps_clause()}
                for key, kind in (("register", "registration"), ("report", "reporting"))
            ]
        return made

    def _order(self) -> Json:
        ordered: Json = {"ecli": "ECLI:NL:HR:2020:1", "order": "Stop.", "destinations": ["IL"]}
        return self._of_licence(
            ordered | ({"comply_by": self.one(DAYS)} if self.happens(60) else {})
        )

    def _review(self) -> Json:
        return self._of_licence({"outcome": "maintained"})

    def _condition(self) -> Json:
        key = self.one(("registered", "limited"))
        kind = "registration" if key == "registered" else "limit"
        return self._amending({"key": key, "kind": kind, "text": "So.", **self._perhaps_clause()})

    def _members(self) -> Json:
        return {"group": self.one(GROUPS), "members": self.some(PLACES)}

    def _requirement(self) -> Json:
        name = self.one(("need", "sanctions"))
        basis = "prohibition" if name == "sanctions" else "national_measure"
        made: Any = {"requirement": name, "basis": basis, "title": name}
        made["requires"] = [self.clause() for _ in range(self.chance.choice((1, 2)))]
        return {**made, **({"exempts": [self.clause()]} if self.happens(50) else {})}

    def _values(self) -> Json:
        values = [{"value": self.one(("one", "two", "three"))} for _ in range(3)]
        when = [{**value, "when": self.clause()} if self.happens(70) else value for value in values]
        return {"policy": self.one(POLICIES), "values": when}
