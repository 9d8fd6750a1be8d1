"""Whether a question about a transaction is sound, told with the standard library alone.

The ledger refuses a misspelt country or field; so must the verifier of a dossier. Otherwise
an answer about `il`, which no clause names, could pose as one about Israel. `shapes` says
the same with sentences for each fault; a property test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .clauses import programme_name
from .dates import day
from .dimensions import DIMENSIONS, Comparison, Dimension

CODE = r"none|[0-9A-Z]+(?:\.[0-9A-Za-z]+)*"
"""How the control lists print a code."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What no text holds."""

_CODES = """
AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
BS BT BU BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CS CT CU CV CW CX CY CZ DD DE DJ DK
DM DO DY DZ EC EE EG EH ER ES ET FI FJ FK FM FO FQ FR FX GA GB GD GE GF GG GH GI GL GM GN GP GQ
GR GS GT GU GW GY HK HM HN HR HT HU HV ID IE IL IM IN IO IQ IR IS IT JE JM JO JP JT KE KG KH KI
KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MI MK ML MM MN MO MP
MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NH NI NL NO NP NQ NR NT NU NZ OM PA PC PE PF PG PH
PK PL PM PN PR PS PT PU PW PY PZ QA RE RH RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO
SR SS ST SU SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TP TR TT TV TW TZ UA UG UM US UY UZ VA
VC VD VE VG VI VN VU WF WK WS XK YD YE YT YU ZA ZM ZR ZW
"""
COUNTRY_CODES = frozenset(_CODES.split())
"""The codes of `countries`, without their names."""


def is_transaction(said: Any) -> bool:
    """Whether this is a transaction that the ledger answers for, but for its licence's name."""
    return (
        isinstance(said, dict)
        and "date" in said
        and all(name in _SOUND and _SOUND[name](value) for name, value in said.items())
    )


def is_day(value: Any) -> bool:
    """Whether this is a full day, as text."""
    try:
        day(value)
    except (TypeError, ValueError):
        return False
    return True


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not CONTROL.search(value)


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(CODE, value) is not None


def _is_programme(value: Any) -> bool:
    return _is_text(value) and bool(programme_name(value))


def _check_of(dimension: Dimension) -> Callable[[Any], bool]:
    if dimension.words:
        return lambda value: isinstance(value, str) and value in dimension.words
    return _OPEN[dimension.compared]


_OPEN: dict[Comparison, Callable[[Any], bool]] = {
    Comparison.EXACTLY: _is_text,
    Comparison.COUNTRY: lambda value: isinstance(value, str) and value in COUNTRY_CODES,
    Comparison.CODE: _is_code,
    Comparison.PROGRAMME: _is_programme,
}

_SOUND: dict[str, Callable[[Any], bool]] = {
    "date": is_day,
    "licence": _is_text,
    **{dimension.field: _check_of(dimension) for dimension in DIMENSIONS},
}
