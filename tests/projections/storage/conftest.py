"""The places in which a ledger can be kept."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from places import FilePlace, Place, SchemaPlace

STORES = ("sqlite", "postgresql")


@pytest.fixture
def place_in(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Place]:
    """A new place in a store that is named."""

    numbers = count(1)

    def found(store: str) -> Place:
        if store == "sqlite":
            return FilePlace(str(tmp_path / f"{next(numbers)}.db"))
        return SchemaPlace(request.getfixturevalue("postgresql").fresh())

    return found


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, place_in: Callable[[str], Place]) -> Place:
    """A new place in each store in turn."""
    return place_in(request.param)
