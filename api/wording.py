"""Words for what an answer says, the same on a page and on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def clause_text(clause: Mapping[str, Sequence[str]]) -> str:
    """A clause in words; `all` for one that matches anything."""
    return "; ".join(f"{name} {', '.join(values)}" for name, values in clause.items()) or "all"


def transaction_text(transaction: Mapping[str, str]) -> str:
    """A transaction in words, field by field."""
    said = (f"{name.replace('_', ' ')} {value}" for name, value in transaction.items())
    return "; ".join(said) or "any transaction"
