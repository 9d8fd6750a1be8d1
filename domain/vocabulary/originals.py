"""The law's own words: what may stand beside a text in the language of its source.

The record tells in English. Where a source says it in Dutch, and the source was at hand, its very
words stand beside: a condition's, a court's order's, what an act is to be called (its citeertitel).
They are told and found like the text, and decide nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ORIGINALS = {"title": "title_nl", "text": "text_nl", "order": "order_nl"}
"""The fields that can have such words beside them, and where these stand."""
_FIELDS = frozenset(ORIGINALS.values())
_AS_RECORDED = frozenset({"content", "recorded", "reads"})


def with_original(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A text of a record, null if it has none, and beside it, if they are recorded, the source's
    own words for it."""
    own = ORIGINALS[name]
    return {name: content.get(name), **({own: content[own]} if own in content else {})}


def without_originals(said: Any) -> Any:
    """An answer as version 1 gives it, which does not know these words; what was recorded stands
    in it as it was recorded."""
    if isinstance(said, Mapping):
        return {
            key: value if key in _AS_RECORDED else without_originals(value)
            for key, value in said.items()
            if key not in _FIELDS
        }
    if isinstance(said, list):
        return [without_originals(one) for one in said]
    return said
