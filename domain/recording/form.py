"""An instrument as it is handed in, and the check of its shape.

All faults of shape are found together; only an instrument without any is judged by its
meaning (`judge`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import orjson

from ..faults import Fault, Hints, RefusedError
from ..history.history import History
from ..history.instruments import Instrument
from ..shapes.fields import Shape
from ..shapes.instruments import CHANGE_SHAPES, InstrumentShape, RestatedInstrument
from ..shapes.readable import repeated, unreadable
from ..shapes.sentences import shape_faults
from ..shapes.sound import is_of_shape
from ..vocabulary.bounds import BODY, FAULTS
from ..vocabulary.change_types import CHANGE_TYPES, DECIDED_BY, ChangeType
from ..vocabulary.dimensions import DIMENSION_NAMES
from .events import canonical

Json = Mapping[str, Any]


def faults_of_shape(submitted: Any, history: History) -> list[Fault]:
    """Everything wrong with the shape of an instrument; the history tells of what a
    correction restates whether it stands in a judgment, whose `ecli` may then serve."""
    return _faults_of(submitted, _bytes_if_sound(submitted), history)


def copy_if_sound(submitted: Any, history: History) -> dict[str, Any]:
    """A copy of an instrument of sound shape, its keys in the order in which they are kept;
    `RefusedError` with everything that is wrong with its shape."""
    said = _bytes_if_sound(submitted)
    if faults := _faults_of(submitted, said, history):
        raise RefusedError(faults)
    copied: dict[str, Any] = orjson.loads(said or canonical(submitted))
    return copied


def _faults_of(submitted: Any, said: bytes | None, history: History) -> list[Fault]:
    """Everything wrong with its shape; `said` are its bytes, if each of its fields is sound."""
    sound = said is not None
    if not sound and not isinstance(submitted, Mapping):
        return [Fault("malformed", "", "an instrument is an object with its fields")]
    if not sound and (faults := unreadable(submitted)):
        return faults
    hints = Hints()
    faults = [] if sound else shape_faults(InstrumentShape, submitted, hints=hints)
    kind, ecli = submitted.get("kind"), submitted.get("ecli")
    if kind == "judgment" and "ecli" not in submitted:
        faults.append(Fault("missing", "/ecli", "a judgment is named by its `ecli`"))
    changes = submitted.get("changes")
    if isinstance(changes, list):
        for n, change in enumerate(changes):
            if len(faults) > FAULTS:
                break
            if sound or isinstance(change, Mapping):
                pointer = f"/changes/{n}"
                faults += _faults_of_place(change, kind, pointer)
                if not sound:
                    faults += _faults_of_type(change, pointer, hints)
                faults += _faults_of_content(change, kind == "judgment", ecli, pointer)
                if change.get("type") == "record_corrected":
                    faults += _faults_of_restated(change, history, f"{pointer}/restated", hints)
    if not sound:
        at = {fault.pointer for fault in faults}
        twice = (fault for fault in repeated(submitted, "") if fault.pointer not in at)
        faults += islice(twice, FAULTS + 1)
    if not faults and (size := len(said or orjson.dumps(submitted))) > BODY:
        sentence = (
            f"an instrument has at most {BODY:,} bytes, this one {size:,}: make several of it"
        )
        faults.append(Fault("malformed", "", sentence))
    return faults


def _bytes_if_sound(submitted: Any) -> bytes | None:
    """The canonical bytes of an instrument that is for certain of its shape with each of its
    changes, names nothing twice, and so is readable: no field in it is free. What a correction
    restates is looked at for itself."""
    if not is_of_shape(_OF_INSTRUMENT)(submitted):
        return None
    for change in submitted["changes"]:
        name = change.get("type")
        shape = _WITHOUT_FREE_FIELDS.get(name) if isinstance(name, str) else None
        if shape is None or not is_of_shape(shape)(change):
            return None
    try:
        return canonical(submitted)
    except TypeError:  # half a character in a text
        return None


_OF_INSTRUMENT: type[Shape] = InstrumentShape
_WITHOUT_FREE_FIELDS: dict[str, type[Shape]] = {
    name: shape for name, shape in CHANGE_SHAPES.items() if name != "record_corrected"
}
"""The shapes of changes of which no field is free."""


def _faults_of_place(change: Json, kind: Any, pointer: str) -> Sequence[Fault]:
    name = change.get("type")
    corrects = name == "record_corrected"
    if corrects == (kind == "correction"):
        return ()
    if corrects:
        sentence = "`record_corrected` stands only in an instrument of kind `correction`"
    elif isinstance(name, str) and name in CHANGE_TYPES:
        sentence = "a `correction` repairs our record: it holds `record_corrected` and nothing else"
    else:
        return ()
    return [Fault("malformed", f"{pointer}/type", sentence)]


def _faults_of_type(change: Json, pointer: str, hints: Hints) -> Iterator[Fault]:
    """What is wrong with a change's type, or with the shape that this type has."""
    name = change.get("type")
    if name is None and "type" not in change:
        yield Fault("missing", f"{pointer}/type", "`type` is missing; it says what changes")
        return
    if not isinstance(name, str) or name not in CHANGE_SHAPES:
        near = hints.did_you_mean(name, lambda _: CHANGE_SHAPES) if isinstance(name, str) else ""
        sentence = f"{json.dumps(name, default=str)} is no type of change{near}"
        yield Fault("malformed", f"{pointer}/type", sentence)
        return
    yield from shape_faults(CHANGE_SHAPES[name], change, pointer, hints)


def _faults_of_content(
    change: Json, in_judgment: bool, judged: Any, pointer: str
) -> Sequence[Fault]:
    """What a change of a known type lacks, or has one of too many; `judged` is the `ecli` of the
    judgment it stands in."""
    name = change.get("type")
    if not isinstance(name, str) or name not in CHANGE_TYPES:
        return ()
    rules = _RULES_OF[name]
    if not rules and not in_judgment:
        return ()
    found = [fault for rule in rules for fault in rule(change, in_judgment, pointer)]
    if in_judgment and judged and change.get("ecli", judged) != judged:
        sentence = f"this judgment is {judged}; leave `ecli` out or give the same"
        found.insert(0, Fault("malformed", f"{pointer}/ecli", sentence))
    return found


def _court_unnamed(change: Json, in_judgment: bool, pointer: str) -> Iterator[Fault]:
    """What only a court does names its judgment, unless it stands in it."""
    if "ecli" not in change and not in_judgment:
        sentence = f"`{change['type']}` is a court's: give its `ecli`"
        yield Fault("missing", f"{pointer}/ecli", sentence)


def _nothing_ordered(change: Json, in_judgment: bool, pointer: str) -> Iterator[Fault]:
    """An order names what it is about."""
    if not any(d in change for d in DIMENSION_NAMES):
        sentence = f"an order names at least one of {', '.join(f'`{d}`' for d in DIMENSION_NAMES)}"
        yield Fault("missing", pointer, sentence)


def _not_one_term(change: Json, in_judgment: bool, pointer: str) -> Iterator[Fault]:
    """A term is made longer by weeks or to a day."""
    given = [one for one in ("weeks", "decide_by") if one in change]
    if not given:
        sentence = "say how long: by how many `weeks`, or to which day (`decide_by`)"
        yield Fault("missing", pointer, sentence)
    elif len(given) > 1:
        yield Fault("malformed", pointer, "give `weeks` or `decide_by`, not both")


def _licence_not_granted(change: Json, in_judgment: bool, pointer: str) -> Iterator[Fault]:
    """Only what grants a licence names one."""
    if "licence" in change and change.get("decision") not in ("granted", "partly_granted"):
        sentence = "a licence is named where one is granted: `granted` or `partly_granted`"
        yield Fault("malformed", f"{pointer}/licence", sentence)


def _not_one_ground(change: Json, in_judgment: bool, pointer: str) -> Iterator[Fault]:
    """An annulment is a court's, or has a ground."""
    if "ecli" in change and "ground" in change:
        sentence = "an annulment is by a court (`ecli`) or has a `ground`: give one of them"
        yield Fault("malformed", pointer, sentence)
    if "ecli" not in change and "ground" not in change and not in_judgment:
        sentence = "an annulment needs the court's `ecli`, or a `ground`"
        yield Fault("missing", pointer, sentence)


_Rule = Callable[[Json, bool, str], Iterator[Fault]]
_RULES: tuple[tuple[_Rule, Callable[[ChangeType], bool]], ...] = (
    (_court_unnamed, lambda kind: "ecli" in kind.needs),
    (_nothing_ordered, lambda kind: kind.name == "court_amendment_ordered"),
    (_not_one_term, lambda kind: kind.name == "decision_term_extended"),
    (_licence_not_granted, lambda kind: kind.name in DECIDED_BY.values()),
    (_not_one_ground, lambda kind: kind.name == "change_annulled"),
)
"""What changes of some types must hold beside their shape, and of which: most have no such rule."""
_RULES_OF: dict[str, list[_Rule]] = {
    name: [rule for rule, holds_of in _RULES if holds_of(kind)]
    for name, kind in CHANGE_TYPES.items()
}


def _faults_of_restated(
    change: Json, history: History, pointer: str, hints: Hints
) -> Iterator[Fault]:
    restated, target = change.get("restated"), change.get("target")
    if not isinstance(restated, Mapping) or not isinstance(target, str):
        return
    if "#" not in target:
        yield from shape_faults(RestatedInstrument, restated, pointer, hints)
        if not restated:
            yield Fault("malformed", pointer, "`restated` is empty; name the fields to replace")
        yield from _faults_of_restated_kind(restated, history.instrument(target), pointer)
        return
    if restated.get("type") == "record_corrected":
        sentence = "a correction is not restated; record another correction of the same target"
        yield Fault("malformed", f"{pointer}/type", sentence)
        return
    judgment = history.instrument(target.partition("#")[0])
    content: Json = judgment.content if judgment else {"kind": "judgment"}
    in_judgment = content["kind"] == "judgment"
    judged = content.get("ecli") if in_judgment else None
    yield from _faults_of_type(restated, pointer, hints)
    yield from _faults_of_content(restated, in_judgment, judged, pointer)


def _faults_of_restated_kind(
    restated: Json, recorded: Instrument | None, pointer: str
) -> Iterator[Fault]:
    """An instrument restated as a judgment needs its `ecli`; none becomes a correction."""
    kind = restated.get("kind")
    if kind == "correction":
        sentence = "an instrument of law is no correction of our record, and does not become one"
        yield Fault("malformed", f"{pointer}/kind", sentence)
    named = "ecli" in restated or (recorded is not None and "ecli" in recorded.content)
    if kind == "judgment" and not named:
        yield Fault("missing", f"{pointer}/ecli", "a judgment is named by its `ecli`")
