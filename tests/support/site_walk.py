"""The pages of a site, as a person finds them: by following links from the first page."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit


@dataclass(frozen=True)
class Visited:
    """A page: its address and what it holds."""

    address: str
    kind: str
    status: int
    media: str
    text: str


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and said.get("href") and "external" not in (said.get("rel") or ""):
            self.found.append(said["href"] or "")


def links(text: str) -> list[str]:
    """Where the links of a page lead."""
    parser = _Links()
    parser.feed(text)
    return parser.found


def kind_of(address: str, names: Iterable[str] = ()) -> str:
    """What kind of page an address is of: the same for every licence, country or instrument."""
    parts = urlsplit(address)
    path = parts.path
    for name in names:
        path = path.replace(f"/{name}", "/*")
    fields = sorted({one.split("=")[0] for one in parts.query.split("&") if one})
    return f"{path}?{','.join(fields)}"


def walked(
    client: Any,
    starts: Iterable[str],
    names: Iterable[str],
    most_of_a_kind: int = 1,
    most: int = 400,
) -> Iterator[Visited]:
    """The pages that links lead to, a few of each kind, in the order in which they are found."""
    waiting, seen, counted = deque(starts), set(starts), Counter[str]()
    known, count = sorted(set(names), key=len, reverse=True), 0
    while waiting and count < most:
        address = waiting.popleft()
        kind = kind_of(address, known)
        if counted[kind] >= most_of_a_kind:
            continue
        counted[kind] += 1
        count += 1
        found = client.get(address, follow_redirects=True)
        media = found.headers.get("content-type", "").partition(";")[0]
        yield Visited(
            address, kind, found.status_code, media, found.text if "html" in media else ""
        )
        if media != "text/html":
            continue
        for link in links(found.text):
            there = urlsplit(urljoin(address, link))
            if there.scheme or there.netloc:
                continue
            whole = there.path + (f"?{there.query}" if there.query else "")
            if whole not in seen:
                seen.add(whole)
                waiting.append(whole)
