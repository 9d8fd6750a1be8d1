"""A proof from the map as a line of JSON: written, and read in the one way to write it."""

from __future__ import annotations

import json
from typing import Any

from ..proof.sparse_map import BRANCHES, MapProof, stream_key
from .findings import DoesNotHoldError

_STREAM = stream_key("")


def read_map_line(line: str) -> tuple[str, list[str], MapProof]:
    """What a line says, in the one way to write it."""
    said = json.loads(line)
    beside = tuple(tuple(map(_hash, level)) for level in said["beside"])
    if any(len(level) != BRANCHES - 1 for level in beside):
        raise DoesNotHoldError("a proof of the map has the wrong form")
    other = said["other"]
    leaf = None if other is None else (bytes.fromhex(other[0]), bytes.fromhex(other[1]))
    key, proof = said["key"], MapProof(beside, leaf)
    items = None if key.startswith(_STREAM) else said["items"]
    if map_line(key, items, proof) != line:
        raise DoesNotHoldError(f"the proof for `{key}` says more than it may")
    return key, items or [], proof


def _hash(text: str) -> bytes:
    """A hash in hex; an empty subtree is written as nothing."""
    found = bytes.fromhex(text) or bytes(32)
    if len(found) != 32:
        raise DoesNotHoldError("a hash in a proof of the map has another length")
    return found


def map_line(key: str, items: list[str] | None, proof: MapProof) -> str:
    """A proof from the map as it stands in a dossier, a line of JSON."""
    empty = bytes(32)
    said: dict[str, Any] = {
        "key": key,
        "beside": [["" if h == empty else h.hex() for h in level] for level in proof.beside],
        "other": None if proof.other is None else [one.hex() for one in proof.other],
    }
    if items is not None:
        said["items"] = items
    return json.dumps(said, ensure_ascii=False)
