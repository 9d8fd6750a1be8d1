"""The built-in record answers for every licence and group that the sources know.

Beside `test_record_questions.py`, which puts the questions about NL002, NL007, NL009 and
NL010: the Union's licences, the transfer licences, the days on which each changes, names that
are nearly the same, and what was pending before which court. `docs/record.md` explains.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pycountry
import pytest
from licence_ledger.api.files.instruments import instruments_in
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.register.timelines import Timelines
from test_record_questions import ARMOUR, LETTER, MILITARY, Question, known

RECORD = Path(__file__).parent.parent / "record"
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

EU = {f"EU00{n}": f"reg-2021-821-annex-ii#{n + 7}" for n in range(1, 9)}
OLD_EU001 = "reg-428-2009-annex-ii#1"
OLD_EU = {f"EU00{n}": f"reg-1232-2011#{n + 1}" for n in range(2, 7)}
NL003, NL004 = "stcrt-2011-19958#2", "stcrt-2011-19961#1"
NL005, NL006 = "stcrt-2011-19963#1", "stcrt-2011-19964#1"

COMPOSITES = {"activity": "export", "goods": "1A001", "origin": "NL"}
REPAIRED = {**COMPOSITES, "purpose": "repair", "item_kind": "component", "end_use": "civil"}
SHOWN = {**COMPOSITES, "purpose": "demonstration", "item_kind": "component"}
TELECOM = {"activity": "export", "goods": "5A001.d", "origin": "NL"}
CHEMICAL = {"activity": "export", "goods": "1C350.1", "origin": "NL"}
SOFTWARE = {
    "activity": "export", "goods": "5D002", "item_kind": "software", "origin": "NL",
    "recipient": "group_company", "end_use": "civil",
}  # fmt: skip
ENCRYPTION = {"activity": "export", "goods": "5A002.a.2", "origin": "NL", "end_use": "civil"}
TRANSFER = {"activity": "transfer", "goods": "ML11", "origin": "NL", "programme": "none"}
TO_FORCES = {**TRANSFER, "recipient": "armed_forces"}
TO_CERTIFIED = {**TRANSFER, "recipient": "certified"}
TO_FAIR = {**TRANSFER, "purpose": "demonstration"}
TO_REPAIR = {**TRANSFER, "purpose": "repair"}


@pytest.fixture(scope="module")
def register() -> Timelines:
    """The register over the built-in record, recorded in the order of the file names."""
    ledger = open_ledger(":memory:", lambda: TODAY, lambda: NOW)
    for found in instruments_in(RECORD):
        ledger.record(found.content, "built-in")
    return Timelines(ledger)


QUESTIONS = {
    "Q085": Question(
        "software to an unrelated customer in Israel: EU007 stays within the company",
        "EU007", "2025-06-24", "IL", {**SOFTWARE, "recipient": "private"},
        "not_covered", "out_of_scope", EU["EU007"],
    ),
    "Q088": Question(
        "software to a subsidiary in Israel, on the first day of EU007",
        "EU007", "2021-09-09", "IL", SOFTWARE,
        "covered", "permitted", EU["EU007"],
    ),
}  # fmt: skip

UNION = {
    "EU001, the day before it": Question(
        "to the United States", "EU001", "2009-08-26", "US", COMPOSITES,
        "not_covered", "not_established", OLD_EU001, required="undetermined",
    ),
    "EU001, before 2012 its text was not seen": Question(
        "to the United States", "EU001", "2010-06-01", "US", COMPOSITES,
        "undetermined", "incomplete_history", "reg-428-2009-annex-ii#2",
    ),
    "EU001, from 2012": Question(
        "to the United States", "EU001", "2012-01-07", "US", COMPOSITES,
        "covered", "permitted", OLD_EU001,
    ),
    "EU001, Liechtenstein with Switzerland": Question(
        "to Liechtenstein", "EU001", "2015-06-01", "LI", COMPOSITES,
        "covered", "permitted", OLD_EU001,
    ),
    "EU001, the United Kingdom in the transition": Question(
        "to the United Kingdom", "EU001", "2020-12-31", "GB", COMPOSITES,
        "not_covered", "out_of_scope", OLD_EU001, required="no",
    ),
    "EU001, the United Kingdom after it": Question(
        "to the United Kingdom", "EU001", "2021-01-01", "GB", COMPOSITES,
        "covered", "permitted", OLD_EU001,
    ),
    "EU001, the United Kingdom under the new regulation": Question(
        "to the United Kingdom", "EU001", "2021-09-09", "GB", COMPOSITES,
        "covered", "permitted", EU["EU001"],
    ),
    "EU001, Iceland on the last day of the old regulation": Question(
        "to Iceland", "EU001", "2021-09-08", "IS", COMPOSITES,
        "not_covered", "out_of_scope", OLD_EU001,
    ),
    "EU001, Iceland on the first day of the new one": Question(
        "to Iceland", "EU001", "2021-09-09", "IS", COMPOSITES,
        "covered", "permitted", EU["EU001"],
    ),
    "EU001, Israel": Question(
        "to Israel", "EU001", "2025-06-24", "IL", COMPOSITES,
        "not_covered", "out_of_scope", EU["EU001"],
    ),
    "EU001, an item of Section I": Question(
        "a toxin to the United States", "EU001", "2022-06-01", "US",
        {**COMPOSITES, "goods": "1C351"},
        "not_covered", "excluded", EU["EU001"], required="undetermined",
    ),
    "EU001, military goods": Question(
        "military goods to the United States", "EU001", "2022-06-01", "US",
        {**COMPOSITES, "goods": "ML11"},
        "not_covered", "excluded", EU["EU001"],
    ),
    "EU001, transit": Question(
        "in transit to the United States", "EU001", "2022-06-01", "US",
        {**COMPOSITES, "activity": "transit"},
        "not_covered", "out_of_scope", EU["EU001"], required="undetermined",
    ),
    "EU002, the day before it": Question(
        "to Turkey", "EU002", "2012-01-06", "TR", COMPOSITES,
        "not_covered", "not_established", OLD_EU["EU002"],
    ),
    "EU002, the first day": Question(
        "to Turkey", "EU002", "2012-01-07", "TR", COMPOSITES,
        "covered", "permitted", OLD_EU["EU002"],
    ),
    "EU002, Iceland under the old regulation": Question(
        "to Iceland", "EU002", "2015-06-01", "IS", COMPOSITES,
        "covered", "permitted", OLD_EU["EU002"],
    ),
    "EU002, Iceland under the new one": Question(
        "to Iceland", "EU002", "2021-09-09", "IS", COMPOSITES,
        "not_covered", "out_of_scope", EU["EU002"],
    ),
    "EU002, Turkey under the new regulation": Question(
        "to Turkey", "EU002", "2021-09-09", "TR", COMPOSITES,
        "covered", "permitted", EU["EU002"],
    ),
    "EU002, body armour is not on its list": Question(
        "body armour to Turkey", "EU002", "2022-06-01", "TR", ARMOUR,
        "not_covered", "out_of_scope", EU["EU002"],
    ),
    "EU003, after repair": Question(
        "back to Brazil", "EU003", "2022-06-01", "BR", REPAIRED,
        "covered", "permitted", EU["EU003"],
    ),
    "EU003, for another purpose": Question(
        "a sale to Brazil", "EU003", "2022-06-01", "BR", {**REPAIRED, "purpose": "other"},
        "not_covered", "out_of_scope", EU["EU003"],
    ),
    "EU003, the purpose is not said": Question(
        "to Brazil", "EU003", "2022-06-01", "BR", {**COMPOSITES, "item_kind": "component"},
        "undetermined", "missing_field", EU["EU003"], depends_on=("purpose",),
    ),
    "EU003, technology": Question(
        "technology to Brazil", "EU003", "2022-06-01", "BR",
        {**REPAIRED, "item_kind": "technology"},
        "not_covered", "excluded", EU["EU003"],
    ),
    "EU003, one of its excluded items": Question(
        "a chemical to Brazil", "EU003", "2022-06-01", "BR", {**REPAIRED, "goods": "1C350"},
        "not_covered", "excluded", EU["EU003"],
    ),
    "EU003, Hong Kong counts with China": Question(
        "back to Hong Kong", "EU003", "2022-06-01", "HK", REPAIRED,
        "covered", "permitted", EU["EU003"],
    ),
    "EU003, Taiwan does not": Question(
        "back to Taiwan", "EU003", "2022-06-01", "TW", REPAIRED,
        "not_covered", "out_of_scope", EU["EU003"],
    ),
    "EU003, a military end use in China": Question(
        "back to China", "EU003", "2022-06-01", "CN", {**REPAIRED, "end_use": "military"},
        "not_covered", "excluded", EU["EU003"],
    ),
    "EU003, a civil end use in China": Question(
        "back to China", "EU003", "2022-06-01", "CN", REPAIRED,
        "covered", "permitted", EU["EU003"],
    ),
    "EU003, a French overseas territory": Question(
        "back to New Caledonia", "EU003", "2022-06-01", "NC", REPAIRED,
        "covered", "permitted", EU["EU003"],
    ),
    "EU003, under the old regulation": Question(
        "back to Brazil", "EU003", "2015-06-01", "BR", REPAIRED,
        "covered", "permitted", OLD_EU["EU003"],
    ),
    "EU004, to a fair": Question(
        "to a fair in Brazil", "EU004", "2022-06-01", "BR", SHOWN,
        "covered", "permitted", EU["EU004"],
    ),
    "EU004, technology": Question(
        "technology to a fair in Brazil", "EU004", "2022-06-01", "BR",
        {**SHOWN, "item_kind": "technology"},
        "not_covered", "excluded", EU["EU004"],
    ),
    "EU004, to stay": Question(
        "a sale to Brazil", "EU004", "2022-06-01", "BR", {**SHOWN, "purpose": "other"},
        "not_covered", "out_of_scope", EU["EU004"],
    ),
    "EU005, telecommunications": Question(
        "to India", "EU005", "2022-06-01", "IN", TELECOM,
        "covered", "permitted", EU["EU005"],
    ),
    "EU005, other radio equipment": Question(
        "to India", "EU005", "2022-06-01", "IN", {**TELECOM, "goods": "5A001.b.5"},
        "not_covered", "out_of_scope", EU["EU005"], required="undetermined",
    ),
    "EU005, goods named too coarsely": Question(
        "to India", "EU005", "2022-06-01", "IN", {**TELECOM, "goods": "5A001"},
        "undetermined", "missing_field", EU["EU005"], depends_on=("goods",),
        required="undetermined",
    ),
    "EU005, Brazil": Question(
        "to Brazil", "EU005", "2022-06-01", "BR", TELECOM,
        "not_covered", "out_of_scope", EU["EU005"],
    ),
    "EU006, a listed chemical": Question(
        "to Ukraine", "EU006", "2022-06-01", "UA", CHEMICAL,
        "covered", "permitted", EU["EU006"],
    ),
    "EU006, a chemical left out": Question(
        "to Ukraine", "EU006", "2022-06-01", "UA", {**CHEMICAL, "goods": "1C350.4"},
        "not_covered", "out_of_scope", EU["EU006"],
    ),
    "EU006, South Africa": Question(
        "to South Africa", "EU006", "2022-06-01", "ZA", CHEMICAL,
        "not_covered", "out_of_scope", EU["EU006"],
    ),
    "EU007, the day before it": Question(
        "software to a subsidiary in Israel", "EU007", "2021-09-08", "IL", SOFTWARE,
        "not_covered", "not_established", EU["EU007"], required="undetermined",
    ),
    "EU007, Israel still, after April 2025": Question(
        "software to a subsidiary in Israel", "EU007", "2025-06-24", "IL", SOFTWARE,
        "covered", "permitted", EU["EU007"],
    ),
    "EU007, use by the police or secret services": Question(
        "software to a subsidiary in Israel", "EU007", "2025-06-24", "IL",
        {**SOFTWARE, "end_use": "police_or_intelligence"},
        "not_covered", "excluded", EU["EU007"],
    ),
    "EU007, the recipient is not said": Question(
        "software to somebody in Israel", "EU007", "2025-06-24", "IL",
        {key: value for key, value in SOFTWARE.items() if key != "recipient"},
        "undetermined", "missing_field", EU["EU007"], depends_on=("recipient",),
    ),
    "EU007, hardware": Question(
        "a router to a subsidiary in Israel", "EU007", "2025-06-24", "IL",
        {**SOFTWARE, "goods": "5A002", "item_kind": "complete"},
        "not_covered", "excluded", EU["EU007"],
    ),
    "EU007, software for intrusion": Question(
        "intrusion software to a subsidiary in Israel", "EU007", "2025-06-24", "IL",
        {**SOFTWARE, "goods": "4D004"},
        "not_covered", "excluded", EU["EU007"],
    ),
    "EU007, China": Question(
        "software to a subsidiary in China", "EU007", "2025-06-24", "CN", SOFTWARE,
        "not_covered", "out_of_scope", EU["EU007"],
    ),
    "EU008, the day before it": Question(
        "to Brazil", "EU008", "2021-09-08", "BR", ENCRYPTION,
        "not_covered", "not_established", EU["EU008"], required="undetermined",
    ),
    "EU008, the first day": Question(
        "to Brazil", "EU008", "2021-09-09", "BR", ENCRYPTION,
        "covered", "permitted", EU["EU008"],
    ),
    "EU008, Israel from its first day": Question(
        "to Israel", "EU008", "2021-09-09", "IL", ENCRYPTION,
        "not_covered", "excluded", EU["EU008"],
    ),
    "EU008, a destination of EU001": Question(
        "to Iceland", "EU008", "2022-06-01", "IS", ENCRYPTION,
        "not_covered", "excluded", EU["EU008"],
    ),
    "EU008, Macau counts with China": Question(
        "to Macau", "EU008", "2022-06-01", "MO", ENCRYPTION,
        "not_covered", "excluded", EU["EU008"],
    ),
    "EU008, Taiwan does not": Question(
        "to Taiwan", "EU008", "2022-06-01", "TW", ENCRYPTION,
        "covered", "permitted", EU["EU008"],
    ),
    "EU008, for the police": Question(
        "to Brazil", "EU008", "2022-06-01", "BR",
        {**ENCRYPTION, "end_use": "police_or_intelligence"},
        "not_covered", "excluded", EU["EU008"],
    ),
    "EU008, other encryption": Question(
        "to Brazil", "EU008", "2022-06-01", "BR", {**ENCRYPTION, "goods": "5A002.d"},
        "not_covered", "out_of_scope", EU["EU008"],
    ),
}  # fmt: skip

NATIONAL = {
    "NL003, known in January 2012 to come": Question(
        "to the German armed forces", "NL003", "2012-07-01", "DE", TO_FORCES,
        "covered", "permitted", NL003, known_on="2012-01-15", required="undetermined",
    ),
    "NL003, the day before it": Question(
        "to the German armed forces", "NL003", "2012-06-29", "DE", TO_FORCES,
        "not_covered", "not_established", NL003, required="undetermined",
    ),
    "NL003, the first day": Question(
        "to the German armed forces", "NL003", "2012-06-30", "DE", TO_FORCES,
        "covered", "permitted", NL003,
    ),
    "NL003, Norway is a member state of the Decree": Question(
        "to the Norwegian armed forces", "NL003", "2015-06-01", "NO", TO_FORCES,
        "covered", "permitted", NL003,
    ),
    "NL003, Turkey is an ally and none": Question(
        "to the Turkish armed forces", "NL003", "2015-06-01", "TR", TO_FORCES,
        "not_covered", "out_of_scope", NL003,
    ),
    "NL003, a private recipient": Question(
        "to a German firm", "NL003", "2015-06-01", "DE", {**TRANSFER, "recipient": "private"},
        "not_covered", "out_of_scope", NL003,
    ),
    "NL003, a complete vehicle": Question(
        "to the German armed forces", "NL003", "2015-06-01", "DE",
        {**TO_FORCES, "goods": "ML6", "item_kind": "complete"},
        "not_covered", "excluded", NL003,
    ),
    "NL003, small arms": Question(
        "to the German armed forces", "NL003", "2015-06-01", "DE", {**TO_FORCES, "goods": "ML1"},
        "not_covered", "out_of_scope", NL003,
    ),
    "NL003, ML3 since the text that was not seen": Question(
        "to the German armed forces", "NL003", "2022-06-01", "DE", {**TO_FORCES, "goods": "ML3"},
        "undetermined", "incomplete_history", "transfer-licences-2021-07-31#1",
    ),
    "NL003, the United Kingdom in the transition": Question(
        "to the British armed forces", "NL003", "2020-12-31", "GB", TO_FORCES,
        "covered", "permitted", NL003,
    ),
    "NL003, the United Kingdom after it": Question(
        "to the British armed forces", "NL003", "2021-01-01", "GB", TO_FORCES,
        "not_covered", "out_of_scope", NL003,
    ),
    "NL003, export": Question(
        "to the Brazilian armed forces", "NL003", "2015-06-01", "BR",
        {**TO_FORCES, "activity": "export"},
        "not_covered", "out_of_scope", NL003,
    ),
    "NL004, a certified recipient": Question(
        "to a certified firm in Germany", "NL004", "2015-06-01", "DE", TO_CERTIFIED,
        "covered", "permitted", NL004,
    ),
    "NL004, armed forces": Question(
        "to the German armed forces", "NL004", "2015-06-01", "DE", TO_FORCES,
        "not_covered", "out_of_scope", NL004,
    ),
    "NL005, to a fair": Question(
        "to a fair in Germany", "NL005", "2015-06-01", "DE", TO_FAIR,
        "covered", "permitted", NL005,
    ),
    "NL005, for repair": Question(
        "for repair in Germany", "NL005", "2015-06-01", "DE", TO_REPAIR,
        "not_covered", "out_of_scope", NL005,
    ),
    "NL006, for repair": Question(
        "for repair in Germany", "NL006", "2015-06-01", "DE", TO_REPAIR,
        "covered", "permitted", NL006,
    ),
    "NL006, ML3 before 2016": Question(
        "for repair in Germany", "NL006", "2015-06-01", "DE", {**TO_REPAIR, "goods": "ML3"},
        "not_covered", "out_of_scope", NL006,
    ),
    "NL006, ML3 somewhere between two texts": Question(
        "for repair in Germany", "NL006", "2018-06-01", "DE", {**TO_REPAIR, "goods": "ML3"},
        "undetermined", "imprecise_date", "bwbr0030606-2021-07-31#1",
    ),
    "NL006, ML3 from the text of July 2021": Question(
        "for repair in Germany", "NL006", "2021-07-31", "DE", {**TO_REPAIR, "goods": "ML3"},
        "covered", "permitted", NL006,
    ),
    "NL006, export to the United Kingdom": Question(
        "for repair in the United Kingdom", "NL006", "2022-06-01", "GB",
        {**TO_REPAIR, "activity": "export"},
        "covered", "permitted", NL006,
    ),
    "NL006, export to Switzerland": Question(
        "for repair in Switzerland", "NL006", "2022-06-01", "CH",
        {**TO_REPAIR, "activity": "export"},
        "not_covered", "out_of_scope", NL006,
    ),
    "NL008, small arms to an ally": Question(
        "in transit to Germany", "NL008", "2018-01-01", "DE",
        {**MILITARY, "goods": "ML1", "origin": "KE"},
        "covered", "permitted", "stcrt-2012-11117#1",
    ),
    "NL008, Turkey the day before": Question(
        "in transit to Turkey", "NL008", "2020-10-27", "TR", MILITARY,
        "covered", "permitted", "stcrt-2012-11117#1",
    ),
    "NL008, Turkey excluded": Question(
        "in transit to Turkey", "NL008", "2020-10-28", "TR", MILITARY,
        "not_covered", "excluded", "stcrt-2020-55420#3",
    ),
    "NL008, Kenya": Question(
        "in transit to Kenya", "NL008", "2018-01-01", "KE", MILITARY,
        "not_covered", "out_of_scope", "stcrt-2012-11117#1",
    ),
    "NL900, the day before it": Question(
        "to Canada", "NL900", "2024-11-30", "CA", {**COMPOSITES, "goods": "3B903"},
        "not_covered", "not_established", "nl900#1", required="undetermined",
    ),
    "NL900, a destination that is known": Question(
        "to Canada", "NL900", "2024-12-01", "CA", {**COMPOSITES, "goods": "3B903"},
        "undetermined", "incomplete_history", "nl900#2", required="undetermined",
    ),
    "NL900, a destination that is not": Question(
        "to Brazil", "NL900", "2025-06-01", "BR", {**COMPOSITES, "goods": "3B903"},
        "undetermined", "incomplete_history", "nl900#2", required="undetermined",
    ),
    "NL900, goods of Annex I": Question(
        "composites to Canada", "NL900", "2025-06-01", "CA", COMPOSITES,
        "not_covered", "excluded", "nl900#1",
    ),
    "NL001, in its time": Question(
        "to Brazil", "NL001", "2005-06-01", "BR", COMPOSITES,
        "undetermined", "imprecise_date", "nl001#1", required="undetermined",
    ),
    "NL001, withdrawn by NL002": Question(
        "to Brazil", "NL001", "2009-12-01", "BR", COMPOSITES,
        "not_covered", "withdrawn", "bwbr0026717#2",
    ),
    "NL002, the day before it": Question(
        "body armour to Brazil", "NL002", "2009-11-30", "BR", ARMOUR,
        "not_covered", "not_established", "bwbr0026717#1",
    ),
    "NL002, an ally is left to EU001": Question(
        "body armour to the United States", "NL002", "2024-06-01", "US", ARMOUR,
        "not_covered", "excluded", "bwbr0026717#1",
    ),
    "NL009, the day before it": Question(
        "an F-35 part to Israel", "NL009", "2016-09-30", "IL",
        {"activity": "export", "goods": "ML10", "item_kind": "component", "programme": "F-35"},
        "not_covered", "not_established", "stcrt-2016-44509#1",
    ),
    "NL010, Eswatini, which the letter calls Swaziland": Question(
        "a router to Eswatini", "NL010", "2025-06-24", "SZ", {**ENCRYPTION, "goods": "5A002"},
        "not_covered", "excluded", "nl010#1",
    ),
    "NL010, Guinea": Question(
        "a router to Guinea", "NL010", "2025-06-24", "GN", {**ENCRYPTION, "goods": "5A002"},
        "not_covered", "excluded", "nl010#1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_a_question_gets_the_verdict_that_the_sources_give(
    question: Question, register: Timelines
) -> None:
    _assert_answered(question, register)


@pytest.mark.parametrize("question", UNION.values(), ids=UNION.keys())
def test_a_licence_of_the_union_turns_on_the_right_day_and_field(
    question: Question, register: Timelines
) -> None:
    _assert_answered(question, register)


@pytest.mark.parametrize("question", NATIONAL.values(), ids=NATIONAL.keys())
def test_a_national_licence_turns_on_the_right_day_and_field(
    question: Question, register: Timelines
) -> None:
    _assert_answered(question, register)


def _assert_answered(question: Question, register: Timelines) -> None:
    answer = question.put_to(register)
    found = (answer["verdict"], answer["reason"], answer["decided_by"])
    assert found == (question.verdict, question.reason, question.decided_by), question.asks
    assert answer["required"] == question.required
    assert tuple(answer["depends_on"]) == question.depends_on


# -- every country there is, one licence after the other ---------------------------------

FRENCH = {"PF", "TF", "NC", "BL", "PM", "WF"}
AFTER_REPAIR = {
    "AL", "AR", "BA", "BR", "CL", "CN", "HK", "MO", "IN", "KZ", "MX", "ME", "MA", "MK", "RS",
    "SG", "ZA", "KR", "TN", "TR", "UA", "AE", *FRENCH,
}  # fmt: skip
CLOSE_PARTNERS = {"AU", "CA", "IS", "JP", "NZ", "NO", "CH", "LI", "GB", "US"}
COVERED_COUNTRIES = {
    "EU001": (COMPOSITES, CLOSE_PARTNERS),
    "EU002": (COMPOSITES, {"AR", "ZA", "KR", "TR"}),
    "EU003": (REPAIRED, AFTER_REPAIR),
    "EU004": ({**SHOWN, "end_use": "civil"}, AFTER_REPAIR),
    "EU005": (
        {**TELECOM, "end_use": "civil"},
        {"AR", "CN", "HK", "MO", "IN", "ZA", "KR", "TR", "UA"},
    ),
    "EU006": (CHEMICAL, {"AR", "KR", "TR", "UA"}),
    "EU007": (
        SOFTWARE,
        {"AR", "BR", "CL", "IN", "ID", "IL", "JO", "MY", "MX", "MA", "PH", "SG", "ZA", "KR"}
        | {"TH", "TN"},
    ),
}
LEFT_OUT_OF_EU008 = {
    "AF", "AM", "AZ", "BY", "KH", "CF", "CN", "HK", "MO", "CG", "CD", "EG", "ER", "GE", "IR",
    "IQ", "IL", "KZ", "KG", "LB", "LY", "MY", "ML", "MU", "MN", "MM", "KP", "OM", "PK", "QA",
    "RU", "SA", "SO", "SS", "SD", "SY", "TJ", "TM", "AE", "UZ", "VE", "YE", "ZW",
}  # fmt: skip
LEFT_OUT_OF_NL010 = {
    "AF", "AM", "AZ", "BH", "BD", "BI", "CN", "TW", "HK", "MO", "CU", "DJ", "EG", "GQ", "ET",
    "GM", "GN", "GW", "IN", "IL", "YE", "KZ", "KW", "LA", "UA", "UZ", "OM", "PK", "QA", "RW",
    "SA", "SZ", "SY", "TJ", "TH", "TR", "TM", "AE", "VN",
}  # fmt: skip
UNDER_EMBARGO = {"BY", "IR", "LY", "MM", "KP", "RU", "SS", "SD", "VE"}
"""Under an arms embargo for certain on the day asked, and not on NL010's own list."""
EVERY_COUNTRY = sorted({country.alpha_2 for country in pycountry.countries})


def _verdicts(register: Timelines, licence: str, given: Mapping[str, str]) -> dict[str, set[str]]:
    """The countries by verdict and reason, on the day of the letter."""
    found: dict[str, set[str]] = {}
    for country in EVERY_COUNTRY:
        asked = {"date": LETTER, "licence": licence, "destination": country, **given}
        answer = register.evaluate(asked, known(LETTER))
        found.setdefault(f"{answer['verdict']}, {answer['reason']}", set()).add(country)
    return found


@pytest.mark.parametrize("licence", COVERED_COUNTRIES)
def test_it_covers_the_countries_that_its_section_names_and_no_other(
    licence: str, register: Timelines
) -> None:
    given, countries = COVERED_COUNTRIES[licence]
    found = _verdicts(register, licence, given)
    assert found.pop("covered, permitted") == countries
    assert set(found) <= {"not_covered, out_of_scope", "not_covered, prohibited"}


def test_eu008_leaves_out_the_countries_that_it_names_and_those_of_eu001(
    register: Timelines,
) -> None:
    found = _verdicts(register, "EU008", ENCRYPTION)
    out = found["not_covered, excluded"] | found.get("not_covered, prohibited", set())
    assert out == LEFT_OUT_OF_EU008 | CLOSE_PARTNERS
    assert found["covered, permitted"] == set(EVERY_COUNTRY) - out


def test_nl010_leaves_out_its_list_and_the_countries_under_an_embargo(
    register: Timelines,
) -> None:
    found = _verdicts(register, "NL010", {**ENCRYPTION, "goods": "5A002"})
    out = found["not_covered, excluded"] | found.get("not_covered, prohibited", set())
    assert out == LEFT_OUT_OF_NL010 | UNDER_EMBARGO
    doubtful = found["undetermined, imprecise_date"]
    assert doubtful == {"CD", "LB", "IQ", "SO", "CF", "ZW"}
    assert found["undetermined, incomplete_history"] == set(EVERY_COUNTRY) - out - doubtful


# -- transactions that name no licence ---------------------------------------------------


def _unnamed(register: Timelines, on: str, to: str, **given: str) -> dict[str, Any]:
    return register.evaluate({"date": on, "destination": to, **given}, known(LETTER))


@pytest.mark.parametrize("day", ["2024-06-01", "2025-04-08"], ids=["NL002 runs", "withdrawn"])
@pytest.mark.parametrize("activity", ["export", "transfer"])
def test_goods_of_nl002_to_belgium_need_no_licence_before_and_after_its_withdrawal(
    activity: str, day: str, register: Timelines
) -> None:
    answer = _unnamed(register, day, "BE", **{**ARMOUR, "activity": activity})
    assert answer["verdict"] == "no_licence_required"
    assert answer["required"] == "no"
    assert answer["covered_by"] == []


WITHIN_THE_UNION = {
    "encryption": ("5A002.a.2", "no_licence_required"),
    "a chemical": ("1C350.1", "no_licence_required"),
    "telecommunications": ("5A001.d", "no_licence_required"),
    "software, of which a part is on Annex IV": ("5D002", "undetermined"),
}


@pytest.mark.parametrize("activity", ["export", "transfer"])
@pytest.mark.parametrize(("goods", "verdict"), WITHIN_THE_UNION.values(), ids=WITHIN_THE_UNION)
def test_goods_of_the_licences_of_the_union_need_none_within_it(
    goods: str, verdict: str, activity: str, register: Timelines
) -> None:
    given = {"activity": activity, "goods": goods, "origin": "NL"}
    assert _unnamed(register, "2022-06-01", "DE", **given)["verdict"] == verdict


def test_not_covered_and_none_required_says_so(register: Timelines) -> None:
    answer = _unnamed(register, "2025-04-08", "BE", licence="NL002", **ARMOUR)
    assert (answer["verdict"], answer["required"]) == ("not_covered", "no")


COVERED_BY = {
    "composites to the United States": ("2025-06-01", "US", COMPOSITES, ["EU001"]),
    "composites to Turkey, NL002 and EU002": ("2024-06-01", "TR", COMPOSITES, ["EU002", "NL002"]),
    "composites to Turkey, without NL002": ("2025-06-01", "TR", COMPOSITES, ["EU002"]),
    "software to a subsidiary in Israel": ("2025-06-24", "IL", SOFTWARE, ["EU007"]),
    "military goods to the German forces": ("2025-06-01", "DE", TO_FORCES, ["NL003"]),
}


@pytest.mark.parametrize(("day", "to", "given", "licences"), COVERED_BY.values(), ids=COVERED_BY)
def test_the_licences_that_cover_a_transaction_are_named(
    day: str, to: str, given: dict[str, str], licences: list[str], register: Timelines
) -> None:
    answer = _unnamed(register, day, to, **given)
    assert (answer["verdict"], answer["covered_by"]) == ("covered", licences)


NOT_COVERED = {
    "body armour to Israel after April 2025": ("2025-04-08", "IL", ARMOUR),
    "a router to Israel after April 2025": ("2025-06-24", "IL", {**ARMOUR, "goods": "5A002"}),
    "body armour to Brazil, sold": ("2025-06-01", "BR", {**ARMOUR, "purpose": "other"}),
    "military goods to Brazil": ("2025-06-01", "BR", {**TRANSFER, "activity": "export"}),
}


@pytest.mark.parametrize(("day", "to", "given"), NOT_COVERED.values(), ids=NOT_COVERED)
def test_where_no_general_licence_is_left_one_must_be_applied_for(
    day: str, to: str, given: dict[str, str], register: Timelines
) -> None:
    answer = _unnamed(register, day, to, **given)
    assert (answer["verdict"], answer["reason"]) == ("licence_required", "not_covered_by_any")


# -- names that are nearly the same ------------------------------------------------------


def _members(register: Timelines, group: str, day: str) -> set[str]:
    answer = register.group(group, {"valid_on": day})
    return {one["member"] for one in answer["members"] if one["present"] == "yes"}


def test_a_member_state_of_the_decree_is_no_member_state_of_the_union(register: Timelines) -> None:
    decree, union = (_members(register, name, "2015-06-01") for name in ("lidstaat", "EU"))
    assert decree - union == {"NO", "IS", "LI"}
    assert union < decree


def test_nato_and_what_is_near_it_are_kept_apart(register: Timelines) -> None:
    nato, plus, equated = (
        _members(register, name, "2024-06-01")
        for name in ("NATO", "NATO-plus", "equated-countries")
    )
    assert equated == {"AU", "JP", "NZ", "CH"}
    assert plus == nato | equated
    assert not nato & equated


def test_the_destinations_of_eu001_are_a_group_that_eu008_leaves_out(register: Timelines) -> None:
    named = _members(register, "eu001-destinations", "2022-01-01")
    assert named == {"AU", "CA", "IS", "JP", "NZ", "NO", "CH", "LI", "GB", "US"}
    assert not _members(register, "eu001-destinations", "2021-09-08")


@pytest.mark.parametrize("name", ["mondiale", "mondiale-vergunning"])
def test_a_kind_of_licence_that_does_not_exist_is_unknown_never_not_covered(
    name: str, register: Timelines
) -> None:
    with pytest.raises(QuestionError) as raised:
        register.evaluate({"date": LETTER, "licence": name, "destination": "IL"}, {})
    (fault,) = raised.value.faults
    assert (fault.code, fault.pointer) == ("unknown_licence", "/transaction/licence")


@pytest.mark.parametrize(("name", "code"), [("Swaziland", "SZ"), ("Eswatini", "SZ")])
def test_a_country_by_an_old_or_a_new_name_is_asked_for_by_its_code(
    name: str, code: str, register: Timelines
) -> None:
    with pytest.raises(QuestionError) as raised:
        register.evaluate({"date": LETTER, "licence": "NL010", "destination": name}, {})
    assert raised.value.faults[0].code == "unknown_country"
    if name == "Eswatini":
        assert f"`{code}`" in raised.value.faults[0].detail


# -- what a licence shows ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "qatar", "egypt"),
    [
        ("2018-01-01", "yes", None),
        ("2019-06-01", "undetermined", "undetermined"),
        ("2020-06-01", None, "yes"),
    ],
)
def test_nl007_excludes_qatar_before_2019_and_egypt_after(
    day: str, qatar: str | None, egypt: str | None, register: Timelines
) -> None:
    shown = {
        tuple(one["clause"].get("destinations", ())): one["present"]
        for one in register.licence("NL007", {"valid_on": day})["exclusions"]
    }
    assert (shown.get(("QA",)), shown.get(("EG",))) == (qatar, egypt)


def test_the_change_of_april_2025_reached_exactly_three_licences(register: Timelines) -> None:
    differ = register.register_diff("valid_on=2025-04-07", "valid_on=2025-04-08")
    assert [one["licence"] for one in differ["licences"]] == ["NL002", "NL007", "NL010"]
    causes = {
        cause.partition("#")[0]
        for one in differ["licences"]
        for side in ("added", "removed", "altered")
        for part in one[side]
        for cause in part["by"]
    }
    assert causes == {"stcrt-2025-11446"}


@pytest.mark.parametrize("licence", ["EU003", "EU004", "EU005"])
def test_russia_goes_out_of_three_licences_on_the_fifth_of_may_2022(
    licence: str, register: Timelines
) -> None:
    def russia(day: str) -> bool:
        permits = register.licence(licence, {"valid_on": day})["permits"]
        return any("RU" in one["clause"]["destinations"] for one in permits)

    assert russia("2021-09-08") and russia("2022-05-04")
    assert not russia("2022-05-05")


def test_before_its_publication_nobody_knew_that_russia_would_go(register: Timelines) -> None:
    seen = {"valid_on": "2022-06-01", "known_on": "2022-05-03"}
    assert len(register.licence("EU005", seen)["permits"]) == 2


def test_what_changed_the_licence_of_2009_falls_with_it(register: Timelines) -> None:
    def entries(day: str) -> set[str]:
        state = register.licence("EU001", {"valid_on": day})
        return {
            one["entry"].partition("#")[0]
            for part in ("permits", "exclusions", "conditions")
            for one in state[part]
        }

    before = {"reg-428-2009-annex-ii", "reg-1232-2011", "reg-2020-2171-annex-iia"}
    assert entries("2021-09-08") == before
    assert entries("2021-09-09") == {"reg-2021-821-annex-ii"}


@pytest.mark.parametrize("licence", [f"EU00{n}" for n in range(1, 7)])
def test_a_licence_of_the_union_runs_without_a_gap_from_one_regulation_to_the_next(
    licence: str, register: Timelines
) -> None:
    for day in ("2021-09-08", "2021-09-09"):
        assert register.licence(licence, {"valid_on": day})["status"] == "in_force"


COMING = {
    "NL003": ("2012-01-15", "2012-01-15"),
    "EU007": ("2021-08-01", "2021-08-01"),
    "NL900": ("2024-11-01", "2024-11-01"),
}


@pytest.mark.parametrize("licence", COMING)
def test_a_licence_published_before_it_applies_is_coming(licence: str, register: Timelines) -> None:
    day, seen_on = COMING[licence]
    state = register.licence(licence, {"valid_on": day, "known_on": seen_on})
    assert state["status"] == "not_established"
    assert "licence_established" in [one["type"] for one in state["upcoming"]]


def test_limits_that_no_dimension_says_come_as_conditions(register: Timelines) -> None:
    answer = QUESTIONS["Q088"].put_to(register)
    kinds = {one["key"]: one["kind"] for one in answer["conditions"]}
    assert kinds["registration"] == "registration"
    assert kinds["reporting"] == "reporting"
    assert kinds["product-development"] == kinds["no-unwanted-use"] == "limit"


# -- courts ------------------------------------------------------------------------------

PENDING = {
    "before the war": ("2023-10-06", []),
    "first instance": ("2023-12-14", ["Rechtbank Den Haag (voorzieningenrechter)"]),
    "the first judgment": ("2023-12-15", ["Gerechtshof Den Haag"]),
    "the day before the order": ("2024-02-11", ["Gerechtshof Den Haag"]),
    "the order": ("2024-02-12", ["Hoge Raad"]),
    "the day before the last judgment": ("2025-10-02", ["Hoge Raad"]),
    "the last judgment": ("2025-10-03", []),
}


@pytest.mark.parametrize(("day", "courts"), PENDING.values(), ids=PENDING)
def test_the_f35_case_is_pending_before_one_court_after_the_other(
    day: str, courts: list[str], register: Timelines
) -> None:
    state = register.licence("NL009", {"valid_on": day})
    assert [case["court"] for case in state["pending"]] == courts


def test_cassation_was_known_to_be_pending_before_the_letter_of_november(
    register: Timelines,
) -> None:
    state = register.licence("NL009", {"valid_on": "2024-06-01", "known_on": "2024-06-01"})
    assert [case["court"] for case in state["pending"]] == ["Hoge Raad"]


def test_no_licence_is_pending_or_changed_for_the_al_haq_case(register: Timelines) -> None:
    for licence in ("NL007", "NL009", "NL010"):
        state = register.licence(licence, {"valid_on": "2025-10-30"})
        assert "al-haq" not in str(state["pending"]).casefold()


@pytest.mark.parametrize("licence", [*EU, "NL001", "NL003", "NL004", "NL005", "NL006", "NL008"])
def test_each_licence_says_up_to_when_it_was_checked(licence: str, register: Timelines) -> None:
    assert register.licence(licence, {})["last_checked"]["on"] >= "2015-11-29"


def test_a_correction_brings_the_day_of_publication_of_a_regulation(register: Timelines) -> None:
    transaction = {"date": "2021-01-02", "licence": "NL002", "destination": "GB", **ARMOUR}
    reasons = {
        seen_on: register.evaluate(transaction, known(seen_on))["reason"]
        for seen_on in ("2020-12-20", "2020-12-21")
    }
    assert reasons == {"2020-12-20": "permitted", "2020-12-21": "incomplete_history"}
