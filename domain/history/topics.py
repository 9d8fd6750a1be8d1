"""The names and versions under which records are stored: the closed list of what a log may hold.

Whoever only reads a log needs no more of its events than this.
"""

from __future__ import annotations

from ..vocabulary.change_types import CHANGE_TYPES

INSTRUMENT_NAME = "instrument"
INSTRUMENT_VERSION = 2


def topic_of(name: str, version: int) -> str:
    """A name and a version, as they are stored: `destination_excluded.1`."""
    return f"{name}.{version}"


INSTRUMENT_TOPIC = topic_of(INSTRUMENT_NAME, INSTRUMENT_VERSION)
TOPICS = frozenset(
    {INSTRUMENT_TOPIC, *(topic_of(kind.name, kind.version) for kind in CHANGE_TYPES.values())}
)
"""Every topic that a ledger may hold. Nothing else is ever read."""
