"""What a page is asked with: its language, its own address, and where it is seen from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Depends, Request

from ...domain.vocabulary.viewpoint import VIEWPOINT_FIELDS
from ..http.dependencies import KnownFrom
from ..http.routing import ADDED_BY_OTHERS
from ..http.web.addresses import own_path
from .languages import TAGS, Language, language
from .visitor import NOBODY, Visitor

TIME = tuple(name for name in VIEWPOINT_FIELDS if name != "answer_version")
"""The fields of an address that say where its page is seen from."""


@dataclass(frozen=True, slots=True)
class PageAsked:
    """A page as it was asked for, and by whom; `path` is without the language, `given` its query,
    of which empty fields are left out."""

    tag: str
    path: str
    given: tuple[tuple[str, str], ...]
    base: str
    visitor: Visitor = NOBODY

    @property
    def language(self) -> Language:
        """The language that the page is shown in."""
        return language(self.tag)

    @property
    def time(self) -> dict[str, str]:
        """Where the page is seen from, as far as its address says."""
        return {name: value for name, value in self.given if name in TIME}

    @property
    def beside_time(self) -> list[tuple[str, str]]:
        """What the address says of anything else."""
        return [(name, value) for name, value in self.given if name not in TIME]

    def address(self, path: str, /, **fields: Any) -> str:
        """The address of another page, in this language and seen from here; fields that are None
        or empty are left out."""
        return self._address(self.tag, path, {**self.time, **fields})

    def plain(self, path: str, /, **fields: Any) -> str:
        """The address of another page in this language, seen from now."""
        return self._address(self.tag, path, fields)

    def again(self, /, **fields: Any) -> str:
        """This page's own address with these fields in place of, or beside, its own."""
        return self._address(self.tag, self.path, {**dict(self.given), **fields})

    def elsewhere(self, path: str, /, **fields: str) -> PageAsked:
        """A page that is shown in the place of this one, by an address that can be asked again."""
        given = tuple((name, value) for name, value in fields.items() if value)
        return replace(self, path=path, given=given)

    def in_language(self, tag: str) -> str:
        """This page in another language."""
        return self._address(tag, self.path, dict(self.given))

    def seen_now(self) -> str:
        """This page as it is seen from now."""
        return self._address(self.tag, self.path, dict(self.beside_time))

    @staticmethod
    def _address(tag: str, path: str, fields: Mapping[str, Any]) -> str:
        said = {name: value for name, value in fields.items() if value not in (None, "")}
        query = f"?{urlencode(said)}" if said else ""
        return f"/{tag}{quote(path, safe='/@')}{query}"


def page_asked(request: Request) -> PageAsked:
    """The page that a request is for."""
    tag, path = language_and_path(own_path(request.scope))
    query = request.scope["query_string"].decode("latin-1")
    given = tuple(
        (name, value) for name, value in parse_qsl(query) if not ADDED_BY_OTHERS.fullmatch(name)
    )
    visitor = request.app.state.visits.visitor(request)
    return PageAsked(tag, path, given, str(request.base_url).rstrip("/"), visitor)


def language_and_path(path: str) -> tuple[str, str]:
    """The language and the rest of a page's path; English where it names none."""
    first, _, rest = path.removeprefix("/").partition("/")
    return (first, f"/{rest}") if first in TAGS else ("en", path)


def seen_from(asked: KnownFrom) -> dict[str, str]:
    """What a page's query names of its viewpoint: an empty field of a form names nothing, and pages
    are made of answers of the newest version, whichever is named."""
    return {name: value for name, value in asked.asked().items() if value and name in TIME}


ThePage = Annotated[PageAsked, Depends(page_asked)]
