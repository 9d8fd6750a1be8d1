"""JSON that is kept."""

from __future__ import annotations

from typing import Any

import orjson


def kept_json(said: Any) -> bytes:
    """What is said as JSON, in no more memory than it has bytes: `orjson` leaves a kilobyte or two
    of room behind what it wrote."""
    return bytes(memoryview(orjson.dumps(said)))
