"""The built-in record on requirements, sanctions, terms, policies, figures and statements.

As in `test_record_questions.py` each case is one question in our own short words with its
whole answer: a verdict with reason and deciding change, a policy's value, or the statement
that holds what was asked. Most stand on both sides of a boundary: the day before, the first
day, and where it ends the day after. `docs/record.md` explains the codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from licence_ledger.api.files.instruments import instruments_in
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.register.register import Register

RECORD = Path(__file__).parent.parent / "record"
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

NEW = {
    "ah-2025-2992", "belarus-arms", "bwbr0024139-2021-09-09", "bwbr0024139-validity",
    "bwbr0033865-2014-03-26", "bz-2025-01-15", "bz2404162", "bz2405833",
    "correction-nl010-goods",
    "correction-russia-sanctions", "cp-2008-944", "ek-35904-mva", "global-licence-turkey",
    "kst-22054-311-validity", "kst-22054-384", "kst-22054-388", "kst-22054-395",
    "kst-22054-401", "kst-22054-434-policy", "kst-22054-438", "kst-22054-458-procedures",
    "presumption-of-denial", "reg-2021-1030", "reg-2021-821-powers", "reg-2022-328",
    "reg-2022-355", "reg-833-2014", "stb-2021-420", "stcrt-2013-25632", "stcrt-2015-41238",
    "stcrt-2023-18212", "tz202311-040", "tz202405-048",
}  # fmt: skip


def register_of(paths: Iterable[Path]) -> Register:
    """The register over these files in this order; a refusal fails the test."""
    ledger = open_ledger(":memory:", lambda: TODAY, lambda: NOW)
    for path in paths:
        for found in instruments_in(path):
            ledger.record(found.content, "built-in")
    return Register(ledger)


def name_of(path: Path) -> str:
    """The id of the instrument that a file holds."""
    return path.stem.partition("_")[2]


@pytest.fixture(scope="module")
def register() -> Register:
    """The built-in record in the order of its file names."""
    return register_of(sorted(RECORD.glob("*.yaml")))


@pytest.fixture(scope="module")
def recorded_later() -> Register:
    """The same instruments, these ones added to a ledger that had all the others."""
    paths = sorted(RECORD.glob("*.yaml"))
    later = [path for path in paths if name_of(path) in NEW]
    assert len(later) == len(NEW)
    return register_of([path for path in paths if name_of(path) not in NEW] + later)


@dataclass(frozen=True)
class Question:
    """A transaction without a licence, and the answer it gets."""

    asks: str
    on: str
    goods: str
    to: str
    verdict: str
    reason: str
    decided_by: str | None
    activity: str = "export"
    origin: str = "NL"
    end_use: str | None = None
    licence: str | None = None
    known_on: str | None = None
    depends_on: tuple[str, ...] = ()

    def put_to(self, register: Register) -> dict[str, Any]:
        """The evaluation."""
        asked = {
            "date": self.on,
            "goods": self.goods,
            "destination": self.to,
            "activity": self.activity,
            "origin": self.origin,
            "end_use": self.end_use,
            "licence": self.licence,
            "item_kind": "complete",
            "programme": "none",
            "purpose": "other",
        }
        given = {name: value for name, value in asked.items() if value is not None}
        return register.evaluate(given, {"known_on": self.known_on} if self.known_on else {})


SEMICONDUCTORS = {
    "the day before its announcement took effect": Question(
        "a pellicle for EUV to China", "2023-08-31", "3B001.l", "CN",
        "no_licence_required", "not_listed", "stcrt-2023-18212#3",
    ),
    "the first day of the measure of 2023": Question(
        "a pellicle for EUV to China", "2023-09-01", "3B001.l", "CN",
        "licence_required", "not_covered_by_any", "stcrt-2023-18212#1",
    ),
    "neutral as to countries: an ally": Question(
        "a pellicle for EUV to the United States", "2023-09-01", "3B001.l", "US",
        "licence_required", "not_covered_by_any", "stcrt-2023-18212#1",
    ),
    "before the measure was known": Question(
        "a pellicle for EUV to China", "2023-09-01", "3B001.l", "CN",
        "undetermined", "no_requirement_recorded", None, known_on="2023-06-29",
    ),
    "announced in the Staatscourant, known before it applied": Question(
        "a pellicle for EUV to China", "2023-09-01", "3B001.l", "CN",
        "licence_required", "not_covered_by_any", "stcrt-2023-18212#1", known_on="2023-06-30",
    ),
    "software is equipment too": Question(
        "software for such equipment to China", "2023-09-01", "3D007", "CN",
        "licence_required", "not_covered_by_any", "stcrt-2023-18212#1",
    ),
    "lithography, a code that says too little before 2024": Question(
        "a scanner to China", "2024-01-15", "3B001.f.4", "CN",
        "undetermined", "missing_field", "stcrt-2023-18212#1", depends_on=("goods",),
    ),
    "lithography listed in 2023": Question(
        "a scanner to China", "2024-01-15", "3B001.f.4.2023", "CN",
        "licence_required", "not_covered_by_any", "stcrt-2023-18212#1",
    ),
    "newly listed in 2024, the day before": Question(
        "a scanner of a kind listed in 2024 to China", "2024-09-06", "3B001.f.4.2024", "CN",
        "no_licence_required", "not_listed", "bz2404162#4",
    ),
    "newly listed in 2024, the first day": Question(
        "a scanner of a kind listed in 2024 to China", "2024-09-07", "3B001.f.4.2024", "CN",
        "licence_required", "not_covered_by_any", "bz2404162#1",
    ),
    "lithography, any, after 2024": Question(
        "a scanner to China", "2024-09-07", "3B001.f.4", "CN",
        "licence_required", "not_covered_by_any", "bz2404162#1",
    ),
    "Q112": Question(
        "newly listed equipment to Germany", "2024-09-07", "3B001.f.4.2024", "DE",
        "no_licence_required", "exempt", "bz2404162#2",
    ),
    "Q112, called a transfer": Question(
        "newly listed equipment to Germany", "2024-09-07", "3B001.f.4.2024", "DE",
        "no_licence_required", "not_listed", "bz2404162#3", activity="transfer",
    ),
    "measuring equipment, published and not yet in force": Question(
        "measuring equipment to China", "2025-03-31", "BZ20250115", "CN",
        "no_licence_required", "not_listed", "bz-2025-01-15#4",
    ),
    "measuring equipment, the first day": Question(
        "measuring equipment to China", "2025-04-01", "BZ20250115", "CN",
        "licence_required", "not_covered_by_any", "bz-2025-01-15#1",
    ),
    "measuring equipment within the Union": Question(
        "measuring equipment to France", "2025-04-01", "BZ20250115", "FR",
        "no_licence_required", "exempt", "bz-2025-01-15#2",
    ),
    "emerging technologies, the day before": Question(
        "quantum technology to Brazil", "2024-11-30", "BZ2405833.quantum", "BR",
        "no_licence_required", "not_listed", "bz2405833#3",
    ),
    "emerging technologies within the Union": Question(
        "quantum technology to Spain", "2024-12-01", "BZ2405833.quantum", "ES",
        "no_licence_required", "exempt", "bz2405833#1",
    ),
}  # fmt: skip

UNLISTED = {
    "Syria, the day before": Question(
        "laboratory equipment to Syria", "2013-09-13", "BWBR0033865.I", "SY",
        "undetermined", "no_requirement_recorded", None,
    ),
    "Syria, the first day": Question(
        "laboratory equipment to Syria", "2013-09-14", "BWBR0033865.I", "SY",
        "licence_required", "not_covered_by_any", "stcrt-2013-25632#1",
    ),
    "brokering towards Syria": Question(
        "brokering of annex I goods to Syria", "2013-09-14", "BWBR0033865.I", "SY",
        "licence_required", "not_covered_by_any", "stcrt-2013-25632#1", activity="brokering",
    ),
    "Egypt, goods that may serve repression": Question(
        "body armour outside ML13 to Egypt", "2013-09-14", "BWBR0033865.II", "EG",
        "licence_required", "not_covered_by_any", "stcrt-2013-25632#1",
    ),
    "Egypt, annex I is for Syria alone": Question(
        "laboratory equipment to Egypt", "2013-09-14", "BWBR0033865.I", "EG",
        "undetermined", "no_requirement_recorded", None,
    ),
    "Ukraine, the day before": Question(
        "goods that may serve repression to Ukraine", "2014-03-25", "BWBR0033865.II", "UA",
        "undetermined", "no_requirement_recorded", None,
    ),
    "Ukraine, the first day": Question(
        "goods that may serve repression to Ukraine", "2014-03-26", "BWBR0033865.II", "UA",
        "licence_required", "not_covered_by_any", "bwbr0033865-2014-03-26#1",
    ),
    "Iraq, the day before": Question(
        "goods of the annex to Iraq", "2015-11-30", "BWBR0037216", "IQ",
        "undetermined", "no_requirement_recorded", None,
    ),
    "Iraq, the first day": Question(
        "goods of the annex to Iraq", "2015-12-01", "BWBR0037216", "IQ",
        "licence_required", "not_covered_by_any", "stcrt-2015-41238#1",
    ),
    "the catch-all requires nothing of everyone": Question(
        "bicycles to Kenya", "2025-06-24", "none", "KE",
        "undetermined", "no_requirement_recorded", None,
    ),
    "nor of military end use as such": Question(
        "lorries for an army under embargo", "2025-06-24", "none", "VE",
        "undetermined", "no_requirement_recorded", None, end_use="military",
    ),
}  # fmt: skip

SANCTIONS = {
    "arms to Russia, the day before": Question(
        "military goods to Russia", "2014-07-31", "ML11", "RU",
        "licence_required", "not_covered_by_any", "bwbr0024139#1",
    ),
    "arms to Russia, the first day": Question(
        "military goods to Russia", "2014-08-01", "ML11", "RU",
        "not_covered", "prohibited", "reg-833-2014#1",
    ),
    "dual-use to Russia before the sanctions": Question(
        "body armour under NL002 to Russia", "2014-07-31", "1A005", "RU",
        "covered", "permitted", "bwbr0026717#1", licence="NL002",
    ),
    "dual-use to Russia for an army": Question(
        "body armour under NL002 to Russia", "2014-08-01", "1A005", "RU",
        "not_covered", "prohibited", "reg-833-2014#2", licence="NL002", end_use="military",
    ),
    "dual-use to Russia for civil use, before 2022": Question(
        "body armour under NL002 to Russia", "2022-02-25", "1A005", "RU",
        "covered", "permitted", "bwbr0026717#1", licence="NL002", end_use="civil",
    ),
    "dual-use to Russia for a use that is not told, before 2022": Question(
        "body armour under NL002 to Russia", "2022-02-25", "1A005", "RU",
        "undetermined", "missing_field", "reg-833-2014#2", licence="NL002",
        depends_on=("end_use",),
    ),
    "dual-use to Russia, the first day of the wide ban: it prevails over the licence": Question(
        "body armour under NL002 to Russia", "2022-02-26", "1A005", "RU",
        "not_covered", "prohibited", "reg-2022-328#1", licence="NL002", end_use="civil",
    ),
    "the same, without a licence": Question(
        "a router to Russia", "2025-06-24", "5A002", "RU",
        "not_covered", "prohibited", "reg-2022-328#1", end_use="civil",
    ),
    "arms to Belarus": Question(
        "military goods to Belarus", "2011-06-20", "ML11", "BY",
        "not_covered", "prohibited", "belarus-arms#1",
    ),
    "dual-use to Belarus, before its army's ban": Question(
        "body armour under NL002 to Belarus", "2021-06-24", "1A005", "BY",
        "covered", "permitted", "bwbr0026717#1", licence="NL002", end_use="military",
    ),
    "dual-use to Belarus for an army": Question(
        "body armour under NL002 to Belarus", "2021-06-25", "1A005", "BY",
        "not_covered", "prohibited", "reg-2021-1030#1", licence="NL002", end_use="military",
    ),
    "dual-use to Belarus for civil use, the day before": Question(
        "body armour under NL002 to Belarus", "2022-03-02", "1A005", "BY",
        "covered", "permitted", "bwbr0026717#1", licence="NL002", end_use="civil",
    ),
    "dual-use to Belarus, the first day of the wide ban": Question(
        "body armour under NL002 to Belarus", "2022-03-03", "1A005", "BY",
        "not_covered", "prohibited", "reg-2022-355#1", licence="NL002", end_use="civil",
    ),
    "no sanctions on goods to Israel": Question(
        "body armour under NL002 to Israel", "2025-04-07", "1A005", "IL",
        "covered", "permitted", "bwbr0026717#1", licence="NL002", end_use="civil",
    ),
}  # fmt: skip

QUESTIONS = {**SEMICONDUCTORS, **UNLISTED, **SANCTIONS}


def _assert_answered(question: Question, register: Register) -> None:
    answer = question.put_to(register)
    found = (answer["verdict"], answer["reason"], answer["decided_by"])
    assert found == (question.verdict, question.reason, question.decided_by), question.asks
    assert tuple(answer["depends_on"]) == question.depends_on


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_requirements_and_prohibitions_turn_on_the_right_day(
    question: Question, register: Register
) -> None:
    _assert_answered(question, register)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_recorded_after_all_the_others_they_answer_the_same(
    question: Question, recorded_later: Register
) -> None:
    _assert_answered(question, recorded_later)


def test_emerging_technologies_need_a_licence_from_december_2024(register: Register) -> None:
    answer = register.evaluate(
        {
            "date": "2024-12-01",
            "activity": "export",
            "goods": "BZ2405833.quantum",
            "destination": "BR",
            "origin": "NL",
        },
        {},
    )
    assert answer["required"] == "yes"


# -- policies ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Value:
    """A policy's value on a day, for given dimensions, as known on a day."""

    policy: str
    on: str
    value: str | None
    reason: str = "adopted"
    to: str | None = None
    known_on: str | None = None


NOT_THREE = "not 3 years (1 year by implication)"
YEMEN = "denied, unless it is beyond doubt that the goods are not used in Yemen"
SYRIA = "denied, unless it is certain that the goods are not used in northern Syria"
TERM = "8 weeks after receipt, which can be extended by 8 weeks"

VALUES = {
    "an ally, the day before": Value("validity-military", "2019-06-30", "1 year", to="DE"),
    "an ally, the first day": Value("validity-military", "2019-07-01", "3 years", to="DE"),
    "an ally in 2024": Value("validity-military", "2024-11-25", "3 years", to="DE"),
    "an equated country": Value("validity-military", "2024-11-25", "3 years", to="JP"),
    "a third country": Value("validity-military", "2024-11-25", "1 year", to="KE"),
    "Israel": Value("validity-military", "2025-06-24", "1 year", to="IL"),
    "no destination given": Value("validity-military", "2024-11-25", None, "undetermined"),
    "an ally by accession, the day before": Value(
        "validity-military", "2020-03-26", "1 year", to="MK"
    ),
    "an ally by accession": Value("validity-military", "2020-03-27", "3 years", to="MK"),
    "Q094": Value("validity-military", "2024-11-25", NOT_THREE, to="TR"),
    "Turkey before the exception was stated": Value(
        "validity-military", "2024-11-25", "3 years", to="TR", known_on="2024-11-24"
    ),
    "Turkey, when the exception began is not known": Value(
        "validity-military", "2021-01-01", None, "undetermined", to="TR"
    ),
    "before the letter of 2019": Value(
        "validity-military", "2019-07-01", None, "none_recorded", to="DE", known_on="2019-04-16"
    ),
    "after sales to a third country, 2019": Value(
        "validity-after-sales", "2019-07-01", "1 year", to="EG"
    ),
    "after sales to an ally, 2019": Value(
        "validity-after-sales", "2019-07-01", "3 years", to="DE"
    ),
    "Q097, to a third country": Value("validity-after-sales", "2023-04-10", "1 year", to="EG"),
    "Q097, to an ally": Value("validity-after-sales", "2023-04-10", "3 years", to="DE"),
    "Q097": Value("validity-after-sales", "2023-04-10", None, "undetermined"),
    "after sales, the day of the letter": Value(
        "validity-after-sales", "2023-04-18", None, "undetermined", to="EG"
    ),
    "after sales, told as done": Value("validity-after-sales", "2024-11-25", "3 years", to="EG"),
    "temporary": Value("validity-temporary", "2024-11-25", "1 year"),
    "global transfer": Value("validity-global-transfer", "2022-01-01", "3 years, renewable"),
    "dual-use, before the regulation of 2021": Value(
        "validity-dual-use", "2021-09-08", "2 years in principle"
    ),
    "dual-use, under the regulation of 2021": Value(
        "validity-dual-use",
        "2021-09-09",
        "up to 2 years unless the authority decides otherwise (large projects up to 4)",
    ),
    "Q109": Value("presumption-of-denial", "2023-07-13", YEMEN, to="SA"),
    "presumption of denial, the Emirates": Value(
        "presumption-of-denial", "2023-07-13", YEMEN, to="AE"
    ),
    "presumption of denial, Turkey": Value("presumption-of-denial", "2023-07-13", SYRIA, to="TR"),
    "presumption of denial, another country": Value(
        "presumption-of-denial", "2023-07-13", None, "none_recorded", to="EG"
    ),
    "presumption of denial, its start is not known": Value(
        "presumption-of-denial", "2015-01-01", None, "undetermined", to="SA"
    ),
    "presumption of denial, ended": Value(
        "presumption-of-denial", "2023-07-14", None, "none_recorded", to="SA"
    ),
    "presumption of denial, still standing as known the day before": Value(
        "presumption-of-denial", "2023-07-14", YEMEN, to="SA", known_on="2023-07-13"
    ),
    "Turkey in a global licence, the last day without": Value(
        "global-licence-destination", "2023-09-30", "not possible", to="TR"
    ),
    "Turkey in a global licence, again": Value(
        "global-licence-destination", "2023-10-01", "possible", to="TR"
    ),
    "Israel in a global licence": Value(
        "global-licence-destination",
        "2025-06-24",
        'not with world-wide destinations ("wereldbestemmingen")',
        to="IL",
    ),
    "decision term": Value("decision-term", "2025-04-08", TERM),
    "decision term, not known so early": Value("decision-term", "2024-01-01", None, "undetermined"),
    "the minister in 2024": Value(
        "minister-for-export-control",
        "2024-02-28",
        "Minister voor Buitenlandse Handel en Ontwikkelingssamenwerking (Van Leeuwen)",
    ),
    "the minister after the change of title": Value(
        "minister-for-export-control",
        "2024-11-05",
        "Minister voor Buitenlandse Handel en Ontwikkelingshulp (Klever)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("asked", VALUES.values(), ids=VALUES.keys())
@pytest.mark.parametrize("order", ["register", "recorded_later"])
def test_a_policy_has_the_value_that_its_source_gives(
    asked: Value, order: str, request: pytest.FixtureRequest
) -> None:
    register: Register = request.getfixturevalue(order)
    given = {"destination": asked.to} if asked.to else {}
    seen = {"valid_on": asked.on} | ({"known_on": asked.known_on} if asked.known_on else {})
    answer = register.policy(asked.policy, given, seen)
    assert (answer["value"], answer["reason"]) == (asked.value, asked.reason)


# -- statements: what is said, by whom, and that it rules nothing ---------------------------

SAID = {
    "Q106, 26 of 27 member states agree": (
        "ek-35904-mva#7", "EU list of cyber-surveillance items", "only if all of them and the",
    ),
    "Q118, the bill is rejected": ("ek-35904-mva#18", "stb-2021-420", "could not export"),
    "registrations for EU007 in 2022": ("ek-35904-mva#1", "EU007", "Two companies"),
    "registrations for EU008 in 2022": ("ek-35904-mva#2", "EU008", "Six companies"),
    "registrations for EU007 in 2025": ("kst-22054-458-procedures#14", "EU007", "Three Dutch"),
    "licences for Israel in November 2024": (
        "kst-22054-434-policy#4", "valid licences for Israel", "38 licences",
    ),
    "licences for Israel since October 2023": (
        "kst-22054-458-procedures#4", "valid licences for Israel", "eight licences",
    ),
    "mondiale licences do not exist": (
        "kst-22054-458-procedures#27", "mondiale licences", 'no "mondiale" licences',
    ),
    "Darfur, not all of Sudan": ("kst-22054-434-policy#18", "embargo-UN", "covers Darfur"),
    "a sondage gives no rights": ("kst-22054-438#6", "sondage", "No rights follow"),
    "the opt-out clause was not adopted": ("kst-22054-438#5", "opt-out clause", "Not adopted"),
    "the treaty in July 2023": (
        "kst-22054-395#2", "treaty on export control in the defence field", "intends to accede",
    ),
    "the treaty in February 2024": (
        "kst-22054-401#1", "treaty on export control in the defence field", "after approval",
    ),
    "the treaty in November 2024": (
        "kst-22054-438#8", "treaty on export control in the defence field", "is intended",
    ),
    "who may use the emergency brake": (
        "kst-22054-401#2", "emergency brake of the treaty", "A party could object",
    ),
    "a person can be excluded": (
        "bwbr0024139-2021-09-09#1", "exclusion of a person from a general licence",
        "essential security interests",
    ),
    "who must tell of a changed destination": (
        "bwbr0024139-2021-09-09#2", "changed destination", "as soon as it is likely",
    ),
    "catch-all for cyber-surveillance, new in 2021": (
        "ek-35904-mva#4", "catch-all", "before the regulation of 2021 there was no ground",
    ),
    "catch-all decisions in 2023": ("kst-22054-434-policy#5", "catch-all", "were imposed"),
    "no licence revoked, said in June 2025": (
        "kst-22054-458-procedures#5", "revocation of licences", "no reason to revoke",
    ),
    "three revoked, known in September 2025": (
        "ah-2025-2992#1", "revocation of licences", "Three individual licences",
    ),
    "what was refused": ("kst-22054-458-procedures#6", "refusals", "night-vision equipment"),
    "priority of applications in place of NL010": (
        "kst-22054-458-procedures#7", "priority of applications", "with priority",
    ),
    "end-user statement": ("kst-22054-458-procedures#10", "end-user statement", "signed by"),
    "internal compliance programme": (
        "ek-35904-mva#17", "internal compliance programme", "demands an internal compliance",
    ),
    "reports to December 2024": (
        "kst-22054-458-procedures#16", "horizon of the reports", "December 2024",
    ),
    "what exists and is not public": (
        "kst-22054-458-procedures#15", "confidential data", "not made public",
    ),
    "deliveries to Ukraine, secret until April 2023": (
        "kst-22054-434-policy#16", "deliveries to Ukraine by the Ministry of Defence",
        "Until 13 April 2023",
    ),
    "the promise on NL009": ("tz202311-040#1", "TZ202311-040", "will be told"),
    "the promise on NL009, fulfilled": ("kst-22054-434-policy#1", "tz202311-040#1", "Fulfilled"),
    "the promise on dual-use goods, fulfilled": (
        "kst-22054-434-policy#2", "tz202405-048#1", "Fulfilled",
    ),
    "the old regulation for old applications": (
        "reg-2021-821-powers#6", "Regulation 428/2009", "applications made before",
    ),
    "OECD guidelines": (
        "kst-22054-458-procedures#20", "OECD guidelines and UN Guiding Principles", "expected",
    ),
}  # fmt: skip


def _change(register: Register, change: str) -> Mapping[str, Any]:
    instrument, _, number = change.partition("#")
    content = register.instrument(instrument, {})["content"]
    found: Mapping[str, Any] = content["changes"][int(number) - 1]
    return found


@pytest.mark.parametrize(("change", "about", "words"), SAID.values(), ids=SAID.keys())
def test_what_was_said_is_kept_with_its_topic(
    change: str, about: str, words: str, register: Register
) -> None:
    claim = _change(register, change)
    assert (claim["type"], claim["about"]) == ("statement_recorded", about)
    assert words in claim["says"]


def test_a_statement_about_no_licence_changes_no_register() -> None:
    paths = sorted(RECORD.glob("*.yaml"))
    states = []
    for chosen in (paths, [path for path in paths if name_of(path) not in NEW]):
        register = register_of(chosen)
        states.append(
            [
                {
                    name: value
                    for name, value in register.licence(name_, seen).items()
                    if name in KEPT
                }
                for name_ in ("NL002", "NL007", "NL009")
                for seen in ({"valid_on": "2024-02-25"}, {"valid_on": "2025-06-24"})
            ]
        )
    assert states[0] == states[1]


KEPT = ("status", "permits", "exclusions", "conditions", "court_orders", "disputes", "pending")


def test_a_mondiale_licence_is_an_unknown_licence_and_not_a_refusal(register: Register) -> None:
    with pytest.raises(QuestionError) as raised:
        register.licence("mondiaal", {})
    assert "no licence `mondiaal`" in str(raised.value)


def test_sudan_is_under_the_embargo_of_the_union_and_not_of_the_un(register: Register) -> None:
    def members(group: str) -> set[str]:
        answer = register.group(group, {"valid_on": "2024-11-05"})
        return {one["member"] for one in answer["members"]}

    assert "SD" in members("embargo-EU")
    assert "SD" not in members("embargo-UN")


# -- licences that were revoked: told to their holders before anybody else ------------------

REVOKED = {
    "one, the day before its holder was told": ("NL0074CDIU0182267", "2025-06-26", "in_force"),
    "one, when its holder was told": ("NL0074CDIU0182267", "2025-06-27", "withdrawn"),
    "one, the day it was decided, before it took effect": (
        "NL0074CDIU0182267", "2025-06-23", "in_force",
    ),
    "one, before it was certainly granted": ("NL0074CDIU0182267", "2025-06-01", "undetermined"),
    "another, the day before its holder was told": (
        "NL0074CDIU0184525", "2025-07-31", "in_force",
    ),
    "another, when its holder was told": ("NL0074CDIU0184525", "2025-08-01", "withdrawn"),
    "the third, when its holder was told": ("NL0074CDIU0185272", "2025-08-01", "withdrawn"),
}  # fmt: skip


@pytest.mark.parametrize(("licence", "on", "status"), REVOKED.values(), ids=REVOKED.keys())
def test_a_revocation_counts_from_the_day_its_holder_was_told(
    licence: str, on: str, status: str, register: Register
) -> None:
    assert register.licence(licence, {"valid_on": on})["status"] == status


def test_a_revocation_is_not_known_before_it_is_told(register: Register) -> None:
    seen = {"valid_on": "2025-06-27", "known_on": "2025-06-26"}
    assert register.licence("NL0074CDIU0182267", seen)["status"] == "in_force"


def test_an_individual_licence_covers_nobody_else(register: Register) -> None:
    answer = register.evaluate(
        {
            "date": "2025-06-25",
            "activity": "export",
            "goods": "ML9",
            "item_kind": "component",
            "programme": "none",
            "purpose": "other",
            "origin": "NL",
            "destination": "IL",
            "exporter": "A yard",
        },
        {},
    )
    assert (answer["verdict"], answer["covered_by"]) == ("licence_required", [])


# -- requirements as they are listed --------------------------------------------------------


def _imposed(register: Register, on: str) -> dict[str, str]:
    listed = register.requirements({"valid_on": on}, 100, "")["requirements"]
    return {one["requirement"]: one["basis"] for one in listed if one["imposed"] == "yes"}


def test_the_national_measures_are_listed_from_their_first_days(register: Register) -> None:
    def national(on: str) -> set[str]:
        return {name for name, basis in _imposed(register, on).items() if basis[:8] == "national"}

    assert national("2013-09-13") == set()
    assert national("2023-08-31") == {"unlisted-goods-syria-egypt-ukraine", "unlisted-goods-iraq"}
    assert national("2023-09-01") - national("2023-08-31") == {"semiconductor-equipment"}
    assert national("2024-12-01") - national("2024-11-30") == {"emerging-technologies"}


def test_only_prohibitions_of_russia_and_belarus_are_recorded(register: Register) -> None:
    forbidden = {n for n, basis in _imposed(register, "2025-06-24").items() if basis[0] == "p"}
    assert forbidden == {
        "belarus-arms",
        "belarus-dual-use",
        "russia-arms",
        "russia-dual-use",
        "russia-sanctions",
    }


def test_no_catch_all_is_recorded_as_a_requirement_of_everyone(register: Register) -> None:
    assert "catch_all" not in _imposed(register, "2025-06-24").values()


def test_an_ad_hoc_decision_that_became_known_binds_one_exporter() -> None:
    """What the inventory asks of a catch-all: one person, one kind of goods, one destination."""
    ledger = open_ledger(":memory:", lambda: TODAY, lambda: NOW)
    for path in sorted(RECORD.glob("*.yaml")):
        for found in instruments_in(path):
            ledger.record(found.content, "built-in")
    decision = {
        "instrument": "ad-hoc-1",
        "kind": "decision",
        "title": "An ad hoc requirement",
        "issued_by": "Minister",
        "published_on": "2024-03-01",
        "cites": [{"source": "A letter"}],
        "changes": [
            {
                "type": "requirement_imposed",
                "requirement": "ad-hoc-1",
                "basis": "catch_all",
                "title": "Pumps to Kenya",
                "from": "2024-03-01",
                "requires": [
                    {"exporters": ["A works"], "goods": ["none"], "destinations": ["KE"]},
                ],
            }
        ],
    }
    ledger.record(decision, "a lawyer")
    asked = {"date": "2024-03-01", "activity": "export", "goods": "none", "destination": "KE"}
    required = {
        exporter: Register(ledger).evaluate({**asked, "exporter": exporter}, {})["required"]
        for exporter in ("A works", "B works")
    }
    assert required == {"A works": "yes", "B works": "undetermined"}
