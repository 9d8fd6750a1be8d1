"""The shape of what may be recorded and asked: its fields, words, codes and dates.

One pydantic model for every row of `CHANGE_TYPES`, made from the row; one for an
instrument, one for a transaction. What they find wrong becomes faults of shape: `missing`,
`unknown_field`, `malformed`, each with a pointer to the field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

import orjson
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from ..faults import Fault, did_you_mean
from ..vocabulary.change_types import CHANGE_TYPES, COMMON_FIELDS, NUMBERED_ENTRIES, ChangeType
from ..vocabulary.clauses import programme_name
from ..vocabulary.dates import day, legal_date
from ..vocabulary.dimensions import DIMENSION_BY_NAME, DIMENSIONS, Comparison, Dimension
from ..vocabulary.licence_kinds import kind_hint
from ..vocabulary.transaction_values import CODE, CONTROL

_LABEL = re.compile(rf"(?:{'|'.join(NUMBERED_ENTRIES)})-[0-9]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def _malformed(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("malformed", "{sentence}", {"sentence": sentence})


def _text(value: str) -> str:
    if not value.strip():
        raise _malformed("this text is empty; say it or leave the field out")
    if found := CONTROL.search(value):
        raise _malformed(f"this text holds the character {found.group()!a}, which is no text")
    return value


def _day(value: str) -> str:
    try:
        day(value)
    except ValueError as error:
        raise _malformed(f"`{value}` is not a full day, as in 2024-02-20") from error
    return value


def _legal_date(value: str) -> str:
    try:
        legal_date(value)
    except ValueError as error:
        raise _malformed(
            f"`{value}` is no date: write 2016, 2023-04, 2016-07-04, "
            "[2009-08-27..2025-04-06] or [..2012-06-30]"
        ) from error
    return value


def _key(value: str) -> str:
    if _LABEL.fullmatch(value):
        raise _malformed(f"the key `{value}` looks like a numbered entry; choose another word")
    return value


def _programme(value: str) -> str:
    if not programme_name(value):
        raise _malformed(f"the programme `{value}` holds no letter or digit")
    return value


def _pattern(pattern: str, sentence: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise _malformed(f"`{value}` {sentence}")
        return value

    return AfterValidator(check)


_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_SLUG = r"[a-z0-9][a-z0-9.-]*"
_ECLI = r"ECLI:[A-Z]{2}:[A-Z0-9]+:[0-9]{4}:[A-Z0-9.]+"
_URL = r"https?://[^\s<>\"]+"

Text = Annotated[str, AfterValidator(_text), Field(min_length=1)]
Name = Annotated[
    str,
    _pattern(_NAME, "is no name: letters, digits, `.`, `_` and `-`, as in NL009"),
    WithJsonSchema({"type": "string", "pattern": f"^{_NAME}$"}),
]
Slug = Annotated[
    str,
    _pattern(_SLUG, "is no id: lower-case letters, digits, `.` and `-`, as in stcrt-2024-5435"),
    WithJsonSchema({"type": "string", "pattern": f"^{_SLUG}$"}),
]
Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
LegalDateText = Annotated[
    str,
    AfterValidator(_legal_date),
    WithJsonSchema(
        {
            "type": "string",
            "description": "EDTF: 2016, 2023-04, 2016-07-04 or [2009-08-27..2025-04-06]",
        }
    ),
]
Code = Annotated[
    str,
    _pattern(CODE, "is no control-list code, as in ML10 or 5A002.a.1 (or `none`)"),
    WithJsonSchema({"type": "string", "pattern": f"^({CODE})$"}),
]
Ecli = Annotated[
    str,
    _pattern(_ECLI, "is no ECLI, as in ECLI:NL:GHDHA:2024:191"),
    WithJsonSchema({"type": "string", "pattern": f"^{_ECLI}$"}),
]
Url = Annotated[
    str,
    _pattern(_URL, "is no web address: it begins with https:// or http://"),
    WithJsonSchema({"type": "string", "format": "uri"}),
]
Key = Annotated[Name, AfterValidator(_key)]
Programme = Annotated[Text, AfterValidator(_programme)]
Number = Annotated[int, Field(ge=0, le=2**53 - 1)]
Region = Annotated[Text, Field(description="a country's code, or `@` and a group's name")]
OneCountry = Annotated[Text, Field(description="a country's code (ISO 3166-1 alpha-2)")]


MOST = 10_000
"""The most changes, clauses or words that a list holds; an instrument of more comes in parts."""


def _words(item: Any) -> Any:
    unique: Any = {"uniqueItems": True}
    return Annotated[list[item], Field(min_length=1, max_length=MOST, json_schema_extra=unique)]


def _list(item: Any) -> Any:
    return Annotated[list[item], Field(min_length=1, max_length=MOST)]


class Shape(BaseModel):
    """A JSON object of fixed fields; nothing is coerced, nothing ignored, nothing null."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _made(name: str, says: str, fields: Any, base: type[Shape] = Shape) -> type[Any]:
    """A model made from its fields' types and defaults (`...` where needed)."""
    made: type[Any] = create_model(name, __base__=base, __doc__=says, **fields)
    return made


class Citation(Shape):
    """Where a source says it: a public name, a place in it, an address."""

    source: Text
    locator: Text = ""
    url: Url = ""


_OPEN: dict[Comparison, Any] = {
    Comparison.EXACTLY: Text,
    Comparison.CODE: Code,
    Comparison.PROGRAMME: Programme,
}


def _word(dimension: Dimension, country: Any) -> Any:
    """The type of one word of a dimension; `country` where it is one of countries."""
    if dimension.words:
        return Literal[dimension.words]
    return country if dimension.compared is Comparison.COUNTRY else _OPEN[dimension.compared]


_DIMENSIONS: dict[str, Any] = {one.name: _words(_word(one, Region)) for one in DIMENSIONS}


def _not_empty(clause: Any) -> Any:
    if not clause.model_fields_set:
        raise _malformed("an empty clause matches everything; name at least one dimension")
    return clause


_ClauseFields: Any = _made(
    "Clause",
    "A conjunction of dimensions; each holds a list, of which any may match.",
    {name: (shape, None) for name, shape in _DIMENSIONS.items()},
)
ClauseShape: Any = Annotated[_ClauseFields, AfterValidator(_not_empty)]


class Condition(Shape):
    """A duty that comes with the use of a licence."""

    key: Key
    kind: Literal[
        "registration", "reporting", "end_use_statement", "record_keeping", "limit", "other"
    ]
    text: Text
    clause: ClauseShape = None


class Term(Shape):
    """A condition that must be met before an exclusion or a withdrawal can be reversed."""

    key: Key
    text: Text


class PolicyValue(Shape):
    """A value of a policy, for all or for the transactions of a clause."""

    when: ClauseShape = None
    value: Text


_Conditions = _list(Condition)
_Terms = _list(Term)
_Clauses = _list(ClauseShape)

_SHAPE_OF: dict[str, Any] = {
    **{name: Name for name in ("licence", "group", "requirement", "policy")},
    **{name: LegalDateText for name in ("from", "until", "comply_by", "review_by")},
    **_DIMENSIONS,
    **{name: _Clauses for name in ("permits", "excludes", "requires", "exempts")},
    **{name: ClauseShape for name in ("clause", "when")},
    "licence_established.kind": Literal[DIMENSION_BY_NAME["licence_kinds"].words],
    "condition_attached.kind": Condition.model_fields["kind"].annotation,
    "authority": Literal["NL", "EU"],
    "basis": Literal["control_list", "national_measure", "catch_all", "prohibition"],
    "outcome": Literal["maintained", "changed"],
    "conditions": _Conditions,
    "reinstatement_conditions_set.conditions": _Terms,
    "members": _words(Region),
    "values": _list(PolicyValue),
    "cites": _list(Citation),
    "key": Key,
    "checked_on": Day,
    "ecli": Ecli,
    "disputes": bool,
    "transactions": Number,
    "exporters_count": Number,
    "use_reported.goods": Code,
    "use_reported.destination": OneCountry,
    "restated": dict[str, Any],
}

NUMBER_FIELDS = frozenset({"transactions", "exporters_count"})
FLAG_FIELDS = frozenset({"disputes"})
"""The only fields that are not text, for formats that do not tell text from numbers."""


class ChangeShape(Shape):
    """What every change has."""

    type: Any


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _shape_of(kind: ChangeType) -> type[ChangeShape]:
    def field(name: str, needed: bool) -> tuple[Any, Any]:
        annotation = _SHAPE_OF.get(f"{kind.name}.{name}", _SHAPE_OF.get(name, Text))
        default = ... if needed and name != "ecli" else None
        return annotation, Field(default, alias=name)

    fields: dict[str, Any] = {"type": (Literal[kind.name], ...)}
    for name in kind.needs:
        fields[name.replace("from", "from_")] = field(name, True)
    for name in (*kind.may, *COMMON_FIELDS):
        fields[name.replace("from", "from_")] = field(name, False)
    return _made(_camel(kind.name), kind.says, fields, base=ChangeShape)


CHANGE_SHAPES: dict[str, type[ChangeShape]] = {
    name: _shape_of(kind) for name, kind in CHANGE_TYPES.items()
}

InstrumentKind = Literal[
    "ministerial_regulation",
    "union_regulation",
    "statute",
    "treaty",
    "judgment",
    "decision",
    "letter",
    "notice",
    "rectification",
    "correction",
]


_INSTRUMENT_NEEDS = {
    "kind": InstrumentKind,
    "title": Text,
    "issued_by": Text,
    "published_on": Day,
    "cites": _list(Citation),
}
_INSTRUMENT_MAY = {
    "decided_on": LegalDateText,
    "published_not_before": Day,
    "ecli": Ecli,
    "url": Url,
    "note": Text,
}
_optional: dict[str, Any] = {name: (shape, None) for name, shape in _INSTRUMENT_MAY.items()}

InstrumentShape = _made(
    "Instrument",
    "A legal act, judgment or letter that carries changes: recorded whole or not at all.",
    {
        "instrument": (Slug, ...),
        **{name: (shape, ...) for name, shape in _INSTRUMENT_NEEDS.items()},
        **_optional,
        "changes": (_list(dict[str, Any]), ...),
    },
)

RestatedInstrument = _made(
    "RestatedInstrument",
    "The fields of an instrument that a correction replaces.",
    {**{name: (shape, None) for name, shape in _INSTRUMENT_NEEDS.items()}, **_optional},
)


Dimensions = _made(
    "Dimensions",
    "The fields of a transaction that clauses ask for.",
    {one.field: (_word(one, OneCountry), None) for one in DIMENSIONS},
)

Transaction = _made(
    "Transaction",
    "An export, transit, transfer or other transaction, on its day.",
    {"date": (Day, ...), "licence": (Text, None)},
    base=Dimensions,
)

_KNOWN_FIELDS = sorted(
    {
        *(name for name in _SHAPE_OF if "." not in name),
        *Transaction.model_fields,
        *_INSTRUMENT_NEEDS,
        *_INSTRUMENT_MAY,
        *("valid_on", "known_on", "log_size", "recorded_until", "limit", "after"),
    }
)


# -- from what a model finds to faults ------------------------------------------------


MAX_DEPTH = 32
"""Deeper than anything that is recorded or asked nests."""


def unreadable(value: Any, pointer: str = "") -> list[Fault]:
    """What is no JSON that can be kept: half a surrogate, a key that is no text, too deep.

    Looked for before anything else, so that no rule meets such a value.
    """
    if _is_plain(value):
        return []
    faults: list[Fault] = []
    waiting: list[tuple[Any, str, int]] = [(value, pointer, 0)]
    while waiting:
        one, place, depth = waiting.pop()
        if isinstance(one, str):
            if _SURROGATE.search(one):
                sentence = "this text holds half a character (a lone surrogate)"
                faults.append(Fault("malformed", place, sentence))
        elif depth >= MAX_DEPTH:
            sentence = f"this nests deeper than {MAX_DEPTH} levels"
            return [Fault("malformed", pointer, sentence)]
        elif isinstance(one, Mapping):
            for name, inner in one.items():
                if not isinstance(name, str) or _SURROGATE.search(name):
                    sentence = f"a field's name is a text; {name!a} is none"
                    faults.append(Fault("malformed", place, sentence))
                else:
                    waiting.append((inner, f"{place}/{escaped(name)}", depth + 1))
        elif isinstance(one, list):
            waiting += [(inner, f"{place}/{n}", depth + 1) for n, inner in enumerate(one)]
    return faults


def _is_plain(value: Any) -> bool:
    """Whether a value can be written as JSON and does not nest too deep."""
    try:
        written = orjson.dumps(value)
    except TypeError:
        return False
    if written.count(b"{") + written.count(b"[") < MAX_DEPTH:
        return True
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(MAX_DEPTH - 1):
        parts = (one.values() if isinstance(one, dict) else one for one in level)
        level = [inner for part in parts for inner in part if isinstance(inner, (dict, list))]
        if not level:
            return True
    return False


def shape_faults(model: type[BaseModel], value: Any, pointer: str = "") -> list[Fault]:
    """What is wrong with the shape of a JSON value that is readable, in the order of its fields."""
    try:
        model.model_validate(value)
    except ValidationError as error:
        return list(_faults(error, pointer, model))
    return []


def _faults(error: ValidationError, pointer: str, model: type[BaseModel]) -> Iterator[Fault]:
    own = [field.alias or name for name, field in model.model_fields.items()]
    for one in error.errors(include_url=False, include_input=True):
        yield fault_of(one, pointer, own=own)


def fault_of(
    found: Mapping[str, Any], pointer: str, skip: int = 0, own: Sequence[str] = ()
) -> Fault:
    """One thing pydantic found wrong, as a fault.

    `skip` steps of its place are left out; `own` are the fields of the object it stands in.
    """
    steps = [str(step) for step in found["loc"][skip:]]
    place = pointer + "".join(f"/{escaped(step)}" for step in steps)
    kind = found["type"]
    if kind == "missing":
        return Fault("missing", place, f"`{steps[-1]}` is missing; it is needed here")
    if kind == "extra_forbidden":
        has = own if len(steps) == 1 and own else _KNOWN_FIELDS
        hint = did_you_mean(steps[-1], (name for name in has if name != steps[-1]))
        if len(steps) == 1 and own and not hint:
            hint = f"; there may be {', '.join(f'`{name}`' for name in own)}"
        return Fault("unknown_field", place, f"`{steps[-1]}` does not belong here{hint}")
    return Fault("malformed", place, _sentence(kind, found, _name_of(steps)))


def _name_of(steps: Sequence[str]) -> str:
    """How a sentence calls what stands at a place: a field, or an item of one."""
    if not steps:
        return "this"
    if steps[-1].isdigit():
        return f"an item of `{steps[-2]}`" if len(steps) > 1 else "an item"
    return f"`{steps[-1]}`"


def repeated(value: Any, pointer: str) -> Iterator[Fault]:
    """The words that a list names twice, and the keys given twice, anywhere in a value.

    Lists of clauses may repeat themselves: they mean the same twice.
    """
    if not _repeats(value):
        return
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(value, ())]
    while waiting:
        one, place = waiting.pop()
        if isinstance(one, dict):
            waiting += [
                (inner, (*place, name))
                for name, inner in one.items()
                if isinstance(inner, (dict, list))
            ]
        elif len(one) > 1 or (one and isinstance(one[0], dict)):
            said: set[tuple[bool, str]] = set()
            for n, item in enumerate(one):
                if keyed := isinstance(item, dict):
                    waiting.append((item, (*place, n)))
                word = item.get("key") if keyed else item
                if not isinstance(word, str):
                    continue
                if (keyed, word) in said:
                    yield _said_twice(item, word, pointer, (*place, n))
                said.add((keyed, word))


def _repeats(value: Any) -> bool:
    """Whether `repeated` finds anything, told in less time."""
    waiting = [value]
    for one in waiting:
        if isinstance(one, dict):
            waiting += [inner for inner in one.values() if isinstance(inner, (dict, list))]
            continue
        words = [item for item in one if isinstance(item, str)]
        if len(words) < len(one):
            keyed = [item for item in one if isinstance(item, dict)]
            waiting += keyed
            keys = [item["key"] for item in keyed if isinstance(item.get("key"), str)]
            if len(set(keys)) < len(keys):
                return True
        if len(set(words)) < len(words):
            return True
    return False


def _said_twice(item: Any, word: str, pointer: str, place: Iterable[str | int]) -> Fault:
    at = pointer + "".join(f"/{escaped(str(step))}" for step in place)
    if isinstance(item, dict):
        return Fault("malformed", f"{at}/key", f"the key `{word}` is given twice")
    return Fault("malformed", at, f"`{word}` is named twice")


def escaped(step: str) -> str:
    """A step of a JSON pointer (RFC 6901 §3)."""
    return step.replace("~", "~0").replace("/", "~1")


def _sentence(kind: str, one: Mapping[str, Any], name: str) -> str:
    if kind == "malformed":
        return str(one["ctx"]["sentence"])
    if kind == "literal_error":
        given = "null" if one["input"] is None else json.dumps(one["input"], default=str)
        is_kind = "licence_kind" in name or name == "`kind`"
        hint = kind_hint(given.strip('"')) if is_kind else ""
        return f"{given} is not one of {one['ctx']['expected']}{hint}"
    if kind == "too_long":
        return f"{name} holds more than {MOST} items; make several instruments of it"
    if kind in ("too_short", "string_too_short"):
        return f"{name} is empty; say at least one"
    if kind in ("greater_than_equal", "less_than_equal"):
        least = kind.startswith("greater")
        bound = one["ctx"]["ge" if least else "le"]
        return f"{name} must be {'at least' if least else 'at most'} {bound}"
    expected = _EXPECTED.get(kind)
    return f"{name} must be {expected}" if expected else f"{name}: {one['msg']}"


_EXPECTED = {
    "string_type": "a text",
    "string_unicode": "a text of valid characters",
    "list_type": "a list, in brackets: `[…]`",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
}
