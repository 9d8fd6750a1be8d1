"""Questions about the requirements, policies and statements of the built-in record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.register.register import Register
from record_files import instruments_of

RECORD = Path(__file__).parents[2] / "record"


TODAY = date(2026, 11, 21)


NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def register_of(paths: Iterable[Path]) -> Register:
    """The register over these files in this order; a refusal fails the test."""
    ledger = open_ledger(":memory:", lambda: TODAY, lambda: NOW)
    for path in paths:
        for found in instruments_of(path):
            ledger.record(found.content, "built-in")
    return Register(ledger)


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
    of_list: str | None = None

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
            "list": self.of_list,
        }
        given = {name: value for name, value in asked.items() if value is not None}
        return register.evaluate(given, {"known_on": self.known_on} if self.known_on else {})


NATIONAL = "nl-semiconductor-equipment"
SEMICONDUCTORS = {
    "the day before its announcement took effect": Question(
        "a pellicle for EUV to China", "2023-08-31", "3B001.l", "CN",
        "no_licence_required", "not_listed", "stcrt-2023-18212#3", of_list=NATIONAL,
    ),
    "the first day of the measure of 2023": Question(
        "a pellicle for EUV to China", "2023-09-01", "3B001.l", "CN",
        "licence_required", "not_covered_by_any", "stcrt-2023-18212#1", of_list=NATIONAL,
    ),
    "neutral as to countries: an ally": Question(
        "a pellicle for EUV to the United States", "2023-09-01", "3B001.l", "US",
        "licence_required", "not_covered_by_any", "stcrt-2023-18212#1", of_list=NATIONAL,
    ),
    "before the measure was known": Question(
        "a pellicle for EUV to China", "2023-09-01", "3B001.l", "CN",
        "undetermined", "no_requirement_recorded", None, known_on="2023-06-29", of_list=NATIONAL,
    ),
    "announced in the Staatscourant, known before it applied": Question(
        "a pellicle for EUV to China", "2023-09-01", "3B001.l", "CN",
        "licence_required", "not_covered_by_any", "stcrt-2023-18212#1", known_on="2023-06-30",
        of_list=NATIONAL,
    ),
    "software is equipment too": Question(
        "software for such equipment to China", "2023-09-01", "3D007", "CN",
        "licence_required", "not_covered_by_any", "stcrt-2023-18212#1", of_list=NATIONAL,
    ),
    "a code above what is known of a list not known whole": Question(
        "a scanner to China", "2024-01-15", "3B001", "CN",
        "undetermined", "list_not_recorded", "stcrt-2023-18212#1",
        of_list=NATIONAL,
    ),
    "lithography listed in 2023": Question(
        "a scanner to China", "2024-01-15", "3B001.f.4", "CN",
        "licence_required", "not_covered_by_any", "stcrt-2023-18212#1", of_list=NATIONAL,
    ),
    "lithography, after 2024": Question(
        "a scanner to China", "2024-09-07", "3B001.f.4", "CN",
        "licence_required", "not_covered_by_any", "stcrt-2023-18212#1", of_list=NATIONAL,
    ),
    "the same code of Annex I is electron-beam equipment, which EU001 covers": Question(
        "an electron-beam writer to the United States", "2024-09-07", "3B001.f.4", "US",
        "covered", "permitted", "reg-2021-821-annex-ii#8",
    ),
    "Q112": Question(
        "newly listed equipment to Germany", "2024-09-07", "3B001.f.4", "DE",
        "no_licence_required", "exempt", "stcrt-2023-18212#1", of_list=NATIONAL,
    ),
    "Q112, called a transfer": Question(
        "newly listed equipment to Germany", "2024-09-07", "3B001.f.4", "DE",
        "no_licence_required", "not_listed", "stcrt-2023-18212#2", activity="transfer",
        of_list=NATIONAL,
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
        "Minister voor Buitenlandse Handel en Ontwikkelingssamenwerking",
    ),
    "the minister after the change of title": Value(
        "minister-for-export-control",
        "2024-11-05",
        "Minister voor Buitenlandse Handel en Ontwikkelingshulp",
    ),
}  # fmt: skip


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
