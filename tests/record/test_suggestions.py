"""Whoever misspells, or says it in the other language, is told what there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from licence_ledger.api.files.built_in import built_in
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.register.claims import Claims

TOPICS = {
    "nooodrem": "emergency brake of the treaty",
    "noodremprocedre": "emergency brake of the treaty",
    "emergancy": "emergency brake of the treaty",
    "eindgebruikerverklaring": "end-user statement",
    "halfgeleider": "semiconductor equipment",
    "semiconducter": "semiconductor equipment",
    "proefaanvragen": "sondage",
    "wapenembargoo": "arms-embargo",
    "landneutraal": "country neutrality",
    "cybersurveilance": "definition of cyber-surveillance items",
    "jaarrapporten": "annual report on export control",
    "Oekraine": "deliveries to Ukraine by the Ministry of Defence",
    "associatieakkord": "EU-Israel Association Agreement, art. 2",
    "presumtion-of-denial": "presumption of denial",
    "intrekkingen": "revocation of licences",
    "vangnett": "catch-all",
}
LICENCES = {
    "doorvoervergunning": "NL007",
    "overdrachtsvergunning": "NL003",
    "strijdkrachten": "NL003",
    "reparatie": "NL006",
    "F-35": "NL009",
    "NL07": "NL007",
    "nl007": "NL007",
}


@pytest.fixture(scope="module")
def claims() -> Iterator[Claims]:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    ledger = open_ledger(":memory:", noon.date, lambda: noon)
    for found in built_in():
        ledger.record(found.content, "built-in")
    yield Claims(ledger)
    ledger.close()


@pytest.mark.parametrize(("said", "meant"), TOPICS.items(), ids=TOPICS)
def test_who_misspells_a_topic_is_told_what_it_is_called(
    said: str, meant: str, claims: Claims
) -> None:
    with pytest.raises(QuestionError, match=f"`{meant}`"):
        claims.statements({}, said)


@pytest.mark.parametrize(("said", "meant"), LICENCES.items(), ids=LICENCES)
def test_who_names_a_licence_by_what_it_is_for_is_told_which(
    said: str, meant: str, claims: Claims
) -> None:
    with pytest.raises(QuestionError, match=f"did you mean.*`{meant}`"):
        claims.licence(said, {})


def test_an_instrument_lists_what_it_says(claims: Claims) -> None:
    said = claims.instrument("kst-22054-458", {})["statements"]
    assert [one["says"] for one in said if one["change"] == "kst-22054-458#2"] == [
        "NL002 was used 37 times in the past year."
    ]
    assert "statements" not in claims.instrument("kst-22054-458", {"answer_version": 1})
