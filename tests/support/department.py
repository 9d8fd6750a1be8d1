"""A department: people with roles and tokens, on a ledger whose clock is set by hand."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from builders import established, instrument
from fastapi.testclient import TestClient
from licence_ledger.api.access.people_file import PeopleFile, add_person
from licence_ledger.api.access.trail import Trail
from licence_ledger.api.access.way_in import WayIn
from licence_ledger.api.app import create_app
from licence_ledger.projections.ledger import Ledger, open_ledger
from licence_ledger.projections.proof.keys import passing_key

ROLES_OF = {
    "ann": ["proposer"],
    "bob": ["approver"],
    "cas": ["approver", "proposer"],
    "rik": ["recorder"],
    "kim": ["keeper"],
    "nol": [],
}
"""Who works there: who proposes, who approves, who may do both, who records alone, who keeps the
people, and who has right of entry and no role."""
FIRST = instrument("first", established())
UNTIL = date(2027, 1, 1)


@cache
def let_in() -> tuple[dict[str, str], str]:
    """The people's tokens, and the file that they are let in by: hashes take their time."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "people.json"
        tokens = {name: add_person(file, name, roles, UNTIL) for name, roles in ROLES_OF.items()}
        return tokens, file.read_text()


class Department:
    """A server where so many approvals are asked for, and a token for each of its people."""

    def __init__(self, folder: Path, approvals: int = 2, database: str = ":memory:") -> None:
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)
        self.file = folder / "people.json"
        self.trail = folder / "trail.jsonl"
        self.tokens, people = let_in()
        self.file.write_text(people)
        self.file.chmod(0o600)
        self.key = passing_key()
        self.approvals = approvals
        self.ledger = self.opened(database)
        if self.ledger.store.head().size == 0:
            self.ledger.record(FIRST, "the test")
        self.app = self.served(self.ledger)
        self.client = TestClient(self.app)

    def opened(self, database: str) -> Ledger:
        """The ledger as one more server opens it."""
        return open_ledger(database, lambda: self.now.date(), lambda: self.now)

    def served(self, ledger: Ledger, **more: Any) -> Any:
        """The application of one more server."""
        entry = WayIn(
            approvals=self.approvals,
            people=PeopleFile(self.file, lambda: self.now.date()),
            trail=Trail(self.trail, lambda: self.now),
            **more,
        )
        return create_app(ledger, None, "", self.key, entry=entry)

    def pass_days(self, days: int) -> None:
        """Let so many days go by."""
        self.now += timedelta(days=days)

    def as_(self, name: str) -> dict[str, str]:
        """The headers with which somebody sends; without right of entry for an empty name."""
        return {"authorization": f"Bearer {self.tokens[name]}"} if name else {}

    def post(self, name: str, path: str, body: Any) -> Any:
        """What somebody is answered who sends this."""
        return self.client.post(path, json=body, headers=self.as_(name))

    def looked(self, proposal: str = "1") -> Any:
        """A proposal as anybody sees it."""
        return self.client.get(f"/v1/proposals/{proposal}").json()

    def approve(self, name: str, proposal: str = "1", seen: Any = None) -> Any:
        """What somebody is answered who approves what he sees (or saw before)."""
        body = seen or self.looked(proposal)["approve"]
        return self.post(name, f"/v1/proposals/{proposal}/approvals", body)

    def told(self) -> list[Any]:
        """The lines of the trail."""
        return [json.loads(line) for line in self.trail.read_text().splitlines()]


def code_of(answer: Any) -> tuple[int, str]:
    """The status and the code of a problem."""
    errors = answer.json()["errors"]
    return answer.status_code, errors[0]["code"] if errors else answer.json()["type"][10:]
