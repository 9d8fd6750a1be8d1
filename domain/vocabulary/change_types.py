"""Every kind of change the law knows, in one table, and a change read from its record.

A new kind of change is a row of `CHANGE_TYPES` (and a test, and a line in
`docs/changes.md`): its fields, whose stream it belongs to, which entries it brings and
what it may stop. The shape that is checked, the stored event, the JSON Schema and the
rules all read this table.
"""

from __future__ import annotations

from dataclasses import dataclass

from .dimensions import IN_CLAUSES

SUBJECTS = ("licence", "group", "requirement", "policy", "application", "list")
"""The kinds of subject: each subject has its own stream of events."""


@dataclass(frozen=True, slots=True)
class ChangeType:
    """One kind of change.

    `subject` is the field that says whose stream the change belongs to: one of `SUBJECTS`,
    or `target` or `about` (that one's stream), or empty (the instrument's own stream).
    `targets` are the kinds of thing its `target` may name: a type of change, or a kind of
    entry (`permit`, `exclude`, `condition`, `term`, `member`, `require`, `exempt`, `item`).
    With `stops`, while it runs, what it names does not.
    """

    name: str
    says: str
    subject: str = ""
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    targets: frozenset[str] = frozenset()
    stops: bool = False
    establishes: bool = False
    timeless: bool = False
    version: int = 1


EXCLUSIONS = frozenset({"destination_excluded", "exporter_excluded"})
STATING_DIMENSIONS = EXCLUSIONS | {"court_amendment_ordered"}
"""The changes whose own fields are a clause."""
ANYTHING = frozenset({"*"})
"""Any change or entry; corrections excluded."""

COMMON_FIELDS = ("note", "cites", "ordered_by")


def _establishes(name: str, subject: str, says: str, needs: str, may: str = "") -> ChangeType:
    """A change that brings its subject into being."""
    return ChangeType(
        name,
        says,
        subject,
        needs=("from", subject, *needs.split()),
        may=("until", *may.split()),
        establishes=True,
    )


def _about(
    name: str, subject: str, says: str, needs: str = "", may: str = "", targets: str = ""
) -> ChangeType:
    """A change to a subject that stands already. `from` is needed unless `may` has it."""
    optional = tuple(may.split())
    needed = tuple(part for part in (subject, *needs.split()) if part)
    start = () if "from" in optional else ("from",)
    return ChangeType(
        name,
        says,
        subject,
        needs=start + needed,
        may=("until", *optional),
        targets=frozenset(targets.split()),
    )


def _stops(
    name: str, says: str, targets: str | frozenset[str], needs: str = "", may: str = ""
) -> ChangeType:
    """A change while which its target does not run (the table "what stops what")."""
    return ChangeType(
        name,
        says,
        "target",
        needs=("from", "target", *needs.split()),
        may=("until", *may.split()),
        targets=frozenset(targets.split()) if isinstance(targets, str) else targets,
        stops=True,
    )


_ALL = " ".join(IN_CLAUSES)
_PENDING = "application_received objection_lodged"

CHANGE_TYPES: dict[str, ChangeType] = {
    row.name: row
    for row in (
        # -- licences ---------------------------------------------------------------
        _establishes(
            "licence_established",
            "licence",
            "Opens a licence: what it permits, what it excludes, and the conditions of its use.",
            "kind authority title permits",
            "title_nl excludes conditions holder",
        ),
        _about("scope_extended", "licence", "Adds permits to a licence.", "permits", "amends"),
        _about(
            "destination_excluded",
            "licence",
            "Takes destinations, alone or together with other dimensions, out of a licence.",
            "destinations",
            _ALL.replace("destinations ", "") + " review_by amends",
        ),
        _about(
            "exporter_excluded",
            "licence",
            "Takes exporters, alone or together with other dimensions, out of a licence.",
            "exporters",
            _ALL.replace("exporters ", "") + " amends",
        ),
        _about(
            "period_extended",
            "target",
            "While it runs, the `until` of its target does not end it.",
            targets="*",
        ),
        _about(
            "court_amendment_ordered",
            "licence",
            "A court lays a duty on the minister; by itself it forbids nothing.",
            "ecli order",
            "order_nl " + _ALL + " comply_by",
        ),
        _about(
            "reinstatement_conditions_set",
            "target",
            "States what must be met before an exclusion or a withdrawal can be reversed.",
            "conditions",
            "review_by",
            targets="destination_excluded exporter_excluded exclude licence_withdrawn",
        ),
        _about(
            "reinstatement_condition_met",
            "target",
            "Marks such a condition met, while it runs.",
            "evidence",
            targets="term",
        ),
        _about(
            "review_concluded",
            "licence",
            "A review of a licence, or of one of its changes, ended: maintained or changed.",
            "outcome",
            "target review_by",
            targets="*",
        ),
        _about(
            "condition_attached",
            "licence",
            "A duty that comes with the use of a licence.",
            "key kind text",
            "text_nl clause amends",
        ),
        _about(
            "user_registered",
            "licence",
            "An exporter is registered as a user of a licence.",
            "exporter",
        ),
        _about(
            "use_reported",
            "licence",
            "A figure on the use of a licence, as its speaker gave it.",
            "period transactions",
            "exporters_count destination goods from",
        ),
        _about(
            "history_incomplete",
            "licence",
            "The record of this licence is known to lack changes.",
            "",
            "clause from",
        ),
        _about(
            "record_checked",
            "licence",
            "The record of this licence was compared with a source on a day.",
            "checked_on source",
            "from",
        ),
        # -- statements and proceedings ---------------------------------------------
        _about(
            "statement_recorded",
            "about",
            "What somebody said; it has no effect, a dispute is shown with the answers.",
            "says by",
            "disputes from",
        ),
        _about(
            "proceedings_opened",
            "about",
            "A case is pending before a court.",
            "court",
            "from",
        ),
        _about(
            "topic_named",
            "",
            "Other names of what is spoken about, in any language: it is found by each of them.",
            "topic names",
            "from",
        ),
        # -- groups -----------------------------------------------------------------
        _establishes("group_established", "group", "Opens a group of countries.", "members"),
        _about("member_admitted", "group", "Adds members to a group.", "members"),
        # -- requirements -----------------------------------------------------------
        _establishes(
            "requirement_imposed",
            "requirement",
            "Says what needs a licence, or (basis `prohibition`) what is forbidden.",
            "basis title requires",
            "title_nl exempts",
        ),
        _about("requirement_extended", "requirement", "Adds to what is required.", "requires"),
        _about("requirement_exempted", "requirement", "Adds exemptions.", "exempts"),
        _about(
            "requirements_complete",
            "",
            "Every requirement for the matching transactions is recorded.",
            "",
            "clause from",
        ),
        # -- policies ---------------------------------------------------------------
        _establishes("policy_adopted", "policy", "Adopts a policy.", "title values", "title_nl"),
        _about("policy_amended", "policy", "Gives a policy other values.", "values"),
        # -- applications -----------------------------------------------------------
        _establishes(
            "application_received",
            "application",
            "An application for a licence is received: the term for a decision begins.",
            "title",
            "kind applicant asks",
        ),
        _about(
            "completion_requested",
            "target",
            "What lacks in an application or an objection is asked for; the term stands still.",
            "lacks",
            "respond_by",
            targets=_PENDING,
        ),
        _about(
            "decision_term_suspended",
            "target",
            "The term for a decision stands still for another reason, while it runs.",
            "ground",
            targets=_PENDING,
        ),
        _about(
            "decision_term_extended",
            "target",
            "The term for a decision is made longer: by weeks, or to a day.",
            "",
            "weeks decide_by",
            targets=_PENDING,
        ),
        _about(
            "application_decided",
            "target",
            "An application is granted, in part or wholly, refused, or not considered.",
            "decision",
            "licence criteria",
            targets="application_received",
        ),
        _about(
            "objection_lodged",
            "target",
            "Somebody objects to a decision (bezwaar).",
            "",
            "by committee",
            targets="application_decided",
        ),
        _about(
            "objection_decided",
            "target",
            "An objection is decided; the decision may be replaced by another.",
            "outcome",
            "decision licence criteria",
            targets="objection_lodged",
        ),
        _about(
            "appeal_lodged",
            "target",
            "Somebody appeals to a court (beroep, hoger beroep).",
            "court",
            "by",
            targets=(
                "application_received application_decided objection_lodged objection_decided "
                "appeal_decided"
            ),
        ),
        _about(
            "steps_incomplete",
            "target",
            "The record of this application is known to lack steps.",
            may="from",
            targets="application_received",
        ),
        _about(
            "appeal_decided",
            "target",
            "A court decides an appeal; what it annuls, a `change_annulled` names.",
            "outcome",
            "ecli",
            targets="appeal_lodged",
        ),
        # -- control lists ----------------------------------------------------------
        _establishes(
            "control_list_adopted",
            "list",
            "Adopts a control list: goods by codes, each with its title.",
            "title",
            "title_nl items",
        ),
        _about("item_listed", "list", "Puts items on a control list.", "items"),
        _about(
            "list_complete",
            "list",
            "Every item that is on this list is recorded, or one above it.",
            may="from",
        ),
        # -- what stops what --------------------------------------------------------
        _stops("licence_withdrawn", "Ends a licence.", "licence_established"),
        _stops("licence_suspended", "Holds a licence up for a time.", "licence_established"),
        _stops(
            "licence_reinstated",
            "Undoes a withdrawal.",
            "licence_withdrawn",
            may="notwithstanding",
        ),
        _stops("suspension_lifted", "Ends a suspension.", "licence_suspended effect_suspended"),
        _stops(
            "exclusion_lifted",
            "Lets back in what was excluded, wholly or for a clause.",
            "destination_excluded exporter_excluded exclude",
            may="notwithstanding clause",
        ),
        _stops("scope_reduced", "Takes a permit away.", "permit", may="clause"),
        _stops(
            "order_lifted",
            "A court lifts an order.",
            "court_amendment_ordered",
            needs="ecli",
        ),
        _stops(
            "effect_suspended",
            "Suspends the effect of a change or an entry (schorsing).",
            ANYTHING,
            may="ecli clause",
        ),
        _stops("condition_removed", "Takes a condition of use away.", "condition"),
        _stops("member_removed", "Takes a member out of a group.", "member"),
        _stops(
            "requirement_lifted",
            "Ends a requirement, or one entry of it.",
            "requirement_imposed require exempt",
        ),
        _stops(
            "item_moved",
            "Takes an item off a control list at one code, and puts it on at others.",
            "item",
            needs="items",
        ),
        _stops("item_removed", "Takes an item off a control list.", "item"),
        _stops("policy_ended", "Ends a policy.", "policy_adopted"),
        _stops("statement_retracted", "Takes a statement back.", "statement_recorded"),
        _stops("registration_ended", "Ends a registration.", "user_registered"),
        _stops("proceedings_closed", "Ends proceedings.", "proceedings_opened"),
        _stops(
            "completion_received",
            "What lacked has been handed in; the term runs on.",
            "completion_requested",
        ),
        _stops(
            "decision_term_resumed",
            "The term for a decision runs on.",
            "decision_term_suspended",
        ),
        _stops("application_withdrawn", "Takes an application back.", "application_received"),
        _stops("objection_withdrawn", "Takes an objection back.", "objection_lodged"),
        _stops("appeal_withdrawn", "Takes an appeal back.", "appeal_lodged"),
        ChangeType(
            "change_annulled",
            "What it names never applied (ex tunc), for whoever can see the annulment.",
            "target",
            needs=("target",),
            may=("ecli", "ground", "clause"),
            targets=ANYTHING,
            stops=True,
            timeless=True,
        ),
        # -- corrections of the record ----------------------------------------------
        ChangeType(
            "record_corrected",
            "Repairs the record: its target reads as restated, or was never there.",
            "target",
            needs=("target", "reason"),
            may=("restated",),
            targets=ANYTHING,
            timeless=True,
        ),
    )
}

ENDING_TYPES = frozenset(
    {"change_annulled", "licence_withdrawn", "requirement_lifted", "policy_ended"}
)
"""The stops that end an establishment for good, so that its subject may be established anew."""

DECIDED_BY = {
    "application_received": "application_decided",
    "objection_lodged": "objection_decided",
    "appeal_lodged": "appeal_decided",
}
"""What is asked for, by whoever asks, and the change that decides it: once."""

BEFORE_DECISION = frozenset(
    {
        *DECIDED_BY.values(),
        "completion_requested",
        "decision_term_suspended",
        "decision_term_extended",
    }
)
"""What can only happen while no decision stands."""

STEPS = BEFORE_DECISION | {"objection_lodged", "appeal_lodged"}
"""The steps of an application that come after what they name."""

_ENTRY_LISTS = {
    "permits": "permit",
    "excludes": "exclude",
    "requires": "require",
    "exempts": "exempt",
}
NUMBERED_ENTRIES = tuple(_ENTRY_LISTS.values())
LISTING = ("control_list_adopted", "item_listed", "item_moved")
"""The changes that put items on a control list."""
