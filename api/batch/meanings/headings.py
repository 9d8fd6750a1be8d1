"""Which field of a transaction a heading names: for certain, perhaps, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ....projections.batch.transactions import ASKED
from ..meanings.meaning import spelled, tidy
from ..near_names import field_meant

_NAMES: Mapping[str, str] = {
    "date": "datum | shipment date | date of shipment | verzenddatum | uitvoerdatum | "
    "datum uitvoer | datum van uitvoer | export date | date of export | transactiedatum | "
    "transaction date | versanddatum | ausfuhrdatum",
    "licence": "license | licence no | licence nr | licence number | licence id | license no | "
    "license number | license id | vergunning | vergunningnr | vergunningnummer | "
    "vergunningsnr | vergunningsnummer | genehmigung | genehmigungsnummer",
    "activity": "activiteit | handeling | soort handeling | soort transactie | type of transaction",
    "goods": "goederen | controlelijstcode | controlecode | control list code | control code | "
    "control list number | eccn | lijstpost | lijstcode | dual-use code | dual-use-code | "
    "exportcontrolecode | export control code | export control classification number | "
    "ausfuhrlistennummer | güterlistennummer | listenposition | al-nummer",
    "item_kind": "soort item | soort goed | kind of item",
    "origin": "country of origin | origin country | land van oorsprong | oorsprong | "
    "land van herkomst | herkomst | ursprungsland | ursprung",
    "destination": "country of destination | destination country | land van bestemming | "
    "bestemming | bestemmingsland | eindbestemming | land van eindbestemming | "
    "final destination | ultimate destination | bestimmungsland | endbestimmungsland",
    "programme": "programma | program",
    "end_use": "eindgebruik | end-use | endverwendung",
    "purpose": "doel | zweck",
    "recipient": "soort ontvanger | kind of recipient | ontvanger | consignee | empfänger",
    "exporter": "exporteur | ausführer",
    "licence_kind": "soort vergunning | vergunningsoort | vergunningssoort | licence type | "
    "type of licence | license type | kind of licence",
    "transhipment": "overlading | transshipment | umladung",
    "owner": "eigenaar | eigentümer",
    "knowledge": "kennis",
    "jurisdiction": "rechtsmacht | rechtsgebied",
    "registered_on": "geregistreerd op | registratiedatum | registration date",
    "list": "controlelijst | control list",
}
"""Headings that can mean nothing else."""
_PERHAPS: Mapping[str, str] = {
    "date": "leverdatum | afleverdatum | delivery date | factuurdatum | invoice date | "
    "orderdatum | order date | boekingsdatum | posting date | buchungsdatum | lieferdatum | dag | "
    "day | wadat_ist | documentdatum",
    "goods": "code | goederencode | artikelcode | post | classificatie | classification | listing",
    "destination": "land | country | land ontvanger | leverland | afleverland | ship-to country | "
    "land afnemer | lieferland | land1",
    "origin": "land | country | land van verzending | country of dispatch",
    "programme": "project",
    "exporter": "afzender | sender | verzender | absender",
    "recipient": "klant | customer | afnemer",
    "list": "lijst",
    "activity": "transactie | transaction | soort",
}
"""Headings that may mean a field: somebody is asked."""


@dataclass(frozen=True, slots=True)
class Headed:
    """For every field the columns that are certainly it, and those that may be; `near`: those of
    the latter whose heading is nearly a field's name."""

    certain: Mapping[str, Sequence[str]]
    perhaps: Mapping[str, Sequence[str]]
    near: frozenset[str] = frozenset()


def headed(names: Mapping[str, str]) -> Headed:
    """What columns are by their headings; `names`: for each column's name its heading as it
    stands."""
    certain: dict[str, list[str]] = {}
    perhaps: dict[str, list[str]] = {}
    near: set[str] = set()
    for name, heading in names.items():
        if field := field_named(heading):
            certain.setdefault(field, []).append(name)
            continue
        fields = _fields_suspected(heading)
        if not fields and (meant := field_meant(tidy(heading))):
            fields = [meant]
            near.add(name)
        for field in fields:
            perhaps.setdefault(field, []).append(name)
    return Headed(certain, perhaps, frozenset(near))


def field_named(heading: str) -> str | None:
    """The field that a heading names for certain."""
    return _certain().get(spelled(tidy(heading)))


def fields_in(headings: Iterable[str]) -> int:
    """How many different fields some headings name."""
    return len({field for one in headings if (field := field_named(one))})


def _fields_suspected(heading: str) -> list[str]:
    plain = spelled(tidy(heading))
    return [field for field, names in _suspected().items() if plain in names]


@cache
def _certain() -> dict[str, str]:
    own = {spelled(field): field for field in ASKED}
    said = {spelled(n): field for field, names in _NAMES.items() for n in names.split(" | ")}
    return said | own


@cache
def _suspected() -> dict[str, frozenset[str]]:
    return {f: frozenset(map(spelled, names.split(" | "))) for f, names in _PERHAPS.items()}
