"""What was measured of several servers on one database, as a table; and by arithmetic, what ten
servers and a replica carry, each on a machine of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

BUSY = 0.7
"""So much of its processors a machine uses at the most: beyond it, requests wait for each other."""
TEN = 10
ARRIVING = 10
"""So many recordings a second a replica takes in while it is asked."""


class Measured(NamedTuple):
    """Requests that were answered in some seconds; how long half and 99 of a hundred took."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.requests / self.seconds


class Cost(NamedTuple):
    """What requests of a kind took with a number of servers; seconds of the processor for each, of
    all servers together and of the database (None: it runs elsewhere)."""

    what: str
    servers: int
    found: Measured
    of_servers: float
    of_database: float | None

    def line(self) -> str:
        """A row of the table."""
        found = self.found
        database = "" if self.of_database is None else f"{self.of_database * 1_000:.2f}"
        return (
            f"| {self.what} | {self.servers} | {found.rate:,.0f} | {found.p50_ms:.1f} | "
            f"{found.p99_ms:.1f} | {self.of_servers * 1_000:.2f} | {database} |"
        )


def table(costs: Sequence[Cost]) -> Iterator[str]:
    """All that was measured."""
    yield "| what | servers | a second | p50 ms | p99 ms | servers, ms each | database, ms each |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    yield from (cost.line() for cost in costs)


def reckoned(costs: Sequence[Cost], recording: str, cores: int) -> Iterator[str]:
    """What follows for ten servers and a replica, with the arithmetic written out."""
    machine = BUSY * cores * 1_000
    yield (
        f"Each of these on a machine of its own with {cores} such cores, busy {BUSY:.0%} of the "
        f"time at the most: {BUSY} × {cores} × 1,000 = {machine:,.0f} ms of the processor in a "
        "second. A request costs what it cost in the dearest of its rows."
    )
    yield ""
    yield (
        "| a second | one server | one database | ten servers on one database | "
        "one server and a replica of its own |"
    )
    yield "| --- | --- | --- | --- | --- |"
    taken = _dearest(costs, recording)
    for what in dict.fromkeys(cost.what for cost in costs if cost.what != recording):
        yield _of_questions(what, _dearest(costs, what), taken, machine)
    yield ""
    yield from _of_recordings([cost for cost in costs if cost.what == recording], machine)


def _dearest(costs: Sequence[Cost], what: str) -> tuple[float, float]:
    """Milliseconds of the servers and of the database for one request of a kind."""
    of = [cost for cost in costs if cost.what == what]
    servers = max(cost.of_servers for cost in of)
    return _ms(servers), _ms(max(cost.of_database or 0 for cost in of))


def _ms(seconds: float) -> float:
    """Milliseconds, as they are shown: whoever reckons again finds the same."""
    return max(0.01, round(seconds * 1_000, 2))


def _of_questions(
    what: str, cost: tuple[float, float], taken: tuple[float, float], machine: float
) -> str:
    server, database = machine / cost[0], machine / cost[1]
    replica = (machine - ARRIVING * taken[1]) / cost[1]
    return " | ".join(
        [
            f"| {what}",
            f"{machine:,.0f} / {cost[0]:.2f} = {server:,.0f}",
            f"{machine:,.0f} / {cost[1]:.2f} = {database:,.0f}",
            f"the lesser of {TEN} × {server:,.0f} and {database:,.0f}: "
            f"**{min(TEN * server, database):,.0f}**",
            f"the lesser of {server:,.0f} and ({machine:,.0f} − {ARRIVING} × {taken[1]:.2f}) / "
            f"{cost[1]:.2f} = {replica:,.0f}: **{min(server, replica):,.0f}** |",
        ]
    )


def _of_recordings(costs: Sequence[Cost], machine: float) -> Iterator[str]:
    first, last = costs[0], costs[-1]
    alone, together, others = _ms(first.of_servers), _ms(last.of_servers), last.servers - 1
    more = max(0.0, round((together - alone) / others, 2))
    each = round((alone + (TEN - 1) * more) / TEN, 2)
    stored = _ms(max(cost.of_database or 0 for cost in costs))
    servers, database = machine / each, machine / stored
    fastest = max(cost.found.rate for cost in costs)
    yield (
        "**Recordings.** "
        f"One costs {alone:.2f} ms with one server and {together:.2f} ms with {last.servers}, for "
        f"each takes in what the others record: ({together:.2f} − {alone:.2f}) / {others} = "
        f"{more:.2f} ms for each further server. Of ten, each has ({alone:.2f} + {TEN - 1} × "
        f"{more:.2f}) / {TEN} = {each:.2f} ms of work for every recording, which allows "
        f"{machine:,.0f} / {each:.2f} = {servers:,.0f} a second; the database allows "
        f"{machine:,.0f} / {stored:.2f} = {database:,.0f}. But they stand in one order, each "
        "judged at the head that the one before it left, and on the disk before it is "
        f"acknowledged: more servers record no more than the {fastest:,.0f} a second that were "
        "measured. Ten servers carry the least of the three: "
        f"**{min(servers, database, fastest):,.0f}** a second."
    )
    yield ""
    yield (
        "**A replica** records nothing. It takes in what its primary records, at no more than what "
        f"this costs the primary ({stored:.2f} ms each): {ARRIVING} a second are {ARRIVING} × "
        f"{stored:.2f} = {ARRIVING * stored:,.0f} ms, which the last column takes off."
    )
