"""The questions of a watch, as they are handed in and as they are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from ...domain.faults import Fault, QuestionError
from ...domain.history.history import History
from ...domain.over_time.watched.differing import WatchedQuestion
from ...domain.questions import read_transaction, read_undated
from ...domain.vocabulary.bounds import FAULTS, NAME, too_long

Json = Mapping[str, Any]

QUESTIONS = 10_000
"""The questions of one watch."""
TOGETHER = 100
"""So many of them are kept in one event, and read at a time."""
LABEL = "label"
"""What somebody calls a question, beside its fields: a shipment's number, an order's line."""


def sound_questions(asked: Iterable[Any], history: History, pointer: str) -> list[dict[str, Any]]:
    """Questions that can be kept, in their order; `QuestionError` with every fault of each, or
    where there are none, or more than `QUESTIONS`. One without a date is about every day."""
    found, faults = list[dict[str, Any]](), list[Fault]()
    for number, one in enumerate(islice(asked, QUESTIONS + 1)):
        if number == QUESTIONS:
            sentence = f"a watch holds at most {QUESTIONS:,} questions: make several of them"
            raise QuestionError([Fault("too_many", pointer, sentence)])
        try:
            found.append(_sound(one, history, f"{pointer}/{number}"))
        except QuestionError as error:
            faults += error.faults
        if len(faults) > FAULTS:
            break
    if faults:
        raise QuestionError(faults)
    if not found:
        raise QuestionError([Fault("missing", pointer, "there is no question to watch")])
    return found


def _sound(asked: Any, history: History, pointer: str) -> dict[str, Any]:
    if not isinstance(asked, Mapping):
        read_transaction(asked, history, pointer)  # tells what it must be
    given = {name: value for name, value in asked.items() if value is not None}
    label = given.pop(LABEL, None)
    if label is not None and (not isinstance(label, str) or len(label) > NAME):
        said = too_long(len(label), NAME) if isinstance(label, str) else "a label is a text"
        raise QuestionError([Fault("malformed", f"{pointer}/{LABEL}", said)])
    _read(given, history, pointer)
    return given if label is None else {LABEL: label, **given}


def _read(given: Json, history: History, pointer: str = "") -> WatchedQuestion:
    if "date" in given:
        sound = read_transaction(given, history, pointer)
        return WatchedQuestion(sound.date, sound.licence, sound.given)
    sound = read_undated(given, history, pointer)
    return WatchedQuestion(None, sound.licence, sound.given)


def read_kept(kept: Json, head: History) -> WatchedQuestion:
    """A kept question, read against all that is recorded: it was sound once, and stays so."""
    return _read({name: value for name, value in kept.items() if name != LABEL}, head)


def every_pair(
    goods: Sequence[str], destinations: Sequence[str], fields: Json
) -> Iterator[dict[str, Any]]:
    """Every one of some goods to every one of some countries, with the same other fields, on all
    days; `QuestionError` where one of the two lists is empty."""
    missing = [
        name for name, words in (("goods", goods), ("destinations", destinations)) if not words
    ]
    if missing:
        sentence = "name at least one code of goods and one country: every pair is watched"
        raise QuestionError([Fault("missing", f"/{name}", sentence) for name in missing])
    for code, country in product(goods, destinations):
        yield {**fields, "goods": code, "destination": country}


def in_events(questions: Sequence[Json]) -> Iterator[bytes]:
    """The questions as they are kept: some to an event, in their order."""
    for first in range(0, len(questions), TOGETHER):
        some = list(questions[first : first + TOGETHER])
        yield json.dumps(
            {"event": "questions", "questions": some},
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        ).encode("utf-8", "surrogatepass")
