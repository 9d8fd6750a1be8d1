"""An instrument that is handed in, judged against the record as it reads in a history.

What is judged is a copy, its keys in the order in which they are kept: what the caller does to the
instrument later changes nothing, and answers are the same bytes before it is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from ...domain.faults import Fault, OtherContentError, RefusedError
from ...domain.history.changes import Change
from ...domain.history.history import History
from ...domain.history.instruments import Instrument
from ...domain.shapes.readable import SURROGATE, unreadable
from ...domain.vocabulary.change_types import SUBJECTS
from ...domain.vocabulary.dates import day
from ..storage.errors import not_there
from ..storage.ports import Store
from ..storage.stored_source import StoredSource

if TYPE_CHECKING:
    from ...domain.recording.judge import Judge

Json = dict[str, Any]
_SUBJECTS = frozenset(SUBJECTS)


# -- what came of it -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recording:
    """What recording an instrument came to; `already` if it stood there before, unchanged."""

    instrument: str
    log_size: int
    root_hash: str
    changes: tuple[str, ...]
    already: bool

    def shown(self) -> Json:
        """The answer to the recorder."""
        return {
            "instrument": self.instrument,
            "log_size": self.log_size,
            "root_hash": self.root_hash,
            "changes": list(self.changes),
        }


class Sound(NamedTuple):
    """An instrument that may be recorded next: its changes, its own record as it reads before it
    is, and how many records their streams have by then."""

    changes: Sequence[Change]
    own: Instrument
    versions: Mapping[str, int]


def sound_of(judge: Judge, book: StoredSource, size: int) -> Sound:
    """An instrument that was judged at a size of the log, to be recorded there."""
    versions = dict[str, int]()
    for change in judge.changes:
        if change.stream not in versions:
            versions[change.stream] = book.version_of(change.stream, size)
    return Sound(judge.changes, judge.draft.draft, versions)


# -- what stands recorded ------------------------------------------------------------------


def instrument_as_submitted(instrument: str, history: History) -> Json:
    """An instrument with its changes, as it was handed in, whatever was corrected since."""
    recorded = history.recorded_instrument(instrument)
    if recorded is None:
        raise not_there(f"the instrument {instrument}")
    changes = history.recorded_changes(recorded.changes)
    return {**recorded.content, "changes": [dict(one.content) for one in changes]}


def already_recorded(submitted: Any, history: History, store: Store) -> Recording | None:
    """What recording it came to before, if it is recorded; `OtherContentError` if an instrument of
    this id is recorded with other content."""
    if not _is_object(submitted) or not isinstance(submitted.get("instrument"), str):
        return None
    recorded = history.recorded_instrument(submitted["instrument"])
    if recorded is None or unreadable(submitted):
        return None
    if _as_text(instrument_as_submitted(recorded.id, history)) != _as_text(submitted):
        if faults := _rules().faults_of_shape(submitted, history):
            raise RefusedError(faults)
        sentence = (
            f"`{recorded.id}` is recorded with other content; what is recorded stays: "
            "correct it with an instrument of kind `correction`, or choose another id"
        )
        raise OtherContentError([Fault("other_content", "/instrument", sentence)])
    size = recorded.position + 1
    saved = store.root_at(size)  # none yet for one that is saved together with it
    return Recording(recorded.id, size, saved.hex() if saved else "", recorded.changes, True)


def _as_text(content: Any) -> str:
    """Content as it is compared: the same JSON, in whatever order its keys come."""
    return json.dumps(content, sort_keys=True, default=str)


# -- judging -------------------------------------------------------------------------------


class _Rules(NamedTuple):
    """What is needed to judge."""

    copy_if_sound: Callable[[Any, History], Json]
    faults_of_shape: Callable[[Any, History], list[Fault]]
    judge: type[Judge]


@cache
def _rules() -> _Rules:
    """They are loaded by who records: most only ask."""
    from ...domain.recording.form import copy_if_sound, faults_of_shape
    from ...domain.recording.judge import Judge

    return _Rules(copy_if_sound, faults_of_shape, Judge)


def load_rules() -> None:
    """Load what is needed to judge, which otherwise the first instrument waits for."""
    _rules()


def judged_on(submitted: Any, history: History, today: date) -> Judge:
    """An instrument judged on a day against the record as it reads in a history; `RefusedError`
    with every fault."""
    copied = _rules().copy_if_sound(submitted, history)
    return _judged(copied, history, today.toordinal())


def drafted_in(submitted: Any, history: History, today: date) -> Judge:
    """The same of an instrument that is only tried out: one that is still to be published is
    judged as on that day."""
    copied = _rules().copy_if_sound(submitted, history)
    return _judged(copied, history, max(today.toordinal(), day(copied["published_on"])))


def _judged(copied: Json, history: History, today: int) -> Judge:
    judge = _rules().judge(copied, history, today)
    if judge.faults:
        raise RefusedError(judge.faults)
    return judge


def judged_at_head(submitted: Any, book: StoredSource, today: date) -> Judge:
    """An instrument judged at the head; `RefusedError` with every fault."""
    return judged_on(submitted, book.head(), today)


def drafted_at_head(submitted: Any, book: StoredSource, today: date) -> Judge:
    """The same of an instrument that is only tried out."""
    return drafted_in(submitted, book.head(), today)


# -- many ----------------------------------------------------------------------------------


def look_for(submitted: Sequence[Any], book: StoredSource) -> None:
    """Look for all at once that many instruments name."""
    book.look_for(_names(submitted), _streams(submitted))


def _names(submitted: Iterable[Any]) -> Iterator[str]:
    """The ids of instruments that are handed in, as far as they have any."""
    for one in submitted:
        name = one.get("instrument") if _is_object(one) else None
        if _may_name(name):
            yield name


def _streams(submitted: Iterable[Any]) -> Iterator[str]:
    """The streams of the subjects that instruments name, as far as they have any."""
    for one in submitted:
        changes = one.get("changes") if _is_object(one) else None
        for change in changes if isinstance(changes, list) else ():
            for kind in _SUBJECTS & change.keys() if _is_object(change) else ():
                if _may_name(name := change[kind]):
                    yield f"{kind}/{name}"


def _may_name(name: Any) -> TypeGuard[str]:
    """Whether it may name something: a text that is no UTF-8 does not, and no store is asked for
    it together with others."""
    if not isinstance(name, str) or "\x00" in name:
        return False
    return name.isascii() or not SURROGATE.search(name)


def _is_object(said: Any) -> TypeGuard[Mapping[str, Any]]:
    """Whether it is an object of JSON: most often one as it was read."""
    return type(said) is dict or isinstance(said, Mapping)
