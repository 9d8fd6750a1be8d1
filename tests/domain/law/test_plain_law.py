"""The ledger's answers and refusals, held to the law read a second time (`plain_law`)."""

from __future__ import annotations

import random
from typing import Any

from builders import Case
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from plain_answers import PlainAnswers
from plain_faults import plain_faults
from plain_law import a_day
from plain_ledgers import ASKED, KINDS, KNOWN, Maker

Json = dict[str, Any]
chances = st.integers(0, 2**32).map(random.Random)
as_made = settings(phases=[Phase.generate])
"""A ledger of another seed is no simpler one."""
EVALUATION = (
    *("verdict", "reason", "decided_by", "depends_on", "required", "covered_by", "assumed"),
    "misses",
)
WAY = ("verdict", "reason", "depends_on", "misses")
ESTABLISHES = {
    "licence": "licence_established",
    "group": "group_established",
    "policy": "policy_adopted",
}


class Recorded:
    """A ledger of random instruments, those that it refused held to the plain faults."""

    def __init__(self, chance: random.Random, most: int = 24) -> None:
        self.chance, self.maker, self.case = chance, Maker(chance), Case()
        self.sizes = [0]
        for number in range(chance.randint(4, 2 * most)):
            begins = number == 0 and chance.random() < 0.8
            made = self.maker.first() if begins else self.maker.instrument()
            assert self.case.refused(made) == plain_faults(self.maker.recorded, made)
            if self.case.size > self.sizes[-1]:
                self.maker.recorded.append(made)
                self.sizes.append(self.case.size)
            if len(self.sizes) > most:
                break

    def viewpoint(self) -> tuple[PlainAnswers, dict[str, Any]]:
        """The plain law of a random viewpoint, and the viewpoint."""
        count = self.chance.choice((len(self.sizes) - 1, self.chance.randrange(len(self.sizes))))
        known_on = self.chance.choice(KNOWN)
        law = PlainAnswers(self.maker.recorded[:count], known_on)
        seen: dict[str, Any] = {"log_size": self.sizes[count]}
        return law, seen | ({"known_on": known_on} if known_on else {})

    def ever(self, kind: str, viewpoint: dict[str, Any]) -> list[str]:
        """The licences, groups or policies that were ever established in the records seen."""
        seen = self.maker.recorded[: self.sizes.index(viewpoint["log_size"])]
        names = {
            change[kind]
            for one in seen
            for change in one["changes"]
            if change["type"] == ESTABLISHES[kind]
        }
        return sorted(names)

    def licence(self, viewpoint: dict[str, Any]) -> str | None:
        """One of the licences, or none."""
        return self.chance.choice((*self.ever("licence", viewpoint), None))


def told(answer: Json, fields: tuple[str, ...]) -> Json:
    because = [one["change"] if isinstance(one, dict) else one for one in answer["because"]]
    return {**{field: answer[field] for field in fields}, "because": because}


@as_made
@given(chances)
def test_an_evaluation_says_what_the_plain_law_says(chance: random.Random) -> None:
    ledger = Recorded(chance)
    for _ in range(12):
        law, viewpoint = ledger.viewpoint()
        asked = ledger.maker.transaction(ledger.licence(viewpoint))
        answer = ledger.case.check(**{"licence": None, **asked, **viewpoint})
        plain = law.evaluate(asked)
        assert told(answer, EVALUATION) == told(plain, EVALUATION)
        ways = {one["licence"]: told(one, WAY) for one in answer["licences"]}
        assert ways == {name: told(one, WAY) for name, one in plain["licences"].items()}
        if "licence" in asked and answer["verdict"] != "not_covered":
            conditions = [(c["entry"], c["present"], c["met"]) for c in answer["conditions"]]
            assert conditions == law.conditions_of_use(asked)


@as_made
@given(chances)
def test_a_licence_is_told_as_the_plain_law_tells_it(chance: random.Random) -> None:
    ledger = Recorded(chance)
    for _ in range(6):
        law, viewpoint = ledger.viewpoint()
        day = chance.choice(ASKED)
        for name in ledger.ever("licence", viewpoint):
            answer = ledger.case.licence(day, name, **viewpoint)
            status, because = law.status(name, a_day(day)) or ("not_established", [])
            told_by = [one["change"] for one in answer["because"]]
            assert (answer["status"], told_by) == (status, law.by_rank(because))
            for field in ("permits", "exclusions", "conditions"):
                entries = [(one["entry"], one["present"]) for one in answer[field]]
                every = getattr(law, field)(name)
                assert entries == law.present_entries(every, a_day(day))
            back = [
                (one["target"], [(said["entry"], said["met"]) for said in one["conditions"]])
                for one in answer["reinstatement"]
            ]
            assert back == law.reinstatement(name, a_day(day))
            orders = [(one["order"], one["state"]) for one in answer["court_orders"]]
            assert orders == law.court_orders(name, a_day(day))


@as_made
@given(chances)
def test_groups_and_policies_are_told_as_the_plain_law_tells_them(chance: random.Random) -> None:
    ledger = Recorded(chance)
    for _ in range(6):
        law, viewpoint = ledger.viewpoint()
        day = chance.choice(ASKED)
        seen = {"valid_on": day, **{name: str(value) for name, value in viewpoint.items()}}
        for name in ledger.ever("group", viewpoint):
            answer = ledger.case.register.group(name, seen)
            members = [(one["member"], one["present"]) for one in answer["members"]]
            assert (answer["established"], members) == law.group(name, a_day(day))
        for name in ledger.ever("policy", viewpoint):
            asked = ledger.maker.transaction(None)
            del asked["date"]
            answer = ledger.case.register.policy(name, asked, seen)
            assert (answer["value"], answer["reason"]) == law.policy(name, asked, a_day(day))


def test_changes_of_every_type_are_accepted() -> None:
    accepted = set[str]()
    for seed in range(150):
        ledger = Recorded(random.Random(seed))
        accepted |= {c["type"] for one in ledger.maker.recorded for c in one["changes"]}
    assert accepted == {"record_corrected", *KINDS}
