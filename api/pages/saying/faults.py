"""What is wrong, by its code, in a sentence that is translated."""

from __future__ import annotations

from ..terms import marked

FAULTS = {
    "malformed": marked("This cannot be read."),
    "missing": marked("This is needed."),
    "unreadable": marked("This row cannot be read."),
    "more_faults": marked("There are more faults than are counted apart."),
    "unknown_list": marked("No such control list was ever adopted."),
    "unknown_field": marked("There is no such field."),
    "unknown_country": marked("There is no such country."),
    "unknown_licence": marked("No such licence was ever established."),
    "unknown_group": marked("No such group was ever established."),
    "unknown_policy": marked("No such policy was ever adopted."),
    "unknown_application": marked("No such application was ever received."),
    "unknown_requirement": marked("No such requirement was ever imposed."),
    "unknown_instrument": marked("No such instrument is recorded."),
    "beyond_log": marked("The log is not that long."),
    "inside_instrument": marked("At this size of the log an instrument is recorded only in part."),
    "other_log": marked("This address is of another log."),
    "too_many_cells": marked("This takes more than can be shown."),
}
