"""What the door of a page is handed: who asks for it, and by whom it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from ..http.dependencies import KnownFrom, register, workers
from ..http.workers import Askable, FromWorkers
from ..library.every_question import EveryQuestion
from .asking import PageAsked, page_asked, seen_from
from .downloads import shown_as_png
from .errors import PageTask, shown


@dataclass(frozen=True, slots=True)
class View:
    """A page asked for, which workers make as it is seen from a viewpoint."""

    at: PageAsked
    register: EveryQuestion
    workers: Askable

    def shown(self, asked: KnownFrom, task: PageTask, *given: Any) -> FromWorkers:
        """The page that a function makes of what is served, the page asked, the viewpoint with
        its day, and the rest; what goes wrong on the way is told on a page."""
        seen = self.register.pinned(seen_from(asked), with_day=True)
        return shown(self.workers, self.at, task, seen, *given)

    def as_png(self, asked: KnownFrom, task: PageTask, *given: Any) -> FromWorkers:
        """The PNG of a picture that a function makes, as `shown` shows it."""
        seen = self.register.pinned(seen_from(asked), with_day=True)
        return shown_as_png(self.workers, self.at, task, seen, *given)


async def view_asked(request: Request) -> View:
    """The view that a request asks for."""
    return View(page_asked(request), await register(request), await workers(request))


TheView = Annotated[View, Depends(view_asked)]
