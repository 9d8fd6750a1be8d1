"""The parameters of an address, read at once, are those that they are read as."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.api.http.web.addresses import parameters_in

QUERIES = st.text(st.sampled_from("ab=&;%20+é\x00 ")) | st.text()


@given(QUERIES)
def test_parameters_are_read_at_once_as_they_are_with_care(query: str) -> None:
    assert parameters_in(query) == parse_qsl(query, keep_blank_values=True)
