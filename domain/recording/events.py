"""The events that are stored: one frozen model for every kind of change, and the instrument.

Each declares the name and version it is stored under, so that classes can move while
ledgers last. Its record, the bytes that are hashed and kept, is canonical JSON (RFC 8785).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, ClassVar, NamedTuple

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, create_model

from ..history.changes import Change
from ..history.instruments import NO_CONSENT, Instrument
from ..history.topics import INSTRUMENT_NAME, INSTRUMENT_VERSION, topic_of
from ..shapes.fields import RECORDED, Shape
from ..shapes.instruments import CHANGE_SHAPES
from ..vocabulary.change_types import CHANGE_TYPES

SORTED = orjson.OPT_SORT_KEYS
"""How `orjson` writes canonical JSON."""


def canonical(content: Mapping[str, Any]) -> bytes:
    """The canonical JSON of a record (RFC 8785).

    Its field names are ASCII and its numbers whole and below 2^53, and then a plain writer
    says what the RFC asks (§3.2.2, §3.2.3): a test holds it against `rfc8785`.
    """
    return orjson.dumps(content, option=SORTED)


class Event(BaseModel):
    """An immutable event of one stream: `originator_id` is the stream, versions count from 1."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    stored_name: ClassVar[str]
    stored_version: ClassVar[int] = 1

    originator_id: str
    originator_version: int

    @classmethod
    @cache
    def topic(cls) -> str:
        """The declared name and version, as stored: `destination_excluded.1`."""
        return topic_of(cls.stored_name, cls.stored_version)

    @classmethod
    def read(cls, stream: str, version: int, record: bytes) -> Event:
        """The event from its stored record; `ValueError` if the two do not fit."""
        content = json.loads(record)
        if content.pop("stream") != stream:
            raise ValueError(f"a record of another stream stands in {stream}")
        return cls(originator_id=stream, originator_version=version, **content)

    @property
    def said(self) -> dict[str, Any]:
        """What the log holds of it."""
        said = dict(self.__dict__)
        said["stream"] = said.pop("originator_id")
        del said["originator_version"]
        return said

    @property
    def record(self) -> bytes:
        """The canonical bytes of that (RFC 8785)."""
        return canonical(self.said)


class ChangeRecorded(Event):
    """A change was recorded: its content as it was handed in, of the shape of its type."""

    id: str
    change: dict[str, Any]


class InstrumentRecorded(Event):
    """An instrument was recorded, after its changes: by whom, and when (UTC).

    `map_root` is the root of the map after it (`commitment`), in hex. Where approvals were asked
    for it says which it has, or that it was recorded without them (`CONSENT_FIELDS`).
    """

    stored_name: ClassVar[str] = INSTRUMENT_NAME
    stored_version: ClassVar[int] = INSTRUMENT_VERSION

    id: str
    instrument: dict[str, Any]
    changes: list[str]
    map_root: str
    recorded_at: str
    recorded_by: str
    approvals: list[dict[str, Any]] | None = None
    unapproved: bool | None = None

    @property
    def said(self) -> dict[str, Any]:
        """What the log holds of it; what it does not say is left out."""
        said = super().said
        for name in CONSENT_FIELDS:
            if said[name] is None:
                del said[name]
        return said


CONSENT_FIELDS = ("approvals", "unapproved")
"""What an instrument's own record says only where approvals were asked for: those that it was
recorded with, or that it was recorded without."""


def _event_of(name: str, version: int, shape: type[Shape]) -> type[ChangeRecorded]:
    def checked(content: dict[str, Any]) -> dict[str, Any]:
        shape.model_validate(content, context=RECORDED)
        return content

    model = create_model(
        f"{shape.__name__}Recorded",
        __base__=ChangeRecorded,
        __doc__=shape.__doc__,
        change=(Annotated[dict[str, Any], AfterValidator(checked)], ...),
    )
    model.stored_name, model.stored_version = name, version
    return model


CHANGE_EVENTS: dict[str, type[ChangeRecorded]] = {
    kind.name: _event_of(kind.name, kind.version, CHANGE_SHAPES[kind.name])
    for kind in CHANGE_TYPES.values()
}

_ALL_EVENTS: list[type[Event]] = [InstrumentRecorded, *CHANGE_EVENTS.values()]
EVENTS: dict[str, type[Event]] = {event.topic(): event for event in _ALL_EVENTS}
"""The closed registry: every topic that a ledger may hold. Nothing else is ever resolved."""


class NewEvent(NamedTuple):
    """An event to be saved: of which kind, the next of which stream, and what its record says.
    Nothing of it is checked again."""

    kind: type[Event]
    stream: str
    version: int
    said: Mapping[str, Any]

    @property
    def record(self) -> bytes:
        """The canonical bytes of what the log holds, as its kind has them (RFC 8785)."""
        return canonical(self.said)


def events_of(
    changes: Sequence[Change],
    instrument: Instrument,
    versions: Mapping[str, int],
    recorded_at: str,
    recorded_by: str,
    map_root: Callable[[Mapping[str, int]], str],
    consent: Mapping[str, Any] = NO_CONSENT,
) -> list[NewEvent]:
    """The events of one instrument in the order of the log, its own event last.

    The instrument was judged, and is not checked again; all its changes are recorded. `versions`
    tells how many events a stream already has (0 for one it does not name);
    `map_root` gives the root of the map after it, from how many those of its changes have then;
    `consent` what its own record says of approvals.
    """
    events, counts = list[NewEvent](), dict[str, int]()  # as laid out on disk
    for change in changes:
        stream = change.stream
        counts[stream] = version = counts.get(stream, versions.get(stream, 0)) + 1
        said = {"stream": stream, "id": change.id, "change": change.content}
        fields = CHANGE_EVENTS[change.type.name], stream, version, said
        events.append(tuple.__new__(NewEvent, fields))  # as `NewEvent(*fields)`, in half the time
    stream = f"instrument/{instrument.id}"
    version = counts.get(stream, versions.get(stream, 0)) + 1
    if stream in counts:
        counts[stream] = version
    own = {
        "stream": stream,
        "id": instrument.id,
        "instrument": instrument.content,
        "changes": instrument.changes,
        "map_root": map_root(counts),
        "recorded_at": recorded_at,
        "recorded_by": recorded_by,
        **consent,
    }
    events.append(NewEvent(InstrumentRecorded, stream, version, own))
    return events
