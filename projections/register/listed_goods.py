"""Control lists as they are asked about: all of them, what is on one, what is told of a code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...domain.faults import Fault, QuestionError
from ...domain.history.changes import Change, Entry
from ...domain.history.history import History
from ...domain.law.control_lists import ControlLists, is_kept_free, item_shown, stream_of_list
from ...domain.law.publication import noted_if_any, publication_notes
from ...domain.law.running import Seen
from ...domain.over_time.days_run import days_run
from ...domain.questions import require_known
from ...domain.vocabulary.control_lists import codes_above
from ...domain.vocabulary.transaction_values import code_fault
from ...domain.vocabulary.truth import Truth, any_of
from ..viewpoints import AskedView
from .register import PAGE, Json, Register

_ADOPTED = "control_list_adopted"
_NUMBER = re.compile(r"(\d+)")
Item = tuple[Change, Entry]


class ListedGoods(Register):
    """The questions about control lists."""

    def lists(self, asked: AskedView, limit: int = PAGE, after: str = "") -> Json:
        """Every control list ever adopted: whether it stands on the day, how many items are or may
        be on it, and whether the record of it is whole."""

        def answer(seen: Seen, history: History, version: int) -> Json:
            names = history.subjects("list", after, limit + 1)
            page = names[:limit]
            return {
                "lists": [_list_line(name, seen) for name in page],
                "next": page[-1] if len(names) > limit else None,
                **_noted(page, seen),
            }

        return self._seen(asked, answer)

    def control_list(self, name: str, asked: AskedView, limit: int = PAGE, after: str = "") -> Json:
        """What is on a list or may be, in the order of its codes; numbers kept free stand there
        too."""

        def answer(seen: Seen, history: History, version: int) -> Json:
            require_known("list", name, history, "/list")
            present = sorted(ControlLists(seen).present(name), key=_by_code)
            start = _after(present, after)
            page = present[start : start + limit]
            more = len(present) > start + limit
            return {
                **_list_line(name, seen),
                "items": [item_shown(*item, truth) for item, truth in page],
                "next": page[-1][0][1].id if more else None,
                **_noted([name], seen),
            }

        return self._seen(asked, answer)

    def code(self, name: str, code: str, asked: AskedView) -> Json:
        """What is told of a code of a list: whether goods of it are on the list that day, the items
        of this code on whatever day, those above it, and those right below it on the day."""
        if sentence := code_fault(code):
            raise QuestionError([Fault("malformed", "/code", sentence)])

        def answer(seen: Seen, history: History, version: int) -> Json:
            require_known("list", name, history, "/list")
            lists = ControlLists(seen)
            return {
                "list": name,
                "code": code,
                "on_list": lists.holds(name, code).word,
                "items": [_shown(one, seen) for one in lists.items_at(name, code)],
                "above": [
                    _shown(one, seen)
                    for above in reversed(codes_above(code)[1:])
                    for one in lists.items_at(name, above)
                ],
                "below": [_shown(one, seen) for one in _right_below(name, code, seen)],
                **_noted([name], seen),
            }

        return self._seen(asked, answer)


def order_of_code(code: str) -> list[tuple[int, str]]:
    """By which codes stand as their list has them: `2` before `10`."""
    return [
        (int(part), "") if part.isdigit() else (-1, part) for part in _NUMBER.split(code) if part
    ]


def _by_code(one: tuple[Item, Truth]) -> tuple[list[tuple[int, str]], str]:
    (_, entry), _truth = one
    return order_of_code(entry.label), entry.id


def _after(present: list[tuple[Item, Truth]], after: str) -> int:
    """Where the page begins that stands after an entry; `QuestionError` if it is none of these."""
    if not after:
        return 0
    places = [entry.id for (_, entry), _ in present]
    if after not in places:
        raise QuestionError([Fault("malformed", "/after", f"`{after}` is no item of this list")])
    return places.index(after) + 1


def _right_below(name: str, code: str, seen: Seen) -> Iterator[Item]:
    """The items one step below a code, as far as they are visible."""
    found = [
        one
        for one in seen.history.stream(stream_of_list(name)).items_below(code)
        if "." not in one[1].label[len(code) + 1 :] and seen.visible(one[0])
    ]
    yield from sorted(found, key=lambda one: (order_of_code(one[1].label), one[1].id))


def _shown(item: Item, seen: Seen) -> Json:
    return item_shown(*item, seen.present(*item))


def _list_line(name: str, seen: Seen) -> Json:
    adopted = seen.visible_of(stream_of_list(name), _ADOPTED)
    lists = ControlLists(seen)
    last = adopted[-1].content if adopted else {}
    return {
        "list": name,
        "title": last.get("title"),
        "title_nl": last.get("title_nl"),
        "running": any_of(seen.runs(one) for one in adopted).word,
        "whole": lists.is_whole(name).word,
        "count": sum(not is_kept_free(entry) for (_, entry), _ in lists.present(name)),
        "ran": days_run(stream_of_list(name), _ADOPTED, seen.history, seen.known_on),
    }


def _noted(names: list[str], seen: Seen) -> Json:
    return dict(noted_if_any(publication_notes(list(map(stream_of_list, names)), seen)))
