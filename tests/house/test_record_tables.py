"""The tables of `docs/record.md` are those of the record: `make record-tables` writes them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from licence_ledger.projections.ledger import Ledger
from record_tables import PAGE, TABLES, recorded, with_tables


@pytest.fixture(scope="module")
def record() -> Iterator[Ledger]:
    ledger = recorded()
    yield ledger
    ledger.close()


def test_the_tables_are_those_of_the_record(record: Ledger) -> None:
    page = PAGE.read_text("utf-8")
    assert with_tables(page, record) == page, "make record-tables"


@pytest.mark.parametrize("name", TABLES)
def test_a_row_written_by_hand_is_told_from_one_of_the_record(name: str, record: Ledger) -> None:
    page = PAGE.read_text("utf-8")
    begins = f"<!-- {name}: made from the record -->\n"
    assert with_tables(page.replace(begins, f"{begins}| by hand |\n"), record) == page


def test_a_table_that_the_page_has_lost_is_missed(record: Ledger) -> None:
    page = PAGE.read_text("utf-8")
    with pytest.raises(ValueError):
        with_tables(page.replace("<!-- end of courts -->", ""), record)
