"""A question that has an address: what is asked, apart from where it is seen from.

An answer at a fixed size of the log, and on a fixed day where the question takes one, never
changes: its address is pinned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, quote_plus

from starlette.types import Scope

from ....domain.vocabulary.dates import day_text
from ....domain.vocabulary.viewpoint import VIEWPOINT_FIELDS, Viewpoint

Pairs = tuple[tuple[str, str], ...]
ASKED_AT = "licence_ledger.asked_at"
"""Where somebody waits in a request for the address that it is answered at."""
_PLAIN = re.compile("[A-Za-z0-9_.~-]*")
_PLAIN_PATH = re.compile("[A-Za-z0-9_.~/@:-]*")
_KNOWLEDGE = frozenset(VIEWPOINT_FIELDS) - {"valid_on"}
"""What a viewpoint says beside its day: where one of these is named, some knowledge is meant."""


class Address(NamedTuple):
    """A question's address. `others` is what it asks beside its viewpoint, `named` what it says of
    that, `viewpoint` what that came to; `with_day` says whether the question takes a day."""

    base: str
    path: str
    others: Pairs
    named: Mapping[str, str]
    viewpoint: Viewpoint
    with_day: bool

    @property
    def pinned(self) -> bool:
        """Whether the answer at this address never changes."""
        return "log_size" in self.named and (not self.with_day or "valid_on" in self.named)

    @property
    def original(self) -> bool:
        """Whether the address names no knowledge: what is known now is meant."""
        return not _KNOWLEDGE & self.named.keys()

    def at(self, **viewpoint: str | int) -> str:
        """The same question seen from elsewhere, as an absolute address."""
        query = "&".join(
            f"{_quoted(name)}={_quoted(str(value))}"
            for name, value in (*self.others, *viewpoint.items())
        )
        path = self.path if _PLAIN_PATH.fullmatch(self.path) else quote(self.path, safe="/@:")
        return f"{self.base}{path}?{query}" if query else self.base + path

    def original_address(self) -> str:
        """The address at which the question is asked from now on. A day that is the day of the
        knowledge too says no more than that."""
        return self.at(**self._own_day())

    def _own_day(self) -> dict[str, str]:
        day = self.named.get("valid_on")
        return {"valid_on": day} if day and day != self.named.get("known_on") else {}

    def known_on(self, day: int) -> str:
        """The pinned address of what the original address would have answered on a day: as known
        then, and on that day, where the address names none."""
        text = day_text(day)
        valid_on = {"valid_on": text, **self._own_day()} if self.with_day else {}
        return self.at(**valid_on, known_on=text, log_size=self.viewpoint.log_size)


def _quoted(text: str) -> str:
    """A word of a query as an address writes it."""
    return text if _PLAIN.fullmatch(text) else quote_plus(text)


def header_of(scope: Scope, name: bytes) -> str | None:
    """The value of a request's header, the first of several."""
    for one, value in scope["headers"]:
        if one == name:
            said: str = value.decode("latin-1")
            return said
    return None


def pairs_of(scope: Scope) -> list[tuple[str, str]]:
    """The parameters of a request, read once."""
    text = scope["query_string"]
    read, found = scope.get(_PAIRS, (None, []))
    if read != text:
        found = parameters_in(text.decode("latin-1"))
        scope[_PAIRS] = text, found
    return list(found)


def parameters_in(query: str) -> list[tuple[str, str]]:
    """The parameters of a query, empty ones too: at once where nothing of it is encoded, as
    `parse_qsl` reads it."""
    if "%" in query or "+" in query:
        return parse_qsl(query, keep_blank_values=True)
    parts = [one.partition("=") for one in query.split("&") if one]
    return [(name, value) for name, _, value in parts]


_PAIRS = "licence_ledger.pairs"


def own_path(scope: Scope) -> str:
    """The path of a request, without the prefix that the application is served below."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def base_of(scope: Scope) -> str:
    """Where the application is, as who asks sees it: scheme, host, and prefix."""
    host = b""
    for name, value in scope["headers"]:
        if name == b"host":
            host = value
            break
    if not host:
        name, port = scope.get("server") or ("localhost", None)
        host = f"{name}:{port}".encode() if port else str(name).encode()
    return f"{scope['scheme']}://{host.decode('latin-1')}{scope.get('root_path', '')}"
