"""Licences compiled into lines: by this process, and of many by another one beside it.

The rules are asked in Python, one licence after the other, which one process does on one core.
The other one reads the same file at the same size and hands over what it wrote.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ...domain.over_time.knowledge import Known
from ..kernel.line_blocks import Blocks, BlocksPiece, Handing, Taking
from ..other_processes import Awaited, OtherProcessEndedError, other_processes
from ..storage.log import open_store
from ..storage.stored_source import StoredSource

TOGETHER = 1_000
"""So many licences are read, compiled and handed over together."""
ALONE = 5_000
"""So many this process compiles before another one is worth starting."""
_FEW = 100
"""What so many leave behind is looked through in no time: all that is frozen is not counted for
that, which takes longer."""
_AHEAD = 2
"""How many pieces are asked for before they are wanted."""

_handing: Handing | None = None
"""What the other process has made so far."""


def compiled(blocks: Blocks, licences: Sequence[str]) -> Iterator[Sequence[str]]:
    """Put the blocks of these licences at the end; which are there, in their order, as it goes."""
    parts = deque(licences[n : n + TOGETHER] for n in range(0, len(licences), TOGETHER))
    file = blocks.history.address if len(licences) > ALONE else None
    with _without_collector(len(licences) > _FEW):
        if file is not None:
            yield from _shared(parts, blocks, file)
        while parts:
            yield _next(parts, blocks)


def _next(parts: deque[Sequence[str]], blocks: Blocks) -> Sequence[str]:
    """Put the next of several parts at the end."""
    some = blocks.add_licences(parts.popleft())
    if parts:
        blocks.history.let_go()
    return some


def _shared(parts: deque[Sequence[str]], blocks: Blocks, file: str) -> Iterator[Sequence[str]]:
    """The first are compiled here and the last there, until both meet; if the other process dies
    (no memory, no way to start it), what it was asked for stays among the parts."""
    taking, waiting = Taking(blocks), deque[tuple[Sequence[str], Awaited[BlocksPiece]]]()
    asked = (file, blocks.history.size, blocks.known)
    with other_processes(1, _begin, *asked) as (other,):
        try:
            while parts or waiting:
                while parts and len(waiting) < _AHEAD:
                    waiting.append((parts[-1], other.ask(_piece, parts[-1])))
                    parts.pop()
                if waiting[0][1].done() or not parts:
                    piece = waiting[0][1].result()
                    waiting.popleft()
                    taking.take(piece)
                    yield piece.licences
                else:
                    yield _next(parts, blocks)
        except OtherProcessEndedError:
            parts.extend(some for some, _ in waiting)


def _begin(file: str, size: int, known: Known) -> None:
    """What the other process does first."""
    global _handing
    gc.disable()  # it ends when all is handed over
    store = open_store(file)
    book = StoredSource(store)
    book.catch_up(max(size, store.head().size))
    _handing = Handing(book.at(size), known)


def _piece(licences: Sequence[str]) -> BlocksPiece:
    if _handing is None:
        raise RuntimeError("this process was not told what to compile")
    return _handing.piece(licences)


@contextmanager
def _without_collector(many: bool) -> Iterator[None]:
    """Hardly anything that is made here is garbage that only the collector finds: it need not look
    through all of it as soon as it runs again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if many and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()  # all that there is counts as old
            gc.enable()
