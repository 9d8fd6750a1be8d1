"""The questions that a dossier answers, and the answers: the same code asks in the ledger and
in the verifier.

    {"licence": "NL009", "from": "2024-02-19", "until": "2024-02-26"}
    {"transaction": {"date": "2024-02-25", "licence": "NL009", …}}
    {"instrument": "stcrt-2024-5435"}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from ..faults import DamagedRecordError
from ..history.changes import Change
from ..history.history import History
from ..law.evaluation import Decision, Evaluation
from ..law.evaluation_answer import evaluation, namesake, unfamiliar
from ..law.running import Seen
from ..over_time.both_times import cells
from ..over_time.periods import FIRST_DAY, LAST_DAY
from ..over_time.surroundings import surroundings_by_day
from ..over_time.timeline import Timeline, entries_of, period_shown
from ..vocabulary.dates import day, day_text
from ..vocabulary.dimensions import FIELDS
from ..vocabulary.item_kinds import with_kinds
from ..vocabulary.jurisdictions import law_asked, law_fault, under_its_law
from ..vocabulary.originals import with_original, without_originals
from ..vocabulary.transaction_values import is_day, is_transaction

Json = dict[str, Any]

FORMAT = 1
"""The version of a dossier's form; a verifier that does not know it cannot tell."""
MOST_CELLS = 400
"""So many cells of the map of both times are told: more cannot be told apart on paper."""
_TOLD = ("verdict", "reason", "decided_by")
AROUND = 183
"""How many days before and after a transaction its licence is shown."""
_NEAREST = re.compile(r"(; the nearest known is `[\w.]+`( \(.+\))?)?")
_NAMESAKE = re.compile(r" `[\w.-]+` too: say so in `list`, if that one is meant")


class UnknownQuestionError(Exception):
    """A question of a kind that this release does not answer."""


class UnsoundQuestionError(Exception):
    """A question that the ledger refuses: there is no answer to it that could be right."""


def written(said: Any) -> bytes:
    """JSON in the one way in which a dossier's files hold it."""
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def question_file(question: Json, viewpoint: Json, release: str) -> bytes:
    """What `data/question.json` holds, and nothing else."""
    said = {"format": FORMAT, "release": release, "question": question, "viewpoint": viewpoint}
    return written(said)


def viewpoint_told(known_on: str | None, log_size: int, root_hash: str, version: int) -> Json:
    """The viewpoint of a dossier, as its files tell it."""
    return {
        "known_on": known_on,
        "log_size": log_size,
        "root_hash": root_hash,
        "answer_version": version,
    }


def dossier_answer(
    question: Mapping[str, Any], known_on: int | None, history: History, version: int
) -> Json:
    """The answer of a version to a sound question, all but the viewpoint."""
    told = _answer_to(question, known_on, history, version)
    return told if version > 1 else without_originals(told)


def _answer_to(
    question: Mapping[str, Any], known_on: int | None, history: History, version: int
) -> Json:
    match [*question]:
        case ["transaction"]:
            return _of_transaction(question["transaction"], known_on, history, version)
        case ["licence", "from", "until"]:
            return _of_licence(question, known_on, history, version)
        case ["instrument"]:
            return _of_instrument(question["instrument"], known_on, history)
    raise UnknownQuestionError("this release knows no question of this kind")


def provable(answer: Json, question: Mapping[str, Any]) -> Json:
    """An answer without what stands outside the proof: notes that compare a name in the
    question with all names ever recorded."""
    if "evaluation" not in answer:
        return answer
    said, given = answer["evaluation"], question["transaction"]
    about_names = [unfamiliar(field, given) for field in ("programme", "goods") if field in given]
    namesakes = [namesake(given["goods"])] if "goods" in given else []
    notes = [
        note
        for note in said["notes"]
        if not any(
            note.startswith(stem) and _NEAREST.fullmatch(note, len(stem)) for stem in about_names
        )
        and not any(
            note.startswith(stem) and _NAMESAKE.fullmatch(note, len(stem)) for stem in namesakes
        )
    ]
    return {**answer, "evaluation": {**said, "notes": notes}}


def _hold_licence(name: Any, history: History) -> None:
    if not isinstance(name, str) or not history.knows("licence", name):
        raise UnsoundQuestionError(f"no licence `{name}` was ever established")


def _of_transaction(
    said: Mapping[str, str], known_on: int | None, history: History, version: int
) -> Json:
    if not is_transaction(said):
        raise UnsoundQuestionError("a transaction has fields and words that the ledger refuses")
    given = {field: said[field] for field in FIELDS if field in said}
    on, licence = day(said["date"]), said.get("licence")
    if licence is not None:
        _hold_licence(licence, history)
    if sentence := law_fault(given, licence):
        raise UnsoundQuestionError(sentence)
    given = dict(under_its_law(given, licence))
    answer = evaluation(Evaluation(history, on, known_on, given, version), licence)
    beside = {} if version == 1 else _at_other_times(given, licence, on, known_on, history, version)
    seen = Seen(history, on, known_on)
    deciding = (history.home(one["change"]) for one in answer["because"])
    own = () if licence is None else (f"licence/{licence}",)
    streams = dict.fromkeys((*own, *(name for name in deciding if name)))
    around: Json = {"periods": [], "entries": []}
    if licence is not None:
        begins, ends = max(FIRST_DAY, on - AROUND), min(LAST_DAY, on + AROUND)
        around = _periods(licence, begins, ends, known_on, history, version)
    return {"evaluation": answer, **beside, **around, "chain": list(_chain(streams, seen))}


def _at_other_times(
    given: Mapping[str, str],
    licence: str | None,
    on: int,
    known_on: int | None,
    history: History,
    version: int,
) -> Json:
    """What could be known on the day of the transaction itself (`known_then`: null, where the
    question is asked from no later), and what is said on all days (`cells`: null, where there are
    more than `MOST_CELLS`)."""

    def decide(valid_on: int, known: int | None) -> Decision:
        return Evaluation(history, valid_on, known, given, version).decide(licence)

    then = decide(on, on) if known_on is None or known_on > on else None
    own = history.under(law_asked(given)) if version > 1 else history
    found = list(islice(cells(own, licence, with_kinds(given), decide), MOST_CELLS + 1))
    return {
        "known_then": then and {name: getattr(then, name) for name in _TOLD},
        "cells": [one.shown() for one in found] if len(found) <= MOST_CELLS else None,
    }


def _of_licence(
    said: Mapping[str, Any], known_on: int | None, history: History, version: int
) -> Json:
    name = said["licence"]
    _hold_licence(name, history)
    if not (is_day(said["from"]) and is_day(said["until"])):
        raise UnsoundQuestionError("a period has two full days")
    begins, ends = day(said["from"]), day(said["until"])
    if ends <= begins:
        raise UnsoundQuestionError("a period ends after it begins")
    seen = Seen(history, begins, known_on)
    return {
        "licence": name,
        "from": day_text(begins),
        "until": day_text(ends),
        **_periods(name, begins, ends, known_on, history, version),
        "chain": list(_chain([f"licence/{name}"], seen)),
    }


def _of_instrument(name: str, known_on: int | None, history: History) -> Json:
    recorded, reads = history.recorded_instrument(name), history.instrument(name)
    if recorded is None:
        raise UnknownQuestionError(f"no instrument `{name}` is recorded")
    seen = Seen(history, recorded.published_on, known_on)
    return {
        "instrument": name,
        "recorded": dict(recorded.content),
        "reads": None if reads is None else dict(reads.content),
        "recorded_at": recorded.recorded_at,
        "recorded_by": recorded.recorded_by,
        **recorded.consent,
        "log_size": recorded.position + 1,
        "corrected_by": [one.id for one in history.instrument_corrections(name)],
        "chain": [
            _link(change, seen)
            for change in history.recorded_changes(recorded.changes)
            if _was_public(change, seen)
        ],
    }


def _periods(
    name: str, begins: int, ends: int, known_on: int | None, history: History, version: int
) -> Json:
    """The periods of a licence that lie between two days, whole or in part."""
    around = surroundings_by_day(history, known_on) if version > 1 else None
    timeline = Timeline(name, history, known_on, around)
    found = [
        period
        for period in timeline.periods()
        if (period.begins is None or period.begins < ends)
        and (period.ends is None or period.ends > begins)
    ]
    return {
        "periods": [period_shown(period, timeline) for period in found],
        "entries": entries_of(found),
    }


def _chain(streams: Iterable[str], seen: Seen) -> Iterator[Json]:
    """Every change to what the answer is about, in log order, what was stopped or corrected
    too; what was not public by `known_on` left out."""
    for stream in streams:
        for change in seen.history.recorded_in(stream):
            if _was_public(change, seen):
                yield _link(change, seen)


def _was_public(change: Change, seen: Seen) -> bool:
    instrument = seen.history.instrument(change.instrument)
    recorded = instrument or seen.history.recorded_instrument(change.instrument)
    return recorded is not None and seen.published(recorded)


def _link(change: Change, seen: Seen) -> Json:
    history = seen.history
    instrument = history.recorded_instrument(change.instrument)
    if instrument is None:
        raise DamagedRecordError(change.instrument)
    stream = history.stream(change.stream)
    named = dict.fromkeys((change.id, *(entry.id for entry in change.entries)))
    corrections = [one.id for one in stream.corrections_of(change.id)]
    return {
        "change": change.id,
        "type": change.type.name,
        "stream": change.stream,
        "position": change.position,
        **with_original(instrument.content, "title"),
        "published_on": instrument.content["published_on"],
        "from": change.content.get("from"),
        "until": change.content.get("until"),
        "content": dict(change.content),
        "stops": change.target if change.type.stops else None,
        "stopped_by": [
            {"change": stop.id, "target": name}
            for name in named
            for stop in stream.stops_of(name)
            if seen.visible(stop)
        ],
        "carries_out": change.content.get("ordered_by"),
        "corrected_by": [
            *corrections,
            *(one.id for one in history.instrument_corrections(change.instrument)),
        ],
        "cites": [*change.content.get("cites", ()), *instrument.content["cites"]],
    }
