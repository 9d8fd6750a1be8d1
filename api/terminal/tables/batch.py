"""What came of a file of transactions, as tables for people on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from ....domain.vocabulary.dimensions import FIELDS
from .layout import AnswerTable, Shown, stacked
from .texts import Json, coloured, text, words

MOST_FLIPS = 20
FEW_WORDS = 3
"""How many flips, and of values that are alike how many, are shown on a terminal."""


def summary_shown(counts: Json, receipt: Json) -> Shown:
    """Counts by verdict and reason, the most frequent causes, and where it was seen from."""
    verdicts = AnswerTable("verdict", "reason", "rows")
    for one in counts["verdicts"]:
        verdicts.add(coloured(one["verdict"]), one["reason"], f"{one['rows']:,}")
    causes = AnswerTable("decided by", "", "verdict", "reason", "rows")
    for one in counts["causes"]:
        decided_by, title = one["decided_by"] or "(nothing recorded)", one["title"] or ""
        row = (decided_by, title, coloured(one["verdict"]), one["reason"], f"{one['rows']:,}")
        causes.add(*row)
    faults = AnswerTable("error", "first in row", "rows")
    for one in counts["faults"]:
        faults.add(one["error"], str(one["first_row"] or ""), f"{one['rows']:,}")
    seen, asked = receipt["viewpoint"], receipt["question"]["evaluate"]
    known = {None: "as known now", "transaction": "as known on each transaction's own date"}
    facts = f"{known.get(asked['known_on'], 'as known on ' + str(asked['known_on']))}, "
    facts += f"at log size {seen['log_size']} (root {seen['root_hash'][:12]}…)"
    rows = "row" if counts["rows"] == 1 else "rows"
    parts: list[Shown] = [
        f"{counts['rows']:,} {rows}, {counts['errors']:,} with errors",
        "",
        verdicts,
    ]
    if counts["causes"]:
        parts += ["", "most frequent causes", causes]
    if counts["noted"]:
        parts += _notes(counts)
    if counts["faults"]:
        parts += ["", "rows with errors, which have no verdict", *_kinds(counts), faults]
    return stacked(*parts, "", facts)


def _kinds(counts: Json) -> list[Shown]:
    """How many rows have which kind of fault, where that says less than the faults themselves."""
    if all(one["different"] == 1 for one in counts["fault_kinds"]):
        return []
    kinds = AnswerTable("kind of error", "different", "first in row", "rows")
    for one in counts["fault_kinds"]:
        numbers = (one["different"], one["first_row"], one["rows"])
        kinds.add(words(one["kind"]), *(f"{n:,}" if n else "" for n in numbers))
    return [kinds, "", "the most frequent"]


def _notes(counts: Json) -> list[Shown]:
    """How many rows have which notes, the most frequent first."""
    notes = AnswerTable("note", "first in row", "rows")
    for one in counts["notes"]:
        notes.add(one["note"], f"{one['first_row']:,}", f"{one['rows']:,}")
    rows = "row has" if counts["noted"] == 1 else "rows have"
    more = "" if counts["every_note"] else "; there are more notes than were counted"
    return ["", f"{counts['noted']:,} {rows} notes{more}", notes]


def impact_shown(answer: Json) -> Shown:
    """How many rows of each kind, and the flips by verdict and cause."""
    counted = AnswerTable("", "rows")
    for name in ("unchanged", "flipped", "undetermined", "errors"):
        counted.add(name, f"{answer[name]:,}")
    flips = AnswerTable("from", "to", "by", "rows")
    for one in answer["flips"]:
        by = ", ".join(one["by"]) or "(nothing recorded)"
        flips.add(coloured(one["from"]), coloured(one["to"]), by, f"{one['rows']:,}")
    parts: list[Shown] = [f"{answer['rows']:,} rows", "", counted]
    if answer["flips"]:
        parts += ["", flips]
    if any(answer["noted"][side]["noted"] for side in ("from", "to")):
        parts += ["", "rows with notes", _noted(answer["noted"])]
    return stacked(*parts, "", *_sides(answer))


def _noted(noted: Json) -> Shown:
    """How many rows have which notes from either viewpoint, the most frequent first."""
    table = AnswerTable("note", "seen", "rows")
    for side in ("from", "to"):
        if noted[side]["notes"] is None:
            table.add("more notes than are counted", side, f"{noted[side]['noted']:,}")
        for one in noted[side]["notes"] or ():
            table.add(one["note"], side, f"{one['rows']:,}")
    return table


def flips_shown(answer: Json) -> Shown:
    """The combinations whose verdict flips, with the days on which it does; fields that are the
    same for all are left out."""
    told = [name for name in ("licence", *FIELDS) if _differ(answer["flips"], name)]
    table = AnswerTable(*told, "from", "until", "was", "becomes")
    for one in answer["flips"][:MOST_FLIPS]:
        verdicts = (coloured(one["was"]), coloured(one["becomes"]))
        words = [_short(one[name]) for name in told]
        table.add(*words, one["from"] or "", one["until"] or "", *verdicts)
    said = f"{answer['judged']:,} combinations and days judged, {answer['flipped']:,} flips"
    parts: list[Shown] = [said, "", table]
    if answer["flipped"] > len(answer["flips"][:MOST_FLIPS]):
        parts.append("… and more: write all of them with -o FILE, or print them with --json")
    return stacked(*parts, "", *_sides(answer))


def _sides(answer: Json) -> list[Shown]:
    return [text(f"{name}: {_seen(answer[name])}", "dim") for name in ("from", "to")]


def _differ(found: Sequence[Json], name: str) -> bool:
    return any(one[name] != "any" for one in found)


def _short(words: str) -> str:
    """The first of many countries or codes that are alike."""
    several = words.split(", ")
    if len(several) <= FEW_WORDS + 1:
        return words
    return f"{', '.join(several[:FEW_WORDS])} and {len(several) - FEW_WORDS} more"


def _seen(viewpoint: Json) -> str:
    if viewpoint["known_on"] == "transaction":
        known = "as known on each transaction's own date"
    else:
        known = f"as known on {viewpoint['known_on']}" if viewpoint["known_on"] else "as known now"
    draft = f", with {viewpoint['draft']}" if "draft" in viewpoint else ""
    return f"{known}, at log size {viewpoint['log_size']}{draft}"
