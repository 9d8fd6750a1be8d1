"""A ledger that a server keeps, asked over HTTP: the same questions, the same answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from itertools import islice
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from ...domain.faults import Fault, LedgerError, QuestionError
from ..parts import needing_parts
from .questions import Asked, Meant
from .reading_answers import Json

WAITED = 60
"""Seconds that an answer is waited for."""
TOGETHER = 5_000
"""So many lines are sent together."""
_FAULTY = (400, 404, 422)
"""The statuses of questions that cannot be answered as they were put."""


class ServerError(LedgerError):
    """A server cannot be reached, or cannot answer now."""

    title = "The server does not answer"


class OnAServer:
    """The questions, put to a server at an address such as `https://ledger.example`."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def evaluate(self, transaction: Json, asked: Asked, *, with_stands: bool) -> Json:
        """A transaction's verdict; `with_stands`: with the days on which the same is said."""
        body = {"transaction": transaction, **asked}
        return self._answer(f"/v1/evaluations?stands={str(with_stands).lower()}", body)

    def licence(self, name: str, asked: Asked) -> Json:
        """A licence on a day."""
        return self._found(f"/v1/licences/{quote(name, safe='')}", asked)

    def licences(self, asked: Asked, limit: int, after: str) -> Json:
        """A page of the register."""
        return self._found("/v1/licences", {**asked, "limit": limit, "after": after})

    def timeline(self, name: str, asked: Asked, limit: int, after: str) -> Json:
        """The days on which a licence's answers change."""
        page = {**asked, "limit": limit, "after": after}
        return self._found(f"/v1/licences/{quote(name, safe='')}/timeline", page)

    def history(self, name: str, asked: Asked, limit: int, after: str) -> Json:
        """Every change to a licence, in the order of recording."""
        page = {**asked, "limit": limit, "after": after}
        return self._found(f"/v1/licences/{quote(name, safe='')}/history", page)

    def group(self, name: str, asked: Asked) -> Json:
        """A group's members on a day."""
        return self._found(f"/v1/groups/{quote(name, safe='')}", asked)

    def policy(self, name: str, dimensions: Mapping[str, str], asked: Asked) -> Json:
        """A policy's value on a day."""
        return self._found(f"/v1/policies/{quote(name, safe='')}", {**dimensions, **asked})

    def judged(self, table: Any, asked: Asked, meant: Meant) -> Any:
        """A table of transactions with its verdicts, of the same kind: its rows are sent as lines,
        and every one is judged from the same size of the log."""
        with needing_parts():
            from ..batch.tables import columns_of, like, transactions_in

        pinned = {"log_size": self.size(), **asked}
        return like(table, columns_of(self._lines(transactions_in(table, meant.as_said()), pinned)))

    def _lines(self, transactions: Iterable[Json], asked: Asked) -> Iterator[Json]:
        waiting = iter(transactions)
        while some := list(islice(waiting, TOGETHER)):
            sent = "".join(f"{json.dumps(one)}\n" for one in some).encode()
            path = f"/v1/evaluations/batch?{urlencode(asked)}"
            with self._sent(path, sent, "application/x-ndjson") as answer:
                yield from map(json.loads, answer)

    def size(self) -> int:
        """How many records the log has."""
        return int(self.licences({}, 1, "")["viewpoint"]["log_size"])

    def close(self) -> None:
        """Nothing is kept open."""

    def _found(self, path: str, given: Mapping[str, Any]) -> Json:
        said = {name: value for name, value in given.items() if value not in (None, "")}
        return self._answer(f"{path}?{urlencode(said)}" if said else path, None)

    def _answer(self, path: str, body: Json | None) -> Json:
        sent = None if body is None else json.dumps(body).encode()
        with self._sent(path, sent, "application/json") as answer:
            return dict(json.load(answer))

    @contextmanager
    def _sent(self, path: str, body: bytes | None, kind: str) -> Iterator[Any]:
        """A question sent, and the answer to be read; `QuestionError`, or `ServerError`."""
        headers = {"accept": "*/*"} if body is None else {"content-type": kind}
        try:
            with urlopen(Request(self.address + path, body, headers), timeout=WAITED) as answer:
                yield answer
        except HTTPError as error:
            raise _problem(error, self.address) from None
        except (OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise ServerError(f"{self.address} cannot be asked: {reason}") from None


def _problem(error: HTTPError, address: str) -> LedgerError:
    """What a server says is wrong (RFC 9457), as the error that it is."""
    try:
        said = json.loads(error.read())
        faults = [Fault(one["code"], one["pointer"], one["detail"]) for one in said["errors"]]
        detail = str(said["detail"])
    except (ValueError, KeyError, TypeError):
        return ServerError(f"{address} answers {error.code} {error.reason}")
    if error.code in _FAULTY:
        return QuestionError(faults or [Fault("malformed", "", detail)])
    return ServerError(f"{address} answers: {detail}")
