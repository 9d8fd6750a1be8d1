"""Whether a JSON value is of a shape and names nothing twice, told in less time than what is wrong
with it.

Made of the shape's own fields and rules, so that both say the same of every value (a test holds
them together). "No" may be too strict: then the shape itself is asked, which tells the faults.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic import AfterValidator, BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from ..vocabulary.transaction_values import SHORT
from .readable import gives_key_twice

Sound = Callable[[Any], bool]
"""Whether a value is sound for certain: of its type, and no list in it names a word or a key
twice (`readable.repeated`)."""
_KEPT = 20_000
"""So many short texts are remembered for each kind of text, that were sound."""


class _New:
    """What a rule for a text is told of a value that does not stand recorded yet."""

    context = None


class _Part(NamedTuple):
    """What tells of a value whether it is sound, and texts that are for certain: they are looked
    for where a value stands in a shape or a list, without asking."""

    holds: Sound
    known: AbstractSet[str] = frozenset()


@cache
def is_of_shape(model: type[BaseModel]) -> Sound:
    """What tells of a value whether it is of a shape."""
    holds: dict[str, Sound] = {}
    known: dict[str, AbstractSet[str]] = {}
    needed = set[str]()
    for name, field in model.model_fields.items():
        said = field.alias or name
        holds[said], known[said] = _made_of(field.annotation, field.metadata)
        if field.is_required():
            needed.add(said)
    fields, has_needed = holds.keys(), needed.issubset

    def sound(value: Any) -> bool:
        if type(value) is not dict or not has_needed(value) or not value.keys() <= fields:
            return False
        for name, inner in value.items():
            if type(inner) is str and inner in known[name]:
                continue
            if not holds[name](inner):
                return False
        return True

    return sound


def _made_of(annotation: Any, metadata: list[Any] | tuple[Any, ...]) -> _Part:
    """What tells of a value whether it is of a type, by the rules that stand beside it."""
    while get_origin(annotation) is Annotated:
        annotation, *inner = get_args(annotation)
        metadata = [*inner, *metadata]
    rules = [one for given in metadata for one in _rules_in(given)]
    if get_origin(annotation) is Literal:
        words = frozenset(get_args(annotation))
        return _Part(lambda value: type(value) is str and value in words, words)
    if get_origin(annotation) is list:
        item = get_args(annotation)[0]
        names = gives_key_twice if _is_of_objects(item) else None
        return _Part(_list(_made_of(item, ()), rules, names))
    if get_origin(annotation) is dict or annotation is bool:
        kind = get_origin(annotation) or annotation
        return _Part(lambda value: type(value) is kind)
    if annotation is str:
        return _text(rules)
    if annotation is int:
        return _Part(_number(rules))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        of_shape = is_of_shape(annotation)
        # the only rule for an object as a whole is that a clause is not empty
        return _Part((lambda value: bool(value) and of_shape(value)) if rules else of_shape)
    raise TypeError(f"it is not known how a value of {annotation} is checked")


def _rules_in(given: Any) -> list[Any]:
    """The rules that stand beside a type; what only describes it is none."""
    if isinstance(given, FieldInfo):
        return list(given.metadata)
    return [] if isinstance(given, WithJsonSchema) else [given]


def _is_of_objects(item: Any) -> bool:
    while get_origin(item) is Annotated:
        item = get_args(item)[0]
    return item is not str and get_origin(item) is not Literal


_ONLY_TEXTS = frozenset((str,))


def _list(item: _Part, rules: list[Any], twice: Callable[[list[Any]], bool] | None) -> Sound:
    """What tells it of a list; `twice` whether its objects name a key twice. Without it words stand
    there, each once."""
    least, most = max(_bounds(rules, "min_length")), min(_bounds(rules, "max_length"))
    holds, known = item

    def sound_words(value: Any) -> bool:
        if type(value) is not list or not least <= len(value) <= most:
            return False
        if not _ONLY_TEXTS.issuperset(map(type, value)):
            return False
        words = set(value)
        return len(words) == len(value) and (words <= known or all(map(holds, value)))

    if twice is None:
        return sound_words
    named_twice = twice

    def sound(value: Any) -> bool:
        if type(value) is not list or not least <= len(value) <= most:
            return False
        return all(map(holds, value)) and (len(value) == 1 or not named_twice(value))

    return sound


def _number(rules: list[Any]) -> Sound:
    least, most = max(_bounds(rules, "ge")), min(_bounds(rules, "le"))
    return lambda value: type(value) is int and least <= value <= most


def _bounds(rules: list[Any], name: str) -> list[int]:
    """The bounds of a name that stand beside a type; an outer one does not undo an inner one."""
    return [getattr(one, name) for one in rules if hasattr(one, name)]


def _text(rules: list[Any]) -> _Part:
    """What keeps to its rules; short texts that do are remembered, since many come again."""
    checks: list[Callable[..., Any]] = [
        one.func for one in rules if isinstance(one, AfterValidator)
    ]
    least = max(_bounds(rules, "min_length"), default=0)
    kept, new = set[str](), _New()

    def sound(value: Any) -> bool:
        if type(value) is not str:
            return False
        if value in kept:
            return True
        if len(value) < least:
            return False
        try:
            for check in checks:
                check(value, new)
        except PydanticCustomError:
            return False
        if len(value) <= SHORT and len(kept) < _KEPT:
            kept.add(value)
        return True

    return _Part(sound, kept)
