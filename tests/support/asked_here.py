"""A small ledger with a little of everything, and a client of its application."""

from __future__ import annotations

from typing import Any

from builders import Case, change, established, excluded, group, instrument, required
from licence_ledger.api.app import create_app
from starlette.testclient import TestClient


def small_case(database: str = ":memory:") -> Case:
    """A licence, a group, a requirement, a policy, a statement, a report, of four days."""
    term = change(
        "policy_adopted",
        policy="term",
        title="Term",
        from_="2012",
        values=[{"when": {"destinations": ["FR"]}, "value": "three years"}],
    )
    return Case(
        instrument("groups", group("EU", "NL", "FR"), published_on="2000-01-01"),
        instrument("nl1", established(excludes=[{"destinations": ["@EU"]}])),
        instrument("need", required()),
        instrument("term", term, published_on="2012-01-01"),
        instrument("excl", excluded("IL", from_="2016-01-01"), published_on="2015-12-01"),
        instrument(
            "said",
            change("statement_recorded", about="NL1", says="=So.", by="Somebody"),
            change("use_reported", licence="NL1", period="2019", transactions=33),
        ),
        database=database,
    )


def asking(case: Case, **settings: Any) -> TestClient:
    """Asks the application over a ledger; ways elsewhere are shown, not gone."""
    app = create_app(case.ledger, "secret", "the server", **settings)
    return TestClient(app, follow_redirects=False)
