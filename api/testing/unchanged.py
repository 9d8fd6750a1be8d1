"""The questions of a test held against an earlier size of the log: what they rest on, if it moved.

A test that is marked `@pytest.mark.ledger(unchanged_since=1049)` fails when a change that one of
its questions rests on was recorded, corrected or taken away after the first 1,049 records, and says
which, of which instrument, and what became of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...domain.faults import QuestionError
from ...projections.register.resting import MovedChange, Resting

Json = dict[str, Any]
MOST = 8
"""So many changes are told of one question, and then how many more there are."""


@dataclass(frozen=True)
class AskedInTest:
    """A question that a test asked: of what `kind`, about what, seen from where; `ask` asks it
    again from another viewpoint."""

    kind: str
    about: Any
    viewpoint: Mapping[str, str]
    ask: Callable[[Mapping[str, str]], Json]

    def shown(self) -> str:
        """The question in a line."""
        if self.kind == "transaction":
            return ", ".join(f"{name} {value}" for name, value in self.about.items())
        days = [f"{name} {value}" for name, value in self.viewpoint.items() if name != "log_size"]
        return ", ".join([" ".join(filter(None, (self.kind, str(self.about or "")))), *days])


@dataclass(frozen=True)
class MovedAnswer:
    """A question of a test, and what it rests on that moved."""

    question: AskedInTest
    changes: tuple[MovedChange, ...]
    effect: str

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """What is told of it."""
        yield f"{self.question.shown()}"
        yield f"  {self.effect}"
        for one in self.changes[:MOST]:
            yield f"  {one.change}  {one.type}: {one.how}"
            yield f"    by {one.by}, published {one.published_on}: “{one.title}”"
        if len(self.changes) > MOST:
            yield f"  and {len(self.changes) - MOST} changes more"


def moved_since(size: int, questions: Iterable[AskedInTest], resting: Resting) -> list[MovedAnswer]:
    """The questions that rest on what moved after so many records, each once."""
    found: dict[str, MovedAnswer] = {}
    for one in questions:
        if one.shown() in found:
            continue
        changes = resting.moved_since(size, one.kind, one.about, one.viewpoint)
        if changes:
            found[one.shown()] = MovedAnswer(one, changes, _effect(one, size))
    return list(found.values())


def _effect(question: AskedInTest, size: int) -> str:
    """What became of the answer between."""
    seen = {n: v for n, v in question.viewpoint.items() if n not in ("log_size", "root_hash")}
    was = _answered(question, {**seen, "log_size": str(size)})
    now = _answered(question, seen)
    if question.kind == "transaction" and "verdict" in was and "verdict" in now:
        if _verdict(was) == _verdict(now):
            return f"the verdict stays {_verdict(now)}"
        return f"the verdict was {_verdict(was)}; it is {_verdict(now)}"
    differing = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    if not differing:
        return "the answer is the same on that day"
    return f"the answer differs in {', '.join(differing)}"


def _answered(question: AskedInTest, viewpoint: Mapping[str, str]) -> Json:
    try:
        answer = question.ask(viewpoint)
    except QuestionError as error:
        return {"error": error.faults[0].code}
    return {name: value for name, value in answer.items() if name != "viewpoint"}


def _verdict(answer: Json) -> str:
    by = f", by {answer['decided_by']}" if answer["decided_by"] else ""
    return f"{answer['verdict']} ({answer['reason']}{by})"
