"""What people did with a proposal, and what its revisions changed, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..asking import PageAsked
from ..terms import marked

Json = Mapping[str, Any]

WORDS = {
    "open": marked("waits for approvals"),
    "approved": marked("approved; waits for its day"),
    "refused": marked("refused"),
    "withdrawn": marked("withdrawn"),
    "recorded": marked("recorded"),
}
"""How a proposal stands."""
DID = {
    "proposed": marked("proposed it"),
    "revised": marked("gave it a new content"),
    "approved": marked("approved it"),
    "refused": marked("refused it"),
    "withdrawn": marked("took it back"),
    "recorded": marked("it was recorded in his name"),
}
MET = {
    "stale_content": marked(
        "It has another content by now: nothing was approved. Look at it again."
    ),
    "stale_effect": marked(
        "Something else was recorded, and it would change something else by now: nothing was "
        "approved. Look at it again."
    ),
    "own_proposal": marked("You proposed it yourself: somebody else approves or refuses it."),
    "others_proposal": marked("Only who proposed it takes it back."),
    "already_approved": marked("You approved this already, and that counts: once."),
    "closed_proposal": marked("It is closed: nothing more is done with it."),
    "missing": marked("Say why it is refused: who proposed it reads it."),
    "RoleMissingError": marked("Your roles do not allow this."),
}
"""Why an act was not done."""
_SHORT = 400


def acts_told(seen: Json, at: PageAsked) -> list[dict[str, str]]:
    """Who did what, when, and what he said; approvals with whether they count."""
    counting = {(one["by"], one["at"]) for one in seen["approvals"] if one["counts"]}
    found = []
    for one in seen["acts"]:
        what = at.language.text(DID[one["event"]])
        lapsed = one["event"] == "approved" and (one["by"], one["at"]) not in counting
        note = at.language.text(marked("no longer counts")) if lapsed else ""
        found.append(
            {
                "by": one["by"],
                "at": one["at"],
                "what": what,
                "note": note,
                "said": one.get("reason", ""),
            }
        )
    return found


def revisions_told(seen: Json) -> list[dict[str, Any]]:
    """What each revision changed, place by place."""
    return [
        {
            "number": number,
            "at": one["at"],
            "places": [
                {
                    "pointer": place["pointer"],
                    "was": _short(place.get("was", "–")),
                    "becomes": _short(place.get("is", "–")),
                }
                for place in one["differs"]
            ],
        }
        for number, one in enumerate(seen["revisions"], 1)
        if number > 1
    ]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
