"""Answers as mementos (RFC 7089): what an address would have answered, as known on a day.

An address that names no knowledge is an original resource and its own TimeGate: with
`Accept-Datetime` it leads to the pinned address of that day in Amsterdam. A pinned address that
names what was known is a memento. A TimeMap lists the days on which something became known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

from ....domain.faults import Fault
from ....projections.clock import AMSTERDAM
from ..problems import MalformedHeaderError
from .addresses import Address

LINK_FORMAT = "application/link-format"
_YEAR = re.compile(r"\b[0-9]{4}\b")


def day_asked(text: str, today: date) -> int:
    """The day in Amsterdam of an `Accept-Datetime`, today for a later one; an error for what is no
    date of RFC 1123 (RFC 7089 §2.1.1)."""
    try:
        moment = parsedate_to_datetime(text)
        if year := _YEAR.search(text):  # below 100 it was read as one of two digits
            moment = moment.replace(year=int(year[0]))
        if moment.tzinfo is None or not text.rstrip().endswith("GMT"):
            raise ValueError
        if moment.year == date.max.year:  # it may be the year after, there
            return today.toordinal()
        return min(moment.astimezone(AMSTERDAM).date(), today).toordinal()
    except (ValueError, OverflowError, TypeError) as error:
        sentence = (
            "`Accept-Datetime` is a date as in `Thu, 15 Feb 2024 12:00:00 GMT` (RFC 7089 §2.1.1)"
        )
        raise MalformedHeaderError([Fault("malformed", "/accept-datetime", sentence)]) from error


@lru_cache(maxsize=1_000)
def moment_of(day: int) -> str:
    """The moment at which a day begins in Amsterdam, as headers write it; of the first day of all,
    which begins there in a year that no header can name, the first that one can."""
    begins = datetime.combine(date.fromordinal(day), time(), AMSTERDAM)
    first = datetime.min.replace(tzinfo=UTC)
    return format_datetime(begins.astimezone(UTC) if begins > first else first, usegmt=True)


def links_of(address: Address, days: Sequence[int] = ()) -> str:
    """The `Link` of an answer: its original, which is its own TimeGate, the TimeMap, and of some
    days the first and the last memento."""
    return ", ".join([_around(address), *_ends(address, days)])


def _around(address: Address) -> str:
    original = address.original_address()
    return (
        f'<{original}>; rel="original timegate", '
        f'<{_time_map(address, original)}>; rel="timemap"; type="{LINK_FORMAT}"'
    )


def _ends(address: Address, days: Sequence[int]) -> Iterator[str]:
    if len(days) == 1:
        yield _memento(address, days[0], "first last memento")
    elif days:
        yield _memento(address, days[0], "first memento")
        yield _memento(address, days[-1], "last memento")


def _memento(address: Address, day: int, relation: str) -> str:
    return f'<{address.known_on(day)}>; rel="{relation}"; datetime="{moment_of(day)}"'


def time_map_of(address: Address) -> str:
    """Where the TimeMap of an answer is."""
    return _time_map(address, address.original_address())


def _time_map(address: Address, original: str) -> str:
    return original.replace(f"{address.base}/", f"{address.base}/v1/timemap/", 1)


def time_map(address: Address, days: Sequence[int]) -> str:
    """The TimeMap (RFC 7089 §5): the original, and a memento of every day."""
    span = f'; from="{moment_of(days[0])}"; until="{moment_of(days[-1])}"' if days else ""
    lines = [
        f'<{address.original_address()}>; rel="original timegate"',
        f'<{time_map_of(address)}>; rel="self"; type="{LINK_FORMAT}"{span}',
    ]
    for day in days:
        ends = [name for name, end in (("first", days[0]), ("last", days[-1])) if day == end]
        lines.append(_memento(address, day, " ".join([*ends, "memento"])))
    return ",\n".join(lines) + "\n"
