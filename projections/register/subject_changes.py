"""What was recorded of one subject, and who is in a group since when."""

from __future__ import annotations

from typing import Any

from ...domain.history.history import History
from ...domain.law.groups import Groups, group_answer
from ...domain.law.publication import noted_if_any, publication_notes
from ...domain.law.requirements import requirement_answer
from ...domain.law.running import Seen
from ...domain.over_time.days_run import days_run
from ...domain.questions import require_known
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.truth import NO
from ..viewpoints import AskedView
from .recordings import change_shown
from .register import Json, Register
from .subjects import ESTABLISHED_BY, ran

_ESTABLISHED_BY = {
    **ESTABLISHED_BY,
    "requirement": "requirement_imposed",
    "application": "application_received",
    "list": "control_list_adopted",
}


class SubjectChanges(Register):
    """The questions about one subject that is no licence."""

    def changes_of(self, kind: str, name: str, asked: AskedView) -> Json:
        """Every change to a subject that is visible, in rank, stopped ones too, with the days on
        which the subject ran."""

        def answer(seen: Seen, history: History, version: int) -> Json:
            require_known(kind, name, history, f"/{kind}")
            stream = f"{kind}/{name}"
            every = history.stream(stream).changes.values()
            visible = seen.ranked(one for one in every if seen.visible(one))
            return {
                kind: name,
                "changes": [change_shown(one, seen) for one in visible],
                "ran": days_run(stream, _ESTABLISHED_BY[kind], history, seen.known_on),
            }

        return self._seen(asked, answer)

    def members(self, name: str, asked: AskedView) -> Json:
        """Who is in a group or may be, each with the entries that make it so: those in it by their
        own name, and the groups inside it; and the days on which the group stood."""

        def answer(seen: Seen, history: History, version: int) -> Json:
            require_known("group", name, history, "/group")
            groups = Groups(seen)
            told = group_answer(groups, name)
            own = _own_entries(name, seen)
            return {
                **told,
                "members": [{**one, "by": own.pop(one["member"], [])} for one in told["members"]],
                "inside": [{"group": label[1:], "by": by} for label, by in own.items()],
                "ran": ran("group", name, seen),
                **noted_if_any(publication_notes([f"group/{name}"], seen)),
            }

        return self._seen(asked, answer)

    def requirement(self, name: str, asked: AskedView) -> Json:
        """One requirement: whether it is imposed, its entries, and the days on which it was."""

        def answer(seen: Seen, history: History, version: int) -> Json:
            require_known("requirement", name, history, "/requirement")
            stream = f"requirement/{name}"
            return {
                **requirement_answer(name, seen),
                "ran": days_run(stream, "requirement_imposed", history, seen.known_on),
                **noted_if_any(publication_notes([stream], seen)),
            }

        return self._seen(asked, answer)


def _own_entries(name: str, seen: Seen) -> dict[str, list[Json]]:
    """The entries of a group that are present or may be, by what they name; since when each is."""
    found: dict[str, list[Json]] = {}
    for change in seen.visible_of(f"group/{name}", "group_established", "member_admitted"):
        for entry in change.entries:
            if seen.present(change, entry) > NO:
                since: Any = change.content.get("from")
                published = seen.history.instrument_of(change).published_on
                one = {"change": change.id, "from": since, "published_on": day_text(published)}
                found.setdefault(entry.label, []).append(one)
    return dict(sorted(found.items(), key=lambda one: (one[0][0] != "@", one[0])))
