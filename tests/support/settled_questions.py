"""Questions about faults that were mended and facts that sources settle, with their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from licence_ledger.projections.register.register import Register

THROUGH = {"activity": "transit", "goods": "ML11", "programme": "none"}
AS_THEY_COME = {**THROUGH, "transhipment": "without"}
EXEMPT = ("no_licence_required", "exempt")
NEEDS_ONE = ("licence_required", "not_covered_by_any")
COVERED = ("covered", "permitted")
NOT_LISTED = ("no_licence_required", "not_listed")
SILENT = ("undetermined", "no_requirement_recorded")
IMPOSED = "bwbr0024139#1"


@dataclass(frozen=True)
class Asked:
    """A transaction, and its verdict, reason and deciding change."""

    on: str
    route: str
    given: Mapping[str, str]
    answer: tuple[str, str]
    decided_by: str | None
    known_on: str | None = None

    def put_to(self, register: Register) -> dict[str, Any]:
        """The evaluation."""
        origin, destination = self.route.split("-")
        transaction = {"date": self.on, "origin": origin, "destination": destination}
        return register.evaluate(
            {**transaction, **self.given}, {"known_on": self.known_on} if self.known_on else {}
        )


def owned(owner: str, **given: str) -> dict[str, str]:
    """Military goods of an owner, in transit with transhipment unless said otherwise."""
    return {**THROUGH, "owner": owner, **given}


WITHOUT, WITHIN = "transit-without-licence#1", "transit-without-licence#2"
OLD, OWNERS, OLD_OWNERS = "stb-2008-252#1", "bwbr0030610#1", "bwbr0024269#1"
TRANSIT = {
    "from a member state to another": Asked("2025-06-24", "DE-BE", THROUGH, EXEMPT, WITHIN),
    "the first day of that": Asked("2012-07-01", "DE-FR", THROUGH, EXEMPT, WITHIN),
    "Norway and Iceland are member states of the decree": Asked(
        "2025-06-24", "NO-IS", THROUGH, EXEMPT, WITHIN
    ),
    "from an ally that is none, transhipped": Asked(
        "2025-06-24", "US-DE", THROUGH, COVERED, "stcrt-2012-11117#1"
    ),
    "the same, as it came": Asked("2025-06-24", "US-DE", AS_THEY_COME, EXEMPT, WITHOUT),
    "F-35 parts on a ship through Rotterdam": Asked(
        "2025-09-03", "US-IL",
        {**AS_THEY_COME, "goods": "ML10", "item_kind": "component", "programme": "F-35"},
        EXEMPT, WITHOUT,
    ),
    "the same, transhipped": Asked(
        "2025-09-03", "US-IL",
        {**THROUGH, "goods": "ML10", "item_kind": "component", "programme": "F-35"},
        NEEDS_ONE, IMPOSED,
    ),
    "as it came, to an equated country": Asked(
        "2025-06-24", "BR-NZ", AS_THEY_COME, EXEMPT, WITHOUT
    ),
    "as it came, between two others": Asked(
        "2025-06-24", "BR-IL", AS_THEY_COME, NEEDS_ONE, IMPOSED
    ),
    "transhipped, the last day of the old decree": Asked(
        "2012-06-30", "US-IL", THROUGH, EXEMPT, OLD
    ),
    "transhipped, the day after": Asked(
        "2012-07-01", "US-IL", THROUGH, COVERED, "stcrt-2012-11112#2"
    ),
    "to an ally under the old decree": Asked("2010-03-01", "BR-CH", THROUGH, EXEMPT, OLD),
    "between two others under the old decree": Asked(
        "2010-03-01", "BR-IL", THROUGH, NEEDS_ONE, IMPOSED
    ),
}  # fmt: skip
OWNED = {
    "for the Dutch forces": Asked(
        "2025-06-24", "BR-NL", owned("own_forces"), EXEMPT, OWNERS
    ),
    "for the Dutch forces abroad": Asked(
        "2025-06-24", "NL-AF", owned("own_forces", activity="export"), EXEMPT, OWNERS
    ),
    "of a NATO force": Asked("2025-06-24", "US-IL", owned("allied_forces"), EXEMPT, OWNERS),
    "of a NATO force, transferred": Asked(
        "2025-06-24", "NL-DE", owned("allied_forces", activity="transfer"), EXEMPT, OWNERS
    ),
    "a vehicle at a state visit": Asked(
        "2025-06-24", "BR-IL", owned("state_visit", goods="ML6"), EXEMPT, OWNERS
    ),
    "what is no vehicle at a state visit": Asked(
        "2025-06-24", "BR-IL", owned("state_visit"), NEEDS_ONE, IMPOSED
    ),
    "of somebody else": Asked("2025-06-24", "BR-IL", owned("other"), NEEDS_ONE, IMPOSED),
    "of a NATO force, the last day of the older regulation": Asked(
        "2012-06-29", "BR-IL", owned("allied_forces"), EXEMPT, OLD_OWNERS
    ),
}  # fmt: skip
DOGS = {"activity": "export", "goods": "none"}
ROUTER = {"activity": "export", "goods": "5A002.a.2", "end_use": "civil", "licence": "NL010"}
GOODS = {
    "dogs on the day of the motion": Asked(
        "2025-04-10", "NL-IL", DOGS, NOT_LISTED, "kst-22054-268#2"
    ),
    "dogs, as known on that day": Asked(
        "2025-04-10", "NL-IL", DOGS, NOT_LISTED, "kst-22054-268#2", known_on="2025-04-10"
    ),
    "unlisted goods for weapons of mass destruction": Asked(
        "2025-06-24", "NL-IL", {**DOGS, "knowledge": "wmd"}, SILENT, None
    ),
    "unlisted goods for surveillance": Asked(
        "2025-06-24", "NL-IL", {**DOGS, "knowledge": "human_rights_surveillance"}, SILENT, None
    ),
    "unlisted goods of which the exporter was told": Asked(
        "2025-06-24", "NL-IL", {**DOGS, "knowledge": "told_not_to"}, SILENT, None
    ),
    "a router under NL010 to Canada": Asked("2025-05-01", "NL-CA", ROUTER, COVERED, "nl010#1"),
    "a storage device under NL010": Asked(
        "2025-05-01", "NL-CA", {**ROUTER, "goods": "5A002.a.3"}, COVERED, "nl010#1"
    ),
    "a heading that says too little": Asked(
        "2025-05-01", "NL-CA", {**ROUTER, "goods": "5A002"},
        ("undetermined", "missing_field"), "nl010#1",
    ),
    "goods that no letter names": Asked(
        "2025-05-01", "NL-CA", {**ROUTER, "goods": "5A004"},
        ("undetermined", "incomplete_history"), "nl010#2",
    ),
    "a router under NL010 to Israel, the last day": Asked(
        "2025-04-07", "NL-IL", ROUTER, COVERED, "nl010#1"
    ),
    "a router under NL010 to Israel, after it": Asked(
        "2025-04-08", "NL-IL", ROUTER, ("not_covered", "excluded"), "stcrt-2025-11446#3"
    ),
}  # fmt: skip
EMBARGO = {**THROUGH, "licence": "NL007"}
SHUT = ("not_covered", "excluded")
OPEN = ("undetermined", "imprecise_date")
EMBARGOES = {
    "Armenia, the last day of the process": Asked(
        "2025-08-31", "US-AM", EMBARGO, SHUT, "stcrt-2012-11112#2"
    ),
    "Armenia, the process closed": Asked(
        "2025-09-01", "US-AM", EMBARGO, OPEN, "stcrt-2012-11112#2"
    ),
    "Azerbaijan, the process closed": Asked(
        "2026-04-01", "US-AZ", EMBARGO, OPEN, "stcrt-2012-11112#2"
    ),
    "Azerbaijan, as known before the process was closed": Asked(
        "2025-09-01", "US-AZ", EMBARGO, SHUT, "stcrt-2012-11112#2", known_on="2025-08-31"
    ),
    "Zimbabwe in 2025": Asked("2025-06-01", "US-ZW", EMBARGO, SHUT, "stcrt-2012-11112#2"),
    "Zimbabwe in 2026": Asked("2026-06-01", "US-ZW", EMBARGO, SHUT, "stcrt-2012-11112#2"),
    "South Sudan, under the Union's when the UN's may have ended": Asked(
        "2026-06-01", "US-SS", EMBARGO, SHUT, "stcrt-2012-11112#2"
    ),
}  # fmt: skip
ASKED = {**TRANSIT, **OWNED, **GOODS, **EMBARGOES}
