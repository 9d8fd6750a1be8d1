"""Blocks of lines: those of the requirements, then those of each licence.

Each process that writes blocks numbers sets, verdicts and listed words as it meets them. A
*piece* is what one hands over: some blocks, and what its new numbers stand for. Whoever takes it
in gives them numbers of its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from ...domain.history.changes import Change
from ...domain.history.history import History
from ...domain.law.publication import doubtful_days
from ...domain.over_time.knowledge import Known
from ...domain.over_time.lines.licences_alike import LicenceLines
from ...domain.over_time.lines.line import Line
from . import array_layout as layout
from .field_codes import LISTED
from .line_arrays import Lines
from .numbering import Ints
from .outcomes import Outcomes, Said
from .together.written_together import WrittenTogether, is_plain


@dataclass(frozen=True, slots=True)
class BlocksPiece:
    """The blocks of some licences, and what was new in them."""

    licences: Sequence[str]
    lines: array[int]
    conditions: array[int]
    days: array[int]
    ends: Sequence[tuple[int, int]]
    """After each block, how many lines and days there are."""
    sets: Sequence[tuple[int, bytes]]
    listed: Sequence[str]
    kinds: Sequence[Said]
    deciding: Sequence[str]
    outcomes: tuple[Ints, Ints]
    """What verdicts say besides the change that decides, and the changes that do, as far as they
    are new; and of each new outcome which of all of them are its own (-1: no change)."""
    doubtful: Mapping[int, tuple[int, int]]
    changes: Sequence[str]
    roles: Sequence[Hashable]


class Blocks:
    """Lines of the law, a block after the other."""

    def __init__(self, history: History, known: Known, outcomes: Outcomes) -> None:
        self.history = history
        self.known = known
        self.outcomes = outcomes
        self.lines = Lines(history, known, outcomes)
        self.starts = array("q", [0])
        """Where blocks begin: the requirements' lines, then those of licence 0, 1 …"""
        self.day_starts = array("q", [0])
        self.days = array("i")
        """The days of licence 0, 1 …, and where they begin."""
        self.doubtful: dict[int, tuple[int, int]] = {}
        """Of licences for which there are notes on publication: between which days."""
        self._written = LicenceLines(history, known)
        self._together = WrittenTogether(self.lines, self._written)

    def add(self, lines: Iterable[Line]) -> None:
        """Put a block at the end."""
        self.lines.add(lines)
        self.starts.append(len(self.lines))

    def add_licence(self, licence: str) -> None:
        """Put a licence's block at the end, with its days."""
        self.add(self._written.of(licence))
        self._note(f"licence/{licence}", len(self.day_starts) - 1)
        changes = self.history.stream(f"licence/{licence}").changes.values()
        self.days.extend(sorted(self.known.days(self.history, changes)))
        self.day_starts.append(len(self.days))

    def _note(self, stream: str, number: int) -> None:
        """Between which days it is not certain what of a licence was public, if that is asked."""
        if self.known.is_told:
            first, end = doubtful_days([stream], self.history)
            if first < end:
                self.doubtful[number] = first, end

    def add_licences(self, licences: Sequence[str]) -> Sequence[str]:
        """Put these licences' blocks at the end; in which order they stand there."""
        self.history.read_ahead([f"licence/{name}" for name in licences])
        records = ((name, self.history.records_in(f"licence/{name}")) for name in licences)
        plain = [(name, changes) for name, changes in records if is_plain(changes)]
        if plain:
            self._add_plain(plain)
        together = dict(plain)
        alone = [name for name in licences if name not in together]
        for name in alone:
            self.add_licence(name)
        return [*together, *alone]

    def _add_plain(self, plain: Sequence[tuple[str, Sequence[Change]]]) -> None:
        """Put the blocks of licences at the end that can be written together, with their days."""
        number, first, day = len(self.day_starts) - 1, len(self.lines), len(self.days)
        written = self._together.add(plain)
        self.starts.extend((written.ends + first).tolist())
        self.day_starts.extend((written.day_starts[1:] + day).tolist())
        self.days.extend(written.days.tolist())
        if self.known.is_told:
            for place, (name, _) in enumerate(plain, number):
                self._note(f"licence/{name}", place)


class Handing:
    """Blocks made to be handed over."""

    def __init__(self, history: History, known: Known) -> None:
        self.blocks = Blocks(history, known, Outcomes())
        self._sets = self._listed = self._outcomes = self._roles = 0
        self._kinds = self._deciding = 0

    def piece(self, licences: Sequence[str]) -> BlocksPiece:
        """These licences' blocks, as numbered here, and what is new since the piece before."""
        blocks, lines = self.blocks, self.blocks.lines
        there = blocks.add_licences(licences)
        blocks.history.let_go()
        sets, listed = lines.sets.after(self._sets), lines.codes[LISTED].values
        every = blocks.outcomes.every
        outcomes = every.of_kinds()[self._outcomes :], every.deciding()[self._outcomes :]
        piece = BlocksPiece(
            there,
            lines.lines,
            lines.conditions,
            blocks.days,
            list(zip(blocks.starts[1:], blocks.day_starts[1:], strict=True)),
            sets,
            listed[self._listed :],
            every.kinds[self._kinds :],
            every.changes[self._deciding :],
            outcomes,
            blocks.doubtful,
            lines.changes,
            list(islice(lines.roles, self._roles, None)),
        )
        self._roles = len(lines.roles)
        self._sets += len(sets)
        self._listed, self._outcomes = len(listed), len(every)
        self._kinds, self._deciding = len(every.kinds), len(every.changes)
        lines.clear()
        blocks.starts, blocks.day_starts, blocks.days = array("q", [0]), array("q", [0]), array("i")
        blocks.doubtful = {}
        return piece


class Taking:
    """Pieces that one other process hands over, taken into blocks in their order."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self._places = array("i", [0])
        self._listed: list[int] = []
        self._kinds = array("i")
        self._deciding: list[str] = []
        self._outcomes = array("i", [-1])
        self._roles = array("i", [-1])
        """By the number that is meant there, the number here; of outcomes and roles after that of
        none."""

    def take(self, piece: BlocksPiece) -> None:
        """Put a piece's blocks at the end."""
        self._learn(piece)
        blocks, own = self.blocks, self.blocks.lines
        lines: Ints = np.array(piece.lines, dtype=np.int32).reshape(-1, layout.LINE_WIDTH)
        conditions: Ints = np.array(piece.conditions, dtype=np.int32)
        conditions = conditions.reshape(-1, layout.CONDITION_WIDTH)
        first = len(own.conditions) // layout.CONDITION_WIDTH
        lines[:, [layout.CONDITIONS, layout.CONDITIONS_END]] += first
        outcomes = np.frombuffer(self._outcomes, dtype=np.int32)
        places = np.frombuffer(self._places, dtype=np.int32)
        lines[:, layout.OUTCOME] = outcomes[lines[:, layout.OUTCOME] + 1]
        lines[:, layout.ROLE] = np.frombuffer(self._roles, np.int32)[lines[:, layout.ROLE] + 1]
        lines[:, layout.CHANGE] += len(own.changes) * (lines[:, layout.CHANGE] >= 0)
        own.changes += piece.changes
        conditions[:, layout.WHERE] = places[conditions[:, layout.WHERE]]
        line, day, licences = len(own), len(blocks.days), len(blocks.day_starts) - 1
        blocks.doubtful.update((licences + n, days) for n, days in piece.doubtful.items())
        own.lines.frombytes(lines.tobytes())
        own.conditions.frombytes(conditions.tobytes())
        blocks.days.extend(piece.days)
        for lines_end, days_end in piece.ends:
            blocks.starts.append(line + lines_end)
            blocks.day_starts.append(day + days_end)

    def _learn(self, piece: BlocksPiece) -> None:
        """What new numbers there are, and which they are here."""
        lines = self.blocks.lines
        codes = lines.codes[LISTED]
        self._listed += (codes.add(value) for value in piece.listed)
        for number, content in piece.sets:
            words = array("Q", content)
            if number == LISTED:
                words = array("Q", sorted(self._listed[code] for code in words))
            place = lines.sets.placed(number, words)
            self._places.extend(range(place, place + len(words)))
        roles = lines.roles
        self._roles.extend(roles.setdefault(role, len(roles)) for role in piece.roles)
        self._learn_outcomes(piece)

    def _learn_outcomes(self, piece: BlocksPiece) -> None:
        known = self.blocks.outcomes
        self._kinds.extend(known.kind_said(said) for said in piece.kinds)
        self._deciding += piece.deciding
        kinds, deciding = piece.outcomes
        numbers = known.numbers_by(np.array(self._kinds)[kinds], deciding, self._deciding)
        self._outcomes.extend(numbers.tolist())
