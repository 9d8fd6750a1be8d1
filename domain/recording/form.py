"""An instrument as it is handed in, and the check of its shape.

All faults of shape are found together; only an instrument without any is judged by its
meaning (`judge`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import orjson

from ..faults import Fault, Hints
from ..history.history import History
from ..history.instruments import Instrument
from ..shapes.fields import Shape
from ..shapes.instruments import CHANGE_SHAPES, InstrumentShape, RestatedInstrument
from ..shapes.readable import repeated, unreadable
from ..shapes.sentences import shape_faults
from ..shapes.sound import is_of_shape
from ..vocabulary.bounds import BODY, FAULTS
from ..vocabulary.change_types import CHANGE_TYPES, DECIDED_BY
from ..vocabulary.dimensions import DIMENSION_NAMES

Json = Mapping[str, Any]


def faults_of_shape(submitted: Any, history: History) -> list[Fault]:
    """Everything wrong with the shape of an instrument; the history tells of what a
    correction restates whether it stands in a judgment, whose `ecli` may then serve."""
    if not isinstance(submitted, Mapping):
        return [Fault("malformed", "", "an instrument is an object with its fields")]
    size = _size_if_sound(submitted)
    sound = size is not None
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
            if isinstance(change, Mapping):
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
    if not faults and (size := size or len(orjson.dumps(submitted))) > BODY:
        sentence = (
            f"an instrument has at most {BODY:,} bytes, this one {size:,}: make several of it"
        )
        faults.append(Fault("malformed", "", sentence))
    return faults


def _size_if_sound(submitted: Any) -> int | None:
    """How many bytes an instrument has that is for certain of its shape with each of its changes,
    names nothing twice, and so is readable: no field in it is free. What a correction restates is
    looked at for itself."""
    if not is_of_shape(_OF_INSTRUMENT)(submitted):
        return None
    for change in submitted["changes"]:
        name = change.get("type")
        shape = _WITHOUT_FREE_FIELDS.get(name) if isinstance(name, str) else None
        if shape is None or not is_of_shape(shape)(change):
            return None
    try:
        return len(orjson.dumps(submitted))
    except TypeError:  # half a character in a text
        return None


_OF_INSTRUMENT: type[Shape] = InstrumentShape
_WITHOUT_FREE_FIELDS: dict[str, type[Shape]] = {
    name: shape for name, shape in CHANGE_SHAPES.items() if name != "record_corrected"
}
"""The shapes of changes of which no field is free."""


def _faults_of_place(change: Json, kind: Any, pointer: str) -> Iterator[Fault]:
    corrects = change.get("type") == "record_corrected"
    if corrects and kind != "correction":
        sentence = "`record_corrected` stands only in an instrument of kind `correction`"
        yield Fault("malformed", f"{pointer}/type", sentence)
    known = isinstance(change.get("type"), str) and change["type"] in CHANGE_TYPES
    if kind == "correction" and not corrects and known:
        sentence = "a `correction` repairs our record: it holds `record_corrected` and nothing else"
        yield Fault("malformed", f"{pointer}/type", sentence)


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
) -> Iterator[Fault]:
    """What a change of a known type lacks, or has one of too many; `judged` is the `ecli` of the
    judgment it stands in."""
    name = change.get("type")
    if not isinstance(name, str) or name not in CHANGE_TYPES:
        return
    kind = CHANGE_TYPES[name]
    if "ecli" in kind.needs and "ecli" not in change and not in_judgment:
        sentence = f"`{name}` is a court's: give its `ecli`"
        yield Fault("missing", f"{pointer}/ecli", sentence)
    if in_judgment and judged and change.get("ecli", judged) != judged:
        sentence = f"this judgment is {judged}; leave `ecli` out or give the same"
        yield Fault("malformed", f"{pointer}/ecli", sentence)
    if name == "court_amendment_ordered" and not any(d in change for d in DIMENSION_NAMES):
        sentence = f"an order names at least one of {', '.join(f'`{d}`' for d in DIMENSION_NAMES)}"
        yield Fault("missing", pointer, sentence)
    yield from _faults_of_step(name, change, pointer)
    if name == "change_annulled":
        if "ecli" in change and "ground" in change:
            sentence = "an annulment is by a court (`ecli`) or has a `ground`: give one of them"
            yield Fault("malformed", pointer, sentence)
        if "ecli" not in change and "ground" not in change and not in_judgment:
            sentence = "an annulment needs the court's `ecli`, or a `ground`"
            yield Fault("missing", pointer, sentence)


def _faults_of_step(name: str, change: Json, pointer: str) -> Iterator[Fault]:
    """A term is made longer by weeks or to a day; only what grants a licence names one."""
    if name == "decision_term_extended":
        given = [one for one in ("weeks", "decide_by") if one in change]
        if not given:
            sentence = "say how long: by how many `weeks`, or to which day (`decide_by`)"
            yield Fault("missing", pointer, sentence)
        elif len(given) > 1:
            yield Fault("malformed", pointer, "give `weeks` or `decide_by`, not both")
    grants = change.get("decision") in ("granted", "partly_granted")
    if "licence" in change and name in DECIDED_BY.values() and not grants:
        sentence = "a licence is named where one is granted: `granted` or `partly_granted`"
        yield Fault("malformed", f"{pointer}/licence", sentence)


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
