"""What the bytes of a stored record say."""

from __future__ import annotations

from typing import Any

import orjson

SORTED = orjson.OPT_SORT_KEYS
"""How `orjson` writes what is stored: canonical JSON (RFC 8785)."""
_NO_MEMORY = "Not enough memory"
"""How `orjson` tells of an allocation that failed: as of a text that is wrong."""


def said_by_stored(record: bytes) -> Any:
    """What a stored record says; `ValueError` if it is no JSON, `MemoryError` if there is no memory
    left to read it: then nothing is wrong with the record."""
    try:
        return orjson.loads(record)
    except orjson.JSONDecodeError as error:
        if _NO_MEMORY in str(error):
            raise MemoryError(str(error)) from error
        raise
