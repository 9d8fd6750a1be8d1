"""Questions about every licence of the built-in record, with their answers."""

from __future__ import annotations

from record_questions import ARMOUR, MILITARY, Question

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
        "not_covered", "excluded", EU["EU001"],
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
        "not_covered", "out_of_scope", EU["EU005"],
    ),
    "EU005, goods named too coarsely": Question(
        "to India", "EU005", "2022-06-01", "IN", {**TELECOM, "goods": "5A001"},
        "undetermined", "missing_field", EU["EU005"], depends_on=("goods",),
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
        "covered", "permitted", NL003, known_on="2012-01-15",
    ),
    "NL003, the day before it": Question(
        "to the German armed forces", "NL003", "2012-06-29", "DE", TO_FORCES,
        "not_covered", "not_established", NL003,
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
        "a router to Eswatini", "NL010", "2025-06-24", "SZ", ENCRYPTION,
        "not_covered", "excluded", "nl010#1",
    ),
    "NL010, Guinea": Question(
        "a router to Guinea", "NL010", "2025-06-24", "GN", ENCRYPTION,
        "not_covered", "excluded", "nl010#1",
    ),
}  # fmt: skip
