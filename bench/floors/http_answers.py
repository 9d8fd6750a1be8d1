"""The least that a new question over HTTP costs: all that nobody can leave out, and nothing else.

`python bench/floors/http_answers.py [processor] [load]`. In the application that
`bench/run.py http` measures, at the same addresses and asked the same questions, stand two routes
before ours that derive nothing: the address is found, the parameters or the body are read and
looked at, and bytes go out that were ready: an answer about the same licence, with the headers
that it came with, both made before anything is measured. So they say whether a bound can be met at
all. Left out is all that makes an answer true of the question: whether the log has grown, the
viewpoint, its name (`ETag`) and links, the law.

First by the processor, in the process (microseconds; ours beside them), then by `wrk` as a share of
the no-op routes, medians of five, alternating.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson

sys.path.insert(0, str(Path(__file__).parent.parent))
from fastapi import FastAPI
from licence_ledger.api.serving.settled import settle
from run import (
    FIRST_ROUTE,
    application,
    filled,
    http_questions,
    of_no_ops,
    requests_per_second,
    serve,
    served,
)
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

LICENCES = 10_000
ANSWERED = 200
ROUNDS, EACH = 5, 3_000
FIELDS = {"activity", "goods", "origin", "destination"}
OWN = (b"content-type", b"content-length", b"etag", b"cache-control", b"vary", b"link")
VARIES = (b"vary", b"accept-encoding")
"""What is added to an answer on its way out, to a no-op's too."""
Asked = tuple[str, str, bytes]
Ready = dict[str, tuple[Message, Message]]


# -- routes that derive nothing ----------------------------------------------------------


class ReadyState:
    """`GET /v1/licences/{licence}`."""

    def __init__(self, ready: Ready) -> None:
        self._ready = ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = dict(one.split("=") for one in scope["query_string"].decode().split("&"))
        date.fromisoformat(given.pop("valid_on"))
        if seen := given.pop("known_on", None):
            date.fromisoformat(seen)
        if given:
            raise ValueError(given)
        await _sent(self._ready[scope["path_params"]["licence"]], send)


class ReadyEvaluation:
    """`POST /v1/evaluations`."""

    def __init__(self, ready: Ready) -> None:
        self._ready = ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = (await receive())["body"]
        question = orjson.loads(body)
        transaction = question.pop("transaction")
        if seen := question.pop("known_on", None):
            date.fromisoformat(seen)
        licence = transaction.pop("licence")
        date.fromisoformat(transaction.pop("date"))
        if question or transaction.keys() != FIELDS:
            raise ValueError(question)
        await _sent(self._ready[licence], send)


async def _sent(ready: tuple[Message, Message], send: Send) -> None:
    head, body = ready
    await send({**head, "headers": [*head["headers"]]})
    await send(body)


def with_floors(app: FastAPI) -> FastAPI:
    """The application with these routes before ours, and for each licence an answer in a place of
    memory of its own: of some licences their own, of the others a copy of one of these."""
    bodies = iter(http_questions(LICENCES)[1])
    names = [f"NL{n:06}" for n in range(LICENCES)]

    async def made() -> tuple[Ready, Ready]:
        states, evaluations = [], []
        for name in names[:ANSWERED]:
            address = f"/v1/licences/{name}?valid_on=2019-03-02"
            states.append(_own(await answered(app, _get(address))))
            evaluations.append(_own(await answered(app, _post(next(bodies)))))
        return _one_each(names, states), _one_each(names, evaluations)

    states, evaluations = asyncio.run(made())
    evaluation = Route("/v1/evaluations", ReadyEvaluation(evaluations), methods=["POST"])
    state = Route("/v1/licences/{licence}", ReadyState(states), methods=["GET"])
    app.router.routes[:0] = [state, evaluation]
    return app


def _one_each(names: Sequence[str], answers: Sequence[tuple[Message, Message]]) -> Ready:
    return {name: _copied(*answers[n % len(answers)]) for n, name in enumerate(names)}


def _copied(head: Message, body: Message) -> tuple[Message, Message]:
    return dict(head), {**body, "body": bytes(bytearray(body["body"]))}


def _own(answer: Sequence[Message]) -> tuple[Message, Message]:
    head, body = answer
    assert head["status"] == 200, body
    own = [one for one in head["headers"] if one[0] in OWN and one != VARIES]
    own = [(name, value.removesuffix(b", accept-encoding")) for name, value in own]
    return {**head, "headers": own}, {**body, "body": bytes(body["body"])}


# -- asked in the process ----------------------------------------------------------------


def _get(address: str) -> Asked:
    return "GET", address, b""


def _post(body: str) -> Asked:
    return "POST", "/v1/evaluations", body.encode()


async def answered(app: FastAPI, asked: Asked) -> list[Message]:
    """What an application sends for a question."""
    method, address, body = asked
    path, _, query = address.partition("?")
    headers = [(b"host", b"127.0.0.1:8000"), (b"accept", b"*/*")]
    if body:
        length = (b"content-length", str(len(body)).encode())
        headers += [(b"content-type", b"application/json"), length]
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 5),
        "scheme": "http",
        "method": method,
        "root_path": "",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": headers,
        "state": {},
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


def by_processor(path: str) -> None:
    """Print microseconds of the processor: a no-op, the floors, and ours."""
    ours, floors = application(path), with_floors(application(path))
    addresses, bodies = http_questions(LICENCES)
    gets, posts = [_get(one) for one in addresses], [_post(one) for one in bodies]
    settle()
    kinds: list[tuple[str, FastAPI, Iterator[Asked]]] = [
        ("a no-op route", floors, iter([_get(FIRST_ROUTE)] * len(gets))),
        ("GET, the floor", floors, iter(gets)),
        ("POST, the floor", floors, iter(posts)),
        ("GET, ours", ours, iter(gets)),
        ("POST, ours", ours, iter(posts)),
    ]

    async def measured() -> None:
        found: dict[str, list[float]] = {name: [] for name, *_ in kinds}
        for turn in range(-10, ROUNDS):  # at first what there is of each licence is read
            for name, app, asked in kinds:
                started = time.process_time()
                for _ in range(EACH):
                    await answered(app, next(asked))
                    await asyncio.sleep(0)  # the next comes in after it
                if turn >= 0:
                    found[name].append((time.process_time() - started) / EACH * 1e6)
        for name, taken in found.items():
            print(f"{name}: {sorted(taken)[ROUNDS // 2]:.0f} µs (from {min(taken):.0f})")

    asyncio.run(measured())


def by_load(path: Path) -> None:
    """Print what the floors answer, as a share of what the no-op routes do."""
    states, questions = http_questions(LICENCES)
    with served(path, __file__) as url:
        for name, lines in (("GET", states), ("POST", questions)):
            requests_per_second(url, lines)
            of_no_ops(f"{name}, the floor", url, lines, "accept: */*")


def main(asked: Sequence[str]) -> None:
    if not shutil.which("wrk"):
        raise SystemExit("the load generator is missing; install it: apt-get install wrk")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "http.db"
        filled(path, LICENCES, 10).close()
        if "load" not in asked:
            by_processor(str(path))
        if "processor" not in asked:
            by_load(path)


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(with_floors(application(sys.argv[2])), sys.argv[3])
    else:
        main(sys.argv[1:])
