"""Whoever listens to the log is told what is recorded; all of them cost one look at its head."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from builders import Case, established, excluded, instrument
from licence_ledger.api.http import following
from licence_ledger.api.http.following import Follower
from licence_ledger.projections.proof.keys import passing_key
from licence_ledger.projections.proof.proofs import Proofs

LISTENERS = 200


def ids(events: list[bytes]) -> list[str]:
    return [one.split(b"id: ")[1].split(b"\n")[0].decode() for one in events if b"id: " in one]


async def listened(follower: Follower, size: int, count: int) -> list[bytes]:
    """The next so many events after a size."""
    found: list[bytes] = []
    events = follower.events(size)
    async for event in events:
        if event.startswith(b"event: "):
            found.append(event)
        if len(found) == count:
            break
    await events.aclose()
    return found


def test_all_who_listen_hear_the_same_and_the_head_is_looked_at_once_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "a.db")
    here, there = Case(instrument("a", established()), database=path), Case(database=path)
    looks, reads = [], []
    store, proofs = here.ledger.store, Proofs(here.ledger, passing_key())
    head, read = store.head, proofs.instruments_after
    monkeypatch.setattr(store, "head", lambda: looks.append(1) or head())
    monkeypatch.setattr(proofs, "instruments_after", lambda *a: reads.append(1) or read(*a))

    async def listen() -> list[list[bytes]]:
        follower = Follower(proofs, lambda: False)
        listening = [asyncio.ensure_future(listened(follower, 2, 6)) for _ in range(LISTENERS)]
        await asyncio.sleep(0.5)
        idle = len(looks)
        for number in range(6):
            act = instrument(f"x{number}", excluded("IL", from_=f"201{number}-01-01"))
            await asyncio.to_thread(there.record, act)
        found = await asyncio.gather(*listening)
        assert idle < 20
        return found

    found = asyncio.run(asyncio.wait_for(listen(), 30))
    assert {tuple(ids(one)) for one in found} == {("4", "6", "8", "10", "12", "14")}
    assert len(reads) <= 12
    assert len(looks) < LISTENERS


def test_who_comes_later_or_is_behind_misses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_PAGE", 3)
    monkeypatch.setattr(following, "REMEMBERED", 4)
    path = str(tmp_path / "a.db")
    case = Case(instrument("a", established()), database=path)
    case.record(*(instrument(f"x{n}", excluded("IL", from_=f"201{n}-01-01")) for n in range(9)))
    sizes = [str(size) for size in range(2, 21, 2)]

    async def listen() -> None:
        follower = Follower(Proofs(case.ledger, passing_key()), lambda: False)
        assert ids(await listened(follower, 0, 10)) == sizes
        waiting = [asyncio.ensure_future(listened(follower, 20 - 2 * n, n + 7)) for n in range(9)]
        await asyncio.sleep(0)
        for number in range(7):
            act = instrument(f"y{number}", excluded("TR", from_=f"201{number}-01-01"))
            await asyncio.to_thread(case.record, act)
        for n, one in enumerate(waiting):
            assert ids(await one) == [str(s) for s in range(22 - 2 * n, 35, 2)]

    asyncio.run(asyncio.wait_for(listen(), 30))


def test_silence_is_broken_by_a_sign_of_life_and_ends_when_the_server_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(following, "HEARTBEAT", 0.1)
    case, left = Case(instrument("a", established())), []

    async def listen() -> list[bytes]:
        follower = Follower(Proofs(case.ledger, passing_key()), lambda: bool(left))
        found = []
        async for event in follower.events(2):
            found.append(event)
            if len(found) == 3:
                left.append("the server")
        return found

    found = asyncio.run(asyncio.wait_for(listen(), 10))
    assert found[:3] == [b": listening\n\n", b": still here\n\n", b": still here\n\n"]
