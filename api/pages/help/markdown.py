"""A document as HTML: headings one can link to, tables and code that can be read out and scrolled,
links between documents. HTML that stands in a document is text."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import PurePosixPath
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from .documents import Document, documents, name_of_file

Env = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: how deep, its place in an address, what it says, and the text below it."""

    level: int
    place: str
    says: str
    below: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as HTML, with its headings."""

    html: Markup
    headings: Sequence[Heading]


@cache
def shown_document(name: str, prefix: str) -> Shown:
    """A document as it is shown where documents stand below an address (`/en/help`)."""
    document = documents()[name]
    tokens = _reader().parse(document.text)
    headings = list(_headings(tokens))
    _with_links(tokens, document, prefix)
    html = _reader().renderer.render(tokens, _reader().options, {})
    return Shown(Markup(html), headings)


@cache
def _reader() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    for name, rule in _RULES.items():
        made.add_render_rule(name, rule)
    return made


# -- headings ----------------------------------------------------------------------------


def _headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """The headings, each given a place in the address that no other has; as GitHub does it."""
    taken: dict[str, int] = {}
    called: dict[str, int] = {}
    starts = [number for number, one in enumerate(tokens) if one.type == "heading_open"]
    for number, following in zip(starts, [*starts[1:], len(tokens)], strict=True):
        says = _plain(tokens[number + 1])
        place = re.sub(r"[^\w\- ]", "", says.casefold()).replace(" ", "-")
        count = taken[place] = taken.get(place, -1) + 1
        place = f"{place}-{count}" if count else place
        tokens[number].attrSet("id", place)
        inside = tokens[number + 3 : following]
        below = " ".join(_plain(one) for one in inside if one.type in ("inline", "fence"))
        yield Heading(int(tokens[number].tag[1:]), place, says, below)
        for one in inside:
            if one.type == "table_open":
                called[says] = called.get(says, 0) + 1
                one.meta["label"] = says if called[says] == 1 else f"{says} ({called[says]})"


def _plain(token: Token) -> str:
    if token.type == "fence":
        return token.content
    return "".join(
        " " if one.type in ("softbreak", "hardbreak") else one.content
        for one in token.children or ()
    )


# -- links -------------------------------------------------------------------------------


def _with_links(tokens: Sequence[Token], document: Document, prefix: str) -> None:
    """Let links lead to the pages of documents, and pictures come from this server."""
    for token in tokens:
        for one in token.children or ():
            if one.type == "link_open":
                _led(one, document, prefix)
            elif one.type == "image":
                inside = _file(document, str(one.attrGet("src") or ""))
                one.attrSet("src", f"{prefix}/{str(inside).removeprefix('docs/')}")


def _led(link: Token, document: Document, prefix: str) -> None:
    address = str(link.attrGet("href") or "")
    path, hash_, place = address.partition("#")
    if "://" in address or address.startswith("mailto:"):
        link.attrSet("rel", "external noopener")
    elif path:
        name = name_of_file(_file(document, path))
        if name in documents():
            link.attrSet("href", f"{prefix}/{name}{hash_}{place}")
        else:
            link.attrs.pop("href", None)


def _file(document: Document, path: str) -> PurePosixPath:
    return PurePosixPath(posixpath.normpath(str(document.file.parent / path)))


# -- how parts are written ---------------------------------------------------------------


def _table_open(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
    label = escape(str(tokens[at].meta.get("label", "")), quote=True)
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table>\n'


def _table_close(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
    return "</table></div>\n"


def _cell_open(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
    token, empty = tokens[at], not tokens[at + 1].content
    if token.tag == "th" and empty:
        return "<td>"
    right = " right" in str(token.attrGet("style") or "").replace(":", " ")
    scope = ' scope="col"' if token.tag == "th" else ""
    aligned = ' class="number"' if right else ""
    return f"<{token.tag}{scope}{aligned}>"


def _head_close(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
    return "</th>" if tokens[at - 1].content else "</td>"


def _code(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
    return f'<pre tabindex="0"><code>{escape(tokens[at].content)}</code></pre>\n'


_RULES: dict[str, Callable[..., str]] = {
    "table_open": _table_open,
    "table_close": _table_close,
    "th_open": _cell_open,
    "td_open": _cell_open,
    "th_close": _head_close,
    "fence": _code,
    "code_block": _code,
}
