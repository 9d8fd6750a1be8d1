"""Rows of transactions, as columns of Arrow: what each says, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...domain.faults import QuestionError
from ...domain.history.history import History
from ...domain.questions import read_transaction
from ...domain.vocabulary.bounds import NAME
from ...domain.vocabulary.dates import day, day_text
from ...domain.vocabulary.dimensions import FIELDS_OF_TRANSACTION
from ...domain.vocabulary.jurisdictions import FIELD as JURISDICTION
from ..kernel.numbering import Ints, occurring, taken

ASKED = FIELDS_OF_TRANSACTION
"""The columns that are read."""
NOTHING: Mapping[str, str] = {}
EPOCH = date(1970, 1, 1).toordinal()
"""The day from which Arrow counts."""
_KEPT = 1_000_000


class Rows:
    """Some transactions. Of each column `texts` holds every different one once (licences, of which
    there may be as many as rows, also several times) and `places` which one a row has; -1, the
    last, stands for none."""

    def __init__(
        self, columns: Mapping[str, pa.Array], count: int, default: Mapping[str, str] = NOTHING
    ) -> None:
        self.count = count
        self.texts: dict[str, pa.Array] = {}
        self.places: dict[str, Ints] = {}
        for name in ASKED:
            if name in columns:
                read = _as_they_stand if name == "licence" else _distinct
                self.texts[name], self.places[name] = read(columns[name])
            elif name in default:
                self.texts[name] = pa.array([], pa.string())
                self.places[name] = np.full(count, -1, dtype=np.int32)
            if name in default:
                self._fill(name, default[name])

    def also(self, name: str, value: str) -> Rows:
        """The same rows, where those that leave a field out say this."""
        rows = copy(self)
        rows.texts, rows.places = dict(self.texts), dict(self.places)
        if name not in rows.places:
            rows.texts[name] = pa.array([], pa.string())
            rows.places[name] = np.full(self.count, -1, dtype=np.int32)
        rows._fill(name, value)
        return rows

    def taken(self, rows: Ints) -> Rows:
        """Only these of the rows, in this order."""
        found = copy(self)
        found.count = len(rows)
        found.places = {name: places[rows] for name, places in self.places.items()}
        return found

    def _fill(self, name: str, value: str) -> None:
        """Let rows that leave a field out say this."""
        places, texts = self.places[name], self.texts[name]
        self.places[name] = np.where(places < 0, len(texts), places).astype(np.int32)
        self.texts[name] = pa.concat_arrays([texts, pa.array([value], pa.string())])

    def values(self, name: str) -> list[str]:
        """Every different text of a column."""
        found: list[str] = self.texts[name].to_pylist() if name in self.texts else []
        return found

    def said(self, row: int) -> dict[str, str]:
        """What one row says."""
        return {
            name: self.texts[name][places[row]].as_py()
            for name, places in self.places.items()
            if places[row] >= 0
        }

    def all_said(self) -> Iterator[dict[str, str]]:
        """What each row says, one after the other."""
        for row in range(self.count):
            yield self.said(row)


def _as_they_stand(column: pa.Array) -> tuple[pa.Array, Ints]:
    """A column with its own texts, if it is no dictionary."""
    if not pa.types.is_string(column.type):
        return _distinct(column)
    places = np.arange(len(column), dtype=np.int32)
    if column.null_count:
        places[column.is_null().to_numpy(zero_copy_only=False)] = -1
        column = column.fill_null("")
    return column, places


def _distinct(column: pa.Array) -> tuple[pa.Array, Ints]:
    if pa.types.is_date(column.type):
        return _distinct_days(column)
    if not pa.types.is_dictionary(column.type):
        column = column_texts(column).dictionary_encode()
    numbers = column.indices
    places = pc.fill_null(numbers.cast(pa.int32()), -1).to_numpy(zero_copy_only=False)
    texts = column_texts(column.dictionary)
    if texts.null_count:
        return _distinct(pc.cast(column, pa.string()))
    return texts, places.astype(np.int32, copy=False)


def _distinct_days(column: pa.Array) -> tuple[pa.Array, Ints]:
    since = pc.fill_null(column.cast(pa.date32()).cast(pa.int32()), _NO_DAY)
    numbers = since.to_numpy(zero_copy_only=False)
    given = numbers[numbers != _NO_DAY] if column.null_count else numbers
    first = int(given.min()) if len(given) else 0
    span = int(given.max()) - first + 1 if len(given) else 1
    if span > 10 * 366_000:
        return _distinct(pc.cast(column, pa.string()))
    used = np.flatnonzero(occurring(given - first, span)[:-1])
    place = np.full(span + 1, -1, dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    after = numbers - first if len(given) == len(numbers) else _after(numbers, first)
    texts = pa.array([_day_text(int(one) + first) for one in used], pa.string())
    return texts, taken(place, after)


def _after(numbers: Ints, first: int) -> Ints:
    """How many days after the first each is; -1 for none."""
    return np.where(numbers == _NO_DAY, -1, np.maximum(numbers, first) - first).astype(np.int32)


_NO_DAY = -(2**31)


def _day_text(since_epoch: int) -> str:
    try:
        return day_text(since_epoch + EPOCH)
    except (ValueError, OverflowError):
        return f"day {since_epoch} from 1970-01-01"


def column_texts(column: pa.Array) -> pa.Array:
    """A column as texts: a moment at midnight is its day, a number its digits."""
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        return _days_in_amsterdam(column)
    if pa.types.is_timestamp(column.type):
        days = column.cast(pa.date32(), safe=False)
        whole = pc.equal(days.cast(column.type), column)
        return pc.if_else(whole, days.cast(pa.string()), column.cast(pa.string()))
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _days_in_amsterdam(column: pa.Array) -> pa.Array:
    """Moments as texts: the day in Amsterdam of one that is a midnight there, or in UTC."""
    unit = column.type.unit
    there = column.cast(pa.timestamp(unit, "Europe/Amsterdam"))
    local, utc = (
        pc.local_timestamp(one) for one in (there, column.cast(pa.timestamp(unit, "UTC")))
    )
    midnight = pc.or_(*(pc.equal(pc.floor_temporal(one, unit="day"), one) for one in (local, utc)))
    days = local.cast(pa.date32(), safe=False).cast(pa.string())
    return pc.if_else(midnight, days, there.cast(pa.string()))


class Checks:
    """Whether values may stand in a transaction, and what is wrong with a row that is faulty.
    Several threads may ask."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._sound: dict[tuple[str, str], bool] = {}
        self._sentences: dict[tuple[tuple[str, str], ...], str] = {}

    def sound(self, name: str, value: str) -> bool:
        """Whether a value can stand in this field, licences aside."""
        if name == "exporter" and len(value) <= NAME and value.isprintable() and value.strip():
            return True  # any text will do, and there may be millions of them
        key = (name, value)
        found = self._sound.get(key)
        if found is None:
            if len(self._sound) >= _KEPT:
                self._sound.clear()
            found = self._sound[key] = not self._faults({"date": "2000-01-01", **dict([key])})
        return found

    def day(self, text: str) -> int:
        """The ordinal of a row's date; 0 if it is none."""
        try:
            return day(text)
        except ValueError:
            return 0

    def sentence(self, said: Mapping[str, str]) -> str:
        """What is wrong with a faulty row: each fault's code and sentence."""
        together = ("licence", JURISDICTION)  # each may be sound, and not beside the other
        wrong = tuple((n, v) for n, v in said.items() if n in together or not self._fits(n, v))
        key = wrong if "date" in said else (("", ""), *wrong)
        found = self._sentences.get(key)
        if found is None:
            if len(self._sentences) >= _KEPT:
                self._sentences.clear()
            found = self._sentences[key] = "; ".join(self._faults(said))
        return found

    def _fits(self, name: str, value: str) -> bool:
        return bool(self.day(value)) if name == "date" else self.sound(name, value)

    def _faults(self, said: Mapping[str, str]) -> list[str]:
        try:
            read_transaction(dict(said), self.history, "")
        except QuestionError as error:
            return [f"{fault.code}: {fault.detail}" for fault in error.faults]
        return []
