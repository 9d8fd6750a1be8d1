"""More questions to the built-in record, each answered from the sources before it was asked.

What an exporter or a lawyer would ask beyond the questions of members of parliament: the day
before, on and after each boundary; origins, embargoes, parts and whole; names that are nearly
the same; transactions that name no licence; and what could be known, and when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.register.claims import Claims
from licence_ledger.projections.register.timelines import Timelines
from licence_questions import QUESTIONS as OF_ALL
from policy_questions import QUESTIONS as OF_REQUIREMENTS
from policy_questions import SAID as OF_STATEMENTS
from policy_questions import VALUES as OF_POLICIES
from record_files import instruments_of
from record_questions import FOUND as OF_FIGURES
from record_questions import QUESTIONS as OF_FOUR

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "record"
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

EXPORT = {"activity": "export", "origin": "NL"}
ARMOUR = {**EXPORT, "goods": "1A005"}
ROUTER = {**EXPORT, "goods": "5A002", "end_use": "civil"}
NETWORK = {**EXPORT, "goods": "5A002.a.2", "end_use": "civil"}
ENCRYPTION = {**EXPORT, "goods": "5A002.a.2", "end_use": "civil"}
TELECOM = {**EXPORT, "goods": "5A001.d", "end_use": "civil"}
COMPOSITES = {**EXPORT, "goods": "1A001", "item_kind": "component", "end_use": "civil"}
SOLD = {**COMPOSITES, "purpose": "other", "recipient": "private"}
SOFTWARE = {
    **EXPORT, "goods": "5D002", "item_kind": "software", "recipient": "group_company",
    "end_use": "civil", "purpose": "other",
}  # fmt: skip
ARMS = {"goods": "ML11", "programme": "none"}
THROUGH = {**ARMS, "activity": "transit", "origin": "US"}
PART = {**THROUGH, "goods": "ML10", "item_kind": "component"}
AIRCRAFT = {**THROUGH, "goods": "ML10", "item_kind": "complete"}
F35 = {"goods": "ML10", "item_kind": "component", "programme": "F-35", "origin": "NL"}
F35_OUT = {**F35, "activity": "export"}
F35_THROUGH = {**F35, "activity": "transit", "origin": "US"}
TO_FORCES = {**ARMS, "activity": "transfer", "origin": "NL", "recipient": "armed_forces"}
TO_FAIR = {**ARMS, "activity": "transfer", "origin": "NL", "purpose": "demonstration"}
PELLICLE = {
    **EXPORT,
    "goods": "3B001.l",
    "list": "nl-semiconductor-equipment",
    "purpose": "other",
}

NL002, NL003, NL005 = "bwbr0026717#1", "stcrt-2011-19958#2", "stcrt-2011-19963#1"
NL007, NL008, NL009 = "stcrt-2012-11112#2", "stcrt-2012-11117#1", "stcrt-2016-44509#1"
OLD_EU001, OLD_EU005 = "reg-428-2009-annex-ii#1", "reg-1232-2011#6"
EU001, EU003, EU005, EU007, EU008 = (f"reg-2021-821-annex-ii#{n + 7}" for n in (1, 3, 5, 7, 8))
DOGS = "kst-22054-268#2"
YES, NO, PERHAPS = "yes", "no", "undetermined"
COVERED = ("covered", "permitted")
EXCLUDED = ("not_covered", "excluded")
OUT = ("not_covered", "out_of_scope")
FORBIDDEN = ("not_covered", "prohibited")
GAP = ("undetermined", "incomplete_history")
NO_DAY = ("undetermined", "imprecise_date")
NOT_YET = ("not_covered", "not_established")
NEEDS_ONE = ("licence_required", "not_covered_by_any")
EXEMPT = ("no_licence_required", "exempt")
NOT_LISTED = ("no_licence_required", "not_listed")
SILENT = ("undetermined", "no_requirement_recorded")


@pytest.fixture(scope="module")
def register() -> Timelines:
    """The register over the built-in record, recorded in the order of the file names."""
    ledger = open_ledger(":memory:", lambda: TODAY, lambda: NOW)
    for found in instruments_of(RECORD):
        ledger.record(found.content, "built-in")
    return Timelines(ledger)


@dataclass(frozen=True)
class Asked:
    """A transaction on a day, and the whole answer; without `licence` it names none."""

    on: str
    to: str
    given: Mapping[str, str]
    answer: tuple[str, str]
    decided_by: str | None
    required: str = YES
    licence: str | None = None
    known_on: str | None = None
    depends_on: tuple[str, ...] = ()
    covered_by: tuple[str, ...] = ()


def of(
    licence: str,
    on: str,
    to: str,
    given: Mapping[str, str],
    answer: tuple[str, str],
    decided_by: str,
    **more: Any,
) -> Asked:
    """A transaction against a licence."""
    return Asked(on, to, given, answer, decided_by, licence=licence, **more)


def _assert_answered(asked: Asked, register: Timelines) -> None:
    transaction = {"date": asked.on, "destination": asked.to, **asked.given}
    if asked.licence:
        transaction["licence"] = asked.licence
    answer = register.evaluate(transaction, _known(asked.known_on))
    assert (answer["verdict"], answer["reason"], answer["decided_by"]) == (
        *asked.answer,
        asked.decided_by,
    )
    assert answer["required"] == asked.required
    assert tuple(answer["depends_on"]) == asked.depends_on
    assert tuple(answer["covered_by"]) == asked.covered_by


def _known(on: str | None) -> dict[str, str]:
    return {"known_on": on} if on else {}


# -- one licence, one day ------------------------------------------------------------------

OF_NL002 = {
    "its first day": of("NL002", "2009-12-01", "BR", ARMOUR, COVERED, NL002),
    "Norway, an ally left to EU001": of("NL002", "2024-06-01", "NO", ARMOUR, EXCLUDED, NL002),
    "Iran": of("NL002", "2012-06-01", "IR", ARMOUR, EXCLUDED, NL002),
    "Serbia, named by nobody": of("NL002", "2012-06-01", "RS", ARMOUR, COVERED, NL002),
    "bearings, on its list": of(
        "NL002", "2015-06-01", "BR", {**EXPORT, "goods": "2A001"}, COVERED, NL002
    ),
    "3A001.a.5, between two items of its list": of(
        "NL002", "2015-06-01", "BR", {**EXPORT, "goods": "3A001.a.5"}, OUT, NL002,
        required=PERHAPS,
    ),
    "3A001.a, of which it lists a part": of(
        "NL002", "2015-06-01", "BR", {**EXPORT, "goods": "3A001.a"},
        ("undetermined", "missing_field"), NL002, required=PERHAPS, depends_on=("goods",),
    ),
    "military armour": of("NL002", "2015-06-01", "BR", {**EXPORT, "goods": "ML13"}, OUT, NL002),
    "the United Kingdom, the last day of the transition": of(
        "NL002", "2020-12-31", "GB", ARMOUR, COVERED, NL002, required=NO
    ),
    "the United Kingdom, the day after": of(
        "NL002", "2021-01-01", "GB", ARMOUR, GAP, "reg-2020-2171#1"
    ),
    "Iceland, the last day of the list of 2009": of(
        "NL002", "2021-09-08", "IS", ARMOUR, COVERED, NL002
    ),
    "Iceland, the day after": of("NL002", "2021-09-09", "IS", ARMOUR, GAP, "reg-2021-821#3"),
    "withdrawn, as known the day before": of(
        "NL002", "2025-04-08", "BR", ARMOUR, COVERED, NL002, known_on="2025-04-06"
    ),
    "withdrawn, as known on the day of publication": of(
        "NL002", "2025-04-08", "BR", ARMOUR, ("not_covered", "withdrawn"),
        "stcrt-2025-11446#1", known_on="2025-04-07",
    ),
    "to Belgium after its withdrawal, not covered and none needed": of(
        "NL002", "2025-04-08", "BE", ARMOUR, ("not_covered", "withdrawn"),
        "stcrt-2025-11446#1", required=NO,
    ),
    "transfer to Belgium, not covered and none needed": of(
        "NL002", "2024-06-01", "BE", {**ARMOUR, "activity": "transfer"}, OUT, NL002, required=NO
    ),
}  # fmt: skip

OF_NL007 = {
    "a part of a helicopter": of("NL007", "2018-06-01", "KE", PART, COVERED, NL007),
    "a whole helicopter": of("NL007", "2018-06-01", "KE", AIRCRAFT, EXCLUDED, NL007),
    "rifles": of("NL007", "2018-06-01", "KE", {**THROUGH, "goods": "ML1"}, OUT, NL007),
    "bombs of ML4.a": of(
        "NL007", "2018-06-01", "KE", {**THROUGH, "goods": "ML4.a"}, EXCLUDED, NL007
    ),
    "ML4.b": of("NL007", "2018-06-01", "KE", {**THROUGH, "goods": "ML4.b"}, COVERED, NL007),
    "export": of("NL007", "2018-06-01", "KE", {**THROUGH, "activity": "export"}, OUT, NL007),
    "from Switzerland": of(
        "NL007", "2018-06-01", "KE", {**THROUGH, "origin": "CH"}, COVERED, NL007
    ),
    "from Malta, in the Union and not in NATO": of(
        "NL007", "2018-06-01", "KE", {**THROUGH, "origin": "MT"}, COVERED, NL007
    ),
    "from the United Kingdom after the Union": of(
        "NL007", "2021-06-01", "KE", {**THROUGH, "origin": "GB"}, COVERED, NL007
    ),
    "from Turkey, still an origin after 2020": of(
        "NL007", "2021-06-01", "KE", {**THROUGH, "origin": "TR"}, COVERED, NL007
    ),
    "from South Korea, equated with nobody": of(
        "NL007", "2018-06-01", "KE", {**THROUGH, "origin": "KR"}, OUT, NL007
    ),
    "from North Macedonia, the day before NATO": of(
        "NL007", "2020-03-26", "KE", {**THROUGH, "origin": "MK"}, OUT, NL007
    ),
    "from North Macedonia in NATO": of(
        "NL007", "2020-03-27", "KE", {**THROUGH, "origin": "MK"}, COVERED, NL007
    ),
    "to North Macedonia, the day before NATO": of(
        "NL007", "2020-03-26", "MK", THROUGH, COVERED, NL007
    ),
    "to North Macedonia in NATO": of("NL007", "2020-03-27", "MK", THROUGH, EXCLUDED, NL007),
    "to Croatia, in NATO before the Union": of(
        "NL007", "2012-07-01", "HR", THROUGH, EXCLUDED, NL007
    ),
    "Saudi Arabia, the day of signature": of("NL007", "2016-07-04", "SA", THROUGH, COVERED, NL007),
    "Saudi Arabia, the first day that is certain": of(
        "NL007", "2016-08-01", "SA", THROUGH, EXCLUDED, "stcrt-2016-36336#2"
    ),
    "Qatar, the day of signature": of("NL007", "2016-07-04", "QA", THROUGH, COVERED, NL007),
    "Qatar, the last day before the year 2019": of(
        "NL007", "2018-12-31", "QA", THROUGH, EXCLUDED, "stcrt-2016-36336#4"
    ),
    "Qatar, the first day after the year 2019": of(
        "NL007", "2020-01-01", "QA", THROUGH, COVERED, NL007
    ),
    "Egypt, the first day of 2019": of(
        "NL007", "2019-01-01", "EG", THROUGH, NO_DAY, "kst-22054-311#1"
    ),
    "Egypt, the first day after 2019": of(
        "NL007", "2020-01-01", "EG", THROUGH, EXCLUDED, "kst-22054-311#1"
    ),
    "Egypt, before the letter was known": of(
        "NL007", "2020-01-01", "EG", THROUGH, COVERED, NL007, known_on="2019-04-16"
    ),
    "Ukraine, known only after publication": of(
        "NL007", "2020-10-28", "UA", THROUGH, COVERED, NL007, known_on="2020-10-26"
    ),
    "Ukraine, the first day": of(
        "NL007", "2020-10-28", "UA", THROUGH, EXCLUDED, "stcrt-2020-55420#2"
    ),
    "an F-35 part to Israel, the day before": of(
        "NL007", "2024-02-19", "IL", F35_THROUGH, COVERED, NL007
    ),
    "an F-35 part to Israel, twice excluded: the older is named": of(
        "NL007", "2025-06-24", "IL", F35_THROUGH, EXCLUDED, "stcrt-2024-5435#1"
    ),
    "a part outside the programme to Israel, in 2024": of(
        "NL007", "2024-03-01", "IL", PART, COVERED, NL007
    ),
    "a part to Israel, the programme not told": of(
        "NL007", "2024-03-01", "IL",
        {name: value for name, value in PART.items() if name != "programme"},
        ("undetermined", "missing_field"), "stcrt-2024-5435#1", depends_on=("programme",),
    ),
    "Israel, as known before April 2025": of(
        "NL007", "2025-04-08", "IL", THROUGH, COVERED, NL007, known_on="2025-04-06"
    ),
    "Israel, the first day": of(
        "NL007", "2025-04-08", "IL", THROUGH, EXCLUDED, "stcrt-2025-11446#2"
    ),
}  # fmt: skip

EMBARGOES = {
    "Russia, the day before": of("NL007", "2014-07-31", "RU", THROUGH, COVERED, NL007),
    "Russia, the first day": of("NL007", "2014-08-01", "RU", THROUGH, EXCLUDED, NL007),
    "Guinea, the last day": of("NL007", "2014-04-13", "GN", THROUGH, EXCLUDED, NL007),
    "Guinea, ended": of("NL007", "2014-04-14", "GN", THROUGH, COVERED, NL007),
    "Côte d'Ivoire, the UN's ended, the Union's not yet": of(
        "NL007", "2016-05-31", "CI", THROUGH, EXCLUDED, NL007
    ),
    "Côte d'Ivoire, some day of June": of("NL007", "2016-06-15", "CI", THROUGH, NO_DAY, NL007),
    "Côte d'Ivoire, ended": of("NL007", "2016-06-30", "CI", THROUGH, COVERED, NL007),
    "Liberia, the last day": of("NL007", "2016-05-24", "LR", THROUGH, EXCLUDED, NL007),
    "Liberia, ended": of("NL007", "2016-05-25", "LR", THROUGH, COVERED, NL007),
    "Syria, the last day of the Union's ban": of(
        "NL007", "2013-05-31", "SY", THROUGH, EXCLUDED, NL007
    ),
    "Syria, other measures since": of("NL007", "2013-06-01", "SY", THROUGH, NO_DAY, NL007),
    "Eritrea, in the month of its end": of("NL007", "2018-12-15", "ER", THROUGH, NO_DAY, NL007),
    "Eritrea, ended": of("NL007", "2019-01-01", "ER", THROUGH, COVERED, NL007),
    "Central African Republic, the day before": of(
        "NL007", "2013-12-04", "CF", THROUGH, COVERED, NL007
    ),
    "Central African Republic, the first day": of(
        "NL007", "2013-12-05", "CF", THROUGH, EXCLUDED, NL007
    ),
    "Central African Republic, lifted for the government": of(
        "NL007", "2024-07-30", "CF", THROUGH, NO_DAY, NL007
    ),
    "Zimbabwe, the last day that was checked": of(
        "NL007", "2024-02-29", "ZW", THROUGH, EXCLUDED, NL007
    ),
    "Zimbabwe, prolonged each year": of("NL007", "2024-03-01", "ZW", THROUGH, EXCLUDED, NL007),
    "Zimbabwe, the last day": of("NL007", "2027-02-20", "ZW", THROUGH, EXCLUDED, NL007),
    "Zimbabwe, unless prolonged again": of("NL007", "2027-02-21", "ZW", THROUGH, COVERED, NL007),
    "Venezuela, the day before": of("NL007", "2017-11-12", "VE", THROUGH, COVERED, NL007),
    "Venezuela, the first day": of("NL007", "2017-11-13", "VE", THROUGH, EXCLUDED, NL007),
    "Iran, under the Union's alone": of("NL007", "2021-06-01", "IR", THROUGH, EXCLUDED, NL007),
    "Armenia, under the OSCE's": of("NL007", "2018-06-01", "AM", THROUGH, EXCLUDED, NL007),
    "China": of("NL007", "2018-06-01", "CN", THROUGH, EXCLUDED, NL007),
    "Hong Kong is not China here": of("NL007", "2018-06-01", "HK", THROUGH, COVERED, NL007),
    "Sudan": of("NL007", "2018-06-01", "SD", THROUGH, EXCLUDED, NL007),
    "Yemen, its armed groups alone": of("NL007", "2015-12-01", "YE", THROUGH, NO_DAY, NL007),
    "Yemen, named by NL007 itself": of(
        "NL007", "2016-08-01", "YE", THROUGH, EXCLUDED, "stcrt-2016-36336#1"
    ),
}  # fmt: skip

OF_OTHERS = {
    "NL001, military goods": of(
        "NL001", "2009-11-30", "US", {**EXPORT, "goods": "ML11"}, EXCLUDED, "nl001#1"
    ),
    "NL001, in transit": of(
        "NL001", "2009-11-30", "US", {**COMPOSITES, "activity": "transit"}, OUT, "nl001#1",
        required=PERHAPS,
    ),
    "NL001, its last day": of("NL001", "2009-11-30", "US", COMPOSITES, GAP, "nl001#2"),
    "NL003, Liechtenstein": of("NL003", "2015-06-01", "LI", TO_FORCES, COVERED, NL003),
    "NL003, Switzerland, equated and no member state": of(
        "NL003", "2015-06-01", "CH", TO_FORCES, OUT, NL003
    ),
    "NL003, ammunition in 2015": of(
        "NL003", "2015-06-01", "DE", {**TO_FORCES, "goods": "ML3"}, OUT, NL003
    ),
    "NL003, ML7.a, of which it has other parts": of(
        "NL003", "2015-06-01", "DE", {**TO_FORCES, "goods": "ML7.a"}, OUT, NL003
    ),
    "NL003, a part of a vehicle": of(
        "NL003", "2015-06-01", "DE", {**TO_FORCES, "goods": "ML6", "item_kind": "component"},
        COVERED, NL003,
    ),
    "NL004, the day before": of(
        "NL004", "2012-06-29", "DE", {**TO_FORCES, "recipient": "certified"}, NOT_YET,
        "stcrt-2011-19961#1",
    ),
    "NL005, its first day": of("NL005", "2012-06-30", "DE", TO_FAIR, COVERED, NL005),
    "NL005, for repair": of(
        "NL005", "2012-06-30", "DE", {**TO_FAIR, "purpose": "repair"}, OUT, NL005
    ),
    "NL008, the day before": of(
        "NL008", "2012-06-30", "DE", THROUGH, NOT_YET, NL008, required=NO
    ),
    "NL008, New Zealand": of(
        "NL008", "2018-06-01", "NZ", {**THROUGH, "origin": "BR"}, COVERED, NL008
    ),
    "NL008, a whole helicopter": of("NL008", "2018-06-01", "DE", AIRCRAFT, COVERED, NL008),
    "NL008, Montenegro before NATO": of("NL008", "2017-06-04", "ME", THROUGH, OUT, NL008),
    "NL008, Montenegro in NATO": of("NL008", "2017-06-05", "ME", THROUGH, COVERED, NL008),
    "NL008, the United Kingdom after the Union": of(
        "NL008", "2021-06-01", "GB", THROUGH, COVERED, NL008
    ),
    "NL008, Turkey as known before publication": of(
        "NL008", "2020-10-28", "TR", THROUGH, COVERED, NL008, known_on="2020-10-26"
    ),
    "NL009, its first day": of("NL009", "2016-10-01", "IL", F35_OUT, COVERED, NL009),
    "NL009, transit to Israel, the day before": of(
        "NL009", "2024-02-19", "IL", F35_THROUGH, COVERED, NL009
    ),
    "NL009, transit to Israel, excluded": of(
        "NL009", "2024-02-20", "IL", F35_THROUGH, EXCLUDED, "stcrt-2024-5435#2"
    ),
    "NL009, known on the day of publication": of(
        "NL009", "2024-02-25", "IL", F35_OUT, EXCLUDED, "stcrt-2024-5435#2",
        known_on="2024-02-19",
    ),
    "NL009, quashing the judgment revived nothing": of(
        "NL009", "2025-10-03", "IL", F35_OUT, EXCLUDED, "stcrt-2024-5435#2"
    ),
    "NL009, the programme not told": of(
        "NL009", "2024-03-01", "US",
        {name: value for name, value in F35_OUT.items() if name != "programme"},
        ("undetermined", "missing_field"), NL009, depends_on=("programme",),
    ),
    "NL010, the day before it can have begun": of(
        "NL010", "2009-08-26", "BR", ROUTER, NOT_YET, "nl010#1", required=PERHAPS
    ),
    "NL010, before it can have begun": of(
        "NL010", "2015-11-29", "BR", ROUTER, NOT_YET, "nl010#1", required=PERHAPS
    ),
    "NL010, whether it had begun": of(
        "NL010", "2015-11-30", "BR", NETWORK, NO_DAY, "nl010#1", required=PERHAPS
    ),
    "NL010, in transit": of(
        "NL010", "2025-06-24", "BR", {**ROUTER, "activity": "transit"}, OUT, "nl010#1",
        required=PERHAPS,
    ),
    "NL010, body armour": of("NL010", "2025-06-24", "BR", ARMOUR, EXCLUDED, "nl010#1"),
    "NL010, Ukraine": of("NL010", "2025-06-24", "UA", ROUTER, EXCLUDED, "nl010#1"),
    "NL010, Hong Kong": of("NL010", "2025-06-24", "HK", ROUTER, EXCLUDED, "nl010#1"),
    "NL010, Venezuela, under an embargo": of(
        "NL010", "2025-06-24", "VE", ROUTER, EXCLUDED, "nl010#1"
    ),
    "NL010, Israel the day before": of("NL010", "2025-04-07", "IL", NETWORK, COVERED, "nl010#1"),
    "NL010, goods that no letter names": of(
        "NL010", "2025-04-07", "IL", {**EXPORT, "goods": "5A002.c"}, GAP, "nl010#2"
    ),
    "NL900, in transit": of(
        "NL900", "2025-06-01", "CA", {"activity": "transit", "goods": "BZ2405833"}, OUT, "nl900#1",
        required=PERHAPS,
    ),
    "NL900, quantum to Canada": of(
        "NL900", "2024-12-01", "CA", {**EXPORT, "goods": "BZ2405833.quantum"}, GAP, "nl900#2"
    ),
    "EU001, in transit before 2012": of(
        "EU001", "2010-06-01", "US", {**COMPOSITES, "activity": "transit"}, OUT, OLD_EU001,
        required=PERHAPS,
    ),
    "EU001, an item of the Dutch list": of("EU001", "2024-06-01", "US", PELLICLE, EXCLUDED, EU001),
    "EU001, the same once Annex I was replaced": of(
        "EU001", "2025-11-15", "US", PELLICLE, OUT, EU001
    ),
    "EU003, Russia on the last day": of(
        "EU003", "2022-02-25", "RU", {**COMPOSITES, "purpose": "repair"}, COVERED, EU003
    ),
    "EU003, Russia on its list, and forbidden": of(
        "EU003", "2022-05-04", "RU", {**COMPOSITES, "purpose": "repair"}, FORBIDDEN,
        "reg-2022-328#1",
    ),
    "EU005, Russia under the regulation of 2009": of(
        "EU005", "2018-06-01", "RU", TELECOM, COVERED, OLD_EU005
    ),
    "EU005, Macau counts with China": of("EU005", "2022-06-01", "MO", TELECOM, COVERED, EU005),
    "EU007, technology to a subsidiary in China": of(
        "EU007", "2025-06-24", "CN", SOFTWARE, OUT, EU007
    ),
    "EU008, Ukraine, which NL010 leaves out": of(
        "EU008", "2025-06-24", "UA", ENCRYPTION, COVERED, EU008
    ),
    "EU008, Turkey, which NL010 leaves out": of(
        "EU008", "2025-06-24", "TR", ENCRYPTION, COVERED, EU008
    ),
    "EU008, the Emirates": of("EU008", "2025-06-24", "AE", ENCRYPTION, EXCLUDED, EU008),
    "EU008, Congo-Brazzaville": of("EU008", "2025-06-24", "CG", ENCRYPTION, EXCLUDED, EU008),
    "EU008, Nicaragua, named by nobody": of(
        "EU008", "2025-06-24", "NI", ENCRYPTION, COVERED, EU008
    ),
}  # fmt: skip

# -- no licence named ----------------------------------------------------------------------

UNNAMED = {
    "military goods to Belgium": Asked(
        "2024-06-01", "BE", TO_FORCES, EXEMPT, "stb-2012-225#1", required=NO
    ),
    "military goods to Luxembourg, called an export": Asked(
        "2024-06-01", "LU", {**ARMS, **EXPORT}, EXEMPT, "bwbr0024139-terms#2", required=NO
    ),
    "military goods to the Norwegian forces": Asked(
        "2015-06-01", "NO", {**TO_FORCES, "purpose": "other"}, COVERED, NL003,
        covered_by=("NL003",),
    ),
    "rifles in transit to Germany": Asked(
        "2018-06-01", "DE", {**THROUGH, "goods": "ML1"}, COVERED, NL008, covered_by=("NL008",)
    ),
    "military goods in transit to Kenya": Asked(
        "2018-06-01", "KE", THROUGH, COVERED, NL007, covered_by=("NL007",)
    ),
    "military goods in transit to Turkey since 2020": Asked(
        "2021-01-01", "TR", THROUGH, NEEDS_ONE, "bwbr0024139#1"
    ),
    "an F-35 part to the United States": Asked(
        "2024-06-01", "US", {**F35_OUT, "purpose": "other"}, COVERED, NL009,
        covered_by=("NL009",),
    ),
    "an F-35 part to Israel": Asked(
        "2024-06-01", "IL", {**F35_OUT, "purpose": "other"}, NEEDS_ONE, "bwbr0024139#1"
    ),
    "body armour to Germany": Asked(
        "2024-06-01", "DE", ARMOUR, EXEMPT, "reg-2021-821#2", required=NO
    ),
    "body armour to Belgium, called a transfer, as known at the time": Asked(
        "2018-06-01", "BE", {**ARMOUR, "activity": "transfer"}, NOT_LISTED,
        "reg-428-2009-annex-ii#3", required=NO, known_on="2018-06-01",
    ),
    "the same after NL002's withdrawal": Asked(
        "2025-06-24", "BE", {**ARMOUR, "activity": "transfer"}, NOT_LISTED,
        "kst-22054-458#20", required=NO,
    ),
    "the same as known before the letter": Asked(
        "2025-04-08", "BE", {**ARMOUR, "activity": "transfer"}, NOT_LISTED,
        "reg-2021-821-annex-iv#2", required=NO, known_on="2025-04-08",
    ),
    "body armour to the United Kingdom in the transition, called a transfer": Asked(
        "2020-12-31", "GB", {**ARMOUR, "activity": "transfer"}, NOT_LISTED,
        "withdrawal-transition-2020#3", required=NO,
    ),
    "body armour to the United Kingdom in the transition": Asked(
        "2020-12-31", "GB", ARMOUR, EXEMPT, "withdrawal-agreement-2020#2", required=NO
    ),
    "composites to the United Kingdom after it": Asked(
        "2021-01-01", "GB", COMPOSITES, COVERED, OLD_EU001, covered_by=("EU001",)
    ),
    "composites to Argentina, under NL002 and EU002": Asked(
        "2025-04-07", "AR", SOLD, COVERED, NL002, covered_by=("EU002", "NL002")
    ),
    "composites to Brazil, sold, on NL002's last day": Asked(
        "2025-04-07", "BR", SOLD, COVERED, NL002, covered_by=("NL002",)
    ),
    "composites to Brazil, sold, the day after": Asked(
        "2025-04-08", "BR", SOLD, NEEDS_ONE, "reg-2021-821#2"
    ),
    "telecommunications to India, under the regulation of 2009": Asked(
        "2018-06-01", "IN", {**TELECOM, "purpose": "other"}, COVERED, OLD_EU005,
        covered_by=("EU005",),
    ),
    "its test equipment, under the regulation of 2021": Asked(
        "2022-06-01", "IN", {**TELECOM, "goods": "5B001", "purpose": "other"}, COVERED, EU005,
        covered_by=("EU005",),
    ),
    "telecommunications to Germany, under the regulation of 2009": Asked(
        "2018-06-01", "DE", TELECOM, EXEMPT, "reg-1232-2011#9", required=NO
    ),
    "telecommunications to Germany, under that of 2021": Asked(
        "2022-06-01", "DE", TELECOM, EXEMPT, "reg-2021-821-annex-iv#1", required=NO
    ),
    "a chemical within the Union, called a transfer": Asked(
        "2018-06-01", "FR", {"activity": "transfer", "goods": "1C350.1"}, NOT_LISTED,
        "reg-1232-2011#10", required=NO,
    ),
    "telecommunications to the United Kingdom in the transition": Asked(
        "2020-12-31", "GB", TELECOM, EXEMPT, "withdrawal-transition-2020#2", required=NO
    ),
    "telecommunications to Russia, forbidden whatever a licence says": Asked(
        "2022-02-26", "RU", {**TELECOM, "goods": "5B001"}, FORBIDDEN, "reg-2022-328#1"
    ),
    "software to a subsidiary in Israel": Asked(
        "2025-04-08", "IL", SOFTWARE, COVERED, EU007, covered_by=("EU007",)
    ),
    "dogs to Israel, the day before the letter": Asked(
        "2025-06-23", "IL", {**EXPORT, "goods": "none"}, NOT_LISTED, DOGS, required=NO
    ),
    "dogs to Israel": Asked(
        "2025-06-24", "IL", {**EXPORT, "goods": "none"}, NOT_LISTED, DOGS, required=NO
    ),
    "a pellicle to Norway, outside the Union": Asked(
        "2023-09-01", "NO", PELLICLE, NEEDS_ONE, "stcrt-2023-18212#1"
    ),
    "a pellicle to Germany": Asked(
        "2023-09-01", "DE", PELLICLE, EXEMPT, "stcrt-2023-18212#1", required=NO
    ),
    "military goods to Belgium, the day before the decree of 2012": Asked(
        "2012-06-30", "BE", {**TO_FORCES, "purpose": "other"}, EXEMPT, "stb-2008-252#2",
        required=NO,
    ),
    "military goods to Belgium, the first day": Asked(
        "2012-07-01", "BE", TO_FORCES, EXEMPT, "stb-2012-225#1", required=NO
    ),
    "military goods to Luxembourg, called an export, the first day": Asked(
        "2012-07-01", "LU", {**ARMS, **EXPORT}, EXEMPT, "bwbr0024139-terms#2", required=NO
    ),
    "body armour to Germany, the first day of the regulation of 2009": Asked(
        "2009-08-27", "DE", ARMOUR, EXEMPT, "reg-428-2009#1", required=NO
    ),
    "the same, called a transfer": Asked(
        "2009-08-27", "DE", {**ARMOUR, "activity": "transfer"}, NOT_LISTED,
        "reg-428-2009-annex-ii#3", required=NO,
    ),
    "the day before it": Asked(
        "2009-08-26", "DE", {**ARMOUR, "activity": "transfer"}, SILENT, None, required=PERHAPS
    ),
    "telecommunications to Germany, the last day of the old regulation": Asked(
        "2021-09-08", "DE", TELECOM, EXEMPT, "reg-1232-2011#9", required=NO
    ),
    "telecommunications to Germany, the first day of the new one": Asked(
        "2021-09-09", "DE", TELECOM, EXEMPT, "reg-2021-821-annex-iv#1", required=NO
    ),
    "encryption to Germany, called a transfer, its first day": Asked(
        "2021-09-09", "DE", {**ENCRYPTION, "activity": "transfer"}, NOT_LISTED,
        "reg-2021-821-annex-iv#2", required=NO,
    ),
    "telecommunications to the United Kingdom, the day it left the Union": Asked(
        "2020-02-01", "GB", TELECOM, EXEMPT, "withdrawal-transition-2020#2", required=NO
    ),
    "telecommunications to the United Kingdom after the transition": Asked(
        "2021-01-01", "GB", TELECOM, COVERED, OLD_EU001, covered_by=("EU001",)
    ),
    "body armour to the United Kingdom, the day it left the Union": Asked(
        "2020-02-01", "GB", ARMOUR, EXEMPT, "withdrawal-agreement-2020#2", required=NO
    ),
    "military goods to the British forces, the day it left the Union": Asked(
        "2020-02-01", "GB", {**TO_FORCES, "purpose": "other"}, COVERED, NL003,
        covered_by=("NL003",),
    ),
    "a pellicle to China, the day before publication": Asked(
        "2023-06-29", "CN", PELLICLE, SILENT, None, required=PERHAPS
    ),
    "a pellicle to China, published": Asked(
        "2023-06-30", "CN", PELLICLE, NOT_LISTED, "stcrt-2023-18212#3", required=NO
    ),
    "a pellicle to Germany, called a transfer": Asked(
        "2023-09-01", "DE", {**PELLICLE, "activity": "transfer"}, NOT_LISTED,
        "stcrt-2023-18212#2", required=NO,
    ),
    "quantum technology to Brazil, the day before publication": Asked(
        "2024-10-17", "BR", {**EXPORT, "goods": "BZ2405833.quantum"}, SILENT, None,
        required=PERHAPS,
    ),
    "quantum technology to Brazil, published": Asked(
        "2024-10-18", "BR", {**EXPORT, "goods": "BZ2405833.quantum"}, NOT_LISTED,
        "bz2405833#3", required=NO,
    ),
    "measuring equipment to China, the day before publication": Asked(
        "2025-01-14", "CN", {**EXPORT, "goods": "BZ20250115"}, SILENT, None, required=PERHAPS
    ),
    "measuring equipment to China, published": Asked(
        "2025-01-15", "CN", {**EXPORT, "goods": "BZ20250115"}, NOT_LISTED, "bz-2025-01-15#4",
        required=NO,
    ),
    "brokering military goods to Brazil: that act is not recorded": Asked(
        "2024-06-01", "BR", {**ARMS, "activity": "brokering"}, SILENT, None, required=PERHAPS
    ),
    "technical assistance with military goods to Russia": Asked(
        "2024-06-01", "RU", {**ARMS, "activity": "technical_assistance"}, FORBIDDEN,
        "reg-833-2014#1", required=PERHAPS,
    ),
    "military goods to Belarus, the day before": Asked(
        "2011-06-19", "BY", {**ARMS, **EXPORT, "purpose": "other"}, NEEDS_ONE, "bwbr0024139#1"
    ),
}  # fmt: skip


@pytest.mark.parametrize("asked", OF_NL002.values(), ids=OF_NL002)
def test_nl002_answers_for_each_of_its_goods_and_days(asked: Asked, register: Timelines) -> None:
    _assert_answered(asked, register)


@pytest.mark.parametrize("asked", OF_NL007.values(), ids=OF_NL007)
def test_nl007_answers_for_each_origin_and_exclusion(asked: Asked, register: Timelines) -> None:
    _assert_answered(asked, register)


@pytest.mark.parametrize("asked", EMBARGOES.values(), ids=EMBARGOES)
def test_an_embargo_shuts_nl007_from_its_first_day_to_its_last(
    asked: Asked, register: Timelines
) -> None:
    _assert_answered(asked, register)


@pytest.mark.parametrize("asked", OF_OTHERS.values(), ids=OF_OTHERS)
def test_every_other_licence_answers_as_its_text_says(asked: Asked, register: Timelines) -> None:
    _assert_answered(asked, register)


@pytest.mark.parametrize("asked", UNNAMED.values(), ids=UNNAMED)
def test_a_transaction_that_names_no_licence_is_told_whether_it_needs_one(
    asked: Asked, register: Timelines
) -> None:
    _assert_answered(asked, register)


# -- the state of a licence ----------------------------------------------------------------

OLD_FIVE = ("EU002", "EU003", "EU004", "EU005", "EU006")
TRANSFERS = ("NL003", "NL004", "NL005", "NL006")
STATUS = {
    "NL001 before it was signed": ("NL001", "2000-09-27", "not_established"),
    "NL001 between signature and certainty": ("NL001", "2005-01-01", "undetermined"),
    "NL001 on its last day": ("NL001", "2009-11-30", "in_force"),
    "NL001 withdrawn by its successor": ("NL001", "2009-12-01", "withdrawn"),
    "NL002 on its first day": ("NL002", "2009-12-01", "in_force"),
    "NL002 on its last day": ("NL002", "2025-04-07", "in_force"),
    "NL002 withdrawn": ("NL002", "2025-04-08", "withdrawn"),
    "NL007 the day before": ("NL007", "2012-06-30", "not_established"),
    "NL007 narrowed, not withdrawn": ("NL007", "2025-04-08", "in_force"),
    "NL009 the day before": ("NL009", "2016-09-30", "not_established"),
    "NL009 after its next look was due": ("NL009", "2026-06-01", "in_force"),
    "NL010, when it began is not known": ("NL010", "2023-10-06", "undetermined"),
    "NL010 in use": ("NL010", "2023-10-07", "in_force"),
    "NL010 not withdrawn": ("NL010", "2025-04-08", "in_force"),
    "NL900 the day before": ("NL900", "2024-11-30", "not_established"),
    "NL900 on its first day": ("NL900", "2024-12-01", "in_force"),
    "EU001 the day before 2009's regulation": ("EU001", "2009-08-26", "not_established"),
    "EU001 on its first day": ("EU001", "2009-08-27", "in_force"),
    **{f"{name} the day before": (name, "2012-01-06", "not_established") for name in OLD_FIVE},
    **{f"{name} on its first day": (name, "2012-01-07", "in_force") for name in OLD_FIVE},
    **{f"{name} the day before": (name, "2012-06-29", "not_established") for name in TRANSFERS},
    **{f"{name} on its first day": (name, "2012-06-30", "in_force") for name in TRANSFERS},
    "NL008 the day before": ("NL008", "2012-06-30", "not_established"),
    "NL008 on its first day": ("NL008", "2012-07-01", "in_force"),
    "EU007 under the old regulation": ("EU007", "2021-09-08", "not_established"),
    "EU008 on its first day": ("EU008", "2021-09-09", "in_force"),
}


@pytest.mark.parametrize(("licence", "day", "status"), STATUS.values(), ids=STATUS)
def test_a_licence_begins_and_ends_on_its_day(
    licence: str, day: str, status: str, register: Timelines
) -> None:
    assert register.licence(licence, {"valid_on": day})["status"] == status


CONDITIONS = {
    "NL002's registration before July 2012": (
        "NL002", "2012-06-30", "bwbr0026717#1/registration", "registered with the CDIU",
    ),
    "NL002's registration since": (
        "NL002", "2012-07-01", "bwbr0026717-2012-07-01#2/registration", "at least two weeks",
    ),
    "NL002's records after its end": (
        "NL002", "2025-04-08", "stcrt-2025-11446#4/record-keeping-after-withdrawal", "still to be",
    ),
    "NL005's year": ("NL005", "2015-06-01", "stcrt-2011-19963#1/return", "within one year"),
    "NL006's limit": ("NL006", "2015-06-01", "stcrt-2011-19964#1/no-upgrade", "more or other"),
    "NL007's first licence": (
        "NL007", "2018-06-01", "stcrt-2012-11112#2/export-licence-of-origin", "valid export",
    ),
    "NL007's seven years": (
        "NL007", "2018-06-01", "stcrt-2012-11112#2/record-keeping", "seven years",
    ),
    "NL008's mines": (
        "NL008", "2018-06-01", "stcrt-2012-11117#1/no-cluster-munitions-or-mines",
        "anti-personnel mines",
    ),
    "NL009's agreement before July 2021": (
        "NL009", "2021-07-30", "stcrt-2016-44509#1/agreement", "TAA, MLA or WDA",
    ),
    "NL009's exemptions since": (
        "NL009", "2021-07-31", "bwbr0038437-2021-07-31#2/agreement", "ITAR",
    ),
    "NL009's test of knowledge": (
        "NL009", "2024-02-20", "stcrt-2024-5435#3/end-destination-israel", "if it is established",
    ),
    "EU003's five years": ("EU003", "2022-06-01", f"{EU003}/five-years", "within five years"),
    "EU007's thirty days": ("EU007", "2022-06-01", f"{EU007}/first-use", "30 days before"),
    "EU007's programme": ("EU007", "2022-06-01", f"{EU007}/compliance-programme", "compliance"),
    "EU008's ten days": ("EU008", "2022-06-01", f"{EU008}/first-use", "10 days before"),
}  # fmt: skip


@pytest.mark.parametrize(("licence", "day", "entry", "words"), CONDITIONS.values(), ids=CONDITIONS)
def test_a_duty_that_comes_with_use_is_shown_on_its_days(
    licence: str, day: str, entry: str, words: str, register: Timelines
) -> None:
    shown = register.licence(licence, {"valid_on": day})["conditions"]
    conditions = {one["entry"]: one for one in shown if one["present"] == "yes"}
    assert words in conditions[entry]["text"]
    assert [one["key"] for one in conditions.values()].count(conditions[entry]["key"]) == 1


def test_every_licence_says_up_to_when_it_was_checked_and_against_what(
    register: Timelines,
) -> None:
    for one in register.licences({}, 1_000)["licences"]:
        checked = register.licence(one["licence"], {})["last_checked"]
        assert checked and checked["on"] and checked["source"], one["licence"]


# -- groups, policies, and what was said ---------------------------------------------------

MEMBERS = {
    "the United Kingdom's last day in the Union": ("EU", "2020-01-31", "GB", "yes"),
    "the United Kingdom out of the Union": ("EU", "2020-02-01", "GB", None),
    "the United Kingdom a member state of the Decree": ("lidstaat", "2020-12-31", "GB", "yes"),
    "the United Kingdom none any more": ("lidstaat", "2021-01-01", "GB", None),
    "Croatia the day before": ("EU", "2013-06-30", "HR", None),
    "Croatia in the Union": ("EU", "2013-07-01", "HR", "yes"),
    "Finland the day before NATO": ("NATO", "2023-04-03", "FI", None),
    "Finland in NATO": ("NATO", "2023-04-04", "FI", "yes"),
    "Sweden the day before NATO": ("NATO", "2024-03-06", "SE", None),
    "Sweden in NATO": ("NATO", "2024-03-07", "SE", "yes"),
    "Turkey in NATO(+), though the rule excepts it": ("NATO-plus", "2024-11-25", "TR", "yes"),
    "Switzerland in NATO(+)": ("NATO-plus", "2024-11-25", "CH", "yes"),
    "Switzerland in NATO": ("NATO", "2024-11-25", "CH", None),
    "Norway in the Decree": ("lidstaat", "2024-11-25", "NO", "yes"),
    "Norway in the Union": ("EU", "2024-11-25", "NO", None),
    "Iran under the UN's before its end": ("embargo-UN", "2020-10-17", "IR", "yes"),
    "Iran out of the UN's": ("embargo-UN", "2020-10-18", "IR", None),
    "Iran, the day before the UN's returned": ("embargo-UN", "2025-09-26", "IR", None),
    "Iran, 27 or 28 September": ("embargo-UN", "2025-09-27", "IR", "undetermined"),
    "Iran under the UN's again": ("embargo-UN", "2025-09-28", "IR", "yes"),
    "Uzbekistan's last day": ("embargo-EU", "2009-10-26", "UZ", "yes"),
    "Uzbekistan, ended": ("embargo-EU", "2009-10-27", "UZ", None),
    "Lebanon, its armed groups alone": ("arms-embargo", "2024-01-01", "LB", "undetermined"),
}


@pytest.mark.parametrize(("group", "day", "country", "present"), MEMBERS.values(), ids=MEMBERS)
def test_a_country_is_in_a_group_on_its_days(
    group: str, day: str, country: str, present: str | None, register: Timelines
) -> None:
    assert _present(register, group, country, day) == present


def _present(register: Timelines, group: str, country: str, day: str) -> str | None:
    """How a country stands in a group on a day, None if it does not."""
    members = register.group(group, {"valid_on": day})["members"]
    return {one["member"]: one["present"] for one in members}.get(country)


FIRST_DAYS = {
    "EU": {
        "1958-01-01": "BE FR DE IT LU NL", "1973-01-01": "DK IE GB", "1981-01-01": "GR",
        "1986-01-01": "PT ES", "1995-01-01": "AT FI SE",
        "2004-05-01": "CY CZ EE HU LV LT MT PL SK SI", "2007-01-01": "BG RO", "2013-07-01": "HR",
    },
    "NATO": {
        "1949-08-24": "BE CA DK FR IS IT LU NL NO PT GB US", "1952-02-18": "GR TR",
        "1955-05-06": "DE", "1982-05-30": "ES", "1999-03-12": "CZ HU PL",
        "2004-03-29": "BG EE LV LT RO SK SI", "2009-04-01": "AL HR", "2017-06-05": "ME",
        "2020-03-27": "MK", "2023-04-04": "FI", "2024-03-07": "SE",
    },
    "embargo-EU": {
        "1989-06-27": "CN", "1990-08-04": "IQ", "1991-07-29": "MM", "1994-03-15": "SD",
        "1996-12-17": "AF", "2002-02-18": "ZW", "2002-12-10": "SO", "2004-12-13": "CI",
        "2005-11-14": "UZ", "2006-11-20": "KP", "2007-04-23": "IR", "2009-10-27": "GN",
        "2010-03-01": "ER", "2011-02-28": "LY", "2011-05-09": "SY", "2011-06-20": "BY",
        "2011-07-18": "SS", "2013-12-23": "CF", "2014-08-01": "RU", "2017-11-13": "VE",
    },
    "embargo-UN": {
        "1990-08-06": "IQ", "1992-01-23": "SO", "1992-11-19": "LR", "1997-10-08": "SL",
        "2000-12-19": "AF", "2004-11-15": "CI", "2006-10-14": "KP", "2009-12-23": "ER",
        "2011-02-26": "LY", "2013-12-05": "CF", "2018-07-13": "SS",
    },
    "embargo-OSCE": {"1992-02-28": "AM AZ"},
    "equated-countries": {"2012-07-01": "AU JP NZ CH"},
    "NATO-plus": {"2019-07-01": "AU JP NZ CH"},
    "lidstaat": {"2012-06-30": "NO IS LI"},
    "french-overseas": {"2012-01-07": "PF TF NC BL PM WF"},
    "eu001-destinations": {"2021-09-09": "AU CA IS JP NZ NO CH LI GB US"},
}  # fmt: skip
LAST_DAYS = {
    "EU": {"2020-02-01": "GB"},
    "lidstaat": {"2021-01-01": "GB"},
    "embargo-EU": {"2009-10-27": "UZ", "2014-04-14": "GN"},
    "embargo-UN": {
        "2010-09-29": "SL", "2016-04-28": "CI", "2016-05-25": "LR", "2018-11-14": "ER",
        "2020-10-18": "IR",
    },
}  # fmt: skip
"""By group: the days from which a country is in it for certain, and from which it is out."""

BOUNDS = [
    (group, country, day, comes)
    for days_of, comes in ((FIRST_DAYS, True), (LAST_DAYS, False))
    for group, days in days_of.items()
    for day, countries in days.items()
    for country in countries.split()
]


@pytest.mark.parametrize(("group", "country", "day", "comes"), BOUNDS)
def test_a_country_comes_into_a_group_or_leaves_it_on_its_day(
    group: str, country: str, day: str, comes: bool, register: Timelines
) -> None:
    found = [_present(register, group, country, on) for on in (_before(day), day)]
    assert found == [None if comes else "yes", "yes" if comes else None]


@pytest.mark.parametrize(
    ("country", "day"),
    [("CN", "1989-06-27"), ("IQ", "1990-08-04"), ("SO", "1992-01-23"), ("AZ", "1992-02-28")],
    ids=["the Union's first", "the Union's before the UN's", "the UN's", "the OSCE's"],
)
def test_an_embargo_of_any_body_counts_among_the_arms_embargoes_from_its_day(
    country: str, day: str, register: Timelines
) -> None:
    found = [_present(register, "arms-embargo", country, on) for on in (_before(day), day)]
    assert found == [None, "yes"]


def _before(day: str) -> str:
    """The day before."""
    return date.fromordinal(date.fromisoformat(day).toordinal() - 1).isoformat()


POLICIES = {
    "Turkey, one year like everybody": ("validity-military", "2019-06-30", "TR", "1 year"),
    "Switzerland, an ally": ("validity-military", "2019-07-01", "CH", "3 years"),
    "Ukraine, a third country": ("validity-military", "2024-11-25", "UA", "1 year"),
    "the United Kingdom, through NATO": ("validity-military", "2021-06-01", "GB", "3 years"),
    "temporary, before the letter's day": ("validity-temporary", "2019-06-30", None, None),
    "temporary, the first day": ("validity-temporary", "2019-07-01", None, "1 year"),
    "dual-use, before the letter's day": ("validity-dual-use", "2019-06-30", None, None),
    "dual-use, the first day": ("validity-dual-use", "2019-07-01", None, "2 years in principle"),
    "after sales to an ally, the day before": (
        "validity-after-sales", "2019-06-30", "DE", "1 year",
    ),
    "Turkey in a global licence, apart from its term": (
        "global-licence-destination", "2024-11-25", "TR", "possible",
    ),
    "Germany in a global licence: nothing is said": (
        "global-licence-destination", "2024-11-25", "DE", None,
    ),
    "presumption of denial, Israel never": ("presumption-of-denial", "2023-07-13", "IL", None),
}  # fmt: skip


@pytest.mark.parametrize(("policy", "day", "to", "value"), POLICIES.values(), ids=POLICIES)
def test_a_policy_has_its_value_for_a_country_on_a_day(
    policy: str, day: str, to: str | None, value: str | None, register: Timelines
) -> None:
    given = {"destination": to} if to else {}
    answer = register.policy(policy, given, {"valid_on": day})
    assert (answer["value"], answer["reason"]) == (value, "adopted" if value else "none_recorded")


SAID = {
    "what NL007 reached in June 2025": (
        "NL007", "2025-06-24", "kst-22054-458-procedures#28", "except Yemen, Saudi Arabia",
    ),
    "what NL007 reached in June 2021": (
        "NL007", "2021-06-23", "bwbr0031615-2021-06-23#1", "Egypt, Turkey or Ukraine",
    ),
    "NL008 on the register's own axes": (
        "NL008", "2021-06-23", "bwbr0031620-2021-06-23#1", "except Turkey",
    ),
    "what the Decree calls export": (
        "terms of the Strategic Goods Decree", "2012-07-01", "bwbr0024139-terms#1",
        "goes to a third country",
    ),
    "37 uses, against 33": ("NL002", "2025-06-24", "kst-22054-458#2", "37 times"),
    "NL002 within the Union": ("NL002", "2025-06-24", "kst-22054-458#19", "no licence is needed"),
    "nothing concluded while cassation is pending": (
        "NL009", "2024-11-05", "kst-22054-434#2", "nothing can be concluded",
    ),
    "the opinion": ("ghdha-2024-191#1", "2024-11-29", "phr-2024-1279#1", "should be upheld"),
    "the Al-Haq case on appeal": (
        "rbdha-2024-20828", "2025-11-06", "ghdha-2025-2290#1", "export of dogs",
    ),
    "which sanctions are recorded": ("sanctions", "2026-04-30", "sanctions-recorded#1", "are not"),
}  # fmt: skip


@pytest.mark.parametrize(("about", "day", "change", "words"), SAID.values(), ids=SAID)
def test_what_was_said_is_told_from_its_day_on(
    about: str, day: str, change: str, words: str, register: Timelines
) -> None:
    def told(known_on: str) -> dict[str, str]:
        seen = {"valid_on": day, "known_on": known_on}
        found = Claims(register.ledger).statements(seen, about)["statements"]
        return {one["change"]: one["says"] for one in found}

    assert words in told(day)[change]
    assert change not in told(_before(day))


FIGURES = {
    "NL002": {"kst-22054-458#1": 33, "kst-22054-458#3": 2},
    "NL007": {"kst-22054-458#4": 0},
    "NL010": {},
}


@pytest.mark.parametrize("licence", FIGURES)
def test_a_figure_is_reported_from_the_day_of_the_letter(licence: str, register: Timelines) -> None:
    def reported(known_on: str) -> dict[str, int]:
        seen = {"valid_on": "2025-06-24", "known_on": known_on}
        found = Claims(register.ledger).reports(seen, licence)["reports"]
        return {one["change"]: one["transactions"] for one in found}

    assert reported("2025-06-24") == FIGURES[licence]
    assert reported("2025-06-23") == {}


def test_no_statement_and_no_court_changes_what_a_licence_covers(register: Timelines) -> None:
    """The days of judgments, letters and the treaty: the scope of NL009 stays as it was."""
    for day in ("2023-12-15", "2024-02-12", "2024-11-29", "2024-12-13", "2025-10-03", "2025-11-06"):
        before = date.fromordinal(date.fromisoformat(day).toordinal() - 1).isoformat()
        scopes = [
            [
                register.licence("NL009", {"valid_on": on})[part]
                for part in ("permits", "exclusions")
            ]
            for on in (before, day)
        ]
        assert scopes[0] == scopes[1], day


# -- the questions of `docs/record.md` -----------------------------------------------------

ROWS = re.findall(
    r"(?m)^\| (Q[0-9]+) \|.*\| ([^|]+) \|$", (ROOT / "docs" / "record.md").read_text("utf-8")
)
NAMED = {
    name.partition(",")[0]
    for names in (OF_FOUR, OF_ALL, OF_REQUIREMENTS, OF_POLICIES, OF_STATEMENTS, OF_FIGURES)
    for name in names
    if re.match(r"Q[0-9]{3}\b", name)
}


def test_every_question_of_the_page_is_a_test_and_every_test_is_on_the_page() -> None:
    assert sorted(name for name, _ in ROWS) == sorted(NAMED)
    assert len(ROWS) == 40


@pytest.mark.parametrize("name", [*OF_FOUR, *OF_ALL])
def test_the_page_gives_the_answer_that_the_test_holds(name: str) -> None:
    question = {**OF_FOUR, **OF_ALL}[name]
    words = f"{question.verdict}, {question.reason}".replace("_", " ")
    assert dict(ROWS)[name] == f"{words} (`{question.decided_by}`)"


def test_turkey_is_excluded_as_an_ally_and_by_name(register: Timelines) -> None:
    """Q052: the ally's exclusion ranks first; that of 2020 stands beside it."""
    answer = OF_FOUR["Q052"].put_to(register)
    assert [one["change"] for one in answer["because"]] == [NL007, "stcrt-2020-55420#1"]


def test_turkey_is_shown_among_the_exclusions_of_nl007_from_october_2020(
    register: Timelines,
) -> None:
    def shown(on: str) -> bool:
        exclusions = register.licence("NL007", {"valid_on": on})["exclusions"]
        return "stcrt-2020-55420#1" in {one["entry"] for one in exclusions}

    assert (shown("2020-10-27"), shown("2020-10-28")) == (False, True)
