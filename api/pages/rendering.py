"""Pages from their templates: what is put in is text, whatever it looks like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ...projections.pictures.svg_text import as_svg_text
from ..release import RELEASE
from .asking import PageAsked
from .assets import address_of
from .change_words import (
    Perhaps,
    address_of_change,
    called,
    in_plain_text,
    period_in_words,
    sentence_of,
)
from .languages import TAGS, Language, language
from .prose import Prose
from .reproducing import same_as_json
from .saying.worded import worded

TEMPLATES = Path(__file__).parent / "templates"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""A page loads and runs what this server has, and nothing that stands in the page (CSP 3)."""


def as_xml(said: object) -> Markup:
    """A text as it stands in XML: what no XML can hold is shown as a replacement character."""
    return Markup(as_svg_text(said))


@cache
def environment(tag: str) -> Environment:
    """The templates in a language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    install = made.install_gettext_translations  # type: ignore[attr-defined]
    install(language(tag).texts, newstyle=True)
    made.globals.update(asset=address_of, release=RELEASE, languages=_switch())
    made.filters.update(perhaps=Perhaps, as_xml=as_xml)
    made.globals.update(
        address_of_change=address_of_change,
        same_as_json=same_as_json,
        sentence=sentence_of,
        plain_sentence=in_plain_text,
        perhaps=Perhaps,
        period=period_in_words,
        what=called,
        worded=worded,
    )
    return made


def _switch() -> list[tuple[str, str]]:
    """The languages by their own names."""
    return [(tag, Language(tag).locale.get_language_name() or tag) for tag in TAGS]


def page(
    template: str,
    at: PageAsked,
    named: Mapping[str, Any] | None = None,
    status: int = 200,
    **parts: Any,
) -> HTMLResponse:
    """A page from its template, in the language that it was asked for in; parts are put in as
    text, but for `Markup`. `named` is what the ids in its answer stand for."""
    say = Prose(at, named or {})
    text = environment(at.tag).get_template(template).render(at=at, say=say, **parts)
    return HTMLResponse(text, status, headers_of(at))


def page_in_pieces(
    template: str, at: PageAsked, named: Mapping[str, Any], ends: str, **parts: Any
) -> Iterator[bytes]:
    """A page that is sent while it is made: up to each place where its text so ends."""
    say, held = Prose(at, named), list[str]()
    for text in environment(at.tag).get_template(template).generate(at=at, say=say, **parts):
        held.append(text)
        if text.endswith(ends):
            yield "".join(held).encode()
            held.clear()
    yield "".join(held).encode()


def headers_of(at: PageAsked) -> dict[str, str]:
    """The headers of a page; what is shown to somebody who is logged in is kept nowhere."""
    kept = {"cache-control": "no-store"} if at.visitor.subject else {}
    return {"content-security-policy": POLICY, "content-language": at.tag, **kept}
