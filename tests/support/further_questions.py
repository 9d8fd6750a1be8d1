"""Further questions that a reader of the letters can answer, by their numbers: what is said of a
topic, which transactions get which verdict, and what a policy or an instrument holds."""

from __future__ import annotations

from policy_questions import NATIONAL

ROUTER = {"activity": "export", "goods": "5A002.a.2", "origin": "NL"}
ARMOUR = {"activity": "export", "goods": "1A005", "origin": "NL"}
TRANSIT = {"activity": "transit", "goods": "ML11", "origin": "US", "programme": "none"}
F35_PART = {"goods": "ML10", "item_kind": "component", "programme": "F-35 Lightning II"}
NL002, NL007, NL010 = {"licence": "NL002"}, {"licence": "NL007"}, {"licence": "NL010"}
EXCLUDED = {"verdict": "not_covered"}
COVERED = {"verdict": "covered"}
LETTER = "2025-06-24"
OUT_OF_NL007 = ("YE", "SA", "AE", "EG", "TR", "IL", "UA")
OUT_OF_NL010 = (
    "AF", "AM", "AZ", "BH", "BD", "BI", "CN", "TW", "HK", "MO", "CU", "DJ", "EG", "GQ", "ET", "GM",
    "GN", "GW", "IN", "IL", "YE", "KZ", "KW", "LA", "UA", "UZ", "OM", "PK", "QA", "RW", "SA", "SZ",
    "SY", "TJ", "TH", "TR", "TM", "AE", "VN",
)  # fmt: skip
OUT_OF_NL002 = ("AF", "MM", "IQ", "IR", "LY", "LB", "KP", "PK", "SD", "SO", "SY")

ASKED = {
    "M001 the first day on which NL002 no longer serves": [
        ({**ARMOUR, **NL002, "date": "2025-04-07", "destination": "IL"}, COVERED),
        ({**ARMOUR, **NL002, "date": "2025-04-08", "destination": "IL"},
         {"verdict": "not_covered", "decided_by": "stcrt-2025-11446#1"}),
    ],
    "M008 NL010 goes on for Canada": [
        ({**ROUTER, **NL010, "date": "2025-05-01", "destination": "CA"}, COVERED),
    ],
    "M009 the names that NL010 leaves out": [
        ({**ROUTER, **NL010, "date": LETTER, "destination": one}, EXCLUDED) for one in OUT_OF_NL010
    ],
    "M011 the names that NL007 leaves out": [
        ({**TRANSIT, **NL007, "date": LETTER, "destination": one}, EXCLUDED) for one in OUT_OF_NL007
    ],
    "M031 the first day without F-35 goods to Israel": [
        ({**F35_PART, "licence": licence, **there, "date": day, "destination": "IL"}, expected)
        for licence, there in (
            ("NL009", {"activity": "export", "origin": "NL"}),
            ("NL007", {"activity": "transit", "origin": "US"}),
        )
        for day, expected in (("2024-02-19", COVERED), ("2024-02-20", EXCLUDED))
    ],
    "M049b dogs need no licence on the day of the motion": [
        ({"activity": "export", "goods": "none", "origin": "NL", "date": "2025-04-10",
          "destination": "IL"}, {"verdict": "no_licence_required"}),
    ],
    "M053 the countries that NL002 left out": [
        ({**ARMOUR, **NL002, "date": "2025-04-01", "destination": one}, EXCLUDED)
        for one in OUT_OF_NL002
    ],
    "M061 the origins of goods under NL007": [
        ({**TRANSIT, **NL007, "date": LETTER, "destination": "BR", "origin": origin}, expected)
        for origin, expected in (
            ("DE", COVERED), ("US", COVERED), ("JP", COVERED), ("CN", EXCLUDED)
        )
    ],
    "M077 the deliveries for which semiconductor equipment needs a licence": [
        ({"activity": "export", "goods": "3B001.l", "list": NATIONAL, "origin": "NL",
          "date": "2024-11-05", "destination": to}, {"required": required})
        for to, required in (("CN", "yes"), ("US", "yes"), ("JP", "yes"), ("DE", "no"))
    ],
}  # fmt: skip
"""Transactions, and what their evaluations say."""

SAID = {
    "M005 what is said against 7 April": (
        "kst-22054-458#15", "stcrt-2025-11446", "until 7 April 2025"),
    "M007 the measure is no ban": (
        "kst-22054-458-procedures#8", "individual licences", "It is no ban"),
    "M013 when Egypt was taken out": ("kst-22054-458-reasons#5", "kst-22054-311#1", "in 2019"),
    "M013b why": ("kst-22054-458-reasons#5", "kst-22054-311#1", "conflict in Yemen"),
    "M014b why Saudi Arabia": (
        "kst-22054-458-reasons#6", "stcrt-2016-36336#2", "conflict in Yemen"),
    "M014b why the Emirates": (
        "kst-22054-458-reasons#7", "stcrt-2016-36336#3", "conflict in Yemen"),
    "M015 when Turkey was taken out": (
        "kst-22054-458-reasons#2", "stcrt-2020-55420#1", "in 2020"),
    "M015b why": ("kst-22054-458-reasons#2", "stcrt-2020-55420#1", "north-east Syria"),
    "M016b why Ukraine": ("kst-22054-458-reasons#3", "stcrt-2020-55420#2", "Crimea"),
    "M017 support of Ukraine goes on": (
        "kst-22054-458-reasons#4", "licences for Ukraine", "licences are granted"),
    "M019 the other figure": ("kst-22054-458#2", "kst-22054-458#1", "37 times"),
    "M021 NL010 and Israel": ("kst-22054-458#11", "NL010", "used often"),
    "M023 when 2025 is reported": ("kst-22054-458#8", "NL010", "second half of 2025"),
    "M025 how far reports go": (
        "kst-22054-458-procedures#16", "horizon of the reports", "end of December 2024"),
    "M027 what EU007 asks": ("kst-22054-458-reasons#15", "EU007", "only for product development"),
    "M029 who uses EU007": ("kst-22054-458-procedures#14", "EU007", "Three Dutch companies"),
    "M032 licences of other military goods": (
        "kst-22054-458-reasons#11",
        "licences for F-16 technology, thermal cameras and the G550", "individual licences"),
    "M033 licences of dual-use goods": (
        "kst-22054-458-reasons#12",
        "licences for parts of lithography equipment, software and technology",
        "individual or global licences"),
    "M036 why cassation": (
        "kst-22054-458-reasons#14", "government-2024-02-12", "shape its foreign policy"),
    "M039 Iron Dome": ("kst-22054-458-reasons#9", "licences for Iron Dome", "March 2025"),
    "M041 for how long": ("kst-22054-458-procedures#3", "validity-military", "one year"),
    "M043 applications expected": ("kst-22054-458#12", "NL010", "50 to 100"),
    "M045 what an application holds": (
        "kst-22054-458-procedures#10", "end-user statement", "signed by the end user"),
    "M047 licences in place of NL010": ("kst-22054-458#9", "NL010", "one licence has been granted"),
    "M049 dogs": ("kst-22054-458#22", "Trained dogs", "dogs are no strategic goods"),
    "M055 the burden": ("kst-22054-458-procedures#18", "burden for companies", "small"),
    "M057 the advisory opinion": (
        "kst-22054-458-reasons#17",
        "Advisory opinion of the International Court of Justice", "9 December 2024"),
    "M059 sanctions": (
        "kst-22054-458-procedures#24", "sanctions", "Against Israel there are no sectoral"),
    "M063 beside export control": (
        "kst-22054-458-procedures#20", "OECD guidelines and UN Guiding Principles",
        "expected to apply them"),
    "M065 what is not made public": (
        "kst-22054-458-procedures#15", "confidential data", "sensitive for the companies"),
    "M067 why in April": ("kst-22054-458-reasons#8", "stcrt-2025-11446", "18 March 2025"),
    "M069 who guides": ("kst-22054-458-procedures#17", "CDIU and Douane", "helps companies"),
    "M071 the report on 2023": (
        "kst-22054-434-policy#14", "annual report on export control", "sent on this day"),
    "M073 the letter that abolished it": (
        "kst-22054-401#4", "presumption of denial", "14 July 2023"),
    "M075 requirements for unlisted goods": (
        "kst-22054-434-policy#5", "catch-all", "licence requirements were imposed"),
    "M077 country-neutral": (
        "kst-22054-434-policy#7", "semiconductor equipment", "every delivery outside the Union"),
    "M079 two ways to stop": ("kst-22054-434#3", "general licences", "in two ways"),
    "M081 NL009 in November 2024": ("kst-22054-434#2", "NL009", "nothing can be concluded"),
    "M083 what for": ("kst-22054-434-uses#1", "valid licences for Israel", "water purification"),
    "M085 where diversion was raised": (
        "kst-22054-434-policy#17", "motions on export control", "COARM"),
    "M087 after-sales": ("kst-22054-438#3", "validity-after-sales", "from one year to three"),
    "M089 except Turkey": ("kst-22054-438#2", "validity-military", "except Turkey"),
    "M091 a trial application": ("kst-22054-438#6", "sondage", "No rights follow"),
    "M093 what leaves room": (
        "kst-22054-438-room#1", "validity-military", "Common Position 944/2008"),
    "M095 two new ones": ("ek-35904-scope#4", "Union general licences", "EU007"),
    "M097 EU008": ("ek-35904-scope#5", "EU008", "hard disks"),
    "M099 defined": ("ek-35904-scope#1", "definition of cyber-surveillance items", "2(20)"),
    "M101 what all must agree to": (
        "ek-35904-mva#7", "EU list of cyber-surveillance items", "only if all of them"),
    "M103 the mechanism": (
        "ek-35904-mva#13", "enforcement coordination mechanism", "the Douane stands"),
    "M103 its costs": (
        "ek-35904-scope#6", "enforcement coordination mechanism", "no costs"),
    "M105 who supervises": ("ek-35904-mva#14", "supervision", "Team POSS"),
    "M107 a statement": ("ek-35904-mva#16", "end-user statement", "demands an end-user statement"),
    "M107 a programme": (
        "ek-35904-mva#17", "internal compliance programme", "internal compliance programme"),
    "M109 the list": ("ek-35904-mva#10", "dual-use-list", "stayed as it was"),
    "M111 five techniques": (
        "ek-35904-scope#2", "definition of cyber-surveillance items", "five techniques"),
    "M113 the regimes": (
        "ek-35904-mva#11", "multilateral export-control regimes",
        "Wassenaar Arrangement and the MTCR"),
    "M115 the brake": (
        "kst-22054-401#2", "emergency brake of the treaty", "direct national interest"),
    "M117 not in force": (
        "kst-22054-401#1", "treaty on export control in the defence field",
        "possible only after approval"),
    "M119 the share": (
        "kst-22054-401-claims#8", "export share of the Dutch defence industry", "54 percent"),
    "M120 the claim": (
        "kst-22054-401-claims#1", "treaty on export control in the defence field",
        "gives up control"),
    "M120 the reply": (
        "kst-22054-401-claims#2", "treaty on export control in the defence field", "disagrees"),
    "M120 no resumption": (
        "kst-22054-401-claims#7", "presumption of denial", "does not mean to follow"),
    "M122 the instruments": (
        "kst-22054-401-claims#9", "European instruments for the defence industry", "ASAP"),
    "M123 the treaty of all": ("kst-22054-401#3", "UN Arms Trade Treaty", "are bound"),
    "M124 transparency": (
        "kst-22054-401-claims#6", "transparency of export control", "changes nothing"),
    "M125 consensus": (
        "kst-22054-434-uses#4", "multilateral export-control regimes", "hard to reach"),
    "M126 who decides": ("ek-35904-scope#8", "CDIU and Douane", "Ministry of Foreign Affairs"),
    "M126 who handles": ("ek-35904-mva#15", "CDIU and Douane", "The CDIU receives applications"),
    "M127 public reports": (
        "kst-22054-434-uses#6", "transparency of export control", "monthly reports"),
}  # fmt: skip
"""A statement, the topic it is listed under, and words of it."""
