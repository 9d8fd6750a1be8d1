"""A ledger of many licences, so that a question without one takes seconds, and such questions."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any

from builders import established, excluded, instrument, required
from licence_ledger.api.databases import ledger_at

LICENCES = 3_000
LONG = "NLLONG"
"""A licence of which much was recorded."""
WITHOUT_LICENCE = {
    "date": "2020-05-01",
    "activity": "export",
    "goods": "5A002",
    "origin": "NL",
    "destination": "BR",
}


def many_licences(path: Path, licences: int = LICENCES) -> str:
    """A ledger with so many licences; its address."""
    address = f"sqlite:///{path}"
    ledger = ledger_at(address)
    acts = [instrument("need", required())]
    acts += [
        instrument(f"act-{n:06}", established(f"NL{n:06}"), excluded("IL", licence=f"NL{n:06}"))
        for n in range(licences)
    ]
    acts += [instrument("long", established(LONG))]
    acts += [
        instrument(f"long-{n}", excluded("IL", licence=LONG, from_=f"20{n % 8 + 12}"))
        for n in range(300)
    ]
    ledger.record_all(acts, "the test")
    ledger.close()
    return address


def lines(count: int, **said: Any) -> bytes:
    """So many transactions, no two the same, a line each."""
    found = (
        {**WITHOUT_LICENCE, "date": f"2020-{n % 12 + 1:02}-{n % 28 + 1:02}", "exporter": f"e{n}"}
        for n in range(count)
    )
    return b"".join(json.dumps({**one, **said}).encode() + b"\n" for one in found)


def connected_to(url: str, timeout: float = 60) -> http.client.HTTPConnection:
    """A connection to a server of this address."""
    return http.client.HTTPConnection(url.removeprefix("http://"), timeout=timeout)


def posted(url: str, path: str, content: bytes) -> http.client.HTTPConnection:
    """A connection on which something was posted and not yet answered."""
    connection = connected_to(url)
    connection.request("POST", path, content)
    return connection


def got(url: str, path: str, content: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
    """What a server answers: status, headers, body."""
    connection = connected_to(url)
    connection.request("GET" if content is None else "POST", path, content)
    answer = connection.getresponse()
    found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    connection.close()
    return found
