"""The entries of a feed: a change each, under a name that stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from ..change_words import address_of_change, in_plain_text
from ..prose import Prose

Json = Mapping[str, Any]

NAMES = UUID("5f8b0c0e-4f0d-5b7e-9d55-7a1f6c2d9e41")
"""The space in which the names of feeds and entries are made (RFC 9562 §5.5): never change it, or
whoever follows a feed is told everything anew."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A change as it stands in a feed (RFC 4287 §4.1.2)."""

    id: str
    title: str
    summary: str
    address: str
    kind: str
    author: str
    published: str
    updated: str


def lasting_name(tag: str, of: str) -> str:
    """The id of a feed or an entry in a language: the same for good, on whichever host."""
    return uuid5(NAMES, f"{tag}/{of}").urn


def entry_of(change: Json, base: str, say: Prose) -> FeedEntry:
    """The entry of a change: what it does, since when, by which instrument, and its page."""
    name = change["change"]
    return FeedEntry(
        id=lasting_name(say.at.tag, f"changes/{name}"),
        title=in_plain_text(change, say),
        summary=_summary(change, say),
        address=f"{base}{address_of_change(name, say.at, known_now=True)}",
        kind=change["type"],
        author=change["issued_by"],
        published=change["recorded_at"],
        updated=change["updated_at"],
    )


def act_entry(name: str, changes: Sequence[Json], base: str, say: Prose) -> FeedEntry:
    """The entry of an instrument, of those of its changes that matter: what they do, to whom."""
    first = changes[0]
    return FeedEntry(
        id=lasting_name(say.at.tag, f"instruments/{name}"),
        title=f"{first['title']}, {say.day(first['published_on'])}",
        summary=" ".join(f"{in_plain_text(one, say).rstrip('.')}." for one in reversed(changes)),
        address=f"{base}{say.at.plain(f'/instruments/{name}')}",
        kind="instrument",
        author=first["issued_by"],
        published=first["recorded_at"],
        updated=max(one["updated_at"] for one in changes),
    )


def _summary(change: Json, say: Prose) -> str:
    """From when on, by which instrument, and the note that qualifies the change."""
    parts = [f"{change['title']}, {say.day(change['published_on'])}"]
    begins = change["from"]
    if begins:
        said = say.day(begins)
        span = begins.startswith("[")
        parts.insert(0, said if span else say.said.text("from {day}").format(day=said))
    if note := change["content"].get("note"):
        parts.append(note)
    text = ". ".join(part.rstrip(".") for part in parts) + "."
    return text[:1].upper() + text[1:]
