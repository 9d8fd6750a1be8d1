"""The pages of a site, as a person finds them: by following links from the first page."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Container, Iterable, Iterator
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


_CODE = re.compile(r"(ML\d+|\d[A-E]\d{3}|BZ\d+)(\.\w+)*")
_TIME = {"valid_on", "known_on", "log_size", "root_hash"}


def kind_of(address: str, names: Container[str] = (), *, with_time: bool = True) -> str:
    """What kind of page an address is of: the same for every licence, country, code or instrument;
    without time also for every viewpoint."""
    parts = urlsplit(address)
    path = "/".join(_without_name(step, names) for step in parts.path.split("/"))
    fields = {one.split("=")[0] for one in parts.query.split("&") if one}
    return f"{path}?{','.join(sorted(fields if with_time else fields - _TIME))}"


def _without_name(step: str, names: Container[str]) -> str:
    name, dot, kind = step.rpartition(".")
    if step in names or _CODE.fullmatch(step):
        return "*"
    return f"*.{kind}" if dot and (name in names or _CODE.fullmatch(name)) else step


def walked(
    client: Any,
    starts: Iterable[str],
    names: Container[str],
    most_of_a_kind: int = 1,
    most: int = 400,
) -> Iterator[Visited]:
    """The pages that links lead to, a few of each kind, in the order in which they are found."""
    waiting, seen, counted = deque(starts), set(starts), Counter[str]()
    count = 0
    while waiting and count < most:
        address = waiting.popleft()
        kind = kind_of(address, names)
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
