"""A change in a sentence: what it does, to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from ...domain.vocabulary.change_types import EXCLUSIONS
from ...domain.vocabulary.dimensions import DIMENSION_NAMES
from .asking import PageAsked
from .prose import Prose
from .terms import marked

Json = Mapping[str, Any]

CHANGES_SHOWN = 40
"""So many changes of an instrument stand on one page."""
WORDS_SHOWN, MEMBERS_SHOWN = 8, 40
"""So many words of a clause, and members of a group, stand in a sentence."""
SENTENCES = {
    "licence_established": marked("{subject} is established"),
    "scope_extended": marked("{subject} covers more"),
    "destination_excluded": marked("{subject} no longer covers: {what}"),
    "exporter_excluded": marked("{subject} no longer covers: {what}"),
    "period_extended": marked("{subject}: what would have ended goes on"),
    "court_amendment_ordered": marked("A court orders an amendment of {subject}: {what}"),
    "reinstatement_conditions_set": marked(
        "{subject}: what must be met before this can be undone: {what}"
    ),
    "reinstatement_condition_met": marked("{subject}: this is met: {what}"),
    "review_concluded": marked("{subject}: a review ended: {what}"),
    "condition_attached": marked("{subject}: a condition of use: {what}"),
    "user_registered": marked("{subject}: {what} is registered as a user"),
    "use_reported": marked("{subject}: its use was reported: {what}"),
    "history_incomplete": marked("{subject}: the record is known to lack changes"),
    "record_checked": marked("{subject}: the record was compared with a source: {what}"),
    "statement_recorded": marked("{what} speaks of {subject}"),
    "topic_named": marked("what is also called: {what}"),
    "proceedings_opened": marked("{subject} is before a court: {what}"),
    "group_established": marked("The group {subject} begins: {what}"),
    "member_admitted": marked("New in {subject}: {what}"),
    "requirement_imposed": marked("A licence is needed ({subject}): {what}"),
    "requirement_extended": marked("{subject} reaches more: {what}"),
    "requirement_exempted": marked("{subject} does not reach: {what}"),
    "requirements_complete": marked("All requirements are recorded for: {what}"),
    "control_list_adopted": marked("The control list {subject} begins: {what}"),
    "item_listed": marked("New on {subject}: {what}"),
    "item_moved": marked("On {subject} an item stands at another code: {what}"),
    "item_removed": marked("No longer on {subject}: {what}"),
    "list_complete": marked("The record of {subject} is whole"),
    "policy_adopted": marked("{subject} is adopted: {what}"),
    "policy_amended": marked("{subject} is amended"),
    "licence_withdrawn": marked("{subject} is withdrawn"),
    "licence_suspended": marked("{subject} is suspended"),
    "licence_reinstated": marked("{subject} is reinstated"),
    "suspension_lifted": marked("{subject} is no longer suspended"),
    "exclusion_lifted": marked("{subject} covers again: {what}"),
    "scope_reduced": marked("{subject} no longer permits: {what}"),
    "order_lifted": marked("{subject}: the order of a court is lifted"),
    "effect_suspended": marked("{subject}: the effect of this is suspended: {what}"),
    "condition_removed": marked("{subject}: a condition falls away: {what}"),
    "member_removed": marked("No longer in {subject}: {what}"),
    "requirement_lifted": marked("{subject} is lifted"),
    "policy_ended": marked("{subject} ends"),
    "statement_retracted": marked("{subject}: a statement is taken back"),
    "registration_ended": marked("{subject}: a registration ends"),
    "proceedings_closed": marked("{subject}: proceedings are closed"),
    "application_received": marked("The application {subject} is received: {what}"),
    "completion_requested": marked("{subject}: what lacks is asked for: {what}"),
    "completion_received": marked("{subject}: what lacked has been handed in"),
    "decision_term_suspended": marked("{subject}: the term for a decision stands still: {what}"),
    "decision_term_resumed": marked("{subject}: the term for a decision runs on"),
    "decision_term_extended": marked("{subject}: the term for a decision is made longer"),
    "application_decided": marked("{subject} is decided: {what}"),
    "application_withdrawn": marked("{subject} is taken back"),
    "objection_lodged": marked("{subject}: an objection is lodged"),
    "objection_decided": marked("{subject}: the objection is decided: {what}"),
    "objection_withdrawn": marked("{subject}: the objection is taken back"),
    "steps_incomplete": marked("{subject}: the record is known to lack steps of it"),
    "appeal_lodged": marked("{subject}: an appeal is lodged: {what}"),
    "appeal_decided": marked("{subject}: the appeal is decided: {what}"),
    "appeal_withdrawn": marked("{subject}: the appeal is taken back"),
    "change_annulled": marked("{subject}: this is annulled, and never applied: {what}"),
    "record_corrected": marked("{subject}: the record of this is corrected: {what}"),
}
"""What each kind of change does. What it is about stands there by name."""
WHAT = {
    "permit": marked("permit"),
    "exclude": marked("exclusion"),
    "exclusion": marked("exclusion"),
    "condition": marked("condition"),
    "term": marked("condition of reinstatement"),
    "reinstatement": marked("condition of reinstatement"),
    "court_order": marked("court order"),
    "review": marked("review"),
    "pending": marked("before a court"),
    "dispute": marked("dispute"),
    "incomplete": marked("gap in the record"),
    "prohibition": marked("prohibition"),
    "require": marked("licence needed"),
    "requires": marked("licence needed"),
    "exempt": marked("exemption"),
    "exempts": marked("exemption"),
    "member": marked("member"),
    "licence": marked("licence"),
    "group": marked("group of countries"),
    "requirement": marked("requirement"),
    "policy": marked("policy"),
    "application": marked("application"),
    "list": marked("control list"),
    "item": marked("item of a control list"),
    "instrument": marked("instrument"),
    "statement": marked("statement"),
    "report": marked("reported figure"),
    "correction": marked("correction of the record"),
    "change": marked("change"),
}
"""What a part of a licence, an entry, or a hit of a search is."""
_PROHIBITION = marked("Forbidden ({subject}): {what}")
_ROOMS = {
    "licence": "licences",
    "group": "groups",
    "requirement": "requirements",
    "policy": "policies",
    "application": "applications",
    "list": "lists",
}
_OF_A_STEP = {
    "application_decided": "decision",
    "objection_decided": "outcome",
    "appeal_decided": "outcome",
    "decision_term_suspended": "ground",
    "appeal_lodged": "court",
}
"""The field that tells what a step of an application comes to."""


def called(word: str, say: Prose) -> str:
    """What a part, an entry or a hit is, in a word or two."""
    found = WHAT.get(word)
    return say.term(word) if found is None else say.said.text(found)


def subject_link(kind: str | None, name: str | None, say: Prose) -> Markup:
    """A subject by its name, as a link to its page; an instrument by its title."""
    if not name:
        return Markup()
    if kind in _ROOMS:
        address = say.at.address(f"/{_ROOMS[kind]}/{name}")
        return Markup('<a href="{}">{}</a>').format(address, name)
    known = say.named.get(name)
    if known is None:
        return escape(name)
    address = say.at.address(f"/instruments/{name}")
    return Markup('<a href="{}">{}</a>').format(address, known["title"])


def sentence_of(change: Json, say: Prose) -> Markup:
    """What a change does, in one sentence."""
    found = SENTENCES.get(change["type"])
    if found is None:
        return escape(say.term(change["type"]))
    if change["type"] == "requirement_imposed" and change["content"]["basis"] == "prohibition":
        found = _PROHIBITION
    text = say.said.text(found)
    subject = subject_link(change["kind"], change["subject"], say)
    return Markup(escape(text)).format(subject=subject, what=_what(change, say))


def in_plain_text(change: Json, say: Prose) -> str:
    """The same without links: for a title, a feed, a table."""
    return str(sentence_of(change, say).striptags())


def _what(change: Json, say: Prose) -> Markup:
    """What a change is about beside its subject, in a few words."""
    said = change["content"]
    kind = change["type"]
    if kind in EXCLUSIONS or kind == "court_amendment_ordered":
        return _in_short(_own_clause(said), say)
    if kind in _OF_A_STEP:
        return escape(say.term(said[_OF_A_STEP[kind]]))
    if kind == "record_corrected":
        return _of_target(change["target"], say)
    if "clause" in said:
        return _in_short(said["clause"], say)
    if "members" in said:
        return _joined([say.place_link(one) for one in said["members"]], say)
    if "items" in said:
        return _items(said["items"])
    for name in ("requires", "exempts", "permits"):
        if name in said:
            return Markup("; ").join(_in_short(one, say) for one in said[name][:3])
    for name in ("text", "evidence", "lacks", "by", "court", "exporter", "title"):
        if name in said:
            return escape(say.own(said, name))
    if "conditions" in said:
        return escape("; ".join(say.own(one, "text") for one in said["conditions"]))
    if "names" in said:
        return escape(", ".join((said["topic"], *said["names"])))
    if "outcome" in said:
        return escape(say.term(said["outcome"]))
    if "checked_on" in said:
        return escape(f"{said['source']}, {say.day(said['checked_on'])}")
    if "transactions" in said:
        return escape(
            f"{say.said.number(said['transactions'])} ({period_in_words(said['period'], say)})"
        )
    return _of_target(change["target"], say)


def _items(said: Sequence[Json]) -> Markup:
    """The codes of the first few items of a list, and how many more there are."""
    more = len(said) - MEMBERS_SHOWN
    codes = ", ".join(one["code"] for one in said[:MEMBERS_SHOWN])
    return escape(f"{codes} … +{more}" if more > 0 else codes)


def period_in_words(said: str, say: Prose) -> str:
    """A day, month or year of the record, or from one to another (`2023-07/2024-06`)."""
    return " – ".join(say.day(part) for part in said.split("/"))


def _own_clause(said: Json) -> dict[str, Sequence[str]]:
    return {name: said[name] for name in DIMENSION_NAMES if name in said}


def _in_short(clause: Mapping[str, Sequence[str]], say: Prose) -> Markup:
    """A clause in one line; of many words in it the first."""
    short = {name: [*words[:WORDS_SHOWN]] for name, words in clause.items()}
    rest = sum(len(words) - len(short[name]) for name, words in clause.items())
    return say.in_a_line(short) + _and_more(rest, say)


def _and_more(rest: int, say: Prose) -> Markup:
    if rest < 1:
        return Markup()
    more = say.said.text(marked("and {count} more")).format(count=say.said.number(rest))
    return Markup(" {}").format(more)


def _of_target(target: Json | None, say: Prose) -> Markup:
    """What a change names: an entry by what it says, else by what kind of change it is."""
    if target is None:
        return escape(say.said.text(marked("everything")))
    says = target["says"]
    if says and says["member"]:
        return say.place_link(says["member"])
    if says and says["clause"]:
        return _in_short(says["clause"], say)
    if says and says["text"]:
        return escape(say.own(says, "text"))
    if target["type"]:
        return escape(say.term(target["type"]))
    return say.instrument(target["name"])


def _joined(parts: Sequence[Markup], say: Prose) -> Markup:
    """Some names; of very many the first."""
    return Markup(", ").join(parts[:MEMBERS_SHOWN]) + _and_more(len(parts) - MEMBERS_SHOWN, say)


def address_of_change(name: str, at: PageAsked, known_now: bool = False) -> str:
    """Where a change stands on its instrument's page."""
    instrument, _, number = name.rpartition("#")
    part = (int(number) - 1) // CHANGES_SHOWN + 1
    address = at.plain if known_now else at.address
    page = address(f"/instruments/{instrument}", part=part if part > 1 else None)
    return f"{page}#change-{number}"


class Perhaps(dict[str, Any]):
    """What a mapping says, and None for what it leaves out."""

    def __missing__(self, name: str) -> None:
        return None
