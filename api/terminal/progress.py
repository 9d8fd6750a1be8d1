"""What is being done, on standard error and only on a terminal, from the moment it begins."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from .console import console
from .tables.texts import text

T = TypeVar("T")
FEWEST = 5
"""Fewer things than this are done before anybody could read of it."""


class Work:
    """What is being done: how much it is may be known later than that it began."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar, self._task = bar, task

    def begin(self, what: str, total: float | None) -> None:
        """Go on to the next thing, of which there is so much, if that is known."""
        self._bar.reset(self._task, total=total, what=what)
        self._bar.refresh()

    def advance(self, count: float = 1) -> None:
        """So much more of it was done."""
        self._bar.advance(self._task, count)


@contextmanager
def working(what: str, total: float | None = None) -> Iterator[Work]:
    """Show what is done while it is done; how much of it, once that is known."""
    shown_on = console(stderr=True)
    columns = (_What(), BarColumn(), _Done(), TimeElapsedColumn(), TimeRemainingColumn())
    bar = Progress(
        *columns,
        console=shown_on,
        transient=True,
        redirect_stdout=sys.stdout.isatty(),  # what is piped on is not for the terminal
        disable=not shown_on.is_terminal,
    )
    with bar:
        yield Work(bar, bar.add_task("", total=total, what=what))


def progress(what: str, items: Sequence[T]) -> Iterator[T]:
    """The items, shown to be worked through one after the other."""
    return progress_of(what, items, len(items))


def progress_of(what: str, items: Iterable[T], count: int) -> Iterator[T]:
    """The same of so many items as they come, each of which is waited for."""
    if count < FEWEST:
        yield from items
        return
    with working(what, count) as work:
        yield from _counted(items, work)


def counted(what: str, items: Iterable[T]) -> Iterator[T]:
    """The items as they come, shown to be counted: nobody knows how many there will be."""
    with working(what) as work:
        yield from _counted(items, work)


def _counted(items: Iterable[T], work: Work) -> Iterator[T]:
    for item in items:
        yield item
        work.advance()


class _What(ProgressColumn):
    """What is being done."""

    def render(self, task: Task) -> Text:
        return text(task.fields["what"])


class _Done(ProgressColumn):
    """How much of it is done: a count, or of how many."""

    def render(self, task: Task) -> Text:
        if task.total is None:
            return text(f"{task.completed:,.0f}" if task.completed else "")
        return text(f"{task.completed:,.0f}/{task.total:,.0f}", "green")
