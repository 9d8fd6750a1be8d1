"""JSON that is read at once reads as it is read with care."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.api import texts
from licence_ledger.api.texts import NotJsonError, read_json

WORDS = st.text(st.sampled_from('ab:"\\{}é\x00\u2028😀'), max_size=4)
PLAIN = WORDS | st.integers() | st.integers(0, 9) | st.none() | st.booleans() | st.floats()
VALUES = PLAIN | st.lists(PLAIN, max_size=2) | st.dictionaries(WORDS, PLAIN, max_size=3)


def read(text: str | bytes) -> Any:
    try:
        return read_json(text)
    except NotJsonError as error:
        return str(error)


def read_with_care(text: str | bytes) -> Any:
    try:
        return texts._read_with_care(text)
    except NotJsonError as error:
        return str(error)


@given(st.lists(st.tuples(WORDS, VALUES), max_size=4), st.booleans(), st.sampled_from(("", " ")))
def test_what_is_read_at_once_reads_as_with_care(
    pairs: list[tuple[str, Any]], plainly: bool, space: str
) -> None:
    written = (
        f"{json.dumps(name)}{space}:{json.dumps(one, ensure_ascii=plainly)}" for name, one in pairs
    )
    text = f"{{{','.join(written)}}}"
    for one in (text, text.encode("utf-8", "surrogatepass"), text[:-1]):
        assert repr(read(one)) == repr(read_with_care(one))


@pytest.mark.parametrize(
    "text",
    (
        '{"a": "x", "a": "x"}',
        '{"a": {"b": "x", "\\u0062": "y"}}',
        '{"a:": "x", "a:": "y"}',
        '{"a": 18446744073709551616}',
        '{"a": 1e400}',
        '{"a": NaN}',
        '{"a": "\\ud800"}',
        b'{"a": "\xff"}',
        b"\xef\xbb\xbf{}",
        "",
        '{"a": -0}',
    ),
)
def test_what_is_doubtful_reads_as_with_care(text: str | bytes) -> None:
    assert repr(read(text)) == repr(read_with_care(text))


def test_a_plain_question_is_read_at_once() -> None:
    text = b'{"transaction": {"date": "2024-02-25", "goods": "ML10"}, "log_size": 3}'
    assert texts._read_at_once(text) == json.loads(text)
