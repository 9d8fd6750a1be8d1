"""Requests made up, with every role: never a 5xx, and nobody does what his role does not allow.

What each may do is told by a model of the roles alone; whatever is recorded is held against it.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import orjson
import pytest
from builders import excluded, instrument
from department import ROLES_OF, Department

REQUESTS = int(os.environ.get("FUZZED_REQUESTS", "400"))
"""So many requests in all; a hundred thousand in `make test-long`."""
AT_A_TIME = 2_000
COUNTRIES = ["IL", "QA", "CN", "RU", "XX", ""]
NEEDS = {
    "instruments": "recorder",
    "proposals": "proposer",
    "revisions": "proposer",
    "withdrawal": "proposer",
    "approvals": "approver",
    "refusals": "approver",
}
JUNK: list[Any] = [
    None, [], {}, "", 0, -1, 1e308, True, "\ud800", "a" * 70_000, {"content": {}}, [[[[]]]],
    {"reason": "\x00"}, {"reason": ["x"]}, {"instrument": "b"}, {"log_size": 10**30},
]  # fmt: skip


class Fuzzer:
    """Somebody who sends anything at all as anybody at all."""

    def __init__(self, department: Department, seed: int) -> None:
        self.department = department
        self.random = random.Random(seed)
        self.seen: list[tuple[str, dict[str, Any]]] = []

    def send(self) -> None:
        """One request, and whether what came of it was allowed."""
        pick = self.random.choice
        name = pick([*ROLES_OF, "", "broken"])
        act = pick(list(NEEDS))
        path, content = f"/v1/{act}", self._body(act)
        if act not in ("instruments", "proposals"):
            path = f"/v1/proposals/{pick(['1', '2', '3', '0', '-1', 'x', '99', '%00', 'é'])}/{act}"
        if act == "approvals" and self.seen and self.random.random() < 0.5:  # what somebody saw
            number, seen = pick(self.seen)
            path, content = f"/v1/proposals/{number}/approvals", _json(seen)
        before = self._standing()
        answer = self.department.client.request(
            pick(["POST"] * 9 + ["PUT"]),
            path + pick(["", "", "", "?dry_run=true", "?x=1"]),
            content=content,
            headers=self._headers(name),
        )
        assert answer.status_code < 500, (name, path, answer.text)
        if answer.status_code < 300 and "dry_run" not in path:
            self._must_be_allowed(name, act, answer)
        elif answer.status_code >= 400:
            assert self._standing() == before or self._only_due(before)
        if self.random.random() < 0.3:
            self._look()

    def _standing(self) -> tuple[int, int]:
        store = self.department.ledger.store
        return store.head().size, len(store.beside(0, 10**6))

    def _only_due(self, before: tuple[int, int]) -> bool:
        """What was due is recorded by whoever acts next, whatever comes of his own act."""
        return self._standing()[0] > before[0]

    def _headers(self, name: str) -> dict[str, Any]:
        if name == "broken":
            token = self.random.choice(list(self.department.tokens.values()))
            return {"authorization": f"Bearer {token[:18]}{self.random.random()}"}
        return self.department.as_(name)

    def _body(self, act: str) -> bytes:
        pick = self.random.choice
        if self.random.random() < 0.25:
            junk = pick(JUNK)
            return pick([b"", b"{", b"\xff", repr(junk).encode("utf-8", "replace"), _json(junk)])
        if act in ("instruments", "proposals", "revisions"):
            title = f"The act {pick('ab')}"
            day = pick(["2020-01-01", "2026-11-21", "2026-12-01"])
            change = excluded(pick(COUNTRIES))
            return _json(instrument(pick("bcde"), change, title=title, published_on=day))
        if act == "approvals":
            _, seen = pick(self.seen) if self.seen else ("", {})
            return _json(pick([seen, {**seen, "log_size": pick([0, 2, 99])}]))
        return _json({"reason": pick(["no", " ", "x" * 20_000, "\x00"])})

    def _look(self) -> None:
        number = self.random.choice("123")
        found = self.department.looked(number)
        if found.get("approve"):
            self.seen.append((number, found["approve"]))
            del self.seen[:-5]

    def _must_be_allowed(self, name: str, act: str, answer: Any) -> None:
        assert name in ROLES_OF, (name, act, answer.text)
        assert NEEDS[act] in ROLES_OF[name] or answer.request.url.query == b"dry_run=true", (
            name,
            act,
        )


def _json(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except (TypeError, orjson.JSONEncodeError):
        return b'"\\ud800"'


def must_hold(department: Department) -> int:
    """What the log says of every instrument is what the roles allow; how many were approved."""
    approved = 0
    for row in department.ledger.log.rows_after(2):
        record = orjson.loads(row.record)
        if "instrument" not in record:
            continue
        if record.get("unapproved"):
            assert record["recorded_by"] == "rik"
            continue
        people = {one["by"] for one in record["approvals"]}
        assert len(people) == 2
        assert record["recorded_by"] not in people
        assert "proposer" in ROLES_OF[record["recorded_by"]]
        assert all("approver" in ROLES_OF[one] for one in people)
        approved += 1
    return approved


@pytest.mark.parametrize("seed", range(3))
def test_nobody_does_what_his_role_does_not_allow(tmp_path: Path, seed: int) -> None:
    own, approved = REQUESTS // 3 + 1, 0
    for part, first in enumerate(range(0, own, AT_A_TIME)):
        department = Department(tmp_path)
        fuzzer = Fuzzer(department, seed * 10_000 + part)
        for number in range(min(AT_A_TIME, own - first)):
            if number % 100 == 99:
                department.pass_days(1)
            fuzzer.send()
        approved += must_hold(department)
    assert approved or own < AT_A_TIME  # of so many some come to the end
