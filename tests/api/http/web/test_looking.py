"""Whether the log has grown is looked at once for requests that came in together, and again for
those that come in after it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from builders import NOW, TODAY, established, instrument
from licence_ledger.api.arrivals import Arriving
from licence_ledger.api.http.web.looking import Looking
from licence_ledger.projections.ledger import Ledger, open_ledger
from licence_ledger.projections.viewpoints import AskedFrom
from starlette.types import Message

AT_HEAD = AskedFrom()


@pytest.fixture(name="ledgers")
def _ledgers(tmp_path: Path) -> Iterator[tuple[Ledger, Ledger]]:
    """A ledger that is asked, and the same opened once more."""
    path = str(tmp_path / "ledger.db")
    own, other = (open_ledger(path, lambda: TODAY, lambda: NOW) for _ in range(2))
    yield own, other
    own.close()
    other.close()


def record(ledger: Ledger, name: str) -> None:
    ledger.record(instrument(name, established(name.upper())), "a")


Asked = Callable[[], Awaitable[int]]


def run(ledger: Ledger, asks: Callable[[Asked, Looking], Awaitable[None]]) -> None:
    """Ask in a loop how far the log goes."""
    looking = Looking(ledger)

    async def size() -> int:
        return looking.reading_at(AT_HEAD).size

    async def asking() -> None:
        await asks(size, looking)

    asyncio.run(asking())


def test_those_that_came_in_together_see_the_same(ledgers: tuple[Ledger, Ledger]) -> None:
    own, other = ledgers

    async def asks(size: Asked, _: Looking) -> None:
        async def recording() -> None:
            record(other, "nl1")

        assert await asyncio.gather(size(), recording(), size()) == [0, None, 0]

    run(own, asks)


def test_one_that_comes_in_later_sees_all_that_was_acknowledged(
    ledgers: tuple[Ledger, Ledger],
) -> None:
    own, other = ledgers

    async def asks(size: Asked, _: Looking) -> None:
        assert await size() == 0
        record(other, "nl1")
        assert await asyncio.ensure_future(size()) == 2

    run(own, asks)


def test_what_is_recorded_here_is_seen_at_once(ledgers: tuple[Ledger, Ledger]) -> None:
    async def asks(size: Asked, _: Looking) -> None:
        assert await size() == 0
        record(ledgers[0], "nl1")
        assert await size() == 2

    run(ledgers[0], asks)


def test_what_is_told_to_look_again_does(ledgers: tuple[Ledger, Ledger]) -> None:
    own, other = ledgers

    async def asks(size: Asked, looking: Looking) -> None:
        assert await size() == 0
        record(other, "nl1")
        looking.look_again()
        assert await size() == 2

    run(own, asks)


def test_one_that_asks_for_at_least_so_much_of_the_log_sees_it(
    ledgers: tuple[Ledger, Ledger],
) -> None:
    """Though somebody looked before, and nobody said yet that so much is there."""
    own, other = ledgers

    async def asks(size: Asked, looking: Looking) -> None:
        seen = list[int]()

        async def answered(*_: object) -> None:
            seen.append(await size())

        async def nothing(*_: object) -> Message:
            return {"type": "http.request"}

        server = Arriving(answered, own, lambda: None, looking)
        scope = {"type": "http", "method": "GET", "query_string": b"min_log_size=2"}
        assert await size() == 0
        record(other, "nl1")
        await server(scope, nothing, nothing)
        assert seen == [2]

    run(own, asks)


def test_a_question_at_a_fixed_size_is_no_look(ledgers: tuple[Ledger, Ledger]) -> None:
    own, other = ledgers

    async def asks(size: Asked, looking: Looking) -> None:
        assert looking.reading_at(AskedFrom(log_size=0)).size == 0
        record(other, "nl1")
        assert await size() == 2

    run(own, asks)


def test_a_loop_that_ended_leaves_nothing_looked_at(ledgers: tuple[Ledger, Ledger]) -> None:
    own, other = ledgers
    looking = Looking(own)

    async def size() -> int:
        return looking.reading_at(AT_HEAD).size

    assert asyncio.run(size()) == 0
    record(other, "nl1")
    assert asyncio.run(size()) == 2
