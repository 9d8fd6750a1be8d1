"""Tokens: made of chance, shown once, kept as scrypt hashes (RFC 7914).

A token says which hash is its own, so that one is checked and not all: `ledger_ID_SECRET`.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from hashlib import scrypt
from typing import NamedTuple

_PREFIX = "ledger_"
_COST, _BLOCK, _PARALLEL = 14, 8, 1
"""scrypt's N (as a power of two), r and p: some 50 milliseconds and 16 megabytes a check."""
_LENGTH = 32


class MadeToken(NamedTuple):
    """A token as it is shown once, and what is kept of it."""

    text: str
    id: str
    hash: str


def made_token() -> MadeToken:
    """A new token of 256 bits."""
    name, secret = secrets.token_hex(6), secrets.token_hex(32)
    text = f"{_PREFIX}{name}_{secret}"
    return MadeToken(text, name, hash_of(text, secrets.token_bytes(16)))


def id_in(token: str) -> str | None:
    """Which token this would be; None for what is none."""
    name, _, secret = token.removeprefix(_PREFIX).partition("_")
    sound = token.startswith(_PREFIX) and len(name) == 12 and len(secret) == 64
    return name if sound and (name + secret).isalnum() and token.isascii() else None


def hash_of(token: str, salt: bytes) -> str:
    """The hash that is kept of a token: how it was made, its salt, and what came of it."""
    made = scrypt(token.encode(), salt=salt, n=1 << _COST, r=_BLOCK, p=_PARALLEL, dklen=_LENGTH)
    texts = (b64encode(part).decode() for part in (salt, made))
    return "$".join(("scrypt", str(_COST), str(_BLOCK), str(_PARALLEL), *texts))


def is_of(token: str, kept: str) -> bool:
    """Whether a hash is this token's; `ValueError` for what is no hash of a token."""
    try:
        kind, cost, block, parallel, salt, made = kept.split("$")
        given = [int(one) for one in (cost, block, parallel)]
        if kind != "scrypt" or given != [_COST, _BLOCK, _PARALLEL]:
            raise ValueError("it is made in another way")
        found = hash_of(token, b64decode(salt, validate=True)).rpartition("$")[2]
    except (TypeError, ValueError) as error:
        raise ValueError(f"`{kept[:12]}…` is no hash of a token ({error})") from error
    return hmac.compare_digest(found, made)
