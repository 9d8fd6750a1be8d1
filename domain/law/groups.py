"""Groups of countries: who is in one on a day, as known on a day.

A country is in a group if a present entry names it, or names a group that it is in. Of a
group that no visible change establishes the members are not known: there, and in every
group that holds it, a country not named is undetermined rather than out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..history.history import History
from ..vocabulary.bounds import CODE
from ..vocabulary.truth import NO, UNDETERMINED, YES, Truth
from .control_lists import ControlLists
from .running import Seen


@dataclass(slots=True)
class Group:
    """One group seen from a viewpoint: `others` is what holds for a country not named, `within`
    are the groups inside it, and itself."""

    established: bool
    named: dict[str, Truth] = field(default_factory=dict)
    others: Truth = NO
    rests_on_unrecorded: bool = False
    within: set[str] = field(default_factory=set)

    def holds(self, country: str) -> Truth:
        """Whether the country is in the group."""
        return max(self.named.get(country, NO), self.others)

    def take_in(self, inner: Group, present: Truth) -> None:
        """Add the members of a group named inside this one."""
        for country, holds in inner.named.items():
            self.named[country] = max(self.named.get(country, NO), min(present, holds))
        self.others = max(self.others, min(present, inner.others))
        self.rests_on_unrecorded |= present > NO and inner.rests_on_unrecorded
        self.within |= inner.within


class _Own:
    """What a group's own changes say of its members, on days between which that is the same; and
    the group, by the groups inside it as they were then."""

    __slots__ = ("entries", "established", "found", "inner", "read")

    def __init__(self) -> None:
        self.read = self.established = False
        self.entries: Sequence[tuple[str, Truth]] = ()
        self.inner: Sequence[str] = ()
        self.found: dict[tuple[int, ...], tuple[Group, Sequence[Group]]] = {}

    def reads(self, name: str, seen: Seen) -> None:
        """Read it as it is seen."""
        stream = f"group/{name}"
        self.established = bool(seen.visible_of(stream, "group_established"))
        self.entries = [
            (entry.label, seen.present(change, entry))
            for change in seen.visible_of(stream, "group_established", "member_admitted")
            for entry in change.entries
        ]
        self.inner = [label[1:] for label, _ in self.entries if label[0] == "@"]
        self.read = True

    def group(self, name: str, inner: Sequence[Group]) -> Group:
        """The group, from those inside it."""
        key = tuple(map(id, inner))  # which stay what they are as long as they are kept beside it
        kept = self.found.get(key)
        if kept is None:
            if len(self.found) >= _KEPT:
                self.found.clear()
            kept = self.found[key] = self._made(name, inner), inner
        return kept[0]

    def _made(self, name: str, inner: Sequence[Group]) -> Group:
        group = Group(self.established, within={name})
        if not self.established:
            group.others, group.rests_on_unrecorded = UNDETERMINED, True
        waiting = iter(inner)
        for label, present in self.entries:
            if label[0] == "@":
                group.take_in(next(waiting), present)
            else:
                group.named[label] = max(group.named.get(label, NO), present)
        return group


class _Whole:
    """A group with all groups inside it, on days between which none of them changes."""

    __slots__ = ("group",)

    def __init__(self) -> None:
        self.group: Group | None = None


class _Listed:
    """Whether codes are on a list, on days between which nothing of it changes."""

    __slots__ = ("held",)

    def __init__(self) -> None:
        self.held: dict[str, Truth] = {}


_KEPT = 64
_CODES_KEPT = 5_000
_NOBODY = Group(established=True)


class Groups:
    """Every group, seen from a viewpoint; and every control list."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self._lists: ControlLists | None = None
        self._known: dict[str, Group] = {}
        self._asked: set[str] = set()

    @property
    def control_lists(self) -> ControlLists:
        """Every control list, seen from there."""
        if self._lists is None:
            self._lists = ControlLists(self.seen)
        return self._lists

    def holds(self, group: str, country: str) -> Truth:
        """Whether the country is in the group."""
        return self.group(group).holds(country)

    def rests_on_unrecorded(self, group: str) -> bool:
        """Whether the group, or one that it holds or may hold, is established nowhere."""
        return self.group(group).rests_on_unrecorded

    def on_list(self, control_list: str, code: str) -> Truth:
        """Whether goods of this code are on a control list."""
        return self.control_lists.holds(control_list, code)

    def listed_otherwise(self, control_list: str, other: Groups) -> set[str] | None:
        """The codes of items of which another viewpoint tells otherwise whether they are on a
        control list (`ControlLists.differing`)."""
        return self.control_lists.differing(control_list, other.control_lists)

    def says_too_little(self, control_list: str, code: str) -> bool:
        """Whether only codes below this one are on the list, or may be."""
        return self.control_lists.says_too_little(control_list, code)

    def is_unrecorded(self, control_list: str, code: str) -> bool:
        """Whether the record tells nothing of this code, nor that the list is recorded whole."""
        return self.control_lists.is_unrecorded(control_list, code)

    def streams(self) -> list[str]:
        """The streams of the groups and lists that were asked about so far."""
        lists = (f"list/{name}" for name in self.control_lists.names())
        return [*(f"group/{name}" for name in self.names()), *lists]

    def group(self, name: str) -> Group:
        """One group with all the groups inside it."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._kept(name)
        if name not in self._asked:
            self._asked |= found.within
        return found

    def _kept(self, name: str) -> Group:
        """The same, read once for all who see the same of it and of all groups in it."""
        seen = self.seen
        if seen.asked or not seen.history.is_whole:
            return self._whole(name)
        stretch = seen.history.stretch_of_group(name, seen.valid_on, seen.known_on)
        kept = seen.history.derived(stretch, _Whole)
        if kept.group is None:
            kept.group = self._whole(name)
        return kept.group

    def _whole(self, name: str) -> Group:
        # The innermost first, so that no nesting is too deep to follow.
        for one in self._inside_out(name):
            self._known[one] = self._read(one)
        return self._known[name]

    def names(self) -> list[str]:
        """The groups that were asked about so far, and those inside them; by name."""
        return sorted(self._asked)

    def within(self, names: Iterable[str]) -> list[str]:
        """These groups and those that are in them or may be, through others too; by name."""
        found, waiting = set[str](), list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [
                    label[1:]
                    for label, present in self._own(name).entries
                    if label[0] == "@" and present > NO
                ]
        return sorted(found)

    def members(self, name: str) -> list[dict[str, str]]:
        """The countries that visible changes name in it or inside it, those not in it left out."""
        group = self.group(name)
        return [
            {"member": country, "present": group.holds(country).word}
            for country in sorted(group.named)
            if group.holds(country) > NO
        ]

    def _own(self, name: str) -> _Own:
        """What a group's own changes say; read once for all who see the same of it."""
        found = self.seen.kept_of(f"group/{name}", _Own)
        if not found.read:
            found.reads(name, self.seen)
        return found

    def _read(self, name: str) -> Group:
        own = self._own(name)
        return own.group(name, [self._known.get(one, _NOBODY) for one in own.inner])

    def _inside_out(self, name: str) -> list[str]:
        """The group and those inside it that are not read yet, the inner before the outer."""
        order: dict[str, None] = {}
        waiting: list[tuple[str, bool]] = [(name, False)]
        entered: set[str] = set()
        while waiting:
            one, done = waiting.pop()
            if done:
                order[one] = None
            elif one not in entered and one not in self._known:
                entered.add(one)
                waiting.append((one, True))
                waiting += [(name, False) for name in self._own(one).inner]
        return list(order)


class KeptMembership:
    """The same, of a history that keeps what its groups came to: who asks one of them does not read
    the others, and nothing is noted of what was asked."""

    __slots__ = ("_groups", "_history", "_known_on", "_valid_on")

    def __init__(
        self,
        history: History,
        valid_on: int,
        known_on: int | None,
        groups: Callable[[], Groups],
    ) -> None:
        self._history = history
        self._valid_on = valid_on
        self._known_on = known_on
        self._groups = groups

    def holds(self, group: str, country: str) -> Truth:
        """Whether the country is in the group."""
        history = self._history
        stretch = history.stretch_of_group(group, self._valid_on, self._known_on)
        kept = history.derived(stretch, _Whole).group
        if kept is None:
            return self._groups().holds(group, country)
        return max(kept.named.get(country, NO), kept.others)

    def rests_on_unrecorded(self, group: str) -> bool:
        """Whether the group, or one that it holds or may hold, is established nowhere."""
        return self._groups().rests_on_unrecorded(group)

    def on_list(self, control_list: str, code: str) -> Truth:
        """Whether goods of this code are on a control list."""
        stream = f"list/{control_list}"
        stretch = self._history.stretch(stream, self._valid_on, self._known_on)
        held = self._history.derived(stretch, _Listed).held
        truth = held.get(code)
        if truth is None:
            truth = self._groups().on_list(control_list, code)
            if len(code) <= CODE and len(held) < _CODES_KEPT:
                held[code] = truth
        return truth

    def says_too_little(self, control_list: str, code: str) -> bool:
        """Whether only codes below this one are on the list, or may be."""
        return self._groups().says_too_little(control_list, code)

    def is_unrecorded(self, control_list: str, code: str) -> bool:
        """Whether the record tells nothing of this code, nor that the list is recorded whole."""
        return self._groups().is_unrecorded(control_list, code)


def group_answer(groups: Groups, name: str) -> dict[str, Any]:
    """A group as it is answered; `established` is yes if a visible change establishes it."""
    established = YES if groups.group(name).established else NO
    return {"group": name, "established": established.word, "members": groups.members(name)}
