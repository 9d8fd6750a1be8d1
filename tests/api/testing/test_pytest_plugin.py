"""Replaying the law in somebody's tests: the fixtures, the files, and what failures say."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest
from builders import established, excluded, group, instrument
from licence_ledger.api.files.built_in import record_lacking
from licence_ledger.api.http.answers.evaluations import EvaluationAnswer
from licence_ledger.api.testing.ledger import (
    Dimensions,
    LedgerInTests,
    NotRecordedError,
    Transaction,
)
from licence_ledger.api.testing.verdict import VERDICTS
from licence_ledger.domain.faults import QuestionError
from licence_ledger.domain.vocabulary.dimensions import FIELDS
from licence_ledger.projections.ledger import open_ledger
from pytest import Pytester, RunResult

pytest_plugins = ["pytester"]
Run = Callable[..., RunResult]
Fails = Callable[..., str]

TESTING = (Path(__file__).parents[3] / "docs" / "testing.md").read_text()

ACT = """
instrument: act
kind: ministerial_regulation
title: General licence NL1 for exports
issued_by: Minister
published_on: 2016-01-01
cites: [{source: "Stcrt. 2016, 1"}]
changes:
  - type: licence_established
    licence: NL1
    kind: general
    authority: NL
    title: Exports
    from: 2016-02-01
    permits: [{activities: [export]}]
"""

NO_ISRAEL = """
instrument: no-israel
kind: ministerial_regulation
title: Israel out of NL1
issued_by: Minister
published_on: 2020-03-01
cites: [{source: "Stcrt. 2020, 2"}]
changes: [{type: destination_excluded, licence: NL1, from: 2020-01-01, destinations: [IL]}]
"""

HISTORY = [instrument("act", established()), instrument("no-israel", excluded("IL"))]


def replayed(*instruments: object) -> LedgerInTests:
    found = LedgerInTests(today="2026-11-21")
    found.record(*(instruments or HISTORY))
    return found


@pytest.fixture
def fails(pytester: Pytester, plain: Run) -> Fails:
    """The output of a test module with some lines in one test, that fails."""

    def fails(*lines: str) -> str:
        body = "".join(f"    {line}\n" for line in lines)
        pytester.makepyfile(
            f"def test_it(new_ledger):\n    ledger = new_ledger(record=[{ACT!r}, {NO_ISRAEL!r}])\n"
            f'    seen = ledger.seen(valid_on="2020-05-01")\n{body}'
        )
        done = plain()
        done.assert_outcomes(failed=1)
        return done.stdout.str()

    return fails


# -- the plugin costs nothing where it is not used -----------------------------------------


def test_the_plugin_imports_nothing_but_pytest() -> None:
    heavy = ("yaml", "pydantic", "fastapi", "eventsourcing", "rich", "licence_ledger.domain")
    code = (
        "import sys, pytest\nbefore = set(sys.modules)\n"
        "import licence_ledger.api.pytest_plugin\nprint(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "licence_ledger.api.pytest_plugin" in done.stdout
    for name in heavy:
        assert f"'{name}" not in done.stdout


def test_a_project_keeps_its_own_fixtures_of_the_same_names(pytester: Pytester, plain: Run) -> None:
    pytester.makeconftest(
        "import pytest\n@pytest.fixture\ndef ledger():\n    return 'a book of accounts'\n"
    )
    pytester.makepyfile("def test_it(ledger):\n    assert ledger == 'a book of accounts'\n")
    plain().assert_outcomes(passed=1)


# -- fixtures -------------------------------------------------------------------------------


def test_the_fixtures_give_an_empty_ledger_the_built_in_record_and_ones_own(
    pytester: Pytester,
    plain: Run,
) -> None:
    pytester.mkdir("laws").joinpath("no-israel.yaml").write_text(NO_ISRAEL)
    pytester.mkdir("deep").joinpath("act.yaml").write_text(ACT)
    pytester.path.joinpath("deep", "test_it.py").write_text(
        f"ACT = {ACT!r}\n"
        "def test_empty(ledger):\n"
        "    assert ledger.log_size == 0\n"
        "def test_built_in(built_in_ledger, ledger):\n"
        "    assert built_in_ledger.seen('2024-03-01').licence('NL009')['status'] == 'in_force'\n"
        "    assert ledger.log_size == 0\n"
        "def test_paths_start_at_the_folder_of_the_test(new_ledger):\n"
        "    ledger = new_ledger(record=['act.yaml', '../laws'])\n"
        "    assert ledger.seen('2020-05-01').check(licence='NL1', destination='IL').not_covered\n"
        "def test_one_alone_needs_no_list(new_ledger):\n"
        "    assert new_ledger(record=ACT).log_size == 2\n"
        "def test_two_ledgers_are_two(new_ledger):\n"
        "    assert new_ledger(record=[ACT]).log_size != new_ledger().log_size\n"
    )
    plain().assert_outcomes(passed=5)


def test_the_fixtures_are_described_in_the_list_of_fixtures(plain: Run) -> None:
    output = plain("--fixtures").stdout.str()
    for name in ("ledger", "built_in_ledger", "new_ledger"):
        assert re.search(rf"^{name} -- .*\n    \w", output, flags=re.MULTILINE), name


def test_a_ledger_records_json_yaml_text_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "acts").mkdir()
    (tmp_path / "acts" / "no-israel.yaml").write_text(NO_ISRAEL)
    ledger = LedgerInTests(folder=tmp_path)
    recordings = ledger.record(ACT, "acts", Path("acts"), instrument("eu", group("EU", "NL")))
    assert [one.instrument for one in recordings] == ["act", "no-israel", "no-israel", "eu"]
    assert [one.already for one in recordings] == [False, False, True, False]
    assert ledger.log_size == 6


def test_a_yaml_list_holds_several_instruments() -> None:
    entries = [f"- {text.strip()}".replace("\n", "\n  ") for text in (ACT, NO_ISRAEL)]
    assert len(LedgerInTests().record("\n".join(entries))) == 2


def test_the_built_in_record_is_the_one_that_recording_it_gives() -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    recorded = open_ledger(":memory:", lambda: date(2026, 11, 21), lambda: noon)
    record_lacking(recorded)
    with recorded.reading() as book:
        viewpoint, _ = recorded.viewpoint(book, {}, None)
    copied = LedgerInTests(built_in=True, today="2026-11-21").seen().group("EU")["viewpoint"]
    assert copied["root_hash"] == viewpoint.root_hash
    assert copied["log_size"] == viewpoint.log_size


def test_recording_in_one_built_in_ledger_leaves_the_next_one_alone() -> None:
    first, size = LedgerInTests(built_in=True), LedgerInTests(built_in=True).log_size
    first.record(instrument("own", excluded("NO", licence="NL009", from_="2021-01-01")))
    assert first.log_size == size + 2
    assert LedgerInTests(built_in=True).log_size == size


@pytest.mark.parametrize(
    ("today", "recorded"), [("2024-02-18", False), ("2024-02-19", True)], ids=["before", "on it"]
)
def test_the_built_in_record_ends_with_what_is_published_today(today: str, recorded: bool) -> None:
    ledger = LedgerInTests(built_in=True, today=today)
    because = ledger.seen("2024-02-20").check(
        licence="NL009", activity="export", destination="IL", programme="F-35", goods="ML10"
    )
    assert because.not_covered is recorded


def test_before_anything_was_published_the_built_in_record_is_empty() -> None:
    assert LedgerInTests(built_in=True, today="1900-01-01").log_size == 0


def test_today_and_the_clock_are_fixed() -> None:
    with pytest.raises(NotRecordedError, match="published_in_future"):
        LedgerInTests(today="2019-12-31").record(HISTORY[0])
    first, second = (replayed().seen().licence("NL1")["viewpoint"] for _ in range(2))
    assert first == second
    assert first["valid_on"] == "2026-11-21"


# -- viewpoints -----------------------------------------------------------------------------


def test_what_was_not_yet_known_or_recorded_is_left_out() -> None:
    ledger = replayed(ACT)
    before = ledger.log_size
    ledger.record(NO_ISRAEL, at="2026-11-22T09:00:00Z")
    sale = {"licence": "NL1", "activity": "export", "destination": "IL"}
    assert ledger.seen("2020-05-01").check(**sale).not_covered
    assert ledger.seen(date(2020, 5, 1), known_on="2020-02-29").check(**sale).covered
    assert ledger.seen("2020-05-01", known_on=date(2020, 3, 1)).check(**sale).not_covered
    assert ledger.seen("2020-05-01", log_size=before).check(**sale).covered
    until = datetime(2026, 11, 22, 8, 59, tzinfo=UTC)
    assert ledger.seen("2020-05-01", recorded_until=until).check(**sale).covered
    assert ledger.seen("2020-05-01", recorded_until="2026-11-22T09:00:00Z").check(**sale) == (
        "not_covered"
    )


def test_an_answer_is_asked_again_from_its_viewpoint() -> None:
    ledger = replayed()
    state = ledger.seen("2020-05-01", known_on="2020-03-01").licence("NL1")
    verdict = ledger.seen("2020-05-01").check(licence="NL1", activity="export")
    ledger.record(instrument("later", excluded("TR")))
    assert ledger.seen(**state["viewpoint"]).licence("NL1") == state
    repeated = ledger.seen(**verdict.answer["viewpoint"]).check(licence="NL1", activity="export")
    assert repeated == verdict
    assert repeated is not verdict


def test_every_question_is_answered_in_full() -> None:
    ledger = LedgerInTests(built_in=True)
    seen = ledger.seen("2024-03-01")
    assert seen.licence("NL009")["status"] == "in_force"
    assert {"member": "FR", "present": "yes"} in seen.group("EU")["members"]
    assert "NL009" in [one["licence"] for one in seen.licences()["licences"]]
    for answer in (seen.licences(), seen.requirements()):
        assert answer["next"] is None


def test_a_policy_is_asked_for_dimensions() -> None:
    values = [{"when": {"destinations": ["TR"]}, "value": "one year"}, {"value": "three years"}]
    adopted = {"type": "policy_adopted", "policy": "validity", "title": "Validity"}
    seen = replayed(instrument("p", {**adopted, "from": "2020-01-01", "values": values})).seen()
    assert seen.policy("validity", destination="TR")["value"] == "one year"
    assert seen.policy("validity", destination="FR")["value"] == "three years"


# -- verdicts -------------------------------------------------------------------------------

COMPLETE = instrument("none", {"type": "requirements_complete", "clause": {"goods": ["ML1"]}})
REQUIRED = instrument(
    "list",
    {
        "type": "requirement_imposed",
        "requirement": "list",
        "basis": "control_list",
        "title": "List",
        "from": "2010-01-01",
        "requires": [{"goods": ["5A002"]}],
    },
)


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"licence": "NL1", "activity": "export", "destination": "FR"}, "covered"),
        ({"licence": "NL1", "activity": "export", "destination": "IL"}, "not_covered"),
        ({"licence": "NL1", "activity": "export"}, "undetermined"),
        ({"activity": "transit", "destination": "FR", "goods": "5A002"}, "licence_required"),
        ({"goods": "ML1"}, "no_licence_required"),
    ],
    ids=VERDICTS,
)
def test_of_the_predicates_one_holds(asked: dict, word: str) -> None:
    verdict = replayed(*HISTORY, COMPLETE, REQUIRED).seen("2020-05-01").check(**asked)
    assert verdict == word
    assert verdict.verdict == word
    assert {name for name in VERDICTS if getattr(verdict, name)} == {word}


def test_a_verdict_tells_its_reasons_by_attributes() -> None:
    seen = replayed(*HISTORY, COMPLETE).seen("2020-05-01")
    verdict = seen.check(licence="NL1", activity="export", destination="IL", goods="ML1")
    assert (verdict.reason, verdict.decided_by) == ("excluded", "no-israel#1")
    assert (verdict.because, verdict.required) == (("no-israel#1",), "no")
    assert seen.check(licence="NL1", activity="export").depends_on == ("destination",)
    assert verdict.answer["viewpoint"]["valid_on"] == "2020-05-01"
    covered = replayed(*HISTORY, REQUIRED).seen("2020-05-01")
    assert covered.check(activity="export", goods="5A002", destination="FR").covered_by == ("NL1",)


def test_a_verdict_cannot_be_misread() -> None:
    verdict = replayed().seen("2020-05-01").check(licence="NL1", activity="export")
    with pytest.raises(TypeError, match="neither true nor false"):
        assert verdict
    with pytest.raises(ValueError, match="did you mean `covered`"):
        assert verdict != "coverd"
    assert verdict != 3


def test_the_words_are_those_of_the_answers() -> None:
    assert get_args(EvaluationAnswer.model_fields["verdict"].annotation) == VERDICTS
    assert set(Dimensions.__annotations__) == set(FIELDS)
    assert set(Transaction.__annotations__) == {*FIELDS, "date", "licence"}


def test_its_line_fits_what_pytest_shows_of_an_object() -> None:
    acts = [
        instrument(f"act-{n}", excluded("IL", from_=f"201{n}-01-01"), title=f"{n} " + "long " * 80)
        for n in range(3)
    ]
    seen = replayed(HISTORY[0], *acts).seen("2020-05-01")
    line = repr(seen.check(licence="NL1", activity="export", destination="IL"))
    assert len(line) <= 240
    assert line.startswith("<not_covered: excluded, by act-0#1 “0 long long")
    assert line.endswith("…” and 2 more>")


# -- what a failure says --------------------------------------------------------------------

WHY = (
    "not_covered: excluded",
    "no-israel#1  destination_excluded, from 2020-01-01, published 2020-03-01",
    "“Israel out of NL1”",
)
SALE = 'seen.check(licence="NL1", activity="export", destination="IL")'


@pytest.mark.parametrize(
    ("assertion", "said"),
    [
        (f"assert {SALE}.covered", ["by no-israel#1 “Israel out of NL1”>.covered"]),
        (f"assert not {SALE}.not_covered", ["by no-israel#1 “Israel out of NL1”>.not_covered"]),
        (f'assert {SALE} == "covered"', ["assert 'not_covered' == 'covered'"]),
        (f'assert {SALE}.verdict == "covered"', ["assert 'not_covered' == 'covered'"]),
        (f'assert "permitted" == {SALE}.reason', ["assert 'permitted' == 'excluded'"]),
        (f'assert {SALE}.reason in ("permitted",)', ["assert 'excluded' in ('permitted',)"]),
        (f"assert {SALE}.because == ()", ["('no-israel#1',) == ()"]),
    ],
    ids=["predicate", "negated", "verdict", "word", "reason on the right", "in", "because"],
)
def test_a_failing_assertion_says_verdict_reason_and_deciding_instruments(
    fails: Fails, assertion: str, said: list[str]
) -> None:
    output = fails(assertion)
    for part in (*said, *WHY, "asked: licence NL1, activity export, destination IL"):
        assert part in output


def test_a_comparison_says_so_itself(fails: Fails) -> None:
    shown = fails(f'assert {SALE} == "covered"').partition("last answers")[0]
    for part in WHY:
        assert re.search(rf"^E +{re.escape(part)}", shown, flags=re.MULTILINE)


def test_only_the_last_answers_are_shown(fails: Fails) -> None:
    lines = [f'seen.check(licence="NL1", exporter="number {n}")' for n in range(8)]
    output = fails(*lines, "assert False").partition("last answers")[2]
    assert [n for n in range(8) if f"exporter number {n}" in output] == [3, 4, 5, 6, 7]


def test_a_test_that_asks_nothing_shows_nothing(fails: Fails) -> None:
    assert "last answers" not in fails("assert seen is None")


def test_a_refused_instrument_shows_every_fault_at_the_line_of_the_test(
    fails: Fails,
) -> None:
    output = fails("ledger.record('instrument: x\\nkind: law\\ntitle: X\\n')")
    assert "`x` (YAML text) was refused; nothing of it was recorded:" in output
    for fault in ("/kind  malformed: ", "/issued_by  missing", "/changes  missing"):
        assert re.search(rf"^E +{re.escape(fault)}", output, flags=re.MULTILINE)
    assert "def record" not in output


def test_a_faulty_question_is_shown_at_the_line_of_the_test(fails: Fails) -> None:
    output = fails('assert seen.check(licence="NL2").covered')
    assert "no licence `NL2` was ever established; did you mean `NL1`?" in output
    assert "def evaluate" not in output
    assert "testing.py" not in output


def test_a_transaction_has_one_day_and_never_today() -> None:
    ledger = replayed()
    with pytest.raises(QuestionError, match="never taken to be today") as no_day:
        ledger.seen().check(licence="NL1")
    assert [fault.code for fault in no_day.value.faults] == ["missing"]
    with pytest.raises(QuestionError, match="leave `date` out"):
        ledger.seen("2020-05-01").check(licence="NL1", date="2020-05-02")
    verdict = ledger.seen().check(licence="NL1", date="2020-05-02")
    assert verdict.answer["viewpoint"]["valid_on"] == "2020-05-02"


def test_a_refused_instrument_leaves_those_before_it_recorded() -> None:
    ledger = LedgerInTests()
    with pytest.raises(NotRecordedError) as refused:
        ledger.record(HISTORY[0], instrument("two", excluded("Israel", "il")), HISTORY[1])
    assert [(fault.code, fault.pointer) for fault in refused.value.faults] == [
        ("unknown_country", "/changes/0/destinations/0"),
        ("unknown_country", "/changes/0/destinations/1"),
    ]
    assert ledger.log_size == 2


# -- the page about it ----------------------------------------------------------------------


def test_what_the_page_shows_is_true(pytester: Pytester, plain: Run) -> None:
    blocks = re.findall(r"```(?:python|yaml)\n# (\S+)\n(.*?)```", TESTING, flags=re.DOTALL)
    for name, body in blocks:
        pytester.path.joinpath(name).write_text(body)
    files = ["test_shipment.py", "test_draft.py", "test_law_change.py", "f-35.ledger.yaml"]
    assert [name for name, _ in blocks] == files
    pytester.mkdir("other-acts").joinpath("israel.yaml").write_text(
        NO_ISRAEL.replace("NL1", "NL009").replace("IL", "Israel")
    )
    plain().assert_outcomes(passed=11)
    (command,) = re.findall(r"```console\n\$ pytest (.*)\n", TESTING)
    plain(*shlex.split(command)).assert_outcomes(passed=1)


def test_the_failure_that_the_page_shows_is_true(pytester: Pytester, plain: Run) -> None:
    shown = re.findall(r"```text\n(.*?)```", TESTING, flags=re.DOTALL)[0]
    shipment = re.search(r"SHIPMENT = \{.*?\n\}\n", TESTING, flags=re.DOTALL)
    assert shipment is not None
    assertion = shown.partition("\n")[0].removeprefix(">").strip()
    pytester.makepyfile(f"{shipment.group()}\ndef test_it(built_in_ledger):\n    {assertion}\n")
    output = plain().stdout.str()
    for line in shown.splitlines():
        assert line in output


def test_the_law_change_that_the_page_shows_is_true(pytester: Pytester, plain: Run) -> None:
    shown = re.findall(r"```text\n(.*?)```", TESTING, flags=re.DOTALL)[1]
    (draft,) = re.findall(r"DRAFT = (\"{3}.*?\"{3})", TESTING, flags=re.DOTALL)
    pytester.makepyfile(
        f"import pytest\nDRAFT = {draft}\n"
        "@pytest.mark.ledger(unchanged_since=1049)\n"
        "def test_it(new_ledger):\n"
        "    ledger = new_ledger(built_in=True, record=[DRAFT], today='2027-01-10')\n"
        "    seen = ledger.seen('2027-03-01')\n"
        "    seen.check(licence='NL009', activity='export', goods='ML10', origin='NL',\n"
        "               destination='NO', programme='F-35')\n"
    )
    output = plain().stdout.str()
    for line in shown.splitlines():
        assert line in output, output
