"""Citations by their form: what a source's name says, checked, and where it can be read.

A citation's `source` is free text. Where it holds a reference of a known form (a gazette, an
ECLI, a paper of parliament, a regulation, an act of the Union), the form is checked and leads
to the public page of that source. Nothing is looked up: a sound form can still name nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .jci import EXAMPLE, JCI, jci_fault, read_jci

_PUBLICATIONS = "https://zoek.officielebekendmakingen.nl"
_REGULATIONS = "https://wetten.overheid.nl"
_ELI = "http://data.europa.eu/eli"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference of sound form, where it stands in a text, and its page if it has one."""

    form: str
    text: str
    start: int
    url: str | None


@dataclass(frozen=True, slots=True)
class Malformed:
    """Words that are meant as a reference of a known form and are none."""

    text: str
    start: int
    sentence: str


@dataclass(frozen=True, slots=True)
class _Form:
    """One form: what looks meant as it (`meant`), what it is, its page, and an example."""

    name: str
    meant: re.Pattern[str]
    sound: re.Pattern[str]
    url: Callable[[re.Match[str]], str | None]
    example: str


# -- where each can be read ------------------------------------------------------------


def _gazette(found: re.Match[str]) -> str | None:
    # Numbers of the Staatscourant name a page of their own since it appears only online
    # (1 July 2009); of 2009 itself the number does not tell which half it was.
    year = int(found["year"])
    if found["gazette"] == "Stcrt" and year < 2010:
        return None
    # A rectification has the number of what it mends and a page of its own: 11446-n1.
    return f"{_PUBLICATIONS}/{found['gazette'].lower()}-{year}-{found['number']}.html"


def _paper(found: re.Match[str]) -> str:
    parts = (found["file"].replace(" ", ""), found["chapter"], found["number"])
    return f"{_PUBLICATIONS}/kst-{'-'.join(filter(None, parts))}.html"


def _judgment(found: re.Match[str]) -> str:
    if found[0].startswith("ECLI:NL:"):
        return f"https://deeplink.rechtspraak.nl/uitspraak?id={found[0]}"
    return f"https://e-justice.europa.eu/ecli/{found[0]}"


def regulation_url(regulation: str, on: str | None = None) -> str:
    """The page of a Dutch regulation, as it read on a day if one is given."""
    return f"{_REGULATIONS}/{regulation}" + (f"/{on}" if on else "")


def _jci_url(found: re.Match[str]) -> str | None:
    try:
        jci = read_jci(found[0])
    except ValueError:
        return None
    return regulation_url(jci.regulation, jci.valid_on)


def _act(found: re.Match[str]) -> str:
    kind = {"Delegated": "reg_del", "Implementing": "reg_impl"}.get(found["how"] or "", "reg")
    year, number = found["year"] or found["old_year"], found["number"] or found["old_number"]
    return f"{_ELI}/{kind}/{year}/{number}/oj"


_FORMS = (
    _Form(
        "jci",
        re.compile(r"\bjci\S*", re.IGNORECASE),
        JCI,
        _jci_url,
        EXAMPLE,
    ),
    _Form(
        "gazette",
        re.compile(
            r"\b(?:Stcrt|Staatscourant|Stb|Staatsblad|Trb|Tractatenblad)\b[.,]?\s*"
            r"(?:(?:van|nr|no)\.?\s*)?\d[\d\s,./-]*(?:(?:nr|no)\.?\s*\d+)?"
            r"(?:(?<=[\d-])[a-z]\w*)?",
            re.IGNORECASE,
        ),
        re.compile(
            r"(?P<gazette>Stcrt|Stb|Trb)\. (?P<year>[12][0-9]{3}), "
            r"(?P<number>[0-9]++(?:-n[0-9]++)?)(?!-?[^\W\d_])"
        ),
        _gazette,
        "Stcrt. 2025, 11446",
    ),
    _Form(
        "ECLI",
        re.compile(r"\bECLI\b[:\w.-]*", re.IGNORECASE),
        re.compile(r"ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:[0-9]{4}:[A-Z0-9](?:[A-Z0-9.]{0,23}[A-Z0-9])?"),
        _judgment,
        "ECLI:NL:HR:2025:1435",
    ),
    _Form(
        "Kamerstuk",
        re.compile(
            r"\bKamerstuk(?:ken)?\b[^;()\d\x00]{0,12}(?:\d{4}[/-]\d\d(?:\d\d)?, ?)?"
            r"\d[\d ]*(?:-\d\d\b|[-, ]+[A-Z]{1,4}\b)?"
            r"(?:[-, ]*(?:nrs?|no)?\b\.? ?\d+)?",
            re.IGNORECASE,
        ),
        re.compile(
            r"Kamerstuk(?:ken)? (?:(?:I|II|I/II) )?(?:[0-9]{4}[/-][0-9]{2}(?:[0-9]{2})?, )?"
            r"(?P<file>[0-9]{2} ?[0-9]{3})"
            r"(?:[- ](?P<chapter>[IVX]{1,5}|[A-Z]|[0-9]{2}\b))?"
            r", (?:nrs?\. )?(?P<number>[0-9]+|[A-Z]{1,3})\b"
        ),
        _paper,
        "Kamerstuk II 22 054, nr. 458",
    ),
    _Form(
        "BWB",
        re.compile(r"\bBWB[A-Z]?\d[\w]*", re.IGNORECASE),
        re.compile(r"BWB[RVW][0-9]{7}(?!\w)", re.ASCII),
        lambda found: regulation_url(found[0]),
        "BWBR0031615",
    ),
    _Form(
        "CELEX",
        re.compile(r"\bCELEX\b[\s:]*[\w()/-]*", re.IGNORECASE),
        re.compile(
            r"CELEX(?::| |: )(?P<number>"
            # an act, a version of it, a corrigendum; a treaty, its articles and protocols
            r"(?:[0-9CE][0-9]{4}[A-Z]{1,2}[0-9]{4}(?:\([0-9]{2}\))?(?:-[0-9]{8})?"
            r"|1[0-9]{4}[A-Z]{1,3}(?:[0-9]{1,3}|(?:/[A-Z0-9]{2,4})+)?)"
            r"(?:R\([0-9]{2}\))?)(?!\w)"
        ),
        lambda found: (
            f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{found['number']}"
        ),
        "CELEX:32021R0821",
    ),
    _Form(
        "ELI",
        re.compile(
            r"(?:\bELI\b:?\s*|https?://data\.europa\.eu/)(?:/?eli|\d)[^\s\x00]*", re.IGNORECASE
        ),
        re.compile(
            r"(?:ELI:? ?)?(?:https?://data\.europa\.eu)?/?"
            r"eli/(?P<path>(?:(?:[a-z_]+|C|L)/[0-9]{4}/[0-9]+(?:\([0-9]+\))?|treaty/[a-z]+_[0-9]{4})"
            r"(?:/[a-z0-9_-]+)*)(?![\w/])"
        ),
        lambda found: f"{_ELI}/{found['path']}",
        "http://data.europa.eu/eli/reg/2021/821/oj",
    ),
)

_UNION_ACT = re.compile(
    r"(?:(?P<how>Delegated|Implementing) )?Regulation \((?:EU|EC|EEC)\) "
    r"(?:No (?P<old_number>[0-9]+)/(?P<old_year>[12][0-9]{3})\b"
    r"|(?P<year>20[0-9]{2})/(?P<number>[0-9]+))"
)
"""Acts of the Union as they are called in English: each is linked by its ELI, none is faulted."""


_TAKEN = "\x00"
"""Stands where a form was read: no form goes on over it."""


# -- reading a text --------------------------------------------------------------------


def references(text: str) -> list[Reference]:
    """The references of sound form in a text, in their order."""
    found = [one for one in _read(text) if isinstance(one, Reference)]
    found += [Reference("act", act[0], act.start(), _act(act)) for act in _UNION_ACT.finditer(text)]
    return sorted(found, key=lambda one: one.start)


def malformed_citation(text: str) -> list[Malformed]:
    """What in a text is meant as a reference and is of no sound form, in its order."""
    found = [one for one in _read(text) if isinstance(one, Malformed)]
    return sorted(found, key=lambda one: one.start)


def _read(text: str) -> Iterator[Reference | Malformed]:
    rest = text
    for form in _FORMS:
        left: list[str] = []
        read_to = 0
        for meant in form.meant.finditer(rest):
            begins = meant.start()
            sound = form.sound.match(rest, begins) if begins >= read_to else None
            if sound and (form.name != "jci" or jci_fault(sound[0]) is None):
                yield Reference(form.name, sound[0], sound.start(), form.url(sound))
                taken = sound
            else:
                words = text[begins : meant.end()].rstrip(" ,.-/")
                why = jci_fault(words) if form.name == "jci" else None
                sentence = why or f"`{words}` is not of the form `{form.example}`"
                yield Malformed(words, begins, sentence)
                taken = meant
            # What one form took no other reads again: a jci holds the id of its regulation.
            if taken.end() > read_to:
                left += (rest[read_to:begins], _TAKEN * (taken.end() - max(read_to, begins)))
                read_to = taken.end()
        rest = "".join((*left, rest[read_to:]))


@lru_cache(maxsize=4096)
def url_of(source: str) -> str | None:
    """The page of the first reference in a source's name that has one."""
    return next((one.url for one in references(source) if one.url), None)


def linked(citation: Mapping[str, Any]) -> dict[str, Any]:
    """A citation with the address of its source, where its form tells it and none was given."""
    url = citation.get("url") or url_of(citation["source"])
    said = {"source": citation["source"], "locator": citation.get("locator"), "url": url}
    return {name: value for name, value in said.items() if value}


@lru_cache(maxsize=4096)
def regulations_in(text: str) -> tuple[str, ...]:
    """The ids of the Dutch regulations that a text names, by themselves or in a jci."""
    return tuple(dict.fromkeys(re.findall(r"\bBWB[RVW][0-9]{7}\b", text)))
