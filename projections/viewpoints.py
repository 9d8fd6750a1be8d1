"""Where a question is seen from: read once, by one reader, and found in the log.

A question names its viewpoint as text (the parts of an address, the options of a command) or
as JSON, as an answer's own `viewpoint` does. A field that is null is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ..domain.faults import Fault, QuestionError
from ..domain.history.history import History
from ..domain.questions import read_day
from ..domain.shapes.readable import unreadable
from ..domain.vocabulary.bounds import FIELDS
from ..domain.vocabulary.viewpoint import (
    ANSWER_VERSION,
    ANSWER_VERSIONS,
    VIEWPOINT_FIELDS,
    Viewpoint,
)
from .storage.ports import Store
from .storage.stored_source import StoredSource

_DIGITS_MOST = 18
"""A size of more digits is no size of any log."""


class AskedFrom(NamedTuple):
    """What a question names of its viewpoint: days as ordinals, the moment as it is recorded."""

    valid_on: int | None = None
    known_on: int | None = None
    log_size: int | None = None
    recorded_until: str | None = None
    root_hash: Any = None
    answer_version: Any = None


_NOTHING_NAMED = AskedFrom()
AskedView = Mapping[str, Any] | AskedFrom
"""What a question names of its viewpoint, as it stands there or as it was read."""


def read_asked(asked: AskedView, with_day: bool = False) -> AskedFrom:
    """What a question names; `QuestionError` for what is none. `valid_on` is read only of a
    question `with_day`: the days of others are their own."""
    if isinstance(asked, AskedFrom):
        return asked
    if not asked:
        return _NOTHING_NAMED
    given = {name: value for name in VIEWPOINT_FIELDS if (value := asked.get(name)) is not None}
    valid_on = _read_day(given.get("valid_on"), "valid_on") if with_day else None
    known_on = _read_day(given.get("known_on"), "known_on")
    if "recorded_until" in given and "log_size" in given:
        sentence = "`recorded_until` stands in the place of `log_size`: give one of them"
        raise QuestionError([Fault("malformed", "/recorded_until", sentence)])
    return AskedFrom(
        valid_on,
        known_on,
        _read_size(given.get("log_size")),
        _read_moment(given.get("recorded_until")),
        given.get("root_hash"),
        given.get("answer_version"),
    )


def _read_day(value: Any, name: str) -> int | None:
    return None if value is None else read_day(str(value), name)


def _read_size(value: Any) -> int | None:
    if value is None:
        return None
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_MOST):
        sentence = f"`{text}` is no size of the log: a number of records, from 0"
        raise QuestionError([Fault("malformed", "/log_size", sentence)])
    return int(text)


def _read_moment(value: Any) -> str | None:
    """A moment as it is recorded; `QuestionError` for a text without a zone, or that is none."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            raise ValueError("no zone")
        return as_recorded(moment)
    except (ValueError, OverflowError) as error:
        sentence = f"`{value}` is no moment with its zone, as in 2026-04-01T12:00:00Z"
        raise QuestionError([Fault("malformed", "/recorded_until", sentence)]) from error


def as_recorded(moment: datetime) -> str:
    """A moment in UTC, in the form in which recording times can be compared as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


# -- in the body of a question -------------------------------------------------------------

_NAMED = tuple(name for name in VIEWPOINT_FIELDS if name != "valid_on")
_NUMBERS = ("log_size", "answer_version")


def parted(body: Any) -> tuple[dict[str, Any], dict[str, Any], list[Fault]]:
    """A question's own fields, what it names of its viewpoint, and what is wrong with that.

    `QuestionError` if the body is no object, or one of too many fields.
    """
    if not isinstance(body, dict):
        raise QuestionError([Fault("malformed", "", "the question is an object")])
    if len(body) > FIELDS:
        raise QuestionError(unreadable(body))
    given = {name: value for name, value in body.items() if value is not None}
    asked = {name: given.pop(name) for name in _NAMED if name in given}
    faults = []
    for name, value in asked.items():
        if type(value) is not (int if name in _NUMBERS else str):
            kind = "a whole number" if name in _NUMBERS else "a text"
            faults.append(Fault("malformed", f"/{name}", f"`{name}` must be {kind}"))
    return given, asked, faults


# -- in the log ------------------------------------------------------------------------


def found_in(source: StoredSource, store: Store, asked: AskedFrom) -> int:
    """The size of the log that a question reads; `QuestionError` if it names no valid one."""
    if asked.recorded_until is not None:
        return source.size_at(asked.recorded_until)
    size = asked.log_size
    if size is None:
        return source.size
    if size > source.size:
        sentence = f"the log has {source.size} records; the nearest valid size is {source.size}"
        raise QuestionError([Fault("beyond_log", "/log_size", sentence)])
    if size not in (0, source.size):
        below, above = store.ends_around(size)
        if below != size and not source.ends_at(size):
            sentence = (
                f"{size} lies inside an instrument; the nearest valid sizes are {below} and {above}"
            )
            raise QuestionError([Fault("inside_instrument", "/log_size", sentence)])
    return size


def resolved(
    source: StoredSource, asked: AskedFrom, valid_on: int | None, size: int, root: str
) -> tuple[Viewpoint, History]:
    """The viewpoint at a size of the log and the record as it reads there; `QuestionError` if
    the answer that is asked for again was another log's, or another release's."""
    if asked.root_hash is not None and asked.root_hash != root:
        sentence = (
            f"the first {size} records of this log have the root {root}: "
            "the answer was given by another log, or this one was changed"
        )
        raise QuestionError([Fault("other_log", "/root_hash", sentence)])
    viewpoint = Viewpoint(valid_on, asked.known_on, size, root, _version(asked.answer_version))
    return viewpoint, source.at(size)


def _version(asked: Any) -> int:
    """The version of the answer; `QuestionError` (`unknown_answer_version`) for one that this
    release does not give."""
    if asked is None:
        return ANSWER_VERSION
    for version in ANSWER_VERSIONS:
        if str(asked) == str(version):
            return version
    told = " and ".join(map(str, ANSWER_VERSIONS))
    sentence = f"this release gives answers of the versions {told} only"
    raise QuestionError([Fault("unknown_answer_version", "/answer_version", sentence)])
