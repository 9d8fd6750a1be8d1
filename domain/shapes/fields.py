"""What a field holds: texts, names, days, codes, countries, and lists of such.

What makes a text, a day, a code or a programme sound is told in `vocabulary.transaction_values`,
with its sentence; here it becomes a type for pydantic and for the JSON Schema. So do the bounds of
`vocabulary.bounds`, which are for what is new: what stands recorded is read with the context
`RECORDED`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from ..vocabulary import bounds
from ..vocabulary.change_types import NUMBERED_ENTRIES
from ..vocabulary.dates import legal_date
from ..vocabulary.dimensions import Comparison, Dimension
from ..vocabulary.transaction_values import (
    CODE,
    NAME,
    RULES,
    Rule,
    authority_fault,
    day_fault,
    name_fault,
)

_LABEL = re.compile(rf"(?:{'|'.join(NUMBERED_ENTRIES)})-[0-9]+")


def malformed(sentence: str) -> PydanticCustomError:
    """What pydantic raises where a value is no sound one, with the sentence that says why."""
    return PydanticCustomError("malformed", "{sentence}", {"sentence": sentence})


RECORDED = {"recorded": True}
"""The context in which a shape is read of what stands recorded: without its bounds."""


def _holds(*rules: Rule, most: int) -> AfterValidator:
    """A text of at most so many letters, for which each of these rules holds; the first one
    broken says its sentence."""

    def check(value: str, info: ValidationInfo) -> str:
        if len(value) > most and info.context is not RECORDED:
            raise malformed(bounds.too_long(len(value), most))
        for rule in rules:
            if sentence := rule(value):
                raise malformed(sentence)
        return value

    return AfterValidator(check)


def _legal_date_fault(value: str) -> str | None:
    try:
        legal_date(value)
    except ValueError:
        return (
            f"`{value}` is no date: write 2016, 2023-04, 2016-07-04, "
            "[2009-08-27..2025-04-06] or [..2012-06-30]"
        )
    return None


def _key_fault(value: str) -> str | None:
    if _LABEL.fullmatch(value):
        return f"the key `{value}` looks like a numbered entry; choose another word"
    return None


def _matching(pattern: str, sentence: str, most: int = bounds.NAME) -> AfterValidator:
    compiled = re.compile(pattern)

    def fault(value: str) -> str | None:
        return None if compiled.fullmatch(value) else f"`{value}` {sentence}"

    return _holds(fault, most=most)


def _string(most: int, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **more, "maxLength": most})


def _text(most: int, *rules: Rule, says: str | None = None) -> Any:
    """A text that says something, of at most so many letters; `says` what it holds."""
    bound: Any = {"maxLength": most}
    field = Field(min_length=1, description=says, json_schema_extra=bound)
    return Annotated[str, _holds(*rules, most=most), field]


_SLUG = r"[a-z0-9][a-z0-9.-]*"
_ECLI = r"ECLI:[A-Z]{2}:[A-Z0-9]+:[0-9]{4}:[A-Z0-9.]+"
_URL = r"https?://[^\s<>\"]+"

_EXACT, _PROGRAMME = RULES[Comparison.EXACTLY], RULES[Comparison.PROGRAMME]

Text = _text(bounds.TEXT, *_EXACT)
NameText = _text(bounds.NAME, *_EXACT)
Id = _text(bounds.ID, *_EXACT)
Name = Annotated[
    str,
    _holds(name_fault, most=bounds.NAME),
    _string(bounds.NAME, pattern=f"^{NAME}$"),
]
Slug = Annotated[
    str,
    _matching(_SLUG, "is no id: lower-case letters, digits, `.` and `-`, as in stcrt-2024-5435"),
    _string(bounds.NAME, pattern=f"^{_SLUG}$"),
]
Day = Annotated[
    str, _holds(day_fault, most=bounds.TEXT), WithJsonSchema({"type": "string", "format": "date"})
]
DayOrNever = _text(bounds.NAME, *RULES[Comparison.BEFORE])
LegalDateText = Annotated[
    str,
    _holds(_legal_date_fault, most=bounds.TEXT),
    WithJsonSchema(
        {
            "type": "string",
            "description": "EDTF: 2016, 2023-04, 2016-07-04 or [2009-08-27..2025-04-06]",
        }
    ),
]
Code = Annotated[
    str,
    _holds(*RULES[Comparison.CODE], most=bounds.CODE),
    _string(bounds.CODE, pattern=f"^({CODE})$"),
]
Ecli = Annotated[
    str,
    _matching(_ECLI, "is no ECLI, as in ECLI:NL:GHDHA:2024:191"),
    _string(bounds.NAME, pattern=f"^{_ECLI}$"),
]
Url = Annotated[
    str,
    _matching(_URL, "is no web address: it begins with https:// or http://", bounds.URL),
    _string(bounds.URL, format="uri"),
]
Key = Annotated[Name, _holds(_key_fault, most=bounds.NAME)]
Programme = _text(bounds.NAME, *_PROGRAMME)
Authority = Annotated[
    str,
    _holds(authority_fault, most=bounds.NAME),
    _string(bounds.NAME, pattern="^[A-Z]{2}$"),
]
Number = Annotated[int, Field(ge=0, le=2**53 - 1)]
Region = _text(bounds.NAME, *_EXACT, says="a country's code, or `@` and a group's name")
OneCountry = _text(bounds.NAME, *_EXACT, says="a country's code (ISO 3166-1 alpha-2)")


def distinct(item: Any) -> Any:
    """A list of words; that none stands there twice is looked for apart (`repeated`)."""
    unique: Any = {"uniqueItems": True}
    return Annotated[
        list[item], Field(min_length=1, max_length=bounds.ITEMS, json_schema_extra=unique)
    ]


def several(item: Any) -> Any:
    """A list, of at least one."""
    return Annotated[list[item], Field(min_length=1, max_length=bounds.ITEMS)]


class Shape(BaseModel):
    """A JSON object of fixed fields; nothing is coerced, nothing ignored, nothing null."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def made(name: str, says: str, fields: Any, base: type[Shape] = Shape) -> type[Any]:
    """A model made from its fields' types and defaults (`...` where needed)."""
    model: type[Any] = create_model(name, __base__=base, __doc__=says, **fields)
    return model


_OPEN: dict[Comparison, Any] = {
    Comparison.EXACTLY: NameText,
    Comparison.LIST: Name,
    Comparison.CODE: Code,
    Comparison.PROGRAMME: Programme,
    Comparison.BEFORE: DayOrNever,
}


def word_of(dimension: Dimension, country: Any) -> Any:
    """The type of one word of a dimension; `country` where it is one of countries."""
    if dimension.words:
        return Literal[dimension.words]
    return country if dimension.compared is Comparison.COUNTRY else _OPEN[dimension.compared]
