"""When a question about a transaction is sound: each rule once, with the sentence that says it.

With the standard library alone, because the verifier of a dossier asks too. The ledger refuses
a misspelt country or field; so must the verifier. Otherwise an answer about `il`, which no
clause names, could pose as one about Israel. `shapes` makes its types of these rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .clauses import NEVER, programme_name
from .dates import day
from .dimensions import DIMENSIONS, Comparison, Dimension

Rule = Callable[[str], str | None]
"""What is wrong with a text, in a sentence; None if nothing is."""

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


def text_fault(value: str) -> str | None:
    """A text says something, in characters that are text."""
    if not value.strip():
        return "this text is empty; say it or leave the field out"
    if found := CONTROL.search(value):
        return f"this text holds the character {found.group()!a}, which is no text"
    return None


def day_fault(value: str) -> str | None:
    """A day is a full day of the calendar."""
    try:
        day(value)
    except ValueError:
        return f"`{value}` is not a full day, as in 2024-02-20"
    return None


def day_or_never_fault(value: str) -> str | None:
    """A day, or the word for one that never was."""
    return None if value == NEVER else day_fault(value)


def code_fault(value: str) -> str | None:
    """A code is written as the control lists print it."""
    if re.fullmatch(CODE, value):
        return None
    return f"`{value}` is no control-list code, as in ML10 or 5A002.a.1 (or `none`)"


def programme_fault(value: str) -> str | None:
    """A programme's name has a letter or a digit, for these are what is compared."""
    return None if programme_name(value) else f"the programme `{value}` holds no letter or digit"


def unknown_country(value: str) -> str | None:
    """A country is a code of ISO 3166-1, in use or once in use, or Kosovo's."""
    return None if value in COUNTRY_CODES else f"`{value}` is no country code"


def authority_fault(value: str) -> str | None:
    """Whose licence it is: a country's, by its code, or the Union's."""
    if value == "EU" or not unknown_country(value):
        return None
    return f"`{value}` is no authority: write EU, or a country's code, as in NL or GB"


NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
"""How licences, groups, lists and the like are named."""


def name_fault(value: str) -> str | None:
    """A name of a subject is written without spaces."""
    if re.fullmatch(NAME, value):
        return None
    return f"`{value}` is no name: letters, digits, `.`, `_` and `-`, as in NL009"


RULES: dict[Comparison, tuple[Rule, ...]] = {
    Comparison.EXACTLY: (text_fault,),
    Comparison.COUNTRY: (unknown_country,),
    Comparison.CODE: (code_fault,),
    Comparison.PROGRAMME: (text_fault, programme_fault),
    Comparison.BEFORE: (day_or_never_fault,),
    Comparison.LIST: (name_fault,),
}
"""What one word of a dimension keeps to, where its words are not closed."""


def is_transaction(said: Any) -> bool:
    """Whether this is a transaction that the ledger answers for, but for its licence's name."""
    return (
        isinstance(said, dict)
        and "date" in said
        and all([name in _RULES_OF and _keeps(value, name) for name, value in said.items()])
    )


def is_day(value: Any) -> bool:
    """Whether this is a full day, as text."""
    return _keeps(value, "date")


def _keeps(value: Any, field: str) -> bool:
    if not isinstance(value, str):
        return False
    return _short_keeps(value, field) if len(value) <= SHORT else _keeps_rules(value, field)


def _keeps_rules(value: str, field: str) -> bool:
    return not any(rule(value) for rule in _RULES_OF[field])


SHORT = 64
"""Of texts of so many letters at the most it is kept whether they are sound."""
_short_keeps = lru_cache(maxsize=20_000)(_keeps_rules)


def _rules_of(dimension: Dimension) -> tuple[Rule, ...]:
    if not dimension.words:
        return RULES[dimension.compared]
    return (lambda value: None if value in dimension.words else f"`{value}` is none of the words",)


_RULES_OF: dict[str, tuple[Rule, ...]] = {
    "date": (day_fault,),
    "licence": (text_fault,),
    **{dimension.field: _rules_of(dimension) for dimension in DIMENSIONS},
}


class _SoundWords(dict[str, None]):
    """Of one field the words that were found sound, none of them long."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self._field = field

    def takes(self, word: Any) -> bool:
        """Whether a word that is not among them is sound and short; then it is one of them."""
        if not isinstance(word, str) or len(word) > SHORT or not _keeps(word, self._field):
            return False
        if len(self) >= _WORDS_KEPT:
            self.clear()
        self[word] = None
        return True


_WORDS_KEPT = 10_000
_SHAPES_KEPT = 1_000
_sound_words = {dimension.field: _SoundWords(dimension.field) for dimension in DIMENSIONS}
_shapes: dict[tuple[Any, ...], list[tuple[str, _SoundWords]]] = {}
"""What the keys of a transaction come to: its fields but day and licence, in their order."""


def plain_fields(said: Any) -> dict[str, str] | None:
    """What a transaction says beside its day and its licence, in the order of fields: if all of
    that is sound, and nothing of it is long. None if more has to be read to know."""
    if type(said) is not dict:
        return None
    shape = _shapes.get(tuple(said))
    if shape is None and (shape := _shape(said)) is None:
        return None
    given = {}
    try:
        for field, sound in shape:
            word = given[field] = said[field]
            if word not in sound and not sound.takes(word):
                return None
    except TypeError:  # a list or the like, which is no word
        return None
    return given


def _shape(said: dict[Any, Any]) -> list[tuple[str, _SoundWords]] | None:
    if "date" not in said or any(name not in _RULES_OF for name in said):
        return None
    if len(_shapes) >= _SHAPES_KEPT:
        _shapes.clear()
    found = [(field, sound) for field, sound in _sound_words.items() if field in said]
    _shapes[tuple(said)] = found
    return found
