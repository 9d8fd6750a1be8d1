"""A question as it is put, and what is wrong with it: faulty questions are never answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from .faults import (
    Fault,
    Hints,
    QuestionError,
    UnknownInstrumentError,
    UnknownSubjectError,
    nearest,
    nearest_by_words,
)
from .history.history import History
from .shapes.countries import country_fault
from .shapes.readable import escaped, unreadable
from .vocabulary.bounds import CODE, NAME, VIEWPOINT, too_long
from .vocabulary.control_lists import BY_SILENCE, LIST
from .vocabulary.dates import day
from .vocabulary.dimensions import COUNTRY_FIELDS, FIELDS
from .vocabulary.jurisdictions import FIELD as JURISDICTION
from .vocabulary.jurisdictions import law_fault, under_its_law
from .vocabulary.transaction_values import (
    day_fault,
    is_transaction,
    plain_fields,
    unknown_country,
)
from .vocabulary.viewpoint import VIEWPOINT_FIELDS

ANY_DAY = "0001-01-01"
"""The day of a transaction that is asked about on all days."""


class AskedTransaction(NamedTuple):
    """A sound transaction: its day, its licence if it names one, its other fields."""

    date: int
    licence: str | None
    given: Mapping[str, str]


def read_transaction(
    value: Any, history: History, pointer: str = "/transaction"
) -> AskedTransaction:
    """A transaction from its JSON; `QuestionError` with every fault, those of shape first."""
    return _read_at_once(value, history) or _read_with_care(value, history, pointer)


def _read_at_once(value: Any, history: History) -> AskedTransaction | None:
    """The same of most: of words that were sound before, about a licence that there is, or none,
    under the home law. None of all others."""
    given = plain_fields(value)
    if given is None or LIST in given or JURISDICTION in given:
        return None
    licence = None
    if "licence" in value:
        licence = value["licence"]
        if type(licence) is not str or licence[2:3] == "." or not history.knows("licence", licence):
            return None
    try:
        return AskedTransaction(day(value["date"]), licence, given)
    except (TypeError, ValueError):  # no day
        return None


def _read_with_care(value: Any, history: History, pointer: str) -> AskedTransaction:
    given = _fields_of(value) if _is_sound(value) else _fields_checked(value, pointer)
    _require_list(given, history, pointer)
    licence = value.get("licence")
    if licence is not None:
        require_known("licence", licence, history, f"{pointer}/licence")
    if sentence := law_fault(given, licence):
        raise QuestionError([Fault("malformed", f"{pointer}/{JURISDICTION}", sentence)])
    return AskedTransaction(day(value["date"]), licence, under_its_law(given, licence))


def _is_sound(value: Any) -> bool:
    """Whether a transaction keeps to the rules of its fields, with nothing long in it: then it is
    readable, has the shape that is made of those rules, and names countries that there are."""
    return is_transaction(value) and max(map(len, value.values())) <= CODE


def _fields_checked(value: Any, pointer: str) -> dict[str, str]:
    """The fields of a transaction of which more has to be read to know whether it is sound."""
    from .shapes.sentences import shape_faults  # loaded with all that tells of faults
    from .shapes.transactions import TransactionShape

    if faults := unreadable(value, pointer) or shape_faults(TransactionShape, value, pointer):
        raise QuestionError(faults)
    return _places_checked(value, pointer)


def _require_list(given: Mapping[str, str], history: History, pointer: str) -> None:
    """`unknown_list` for a control list that was never adopted; those that silence means are known
    without."""
    name = given.get(LIST)
    if name is not None and name not in BY_SILENCE and not history.knows("list", name):
        like = [*history.like("list", name), *BY_SILENCE]
        near = nearest(name, dict.fromkeys(like), most=3)
        hint = f"; did you mean {' or '.join(f'`{one}`' for one in near)}?" if near else ""
        sentence = f"no control list `{name}` is recorded{hint}"
        raise QuestionError([Fault("unknown_list", f"{pointer}/{LIST}", sentence)])


def read_undated(value: Any, history: History, pointer: str = "/transaction") -> AskedTransaction:
    """A transaction of no day, where all days are asked about; `QuestionError` with every fault."""
    if not isinstance(value, Mapping):
        return read_transaction(value, history, pointer)
    if value.get("date") is not None:
        sentence = "`date` is no field here: all days are asked about"
        raise QuestionError([Fault("unknown_field", f"{pointer}/date", sentence)])
    return read_transaction({**value, "date": ANY_DAY}, history, pointer)


def read_dimensions(value: Mapping[str, Any], pointer: str = "") -> dict[str, str]:
    """The dimensions that a policy is asked for; `QuestionError` with every fault."""
    from .shapes.sentences import shape_faults
    from .shapes.transactions import DimensionsShape

    if faults := unreadable(value, pointer) or shape_faults(DimensionsShape, value, pointer):
        raise QuestionError(faults)
    return _places_checked(value, pointer)


def require_known(kind: str, name: str, history: History, pointer: str) -> None:
    """`UnknownSubjectError` unless a subject of this name was ever established."""
    require_name(name, pointer)
    if not history.knows(kind, name):
        like = _like(name, lambda written: history.like(kind, written))
        known = [one for one in like if history.knows(kind, one)]
        spelled = nearest(name, known)
        by_words = [] if spelled else nearest_by_words(name, _called(kind, history))
        raise UnknownSubjectError(kind, name, known, pointer, by_words)


FEW = 200
"""Of so many subjects the titles are looked through for the words of a name that is none."""


def _called(kind: str, history: History) -> dict[str, list[str]]:
    """What the first subjects of a kind are called, in the record's words and their own."""
    found = {}
    for name in history.subjects(kind, "", FEW):
        changes = history.stream(f"{kind}/{name}").changes.values()
        titles = (one.content.get(field) for one in changes for field in ("title", "title_nl"))
        found[name] = [name, *filter(None, titles)]
    return found


def require_instrument(name: str, history: History) -> None:
    """`UnknownInstrumentError` unless an instrument of this name was ever recorded."""
    require_name(name, "/instrument")
    if not history.knows_instrument(name):
        like = _like(name, history.instruments_like)
        raise UnknownInstrumentError(name, [one for one in like if history.knows_instrument(one)])


def require_name(name: str, pointer: str, most: int = NAME) -> None:
    """`QuestionError` (`malformed`) for what is longer than any name."""
    if len(name) > most:
        raise QuestionError([Fault("malformed", pointer, too_long(len(name), most))])


MOST_ALIKE = 20
"""How many of the likest names are tried before none of them stands in the history."""


def _like(name: str, names_near: Callable[[str], Iterable[str]]) -> list[str]:
    """The names most like one, in any history: near it in their order, or in another case."""
    found = dict.fromkeys(names_near(name))
    for written in {name.upper(), name.lower()} - {name}:
        same = (one for one in names_near(written) if one.casefold() == name.casefold())
        found |= dict.fromkeys(same)
    return nearest(name, found, most=MOST_ALIKE)


def read_day(text: str, name: str) -> int:
    """A full day of a question; `QuestionError` (`malformed`) for anything else."""
    if sentence := day_fault(text):
        raise QuestionError([Fault("malformed", f"/{escaped(name)}", sentence)])
    return day(text)


def read_viewpoint(text: str, pointer: str) -> dict[str, str]:
    """What a viewpoint in one argument names: `valid_on=2024-02-20,known_on=2024-02-15`.

    `QuestionError` with every fault: `malformed` for a part that is no `name=value`, or a
    name given twice; `unknown_field` for a name that no viewpoint has.
    """
    require_name(text, pointer, VIEWPOINT)
    parts = [part.partition("=") for part in text.split(",")]
    named: set[str] = set()
    faults, hints = [], Hints()
    for name, equals, value in parts:
        if not (name and equals and value):
            said = f"`{name}{equals}{value}`" if text else "an empty viewpoint"
            sentence = f"{said} names nothing: write valid_on=2024-02-20,known_on=2024-02-15"
            faults.append(Fault("malformed", pointer, sentence))
        elif name not in VIEWPOINT_FIELDS:
            near = hints.did_you_mean(name, lambda _: VIEWPOINT_FIELDS)
            sentence = f"`{name}` is nothing that a viewpoint can name{near}"
            faults.append(Fault("unknown_field", pointer, sentence))
        elif name in named:
            faults.append(Fault("malformed", pointer, f"`{name}` is given twice"))
        named.add(name)
    if faults:
        raise QuestionError(faults)
    return {name: value for name, _, value in parts}


def _places_checked(value: Mapping[str, Any], pointer: str) -> dict[str, str]:
    faults = [
        Fault("unknown_country", f"{pointer}/{field}", country_fault(value[field]))
        for field in COUNTRY_FIELDS
        if field in value and unknown_country(value[field])
    ]
    if faults:
        raise QuestionError(faults)
    return _fields_of(value)


def _fields_of(value: Mapping[str, Any]) -> dict[str, str]:
    """What a transaction says beside its day and its licence, in the order of fields."""
    return {field: value[field] for field in FIELDS if field in value}
