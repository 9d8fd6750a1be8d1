"""Portable cases with right answers, asked through the code that serves HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from ...domain.faults import did_you_mean
from ...projections.ledger import open_ledger
from ..app import create_doors
from ..databases import now, today
from ..texts import FileError, NotJsonError, read_json

_TOKEN = "conformance"
Json = dict[str, Any]


@dataclass
class Outcome:
    """What running a file came to: how much was asked, and every difference."""

    cases: int = 0
    asked: int = 0
    differences: list[str] = field(default_factory=list)


def cases_in(path: Path) -> list[Json]:
    """The cases of a file; `FileError` if it holds none."""
    try:
        cases = read_json(path.read_bytes())
    except (OSError, NotJsonError) as error:
        raise FileError(f"{path} cannot be read: {error}") from error
    if not isinstance(cases, list) or not all(isinstance(c, dict) and "name" in c for c in cases):
        raise FileError(f"{path} holds no cases: a list of objects with `name` is expected")
    return cases


def run(cases: list[Json]) -> Iterator[Outcome]:
    """Run cases one after the other; after each, what it came to."""
    for case in cases:
        yield asyncio.run(_run(case))


async def _run(case: Json) -> Outcome:
    outcome = Outcome(cases=1)
    ledger = open_ledger(":memory:", today, now)
    app = create_doors(ledger, _TOKEN, "conformance")
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://ledger") as client:
        async for difference in _differences(case, client, outcome):
            outcome.differences.append(f"{case['name']}: {difference}")
    ledger.close()
    return outcome


async def _differences(
    case: Json, client: httpx2.AsyncClient, outcome: Outcome
) -> AsyncIterator[str]:
    sizes = [0]
    refusals = case.get("refused", [])
    for count in range(len(case["instruments"]) + 1):
        if count:
            instrument = case["instruments"][count - 1]
            answer = await _post(client, instrument)
            if answer.status_code != 201:
                yield f"{instrument.get('instrument')} was refused: {answer.text}"
                return
            sizes.append(answer.json()["log_size"])
        for refused in refusals:
            if refused["after"] == count:
                outcome.asked += 1
                got = (await _post(client, refused["instrument"])).json()
                async for difference in _refusal(refused, got):
                    yield difference
    for question in case.get("questions", []):
        outcome.asked += 1
        got = await _ask(client, question, sizes[question["after"]])
        expected = question["expect"]
        if "error" in expected and "errors" in got:
            got = {"error": got["errors"][0]["code"] if got["errors"] else None}
        for where, want, have in mismatches(expected, got):
            asked = {k: v for k, v in question.items() if k != "expect"}
            told = f"{where}: expected {json.dumps(want)}, got {json.dumps(have)}"
            yield f"{json.dumps(asked)}: {told}"
        for told in () if "errors" in got else unknown_fields(expected, got):
            yield f"{json.dumps(question)}: {told}"


async def _post(client: httpx2.AsyncClient, instrument: Any) -> httpx2.Response:
    headers = {"authorization": f"Bearer {_TOKEN}"}
    return await client.post("/v1/instruments", json=instrument, headers=headers)


async def _refusal(refused: Json, got: Json) -> AsyncIterator[str]:
    want = sorted((fault["code"], fault["pointer"]) for fault in refused["faults"])
    have = sorted((fault["code"], fault["pointer"]) for fault in got.get("errors", []))
    if want != have:
        name = refused.get("name", refused["instrument"].get("instrument"))
        yield f"{name}: expected the faults {want}, got {have}"


async def _ask(client: httpx2.AsyncClient, question: Json, size: int) -> Json:
    viewpoint: dict[str, Any] = {"log_size": size}
    if question.get("known_on") is not None:
        viewpoint["known_on"] = question["known_on"]
    if "transaction" in question:
        body = {"transaction": question["transaction"], **viewpoint}
        return dict((await client.post("/v1/evaluations", json=body)).json())
    kind, plural = next(one for one in _PLURALS.items() if one[0] in question)
    parameters = {"valid_on": question["valid_on"], **viewpoint, **question.get("dimensions", {})}
    answer = await client.get(f"/v1/{plural}/{question[kind]}", params=parameters)
    return dict(answer.json())


_PLURALS = {
    "licence": "licences",
    "group": "groups",
    "policy": "policies",
    "application": "applications",
}


def mismatches(expected: Any, got: Any, where: str = "answer") -> Iterator[tuple[str, Any, Any]]:
    """Where an answer differs from what is expected of it.

    Objects are compared in the fields given; lists of objects in any order.
    """
    if isinstance(expected, dict) and isinstance(got, dict):
        for name, value in expected.items():
            yield from mismatches(value, got.get(name), f"{where}.{name}")
    elif isinstance(expected, list) and expected and isinstance(expected[0], dict):
        if not isinstance(got, list) or not _same_in_any_order(expected, got):
            yield where, expected, got
    elif expected != got:
        yield where, expected, got


def unknown_fields(expected: Any, got: Any, where: str = "answer") -> Iterator[str]:
    """The fields that are expected of an answer and that it has not, each with the nearest it
    has: a misspelt one would else be compared with nothing."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name, value in expected.items():
            if name in got:
                yield from unknown_fields(value, got[name], f"{where}.{name}")
            else:
                yield f"{where}: `{name}` is no field of the answer{did_you_mean(name, got)}"
    elif isinstance(expected, list) and isinstance(got, list):
        fields = {name: None for one in got if isinstance(one, dict) for name in one}
        for one in expected if fields else ():
            for name in one if isinstance(one, dict) else ():
                if name not in fields:
                    near = did_you_mean(name, fields)
                    yield f"{where}: `{name}` is no field of the answer{near}"


def _same_in_any_order(expected: list[Any], got: list[Any]) -> bool:
    left = list(got)
    for one in expected:
        found = next((other for other in left if not any(mismatches(one, other))), None)
        if found is None:
            return False
        left.remove(found)
    return not left
