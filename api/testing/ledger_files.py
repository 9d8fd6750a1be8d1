"""Files named `*.ledger.yaml`: instruments, then questions about them with their answers.

They say in YAML what the portable cases (`conformance`) say in JSON, and are compared in
the same way; everything in them is text, so a number or a truth value of an answer is
compared by how it is written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import yaml
from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ...domain.faults import Fault, QuestionError, RefusedError, did_you_mean
from ...domain.shapes.fields import Day, Shape, Text
from ...domain.shapes.readable import escaped
from ...domain.shapes.sentences import shape_faults
from ..files.instruments import FoundInstrument, instruments_in
from ..files.placed_yaml import read_yaml
from ..texts import FileError, text_of
from .conformance import mismatches, unknown_fields
from .ledger import LedgerInTests, SeenFrom, fault_line
from .verdict import asked_line, because_lines

Json = dict[str, Any]
ABOUT = ("licence", "group", "policy", "list", "application")
"""What a question can be about on a day, `valid_on`; the others are about a transaction."""


# -- the shape of a file ---------------------------------------------------------------


def _count(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _wrong(f"`{text}` is no number of instruments, as in 2")
    return text


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("malformed", "{sentence}", {"sentence": sentence})


_Count = Annotated[str, AfterValidator(_count)]


class QuestionShape(Shape):
    """A question: a transaction, or a licence, group or policy on a day; what is expected."""

    name: Text = ""
    after: _Count = ""
    known_on: Text | None = None
    transaction: dict[str, Any] = Field({})
    licence: Text = ""
    group: Text = ""
    policy: Text = ""
    list: Text = ""
    application: Text = ""
    valid_on: Text = ""
    dimensions: dict[str, Any] = Field({})
    expect: Annotated[dict[str, Any], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_question(self) -> QuestionShape:
        said = self.model_fields_set
        about = [kind for kind in ABOUT if kind in said]
        if len(about) + ("transaction" in said) != 1:
            raise _wrong(
                "ask one thing: a `transaction`, `licence`, `group`, `policy`, `list` or "
                "`application`"
            )
        if about and "valid_on" not in said:
            raise _wrong(f"a question about a {about[0]} needs a day, `valid_on`")
        if "valid_on" in said and not about:
            raise _wrong("the day of a transaction is its `date`, not `valid_on`")
        if "dimensions" in said and about != ["policy"]:
            raise _wrong("`dimensions` are asked of a policy")
        return self


class FaultShape(Shape):
    """A fault that is expected."""

    code: Text
    pointer: str


class RefusalShape(Shape):
    """An instrument that must be refused, for these faults and no others."""

    name: Text = ""
    after: _Count = ""
    instrument: Any
    faults: Annotated[list[FaultShape], Field(min_length=1)]


class FileShape(Shape):
    """A file."""

    built_in: Literal["true", "false"] = "false"
    today: Day = ""
    instruments: list[Any] = Field([])
    questions: list[QuestionShape] = Field([])
    refused: list[RefusalShape] = Field([])


# -- what a file holds -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Replay:
    """What is recorded before anything is asked; `instruments` beside the built-in record."""

    built_in: bool
    today: str | None
    instruments: Sequence[FoundInstrument]

    def recorded(self, count: int) -> tuple[LedgerInTests, list[int]]:
        """A ledger of the first `count` instruments, and its size after none, one, two, …

        `NotRecordedError` if one is refused.
        """
        ledger = LedgerInTests(built_in=self.built_in, today=self.today)
        sizes = [ledger.log_size]
        for found in self.instruments[:count]:
            ledger.record_found(found)
            sizes.append(ledger.log_size)
        return ledger, sizes


@dataclass(frozen=True, slots=True)
class Question:
    """A question asked after the first `after` instruments; `place` is its file and line."""

    name: str
    path: Path
    line: int
    after: int
    question: Json

    def failure(self, ledger: LedgerInTests, sizes: Sequence[int]) -> str:
        """What differs from what is expected, and why it came out so; empty if nothing does."""
        valid_on, known_on = self.question.get("valid_on"), self.question.get("known_on")
        answer, why = _asked(self.question, ledger.seen(valid_on, known_on, sizes[self.after]))
        told = list(_differences(self.question["expect"], answer))
        if not told:
            return ""
        return "\n".join([f"{self.path.name}:{self.line}: {self.name}", *told, "", *why])


@dataclass(frozen=True, slots=True)
class Refusal:
    """An instrument that must be refused after the first `after` instruments."""

    name: str
    path: Path
    line: int
    after: int
    instrument: FoundInstrument
    faults: Sequence[Mapping[str, str]]

    def failure(self, replay: Replay) -> str:
        """Which faults were not found, or not expected; empty if they are just these."""
        ledger, _ = replay.recorded(self.after)
        try:
            ledger.record_found(self.instrument)
            found: Sequence[Fault] = ()
        except RefusedError as error:
            found = error.faults
        finally:
            ledger.close()
        told = list(self._differences(found))
        return "\n".join([f"{self.path.name}:{self.line}: {self.name}", *told]) if told else ""

    def _differences(self, found: Sequence[Fault]) -> Iterator[str]:
        expected = Counter((one["code"], one["pointer"]) for one in self.faults)
        have = Counter((fault.code, fault.pointer) for fault in found)
        if not found:
            yield "  it was recorded"
        for code, pointer in (expected - have).elements():
            yield f"  expected, and not found: {pointer or '/'}  {code}"
        unexpected = have - expected
        for fault in found:
            if unexpected[fault.code, fault.pointer] > 0:
                unexpected[fault.code, fault.pointer] -= 1
                yield f"  found, and not expected: {fault_line(fault).strip()}"


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A file that was read: what is recorded, and what is asked of it."""

    replay: Replay
    questions: Sequence[Question]
    refusals: Sequence[Refusal]


# -- reading a file --------------------------------------------------------------------


def read_ledger_file(path: Path) -> LedgerFile:
    """What a file holds; `FileError` with every fault, each with its line and column."""
    text = text_of(path)
    return _Reader(path, text, read_yaml(text, str(path))).read()


class _Reader:
    """One file while it is read."""

    def __init__(self, path: Path, text: str, content: Any) -> None:
        self.path = path
        self.content = content
        self.places = dict(_places(yaml.compose(text, Loader=yaml.SafeLoader), ""))

    def read(self) -> LedgerFile:
        if faults := shape_faults(FileShape, self.content):
            raise FileError("\n".join(self._told(one.pointer, _detail(one)) for one in faults))
        if not (self.content.get("questions") or self.content.get("refused")):
            self._wrong("", "nothing is asked here: write `questions` or `refused`")
        instruments = [
            found
            for n, one in enumerate(self.content.get("instruments", ()))
            for found in self._instruments(one, f"/instruments/{n}")
        ]
        built_in = self.content.get("built_in") == "true"
        replay = Replay(built_in, self.content.get("today"), instruments)
        asked = enumerate(self.content.get("questions", ()))
        refused = enumerate(self.content.get("refused", ()))
        return LedgerFile(
            replay,
            [self._question(one, f"/questions/{n}", len(instruments)) for n, one in asked],
            [self._refusal(one, f"/refused/{n}", len(instruments)) for n, one in refused],
        )

    def _question(self, one: Json, pointer: str, most: int) -> Question:
        name = one.get("name") or question_line(one)
        line, _ = self._place(pointer)
        return Question(name, self.path, line, self._after(one, pointer, most), one)

    def _refusal(self, one: Json, pointer: str, most: int) -> Refusal:
        found = list(self._instruments(one["instrument"], f"{pointer}/instrument"))
        if len(found) != 1:
            self._wrong(f"{pointer}/instrument", "name a file that holds one instrument")
        content = found[0].content
        called = content.get("instrument") if isinstance(content, Mapping) else None
        name = one.get("name") or f"refused: {called or 'an instrument'}"
        line, _ = self._place(pointer)
        after = self._after(one, pointer, most)
        return Refusal(name, self.path, line, after, found[0], one["faults"])

    def _instruments(self, one: Any, pointer: str) -> Iterator[FoundInstrument]:
        line, _ = self._place(pointer)
        if isinstance(one, Mapping):
            yield FoundInstrument(f"{self.path}:{line}", one)
        elif not isinstance(one, str):
            self._wrong(pointer, "write an instrument, or the name of a file that holds one")
        elif not (self.path.parent / one).exists():
            self._wrong(pointer, f"there is no {self.path.parent / one}")
        else:
            yield from instruments_in(self.path.parent / one)

    def _after(self, one: Json, pointer: str, most: int) -> int:
        after = int(one.get("after", most))
        if after > most:
            self._wrong(f"{pointer}/after", f"after {after}: there are {most} instruments")
        return after

    def _wrong(self, pointer: str, sentence: str) -> NoReturn:
        raise FileError(self._told(pointer, sentence))

    def _told(self, pointer: str, sentence: str) -> str:
        line, column = self._place(pointer)
        return f"{self.path}:{line}:{column}: {sentence}"

    def _place(self, pointer: str) -> tuple[int, int]:
        """Where a pointer leads, or would: the nearest that is written around it."""
        while pointer not in self.places and pointer:
            pointer = pointer.rpartition("/")[0]
        return self.places.get(pointer, (1, 1))


def _detail(fault: Fault) -> str:
    """What is wrong, a field with the nearest of those that may stand in its place."""
    steps = fault.pointer.split("/")[1:]
    match steps:
        case ["questions", _, name]:
            shape: type[Shape] = QuestionShape
        case ["refused", _, name]:
            shape = RefusalShape
        case ["refused", _, "faults", _, name]:
            shape = FaultShape
        case _:
            return fault.detail
    if fault.code != "unknown_field":
        return fault.detail
    return f"`{name}` does not belong here{did_you_mean(name, shape.model_fields)}"


def _places(node: yaml.Node | None, pointer: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Line and column of every field and item, by JSON pointer; a field's is its name's."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = f"{pointer}/{escaped(key.value)}"
            yield inner, _line_and_column(key)
            yield from _places(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for n, item in enumerate(node.value):
            yield f"{pointer}/{n}", _line_and_column(item)
            yield from _places(item, f"{pointer}/{n}")


def _line_and_column(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


# -- asking ----------------------------------------------------------------------------


def question_line(question: Json) -> str:
    """A question in one line, as its test is named where it has no name of its own."""
    if "transaction" in question:
        given = dict(question["transaction"])
        day = given.pop("date", "no day")
        parts = [given.pop("licence", "any licence"), *given.values()]
    else:
        kind = next(kind for kind in ABOUT if kind in question)
        parts = [kind, question[kind], *question.get("dimensions", {}).values()]
        day = question["valid_on"]
    parts.append(f"on {day}")
    if question.get("known_on"):
        parts.append(f"as known on {question['known_on']}")
    if "after" in question:
        parts.append(f"after {question['after']}")
    return " ".join(map(str, parts))


def _asked(question: Json, seen: SeenFrom) -> tuple[Json, list[str]]:
    """The answer, and lines that say why it is so; an error answers with its first code."""
    try:
        if "transaction" in question:
            verdict = seen.verdict_on(question["transaction"])
            return verdict.answer, str(verdict).splitlines()
        answer = _about(question, seen)
    except QuestionError as error:
        why = ["it cannot be answered:", *map(fault_line, error.faults)]
        return {"error": error.faults[0].code}, why
    asked = {kind: question[kind] for kind in (*ABOUT, "valid_on") if kind in question}
    asked |= question.get("dimensions", {})
    why = [
        answer.get("status") or answer.get("state") or answer.get("reason") or "",
        *because_lines(answer),
    ]
    return answer, [*filter(None, why), f"  {asked_line(asked, answer['viewpoint'])}"]


def _about(question: Json, seen: SeenFrom) -> Json:
    if "licence" in question:
        return seen.licence(question["licence"])
    if "group" in question:
        return seen.group(question["group"])
    if "application" in question:
        return seen.application(question["application"])
    if "list" in question:
        return seen.control_list(question["list"])
    return seen.policy(question["policy"], **question.get("dimensions", {}))


def _differences(expected: Json, answer: Json) -> Iterator[str]:
    if "error" in answer and "error" not in expected:
        yield f"  expected an answer, got the error {_shown(answer['error'])}"
        return
    for told in unknown_fields(expected, answer):
        yield f"  {told.removeprefix('answer: ').removeprefix('answer.')}"
    for where, want, have in mismatches(as_written(expected), as_written(answer)):
        field, got = where.removeprefix("answer."), _in_fields(want, have)
        yield f"  {field}: expected {_shown(want)}, got {_shown(got)}"


def as_written(value: Any) -> Any:
    """A JSON value as YAML read as text has it: numbers and truth values as they are written."""
    if isinstance(value, Mapping):
        return {name: as_written(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_written(inner) for inner in value]
    return json.dumps(value) if isinstance(value, int | float) else value


def _in_fields(expected: Any, have: Any) -> Any:
    """Of a list of objects only the fields that are compared."""
    if not (isinstance(expected, list) and isinstance(have, list) and expected):
        return have
    fields = {name for one in expected if isinstance(one, Mapping) for name in one}
    return [
        {name: one[name] for name in one if name in fields} if isinstance(one, Mapping) else one
        for one in have
    ]


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
