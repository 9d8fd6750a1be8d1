"""Histories as another country's law: the same acts, under that country's names."""

from __future__ import annotations

from typing import Any

from licence_ledger.domain.vocabulary.change_types import SUBJECTS

Json = dict[str, Any]
_IDS = ("instrument", "target", "ordered_by", "amends")


def abroad(acts: list[Json], prefix: str = "gb.x.") -> list[Json]:
    """These acts as acts of the law whose names begin with a prefix."""
    return [_moved(act, prefix) for act in acts]


def _moved(value: Any, prefix: str, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _moved(one, prefix, key) for key, one in value.items()}
    if name == "lists":
        return [prefix + one for one in value]
    if isinstance(value, list):
        return [_moved(one, prefix) for one in value]
    if name == "authority":
        return prefix[:2].upper()
    if name in SUBJECTS or name in _IDS or (name == "about" and value):
        return prefix + value
    return f"@{prefix}{value[1:]}" if isinstance(value, str) and value[:1] == "@" else value
