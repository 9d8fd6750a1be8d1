"""A history with an instrument that is not recorded, or as it stood before a position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Self

from .changes import Change
from .history import DERIVED_OF_REQUIREMENTS, History, Stretch
from .instruments import Instrument
from .mentions import corrected_id, corrects_instrument, orders_named, speaks_of
from .ranked import RankedStream
from .streams import Stream


class Draft(History):
    """A history and, after it, an instrument not recorded: judged before it is, or tried out."""

    def __init__(self, base: History, instrument: Instrument) -> None:
        super().__init__(base._source, base.size)
        self.base = base
        self.draft = instrument
        self.added: list[Change] = []
        self._own_streams: dict[str, Stream] = {}
        self._waiting: dict[str, list[Change]] = {}
        self._own_home: dict[str, str] = {}
        self._own_subjects: dict[str, dict[str, None]] = defaultdict(dict)
        self._own_orders: dict[str, list[str]] = {}
        self._own_corrections: dict[str, list[Change]] = {}
        self._corrects = False

    def add(self, change: Change) -> None:
        """Put the draft's next change after what is recorded."""
        self._waiting.setdefault(change.stream, []).append(change)
        self._own_home[change.id] = change.stream
        self.added.append(change)
        self._read.clear()
        self._readings.clear()
        self._derived.clear()
        for derived in DERIVED_OF_REQUIREMENTS & self.__dict__.keys():
            del self.__dict__[derived]
        self._under.clear()
        self._completions = None
        self._all_days.clear()
        self._together.clear()
        self._spoken.clear()
        self._unsure.clear()
        self._corrects = self._corrects or corrects_instrument(change)
        if change.type.establishes:
            self._own_subjects[change.type.subject][change.subject] = None
        if change.type.name == "record_corrected":
            self._own_corrections.setdefault(change.target or "", []).append(change)
        for order in orders_named(change):
            self._own_orders.setdefault(order, []).append(corrected_id(change))

    @property
    def address(self) -> None:
        """Nobody else can read what is not recorded."""
        return None

    def stretch(self, name: str, valid_on: int, known_on: int | None) -> Stretch:
        """A day each: a draft is asked on few days, and what reads more of it is dear."""
        return name, valid_on, -1 if known_on is None else known_on

    def stretch_of_group(self, name: str, valid_on: int, known_on: int | None) -> Stretch:
        return self.stretch(f"group/{name}", valid_on, known_on)

    def _stretch_of_all(self, kind: str, valid_on: int, known_on: int | None) -> Stretch:
        return self.stretch(kind, valid_on, known_on)

    def reading(self, name: str) -> RankedStream:
        if name in self._own_streams or name in self._waiting or self._corrects:
            return super().reading(name)
        return self.base.reading(name)

    def stream(self, name: str) -> Stream:
        own = self._own_streams.get(name)
        if waiting := self._waiting.pop(name, ()):
            if own is None:
                own = self._own_streams[name] = self.base.stream(name).extended(())
            for change in waiting:
                own.add(change)
        return own or self.base.stream(name)

    def records_in(self, stream: str) -> list[Change]:
        found = self.base.records_in(stream)
        if stream in self._own_streams or stream in self._waiting:
            found = [*found, *(one for one in self.added if one.stream == stream)]
        return found

    def home(self, change_id: str) -> str | None:
        return self._own_home.get(change_id) or self.base.home(change_id)

    def recorded_instrument(self, instrument_id: str) -> Instrument | None:
        if instrument_id == self.draft.id:
            return self.draft
        return self.base.recorded_instrument(instrument_id)

    def instruments(self, names: Iterable[str]) -> list[Instrument | None]:
        return [self._corrected(name) for name in names]

    def instrument_corrections(self, instrument_id: str) -> Iterable[Change]:
        yield from self.base.instrument_corrections(instrument_id)
        yield from self._own_corrections.get(instrument_id, ())

    def _only(self, law: str) -> Self:
        found = super()._only(law)
        found.base = self.base.under(law)
        return found

    def _subjects(self, kind: str, after: str, limit: int | None) -> list[str]:
        own = {name for name in self._own_subjects[kind] if name > after}
        return sorted({*self.base.subjects(kind, after, limit), *own})[:limit]

    def like(self, kind: str, name: str) -> list[str]:
        return [*self.base.like(kind, name), *self._own_subjects[kind]]

    def knows(self, kind: str, name: str) -> bool:
        return self.base.knows(kind, name) or name in self._own_subjects[kind]

    def spoken_of(self) -> Collection[str]:
        return {*self.base.spoken_of(), *filter(None, map(speaks_of, self.added))}

    def _completing(self) -> Iterable[str]:
        own = (one.stream for one in self.added if one.type.name == "requirements_complete")
        return dict.fromkeys((*super()._completing(), *own))

    def _naming_order(self, order: str) -> list[str]:
        return self.base._naming_order(order) + self._own_orders.get(order, [])


class Before(Draft):
    """The history before a position: what stood when a corrected change was recorded."""

    def __init__(self, base: Draft, position: int) -> None:
        super().__init__(base, base.draft)
        self.position = position

    def home(self, change_id: str) -> str | None:
        return self._source.home_at(change_id, self.position)

    def instrument(self, instrument_id: str) -> Instrument | None:
        return self.base.instrument(instrument_id)

    def instruments(self, names: Iterable[str]) -> list[Instrument | None]:
        return self.base.instruments(names)

    def recorded_instrument(self, instrument_id: str) -> Instrument | None:
        return self._source.instrument_at(instrument_id, self.position)

    def knows(self, kind: str, name: str) -> bool:
        return self._source.knows_at(kind, name, self.position)
