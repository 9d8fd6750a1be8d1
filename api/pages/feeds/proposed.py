"""The feed of proposals: what people did with them, to be followed by whoever waits or decides."""

from __future__ import annotations

from hashlib import sha256
from itertools import islice

from fastapi import Request, Response

from ....domain.approval.proposal_events import ProposalEvent
from ....domain.approval.proposals import Proposal
from ...http.dependencies import Served, TheWorkers
from ...http.routing import pages
from ...http.workers import FromWorkers
from ...release import RELEASE
from ..asking import PageAsked, ThePage
from ..errors import page_or_error
from ..proposing.told import DID
from ..rendering import environment
from ..terms import marked
from .atom import ATOM, held_states
from .entries import FeedEntry, lasting_name

router = pages()
_PROPOSALS_MOST, _ENTRIES_MOST = 50, 100
_NEVER = "1970-01-01T00:00:00Z"


@router.get("/proposals.atom")
async def of_proposals(request: Request, at: ThePage, workers: TheWorkers) -> Response:
    """What was proposed, approved, refused and recorded of late."""
    given = (held_states(request),)
    return FromWorkers(workers, True, page_or_error, at, _feed, given)


def _feed(served: Served, at: PageAsked, held: list[str]) -> Response:
    shelf = served.proposals.shelf
    shelf.catch_up()
    latest = [shelf.proposal(one.id) for one in islice(shelf.outsides(0), _PROPOSALS_MOST)]
    acts = [(one, n, act) for one in latest for n, act in enumerate(one.acts, 1)]
    acts.sort(key=lambda found: found[2].at, reverse=True)
    entries = [_entry(*one, at) for one in acts[:_ENTRIES_MOST]]
    template = environment(at.tag).get_template("feed.xml")
    text = template.render(
        at=at,
        title=at.language.text(marked("Proposals")),
        id=lasting_name(at.tag, "feeds/proposals"),
        updated=entries[0].updated if entries else _NEVER,
        about=at.plain("/proposals"),
        entries=entries,
        release=RELEASE,
    )
    etag = f'"{sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "no-cache", "content-language": at.tag}
    if etag in held:
        return Response(status_code=304, headers=headers)
    return Response(text, headers=headers, media_type=ATOM)


def _entry(proposal: Proposal, number: int, act: ProposalEvent, at: PageAsked) -> FeedEntry:
    what = at.language.text(DID[act.event])
    reason = getattr(act, "reason", "")
    title = proposal.content["title"]
    return FeedEntry(
        id=lasting_name(at.tag, f"proposals/{proposal.id}/{number}"),
        title=f"{title}: {act.by} {what}",
        summary=f"{proposal.content['instrument']}. {reason}".strip(),
        address=f"{at.base}{at.plain(f'/proposals/{proposal.id}')}",
        kind=act.event,
        author=act.by,
        published=act.at,
        updated=act.at,
    )
