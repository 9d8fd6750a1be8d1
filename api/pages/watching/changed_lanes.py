"""The days on which watched answers are others than they were, drawn: a question a lane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ....projections.pictures.timeline_svg import Bar, Days, Lane, Mark, timeline_svg
from ..prose import Prose
from ..terms import VERDICTS, marked

DRAWN = 40
"""So many questions are drawn; all of them stand in the table."""
LOOK_OF = {
    "covered": "permitted",
    "not_covered": "excluded",
    "undetermined": "undetermined",
    "licence_required": "required",
    "no_licence_required": "carried_out",
}
"""How a period looks in which this is said now."""
_LABEL = 30
Json = Mapping[str, Any]


def changed_svg(changed: Sequence[Json], name: str, today: str, say: Prose) -> str:
    """What is said now on the days on which it was something else before."""
    text = say.said.text
    lanes = [Lane(lane_name(one, say), [_bar(run, say) for run in one["days"]]) for one in changed]
    begins = {run["from"] for one in changed for run in one["days"] if run["from"]}
    told = text(marked("{count} questions, with what is said now where it was something else."))
    return timeline_svg(
        lanes[:DRAWN],
        Days(
            title=text(marked("What changed for {name}")).format(name=name),
            told=told.format(count=len(changed)),
            changes=[Mark(day, say.day(day)) for day in sorted(begins)],
            today=Mark(today, text(marked("today"))),
            words={look: text(VERDICTS[verdict]) for verdict, look in LOOK_OF.items()},
        ),
    )


def lane_name(one: Json, say: Prose) -> str:
    """What a question is called beside its lane: its label, or its number and what it is about."""
    if one["label"]:
        return str(one["label"])[:_LABEL]
    asked = one["asked"]
    parts = [asked.get("licence"), asked.get("goods"), asked.get("destination")]
    return f"{one['question']}. {' '.join(filter(None, parts))}"[:_LABEL]


def _bar(run: Json, say: Prose) -> Bar:
    told = f"{said_in_words(run['was'], say)} → {said_in_words(run['becomes'], say)}"
    look = LOOK_OF[run["becomes"]["verdict"]] if run["becomes"] else "undetermined"
    return Bar(run["from"], run["until"], look, f"{told}: {', '.join(run['by'])}")


def said_in_words(said: Json | None, say: Prose) -> str:
    """A verdict in words; where the question could not be asked, that."""
    if said is None:
        return say.said.text(marked("could not be asked yet"))
    return say.said.text(VERDICTS[said["verdict"]])
