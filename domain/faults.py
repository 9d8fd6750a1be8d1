"""What a user can be told went wrong.

What an instrument does wrong is a value, a `Fault`, so that all of it is reported at once.
A question that cannot be answered is raised, as a `QuestionError`. Neither is an answer.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from .vocabulary.bounds import COMPARED, FAULTS, HINTS, NAME, SENTENCE
from .vocabulary.licence_kinds import kind_hint
from .vocabulary.plain_words import found_words, is_found


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: its code, a JSON pointer (RFC 6901) to it, and a sentence."""

    code: str
    pointer: str
    detail: str

    def __post_init__(self) -> None:
        """A sentence repeats what it was given; of a very long text its beginning will do."""
        if len(self.detail) > SENTENCE:
            object.__setattr__(self, "detail", self.detail[:SENTENCE] + "…")


def told_of(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """The faults that are told: so many, and then that there are more."""
    if len(faults) <= FAULTS:
        return tuple(faults)
    more = f"there are more faults than these {FAULTS}: mend these first"
    return (*faults[:FAULTS], Fault("more_faults", "", more))


class LedgerError(Exception):
    """Anything the ledger refuses or cannot do; its message says what to do next."""

    title = "The ledger cannot do this"


class DamagedRecordError(LedgerError):
    """A record is not there, though another that stands recorded says that it is."""

    title = "The record is damaged"

    def __init__(self, instrument: str) -> None:
        super().__init__(
            f"the instrument `{instrument}` is not there, though changes of it are: the ledger was "
            "changed or is damaged; see what licence-ledger verify says, and restore a backup"
        )
        self.instrument = instrument


class RefusedError(LedgerError):
    """An instrument was refused: nothing of it was recorded."""

    title = "The instrument was refused; nothing was recorded"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = told_of(faults)
        super().__init__("; ".join(f"{f.pointer}: {f.detail}" for f in self.faults))


class OtherContentError(RefusedError):
    """An instrument of this id stands recorded with other content."""

    title = "An instrument of this id is recorded with other content"


class QuestionError(LedgerError):
    """A question that cannot be answered as it was put."""

    title = "The question cannot be answered"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = told_of(faults)
        super().__init__("; ".join(fault.detail for fault in self.faults))


class UnknownSubjectError(QuestionError):
    """A question names what no recorded instrument establishes."""

    title = "Nothing of this name was ever recorded"

    def __init__(
        self,
        kind: str,
        name: str,
        known: Iterable[str],
        pointer: str,
        by_words: Sequence[str] = (),
    ) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        hint = kind_hint(name) if kind == "licence" else ""
        near = offered(by_words) or did_you_mean(name, self.known)
        listed = "; the register lists what there is" if kind == "licence" and not near else ""
        detail = f"no {kind} `{name}` was ever established{hint}{near}{listed}"
        super().__init__([Fault(f"unknown_{kind}", pointer, detail)])


class UnknownInstrumentError(QuestionError):
    """A question names an instrument that is not recorded."""

    title = "Nothing of this name was ever recorded"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        detail = f"no instrument `{name}` is recorded{did_you_mean(name, known)}"
        super().__init__([Fault("unknown_instrument", "/instrument", detail)])


# -- the nearest known word ------------------------------------------------------------


def nearest(word: str, known: Iterable[str], most: int = 3, cutoff: float = 0.5) -> list[str]:
    """The known words most like this one, the likest first; upper and lower case alike.

    `cutoff` (0 to 1) is how like they are at the least. Of a word longer than any name none is,
    and of very many known words only the first are compared.
    """
    if len(word) > NAME:
        return []
    spelled = {name.casefold(): name for name in islice(known, COMPARED) if len(name) <= NAME}
    return [spelled[name] for name in likest(word.casefold(), spelled, most, cutoff)]


def likest(word: str, known: Iterable[str], most: int, cutoff: float) -> list[str]:
    """What `difflib.get_close_matches` finds, in less time: words are compared letter by letter
    only while one of them can still be among the likest."""
    from difflib import SequenceMatcher  # loaded when something was misspelled

    matcher = SequenceMatcher(None, "", word)
    best: list[tuple[float, str]] = []
    for bound, name in sorted(_bounds(word, known, cutoff), reverse=True):
        if len(best) == most and bound < best[0][0]:
            break
        matcher.set_seq1(name)
        if (ratio := matcher.ratio()) >= cutoff:
            (heapq.heappush if len(best) < most else heapq.heappushpop)(best, (ratio, name))
    return [name for _, name in sorted(best, reverse=True)]


def _bounds(word: str, known: Iterable[str], cutoff: float) -> Iterator[tuple[float, str]]:
    """How like each known word can be at the most, by the letters that both have."""
    have = Counter(word)
    for name in known:
        both = len(word) + len(name)
        if 2 * min(len(word), len(name)) >= cutoff * both:
            shared = sum(min(count, have[letter]) for letter, count in Counter(name).items())
            bound = 2.0 * shared / both if both else 1.0
            if bound >= cutoff:
                yield bound, name


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that offers the nearest known words, or nothing."""
    return offered(nearest(word, known))


def offered(names: Sequence[str]) -> str:
    """The end of a sentence that offers these names, or nothing."""
    return f"; did you mean {' or '.join(f'`{name}`' for name in names)}?" if names else ""


TELLING = 3
"""So many letters of a word tell something of what is meant."""


def nearest_by_words(said: str, called: Mapping[str, Iterable[str]], most: int = 3) -> list[str]:
    """The names in whose texts (`called`) stand words that are said, or words written much like
    them: those that have most of what is said first. Words of few letters tell nothing."""
    words = {
        name: {word for text in texts for word in found_words(text)}
        for name, texts in called.items()
    }
    every = sorted({word for found in words.values() for word in found if len(word) >= TELLING})
    asked = [word for word in found_words(said) if len(word) >= TELLING]
    like = {word: nearest(word, every, most=2, cutoff=0.8) for word in asked}
    fits = {
        name: sum(_fits(found, word, like[word]) for word in asked) for name, found in words.items()
    }
    found = [name for name in called if fits[name]]
    return sorted(found, key=lambda name: -fits[name])[:most]


def _fits(found: set[str], word: str, like: Sequence[str]) -> int:
    if any(is_found(one, word) for one in found):
        return 2
    return int(any(one in found for one in like))


class Hints:
    """The nearest known words for the faults of one instrument or question: for so many of them,
    so that a thousand misspelt names do not cost a thousand searches."""

    def __init__(self) -> None:
        self._left = HINTS

    def allowed(self) -> bool:
        """Whether one more may be looked for; it counts."""
        self._left -= 1
        return self._left >= 0

    def did_you_mean(self, word: str, known_near: Callable[[str], Iterable[str]]) -> str:
        """The end of a sentence that offers the nearest of the words known near this one, or
        nothing."""
        return did_you_mean(word, known_near(word)) if self.allowed() else ""
