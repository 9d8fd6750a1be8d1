"""Control lists and their codes: a code means something on its list alone.

`3B001.f.4` is electron-beam equipment in Annex I of the dual-use regulation and lithography in a
Dutch regulation. So a code is compared together with its list. Who names no list means Annex I by
a code of its form, and the Common Military List by a code of that one's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

GOODS, LISTS = "goods", "lists"
"""The dimensions of a clause that are compared as one: codes, and the lists they are of."""
LIST = "list"
"""The field in which a transaction says of which list its code is."""
ANNEX_I, MILITARY = "annex-i", "military-list"
"""Annex I of the dual-use regulation, and the Common Military List of the European Union."""
BY_SILENCE = (ANNEX_I, MILITARY)
NO_GOODS = "none"
_DUAL_USE = re.compile(r"[0-9][A-E][0-9]{3}(?:\.|$)")
_MILITARY = re.compile(r"ML[0-9]+(?:\.|$)")
_OF = ":"
"""Between a list and a code of it: no name and no code holds it."""
_WHOLE = "@"


def by_silence(code: str) -> str | None:
    """The list that a code is of where no list is named; None for a code of neither form."""
    if _DUAL_USE.match(code):
        return ANNEX_I
    return MILITARY if _MILITARY.match(code) else None


def code_on_list(code: str, control_list: str) -> str:
    """A code of a list as it is compared: as it stands, where its form says the list already."""
    if code == NO_GOODS or by_silence(code) == control_list:
        return code
    return f"{control_list}{_OF}{code}"


def list_of(compared: str) -> str | None:
    """The list that a code is of, as it is compared; None for `none` and one of no known list."""
    control_list, of, _ = compared.rpartition(_OF)
    return control_list if of else by_silence(compared)


def bare(compared: str) -> str:
    """A code as its list prints it."""
    return compared.rpartition(_OF)[2]


def said_apart(compared: str) -> dict[str, str]:
    """The fields in which a transaction says a code, from the code as it is compared."""
    control_list, of, code = compared.rpartition(_OF)
    return {GOODS: code, LIST: control_list} if of else {GOODS: code}


def all_on_list(control_list: str) -> str:
    """The word that stands for all that is on a list on the day."""
    return _WHOLE + control_list


def lists_named(words: Sequence[str]) -> list[str]:
    """The lists that words, as they are compared, name whole."""
    return [word[1:] for word in words if word[0] == _WHOLE]


def as_asked(says: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """What a clause says, with its codes and its lists as one dimension.

    Lists alone name all that is on one of them on the day; beside codes they say whose they are.
    """
    if LISTS not in says:
        return says
    joined = {name: words for name, words in says.items() if name not in (GOODS, LISTS)}
    if GOODS in says:
        codes = (code_on_list(code, one) for one in says[LISTS] for code in says[GOODS])
        return {**joined, GOODS: tuple(dict.fromkeys(codes))}
    return {**joined, GOODS: tuple(all_on_list(one) for one in says[LISTS])}


def goods_said(given: Mapping[str, str]) -> str | None:
    """The code of a transaction as it is compared; None if it names none."""
    goods = given.get(GOODS)
    return goods if goods is None or LIST not in given else code_on_list(goods, given[LIST])


def codes_above(code: str) -> list[str]:
    """A control-list code and those that hold it, cut at each of its dots; the longest first.
    What names its list before it stays."""
    first = code.rfind(_OF) + 1
    dots = [place for place, letter in enumerate(code) if letter == "." and place > first]
    return [code, *(code[:place] for place in reversed(dots))]
