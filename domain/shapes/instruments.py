"""The shapes of instruments and changes: a pydantic model for every row of `CHANGE_TYPES`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from ..vocabulary import bounds
from ..vocabulary.change_types import CHANGE_TYPES, COMMON_FIELDS, SUBJECTS, ChangeType
from ..vocabulary.dimensions import DIMENSION_BY_NAME, DIMENSIONS, Comparison, Dimension
from .fields import (
    Authority,
    Code,
    Day,
    Ecli,
    Id,
    Key,
    LegalDateText,
    Name,
    NameText,
    Number,
    OneCountry,
    Region,
    Shape,
    Slug,
    Text,
    Url,
    distinct,
    made,
    malformed,
    several,
    word_of,
)


class Citation(Shape):
    """Where a source says it: a public name, a place in it, an address."""

    source: Text
    locator: Text = ""
    url: Url = ""


def _word_in_clause(dimension: Dimension) -> Any:
    """The type of one word of a dimension in a clause; a day there is one that was."""
    return Day if dimension.compared is Comparison.BEFORE else word_of(dimension, Region)


_DIMENSIONS: dict[str, Any] = {
    one.name: distinct(_word_in_clause(one)) for one in DIMENSIONS if one.in_clauses
}


def _not_empty(clause: Any) -> Any:
    if not clause.model_fields_set:
        raise malformed("an empty clause matches everything; name at least one dimension")
    return clause


_ClauseFields: Any = made(
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
    text_nl: Text = ""
    clause: ClauseShape = None


class Term(Shape):
    """A condition that must be met before an exclusion or a withdrawal can be reversed."""

    key: Key
    text: Text
    text_nl: Text = ""


class PolicyValue(Shape):
    """A value of a policy, for all or for the transactions of a clause."""

    when: ClauseShape = None
    value: Text


class Item(Shape):
    """An item of a control list: its code, and what the list calls it.

    `reserved`: a number that the list keeps free ("not used"), so that nothing is on it there.
    `certainty` is how sure the record is of code and title.
    """

    code: Code
    title: Text
    title_nl: Text = ""
    certainty: Literal["official", "secondary", "inferred"] = "official"
    reserved: bool = False
    note: Text = ""


_Conditions = several(Condition)
_Terms = several(Term)
_Clauses = several(ClauseShape)

_Decision = Literal["granted", "partly_granted", "refused"]
_Outcome = Literal["well_founded", "unfounded", "inadmissible"]
_OF_APPLICATIONS: dict[str, Any] = {
    "application_received.kind": Literal["global", "individual"],
    "applicant": NameText,
    "asks": _Clauses,
    **{name: LegalDateText for name in ("respond_by", "decide_by")},
    "decision_term_suspended.ground": Literal[
        "foreign_information", "agreed", "delay_by_applicant", "force_majeure"
    ],
    "weeks": Annotated[Number, Field(ge=1, le=bounds.WEEKS)],
    "application_decided.decision": Literal[
        "granted", "partly_granted", "refused", "not_considered"
    ],
    "objection_decided.decision": _Decision,
    "objection_decided.outcome": _Outcome,
    "appeal_decided.outcome": _Outcome,
    "criteria": distinct(Text),
    "committee": bool,
}
_SHAPE_OF: dict[str, Any] = {
    **{name: Name for name in SUBJECTS},
    **{name: LegalDateText for name in ("from", "until", "comply_by", "review_by")},
    **_DIMENSIONS,
    **{name: _Clauses for name in ("permits", "excludes", "requires", "exempts")},
    **{name: ClauseShape for name in ("clause", "when")},
    "licence_established.kind": Literal[DIMENSION_BY_NAME["licence_kinds"].words],
    "condition_attached.kind": Condition.model_fields["kind"].annotation,
    "authority": Authority,
    "basis": Literal["control_list", "national_measure", "catch_all", "prohibition"],
    "outcome": Literal["maintained", "changed"],
    "conditions": _Conditions,
    "reinstatement_conditions_set.conditions": _Terms,
    "members": distinct(Region),
    "values": several(PolicyValue),
    "names": distinct(Text),
    "items": several(Item),
    "cites": several(Citation),
    **{name: Id for name in ("target", "ordered_by", "amends", "about")},
    **{name: NameText for name in ("holder", "exporter")},
    "key": Key,
    "checked_on": Day,
    "ecli": Ecli,
    "disputes": bool,
    "transactions": Number,
    "exporters_count": Number,
    "use_reported.goods": Code,
    "use_reported.destination": OneCountry,
    "restated": dict[str, Any],
    **_OF_APPLICATIONS,
}

NUMBER_FIELDS = frozenset({"transactions", "exporters_count", "weeks"})
FLAG_FIELDS = frozenset({"disputes", "committee", "reserved"})
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
    return made(_camel(kind.name), kind.says, fields, base=ChangeShape)


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
    "cites": several(Citation),
}
_INSTRUMENT_MAY = {
    "title_nl": Text,
    "decided_on": LegalDateText,
    "published_not_before": Day,
    "ecli": Ecli,
    "url": Url,
    "note": Text,
}
_optional: dict[str, Any] = {name: (shape, None) for name, shape in _INSTRUMENT_MAY.items()}

InstrumentShape = made(
    "Instrument",
    "A legal act, judgment or letter that carries changes: recorded whole or not at all.",
    {
        "instrument": (Slug, ...),
        **{name: (shape, ...) for name, shape in _INSTRUMENT_NEEDS.items()},
        **_optional,
        "changes": (several(dict[str, Any]), ...),
    },
)

RestatedInstrument = made(
    "RestatedInstrument",
    "The fields of an instrument that a correction replaces.",
    {**{name: (shape, None) for name, shape in _INSTRUMENT_NEEDS.items()}, **_optional},
)


FIELD_NAMES = frozenset(
    {
        *(name for name in _SHAPE_OF if "." not in name),
        *_INSTRUMENT_NEEDS,
        *_INSTRUMENT_MAY,
    }
)
"""What a field of an instrument or of a change may be called."""
