"""The words of a transaction's closed fields, as people say them in Dutch, English and German.

A word stands here only if it can mean nothing else where such a column is read: `levering` may be
an export or a transfer, and is asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ....domain.faults import nearest
from ....domain.vocabulary.dimensions import DIMENSIONS
from ..meanings.meaning import Meaning, left_open, spelled

_SAID: Mapping[str, Mapping[str, str]] = {
    "activity": {
        "export": "uitvoer | exportation | ausfuhr",
        "transit": "doorvoer | durchfuhr",
        "transfer": "overbrenging | intracommunautaire overbrenging | intra-EU transfer | "
        "verbringung | innergemeinschaftliche verbringung",
        "brokering": "tussenhandel | tussenhandeldiensten | tussenhandelsdiensten | "
        "brokering services | vermittlung | vermittlungstätigkeit",
        "technical_assistance": "technische bijstand | technische unterstützung",
    },
    "item_kind": {
        "complete": "compleet | volledig | complete item | vollständig",
        "component": "components | onderdeel | onderdelen | komponente | bestandteil",
        "software": "programmatuur",
        "technology": "technologie",
    },
    "end_use": {
        "civil": "civiel | zivil | civilian",
        "military": "militair | militärisch",
        "police_or_intelligence": "politie of inlichtingendienst | politie of inlichtingen",
    },
    "purpose": {
        "intra_company": "binnen het concern | binnen de onderneming | within the company",
        "demonstration": "demonstratie | vorführung",
        "repair": "reparatie | herstel | reparatur",
        "after_sales": "after sales | na verkoop",
        "temporary": "tijdelijk | vorübergehend",
        "other": "ander | anders | overig | sonstiges",
    },
    "recipient": {
        "armed_forces": "krijgsmacht | strijdkrachten | streitkräfte",
        "certified": "gecertificeerd | zertifiziert",
        "group_company": "concernmaatschappij | groepsmaatschappij | konzerngesellschaft",
        "government": "overheid | regering | regierung",
        "private": "privaat | particulier | privat",
    },
    "licence_kind": {
        "general": "algemeen | algemene | algemene vergunning | general licence | allgemein",
        "global": "globaal | globale | globale vergunning | global licence",
        "individual": "individueel | individuele | individuele vergunning | individual licence | "
        "einzelgenehmigung",
    },
    "transhipment": {
        "with": "met | mit | met overlading | with transhipment | ja | yes",
        "without": "zonder | ohne | zonder overlading | without transhipment | nee | no | nein",
    },
    "owner": {
        "own_forces": "eigen krijgsmacht | own armed forces",
        "allied_forces": "bondgenootschappelijke krijgsmacht | allied armed forces",
        "state_visit": "staatsbezoek",
        "other": "ander | anders | overig",
    },
    "knowledge": {
        "wmd": "massavernietigingswapens | weapons of mass destruction",
        "military_use_under_embargo": "militair eindgebruik onder embargo",
        "unlicensed_parts": "onderdelen zonder vergunning",
        "human_rights_surveillance": "mensenrechten en surveillance",
        "told_not_to": "op de hoogte gesteld",
        "none": "geen | keine",
    },
}
_LISTS = {
    "annex-i": "annex I | bijlage I | annex 1 | bijlage 1 | anhang I",
    "military-list": "military list | militaire lijst | EU military list | "
    "gemeenschappelijke EU-lijst van militaire goederen | militärgüterliste",
}


def word_meant(field: str, text: str) -> Meaning:
    """The word of a closed field that a tidy text says."""
    words = _words()[field]
    if text in words.values():
        return Meaning(text, "as it stands")
    if found := words.get(spelled(text)):
        return Meaning(found, "a word for it")
    return left_open("no word of this field", _near(spelled(text), words))


def list_meant(text: str) -> Meaning | None:
    """The control list that a tidy text calls by its title, if it does."""
    found = _listed().get(spelled(text))
    return Meaning(found, "as it stands" if found == text else "its title") if found else None


def _near(name: str, words: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(words[one] for one in nearest(name, words)))[:3]


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in DIMENSIONS:
        said = _SAID.get(one.field, {})
        found[one.field] = {spelled(word): word for word in one.words} | {
            spelled(other): word for word, others in said.items() for other in others.split(" | ")
        }
    return found


@cache
def _listed() -> dict[str, str]:
    titles = ((one, f"{one} | {others}") for one, others in _LISTS.items())
    return {spelled(title): one for one, said in titles for title in said.split(" | ")}
