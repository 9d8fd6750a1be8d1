"""The words of answers as people write them: each is marked for the catalogues, and said in the
language of the page.

A word that is not here (a name of the record) is shown as it stands.
"""

from __future__ import annotations

from .languages import Language


def marked(said: str) -> str:
    """The same text; so called, it is put into the catalogues."""
    return said


VERDICTS = {
    "covered": marked("covered"),
    "not_covered": marked("not covered"),
    "undetermined": marked("undetermined"),
    "licence_required": marked("licence required"),
    "no_licence_required": marked("no licence required"),
}
AT_A_GLANCE = {
    "covered": marked("can"),
    "undetermined": marked("may"),
    "not_covered": marked("cannot"),
}
"""What one licence says, among others."""
STATUSES = {
    "in_force": marked("in force"),
    "undetermined": marked("undetermined"),
    "annulled": marked("annulled"),
    "not_established": marked("not established yet"),
    "expired": marked("expired"),
    "withdrawn": marked("withdrawn"),
    "suspended": marked("suspended"),
}
REASONS = STATUSES | {
    "permitted": marked("permitted"),
    "prohibited": marked("prohibited"),
    "not_holder": marked("the exporter does not hold it"),
    "excluded": marked("excluded"),
    "out_of_scope": marked("out of scope"),
    "incomplete_history": marked("the record of this licence has gaps"),
    "missing_field": marked("something that matters was not said"),
    "group_not_recorded": marked("a group of countries is not recorded"),
    "imprecise_date": marked("a date is not known exactly"),
    "exempt": marked("exempt"),
    "not_listed": marked("not listed"),
    "no_requirement_recorded": marked("no requirement is recorded"),
    "licence_undetermined": marked("it depends on a licence"),
    "not_covered_by_any": marked("no general licence covers it"),
}
FIELDS = {
    "date": marked("day"),
    "licence": marked("licence"),
    "activity": marked("what is done"),
    "goods": marked("goods"),
    "item_kind": marked("kind of item"),
    "origin": marked("from"),
    "destination": marked("to"),
    "programme": marked("programme"),
    "end_use": marked("end use"),
    "purpose": marked("purpose"),
    "recipient": marked("recipient"),
    "exporter": marked("exporter"),
    "licence_kind": marked("kind of licence"),
    "transhipment": marked("transhipment"),
    "owner": marked("whose goods"),
    "knowledge": marked("what the exporter knows"),
}
DIMENSIONS = {
    "activities": marked("what is done"),
    "goods": marked("goods"),
    "item_kinds": marked("kinds of items"),
    "origins": marked("from"),
    "destinations": marked("to"),
    "programmes": marked("programmes"),
    "end_uses": marked("end uses"),
    "purposes": marked("purposes"),
    "recipients": marked("recipients"),
    "exporters": marked("exporters"),
    "licence_kinds": marked("kinds of licences"),
    "transhipments": marked("transhipment"),
    "owners": marked("whose goods"),
    "knowledge": marked("what the exporter knows"),
}
WORDS = {
    "export": marked("export"),
    "transit": marked("transit"),
    "transfer": marked("transfer within the EU"),
    "brokering": marked("brokering"),
    "technical_assistance": marked("technical assistance"),
    "complete": marked("complete item"),
    "component": marked("component"),
    "software": marked("software"),
    "technology": marked("technology"),
    "civil": marked("civil"),
    "military": marked("military"),
    "police_or_intelligence": marked("police or intelligence"),
    "intra_company": marked("within a company"),
    "demonstration": marked("demonstration"),
    "repair": marked("repair"),
    "after_sales": marked("after-sales service"),
    "temporary": marked("temporary"),
    "other": marked("other"),
    "armed_forces": marked("armed forces"),
    "certified": marked("certified company"),
    "group_company": marked("company of the same group"),
    "government": marked("government"),
    "private": marked("private"),
    "general": marked("general"),
    "global": marked("global"),
    "individual": marked("individual"),
    "with": marked("with transhipment"),
    "without": marked("without transhipment"),
    "own_forces": marked("the country's own forces"),
    "allied_forces": marked("allied forces"),
    "state_visit": marked("a state visit"),
    "wmd": marked("weapons of mass destruction"),
    "military_use_under_embargo": marked("military use under an embargo"),
    "unlicensed_parts": marked("parts for items exported without a licence"),
    "human_rights_surveillance": marked("surveillance against human rights"),
    "told_not_to": marked("the authorities said not to"),
    "none": marked("none"),
}
"""The words of dimensions whose lists are closed."""
CHANGES = {
    "licence_established": marked("licence established"),
    "scope_extended": marked("scope extended"),
    "destination_excluded": marked("destination excluded"),
    "exporter_excluded": marked("exporter excluded"),
    "period_extended": marked("period extended"),
    "court_amendment_ordered": marked("amendment ordered by a court"),
    "reinstatement_conditions_set": marked("conditions for reinstatement set"),
    "reinstatement_condition_met": marked("condition for reinstatement met"),
    "review_concluded": marked("review concluded"),
    "condition_attached": marked("condition attached"),
    "user_registered": marked("user registered"),
    "use_reported": marked("use reported"),
    "history_incomplete": marked("record known to have gaps"),
    "record_checked": marked("record checked against a source"),
    "statement_recorded": marked("statement"),
    "topic_named": marked("other names of a topic"),
    "proceedings_opened": marked("proceedings opened"),
    "group_established": marked("group established"),
    "member_admitted": marked("member admitted"),
    "requirement_imposed": marked("requirement imposed"),
    "requirement_extended": marked("requirement extended"),
    "requirement_exempted": marked("exemption"),
    "requirements_complete": marked("requirements recorded completely"),
    "policy_adopted": marked("policy adopted"),
    "policy_amended": marked("policy amended"),
    "licence_withdrawn": marked("licence withdrawn"),
    "licence_suspended": marked("licence suspended"),
    "licence_reinstated": marked("licence reinstated"),
    "suspension_lifted": marked("suspension lifted"),
    "exclusion_lifted": marked("exclusion lifted"),
    "scope_reduced": marked("scope reduced"),
    "order_lifted": marked("order lifted"),
    "effect_suspended": marked("effect suspended"),
    "condition_removed": marked("condition removed"),
    "member_removed": marked("member left"),
    "requirement_lifted": marked("requirement lifted"),
    "policy_ended": marked("policy ended"),
    "statement_retracted": marked("statement retracted"),
    "registration_ended": marked("registration ended"),
    "proceedings_closed": marked("proceedings closed"),
    "change_annulled": marked("change annulled"),
    "record_corrected": marked("record corrected"),
}
KINDS = {
    "decision": marked("decision"),
    "ministerial_regulation": marked("ministerial regulation"),
    "treaty": marked("treaty"),
    "union_regulation": marked("regulation of the Union"),
    "letter": marked("letter"),
    "notice": marked("notice"),
    "statute": marked("statute"),
    "judgment": marked("judgment"),
    "rectification": marked("rectification"),
    "correction": marked("correction of the record"),
}
"""Kinds of instruments."""
OTHERS = {
    "yes": marked("yes"),
    "no": marked("no"),
    "registration": marked("registration"),
    "reporting": marked("reporting"),
    "end_use_statement": marked("end-use statement"),
    "record_keeping": marked("keeping records"),
    "limit": marked("limit"),
    "prohibition": marked("prohibition"),
    "control_list": marked("control list"),
    "national_measure": marked("national measure"),
    "catch_all": marked("catch-all"),
    "maintained": marked("maintained"),
    "changed": marked("changed"),
    "lifted": marked("lifted"),
    "implemented": marked("carried out"),
    "overdue": marked("overdue"),
    "outstanding": marked("outstanding"),
    "adopted": marked("adopted"),
    "none_recorded": marked("none recorded"),
}
ALL = {**OTHERS, **KINDS, **CHANGES, **WORDS, **REASONS, **VERDICTS, **DIMENSIONS, **FIELDS}


def term(word: str, said: Language) -> str:
    """A word of an answer in a language; one that is not known with its underscores as spaces."""
    found = ALL.get(word)
    return word.replace("_", " ") if found is None else said.text(found)
