"""Lists of groups, of policies and of what else is no licence: all that ever stood, and on which
days; of control lists also what is on one, and what is told of a code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from ...domain.faults import Fault, QuestionError
from ...domain.history.changes import Change, Entry
from ...domain.history.history import History
from ...domain.law.applications.application_answer import application_line, application_state
from ...domain.law.control_lists import ControlLists, is_kept_free, item_shown, stream_of_list
from ...domain.law.groups import Groups
from ...domain.law.publication import noted_if_any, publication_notes
from ...domain.law.running import Seen
from ...domain.over_time.application_days import ApplicationDays, application_period
from ...domain.over_time.days_run import days_run
from ...domain.questions import read_day, require_known
from ...domain.vocabulary.bounds import PAGE
from ...domain.vocabulary.control_lists import codes_above
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.originals import with_original
from ...domain.vocabulary.transaction_values import code_fault
from ...domain.vocabulary.truth import Truth, any_of
from ..viewpoints import AskedView
from .register import Json, Register, as_answered

ESTABLISHED_BY = {"group": "group_established", "policy": "policy_adopted"}


class Subjects(Register):
    """The lists of what is no licence. Ended ones stand in them too."""

    def groups(self, asked: AskedView, limit: int = PAGE, after: str = "") -> Json:
        """Every group ever established: whether it stands on the day, how many countries are or
        may be in it, and the days on which it stood."""
        return self._page("group", "groups", _group_line, asked, limit, after)

    def policies(self, asked: AskedView, limit: int = PAGE, after: str = "") -> Json:
        """Every policy ever adopted: whether it runs on the day, and the days on which it did."""
        return self._page("policy", "policies", _policy_line, asked, limit, after)

    def _page(
        self,
        kind: str,
        title: str,
        line: Callable[[str, Seen], Json],
        asked: AskedView,
        limit: int,
        after: str,
    ) -> Json:
        def answer(seen: Seen, history: History, version: int) -> Json:
            names = history.subjects(kind, after, limit + 1)
            page = names[:limit]
            notes = publication_notes([f"{kind}/{name}" for name in page], seen)
            return {
                title: [line(name, seen) for name in page],
                "next": page[-1] if len(names) > limit else None,
                **noted_if_any(notes),
            }

        return self._seen(asked, answer)


class Applications(Subjects):
    """The questions about applications for licences."""

    def applications(self, asked: AskedView, limit: int = PAGE, after: str = "") -> Json:
        """Every application ever received: where it stands on the day, and by when it must be
        decided."""
        return self._page("application", "applications", application_line, asked, limit, after)

    def application(self, name: str, asked: AskedView) -> Json:
        """One application: where it stands, by when it must be decided and how that comes about,
        its decisions, objections and appeals."""

        def answer(seen: Seen, history: History, version: int) -> Json:
            require_known("application", name, history, "/application")
            return application_state(name, seen)

        return self._seen(asked, answer)

    def application_timeline(
        self, name: str, asked: AskedView, limit: int = PAGE, after: str = ""
    ) -> Json:
        """The days on which something about an application changes, and what is so between.

        `after` is a day: only the periods that begin later. `next` is the last day of the last
        period shown, or null if none follows.
        """
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            require_known("application", name, history, "/application")
            days = ApplicationDays(name, history, viewpoint.known_on)
            start = read_day(after, "after") if after else None
            page = list(islice(days.periods(start), limit))
            last = page[-1].ends if page else None
            said = {
                "application": name,
                "periods": [application_period(period, days) for period in page],
                "next": None if last is None else day_text(last - 1),
            }
            return as_answered(said, viewpoint)


def ran(kind: str, name: str, seen: Seen) -> list[Json]:
    """The days on which a group or a policy stood, or may have."""
    return days_run(f"{kind}/{name}", ESTABLISHED_BY[kind], seen.history, seen.known_on)


def _running(kind: str, name: str, seen: Seen) -> str:
    established = seen.visible_of(f"{kind}/{name}", ESTABLISHED_BY[kind])
    return any_of(seen.runs(one) for one in established).word


def _group_line(name: str, seen: Seen) -> Json:
    return {
        "group": name,
        "running": _running("group", name, seen),
        "members": len(Groups(seen).members(name)),
        "ran": ran("group", name, seen),
    }


def _policy_line(name: str, seen: Seen) -> Json:
    adopted = seen.visible_of(f"policy/{name}", "policy_adopted")
    return {
        "policy": name,
        **with_original(adopted[-1].content if adopted else {}, "title"),
        "running": _running("policy", name, seen),
        "ran": ran("policy", name, seen),
    }


# -- control lists ---------------------------------------------------------------------

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
