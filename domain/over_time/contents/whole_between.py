"""The same of two contents that say all that decides: who came and went in groups, what is
prohibited, and parts that stand for other transactions than they did."""

from __future__ import annotations

from functools import partial
from typing import Any

from ...history.changes import Change, change_of
from ...law.requirements import WITH_ENTRIES
from ...law.running import Seen
from ...vocabulary.truth import NO, UNDETERMINED, YES, Truth
from ..bearing import member_entries
from ..presence import bearing_on
from ..surroundings import Members
from .between import Bearing, Between
from .content import Content, Part
from .deciding import Deciding
from .list_between import ListBetween

Json = dict[str, Any]


class WholeBetween(Between):
    """Two contents of one licence with all that decides, and what explains that they differ."""

    def __init__(self, before: Content, after: Content) -> None:
        super().__init__(before, after)
        self._decides = _deciding(before), _deciding(after)

    # -- parts that stand for others -------------------------------------------------

    def differing_parts(self) -> list[Part]:
        """The parts that are on one side only, say something else, or stand for others."""
        unseen = self._standing_otherwise()
        return [
            part
            for part in dict.fromkeys((*self.before.parts, *self.after.parts))
            if self.before.parts.get(part) != self.after.parts.get(part) or part in unseen
        ]

    def causes_of(self, part: Part) -> list[Change]:
        """The causes for a part; for one that is shown alike, of all that can bear on it."""
        what, name = part
        if what == "prohibition":
            return self.causes_of_requirement(name)
        if self.before.parts.get(part) == self.after.parts.get(part):
            return self._explained(name)
        return super().causes_of(part)

    def causes_of_line(self) -> list[Change]:
        """The causes for status and title, and for what decides without being shown."""
        shown = {*self.before.parts, *self.after.parts}
        unseen = [name for _, name in self._standing_otherwise() - shown]
        found = [one for name in unseen for one in self._explained(name)]
        found += [one for name in self._ranked_otherwise() for one in self.corrections(name)]
        return self.ranked([*super().causes_of_line(), *found])

    def _standing_otherwise(self) -> set[Part]:
        """What stands for other transactions on one side than on the other; of prohibitions
        that is shown."""
        one, other = (
            {part: how for part, how in side.standing.items() if part[0] not in _OF_PROHIBITIONS}
            for side in self._decides
        )
        return {part for part in {*one, *other} if one.get(part) != other.get(part)}

    def _ranked_otherwise(self) -> list[str]:
        """The changes that can decide on both sides, if they do so in another order."""
        one, other = (side.order for side in self._decides)
        both = [name for name in one if name in other]
        return both if both != [name for name in other if name in one] else []

    def _explained(self, name: str) -> list[Change]:
        """The causes for a change or entry; where no stop of it explains that it stands for
        others, of all that can bear on it."""
        return self._of_entry(name) or self.causes_from(self._bearing(name))

    def _bearing(self, name: str) -> list[str]:
        """All that can bear on a change or entry, on either side."""
        found: dict[str, None] = {}
        for seen in self.sides():
            change = seen.history.change(change_of(name))
            if change is not None:
                bearing = bearing_on(seen.history, change, change.entry(name))
                found |= {one.id: None for one in bearing}
        return list(found)

    def causes_of_requirement(self, name: str) -> list[Change]:
        """The causes for what is there of a requirement on one side otherwise than on the other;
        where all is, of what it says."""
        read = partial(_of_requirement, name)
        for names in (self.bearing_otherwise(read), [one for s in self.sides() for one in read(s)]):
            if found := self.ranked(one for entry in names for one in self._of_entry(entry)):
                return found
        return []

    # -- groups ------------------------------------------------------------------------

    def beside(self) -> Json:
        """Who came into the groups that clauses reach, and who went, by which change; and what
        came onto the control lists, and left them."""
        return {
            "groups": [one for one in map(self.group, self._reached()) if one],
            "lists": [one for one in map(self.control_list, self._lists_reached()) if one],
        }

    def causes_beside(self) -> list[Change]:
        """The causes for those that came and went."""
        return [
            cause
            for name in self._reached()
            for label in self._moved_in(name)
            for cause in self._of_member(name, label)
        ] + [cause for name in self._lists_reached() for cause in self.list_between(name).causes()]

    def _reached(self) -> list[str]:
        """The groups that clauses reach on either side; by name."""
        return sorted({name for side in self._decides for name in side.groups})

    def group(self, name: str) -> Json | None:
        """Who came into a group, and who went, by which change; None if nobody did, and it is
        established on both sides or on neither."""
        was, now = self._members(name)
        moved = [(one, _truth(was, one), _truth(now, one)) for one in self._moved_in(name)]
        became = {} if was.established is now.established else {"established": _word(now)}
        if not moved and not became:
            return None
        return {
            "group": name,
            "added": [self._member(name, one, now) for one, was, now in moved if was < now],
            "removed": [self._member(name, one, now) for one, was, now in moved if was > now],
            **became,
        }

    def _lists_reached(self) -> list[str]:
        """The control lists that clauses reach on either side; by name."""
        return sorted({name for side in self._decides for name in side.lists})

    def control_list(self, name: str) -> Json | None:
        """What came onto a control list, and what left it; None if nothing differs."""
        return self.list_between(name).shown()

    def list_between(self, name: str) -> ListBetween:
        """A control list on both sides."""
        one, other = (side.around for side in self._decides)
        return ListBetween(name, self, one.listed(name), other.listed(name))

    def _member(self, group: str, label: str, truth: Truth) -> Json:
        """One that came or went; where that is not certain yet, it says so."""
        by = [one.id for one in self._of_member(group, label)] or self._entries(group, label)
        unsure = {"present": truth.word} if truth is UNDETERMINED else {}
        return {"member": label, "change": change_of(by[0]), **unsure}

    def _members(self, group: str) -> tuple[Members, Members]:
        one, other = (side.around for side in self._decides)
        return one.members(group), other.members(group)

    def _moved_in(self, group: str) -> list[str]:
        """The members that are in a group on one side otherwise than on the other."""
        was, now = self._members(group)
        labels = sorted({*was.present, *now.present})
        return [label for label in labels if _truth(was, label) is not _truth(now, label)]

    def _of_member(self, group: str, label: str) -> list[Change]:
        found = (self._of_entry(entry) for entry in self._entries(group, label))
        return self.ranked(one for causes in found for one in causes)

    def _entries(self, group: str, label: str) -> list[str]:
        """The entries of a member that are there on one side otherwise than on the other."""
        return self.bearing_otherwise(partial(_of_member, group, label))

    def _of_entry(self, entry: str) -> list[Change]:
        return self.causes_of_changes([change_of(entry)], [entry])


_OF_PROHIBITIONS = {"imposition", "require", "exempt"}


def _deciding(content: Content) -> Deciding:
    found = content.deciding
    if found is None:
        raise ValueError("a content of version 1 does not say what decides")
    return found


def _truth(members: Members, label: str) -> Truth:
    return members.present.get(label, NO)


def _word(members: Members) -> str:
    return (YES if members.established else NO).word


def _of_member(group: str, label: str, seen: Seen) -> Bearing:
    return {
        entry.id: seen.present(change, entry)
        for change, entry in member_entries(group, seen)
        if entry.label == label
    }


def _of_requirement(name: str, seen: Seen) -> Bearing:
    """The impositions of a requirement, and its entries, each with whether it is there."""
    stream = f"requirement/{name}"
    found = {one.id: seen.runs(one) for one in seen.visible_of(stream, "requirement_imposed")}
    for change in seen.visible_of(stream, *WITH_ENTRIES):
        found |= {entry.id: seen.present(change, entry) for entry in change.entries}
    return found
