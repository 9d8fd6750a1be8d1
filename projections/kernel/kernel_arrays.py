"""What the inner loop reads: the law, rows, and what is remembered of rows, as arrays."""

from __future__ import annotations

from typing import Any, NamedTuple


class Alike(NamedTuple):
    """Codes that are not told apart: code C of field F is of class `classes[starts[F] + C]`, of
    which the field has `counts[F]`."""

    classes: Any
    starts: Any
    counts: Any


class Law(NamedTuple):
    """What rows are held against; `quick` are lines in their shortest form, for those that
    decide. Block 0 of the lines is those of requirements, block N + 1 those of licence N, from
    `starts[block]` to `starts[block + 1]`. A block with a field in `fields` has buckets: what a
    row with code C there may match are the `entries` from `bounds[bases[block] + C]` to the next
    bound. The days of licence N are `days` from `day_starts[N]` to `day_starts[N + 1]`. `places`
    has a bit for each field of which a group or a control list may tell more on another day, where
    it is given and not enough.
    `named` are the fields that requirements ask for (none, where rows that these tell apart are too
    many to number), `alike` the codes that they do not tell apart."""

    lines: Any
    quick: Any
    conditions: Any
    words: Any
    starts: Any
    day_starts: Any
    days: Any
    fields: Any
    bases: Any
    bounds: Any
    entries: Any
    listed: int
    places: int
    named: Any
    alike: Alike


class Kinds(NamedTuple):
    """What tells rows apart that name one licence: two of the same kind have one outcome. For
    block N the kinds are numbered from `bases[N]` (below 0: they are too many to number) by
    where the day lies among `days[day_starts[N]:day_starts[N + 1]]` and the classes of the codes
    in `fields[M]`, for M from `field_starts[N]` to `field_starts[N + 1]`: code C there is of class
    `classes[class_starts[M] + C]`, one of `class_counts[M]`. There are `total` kinds.
    `cuts` are the days of all blocks, and `places[N, M]` is where a day before the first of them
    (M = 0) or from `cuts[M - 1]` on lies among those of block N; no `cuts`, where that would be too
    many."""

    bases: Any
    day_starts: Any
    days: Any
    field_starts: Any
    fields: Any
    classes: Any
    class_starts: Any
    class_counts: Any
    total: int
    cuts: Any
    places: Any


class KindsTable(NamedTuple):
    """What came of kinds of rows seen before, `count[0]` of them, and what `more` is known of each;
    of one who looks at rows. Where there is a place for every kind there can be (`direct`), a kind
    is found at the place that is its number."""

    kinds: Any
    outcomes: Any
    more: Any
    count: Any
    direct: bool


class AskedRows(NamedTuple):
    """Rows: of each field the code of every row, the day, between which days of the world it
    lies, and the licence's number (-1: none is named). Day D lies behind so many of the `cuts` of
    kinds as `behind[D - first]` says."""

    codes: Any
    days: Any
    epochs: Any
    licences: Any
    behind: Any
    first: int


class Answered(NamedTuple):
    """What was asked before: signatures, and what came of each."""

    keys: Any
    values: Any


class SituationTable(NamedTuple):
    """What was asked before of situations; which of the changes that take part in situation N is
    `deciding[N]`; and the outcomes of situations by the changes that decide."""

    keys: Any
    values: Any
    deciding: Any
    placed_keys: Any
    placed: Any
