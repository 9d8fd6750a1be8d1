"""`show`, `search`, `history`: what stands in the record."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ....domain.vocabulary.bounds import HITS, PAGE
from ....domain.vocabulary.dimensions import HOME_LAW
from ....domain.vocabulary.jurisdictions import FIELD
from ....projections.register.named import Named
from ... import databases
from ...library.every_question import EveryQuestion
from ..console import (
    After,
    AsJson,
    Database,
    Limit,
    print_answer,
    reading,
)
from ..tables import answers, claims, destinations, subjects
from ..tables.search import search_shown
from .options import KNOWN_FROM, SEEN_FROM, TRANSACTION, Given, takes, viewpoint_again

commands = typer.Typer()


@commands.command(
    epilog="Examples: licence-ledger show NL007 --valid-on 2018-01-01; "
    "licence-ledger show group EU --valid-on 2020-06-01; "
    "licence-ledger show --valid-on 2025-04-07; licence-ledger show statements NL002; "
    "licence-ledger show statements --by minister --instrument kst-22054-458; "
    "licence-ledger show groups; licence-ledger show list annex-i; "
    "licence-ledger show destination IL --valid-on 2024-06-01; "
    "licence-ledger show destination IL --timeline; licence-ledger show applications; "
    "licence-ledger show application CDIU0182267; "
    "licence-ledger show 'jci1.3:c:BWBR0031615&g=2024-02-20&z=2024-02-15'"
)
@takes(asked=SEEN_FROM, given=TRANSACTION)
def show(
    given: Given,
    asked: Given,
    what: Annotated[
        str | None,
        typer.Argument(
            help="A licence; `group`, `policy` or `list` and then a name, `groups`, `policies` or "
            "`lists` for all of them; `destination` and then a country, for what is left of the "
            "law for what goes there; `application` and then its name, for where it stands and by "
            "when it must be decided, `applications` for all; `statements` or `reports` and then "
            "what they are about, or nothing; or a jci reference, for the licence that cites it. "
            "Left out: all licences.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Argument(
            help="The group's, policy's, list's or application's name; the country, as in IL; "
            "what is spoken about.",
            show_default=False,
        ),
    ] = None,
    timeline: Annotated[
        bool,
        typer.Option(
            "--timeline",
            help="Of a destination: the days on which the law changed for it; of an application "
            "those on which something about it changed.",
        ),
    ] = False,
    every: Annotated[
        bool,
        typer.Option("--history", help="Of an application: every change to it, as recorded."),
    ] = False,
    by: Annotated[
        str | None,
        typer.Option(
            help="Of statements and reports: only those of a speaker with these words in the name."
        ),
    ] = None,
    instrument: Annotated[
        str | None,
        typer.Option(help="Of statements and reports: only those in this instrument."),
    ] = None,
    limit: Limit = PAGE,
    after: After = "",
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """A licence, group, policy, list, application, country or what was said, on a day.

    What a transaction says is asked of policies only; --jurisdiction of a destination too.
    """
    if timeline and what not in ("destination", "application"):
        raise typer.BadParameter(
            "--timeline is for destinations and applications; or write: timeline LICENCE"
        )
    if every and what != "application":
        raise typer.BadParameter("--history is for applications; or write: history LICENCE")
    said = {"by": by, "instrument": instrument}
    if any(said.values()) and what not in ("statements", "reports"):
        raise typer.BadParameter("--by and --instrument are for statements and reports")
    law = given.pop(FIELD, HOME_LAW) if what == "destination" else HOME_LAW
    if given and not (what == "policy" and name):
        raise typer.BadParameter(f"--{next(iter(given)).replace('_', '-')} is for policies")
    with reading(database) as record:
        register = EveryQuestion(record.ledger)
        if what is None:
            print_answer(register.licences(asked, limit, after), as_json, answers.register_shown)
        elif what == "statements":
            found = register.statements(asked, name, limit, after, **said)
            print_answer(found, as_json, claims.statements_shown)
        elif what == "reports":
            found = register.reports(asked, name, limit, after, **said)
            print_answer(found, as_json, claims.reports_shown)
        elif what in _LISTS and name is None:
            listed, table = _LISTS[what]
            found = listed(register, asked, limit, after)
            print_answer(found, as_json, table)
        elif what == "lists" and name is None:
            found = register.lists(asked, limit, after)
            print_answer(found, as_json, subjects.lists_shown)
        elif what == "destination" and name is not None:
            ask = register.destination_timeline if timeline else register.destination
            print_answer(ask(name, asked, limit, after, law=law), as_json, _DESTINATION[timeline])
        elif what == "applications" and name is None:
            listing = register.applications(asked, limit, after)
            print_answer(listing, as_json, subjects.applications_shown)
        elif what == "application" and name is not None:
            _print_application(name, timeline, every, (asked, limit, after), as_json, register)
        elif name is None and what.startswith("jci"):
            found = register.cited(what, asked, limit, after)
            _print_licence(found, as_json, register)
        elif name is None:
            _print_licence(register.licence(what, asked), as_json, register)
        elif what == "group":
            print_answer(register.group(name, asked), as_json, answers.group_shown)
        elif what == "list":
            found = register.control_list(name, asked, limit, after)
            print_answer(found, as_json, subjects.list_shown)
        elif what == "policy":
            print_answer(register.policy(name, given, asked), as_json, answers.policy_shown)
        else:
            raise typer.BadParameter(
                f"`show {what} {name}`: write a licence, or `group`, `policy`, `list`, "
                "`application`, `destination`, `statements` or `reports` and a name"
            )


_LISTS = {
    "groups": (EveryQuestion.groups, subjects.groups_shown),
    "policies": (EveryQuestion.policies, subjects.policies_shown),
}
_DESTINATION = (destinations.destination_shown, destinations.destination_timeline_shown)
"""Of a country what is left for it, or the days on which that changed."""


def _print_licence(answer: dict[str, Any], as_json: bool, register: EveryQuestion) -> None:
    """A licence, or the lines of several; for people with what was said about it, seen from
    where the answer was seen from."""
    if as_json or "licences" in answer:
        print_answer(answer, as_json, answers.register_shown)
        return
    viewpoint = viewpoint_again(answer)
    name = answer["licence"]
    said = register.statements(viewpoint, name, claims.BESIDE)
    reported = register.reports(viewpoint, name, claims.BESIDE)
    named = Named(register.ledger).named(answer, viewpoint)
    print_answer(answer, False, lambda one: claims.licence_with_claims(one, said, reported, named))


def _print_application(
    name: str,
    timeline: bool,
    every: bool,
    page: tuple[Given, int, str],
    as_json: bool,
    register: EveryQuestion,
) -> None:
    """An application on a day; or the days on which it changed; or every change to it."""
    if timeline and every:
        raise typer.BadParameter("--timeline or --history: one of them")
    if timeline:
        days = register.application_timeline(name, *page)
        print_answer(days, as_json, subjects.application_timeline_shown)
    elif every:
        found = register.history(name, *page, "application")
        print_answer(found, as_json, answers.history_shown)
    else:
        found = register.application(name, page[0])
        print_answer(found, as_json, subjects.application_shown)


@commands.command(
    epilog="Examples: licence-ledger search F-35 Israel; licence-ledger search 'hoge raad'; "
    "licence-ledger search BWBR0026717 --known-on 2025-04-07"
)
@takes(asked=SEEN_FROM)
def search(
    asked: Given,
    sought: Annotated[
        list[str],
        typer.Argument(metavar="WORDS", help="The words that are looked for: all of them."),
    ],
    limit: Limit = HITS,
    after: After = "",
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Find what was recorded by its words: names, titles, statements, texts, ids and citations.

    In any case and accent; a word of four letters and more finds those too that begin with it.
    The best come first: where a name has the words, then a title, who speaks, a text, a citation.
    """
    with reading(database) as register:
        found = EveryQuestion(register.ledger).search(" ".join(sought), asked, limit, after)
        print_answer(found, as_json, search_shown)


@commands.command(epilog="Example: licence-ledger history NL007")
@takes(asked=KNOWN_FROM)
def history(
    licence: Annotated[str, typer.Argument(help="A licence.")],
    asked: Given,
    limit: Limit = PAGE,
    after: After = "",
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Every change to a licence in the order of recording, stopped and corrected ones too."""
    with reading(database) as register:
        answer = register.history(licence, asked, limit, after)
        print_answer(answer, as_json, answers.history_shown)
