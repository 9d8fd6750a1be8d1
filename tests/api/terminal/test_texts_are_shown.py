"""What is recorded, given or computed is shown as it stands: never markup, nothing hidden."""

from __future__ import annotations

import json
import os
import re
import shutil
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from builders import change, established, excluded, instrument
from hypothesis import example, given, settings
from hypothesis import strategies as st
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.terminal.cli import app
from licence_ledger.api.terminal.tables.texts import text
from printed import shows
from running import run
from typer.main import get_command
from typer.testing import CliRunner, Result

CASES = Path(__file__).parents[2] / "data" / "cases" / "terminal-brackets"
WIDE = 1_500
"""So many columns that nothing is wrapped."""

MARKUP = ["[not]", "[/x]", "[/]", "[red]", "[link=x]", "[@click=x]", "\\[", ":v:", ":warning:"]
UNSEEN = ["\t", "\x1b[31m", "\x9b", "\x7f", "\r", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028"]
RECORDED = ["\t", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028"]
"""What cannot be seen, and yet can be recorded."""
WORDS = ["a", "b c", "licence ", "a_b", "{x}", "100%", "é", "…", "'", '"', "`", "ß", "x" * 30]
BROAD = ["荷兰", "한", "e\u0301", "🇳🇱", "👩‍🚀"]


def texts(*kinds: list[str]) -> st.SearchStrategy[str]:
    """Texts of such pieces, that begin and end with what can be seen."""
    pieces = st.lists(st.sampled_from([one for kind in kinds for one in kind]), min_size=1)
    return pieces.map(lambda found: f"<{''.join(found)[:80]}>")


# -- the case it was found by ------------------------------------------------------------


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def test_brackets_and_codes_of_emoji_are_printed_as_recorded(database: str) -> None:
    dry = run(f"record {CASES / 'brackets.yaml'} {CASES / 'crash.yaml'}", database)
    assert dry.exit_code == 0, dry.output
    question = "check --licence TB1 --activity export --destination SE --date 2020-06-01"
    told = run(question, database).stdout
    assert shows(told, "Goods are [not] re-exported by the user [the holder]")
    assert shows(told, "jci1.3:v:BWBR0031615&artikel=3, p. 3 [footnote]")
    assert shows(told, "It [the licence] does [not] cover transit [sic]")
    for asked in ("show TB1", "show statements TB1", "timeline TB1"):
        assert shows(run(asked, database).stdout, "It [the licence] does [not] cover transit [sic]")
    assert shows(run("show TB2", database).stdout, "see form [/x] of the annex")


def test_a_faulty_value_in_brackets_is_told_as_it_stands(
    built_in_database: str, tmp_path: Path
) -> None:
    copy = tmp_path / "crash.csv"
    shutil.copy(CASES / "crash.csv", copy)
    done = run(f"evaluate {copy} -o {tmp_path / 'out.csv'}", built_in_database)
    assert done.exit_code == 0, done.output
    assert "[/b]" in done.stdout
    assert "[il]" in done.stdout


# -- recorded ----------------------------------------------------------------------------

SHOWN_BY = {
    "show TB1": ("title", "text", "says", "by", "source", "locator", "programme", "exporter"),
    "show": ("title",),
    "show statements TB1": ("says", "by"),
    "show reports TB1": ("period", "issuer"),
    "history TB1": (),
    "timeline TB1": ("act", "text", "says", "by", "programme", "exporter"),
    "diff TB1 --from valid_on=1999-01-01 --to valid_on=2021-01-01": ("text", "programme"),
    "diff --from valid_on=1999-01-01 --to valid_on=2021-01-01": ("text", "exporter"),
    "check --licence TB1 --date 2020-06-01 --activity export": ("text", "says", "by", "source"),
    "show policy p --valid-on 2021-01-01": ("value",),
}
"""The texts that each command shows."""
NAMES = sorted({name for names in SHOWN_BY.values() for name in names})


def act_of(said: dict[str, str]) -> dict:
    """An instrument of these texts."""
    permits = [{"activities": ["export"]}]
    permits += [{"programmes": [said["programme"]], "exporters": [said["exporter"]]}]
    conditions = [{"key": "k", "kind": "limit", "text": said["text"]}]
    opened = established("TB1", "2000-01-01", permits=permits, conditions=conditions)
    values = [{"value": said["value"]}]
    figures = {"period": said["period"], "transactions": 3}
    return instrument(
        "tb-1",
        {**opened, "title": said["title"]},
        change("statement_recorded", about="TB1", says=said["says"], by=said["by"], disputes=True),
        change("use_reported", licence="TB1", **figures),
        change("policy_adopted", policy="p", title="p", from_="2000-01-01", values=values),
        title=said["act"],
        issued_by=said["issuer"],
        cites=[{"source": said["source"], "locator": said["locator"]}],
    )


def said_with(made: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    """Every text of an act, made up; a programme has a letter, or it is none."""
    programme = made.map("F {}".format)
    return st.fixed_dictionaries({n: programme if n == "programme" else made for n in NAMES})


def lines_lacking(act: dict, said: dict[str, str], width: int, folder: Path) -> list[str]:
    """What the commands do not show whole of an act that is recorded."""
    database = f"sqlite:///{folder / 'ledger.db'}"
    ledger = ledger_at(database)
    ledger.record(act, "the test")
    ledger.close()
    lacking = []
    for line, names in SHOWN_BY.items():
        done = run(line, database, COLUMNS=str(width))
        assert done.exit_code in (0, 1), done.output
        lacking += [f"{line}: {name}" for name in names if not shows(done.stdout, said[name])]
    return lacking


@settings(max_examples=5)
@given(said_with(texts(MARKUP, RECORDED, WORDS, ["\n"])))
def test_recorded_texts_are_wrapped_and_not_changed(said: dict[str, str]) -> None:
    for width in (60, 120):
        with TemporaryDirectory() as folder:
            assert lines_lacking(act_of(said), said, width, Path(folder)) == []


@settings(max_examples=4)
@given(said_with(texts(MARKUP, RECORDED, WORDS, BROAD)))
def test_recorded_texts_of_any_script_are_shown_as_they_stand(said: dict[str, str]) -> None:
    with TemporaryDirectory() as folder:
        assert lines_lacking(act_of(said), said, WIDE, Path(folder)) == []


# -- given -------------------------------------------------------------------------------


def run_line(arguments: list[str], database: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"LEDGER_DATABASE": database})


NO_TEXT = "which is no text"
"""How a value with a control character is refused; the character is named."""
GIVEN: list[list[str]] = [
    ["show", "?"],
    ["show", "group", "?"],
    ["show", "policy", "?"],
    ["show", "statements", "nobodyspokeofthis ?"],
    ["show", "reports", "?"],
    ["show", "?", "?"],
    ["show", "NL009", "--valid-on", "?"],
    ["show", "NL009", "--log-size", "?"],
    ["history", "?"],
    ["timeline", "?"],
    ["timeline", "NL009", "--after", "?"],
    ["diff", "?", "--from", "valid_on=2020-01-01", "--to", "valid_on=2021-01-01"],
    ["check", "--date", "2024-01-01", "--destination", "?"],
    ["check", "--date", "?"],
    ["check", "--date", "2024-01-01", "--licence", "?"],
    ["record", "/nowhere/?"],
    ["lint", "/nowhere/?"],
    ["conformance", "/nowhere/?"],
    ["show", "--database", "sqlite:////nowhere/?"],
    ["show", "--database", "?"],
    ["evaluate", "/nowhere/?.csv", "-o", "/nowhere/out.csv"],
]
"""Lines in which a given text is told back."""


@settings(max_examples=4)
@given(texts(MARKUP, UNSEEN, WORDS))
@example("<[/x]>")
def test_given_texts_are_told_as_they_were_given(built_in_database: str, said: str) -> None:
    for line in GIVEN:
        done = run_line([one.replace("?", said) for one in line], built_in_database)
        assert done.exit_code in (1, 2), done.output
        assert not isinstance(done.exception, (ValueError, KeyError)), line
        quoted = repr(said)[1:-1]  # as the library of commands quotes it in its own sentences
        told = shows(done.stderr, said) or shows(done.stderr, quoted)
        assert told or NO_TEXT in done.stderr, (line, done.stderr)


@pytest.mark.parametrize(
    "line", [["[/x]\u202e"], ["show", "--[/x]\x1b"], ["show", "a", "b", "[/x]"]]
)
def test_wrong_usage_is_told_with_what_was_given(line: list[str]) -> None:
    done = CliRunner().invoke(app, line)
    assert done.exit_code == 2
    assert "[/x]" in done.stderr
    assert not set("\u202e\x1b") & set(done.stderr)
    assert "--help" in done.stderr


# -- names of files, faults, lint ----------------------------------------------------------


@settings(max_examples=4)
@given(texts(MARKUP, UNSEEN, WORDS).map(lambda said: said.replace("/", "|")), texts(MARKUP, WORDS))
def test_names_of_files_and_faults_in_them_are_told_as_they_stand(name: str, said: str) -> None:
    with TemporaryDirectory() as folder:
        database, path = f"sqlite:///{folder}/ledger.db", Path(folder) / f"{name}.json"
        path.write_text(json.dumps(instrument("a", established(), excluded(said))))
        refused = run_line(["record", str(path)], database)
        linted = run_line(["lint", str(path)], "")
        for told in (refused.stderr, linted.stdout):
            assert shows(told, f"{name}.json"), told
            assert shows(told, said), told
        path.write_text(
            json.dumps(
                instrument(
                    "a", established(conditions=[{"key": "k", "kind": "limit", "text": said}])
                )
            )
        )
        ledger_at(database).close()
        dry = run_line(["record", str(path), "--dry-run"], database)
        assert shows(dry.stdout, said), dry.output


@settings(max_examples=4)
@given(st.lists(texts(MARKUP, WORDS), min_size=1, max_size=4, unique=True))
def test_faults_of_rows_tell_the_values_as_they_stand(
    built_in_database: str, said: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        source, output = Path(folder) / "in.ndjson", Path(folder) / "out.ndjson"
        rows = ({"date": "2024-02-12", "destination": one} for one in said)
        source.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        done = run_line(["evaluate", str(source), "-o", str(output)], built_in_database)
        assert done.exit_code == 0, done.output
        for one in said:
            assert shows(done.stdout, one), done.stdout


def test_a_name_that_is_no_text_is_told_byte_by_byte(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff[b].json")
    (tmp_path / name).write_text("{")
    done = CliRunner().invoke(app, ["lint", str(tmp_path / name)])
    assert done.exit_code == 1
    assert shows(done.stdout, "\\udcff[b].json")


def test_a_name_that_is_no_text_is_sound_json(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.json")
    path.write_text("{")
    done = CliRunner().invoke(app, ["lint", str(path), "--json"])
    assert json.loads(done.stdout)["findings"][0]["file"] == str(path)


# -- the one place -------------------------------------------------------------------------

TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"}
"""The bidirectional classes of what turns the direction of writing, or is nothing to it."""
INVISIBLE = ["\u00ad", "\u034f", "\u115f", "\u180e", "\u3164", "\ufe0f", "\U000e0041", "\U000e0100"]


@pytest.mark.parametrize(
    "unseen", [*UNSEEN, *INVISIBLE, "\x00", "\n", "\ud800", "\uffff"], ids=ascii
)
def test_what_cannot_be_seen_is_shown_dim(unseen: str) -> None:
    found = text(f"a{unseen}b")
    assert unseen[0] not in found.plain.replace("\n", "")
    assert any(span.style == "dim" for span in found.spans)


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(said: str) -> None:
    shown = text(said).plain.replace("\n", "")
    assert [one for one in shown if unicodedata.category(one) in ("Cc", "Zl", "Zp", "Cs")] == []
    assert [one for one in shown if unicodedata.bidirectional(one) in TURNING] == []


# -- help --------------------------------------------------------------------------------

COMMANDS = get_command(app).commands


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_shows_its_texts_whole(name: str) -> None:
    told = re.sub(r"[\s│]", "", run(f"{name} --help", COLUMNS="100").stdout)
    command = COMMANDS[name]
    said = [command.epilog, command.help, *(getattr(one, "help", "") for one in command.params)]
    for one in filter(None, said):
        assert re.sub(r"[\s│]", "", one) in told, one
