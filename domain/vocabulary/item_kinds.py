"""What kind of item a control-list code leaves possible, where a transaction does not say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from .bounds import CODE
from .dimensions import DIMENSION_BY_NAME

_ALL = DIMENSION_BY_NAME["item_kinds"].words
_FIELD = DIMENSION_BY_NAME["item_kinds"].field
_DUAL_USE = re.compile(r"[0-9]([A-E])[0-9]{3}(?:\.|$)")
_MILITARY = re.compile(r"(ML[0-9]+)(?:\.|$)")
_NO_GOODS = {"D": "software", "ML21": "software", "E": "technology", "ML22": "technology"}
"""The categories of dual-use goods, and of the military list, that hold no goods."""
_OR = "|"

_GOODS = ("complete", "component")
COMBINATIONS = (_OR.join(_GOODS), _OR.join(_ALL))
"""What `with_kinds` writes where several kinds are possible: no transaction can say it."""


def possible_kinds(goods: str | None) -> tuple[str, ...]:
    """The kinds of item that goods of this code can be: of a code that no list has the form of,
    of `none` and without goods, all four."""
    found = goods and (_DUAL_USE.match(goods) or _MILITARY.match(goods))
    if not found:
        return _ALL
    kind = _NO_GOODS.get(found.group(1))
    return _GOODS if kind is None else (kind,)


@lru_cache(maxsize=5_000)
def _kinds_named(goods: str | None) -> str:
    return _OR.join(possible_kinds(goods))


def with_kinds(given: Mapping[str, str]) -> Mapping[str, str]:
    """A transaction's fields, and where it names no kind of item, what its goods leave possible."""
    if _FIELD in given:
        return given
    goods = given.get("goods")
    named = _kinds_named if goods is None or len(goods) <= CODE else _kinds_named.__wrapped__
    return {**given, _FIELD: named(goods)}


def alternatives(said: str) -> list[str]:
    """The kinds that are possible, as `with_kinds` wrote them."""
    return said.split(_OR)
