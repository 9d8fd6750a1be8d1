"""The one question that every engine can be asked: does this general licence cover it?

A transaction names the licence, the day, whether it is an export or a transit, the goods, the
country of origin, the established end destination and the programme; all else is the same in every
one (`FACTS`). Of the goods those
codes are asked about that the licences' own clauses name, so that none is named too coarsely.
Every country is a destination; origins and programmes are those that a clause tells apart, and
one of each that it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

FACTS: Mapping[str, str] = {
    "item_kind": "component",
    "end_use": "civil",
    "purpose": "repair",
    "recipient": "armed_forces",
    "registered_on": "none",
    "transhipment": "with",
    "owner": "other",
    "knowledge": "none",
}
"""What every transaction says besides what is asked; of the rest all keep silent."""
ASKED = ("activity", "goods", "origin", "destination", "programme")
"""The fields in which transactions differ, but for the day and the licence."""
COLUMNS = ("date", "licence", *ASKED)
FIRST, LAST = date(2010, 1, 1), date(2026, 11, 1)
"""The days that are asked about: from the first, until the last."""
ACTIVITIES = ("export", "transit")
ORIGINS = ("NL", "DE", "US", "NO", "JP", "CN")
PROGRAMMES = ("none", "F-35", "Eurofighter")
