"""`propose`, `approve`, `refuse`, `withdraw` and `proposals`: four eyes, on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from ....domain.approval.deciding import SeenByApprover
from ....domain.approval.people import APPROVER, PROPOSER
from ....domain.approval.proposals import STATES, Proposal
from ....domain.faults import RefusedError
from ....domain.vocabulary.bounds import PAGE
from ....projections.approval.looking import proposal_seen, proposals_listed
from ....projections.approval.proposals import Proposals
from ....projections.recording.judging import Recording
from ... import databases
from ...access.entry_errors import NotAllowedError, RoleMissingError
from ...access.environment import approvals_asked, people_file
from ...access.trail import From, Trail
from ...files.instruments import instruments_in
from ..commands.record import system_user
from ..console import (
    REFUSED,
    After,
    AsJson,
    Database,
    Limit,
    print_answer,
    print_json,
    print_shown,
    say,
    told,
)
from ..tables.recording import faults_shown
from .proposal_tables import proposal_shown, proposals_shown

commands = typer.Typer()

By = Annotated[
    str | None,
    typer.Option(
        help="Who acts; left out: the system's user. With LEDGER_ACCESS it is whose token "
        "LEDGER_PERSON_TOKEN is, or one that is asked for.",
        show_default=False,
    ),
]
Number = Annotated[str, typer.Argument(help="A proposal's number.", show_default=False)]
Reason = Annotated[str, typer.Option(help="Why.", show_default=False)]


@commands.command(
    epilog="Examples: licence-ledger propose stcrt-2025-11446.yaml; "
    "licence-ledger propose stcrt-2025-11446.yaml --revises 12"
)
def propose(
    path: Annotated[Path, typer.Argument(exists=True, help="A file with one instrument or more.")],
    revises: Annotated[
        str | None,
        typer.Option(help="The number of your proposal that it gives a new content."),
    ] = None,
    by: By = None,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Propose what a file holds: others approve it before it is recorded."""
    with _proposals(database, PROPOSER, by) as (proposals, who):
        found = list(instruments_in(path))
        if revises is not None and len(found) != 1:
            raise typer.BadParameter(f"{path} holds {len(found)} instruments; a revision is one")
        proposals.record_due()
        outcomes, refused = list[Any](), 0
        for one in found:
            try:
                outcomes.append(
                    proposals.propose(one.content, who)
                    if revises is None
                    else proposals.revise(revises, one.content, who)
                )
            except RefusedError as error:
                refused += 1
                print_shown(faults_shown(one.where, error.faults), stderr=True)
            else:
                _to_trail("proposed", who, outcomes[-1])
        if as_json:
            print_json({"proposed": [_shown(one, proposals) for one in outcomes]})
        else:
            for outcome in outcomes:
                say(_told(outcome))
    raise typer.Exit(REFUSED if refused else 0)


@commands.command(epilog="Example: licence-ledger approve 12")
def approve(
    proposal: Number,
    yes: Annotated[
        bool, typer.Option("--yes", help="Approve what is shown without being asked.")
    ] = False,
    by: By = None,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Look at what another proposed, with what it would change now, and approve just that."""
    with _proposals(database, APPROVER, by) as (proposals, who):
        proposals.record_due()
        seen = proposal_seen(proposals, proposal)
        if not as_json:
            print_shown(proposal_shown(seen))
        if not yes and not typer.confirm("Approve this?", err=True):
            raise typer.Exit(REFUSED)
        named = seen["approve"] or {"content": "", "effect": "", "log_size": 0}
        done = proposals.approve(proposal, SeenByApprover(**named), who)
        _to_trail("approved", who, done)
        _tell(done, proposals, as_json)


@commands.command(epilog="Example: licence-ledger refuse 12 --reason 'Article 2 names another day'")
def refuse(
    proposal: Number,
    reason: Reason,
    by: By = None,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Refuse what another proposed, and say why; its proposer may revise it."""
    with _proposals(database, APPROVER, by) as (proposals, who):
        done = proposals.refuse(proposal, reason, who)
        _to_trail("refused", who, done)
        _tell(done, proposals, as_json)


@commands.command(epilog="Example: licence-ledger withdraw 12")
def withdraw(
    proposal: Number,
    reason: Reason = "",
    by: By = None,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Take back what you proposed, for good."""
    with _proposals(database, PROPOSER, by) as (proposals, who):
        done = proposals.withdraw(proposal, reason, who)
        _to_trail("withdrawn", who, done)
        _tell(done, proposals, as_json)


@commands.command(
    name="proposals",
    epilog="Examples: licence-ledger proposals --state open; licence-ledger proposals 12; "
    "licence-ledger proposals record-due",
)
def show_proposals(
    which: Annotated[
        str,
        typer.Argument(
            help="A proposal's number; or record-due, which records what is approved and whose "
            "day has come; left out: all of them.",
            show_default=False,
        ),
    ] = "",
    state: Annotated[
        str | None, typer.Option(help=f"Only those that are so: {', '.join(STATES)}.")
    ] = None,
    limit: Limit = PAGE,
    after: After = "",
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """What is proposed, and how it stands now."""
    with told():
        ledger = databases.ledger_at(database, must_exist=True)
        try:
            proposals = Proposals(ledger, approvals_asked(os.environ))
            if which == "record-due":
                recorded = proposals.record_due()
                shown = {"recorded": [one.shown() for one in recorded]}
                print_answer(shown, as_json, lambda _: _recorded(recorded))
            elif which:
                print_answer(proposal_seen(proposals, which), as_json, proposal_shown)
            else:
                found = proposals_listed(proposals, state, limit, after)
                print_answer(found, as_json, proposals_shown)
        finally:
            ledger.close()


def _recorded(found: list[Recording]) -> str:
    names = ", ".join(f"{one.instrument} (log size {one.log_size})" for one in found)
    return f"recorded: {names}" if found else "nothing is approved and due"


@contextmanager
def _proposals(database: str, role: str, by: str | None) -> Iterator[tuple[Proposals, str]]:
    """The proposals of a ledger that is there, and who acts on them."""
    with told():
        who = _who(role, by)
        ledger = databases.ledger_at(database, must_exist=True)
        try:
            yield Proposals(ledger, approvals_asked(os.environ)), who
        finally:
            ledger.close()


def _who(role: str, by: str | None) -> str:
    """Who acts: whoever he says he is, unless there is a file of people; then by his token."""
    people = people_file(os.environ, databases.today)
    if people is None:
        who = by if by is not None else system_user()
        if not who.strip():
            raise typer.BadParameter("--by names nobody")
        return who
    token = os.environ.get("LEDGER_PERSON_TOKEN")
    if not token and sys.stdin.isatty():
        token = typer.prompt("Your token", hide_input=True, err=True)
    found = people.holder(token) if token else None
    if found is None:
        raise NotAllowedError("set LEDGER_PERSON_TOKEN to a token of yours that is good now")
    if by is not None and by != found[0].subject:
        raise NotAllowedError(f"the token is not {by}'s")
    if not found[0].may(role):
        raise RoleMissingError(found[0].subject, role)
    return found[0].subject


def _to_trail(event: str, who: str, done: Proposal | Recording) -> None:
    """Write what somebody did into the trail, if there is a file of it."""
    named = os.environ.get("LEDGER_TRAIL")
    if named and isinstance(done, Proposal):
        trail, here = Trail(Path(named), databases.now), From("command")
        trail.tell(event, who, here, proposal=done.id, content=done.digest)
        if done.closed_as == "recorded":
            trail.tell("recorded", who, here, instrument=done.content["instrument"])


def _tell(done: Proposal, proposals: Proposals, as_json: bool) -> None:
    if as_json:
        print_json(proposal_seen(proposals, done.id))
    else:
        say(_told(done, proposal_seen(proposals, done.id)["state"]))


def _told(outcome: Proposal | Recording, state: str = "open") -> str:
    if isinstance(outcome, Recording):
        return f"{outcome.instrument} is recorded already, at log size {outcome.log_size}"
    return f"proposal {outcome.id} ({outcome.content['instrument']}) is {state}"


def _shown(outcome: Proposal | Recording, proposals: Proposals) -> Any:
    if isinstance(outcome, Recording):
        return outcome.shown()
    return proposal_seen(proposals, outcome.id)
