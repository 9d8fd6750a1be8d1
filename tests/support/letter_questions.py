"""What the letters say, by the question that it answers: the change, its topic, and words of it."""

from __future__ import annotations

NL007_LEFT = {
    "why Turkey left NL007": ("kst-22054-458-reasons#2", "stcrt-2020-55420#1", "north-east Syria"),
    "why Ukraine left NL007": (
        "kst-22054-458-reasons#3", "stcrt-2020-55420#2", "annexation of Crimea in 2014",
    ),
    "why Egypt left NL007": (
        "kst-22054-458-reasons#5", "kst-22054-311#1", "alleged military involvement",
    ),
    "why Saudi Arabia left NL007": (
        "kst-22054-458-reasons#6", "stcrt-2016-36336#2", "involvement in the conflict in Yemen",
    ),
    "why the Emirates left NL007": (
        "kst-22054-458-reasons#7", "stcrt-2016-36336#3", "involvement in the conflict in Yemen",
    ),
    "why any destination is left out": ("kst-22054-458-reasons#1", "NL007", "unwanted end use"),
}  # fmt: skip

GRANTED = {
    "whether Ukraine's exclusion stops military support": (
        "kst-22054-458-reasons#4", "licences for Ukraine", "Individual or global licences",
    ),
    "when parts for Iron Dome were last licensed": (
        "kst-22054-458-reasons#9", "licences for Iron Dome", "March 2025",
    ),
    "under which licences F-16 technology and thermal cameras went": (
        "kst-22054-458-reasons#11", "licences for F-16 technology, thermal cameras and the G550",
        "individual licences granted for these transactions",
    ),
    "under which licences parts for lithography went": (
        "kst-22054-458-reasons#12",
        "licences for parts of lithography equipment, software and technology",
        "individual or global licences",
    ),
    "what dual-use licences for Israel are for": (
        "kst-22054-434-uses#1", "valid licences for Israel", "water purification",
    ),
    "which dual-use licences were granted in the year to June 2025": (
        "kst-22054-458-reasons#13", "valid licences for Israel", "civil telecommunications",
    ),
    "goods and value of a revoked licence": (
        "ah-2025-2992-goods#1", "NL0074CDIU0182267", "11,405 euros",
    ),
    "goods and value of the second": ("ah-2025-2992-goods#2", "NL0074CDIU0184525", "1,157 euros"),
    "goods and value of the third": ("ah-2025-2992-goods#3", "NL0074CDIU0185272", "hatches"),
    "who decided the revocations": (
        "ah-2025-2992-goods#4", "revocation of licences", "Staatssecretaris Buitenlandse Handel",
    ),
}  # fmt: skip

REASONS = {
    "why the State went to the Hoge Raad": (
        "kst-22054-458-reasons#14", "government-2024-02-12", "shape its foreign policy",
    ),
    "why the licences were amended in April 2025": (
        "kst-22054-458-reasons#8", "stcrt-2025-11446", "ceasefire broken on 18 March 2025",
    ),
    "what NL010 covers, and where it is used": (
        "kst-22054-458-reasons#16", "NL010", "destinations all over the world",
    ),
    "what the letter of April 2025 names under NL010": (
        "kst-22054-454#1", "NL010", "routers for network security",
    ),
    "how many applications are expected": ("kst-22054-454#2", "NL010", "50 and 100"),
    "what EU007 is for": ("kst-22054-458-reasons#15", "EU007", "only for product development"),
    "what the second F-35 judgment says": (
        "rbdha-2024-10832#1", "ghdha-2024-191#1", "does not reach parts that go to other countries",
    ),
    "what was put off in November 2025": (
        "f35-postponed-2025#1", "hr-2025-1435#4", "too recent to make a judgment",
    ),
    "the countries equated with allies": (
        "ah-2025-2990#2", "equated-countries", "Australia, Japan, New Zealand and Switzerland",
    ),
    "transit without transhipment": ("ah-2025-2990#1", "military-list", "same means of transport"),
    "what leaves room for the terms of licences": (
        "kst-22054-438-room#1", "validity-military", "Common Position 944/2008",
    ),
    "the last text of NL002 that was read": (
        "bwbr0026717-2014-02-24#1", "NL002", "24 February 2014",
    ),
    "the letter on the ICJ's opinion": (
        "kst-22054-458-reasons#17", "Advisory opinion of the International Court of Justice",
        "9 December 2024",
    ),
}  # fmt: skip

UNION = {
    "what a cyber-surveillance item is": (
        "ek-35904-scope#1", "definition of cyber-surveillance items", "Article 2(20)",
    ),
    "which techniques IViR examined": (
        "ek-35904-scope#2", "definition of cyber-surveillance items", "intrusion software",
    ),
    "which Union licences are new": ("ek-35904-scope#4", "Union general licences", "EU008"),
    "what EU008 covers": ("ek-35904-scope#5", "EU008", "videoconferencing"),
    "what the enforcement mechanism brings": (
        "ek-35904-scope#6", "enforcement coordination mechanism", "no new powers and no costs",
    ),
    "who is responsible for export control": (
        "ek-35904-scope#8", "CDIU and Douane", "Ministry of Foreign Affairs",
    ),
    "the Common Position, revised": (
        "dec-cfsp-2025-779#1", "Common Position 2008/944/CFSP", "2025/779",
    ),
    "the Common Position, amended before": (
        "dec-cfsp-2019-1560#1", "Common Position 2008/944/CFSP", "2019/1560",
    ),
    "which Union instruments serve the defence industry": (
        "kst-22054-401-claims#9", "European instruments for the defence industry",
        "(ASAP), the European Defence Fund (EDF)",
    ),
}  # fmt: skip

CLAIMS = {
    "what four organisations claim": (
        "kst-22054-401-claims#1", "treaty on export control in the defence field",
        "gives up control",
    ),
    "what the cabinet replies": (
        "kst-22054-401-claims#2", "treaty on export control in the defence field",
        "disagrees that control is given up",
    ),
    "what they say of the emergency brake": (
        "kst-22054-401-claims#3", "emergency brake of the treaty", "exporting state leads",
    ),
    "whether the treaty lets a transaction be stopped": (
        "kst-22054-401-claims#4", "emergency brake of the treaty", "noodremprocedure",
    ),
    "whether the treaty changes transparency": (
        "kst-22054-401-claims#6", "transparency of export control", "changes nothing",
    ),
    "whether the presumption of denial comes back": (
        "kst-22054-401-claims#7", "presumption of denial", "does not mean to follow the call",
    ),
    "the share of export in the turnover": (
        "kst-22054-401-claims#8", "export share of the Dutch defence industry", "54 percent",
    ),
    "what the Dobbe motion of June 2024 asks": (
        "kst-22054-434-uses#2", "motions on export control", "curbing arms deliveries",
    ),
    "what the Dobbe motion of October 2024 asks": (
        "kst-22054-434-uses#3", "motions on export control", "all of Sudan",
    ),
    "where consensus matters": (
        "kst-22054-434-uses#4", "multilateral export-control regimes", "hard to reach",
    ),
    "which reports are public": (
        "kst-22054-434-uses#6", "transparency of export control", "monthly reports",
    ),
    "whether dogs can be licensed": ("kst-22054-268#1", "Trained dogs", "no licence can be asked"),
    "a bill of which nothing more was found": (
        "kst-36590-nota#1", "bill 36 590 on strategic services", "before the Tweede Kamer",
    ),
}  # fmt: skip

SAID = {**NL007_LEFT, **GRANTED, **REASONS, **UNION, **CLAIMS}

CORRECTED = {
    "what was done on the Dobbe motion": (
        "kst-22054-434-policy#17", "motions on export control", "COARM", "as the Dobbe motion",
    ),
    "who may warn or investigate": (
        "ek-35904-mva#14", "supervision", "it can be decided", "which may warn",
    ),
    "what needs only a notification": (
        "stb-2012-225#2", "military-list", "only a notification", "no field of a transaction",
    ),
}  # fmt: skip
"""The change, its topic, words that it says now, and words that it no longer says."""
