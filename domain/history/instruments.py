"""Instruments: their own records, and a record read from its JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..vocabulary.dates import day
from .changes import Change, read_change

NO_CONSENT: Mapping[str, Any] = {}
"""What the record of an instrument says of approvals where none were asked for."""
_CONSENT = ("approvals", "unapproved")


class Instrument(NamedTuple):
    """A legal act, judgment or letter: its own record, the last of its records.

    `position` is that record's place in the log; `changes` are the ids of its changes. `consent`
    is what it says of `approvals`, or that it was recorded `unapproved`; mostly nothing.
    """

    id: str
    position: int
    content: Mapping[str, Any]
    changes: tuple[str, ...]
    published_on: int
    recorded_at: str = ""
    recorded_by: str = ""
    consent: Mapping[str, Any] = NO_CONSENT

    def as_recorded(
        self, recorded_at: str, recorded_by: str, consent: Mapping[str, Any] = NO_CONSENT
    ) -> Instrument:
        """The instrument as it stands once it is recorded: when, by whom, and with which
        approvals."""
        return Instrument(*self[:5], recorded_at, recorded_by, consent)

    def read_otherwise(self, restated: Mapping[str, Any]) -> Instrument:
        """The instrument with some of its fields corrected."""
        content = {**self.content, **restated}
        return self._replace(content=content, published_on=day(content["published_on"]))


def read_instrument(
    instrument_id: str,
    position: int,
    content: Mapping[str, Any],
    changes: Iterable[str],
    recorded_at: str = "",
    recorded_by: str = "",
    consent: Mapping[str, Any] = NO_CONSENT,
) -> Instrument:
    """An instrument from its recorded fields (without its changes)."""
    published_on = day(content["published_on"])
    fields = (
        *(instrument_id, position, content, tuple(changes)),
        *(published_on, recorded_at, recorded_by, consent),
    )
    return tuple.__new__(Instrument, fields)  # as `Instrument(*fields)`, in half the time


def read_record(position: int, content: Mapping[str, Any]) -> Change | Instrument:
    """A record from its JSON: a change, or an instrument's own record."""
    if "instrument" not in content:
        return read_change(content["id"], position, content["stream"], content["change"])
    return read_instrument(
        content["id"],
        position,
        content["instrument"],
        content["changes"],
        content["recorded_at"],
        content["recorded_by"],
        _consent_in(content),
    )


def _consent_in(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an instrument's own record says of approvals."""
    if content.keys().isdisjoint(_CONSENT):
        return NO_CONSENT
    return {name: content[name] for name in _CONSENT if name in content}
