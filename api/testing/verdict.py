"""A verdict as a test reads it: predicates to assert, and why it came out as it did.

pytest shows a failing `assert verdict.covered` with the verdict's `repr`, in one line of at
most 240 characters, and a failing `assert verdict.reason == "permitted"` with what
`comparison` gives. Both say the verdict, its reason and the deciding instruments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import shorten
from typing import Any

from ...domain.faults import did_you_mean

Json = dict[str, Any]

VERDICTS = ("covered", "not_covered", "undetermined", "licence_required", "no_licence_required")
_LINE = 240
"""Characters that pytest shows of an object (`_pytest._io.saferepr`)."""


class VerdictWord(str):
    """A word of an answer; `verdict` is the verdict it was said in, for a failing comparison."""

    verdict: Verdict

    def __new__(cls, text: str, verdict: Verdict) -> VerdictWord:
        word = super().__new__(cls, text)
        word.verdict = verdict
        return word


class Verdict:
    """The evaluation of one transaction; `answer` is the JSON that HTTP answers.

    It equals its word (`verdict == "covered"`; `ValueError` for a word that is no verdict, so
    that no comparison fails or holds by a misspelling), and another verdict of the same
    answer. It is neither true nor false by itself (`TypeError`): ask `covered`.
    """

    def __init__(self, transaction: Mapping[str, str], answer: Json) -> None:
        self.transaction = dict(transaction)
        self.answer = answer

    @property
    def verdict(self) -> VerdictWord:
        """One of `VERDICTS`."""
        return VerdictWord(self.answer["verdict"], self)

    @property
    def reason(self) -> VerdictWord:
        """Why, in a word: `permitted`, `excluded`, `missing_field`, …"""
        return VerdictWord(self.answer["reason"], self)

    @property
    def required(self) -> VerdictWord:
        """Whether the transaction needs a licence at all: `yes`, `no` or `undetermined`."""
        return VerdictWord(self.answer["required"], self)

    @property
    def decided_by(self) -> str | None:
        """The id of the change that decides: the first of `because`."""
        decided: str | None = self.answer["decided_by"]
        return decided

    @property
    def because(self) -> tuple[str, ...]:
        """The ids of the changes that the verdict rests on, in rank."""
        return tuple(one["change"] for one in self.answer["because"])

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The fields that the transaction lacks, or names too coarsely, sorted."""
        return tuple(self.answer["depends_on"])

    @property
    def covered_by(self) -> tuple[str, ...]:
        """The licences that cover a transaction which names none, sorted."""
        return tuple(self.answer["covered_by"])

    @property
    def covered(self) -> bool:
        """Covered by the licence; without one named, by some licence."""
        return self == "covered"

    @property
    def not_covered(self) -> bool:
        """Not covered for certain. An undetermined verdict is neither this nor covered."""
        return self == "not_covered"

    @property
    def undetermined(self) -> bool:
        """The record, or the question, does not say enough."""
        return self == "undetermined"

    @property
    def licence_required(self) -> bool:
        """No licence was named, one is needed, and no recorded licence covers it."""
        return self == "licence_required"

    @property
    def no_licence_required(self) -> bool:
        """No licence was named, and none is needed."""
        return self == "no_licence_required"

    def __eq__(self, other: object) -> bool:
        __tracebackhide__ = True
        if isinstance(other, str):
            if other not in VERDICTS:
                raise ValueError(f"`{other}` is no verdict{did_you_mean(other, VERDICTS)}")
            return bool(self.answer["verdict"] == other)
        return isinstance(other, Verdict) and self.answer == other.answer

    def __bool__(self) -> bool:
        __tracebackhide__ = True
        raise TypeError("a verdict is neither true nor false; ask .covered, .not_covered, …")

    def __repr__(self) -> str:
        head = f"{self.answer['verdict']}: {self.answer['reason']}"
        if self.depends_on:
            head += f", depends on {', '.join(self.depends_on)}"
        if not self.because:
            return f"<{head}>"
        first = self.answer["because"][0]
        more = f" and {len(self.because) - 1} more" if len(self.because) > 1 else ""
        head += f", by {first['change']}"
        return f"<{head} “{_cut(first['title'], _LINE - len(head) - len(more) - 5)}”{more}>"

    def __str__(self) -> str:
        asked = asked_line(self.transaction, self.answer["viewpoint"])
        return "\n".join([*self.why(), f"  {asked}"])

    def why(self) -> Iterator[str]:
        """The verdict in lines: its reason, what it rests and depends on, its notes."""
        yield f"{self.verdict}: {self.reason}"
        if self.depends_on:
            yield f"  depends on {', '.join(self.depends_on)}"
        yield from because_lines(self.answer)
        if self.covered_by:
            yield f"  covered by {', '.join(self.covered_by)}"
        yield f"  licence required: {self.required}"
        yield from (f"  note: {note}" for note in self.answer["notes"])


def because_lines(answer: Json) -> Iterator[str]:
    """The changes an answer rests on, each with its days and its instrument's title below."""
    for one in answer.get("because", ()):
        begins = f"from {one['from']}, " if one["from"] else ""
        yield f"  {one['change']}  {one['type']}, {begins}published {one['published_on']}"
        yield f"    “{one['title']}”"


def asked_line(question: Mapping[str, Any], viewpoint: Mapping[str, Any]) -> str:
    """A question and where it was seen from, in one line."""
    parts = [f"{name} {value}" for name, value in question.items()]
    if viewpoint.get("known_on"):
        parts.append(f"as known on {viewpoint['known_on']}")
    return f"asked: {', '.join(parts)}, at log size {viewpoint['log_size']}"


def comparison(op: str, left: object, right: object) -> list[str] | None:
    """What to show of a comparison that failed; None unless a verdict stands on a side of it."""
    for side in (left, right):
        verdict = side.verdict if isinstance(side, VerdictWord) else side
        if isinstance(verdict, Verdict):
            return [f"{_operand(left)} {op} {_operand(right)}", *verdict.why()]
    return None


def _operand(side: object) -> str:
    return repr(side.answer["verdict"]) if isinstance(side, Verdict) else repr(side)


def _cut(title: str, width: int) -> str:
    return shorten(title, max(width, 20), placeholder=" …")
