"""Questions about the built-in record, with their answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from licence_ledger.projections.register.register import Register

RECORD = Path(__file__).parents[2] / "record"


TODAY = date(2026, 11, 21)


NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


LETTER = "2025-06-24"


ARMOUR = {"activity": "export", "goods": "1A005", "origin": "NL"}


ROUTER = {"activity": "export", "goods": "5A002.a.2", "origin": "NL"}


MILITARY = {"activity": "transit", "goods": "ML11", "origin": "US", "programme": "none"}


F35_PART = {"goods": "ML10", "item_kind": "component", "programme": "F-35 Lightning II"}


F35_EXPORT = {**F35_PART, "activity": "export", "origin": "NL"}


NL007, NL009 = "stcrt-2012-11112#2", "stcrt-2016-44509#1"


ORDER = "ghdha-2024-191#1"


@dataclass(frozen=True)
class Question:
    """A transaction against a licence, and the answer it gets; `orders` are court orders."""

    asks: str
    licence: str
    on: str
    to: str
    given: Mapping[str, str]
    verdict: str
    reason: str
    decided_by: str
    known_on: str | None = LETTER
    required: str = "yes"
    depends_on: tuple[str, ...] = ()
    orders: Mapping[str, str] = field(default_factory=dict)

    def put_to(self, register: Register) -> dict[str, Any]:
        """The evaluation."""
        transaction = {
            "date": self.on,
            "licence": self.licence,
            "destination": self.to,
            **self.given,
        }
        return register.evaluate(transaction, known(self.known_on))


def known(on: str | None) -> dict[str, str]:
    """A viewpoint that sees what was published on or before this day."""
    return {"known_on": on} if on else {}


QUESTIONS = {
    "Q001": Question(
        "body armour to Israel, two days before NL002 is withdrawn",
        "NL002", "2025-04-06", "IL", ARMOUR,
        "covered", "permitted", "bwbr0026717#1",
    ),
    "Q004": Question(
        "body armour to Brazil: NL002 is withdrawn for all, not for Israel alone",
        "NL002", "2025-04-08", "BR", ARMOUR,
        "not_covered", "withdrawn", "stcrt-2025-11446#1",
    ),
    "Q007": Question(
        "body armour to Syria",
        "NL002", "2024-06-01", "SY", ARMOUR,
        "not_covered", "excluded", "bwbr0026717#1",
    ),
    "Q010": Question(
        "transit of body armour: NL002 is for export",
        "NL002", "2024-06-01", "IL", {**ARMOUR, "activity": "transit", "origin": "US"},
        "not_covered", "out_of_scope", "bwbr0026717#1", required="undetermined",
    ),
    "Q016": Question(
        "a router to Israel, on the first day of its exclusion",
        "NL010", "2025-04-08", "IL", ROUTER,
        "not_covered", "excluded", "stcrt-2025-11446#3",
    ),
    "Q019": Question(
        "a router to Taiwan, which counts with China",
        "NL010", "2025-06-24", "TW", ROUTER,
        "not_covered", "excluded", "nl010#1",
    ),
    "Q022": Question(
        "a router to Papua New Guinea: network equipment, which letters name, and not excluded",
        "NL010", "2025-06-24", "PG", ROUTER,
        "covered", "permitted", "nl010#1",
    ),
    "Q025": Question(
        "a router to Egypt before the change of April 2025",
        "NL010", "2025-03-01", "EG", ROUTER,
        "not_covered", "excluded", "nl010#1",
    ),
    "Q031": Question(
        "military goods outside the F-35 programme to Israel, in March 2024",
        "NL007", "2024-03-01", "IL", MILITARY,
        "covered", "permitted", NL007, orders={"ghdha-2024-191#2": "implemented"},
    ),
    "Q034": Question(
        "transit of an F-35 part to Israel, on the first day of its exclusion",
        "NL007", "2024-02-20", "IL", {**F35_PART, "activity": "transit", "origin": "US"},
        "not_covered", "excluded", "stcrt-2024-5435#1",
        orders={"ghdha-2024-191#2": "implemented"},
    ),
    "Q037": Question(
        "military goods to Kenya",
        "NL007", "2025-06-24", "KE", MILITARY,
        "covered", "permitted", NL007, orders={"ghdha-2024-191#2": "implemented"},
    ),
    "Q040": Question(
        "military goods to Egypt, on the last day before the year of its exclusion",
        "NL007", "2018-12-31", "EG", MILITARY,
        "covered", "permitted", NL007,
    ),
    "Q043": Question(
        "military goods to Egypt",
        "NL007", "2025-06-24", "EG", MILITARY,
        "not_covered", "excluded", "kst-22054-311#1",
        orders={"ghdha-2024-191#2": "implemented"},
    ),
    "Q046": Question(
        "military goods to the Emirates, in the year after the decision",
        "NL007", "2017-01-01", "AE", MILITARY,
        "not_covered", "excluded", "stcrt-2016-36336#3",
    ),
    "Q049": Question(
        "military goods to Saudi Arabia, in the year after the decision",
        "NL007", "2017-01-01", "SA", MILITARY,
        "not_covered", "excluded", "stcrt-2016-36336#2",
    ),
    "Q052": Question(
        "military goods to Turkey: an ally first, excluded by name since 2020",
        "NL007", "2021-01-01", "TR", MILITARY,
        "not_covered", "excluded", NL007,
    ),
    "Q055": Question(
        "military goods to Ukraine, in the first days of the war",
        "NL007", "2022-03-01", "UA", MILITARY,
        "not_covered", "excluded", "stcrt-2020-55420#2",
    ),
    "Q058": Question(
        "military goods to a country under a UN arms embargo",
        "NL007", "2025-06-24", "KP", MILITARY,
        "not_covered", "excluded", NL007, orders={"ghdha-2024-191#2": "implemented"},
    ),
    "Q061": Question(
        "an F-35 part to Israel, on the day before the judgment",
        "NL009", "2024-02-11", "IL", F35_EXPORT,
        "covered", "permitted", NL009,
    ),
    "Q064": Question(
        "an F-35 part to Israel, on the last day before the exclusion",
        "NL009", "2024-02-19", "IL", F35_EXPORT,
        "covered", "permitted", NL009, orders={ORDER: "outstanding"},
    ),
    "Q067": Question(
        "an F-35 part to the United States",
        "NL009", "2024-03-01", "US", F35_EXPORT,
        "covered", "permitted", NL009, orders={ORDER: "implemented"},
    ),
    "Q070": Question(
        "a helicopter part, outside the programme",
        "NL009", "2024-01-15", "BR", {**F35_EXPORT, "programme": "none"},
        "not_covered", "out_of_scope", NL009,
    ),
    "Q073": Question(
        "an F-35 part to Israel, asked between signature and publication of the exclusion",
        "NL009", "2024-02-25", "IL", F35_EXPORT,
        "covered", "permitted", NL009, known_on="2024-02-17", orders={ORDER: "overdue"},
    ),
    "Q076": Question(
        "a router to Israel, asked on the day before the exclusion was published",
        "NL010", "2025-04-10", "IL", ROUTER,
        "covered", "permitted", "nl010#1", known_on="2025-04-06",
    ),
    "Q079": Question(
        "military goods to Turkey, asked on the day before the letter: the gazette had it",
        "NL007", "2020-12-01", "TR", MILITARY,
        "not_covered", "excluded", NL007, known_on="2025-06-23",
    ),
}  # fmt: skip


BOUNDARIES = {
    "NL002, the last day": Question(
        "body armour to Israel", "NL002", "2025-04-07", "IL", ARMOUR,
        "covered", "permitted", "bwbr0026717#1",
    ),
    "NL002, within the Union no licence is needed": Question(
        "body armour to Germany", "NL002", "2024-06-01", "DE", ARMOUR,
        "covered", "permitted", "bwbr0026717#1", required="no",
    ),
    "NL002, the United Kingdom after it joined the Union's list": Question(
        "body armour to the United Kingdom", "NL002", "2024-06-01", "GB", ARMOUR,
        "undetermined", "incomplete_history", "reg-2020-2171#1",
    ),
    "NL007, the day before it applies": Question(
        "military goods to Kenya", "NL007", "2012-06-30", "KE", MILITARY,
        "not_covered", "not_established", NL007, required="no",
    ),
    "NL007, an ally is no destination": Question(
        "military goods to Germany", "NL007", "2018-01-01", "DE", MILITARY,
        "not_covered", "excluded", NL007,
    ),
    "NL007, an origin that is no ally": Question(
        "military goods from Kenya", "NL007", "2018-01-01", "TZ", {**MILITARY, "origin": "KE"},
        "not_covered", "out_of_scope", NL007,
    ),
    "NL007, a complete vehicle": Question(
        "a complete vehicle to Kenya", "NL007", "2018-01-01", "KE",
        {**MILITARY, "goods": "ML6", "item_kind": "complete"},
        "not_covered", "excluded", NL007,
    ),
    "NL007, a vehicle or a part of one": Question(
        "something of ML6 to Kenya", "NL007", "2018-01-01", "KE", {**MILITARY, "goods": "ML6"},
        "undetermined", "missing_field", NL007, depends_on=("item_kind",),
    ),
    "NL007, Saudi Arabia in the month of its exclusion": Question(
        "military goods to Saudi Arabia", "NL007", "2016-07-15", "SA", MILITARY,
        "undetermined", "imprecise_date", "stcrt-2016-36336#2",
    ),
    "NL007, Qatar before 2019": Question(
        "military goods to Qatar", "NL007", "2018-01-01", "QA", MILITARY,
        "not_covered", "excluded", "stcrt-2016-36336#4",
    ),
    "NL007, Qatar during 2019": Question(
        "military goods to Qatar", "NL007", "2019-06-01", "QA", MILITARY,
        "undetermined", "imprecise_date", "stcrt-2016-36336#4",
    ),
    "NL007, Qatar after 2019": Question(
        "military goods to Qatar", "NL007", "2020-06-01", "QA", MILITARY,
        "covered", "permitted", NL007,
    ),
    "NL007, Egypt during 2019": Question(
        "military goods to Egypt", "NL007", "2019-06-01", "EG", MILITARY,
        "undetermined", "imprecise_date", "kst-22054-311#1",
    ),
    "NL007, Ukraine the day before": Question(
        "military goods to Ukraine", "NL007", "2020-10-27", "UA", MILITARY,
        "covered", "permitted", NL007,
    ),
    "NL007, Israel the day before": Question(
        "military goods to Israel", "NL007", "2025-04-07", "IL", MILITARY,
        "covered", "permitted", NL007, orders={"ghdha-2024-191#2": "implemented"},
    ),
    "NL007, Montenegro the day before it joins NATO": Question(
        "military goods to Montenegro", "NL007", "2017-06-04", "ME", MILITARY,
        "covered", "permitted", NL007,
    ),
    "NL007, Montenegro in NATO": Question(
        "military goods to Montenegro", "NL007", "2017-06-05", "ME", MILITARY,
        "not_covered", "excluded", NL007,
    ),
    "NL007, an embargo on armed groups alone": Question(
        "military goods to Lebanon", "NL007", "2018-01-01", "LB", MILITARY,
        "undetermined", "imprecise_date", NL007,
    ),
    "NL009, the exclusion as known today, after the order was quashed": Question(
        "an F-35 part to Israel", "NL009", "2024-02-25", "IL", F35_EXPORT,
        "not_covered", "excluded", "stcrt-2024-5435#2", known_on=None,
        orders={ORDER: "annulled"},
    ),
    "NL009, the exclusion as known in 2025": Question(
        "an F-35 part to Israel", "NL009", "2024-02-25", "IL", F35_EXPORT,
        "not_covered", "excluded", "stcrt-2024-5435#2", known_on="2025-01-01",
        orders={ORDER: "implemented"},
    ),
    "NL009, the day after the Hoge Raad's judgment": Question(
        "an F-35 part to Israel", "NL009", "2025-10-04", "IL", F35_EXPORT,
        "not_covered", "excluded", "stcrt-2024-5435#2", known_on=None,
        orders={ORDER: "annulled", "hr-2025-1435#4": "outstanding"},
    ),
    "NL009, the day after the next look was due": Question(
        "an F-35 part to Israel", "NL009", "2026-06-01", "IL", F35_EXPORT,
        "not_covered", "excluded", "stcrt-2024-5435#2", known_on=None,
        orders={ORDER: "annulled", "hr-2025-1435#4": "undetermined"},
    ),
    "NL009, transfer is not named by the exclusion": Question(
        "transfer of an F-35 part", "NL009", "2024-02-25", "IT",
        {**F35_EXPORT, "activity": "transfer", "programme": "F35"},
        "covered", "permitted", NL009, orders={ORDER: "implemented"},
    ),
}  # fmt: skip


def _recorded(register: Register, licence: str, change: str) -> Mapping[str, Any]:
    history = register.history(licence, known(LETTER))["history"]
    found: Mapping[str, Any] = next(i for i in history if i["change"] == change)["content"]
    return found


def _evaluated(register: Register, known_on: str | None = LETTER, **given: str) -> dict[str, Any]:
    return register.evaluate(given, known(known_on))


def uses_of_nl002_for_israel(register: Register) -> None:
    """How often was NL002 used for Israel since 7 October 2023? Twice, for body armour."""
    figure = _recorded(register, "NL002", "kst-22054-458#3")
    assert (figure["type"], figure["transactions"]) == ("use_reported", 2)
    assert (figure["destination"], figure["goods"]) == ("IL", "1A005")


def licences_in_place_of_nl010(register: Register) -> None:
    """How many licences were granted in place of NL010? One, counted on 23 June 2025."""
    claim = _recorded(register, "NL010", "kst-22054-458#9")
    assert claim["type"] == "statement_recorded"
    assert "23 June 2025, one licence" in claim["says"]


def the_first_exclusion_of_israel(register: Register) -> None:
    """Was April 2025 the first exclusion of Israel? Two claims of one letter, both shown."""
    transaction = {"date": "2025-06-24", "licence": "NL009", "destination": "IL", **F35_EXPORT}
    shown = _evaluated(register, **transaction)["disputes"]
    assert [claim["change"] for claim in shown] == ["kst-22054-458#13", "kst-22054-458#14"]
    assert {claim["about"] for claim in shown} == {"stcrt-2024-5435"}


def licences_usable_for_israel(register: Register) -> None:
    """Which national licences could serve Israel on 6 April 2025?

    NL002, NL007 outside the F-35 programme, and NL010; NL009 was closed.
    """

    def verdict(licence: str, **given: str) -> str:
        answer = _evaluated(register, date="2025-04-06", destination="IL", licence=licence, **given)
        return f"{answer['verdict']}, {answer['reason']}"

    assert verdict("NL002", **ARMOUR) == "covered, permitted"
    assert verdict("NL007", **MILITARY) == "covered, permitted"
    assert verdict("NL007", **{**MILITARY, **F35_PART}) == "not_covered, excluded"
    assert verdict("NL009", **F35_EXPORT) == "not_covered, excluded"
    assert verdict("NL010", **ROUTER) == "covered, permitted"
    unnamed = _evaluated(register, date="2025-04-06", destination="IL", **ARMOUR)
    assert unnamed["covered_by"] == ["NL002"]


def reports_on_nl010_in_2024(register: Register) -> None:
    """When were reports on use of NL010 in 2024 due? By the end of February 2025."""
    conditions = register.licence("NL010", {"valid_on": "2024-12-31"})["conditions"]
    reporting = next(one for one in conditions if one["kind"] == "reporting")
    assert reporting["entry"] == "nl010#1/reporting"
    assert "by the end of February 2025" in reporting["text"]


def trained_dogs(register: Register) -> None:
    """Is a licence needed to export trained dogs to Israel? No: they are on no list."""
    dogs = {"activity": "export", "goods": "none", "origin": "NL", "destination": "IL"}
    answer = _evaluated(register, date=LETTER, **dogs)
    assert (answer["verdict"], answer["reason"]) == ("no_licence_required", "not_listed")
    assert answer["decided_by"] == "kst-22054-268#2"
    assert _evaluated(register, date=LETTER, **{**dogs, "destination": "BR"})["verdict"] == (
        "undetermined"
    )


def the_al_haq_judgment(register: Register) -> None:
    """Which licence changed through the judgment of 13 December 2024? None."""
    content = register.instrument("rbdha-2024-20828", {})["content"]
    assert [change["type"] for change in content["changes"]] == ["statement_recorded"]
    for licence in ("NL002", "NL007", "NL009", "NL010"):
        before, after = (
            register.licence(licence, {"valid_on": day}) for day in ("2024-12-12", "2024-12-13")
        )
        assert before["exclusions"] == after["exclusions"]
        assert before["permits"] == after["permits"]


FOUND: dict[str, Callable[[Register], None]] = {
    "Q013": uses_of_nl002_for_israel,
    "Q028": licences_in_place_of_nl010,
    "Q082": the_first_exclusion_of_israel,
    "Q091": licences_usable_for_israel,
    "Q100": reports_on_nl010_in_2024,
    "Q103": trained_dogs,
    "Q115": the_al_haq_judgment,
}
