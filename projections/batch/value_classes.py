"""Values of a field that no clause tells apart.

On no day and on neither of two sides: the countries that one group alone names, the codes
below one that a clause names, or all that no clause names ("any other").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
import numpy.typing as npt

from ...domain.vocabulary.clauses import NEVER
from ...domain.vocabulary.control_lists import bare, list_of
from ...domain.vocabulary.dimensions import DIMENSION_BY_NAME, Comparison
from ...domain.vocabulary.item_kinds import COMBINATIONS
from ..kernel import array_layout as layout
from ..kernel.field_codes import LISTED, NOBODY, OTHER, Codes
from ..kernel.numbering import Ints
from .compiled_law import CompiledLaw

ANY_OTHER = "any other"
Told = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Values that no clause tells apart, how they are shown, and one of them to ask with."""

    values: Sequence[str]
    shown: str
    sample: str


def values_alike(number: int, read: Sequence[tuple[CompiledLaw, Ints]]) -> list[ValueClass]:
    """The values of a field, together where no line on either side tells them apart."""
    every = [relation.own.codes[number] for relation, _ in read]
    values = _values(every)
    told = np.hstack([_told(relation, lines, number, values) for relation, lines in read])
    classes: dict[bytes, list[str]] = {}
    for value, row in zip(values, told, strict=True):
        classes.setdefault(row.tobytes(), []).append(value)
    samples = [(found, _sample(found, every)) for found in classes.values()]
    named = every[0].compared is Comparison.PROGRAMME
    names = read[0][0].history.words(every[0].dimension) if named else {}
    return [
        ValueClass(one, _shown(one, values, names), sample) for one, sample in samples if sample
    ]


def _values(every: Sequence[Codes]) -> list[str]:
    """All values that some clause may tell apart, and last one that none names."""
    found = {value for coded in every for value in coded.values[OTHER + 1 :]}
    return [*sorted(found - {f"none.{NOBODY}", *COMBINATIONS}), NOBODY]


def _told(relation: CompiledLaw, lines: Ints, number: int, values: Sequence[str]) -> Told:
    """For each value, whether it matches and whether it may, by each set that lines ask for."""
    _, conditions, words = relation.own.arrays()
    codes = np.array([relation.own.codes[number].code(value) for value in values])
    bounds = lines[:, [layout.CONDITIONS, layout.CONDITIONS_END]].tolist()
    asked = {tuple(one) for first, end in bounds for one in conditions[first:end].tolist()}
    columns = [np.zeros(len(values), dtype=bool)]
    for field, where, width in sorted(asked):
        if field == number == LISTED:
            columns.append(np.isin(codes, words[where : where + width].astype(np.int64)))
        elif field == number:
            shift = (codes & 63).astype(np.uint64)
            for start in (where, where + width):
                columns.append((words[start + (codes >> 6)] >> shift & np.uint64(1)).astype(bool))
    return np.stack(columns, axis=1)


def _shown(found: Sequence[str], values: Sequence[str], written: Mapping[str, str]) -> str:
    """Values in words: of codes `X` for all at and below it, `X itself`, `other X` below it."""
    if NOBODY in found:
        return ANY_OTHER
    own = set(found)
    below = {one: _below(one, values) for one in found}
    whole = {one for one in found if own.issuperset(below[one])}
    words = []
    for one in found:
        above = one.rpartition(".")[0]
        if bare(one) == NOBODY:
            words.append(f"other of {list_of(one)}")
        elif one.endswith(f".{NOBODY}"):
            words += [] if above in whole else [f"other {above}"]
        elif above not in whole:
            is_part = below[one] and one not in whole
            words.append(f"{one} itself" if is_part else written.get(one, one))
    return ", ".join(words)


def _below(code: str, values: Sequence[str]) -> Sequence[str]:
    """The values below a code at a dot; they stand in their order, but for the last, `NOBODY`."""
    named = len(values) - 1
    # In that order "/" is next to the dot.
    first, until = (bisect_left(values, code + mark, 0, named) for mark in "./")
    return values[first:until]


def _sample(found: Sequence[str], every: Sequence[Codes]) -> str:
    """A value that a transaction can say; none, where all words there are have been named."""
    sayable = [one for one in found if NOBODY not in one]
    if sayable or not DIMENSION_BY_NAME[every[0].dimension].is_open:
        return sayable[0] if sayable else ""
    if every[0].compared is Comparison.BEFORE:
        return NEVER
    is_code = every[0].compared is Comparison.CODE
    stem = found[0].replace(NOBODY, "z") if is_code else "other "
    if is_code and bare(found[0]) == NOBODY:
        stem = found[0].replace(NOBODY, "0Z")
    fresh = (f"{stem}{number}" for number in count())
    return next(one for one in fresh if not any(one in coded.of for coded in every))
