"""Files `*.ledger.yaml`: collected without Python, compared as the portable cases are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from licence_ledger.api.testing.ledger_files import as_written, read_ledger_file
from licence_ledger.api.texts import FileError
from pytest import Pytester, RunResult

pytest_plugins = ["pytester"]
Run = Callable[..., RunResult]

ACT = """
instrument: act
kind: ministerial_regulation
title: General licence NL1 for exports
issued_by: Minister
published_on: 2016-01-01
cites: [{source: "Stcrt. 2016, 1"}]
changes:
  - {type: licence_established, licence: NL1, kind: general, authority: NL, title: Exports,
     from: 2016-02-01, permits: [{activities: [export]}]}
  - {type: group_established, group: LOW, from: 2016-02-01, members: [NO, SE]}
"""
NO_ISRAEL = """
instrument: no-israel
kind: ministerial_regulation
title: Israel out of NL1
issued_by: Minister
published_on: 2020-03-01
cites: [{source: "Stcrt. 2020, 2"}]
changes:
  - {type: destination_excluded, licence: NL1, from: 2020-01-01, destinations: [IL]}
  - {type: policy_adopted, policy: validity, title: Validity, from: 2020-01-01,
     values: [{when: {destinations: [TR]}, value: one year}, {value: three years}]}
"""
SALE = "{date: 2020-05-01, licence: NL1, activity: export, destination: IL}"
ACTS = "instruments: [act.yaml, no-israel.yaml]\n"


def written(folder: Path, text: str) -> Path:
    """The file with this text, the two acts beside it."""
    (folder / "act.yaml").write_text(ACT)
    (folder / "no-israel.yaml").write_text(NO_ISRAEL)
    path = folder / "sales.ledger.yaml"
    path.write_text(text)
    return path


@pytest.fixture
def run(pytester: Pytester, plain: Callable[..., RunResult]) -> Run:
    """What pytest says of a file with a text."""

    def run(text: str, *arguments: str) -> RunResult:
        written(pytester.path, text)
        return plain(*arguments)

    return run


def question(asked: str, expect: str, **more: str) -> str:
    """A file of the two acts and one question."""
    said = "".join(f"    {name}: {value}\n" for name, value in more.items())
    return f"{ACTS}questions:\n  - {asked}\n{said}    expect: {expect}\n"


@pytest.mark.parametrize(
    "text",
    [
        question(f"transaction: {SALE}", "{verdict: not_covered, decided_by: no-israel#1}"),
        question(f"transaction: {SALE}", "{because: [{change: no-israel#1}], notes: []}"),
        question(f"transaction: {SALE}", "{verdict: covered}", known_on="2020-02-29"),
        question(f"transaction: {SALE}", "{verdict: not_covered}", known_on="2020-03-01"),
        question(f"transaction: {SALE}", "{verdict: covered, conditions: []}", after="1"),
        question(f"transaction: {SALE}", "{error: unknown_licence}", after="0"),
        question("licence: NL1", "{status: in_force, last_checked: null}", valid_on="2020-05-01"),
        question("licence: NL1", "{upcoming_more: 0}", valid_on="2020-05-01"),
        question("licence: NL1", '{upcoming_more: "0"}', valid_on="2020-05-01"),
        question("licence: NL1", "{viewpoint: {log_size: 6}}", valid_on="2020-05-01"),
        question("licence: NL1", "{status: in_force}", valid_on="2020-05-01", known_on="null"),
        question("licence: NL1", "{error: malformed}", valid_on="2020-05"),
        question(
            "group: LOW",
            "{members: [{member: SE}, {member: NO, present: yes}]}",
            valid_on="2020-05-01",
        ),
        question(
            "policy: validity",
            "{value: three years}",
            valid_on="2020-05-01",
            dimensions="{destination: FR}",
        ),
        question(
            "policy: validity",
            "{value: one year}",
            valid_on="2020-05-01",
            dimensions="{destination: TR}",
        ),
        question(
            "policy: validity",
            "{error: unknown_field}",
            valid_on="2020-05-01",
            dimensions="{name: TR, self: TR}",
        ),
        question("transaction: {date: 2020-05-01, self: NL1}", "{error: unknown_field}"),
        question("transaction: {date: 2020-05-01, goods: [ML1]}", "{error: malformed}"),
    ],
)
def test_a_question_passes(run: Run, text: str) -> None:
    run(text).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            question(f"transaction: {SALE}", "{verdict: covered, reason: permitted}"),
            [
                "sales.ledger.yaml:3: NL1 export IL on 2020-05-01",
                '  verdict: expected "covered", got "not_covered"',
                '  reason: expected "permitted", got "excluded"',
                "not_covered: excluded",
                "  no-israel#1  destination_excluded, from 2020-01-01, published 2020-03-01",
                "    “Israel out of NL1”",
                "  asked: date 2020-05-01, licence NL1, activity export, destination IL, at log "
                "size 6",
            ],
        ),
        (
            question(f"transaction: {SALE}", "{because: [{change: act#1}]}"),
            ['  because: expected [{"change": "act#1"}], got [{"change": "no-israel#1"}]'],
        ),
        (
            question(f"transaction: {SALE}", "{verdict: covered}", after="0"),
            [
                '  expected an answer, got the error "unknown_licence"',
                "it cannot be answered:",
                "  /transaction/licence  unknown_licence: no licence `NL1` was ever established",
            ],
        ),
        (
            question(f"transaction: {SALE}", "{error: unknown_licence}"),
            ['  error: expected "unknown_licence", got null', "not_covered: excluded"],
        ),
        (
            question("licence: NL1", "{status: withdrawn}", valid_on="2020-05-01"),
            [
                '  status: expected "withdrawn", got "in_force"',
                "  act#1  licence_established, from 2016-02-01, published 2016-01-01",
            ],
        ),
        (
            question("licence: NL1", "{upcoming_more: 3}", valid_on="2020-05-01"),
            ['  upcoming_more: expected "3", got "0"'],
        ),
        (
            question("licence: NL1", "{exclusions: []}", valid_on="2020-05-01"),
            ["  exclusions: expected [], got [{", '"entry": "no-israel#1"'],
        ),
        (
            question("group: LOW", "{members: [{member: NO}]}", valid_on="2020-05-01"),
            ['  members: expected [{"member": "NO"}], got [{"member": "NO"}, {"member": "SE"}]'],
        ),
        (
            question("policy: validity", "{value: one year}", valid_on="2020-05-01"),
            [
                '  value: expected "one year", got null',
                "undetermined",
                "asked: policy validity, valid_on 2020-05-01, at log size 6",
            ],
        ),
    ],
)
def test_a_wrong_expectation_fails_with_every_difference_and_why(
    run: Run, text: str, said: list[str]
) -> None:
    done = run(text)
    done.assert_outcomes(failed=1)
    for part in said:
        assert part in done.stdout.str()
    assert "Traceback" not in done.stdout.str()
    assert "ledger_files.py" not in done.stdout.str()


def test_tests_are_named_for_their_questions_in_their_order(run: Run) -> None:
    text = (
        f"{ACTS}questions:\n"
        f"  - {{transaction: {SALE}, expect: {{decided_by: null}},\n"
        "     name: 'the sale:: in\n      May'}\n"
        f"  - {{known_on: 2020-02-29, after: 2, transaction: {SALE}, expect: {{required: yes}}}}\n"
        "  - {licence: NL1, valid_on: 2020-05-01, expect: {in_force: yes}}\n"
        "  - {licence: NL1, valid_on: 2020-05-01, expect: {kind: general}}\n"
        "  - {group: LOW, valid_on: 2020-05-01, expect: {established: yes}}\n"
        "  - {policy: validity, dimensions: {destination: TR}, valid_on: 2020-05-01,\n"
        "     expect: {reason: adopted}}\n"
        "  - {transaction: {date: 2020-05-01, activity: export}, expect: {verdict: undetermined}}\n"
        "refused:\n"
        "  - {after: 0, instrument: no-israel.yaml,\n"
        "     faults: [{code: unknown_subject, pointer: /changes/0/licence}]}\n"
        "  - {name: nothing, instrument: {}, faults: [{code: missing, pointer: /kind}]}\n"
    )
    listed = run(text, "--collect-only", "-q").stdout.lines
    assert [line.partition("::")[2] for line in listed if "sales.ledger.yaml::" in line] == [
        "the sale: in May",
        "NL1 export IL on 2020-05-01 as known on 2020-02-29 after 2",
        "licence NL1 on 2020-05-01",
        "licence NL1 on 2020-05-01 (2)",
        "group LOW on 2020-05-01",
        "policy validity TR on 2020-05-01",
        "any licence export on 2020-05-01",
        "refused: no-israel",
        "nothing",
    ]
    chosen = "sales.ledger.yaml::licence NL1 on 2020-05-01 (2)"
    run(text, chosen).assert_outcomes(passed=1)


def test_built_in_begins_with_the_built_in_record(run: Run) -> None:
    asked = "questions: [{licence: NL009, valid_on: 2024-03-01, expect: {in_force: yes}}]\n"
    run(f"built_in: true\n{asked}").assert_outcomes(passed=1)
    run(f"built_in: false\n{asked}").assert_outcomes(failed=1)


def test_an_instrument_is_written_in_place_or_named_and_a_folder_holds_several(
    pytester: Pytester,
    run: Run,
) -> None:
    folder = pytester.mkdir("acts")
    (folder / "1.yaml").write_text(ACT)
    (folder / "2.yaml").write_text(NO_ISRAEL)
    in_place = "{" + ", ".join(ACT.strip().splitlines()[:6]) + ", changes: [{type: "
    in_place += "group_established, group: HIGH, from: 2016-02-01, members: [LU]}]}"
    text = (
        f"instruments: [acts, {in_place.replace('instrument: act', 'instrument: high')}]\n"
        f"questions:\n  - {{after: 1, transaction: {SALE}, expect: {{verdict: covered}}}}\n"
        f"  - {{after: 2, transaction: {SALE}, expect: {{verdict: not_covered}}}}\n"
        "  - {group: HIGH, valid_on: 2020-05-01, expect: {established: yes}}\n"
    )
    run(text).assert_outcomes(passed=3)


def refused(faults: str, after: int = 2) -> str:
    return f"""{ACTS}refused:
  - after: {after}
    instrument:
      instrument: draft
      kind: ministerial_regulation
      title: Draft
      issued_by: Minister
      published_on: 2021-01-01
      cites: [{{source: none}}]
      changes:
        - {{type: destination_excluded, licence: NL1, from: 2021-01-01, destinations: [il, TR]}}
        - {{type: exclusion_lifted, target: no-israel#1, from: 2021-01-01}}
    faults: [{faults}]
"""


COUNTRY = "{code: unknown_country, pointer: /changes/0/destinations/0}"
SUBJECT = "{code: unknown_subject, pointer: /changes/0/licence}"
TARGET = "{code: unknown_target, pointer: /changes/1/target}"


@pytest.mark.parametrize(
    "text",
    [refused(COUNTRY), refused(f"{TARGET}, {COUNTRY}", 1), refused(f"{COUNTRY}, {TARGET}", 1)],
)
def test_an_instrument_is_refused_for_just_these_faults(run: Run, text: str) -> None:
    run(text).assert_outcomes(passed=1)


def test_a_fault_too_many_and_one_too_few_are_told(run: Run) -> None:
    done = run(refused(f"{SUBJECT}, {SUBJECT}", 1))
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        [
            "sales.ledger.yaml:3: refused: draft",
            "  expected, and not found: /changes/0/licence  unknown_subject",
            "  expected, and not found: /changes/0/licence  unknown_subject",
            "  found, and not expected: /changes/0/destinations/0  unknown_country: *",
            "  found, and not expected: /changes/1/target  unknown_target: *",
        ]
    )


def test_an_instrument_that_is_not_refused_fails_and_spoils_nothing(run: Run) -> None:
    text = question(f"transaction: {SALE}", "{verdict: covered}", after="1")
    text += "refused: [{after: 1, instrument: no-israel.yaml, faults: [{code: x, pointer: /y}]}]\n"
    done = run(text)
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["  it was recorded", "  expected, and not found: /y  x"])


def test_today_is_the_file_s_own(run: Run) -> None:
    act = "{instrument: act.yaml, faults: [{code: published_in_future, pointer: /published_on}]}"
    run(f"today: 2015-12-31\nrefused: [{act}]\n").assert_outcomes(passed=1)
    run(f"today: 2016-01-01\nrefused: [{act}]\n").assert_outcomes(failed=1)


def test_an_instrument_that_cannot_be_recorded_fails_every_question(run: Run) -> None:
    text = "instruments: [no-israel.yaml]\nquestions:\n"
    text += f"  - {{name: one, transaction: {SALE}, expect: {{verdict: covered}}}}\n" * 2
    done = run(text)
    done.assert_outcomes(errors=2)
    done.stdout.fnmatch_lines(
        [
            "`no-israel` (*no-israel.yaml) was refused; nothing of it was recorded:",
            "  /changes/0/licence  unknown_subject: *",
        ]
    )
    assert "Traceback" not in done.stdout.str()
    assert "def setup" not in done.stdout.str()


ASKED = "questions:\n  - transaction: {date: 2020-05-01}\n"


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("questions: [", ":1:13:", ""),
        ("a: 1\na: 2\n", ":2:1:", "`a` is given twice"),
        ("questions: &x []\nrefused: *x\n", ":2:10:", "anchors and aliases are not read"),
        ("", ":1:1:", "must be an object"),
        ("- question\n", ":1:1:", "must be an object"),
        ("built_in: true\n", ":1:1:", "nothing is asked here: write `questions` or `refused`"),
        ("built_in: yes\n", ":1:1:", "is not one of 'true' or 'false'"),
        ("today: 2020\n", ":1:1:", "`2020` is not a full day"),
        ("today: 2020-01-01\nquestion: []\n", ":2:1:", "`question`"),
        (ASKED, ":2:5:", "`expect` is missing"),
        (ASKED + "    expect: {}\n", ":3:5:", "`expect` is empty"),
        (ASKED + "    expects: {}\n", ":3:5:", "`expects`"),
        (ASKED + "    expect: covered\n", ":3:5:", "`expect` must be an object"),
        (ASKED + "    expect: {a: b}\n    licence: NL1\n", ":2:5:", "ask one thing"),
        ("questions: [{expect: {a: b}}]\n", ":1:13:", "ask one thing"),
        (
            "questions:\n- licence: NL1\n  expect: {a: b}\n",
            ":2:3:",
            "a question about a licence needs a day, `valid_on`",
        ),
        (
            ASKED + "    valid_on: 2020-05-01\n    expect: {a: b}\n",
            ":2:5:",
            "the day of a transaction is its `date`",
        ),
        (
            "questions:\n- {group: EU, valid_on: 2020-05-01, dimensions: {}, expect: {a: b}}\n",
            ":2:3:",
            "`dimensions` are asked of a policy",
        ),
        (ASKED + "    expect: {a: b}\n    after: first\n", ":4:5:", "no number of instruments"),
        (ASKED + "    expect: {a: b}\n    after: 1\n", ":4:5:", "there are 0 instruments"),
        (
            f"instruments:\n  - act.yaml\n  - lost.yaml\n{ASKED}    expect: {{a: b}}\n",
            ":3:5:",
            "there is no",
        ),
        (
            f"instruments:\n  - [act.yaml]\n{ASKED}    expect: {{a: b}}\n",
            ":2:5:",
            "write an instrument, or the name of a file",
        ),
        ("refused: [{instrument: act.yaml}]\n", ":1:11:", "`faults` is missing"),
        ("refused: [{instrument: act.yaml, faults: []}]\n", ":1:34:", "`faults` is empty"),
        (
            "refused: [{instrument: act.yaml, faults: [{code: x}]}]\n",
            ":1:43:",
            "`pointer` is missing",
        ),
        (
            "refused: [{instrument: ., faults: [{code: x, pointer: /y}]}]\n",
            ":1:12:",
            "name a file that holds one instrument",
        ),
    ],
)
def test_a_faulty_file_is_told_with_line_and_column(
    tmp_path: Path, text: str, place: str, sentence: str
) -> None:
    folder = tmp_path / "acts"
    folder.mkdir()
    path = written(folder, text)
    with pytest.raises(FileError) as told:
        read_ledger_file(path)
    assert f"{path}{place} " in str(told.value)
    assert sentence in str(told.value)


def test_every_fault_of_a_file_is_told_at_once_as_a_collection_error(run: Run) -> None:
    done = run(f"built_in: 1\n{ASKED}    expects: {{}}\n")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(
        [
            "*ERROR collecting sales.ledger.yaml*",
            "*sales.ledger.yaml:1:1: * is not one of 'true' or 'false'",
            "*sales.ledger.yaml:3:5: `expect` is missing; it is needed here",
            "*sales.ledger.yaml:4:5: `expects` *",
        ]
    )
    assert "Traceback" not in done.stdout.str()


def test_a_fault_in_an_instrument_s_own_file_is_told_with_its_place(tmp_path: Path) -> None:
    path = written(tmp_path, f"{ACTS}{ASKED}    expect: {{a: b}}\n")
    (tmp_path / "act.yaml").write_text("instrument: [\n")
    with pytest.raises(FileError, match=r"act\.yaml:2:1: "):
        read_ledger_file(path)


def test_other_yaml_files_are_left_alone(pytester: Pytester, plain: Run) -> None:
    pytester.path.joinpath("ledger.yaml").write_text("questions: [")
    pytester.path.joinpath("act.yaml").write_text(ACT)
    plain().assert_outcomes()


def test_numbers_and_truth_values_compare_as_they_are_written() -> None:
    answer = {"n": 3, "b": [True, False], "none": None, "text": "3", "deep": {"x": [{"y": 0}]}}
    assert as_written(answer) == {
        "n": "3",
        "b": ["true", "false"],
        "none": None,
        "text": "3",
        "deep": {"x": [{"y": "0"}]},
    }
