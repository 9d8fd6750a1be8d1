"""A log read from its first record to its last: what follows from the bytes, and what is wrong.

Nothing that is stored beside the records is believed; the tree is made again. A record must
be written in the one way to write it, and stand in the stream that its content belongs to:
else it could be hidden from whoever asks for that stream, and the map (`map_audit`) be right
all the same.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import orjson

from ..history.homes import stream_of
from ..history.topics import INSTRUMENT_NAME, INSTRUMENT_TOPIC
from ..proof.tree import Frontier
from ..vocabulary.change_types import CHANGE_TYPES, SUBJECTS
from .stored_json import SORTED, said_by_stored

_TYPES = {name: (kind, f"{name}.{kind.version}") for name, kind in CHANGE_TYPES.items()}
"""The types of changes, each with the topic under which such a change is stored."""
_OF_SUBJECTS = tuple(f"{kind}/" for kind in SUBJECTS)
_OF_CHANGE = ("change", "id", "stream")
_OF_INSTRUMENT = (
    "changes", "id", "instrument", "map_root", "recorded_at", "recorded_by", "stream",
)  # fmt: skip


_OF_CONSENT = ({"approvals"}, {"unapproved"})
_OF_APPROVAL = {"by", "at", "content", "effect", "log_size"}


class WrongRecordError(Exception):
    """A record does not fit those before it; `position` counts from 0."""

    def __init__(self, position: int, said: str) -> None:
        super().__init__(position, said)
        self.position = position
        self.said = said

    def __str__(self) -> str:
        return f"record {self.position}: {self.said}"


class Audit:
    """What follows from the records taken so far: in which streams, how many, of which
    instruments, and the tree of them."""

    def __init__(self) -> None:
        self.size = 0
        self.instruments = 0
        self.inside = False
        self.said: dict[str, Any] = {}
        self.stream = ""
        self.version = 0
        self.topic = ""
        self.tree = Frontier()
        self._leaves: list[bytes] = []
        self._names: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._recorded_at = ""
        self._homes: dict[str, tuple[str, ...]] = {}
        self._begin()

    def _begin(self) -> None:
        """Begin an instrument: its id is that of its first change."""
        self._id = ""
        self._streams: list[str] = []
        self._contents: list[Any] = []

    def grown(self) -> bytearray:
        """Let the tree grow to the records taken; the nodes that they complete, one after the
        other."""
        completed = self.tree.add_all(self._leaves)
        self._leaves.clear()
        return completed

    def take(self, record: bytes) -> None:
        """Take the next record. `WrongRecordError` if it does not follow. `stream`, `version`
        and `topic` then tell what belongs beside it, `said` what it says, `inside` whether its
        instrument goes on, and if not, `counts` how many records each stream has by now in which a
        change of it stands."""
        try:
            said = self.said = said_by_stored(record)
            if orjson.dumps(said, option=SORTED) != record:
                raise WrongRecordError(self.size, "it is not written in the one way to write it")
            if "instrument" in said:
                self._take_instrument(said)
            else:
                self._take_change(said)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WrongRecordError(self.size, f"it cannot be read ({error})") from error
        self.size += 1
        self._leaves.append(sha256(b"\x00" + record).digest())

    def _take_change(self, said: dict[str, Any]) -> None:
        change_id, stream, content = said["id"], said["stream"], said["change"]
        if len(said) != len(_OF_CHANGE):
            raise ValueError("it says more than a change does")
        self._streams.append(self._names.setdefault(stream, stream))
        self._contents.append(content)
        number = len(self._streams)
        if number == 1:
            self._id = change_id.partition("#")[0]
            self.inside = True
            if self._id in self._homes:
                raise WrongRecordError(self.size, f"`{self._id}` is recorded already")
        if change_id != f"{self._id}#{number}":
            raise WrongRecordError(self.size, f"it is not number {number} of `{self._id}`")
        found = _TYPES.get(content["type"])
        if found is None:
            raise WrongRecordError(self.size, "it is of a kind that this release does not know")
        if stream != stream_of(content, self, self._id):
            raise WrongRecordError(self.size, f"it does not belong to {stream}")
        self.stream, (kind, self.topic) = stream, found
        self.version = self._counts[stream] = self._counts.get(stream, 0) + 1
        if self.version == 1 and not kind.establishes and stream.startswith(_OF_SUBJECTS):
            raise WrongRecordError(self.size, f"it stands before {stream} is established")

    def _take_instrument(self, said: dict[str, Any]) -> None:
        name, stream = said["id"], said["stream"]
        if len(said) != len(_OF_INSTRUMENT):
            self._take_consent(said)
        if said["instrument"]["instrument"] != name:
            raise ValueError("it says more than an instrument does, or of another")
        if stream != f"{INSTRUMENT_NAME}/{name}":
            raise WrongRecordError(self.size, "it stands in the stream of something else")
        self.stream, self.topic = stream, INSTRUMENT_TOPIC
        self.version = self._counts[stream] = self._counts.get(stream, 0) + 1
        self.inside = False
        own = [f"{name}#{n + 1}" for n in range(len(self._streams))]
        if said["changes"] != own or self._id != name:
            raise WrongRecordError(
                self.size, f"`{name}` does not have the changes that stand before it"
            )
        if said["recorded_at"] < self._recorded_at:
            raise WrongRecordError(self.size, f"`{name}` was recorded before the one before it")
        self._recorded_at = said["recorded_at"]
        self._homes[name] = tuple(self._streams)
        self.counts = {one: self._counts[one] for one in self._streams}
        self.instruments += 1
        self._begin()

    def _take_consent(self, said: dict[str, Any]) -> None:
        """What an instrument says beside the rest: the approvals that it was recorded with, each by
        another person than its recorder, of this content and at a size before it; or that it has
        none."""
        more = said.keys() - set(_OF_INSTRUMENT)
        if more not in _OF_CONSENT or said.get("unapproved", True) is not True:
            raise ValueError("it says more than an instrument does, or of another")
        approvals = said.get("approvals")
        if approvals is None:
            return
        whole = {**said["instrument"], "changes": self._contents}
        content = sha256(orjson.dumps(whole, option=SORTED)).hexdigest()
        people = [one["by"] for one in approvals]
        if not people or said["recorded_by"] in people or len({*people}) < len(people):
            raise WrongRecordError(self.size, "its approvals are not each by another person")
        for one in approvals:
            if one.keys() != _OF_APPROVAL:
                raise ValueError("an approval says more or less than it must")
            if one["content"] != content:
                raise WrongRecordError(
                    self.size, f"{one['by']} approved another content than what is recorded"
                )
            if not 0 <= one["log_size"] <= self.size - len(self._streams):
                raise WrongRecordError(
                    self.size, f"{one['by']} approved it at a size that the log did not have"
                )

    # -- where things stand, for `stream_of` -----------------------------------------

    def home(self, change_id: str) -> str | None:
        """The stream in which an earlier change stands."""
        instrument, _, number = change_id.partition("#")
        streams = self._streams[:-1] if instrument == self._id else self._homes.get(instrument, ())
        found = number.isdigit() and 0 < int(number) <= len(streams)
        return streams[int(number) - 1] if found else None

    def knows_instrument(self, name: str) -> bool:
        """Whether an instrument stands recorded, or is at hand."""
        return name == self._id or name in self._homes

    def knows(self, kind: str, name: str) -> bool:
        """Whether a subject was established earlier."""
        return f"{kind}/{name}" in self._counts
