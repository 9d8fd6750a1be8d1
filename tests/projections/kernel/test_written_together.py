"""Licences written out together have the very lines that each would have if written alone."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from builders import Case, change, correction, established, excluded, group, instrument
from histories import LICENCES, PUBLISHED
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.dossier.evidence import Noted
from licence_ledger.domain.history.draft import Draft
from licence_ledger.domain.history.history import History
from licence_ledger.domain.history.instruments import read_instrument
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.projections.batch.compiled_law import CompiledLaw
from licence_ledger.projections.kernel import array_layout as layout
from licence_ledger.projections.kernel import line_blocks
from licence_ledger.projections.kernel.field_codes import LISTED
from random_rows import EXAMPLES, Json, odd_histories
from replaying import replayed

ALL = (Known(), Known(on=day(PUBLISHED[1])), Known(own_day=True))


def blocks(law: CompiledLaw) -> dict[str, Any]:
    """What was written of each licence, with what its numbers stand for."""
    lines, conditions, words = law.own.arrays()
    roles, found = list(law.own.roles), dict[str, Any]()
    names = law.history.subjects("licence")
    for name in names:
        number = law.number(name)
        own = lines[slice(*law.blocks.starts[number + 1 : number + 3])].tolist()
        found[name] = ([*law.days_of(name)], [_meant(law, line, roles) for line in own])
        asked = conditions[[at for line in own for at in range(line[5], line[6])]].tolist()
        told = [_words(law, words, one) for one in asked]
        found[name] += (told, law.blocks.doubtful.get(number))
    return found


def _words(law: CompiledLaw, words: Any, condition: list[int]) -> list[Any]:
    """What a condition asks of its field: a list's words, or the sets of what matches and may."""
    field, where, width = condition
    if field == LISTED:
        listed = law.own.codes[LISTED].values
        return [field, *sorted(listed[code] for code in words[where : where + width].tolist())]
    return [field, *words[where : where + 2 * width].tolist()]


def _meant(law: CompiledLaw, line: list[int], roles: list[Any]) -> list[Any]:
    outcome, change_, role = (line[n] for n in (layout.OUTCOME, layout.CHANGE, layout.ROLE))
    return [
        *line[: layout.CONDITIONS],
        line[layout.CONDITIONS_END] - line[layout.CONDITIONS],
        line[layout.PART],
        law.outcomes.every[outcome] if outcome >= 0 else None,
        law.own.changes[change_] if change_ >= 0 else None,
        line[layout.PLACE],
        roles[role] if role >= 0 else None,
    ]


def in_both_ways(case: Case, known: Known, size: int | None = None) -> list[dict[str, Any]]:
    """What is written of all licences together, and of each alone."""
    found = []
    for together in (True, False):
        with pytest.MonkeyPatch.context() as patch, case.ledger.reading() as book:
            if not together:
                patch.setattr(line_blocks, "is_plain", lambda changes: False)
            law = CompiledLaw(book.at(size or case.size), known)
            law.compile_all()
            found.append(blocks(law))
    return found


@settings(max_examples=max(10, EXAMPLES // 2), deadline=None)
@given(odd_histories(), st.integers(0, 2**32))
def test_lines_of_any_history_are_the_same(acts: list[Json], seed: int) -> None:
    case = Case()
    sizes = [len(case.recorded([act])) and case.size for act in acts]
    size = Random(seed).choice([one for one in sizes if one])
    for known in ALL:
        for at in (None, size):
            together, alone = in_both_ways(case, known, at)
            assert together == alone


def test_lines_are_the_same_whatever_is_each_ones_own() -> None:
    """Holders that are equal or not, groups that grow, stops of parts, instruments of one day whose
    names decide the rank, dates before all days, corrections, something to be done by a day."""
    case = Case()
    case.record(instrument("eu", group("EU", "NL", "FR")))
    case.record(
        instrument("eu-2", change("member_admitted", group="EU", members=["SE"], from_="2017"))
    )
    chance = Random(5)
    for number in range(40):
        name, act = f"NLT{number}", f"act-{chance.randrange(10**6)}-{number}"
        permits = [{"goods": ["ML10"], "destinations": [chance.choice(["@EU", "US"])]}]
        holder = {"holder": f"E{chance.randrange(2)}"} if number % 3 else {}
        case.record(instrument(act, established(name, permits=permits, **holder)))
        for part in range(chance.randrange(5)):
            dates = {"from_": chance.choice(["2016", "2017-03-01", "2017-03-01", "2018-05-01"])}
            made = chance.choice(
                [
                    excluded("IL", licence=name, **dates),
                    change("effect_suspended", target=f"{act}#1/permit-1", **dates),
                    change("effect_suspended", target=f"{act}#1", clause={"goods": ["ML10"]}),
                    change("history_incomplete", licence=name, **dates),
                    change("licence_established", licence=name, **dates, **_SECOND),
                ]
            )
            case.recorded([instrument(f"z{chance.randrange(10**6)}-{number}-{part}", made)])
        if number % 7 == 0:
            other = established(name, permits=[{"goods": ["ML1"]}])
            case.recorded([instrument(f"fix-{number}", correction(f"{act}#1", other))])
    for known in ALL:
        together, alone = in_both_ways(case, known)
        assert together == alone
    assert len(together) == 40


_SECOND = {"kind": "general", "authority": "NL", "title": "again", "permits": [{"goods": ["ML1"]}]}


def test_licences_of_too_many_changes_and_the_others_stand_beside_each_other() -> None:
    case = Case()
    for number, count in enumerate((3, 70, 1)):
        name = LICENCES[0] + str(number)
        case.record(instrument(f"act-{number}", established(name)))
        outs = [excluded("IL", licence=name, from_=f"20{n % 20:02}") for n in range(count)]
        case.record(instrument(f"out-{number}", *outs))
    together, alone = in_both_ways(case, Known())
    assert together == alone


@settings(max_examples=max(10, EXAMPLES // 2), deadline=None)
@given(odd_histories())
def test_instruments_asked_for_together_are_those_asked_for_alone(acts: list[Json]) -> None:
    case = Case()
    sizes = [len(case.recorded([act])) and case.size for act in acts]
    names = [*(act["instrument"] for act in acts), "never-recorded"]
    in_memory = replayed(case)
    drafted = read_instrument(names[-1], case.size, {"published_on": PUBLISHED[0]}, ())
    with case.ledger.reading() as book:
        for size in filter(None, sizes):
            draft = Draft(book.at(size), drafted)
            assert draft.instruments(names)[-1] == drafted
            for history in (book.at(size), in_memory.at(size), History(Noted(book), size), draft):
                together = history.instruments(names)
                assert together == [history.instrument(name) for name in names]
                assert history.instruments(names) == together  # those that are kept, too


def test_lines_that_came_later_are_in_the_short_form_too() -> None:
    case = Case()
    for number in range(3):
        case.record(
            instrument(
                f"act-{number}", established(f"NLT{number}"), excluded("IL", licence=f"NLT{number}")
            )
        )
    with case.ledger.reading() as book:
        law = CompiledLaw(book.at(case.size), Known())
        for number in range(3):
            law.number(f"NLT{number}")
            found = law.law()
            assert (found.quick == layout.quick(found.lines, found.conditions, LISTED)).all()
