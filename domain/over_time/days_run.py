"""The days on which a subject stood: when what established it ran, or may have."""

from __future__ import annotations

from typing import Any

from ..history.history import History
from ..law.running import Seen
from ..vocabulary.truth import NO, any_of
from .periods import days_of, periods


def days_run(
    stream: str, type_: str, history: History, known_on: int | None
) -> list[dict[str, Any]]:
    """The periods in which any visible change of this type of a stream runs, or may: then
    `running` is undetermined. In their order; `from` null: from before all days."""
    changes = history.stream(stream).changes.values()

    def running(day: int) -> Any:
        seen = Seen(history, day, known_on)
        return any_of(seen.runs(one) for one in seen.visible_of(stream, type_))

    return [
        {**period.bounds(), "running": period.value.word}
        for period in periods(running, sorted(days_of(changes)))
        if period.value > NO
    ]
