"""`lint`: what is wrong in a file, where, in which words, and what to do; nothing is recorded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, TODAY, Case, established, excluded, instrument
from examples import examples
from histories import histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from licence_ledger.api.files.built_in import RECORD_FOLDER
from licence_ledger.api.files.lint import IDS_NAMED, DraftInFile, judge_all, read
from licence_ledger.api.files.placed_yaml import composed, cuts_in
from licence_ledger.domain.faults import RefusedError
from licence_ledger.projections.ledger import open_ledger
from running import run

Json = dict[str, Any]

SOUND = """\
# yaml-language-server: $schema=instrument.schema.json
instrument: stcrt-2026-1
kind: ministerial_regulation
title: Norway out of NL009
issued_by: Minister
published_on: 2026-01-02
cites: [{source: "Stcrt. 2026, 1", locator: art. I}]
changes:
  - type: destination_excluded
    licence: NL009
    from: 2026-01-03
    destinations: [NO]
    note: >-
      A text
      of two lines.
  - {type: statement_recorded, about: NL009, says: "Well: so.", by: Minister}
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of this text."""

    def written(text: str, name: str = "act.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return written


def findings(*paths: Path, database: str | None = None) -> list[Json]:
    done = run(f"lint {' '.join(map(str, paths))} --json", database)
    found: list[Json] = json.loads(done.stdout)["findings"]
    assert done.exit_code == (1 if found else 0), done.output
    return found


def words(finding: Json) -> str:
    """The words of the file that a finding underlines; of several lines those of the first."""
    line = Path(finding["file"]).read_text().splitlines()[finding["line"] - 1]
    last = finding["end_column"] - 1 if finding["end_line"] == finding["line"] else len(line)
    return line[finding["column"] - 1 : last]


def test_a_sound_file_is_told_so_with_what_to_do_next(write: Write) -> None:
    path = write(SOUND)
    assert findings(path) == []
    done = run(f"lint {path}")
    assert done.exit_code == 0
    told = " ".join(done.stdout.split())
    assert told.startswith("1 sound see what they would change")
    assert "--dry-run record them: licence-ledger record" in told


FAULTY = [
    pytest.param("stcrt-2026-1", "Stcrt-2026-1", "malformed", "Stcrt-2026-1", 2, id="an id"),
    pytest.param("2026-01-02", "2026-02-30", "malformed", "2026-02-30", 6, id="a day"),
    pytest.param("[NO]", "[NO, Norway]", "unknown_country", "Norway", 12, id="a country's name"),
    pytest.param("[NO]", "[NO, NO]", "malformed", "NO", 12, id="a country twice"),
    pytest.param("[NO]", '["@EUX"]', "unknown_group", '"@EUX"', 12, id="an unknown group"),
    pytest.param("licence: NL009", "licence: NL9", "unknown_subject", "NL9", 10, id="a licence"),
    pytest.param(
        "licence: NL009", "licence: mondiale", "unknown_subject", "mondiale", 10, id="mondiale"
    ),
    pytest.param("note: >-", "notes: >-", "unknown_field", "notes", 13, id="a misspelt field"),
    pytest.param(
        "    destinations: [NO]\n",
        "",
        "missing",
        "type: destination_excluded",
        9,
        id="a missing field",
    ),
    pytest.param("title: Norway out of NL009", "title:", "malformed", "title", 4, id="no text"),
    pytest.param(
        "    from: 2026-01-03\n",
        "    from: 2026-01-03\n    until: 2025\n",
        "until_not_after_from",
        "2025",
        12,
        id="an end before the beginning",
    ),
    pytest.param(
        "[NO]\n",
        "[NO]\n    ordered_by: ghdha-2024-191#9\n",
        "unknown_target",
        "ghdha-2024-191#9",
        13,
        id="an order that is none",
    ),
    pytest.param(
        '"Stcrt. 2026, 1"',
        '"the Stcrt 2026/1, rev."',
        "citation",
        "Stcrt 2026/1",
        7,
        id="a citation",
    ),
    pytest.param(
        "[NO]\n",
        "[NO]\n    cites: [{source: BWBR31615}]\n",
        "citation",
        "BWBR31615",
        13,
        id="a change's citation",
    ),
    pytest.param(
        "title: Norway out", "title: Stcrt: out", "malformed", ":", 4, id="a colon in a text"
    ),
    pytest.param("[NO]", "[@EU]", "malformed", "@", 12, id="a group without quotes"),
    pytest.param("title:", "kind: letter\ntitle:", "malformed", "kind", 4, id="a field twice"),
    pytest.param("    licence: NL009", "\tlicence: NL009", "malformed", "\t", 10, id="a tab"),
    pytest.param("[NO]", "[NO", "malformed", ":", 13, id="a bracket left open"),
    pytest.param('"Well: so."', '"Well: so.', "malformed", '"', 16, id="a quote left open"),
    pytest.param("[NO]", "NO", "malformed", "NO", 12, id="a country without its list"),
]


@pytest.mark.parametrize(("old", "new", "code", "at", "line"), FAULTY)
def test_a_fault_is_told_with_its_line_and_its_words(
    write: Write, built_in_database: str, old: str, new: str, code: str, at: str, line: int
) -> None:
    assert old in SOUND
    (found,) = findings(write(SOUND.replace(old, new, 1)), database=built_in_database)
    assert (found["code"], words(found), found["line"]) == (code, at, line)
    assert len(found["detail"].split()) > 3
    done = run(f"lint {found['file']}", built_in_database)
    assert done.exit_code == 1
    shown = done.stdout.splitlines()
    assert shown[0].endswith(f":{found['line']}:{found['column']}  {code}")
    under = shown[2].index("^") - len(f"{line:>5} | ")
    assert under == found["column"] - 1
    assert shown[2].count("^") == len(at)
    assert "mend the places above" in done.stdout


def test_of_a_long_line_the_part_around_the_words_is_shown(write: Write) -> None:
    many = ", ".join(f"{letter}{other}" for letter in "ABCDEF" for other in "ABCDEF")
    path = write(SOUND.replace("[NO]", f"[{many}, Israel]"))
    (one,) = [one for one in findings(path) if words(one) == "Israel"]
    lines = run(f"lint {path}").stdout.splitlines()
    place = lines.index(f"{path}:{one['line']}:{one['column']}  unknown_country")
    column = lines[place + 2].index("^")
    assert lines[place + 1][column : column + 6] == "Israel"
    assert lines[place + 2].strip() == "^^^^^^"


IN_WORDS = [
    ("title: Norway out", "title: Stcrt: out", "put the text in quotes"),
    ("[NO]", "[@EU]", "stands in quotes"),
    ("    licence", "\tlicence", "indent with blanks"),
    ("[NO]", "[NO", "ends with `]`"),
    ('"Well: so."', '"Well: so.', "a quote is opened"),
    ("title: Norway", 'title: "Norway', "a quote further up was not closed"),
    ("    licence", "  licence", "make them begin in one column"),
    ("kind:", "---\nkind:", "more than one document"),
    ("title: Norway out", "title: *Norway out", "write it out"),
    ("title: Norway", "title: \x07Norway", "cannot stand here"),
]


@pytest.mark.parametrize(("old", "new", "told"), IN_WORDS, ids=[told for _, _, told in IN_WORDS])
def test_what_is_no_yaml_is_told_in_words(write: Write, old: str, new: str, told: str) -> None:
    (found,) = findings(write(SOUND.replace(old, new, 1)))
    assert told in found["detail"]


COUNTRIES = [
    ("Noorwegen", "NO"), ("Jemen", "YE"), ("Verenigde Staten", "US"), ("Rusland", "RU"),
    ("Swaziland", "SZ"), ("Eswatini", "SZ"), ("Birma", "MM"), ("UK", "GB"), ("EL", "GR"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "code"), COUNTRIES)
def test_a_country_by_its_dutch_its_older_or_another_name_gets_its_code(
    write: Write, built_in_database: str, written: str, code: str
) -> None:
    (found,) = findings(write(SOUND.replace("[NO]", f"[{written}]")), database=built_in_database)
    assert (found["code"], words(found)) == ("unknown_country", written)
    assert f"did you mean `{code}` (" in found["detail"]
    assert " or `" not in found["detail"]


def test_a_file_saved_in_another_encoding_says_where_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(SOUND.replace("title: Norway", "title: Noorwegen, één").encode("latin-1"))
    (found,) = findings(path)
    assert (found["code"], found["line"]) == ("unreadable", 4)
    assert "save it as UTF-8" in found["detail"]


CASES = Path(__file__).parents[2] / "data" / "cases"


def test_a_text_that_is_cut_at_a_hash_is_told_with_what_is_lost() -> None:
    cut = CASES / "yaml-hash-cut" / "cut.yaml"
    found = findings(cut)
    assert [(one["code"], one["pointer"]) for one in found] == [
        ("cut", "/title"),
        ("cut", "/changes/0/note"),
    ]
    assert [words(one) for one in found] == [
        "#12 on NL009",
        "#2 in part",
    ]
    assert "put the text in quotes" in found[0]["detail"]


CUT = [
    pytest.param("a: one #2", True, id="in a field"),
    pytest.param("- one #2", True, id="in a list"),
    pytest.param("a: [one #2\n  , three]", True, id="in brackets"),
    pytest.param("a: one\n  two #3", True, id="in the last of several lines"),
    pytest.param("a: one  # two", False, id="a comment, with a space"),
    pytest.param("a: one#2", False, id="no space before it"),
    pytest.param("a: 'one #2'", False, id="in quotes"),
    pytest.param("a: 'one' #2", False, id="behind quotes"),
    pytest.param("a: >-\n  one #2", False, id="in a block of text"),
    pytest.param("#a: one\nb: two", False, id="a line of its own"),
    pytest.param("a: one ##", False, id="a row of them"),
]


@pytest.mark.parametrize(("text", "is_cut"), CUT)
def test_only_what_is_cut_is_told_and_no_comment(text: str, is_cut: bool) -> None:
    assert bool(list(cuts_in(composed(text)))) is is_cut


def test_citations_that_are_sound_are_not_told() -> None:
    assert findings(CASES / "citations" / "cite.yaml") == []


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_its_lines(write: Write) -> None:
    text = SOUND.replace("[NO]", "[Norway, Israel]").replace("Stcrt. 2026, 1", "Stcrt 1")
    found = findings(write(text.replace("licence: NL009", "licence: NL9")))
    assert [one["code"] for one in found] == [
        "citation",
        "unknown_subject",
        "unknown_country",
        "unknown_country",
    ]


def stops(name: str, kind: str, title: str = "An act", **fields: Any) -> str:
    """An instrument whose one change of this kind names no target."""
    return act(name, {"type": kind, "from": "2026-01-03", **fields}, title=title)


def test_what_is_published_next_week_is_judged_as_on_that_day(write: Write) -> None:
    assert (
        findings(write(SOUND.replace("published_on: 2026-01-02", "published_on: 2999-01-01"))) == []
    )


def test_a_missing_target_is_told_with_the_ids_that_it_could_be(write: Write) -> None:
    (found,) = findings(
        write(stops("x", "licence_withdrawn", title="Withdrawal of NL002"), "x.json")
    )
    assert (found["code"], found["pointer"]) == ("missing", "/changes/0/target")
    assert found["detail"].endswith("; it could be `bwbr0026717#1` (NL002)")


def test_the_ids_are_of_what_such_a_change_may_name_and_many_are_counted(write: Write) -> None:
    (found,) = findings(write(stops("x", "member_removed"), "x.json"))
    assert found["detail"].count("`") >= 2 * IDS_NAMED
    assert "/" in found["detail"].partition("it could be")[2].partition("(")[0]
    assert re.search(r" and \d+ more$", found["detail"])


def test_what_no_change_of_the_type_names_yet_comes_first(write: Write, tmp_path: Path) -> None:
    write(act("a", established("NLX"), established("NLY")), "1.json")
    write(act("b", {"type": "licence_withdrawn", "target": "a#2", "from": "2026-01-01"}), "2.json")
    both = [{"type": "licence_withdrawn", "from": "2026-01-03"}] * 2
    write(act("c", *both, title="Withdrawal of NLX and NLY"), "3.json")
    for found in findings(tmp_path):
        assert found["detail"].endswith("it could be `a#1` (NLX), `a#2` (NLY)")


# -- several files -----------------------------------------------------------------------


def act(name: str, *changes: Json, **fields: Any) -> str:
    return json.dumps(instrument(name, *changes, cites=[{"source": "Draft"}], **fields))


def test_files_are_judged_in_their_order_as_if_those_before_stood_recorded(
    write: Write, tmp_path: Path
) -> None:
    write(act("a", established("NLX")), "1.json")
    write(act("b", excluded("IL", licence="NLX")), "2.json")
    assert findings(tmp_path) == []
    assert [one["code"] for one in findings(tmp_path / "2.json")] == ["unknown_subject"]


def test_what_follows_from_a_fault_before_says_so(write: Write, tmp_path: Path) -> None:
    write(act("a", excluded("Israel", licence="NL009")), "1.json")
    lifted = {"type": "exclusion_lifted", "target": "a#1", "from": "2020-01-02"}
    write(act("b", lifted), "2.json")
    first, second = findings(tmp_path)
    assert first["code"] == "unknown_country"
    assert "`a` is refused itself" in second["detail"]
    assert words(second) == '"a#1"'


def test_json_and_ndjson_have_places_too(write: Write) -> None:
    text = json.dumps(json.loads(act("a", excluded("Israel", licence="NL009"))), indent="\t")
    (found,) = findings(write(text, "a.json"))
    assert (words(found), found["line"]) == (
        '"Israel"',
        text.splitlines().index('\t\t\t\t"Israel"') + 1,
    )
    lines = [act("a", excluded("NO", licence="NL009")), act("b", excluded("XX", licence="NL009"))]
    (found,) = findings(write("\n\n".join(lines), "a.ndjson"))
    assert (words(found), found["line"]) == ('"XX"', 3)
    (found,) = findings(write('{"instrument": "a",\n "kind": nothing}', "b.json"))
    assert (found["line"], found["column"]) == (2, 10)
    (found,) = findings(write('{"instrument": "a",\n "instrument": "b"}', "c.json"))
    assert (found["line"], words(found)) == (2, '"instrument"')


def test_a_list_of_instruments_in_one_file_has_its_places(write: Write) -> None:
    text = f"- {SOUND.replace('# yaml-language-server: $schema=instrument.schema.json', '')}"
    listed = "\n".join(["-", *(f"  {line}" for line in text[2:].splitlines())])
    faulty = listed.replace("[NO]", "[Norway]").replace("stcrt-2026-1", "stcrt-2026-2")
    (found,) = findings(write(f"{listed}\n{faulty}\n"))
    assert (found["code"], words(found)) == ("unknown_country", "Norway")
    assert found["line"] > len(listed.splitlines())


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.txt", b"x", "write instruments as"),
        ("a.yaml", b"\xff\xfe", "no UTF-8"),
        ("a.yaml", b"", "an object"),
        ("a.yaml", b"just words", "an object"),
        ("a.json", b"[1, null]", "an object"),
    ],
)
def test_what_holds_no_instrument_is_told(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = findings(path)
    assert found
    assert all(told in one["detail"] for one in found)
    assert run(f"lint {path}").exit_code == 1


def test_wrong_usage_is_told(tmp_path: Path) -> None:
    for line, told in (
        ("lint", "name files or folders"),
        (f"lint {tmp_path}/nothing.yaml", "not exist"),
    ):
        done = run(line)
        assert done.exit_code == 2
        assert told in " ".join(done.stderr.split())
    assert run(f"lint {tmp_path}").exit_code == 1
    assert json.loads(run("lint --schema").stdout)["$defs"]["licence_withdrawn"]


# -- against what ------------------------------------------------------------------------


def test_a_ledger_is_judged_against_and_nothing_is_written_to_it(
    write: Write, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.db"
    database = f"sqlite:///{path}"
    case = Case(instrument("nl1", established()), database=str(path))
    case.ledger.close()
    content = path.read_bytes()
    sound = write(act("b", excluded("IL")), "b.json")
    assert findings(sound, database=database) == []
    assert [one["code"] for one in findings(sound)] == ["unknown_subject"]
    other = write(act("nl1", established("NL2")), "c.json")
    assert [one["code"] for one in findings(other, database=database)] == ["other_content"]
    again = write(json.dumps(instrument("nl1", established())), "d.json")
    assert "1 already recorded" in run(f"lint {again}", database).stdout
    assert path.read_bytes() == content
    assert Case(database=str(path)).size == 2


def test_the_built_in_record_is_sound_whole_and_each_file_of_it() -> None:
    assert findings(RECORD_FOLDER) == []
    assert findings(RECORD_FOLDER / "2025-04-07_stcrt-2025-11446.yaml") == []


@settings(max_examples=examples(30), deadline=None)
@given(histories())
def test_what_lint_finds_is_what_recording_refuses(acts: list[Json]) -> None:
    recording, ledger = Case(), open_ledger(":memory:", lambda: TODAY, lambda: NOW)
    outcomes = judge_all(ledger, [DraftInFile("x", one, None) for one in acts])
    for one, outcome in zip(acts, outcomes, strict=True):
        faults = sorted((f.code, f.pointer) for f in outcome.findings if f.code != "citation")
        assert faults == recording.refused(one)
    with ledger.reading() as book:
        assert book.size == 0


@settings(
    max_examples=examples(120),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.integers(0, len(SOUND)),
    st.integers(0, 40),
    st.text(
        alphabet=st.sampled_from("abN:-[]{}\"'@#&*!%|>\t\n ,\x00\x85\u2028é\ufeff"), max_size=9
    ),
    st.sampled_from((".yaml", ".json", ".ndjson")),
)
def test_no_text_is_too_faulty_to_be_told(
    tmp_path: Path, place: int, length: int, text: str, suffix: str
) -> None:
    written = SOUND[:place] + text + SOUND[place + length :]
    path = tmp_path / f"a{suffix}"
    path.write_text(written)
    drafts, found = read(path)
    case = Case(instrument("nl9", established("NL009")))
    for outcome in judge_all(case.ledger, drafts):
        found += outcome.findings
    for one in found:
        assert 1 <= one.span.line <= len(written.splitlines()) + 2
        assert one.span.column >= 1
        assert one.detail


def test_nothing_that_was_tried_stays_in_the_ledger() -> None:
    case = Case(instrument("nl1", established()))
    with case.ledger.trying() as (judge, _):
        assert not isinstance(judge(instrument("b", excluded("IL"))), RefusedError)
    assert case.size == 2
    assert case.present("2020-01-01") == {"nl1#1/permit-1": "yes"}
    case.record(instrument("b", excluded("TR")))
    assert case.present("2020-01-01") == {"nl1#1/permit-1": "yes", "b#1": "yes"}
