"""Two sets of words in records are told apart by one number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from builders import Case
from examples import examples
from histories import histories
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.history import in_memory
from licence_ledger.domain.history.changes import HOLDING_CLAUSES, Change
from licence_ledger.domain.history.instruments import read_record
from licence_ledger.domain.history.searchable import words_to_find
from licence_ledger.domain.vocabulary.change_types import CHANGE_TYPES
from licence_ledger.domain.vocabulary.dimensions import DIMENSION_NAMES
from licence_ledger.projections.storage import indexing, kept_lists
from licence_ledger.projections.storage.errors import LedgerFileError
from licence_ledger.projections.storage.indexing import IndexRow, add_records, adds_rows
from licence_ledger.projections.storage.ports import Record
from licence_ledger.projections.storage.records import added_to_index, read_row
from licence_ledger.projections.storage.words_weighed import WeighedWords

WORDS = st.sampled_from(["a", "b", "ab", "", "0", "é"])
RECORDS = st.lists(st.frozensets(WORDS, max_size=4), max_size=6)


def _weighed(records: list[frozenset[str]]) -> WeighedWords:
    found = WeighedWords()
    assert found.take(enumerate(records)) == len(records)
    return found


def _table(records: list[frozenset[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position, words in enumerate(records):
        for word in sorted(words):
            found.setdefault(word, []).append(position)
    return found


def _rows(table: dict[str, list[int]]) -> list[tuple[str, str]]:
    return [(word, ",".join(map(str, positions))) for word, positions in table.items()]


@given(RECORDS, RECORDS)
def test_words_are_those_of_a_table_only_if_the_same_stand_in_the_same_records(
    one: list[frozenset[str]], other: list[frozenset[str]]
) -> None:
    same = _table(one) == _table(other)
    longest = [*one, *[frozenset[str]()] * (len(other) - len(one))]
    assert _weighed(longest).are_those_of(_rows(_table(other))) is same
    assert _weighed(one).are_those_of(reversed(_rows(_table(one))))


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(("a", "2"), id="a record that is not there"),
        pytest.param(("a", "-1"), id="the last record, counted from the end"),
        pytest.param(("a", 2), id="one record, that is not there"),
        pytest.param(("a", 1 << 40), id="one record, far from all there are"),
        pytest.param(("a", -1), id="one record, counted from the end"),
        pytest.param(("a", "1,1"), id="a record twice"),
        pytest.param(("a", "0,1"), id="one record more"),
        pytest.param(("a", "x"), id="no record"),
        pytest.param(("a", "1.0"), id="no whole number"),
        pytest.param(("a", "[1]"), id="a list of records"),
        pytest.param(("a", ""), id="no record at all"),
        pytest.param((b"a", "1"), id="no text"),
        pytest.param(("a", None), id="no positions"),
        pytest.param(("b", "1"), id="another word"),
    ],
)
def test_a_table_that_says_anything_else_is_another(row: tuple[object, object]) -> None:
    weighed = _weighed([frozenset(), frozenset(["a"])])
    assert weighed.are_those_of([("a", "1")])
    assert weighed.are_those_of([("a", 1)])
    assert not weighed.are_those_of([row])
    assert not weighed.are_those_of([("a", "1"), row])
    assert not weighed.are_those_of([])


@given(st.lists(RECORDS, min_size=1, max_size=3))
def test_records_are_taken_in_together_or_some_after_others(
    parts: list[list[frozenset[str]]],
) -> None:
    records = [words for part in parts for words in part]
    found, position = WeighedWords(), 0
    for part in parts:
        assert found.take(enumerate(part, position)) == len(part)
        position += len(part)
    assert found.are_those_of(_rows(_table(records)))


def test_a_record_far_from_all_before_it_is_not_taken_in() -> None:
    weighed = WeighedWords()
    assert weighed.take([(0, ["a"]), (1 << 40, ["a"]), (1, ["b"])]) == 2
    assert weighed.are_those_of([("a", 0), ("b", 1)])


@settings(max_examples=examples(8), deadline=None)
@given(histories())
def test_what_records_add_to_the_index_is_found_in_their_bytes(acts: list[dict[str, Any]]) -> None:
    case = Case()
    case.recorded(acts)
    rows = list(case.ledger.log.rows_after(0))
    records = [read_row(row) for row in rows]
    found = added_to_index([(one.position + 1, *one[1:]) for one in rows])
    assert found.words == [(one.position, words_to_find(one)) for one in records]
    assert all(one in records for one in found.adding)
    assert _rows_added(found.adding) == _rows_added(records)


class _Tables:
    """The tables of an index that hold nothing: what is put into them, but words."""

    def __init__(self) -> None:
        self.put: list[tuple[str, IndexRow]] = []

    def insert(self, table: str, rows: Sequence[IndexRow]) -> None:
        self.put += [(table, row) for row in rows]

    def insert_new(self, table: str, rows: Sequence[IndexRow]) -> list[IndexRow]:
        self.insert(table, rows)
        return list(rows)

    def insert_words(self, records: Sequence[Record]) -> None: ...

    def values(self, lists: Iterable[str]) -> Mapping[str, bytes]:
        return {}

    def put_values(self, values: Mapping[str, bytes]) -> None:
        self.put += [("lists", (*value,)) for value in sorted(values.items())]


def _rows_added(records: Sequence[Record]) -> list[tuple[str, IndexRow]]:
    """All rows that these records add to an empty index, but its words."""
    tables = _Tables()
    add_records(tables, records)
    return tables.put


def _looked_up(record: Record) -> list[Any]:
    """What of a change is looked up: in an index, in lists that are kept, in memory."""
    source = in_memory.InMemorySource()
    assert isinstance(record, Change)
    source.add_change(record)
    summary = source.summary
    words = [words for words in summary.words.values() if words]
    held = [summary.completions, summary.corrected, summary.spoken_of, words]
    held += [source._carriers, source._instrument_corrections]
    return [_rows_added([record]), kept_lists.list_entries(record), *held]


def test_a_record_that_cannot_be_read_is_told_whatever_is_looked_for_in_it() -> None:
    for record in (b"{", b"[]", b'{"id":"a#1"}', b'{"id":"a#1","stream":"a","change":[]}'):
        with pytest.raises(LedgerFileError, match="record 7 of the ledger cannot be read"):
            added_to_index([(8, "a", 1, "destination_excluded.1", record)])


CLAUSE = {"lists": ["B"]}
SAYING: dict[str, Any] = {
    **{key: ["A"] for key in DIMENSION_NAMES},
    **{key: [{**CLAUSE, "key": "k", "clause": CLAUSE}] for key in HOLDING_CLAUSES},
    **dict.fromkeys(("clause", "when"), CLAUSE),
    "cites": [{"source": "BWBR0038437"}],
    "items": [{"code": "A", "title": "a"}],
    "restated": {"ordered_by": "a#1"},
    "ordered_by": "a#1",
    "note": "a",
}
"""Every field by which a change may add to an index, whatever its kind, and how it reads."""


@pytest.mark.parametrize("kind", sorted(CHANGE_TYPES))
def test_no_change_that_is_looked_up_is_passed_over(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = list[tuple[bool, Any]]()
    subject = CHANGE_TYPES[kind].subject or "note"
    known: dict[str, Any] = {"type": kind, "about": "a", "licence": "l", "topic": "t", "names": []}
    known["key"] = "k"
    if kind == "reinstatement_conditions_set":
        known["conditions"] = []
    for field, says in SAYING.items():
        for stream in ("licence/x", "instrument/x", "list/x"):
            content = {subject: "x", "target": "a", **known, field: says}
            said = {"id": "i#1", "stream": stream, "change": content}
            found.append((adds_rows(said), _looked_up(read_record(3, said))))
            with monkeypatch.context() as plainly:
                for module in (in_memory, indexing, kept_lists):
                    plainly.setattr(module, "may_be_listed", lambda _: True)
                assert found[-1][1] == _looked_up(read_record(3, said))
    assert all(adds or not any(looked_up) for adds, looked_up in found)
