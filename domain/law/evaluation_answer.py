"""An evaluation as it is shown: the verdict with its explanation, conditions, orders and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from ..faults import likest
from ..history.clause_index import WORDS_KEPT
from ..history.history import History
from ..history.mentions import ITEMS
from ..history.ranked import Unsure
from ..vocabulary.bounds import NAME
from ..vocabulary.clauses import goods_match, programme_name
from ..vocabulary.control_lists import LIST, NO_GOODS, bare, code_on_list, goods_said, list_of
from ..vocabulary.originals import without_originals
from ..vocabulary.truth import NO
from .control_lists import list_notes
from .evaluation import Decision, Evaluation
from .licence import Licence
from .licence_answer import court_orders, disputes, explained, is_unqualified
from .publication import notes_on_instruments
from .silence import assumed
from .ways import conditions_of_use, misses, ways


def evaluation(
    asked: Evaluation, licence: str | None, stands: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A transaction's evaluation as it is answered, all but the viewpoint."""
    decided = asked.decide(licence)
    noted = notes(asked, decided, licence)
    # Of an unqualified licence there is nothing more to tell.
    told_of = None if licence is None or is_unqualified(licence, asked.plain) else licence
    of_licence = None if told_of is None else Licence(told_of, asked.plain)
    answer = {
        "verdict": decided.verdict,
        "reason": decided.reason,
        "decided_by": decided.decided_by,
        "because": [explained(change, asked.seen) for change in decided.because],
        "depends_on": list(decided.depends_on),
        "required": asked.required.truth.word,
        "covered_by": list(decided.covered_by),
        **(_since_version_2(asked, decided, licence, stands) if asked.version > 1 else {}),
        "conditions": [] if told_of is None else conditions_of_use(asked, decided, told_of),
        "court_orders": court_orders(of_licence) if of_licence else [],
        "disputes": disputes(of_licence) if of_licence else [],
        "notes": noted,
    }
    return answer if asked.version > 1 else without_originals(answer)


def _since_version_2(
    asked: Evaluation, decided: Decision, licence: str | None, stands: Mapping[str, Any] | None
) -> dict[str, Any]:
    told, more = ways(asked) if licence is None else ([], 0)
    return {
        "assumed": assumed(asked, decided, licence),
        "licences": told,
        "licences_more": more,
        "misses": [] if licence is None else misses(asked, decided, licence),
        "stands": stands,
    }


def notes(asked: Evaluation, decided: Decision, licence: str | None) -> list[str]:
    """The notes on an evaluation: names that no clause knows, a list of which it is not
    known that nothing lacks that day, and instruments of which it is not certain whether they were
    public."""
    named = _noted_of_names(asked.history, asked.said)
    listed = list_notes(asked.said, asked.plain) if asked.version > 1 else ()
    return [*named, *listed, *decided.cut, *notes_on_publication(asked, decided, licence)]


def notes_on_publication(asked: Evaluation, decided: Decision, licence: str | None) -> list[str]:
    """The notes on what an evaluation rests on: also the groups that conditions of use name."""
    if asked.plain.known_on is None:
        return []
    early = [one.instrument for one in _unsure_of(asked, decided, licence)]
    if asked.may_rest_on_unsure():
        if licence is not None:
            conditions_of_use(asked, decided, licence)
        readings = map(asked.history.reading, asked.streams_beside())
        early += (one for reading in readings for one in reading.known_early)
    return notes_on_instruments(early, asked.plain) if early else []


def _unsure_of(asked: Evaluation, decided: Decision, licence: str | None) -> Iterator[Unsure]:
    """The instruments of which it is not certain that they were public, of those that tell of the
    licence, of what decides, and of every requirement."""
    history, known = asked.history, asked.plain.known_on or 0
    named = () if licence is None else (f"licence/{licence}",)
    own = (history.reading(one).unsure for one in (*named, *deciding_streams(decided)))
    for one in chain(*own, history.unsure_in_requirements):
        if one.first <= known < one.until:
            yield one


def deciding_streams(decided: Decision) -> tuple[str, ...]:
    """The streams of what decides, in rank."""
    return tuple(dict.fromkeys(change.stream for change in decided.because))


class _Noted:
    """The notes on names, by the fields that they are of."""

    __slots__ = ("of",)

    def __init__(self) -> None:
        self.of: dict[tuple[str | None, ...], Sequence[str]] = {}


def _noted_of_names(history: History, given: Mapping[str, str]) -> Sequence[str]:
    """The notes on names that no clause knows, looked for once for all who say the same."""
    kept = history.derived_of_words(_Noted).of
    said = tuple(map(given.get, _FIELDS_OF_NAMES))
    found = kept.get(said)
    if found is None:
        found = unfamiliar_names(history, given)
        if all(word is None or len(word) <= NAME for word in said):
            if len(kept) >= WORDS_KEPT:
                kept.clear()
            kept[said] = found
    return found


def unfamiliar_names(history: History, given: Mapping[str, str]) -> list[str]:
    """Notes on a programme or goods that no recorded clause names, with the nearest known."""
    found = []
    programme = programme_name(given.get("programme", "none"))
    programmes = history.words("programmes")
    if programme != "none" and programme not in programmes:
        found.append(unfamiliar("programme", given) + _nearest(programme, programmes))
    if (goods := goods_said(given)) is not None:
        found += _unfamiliar_goods(goods, given, history)
        found += _namesakes(goods, given, history)
    return found


def _unfamiliar_goods(goods: str, given: Mapping[str, str], history: History) -> list[str]:
    codes, items = history.words("goods"), history.words(ITEMS)
    if goods == NO_GOODS or any(goods_match(known, goods) > NO for known in (codes, items)):
        return []
    near = likest(goods, _of_its_list(goods, items), most=1, cutoff=0.5)
    if near:
        nearest = f"; the nearest known is `{bare(near[0])}` ({items[near[0]]})"
    else:
        known = {code: bare(code) for code in codes if code[0] != "@"}
        # What reads the same is of another list: nothing was misspelt, and nothing is offered.
        nearest = "" if bare(goods) in known.values() else _nearest(goods, known)
    return [unfamiliar("goods", given) + nearest]


def _of_its_list(goods: str, items: Iterable[str]) -> list[str]:
    """The codes of the list that goods are of; those of the same category, if there are any."""
    found = [code for code in items if list_of(code) == list_of(goods)]
    category = bare(goods)[:2]
    return [code for code in found if bare(code).startswith(category)] or found


def _namesakes(goods: str, given: Mapping[str, str], history: History) -> list[str]:
    """The note that other lists have the same code, where a transaction does not say which."""
    items = history.words(ITEMS)
    if LIST in given or not items or goods == NO_GOODS:
        return []
    names = (one for one in history.subjects("list") if one != list_of(goods))
    return [
        f"{namesake(goods)} `{name}` too: say so in `list`, if that one is meant"
        for name in names
        if code_on_list(goods, name) in items
    ]


def namesake(goods: str) -> str:
    """The beginning of that note."""
    return f"`{goods}` is a code of the list"


MAY_BE_UNFAMILIAR = ("programme", "goods")
"""The fields about which there may be such a note, in the order of notes."""
_FIELDS_OF_NAMES = (*MAY_BE_UNFAMILIAR, LIST)
"""What these notes depend on."""


def unfamiliar(field: str, given: Mapping[str, str]) -> str:
    """The note that no recorded clause names what is given, without the nearest known."""
    return f"no recorded clause names the {field} `{given[field]}`"


def _nearest(word: str, known: Mapping[str, str]) -> str:
    near = likest(word, known, most=1, cutoff=0.5)
    return f"; the nearest known is `{known[near[0]]}`" if near else ""
