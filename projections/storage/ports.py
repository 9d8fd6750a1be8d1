"""What the ledger asks of a store: everything it reads and writes, and nothing of how.

A store keeps one log, and beside it what is looked up of it. What is stored of the log is only
ever added to, so whatever is read below a size that was once a head reads the same for good.
Errors come as `LedgerFileError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ...domain.history.changes import Change
from ...domain.history.in_memory import Summary
from ...domain.history.instruments import Instrument
from ...domain.proof.tree import EMPTY_ROOT, Frontier
from ...domain.vocabulary.plain_words import Term

Record = Change | Instrument
RecordWords = tuple[int, set[str]]
"""The position of a record, and the words by which it is found."""


class AddedToIndex(NamedTuple):
    """What records that follow each other add to an index: the words of each, and those of them
    that add more than words."""

    words: list[RecordWords]
    adding: list[Record]


class HeadMovedError(Exception):
    """Something was recorded since the events were judged: judge them again."""


class LogHead(NamedTuple):
    """How far a log goes: the number of its records, and the root over them."""

    size: int
    root: bytes


EMPTY_HEAD = LogHead(0, EMPTY_ROOT)
"""The head of a log without records."""


class Row(NamedTuple):
    """One record as stored: `position` counts from 0."""

    position: int
    stream: str
    version: int
    topic: str
    record: bytes


@dataclass(slots=True)
class MapParts:
    """What comes of the map with instruments: for each the reference to its top then, and the
    parts that are new, in numbered rows; and the top that they go on from (none: empty)."""

    tops: list[bytes] = field(default_factory=list[bytes])
    rows: list[tuple[int, bytearray]] = field(default_factory=list[tuple[int, bytearray]])
    begun: bytes = b""


class EventBeside(NamedTuple):
    """An event that is kept beside the log: what people did on the way to it. `number` counts all
    of them from 1, `version` those of its stream; `event` is canonical JSON."""

    number: int
    stream: str
    version: int
    event: bytes


@dataclass(frozen=True, slots=True)
class EventsBeside:
    """Events that are put after the first `after` of all beside the log: all of them, and only if
    there are no others by then."""

    after: int
    events: Sequence[EventBeside]


@dataclass(frozen=True, slots=True)
class Addition:
    """What is put at the end of a log together: all of it, or nothing.

    `heads` are the size, the log's root and the map's top where each instrument ends;
    `completed` the nodes of the tree that the records complete, `frontier` the tree after them.
    `map_top` is the reference to the map's top that the new `parts` go on from. What people did
    that led to it comes `beside`.
    """

    judged_at: LogHead
    rows: Sequence[Row]
    heads: Sequence[tuple[int, bytes, bytes]]
    completed: bytes
    parts: Sequence[tuple[int, bytearray]]
    frontier: Frontier
    map_top: bytes = b""
    beside: EventsBeside | None = None


class StoredLog(Protocol):
    """All that is stored of a log as it stood at one moment, in its order, whatever it is: for
    `verify`. Where it is bounded by a size of the log, nothing that came later is read."""

    @property
    def size(self) -> int:
        """How many records there are, by the number of the last."""

    def rows(self) -> Iterator[list[Any]]:
        """The records with number, stream, version, topic and bytes, a page at a time."""

    def by_stream(self) -> Iterator[list[Any]]:
        """The streams, versions and numbers of the records as they are found by stream, in the
        order of streams and versions, a page at a time."""

    def heads(self) -> Iterator[list[Any]]:
        """Sizes with the log's root and the reference to the map's top, a page at a time."""

    def parts(self) -> Iterator[list[Any]]:
        """The numbered rows of the map's parts, a page at a time."""

    def hashes(self) -> Iterator[list[Any]]:
        """Rows of the tree's nodes, each with the place of its first, a page at a time."""

    def node_count(self) -> int:
        """How many nodes are stored."""

    def frontier(self) -> Frontier:
        """The tree to which the next record would be added; of size -1 if it is none."""

    def beyond(self, size: int) -> list[str]:
        """What is stored of more records than so many beside them, by table and key."""

    def signed(self) -> list[tuple[Any, Any]]:
        """The keys that signed checkpoints, each with the last one that it signed, if any."""

    def remade(self) -> list[str]:
        """What of the store's own tables and guards is not as a ledger's: missing, or other."""

    def unsound(self) -> list[str]:
        """What the store finds wrong with its own tables and the orders it keeps them in."""

    def other_lookups(
        self, records: Callable[[StoredLog, int], Iterable[AddedToIndex]]
    ) -> list[str]:
        """What of the index is not as one that is made anew, in a private place, of the first
        `records` of the log at this moment, whatever it is bounded by: as many as the index
        holds. By table and key, its words last."""


IndexList = list[tuple[int, str]]
"""Items with the positions of the records that they are taken from, in the order of both."""


class Index(Protocol):
    """What is looked up of the log beside the records of a stream. It can be thrown away.

    Whoever reads it holds so many records of it, and looks up only what stands before: there it
    reads the same for good, whoever brings it forward or makes it again. A list comes whole,
    with what was added later too; `LedgerFileError` if it is not what was put into it.
    """

    def open(self, writable: bool) -> int:
        """How many records it holds; made, where it is not there and may be."""

    def held(self) -> int:
        """How many records it holds now, whoever brought it there."""

    def add(self, held: int, records: Iterable[Record], size: int) -> bool:
        """Bring it from `held` records to `size`; False if somebody else moved it."""

    def beside(self) -> Index:
        """An empty one beside it, to be filled from the log's beginning; nobody reads it."""

    def take_place(self, whatever_it_holds: bool = False) -> bool:
        """Put one that was filled beside in the place of the one that is read, all at once;
        False, and nothing is done, while that one holds more, unless `whatever_it_holds`."""

    def instruments_among(self, names: Sequence[str]) -> list[str]:
        """Those of these names that it tells of as instruments."""

    def subjects(self, kind: str) -> IndexList:
        """The names that were established, at their positions."""

    def subjects_like(self, kind: str, name: str, before: int) -> list[str]:
        """The names next to one in the alphabet."""

    def instruments_like(self, name: str, before: int) -> list[str]:
        """The ids next to one in the alphabet."""

    def mentioned_like(self, what: str, name: str, before: int) -> list[str]:
        """The names next to one in the alphabet that are mentioned."""

    def mentioned(self, what: str) -> IndexList:
        """The names that are mentioned, each where it is first."""

    def orders(self, order: str) -> IndexList:
        """The ids of the changes that say that they carry out an order."""

    def mentioning(self, what: str, name: str) -> IndexList:
        """The ids of what mentions a name."""

    def with_words(self, terms: Sequence[Term], before: int, limit: int) -> list[int]:
        """The positions of records before one that have all that is looked for
        (`domain.history.searchable`), the latest first; some may read otherwise since."""

    def summary(self) -> Summary:
        """What is asked of the whole record at once; maybe of some later records too."""


class Store(Protocol):
    """Where a ledger is kept."""

    @property
    def address(self) -> str | None:
        """Where another process finds the same; None if none can."""

    @property
    def writable(self) -> bool:
        """Whether records may be added."""

    def head(self) -> LogHead:
        """How far the log goes, with everything acknowledged before."""

    def append(self, more: Addition) -> None:
        """Put records at the end of the log; `HeadMovedError` if it is no longer there, or the
        map was made anew since."""

    def put_beside(self, more: EventsBeside) -> None:
        """Keep events beside the log, and none of them in it; `HeadMovedError` if others came
        meanwhile."""

    def beside(self, after: int, limit: int) -> list[EventBeside]:
        """The events beside the log after the first so many, at most so many, in their order."""

    def stream_beside(self, stream: str, after: int = 0) -> list[EventBeside]:
        """The events of one stream beside the log after its first so many, in their order."""

    def count_beside(self) -> int:
        """How many events there are beside the log."""

    def turn(self) -> AbstractContextManager[object]:
        """While it lasts, nobody else who takes a turn here appends."""

    def rows_between(self, start: int, end: int) -> list[Row]:
        """The records from one position to before another."""

    def rows_of(self, streams: Sequence[str], size: int) -> Iterator[Row]:
        """The records of streams among the first `size` of the log; each stream's in order."""

    def instruments(self, after: int, before: int, limit: int) -> list[Row]:
        """The own records of instruments that stand after one position and before another."""

    def length_of(self, stream: str) -> int:
        """How many records a stream holds now."""

    def root_at(self, size: int) -> bytes | None:
        """The root of the first `size` records, if an instrument ends there."""

    def map_top(self, size: int) -> bytes | None:
        """The reference to the map's top after the instrument that ends at a size."""

    def ends_around(self, size: int) -> tuple[int, int]:
        """The nearest sizes, not above and not below, at which an instrument ends."""

    def node(self, place: int) -> bytes | None:
        """A node of the tree, by its place in the order of completion."""

    def part(self, row: int, offset: int, length: int) -> bytes:
        """Bytes of a row of the map's parts, as many of them as there are."""

    def map_parts(self) -> MapParts:
        """All that is stored of the map."""

    def stored(self, size: int | None = None) -> AbstractContextManager[StoredLog]:
        """All that is stored, as it stands at one moment; of the first `size` records alone."""

    def remake(self, made: Iterable[Addition], size: int) -> None:
        """Throw away what is stored beside the first `size` records, which are all, and store
        this instead, all at once: heads, nodes, the tree's edge and the map. `HeadMovedError`,
        and nothing is done, if there are more records by now. The guards are put back too."""

    def reorder(self) -> None:
        """Make the orders in which the store finds its own rows anew."""

    def signers(self) -> list[str]:
        """The keys that checkpoints of this ledger were signed with, the last one last."""

    def remember_signer(self, key: str) -> None:
        """Remember a key that checkpoints are signed with, if the store can be written to."""

    def last_signed(self, key: str) -> str | None:
        """The last checkpoint that a key signed, as a signed note."""

    def remember_signed(self, key: str, before: str | None, note: str) -> bool:
        """Remember the last checkpoint that a key signed, after another one; False if that is
        no longer the last. Nothing, where the store can only be read."""

    def index(self) -> Index:
        """What is looked up of the log."""

    def copy_to(self, file: Path) -> None:
        """Write the log as it stands at one moment into a new SQLite file."""

    def close(self) -> None:
        """Let go of it; nothing can be read afterwards."""
