"""A small record, hostile where it can be, and the pages of it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from builders import Case, change, correction, established, excluded, group, instrument, judgment
from builders import required as requirement_imposed
from licence_ledger.api.app import create_app
from starlette.testclient import TestClient

HOSTILE = '<script>alert("x")</script> & {{ 7 * 7 }}'
"""What no page, feed or table may take for more than a text."""


def record() -> Case:
    """A licence with all that can happen to it, a group, requirements, a policy, statements."""
    return Case(
        instrument("eu", group("EU", "NL", "FR", "GB")),
        instrument("left", change("member_removed", target="eu#1/GB", from_="2020-02-01")),
        instrument(
            "a",
            established(
                permits=[{"goods": ["ML10", "5A002.a"], "destinations": ["@EU", "IL", "TR"]}],
                conditions=[{"key": "limit", "kind": "limit", "text": HOSTILE}],
            ),
            title=HOSTILE,
            note=HOSTILE,
        ),
        instrument("b", excluded("IL", note=HOSTILE), published_on="2020-02-02"),
        judgment("c", change("effect_suspended", target="b#1", from_="2020-03-01")),
        instrument(
            "d",
            requirement_imposed("list", requires=[{"goods": ["ML10"]}]),
            requirement_imposed("embargo", "prohibition", requires=[{"destinations": ["RU"]}]),
            change(
                "requirement_exempted",
                requirement="list",
                from_="2021-01-01",
                exempts=[{"destinations": ["@EU"]}],
            ),
        ),
        instrument(
            "e",
            change(
                "policy_adopted",
                policy="validity",
                title=HOSTILE,
                from_="2020-01-01",
                values=[
                    {"value": "3 years", "when": {"destinations": ["@EU"]}},
                    {"value": "1 year"},
                ],
            ),
        ),
        instrument(
            "f",
            change(
                "statement_recorded",
                about="b#1",
                says=HOSTILE,
                by="The Minister",
                disputes=True,
                note=HOSTILE,
            ),
            change("statement_recorded", about="validity", says="One year it is.", by="Somebody"),
            kind="letter",
        ),
        correction("g", "a#1", {**established(), "title": "Corrected"}),
    )


def site(case: Case | None = None) -> TestClient:
    """The pages of a record."""
    return TestClient(create_app((case or record()).ledger, None, "x"))


class Text(HTMLParser):
    """A page as it reads, with where its links lead, and what it loads and runs."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.scripts = 0
        self.inline = 0
        self._said: list[str] = []
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._said).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.scripts += tag == "script"
        self.inline += "style" in named or any(name.startswith("on") for name in named)
        if tag == "a" and named.get("href"):
            self.links.append(str(named["href"]))
        if named.get("id"):
            self.ids.append(str(named["id"]))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self._said.append(data)


def read(client: TestClient, address: str, status: int = 200, **more: Any) -> Text:
    """A page that must be there."""
    found = client.get(address, **more)
    assert found.status_code == status, (address, found.status_code, found.text[:300])
    return Text(found.text)
