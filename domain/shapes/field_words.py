"""What every field of an instrument holds, in a sentence: what an editor shows while typing.

A field that means the same wherever it stands has one sentence; `OBJECT.FIELD` is for one that
does not.
"""

from __future__ import annotations

from ..vocabulary.dimensions import DIMENSIONS, PLACES

_DATE = "2016, 2023-04, 2016-07-04, or one unknown day: [2009-08-27..2025-04-06]"

FIELD_SAYS: dict[str, str] = {
    # -- the instrument -------------------------------------------------------------------
    "instrument": "Its id, in lower case: stcrt-2025-11446. Its changes are named by it.",
    "instrument.kind": "What the instrument is. `correction` repairs our record, not the law.",
    "instrument.title": "What it is called, or in a few words what it does.",
    "issued_by": "Who issued it: a minister, a court, an institution.",
    "published_on": "The full day on which it was made known (a judgment: pronounced). Where the "
    "source does not say, the last day it can have been, with a note.",
    "published_not_before": "Where `published_on` is not known: the first day it can have been.",
    "decided_on": f"The day it was decided: {_DATE}.",
    "instrument.ecli": "The judgment's ECLI; a judgment needs it.",
    "url": "A web address where it can be read.",
    "instrument.note": "What a reader of the record should know about it.",
    "instrument.cites": "Where it can be found: Stcrt. 2025, 11446; ECLI:NL:HR:2025:1435; "
    "Kamerstuk II 22 054, nr. 458; CELEX:32021R0821; BWBR0031615.",
    "changes": "What it does, one change each, in its own order: the first is INSTRUMENT#1.",
    # -- what every change has --------------------------------------------------------------
    "type": "What the change does.",
    "from": f"The first day it applies: {_DATE}.",
    "until": f"The first day it no longer applies (an end date and one day): {_DATE}.",
    "note": "What a reader should know about this change.",
    "cites": "Where in the source this change stands, if not as for the whole instrument.",
    "ordered_by": "The court's order that it carries out: the id of a court_amendment_ordered.",
    "ecli": "The judgment's ECLI; inside a judgment its own, if left out.",
    # -- subjects ---------------------------------------------------------------------------
    "licence": "The licence that it is about, as in NL007.",
    "group": "The group of countries that it is about, without the `@`.",
    "requirement": "The requirement that it is about.",
    "policy": "The policy that it is about.",
    "application": "The application that it is about, by its number or another name.",
    "list": "The control list that it is about, as in annex-i.",
    "target": "What it names: the id of a change recorded earlier (stcrt-2025-11446#1), or of an "
    "entry of one (stcrt-2012-1#1/permit-2).",
    "amends": "The establishment of the licence that it amends, and falls with.",
    "about": "What it is about: a licence or other subject, an instrument, a change, an entry, or "
    "a topic of free choice.",
    # -- licences ---------------------------------------------------------------------------
    "licence_established.kind": "General, global or individual.",
    "authority": "Whose licence it is: a country's code, as in NL, or EU.",
    "title": "What it is called.",
    "title_nl": "What it is called in the language of its source: of an act the citeertitel.",
    "permits": "What it covers: a transaction that matches any of these clauses.",
    "excludes": "What it does not cover all the same: what matches any of these clauses.",
    "conditions": "The duties that come with its use.",
    "reinstatement_conditions_set.conditions": "What must be met before it can be reversed.",
    "holder": "The only exporter it is for; left out, it is for everybody.",
    "review_by": f"The day by which it is to be reviewed: {_DATE}.",
    "comply_by": f"The day by which the court wants it done: {_DATE}.",
    "order": "What the court orders, in its words or in short.",
    "order_nl": "What the court orders, in the very words of the judgment.",
    "evidence": "What shows that the condition is met.",
    "outcome": "Whether the review left it as it is.",
    "notwithstanding": "Why it happens although conditions set for it are unmet.",
    "ground": "Why it never applied, where no court said so: an error in the gazette.",
    "exporter": "The exporter who is registered.",
    "checked_on": "The full day on which our record was compared with the source.",
    "source": "The source that it was compared with.",
    # -- conditions -------------------------------------------------------------------------
    "key": "A short name for it, by which it can be named later: registration.",
    "kind": "What kind of duty it is.",
    "text": "What it says, in a sentence.",
    "text_nl": "What it says in the very words of its source.",
    "clause": "For which transactions; left out, for all.",
    # -- claims -----------------------------------------------------------------------------
    "says": "What was said, in short.",
    "by": "Who said it.",
    "disputes": "true, if it contests what it is about: then it is shown with the answers.",
    "court": "The court before which the case is.",
    "topic": "What is spoken about, as statements name it: supervision.",
    "names": "What else it is called: Team POSS, toezicht.",
    "period": "The period that the figure is about, as the speaker gives it.",
    "transactions": "How many transactions, as the speaker gives it.",
    "exporters_count": "How many exporters, as the speaker gives it.",
    "destination": "The country that the figure is about.",
    "use_reported.goods": "The goods that the figure is about: one code.",
    # -- groups, requirements, policies -----------------------------------------------------
    "members": PLACES,
    "items": "The items, each a code of the list with its title; each is an entry by its code.",
    "code": "The code as the list prints it: 5A002.a.1.",
    "certainty": "How sure the record is of code and title: official (they stand in an official "
    "text), secondary (in a summary), inferred. Left out: official.",
    "reserved": "true for a number that the list keeps free: nothing is on the list there.",
    "basis": "What it rests on; `prohibition` for sanctions, which forbid.",
    "requires": "What needs a licence: a transaction that matches any of these clauses.",
    "exempts": "What needs none all the same.",
    "values": "The policy's values; of those that match, the first one counts.",
    "value": "What the policy says: three years.",
    "when": "For which transactions; left out, for all.",
    # -- applications -----------------------------------------------------------------------
    "application_received.kind": "Whether a global or an individual licence is applied for.",
    "applicant": "Who applies.",
    "asks": "What the licence is asked for: each clause a part of it.",
    "lacks": "What is lacking, and asked for.",
    "respond_by": f"The last day on which it can be handed in: {_DATE}.",
    "decision_term_suspended.ground": "Why the term stands still (Awb 4:15): information asked "
    "of a foreign authority, the applicant's written consent, a delay that is the applicant's, "
    "or force majeure.",
    "weeks": "By how many weeks the term is made longer.",
    "decide_by": f"The last day on which it is to be decided now: {_DATE}.",
    "decision": "What is decided about the licence.",
    "application_decided.licence": "The licence that is granted: its establishment has the "
    "permits and conditions.",
    "objection_decided.licence": "The licence that is granted on the objection.",
    "criteria": "The criteria by which it is refused, each in a few words: Common Position "
    "2008/944, criterion 2.",
    "committee": "true, if a committee advises on the objection (Awb 7:13): then the term is "
    "twelve weeks.",
    "objection_decided.outcome": "What the objection came to.",
    "appeal_decided.outcome": "What the appeal came to.",
    # -- corrections ------------------------------------------------------------------------
    "record_corrected.target": "What was misread: the id of a change, or of an instrument.",
    "reason": "How the source was misread.",
    "restated": "The change as it should have been, whole; of an instrument the fields to "
    "replace. Left out: it was never there.",
    # -- dimensions of a clause -------------------------------------------------------------
    **{one.name: one.says for one in DIMENSIONS},
    # -- citations --------------------------------------------------------------------------
    "citation.source": "The source's public name: Stcrt. 2025, 11446; ECLI:NL:HR:2025:1435; "
    "Kamerstuk II 22 054, nr. 458; CELEX:32021R0821; BWBR0031615.",
    "locator": "The place in it: art. I.",
}
