"""Lists of groups and of policies: all that ever stood, and on which days."""

from __future__ import annotations

from collections.abc import Callable

from ...domain.history.history import History
from ...domain.law.groups import Groups
from ...domain.law.publication import noted_if_any, publication_notes
from ...domain.law.running import Seen
from ...domain.over_time.days_run import days_run
from ...domain.vocabulary.originals import with_original
from ...domain.vocabulary.truth import any_of
from ..viewpoints import AskedView
from .register import PAGE, Json, Register

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
