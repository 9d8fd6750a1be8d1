"""Words for what an answer says, the same on a page and on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_LISTED = 10
"""So many of what is left out are named."""


def clause_text(clause: Mapping[str, Sequence[str]]) -> str:
    """A clause in words; `all` for one that matches anything."""
    return "; ".join(f"{name} {', '.join(values)}" for name, values in clause.items()) or "all"


def transaction_text(transaction: Mapping[str, str]) -> str:
    """A transaction in words, field by field."""
    said = (f"{name.replace('_', ' ')} {value}" for name, value in transaction.items())
    return "; ".join(said) or "any transaction"


def left_out_words(left_out: Sequence[str]) -> str:
    """What a folder leaves out, in a sentence's words."""
    first = ", ".join(f"`{name}`" for name in left_out[:_LISTED])
    more = len(left_out) - _LISTED
    whole = f"{first} and {more} more" if more > 0 else first
    return f"{whole} {'is' if len(left_out) == 1 else 'are'} not read"
