"""Files as people really have them, which once went wrong: each with what it comes to.

They lie in `tests/data/cases`, a folder for each kind of fault. Tables state what comes of a file;
the last test holds that no file lies there of which nothing is stated.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from licence_ledger.api.app import create_app
from licence_ledger.api.batch.formats import csv_rows
from licence_ledger.api.databases import ledger_at
from licence_ledger.projections.register.register import Register
from running import run
from starlette.testclient import TestClient

CASES = Path(__file__).parents[1] / "data" / "cases"


def plainly(text: str) -> str:
    """A text as it is read, however it is wrapped."""
    return " ".join(text.split())


# -- files of shipments ------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """What `evaluate` makes of a file: the rows, each with what these columns hold (`error` and
    `notes`: what their text tells); what is told; and how it ends. Without rows nothing is
    written."""

    file: str
    rows: tuple[dict[str, str], ...] = ()
    tells: tuple[str, ...] = ()
    exits: int = 0
    into: str = "csv"


def nearest(*codes: str) -> tuple[dict[str, str], ...]:
    return tuple({"verdict": "", "error": f"did you mean `{code}`"} for code in codes)


COVERED = {"verdict": "covered", "reason": "permitted"}
EXCLUDED = {"verdict": "not_covered", "reason": "excluded"}
NEAREST_PROGRAMME = "names the programme `{}`; the nearest known is `F-35`"


def unknown_programme(name: str) -> dict[str, str]:
    return {"programme": name, "notes": f"no recorded clause names the programme `{name}`"}


FILES = [
    Judged(
        "country-hint-wrong/countries.csv",
        nearest("XK", "XK", "CW", "SX", "ZR", "YU", "SU", "SU", "GB", "US", "GB", "NL", "GB"),
        ("13 rows, 13 with errors",),
    ),
    Judged("csv-cr-only/cr.csv", (COVERED, COVERED, EXCLUDED), ("3 rows, 0 with errors",)),
    Judged(
        "csv-errors-without-place/cp1252.csv",
        tells=("line 2, column 51", "seems to be Windows-1252", "save the file as UTF-8"),
        exits=1,
    ),
    Judged(
        "csv-errors-without-place/utf16.csv",
        tells=("the file seems to be UTF-16", "save it as UTF-8"),
        exits=1,
    ),
    Judged("csv-errors-without-place/ragged.csv", tells=("line 3", "6 values"), exits=1),
    Judged("csv-errors-without-place/sep.csv", (COVERED,)),
    Judged("csv-header-line-break/header.csv", ({"weight\n(kg)": "1", **COVERED},)),
    Judged(
        "csv-header-line-break/quoted-commas.csv",
        ({"goods, by list, annex I, annex II, ML": "ML10", "verdict": "undetermined"},),
    ),
    Judged("csv-header-line-break/blank-first.csv", (COVERED,)),
    Judged(
        "csv-unclosed-quote/unclosed.csv",
        tells=("line 2, column 41", "a quote is opened here and not closed"),
        exits=1,
    ),
    Judged("csv-unclosed-quote/stray.csv", tells=("line 3",), exits=1),
    Judged(
        "files-drop-notes/typo.csv",
        (
            {"programme": "F-35", "notes": "", **EXCLUDED},
            *map(unknown_programme, ("F-53", "F35A", "JSF", "Joint Strike Fighter")),
            {"notes": "no recorded clause names the goods `ML010`"},
            {"notes": "no recorded clause names the goods `50`"},
        ),
        (NEAREST_PROGRAMME.format("F-53"),),
    ),
    Judged(
        "files-near-miss-column/license.csv",
        tells=("the column `License` is not read; did you mean `licence`?",),
        exits=2,
    ),
    Judged(
        "files-near-miss-column/program.csv",
        tells=(
            "the column `Destination` is not read; did you mean `destination`?",
            "the column `program` is not read; did you mean `programme`?",
        ),
        exits=2,
    ),
    Judged(
        "folder-silently-skips/shipments",
        (COVERED, COVERED),
        ("2 rows, 0 with errors", "of the folder, `deeper/` is not read"),
    ),
    Judged(
        "ndjson-carried-values/numbers.ndjson",
        tuple(
            {"amount": digits, **COVERED}
            for digits in ("1.10", "12345678901234567890.123456789", "1e400", "100")
        ),
    ),
    Judged(
        "ndjson-carried-values/half.ndjson",
        (COVERED, {"verdict": "", "error": "half a character, as `\\ud83d`"}),
        ("2 rows, 1 with errors",),
    ),
    Judged(
        "ndjson-carried-values/faulty.ndjson",
        (
            {"verdict": "", "error": "`NaN` is no number in JSON"},
            {"verdict": "", "error": "the key `date` is given twice"},
        ),
        into="ndjson",
    ),
    Judged("parquet/struct.parquet", ({"s": '{"a":1,"b":[1,2]}', **COVERED},)),
    Judged(
        "parquet/two-columns.parquet",
        tells=("the file has two columns `date`; rename one",),
        exits=2,
    ),
    Judged("parquet/amsterdam-midnight.parquet", (EXCLUDED,)),
    Judged(
        "terminal-brackets/crash.csv",
        (
            {"verdict": "", "error": "`[/b]` is no country code"},
            {"verdict": "", "error": "`[il]` is no country code"},
        ),
        ("`[/b]`", "`[il]`"),
    ),
]


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.file)
def test_a_file_of_shipments_comes_to_what_is_right(
    case: Judged, tmp_path: Path, built_in_database: str
) -> None:
    target = tmp_path / f"out.{case.into}"
    done = run(f"evaluate '{CASES / case.file}' -o '{target}'", built_in_database)
    assert done.exit_code == case.exits, done.output
    told = plainly(done.output)
    assert [one for one in case.tells if one not in told] == [], told
    assert target.exists() is bool(case.rows)
    if case.rows:
        agree(case.rows, target)


def agree(expected: tuple[dict[str, str], ...], path: Path) -> None:
    found = rows_of(path)
    assert len(found) == len(expected)
    for row, one in zip(found, expected, strict=True):
        for name, value in one.items():
            if name in ("error", "notes") and value:
                assert value in row[name], row
            else:
                assert row[name] == value, row


def rows_of(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".csv":
        with path.open(newline="") as file:
            return list(csv.DictReader(file))
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    rows = [json.loads(line, parse_constant=pytest.fail) for line in lines]
    return [{name: value or "" for name, value in row.items()} for row in rows]


def test_a_line_break_in_quotes_is_whole_where_a_block_of_a_file_ends(
    tmp_path: Path, built_in_database: str
) -> None:
    """In the case as it was found, the CR is the last byte of the first 32 MiB."""
    source, target = tmp_path / "crlf.csv", tmp_path / "out.csv"
    head = b"date,licence,activity,goods,origin,destination,programme,note\r\n"
    row = b"2024-02-12,NL009,export,ML10,NL,IL,F-35,%b\r\n"
    plain = row % b"plain"
    rows = (csv_rows.BLOCK - len(head)) // len(plain) - 4
    before = head + plain * rows
    open_quote = (row % b'"').removesuffix(b"\r\n")
    filled = b"z" * (csv_rows.BLOCK - 1 - len(before) - len(open_quote))
    content = before + open_quote + filled + b'\r\nB"\r\n' + plain * 2
    assert content[csv_rows.BLOCK - 1 : csv_rows.BLOCK + 1] == b"\r\n"
    source.write_bytes(content)
    told = run(f"evaluate '{source}' -o '{target}' --strict", built_in_database)
    assert f"{rows + 3:,} rows, 0 with errors" in told.output
    with target.open("rb") as file:
        assert b'"' + filled + b'\r\nB"' in file.read()


def test_a_parquet_column_that_holds_objects_is_carried_as_it_is_into_parquet(
    tmp_path: Path, built_in_database: str
) -> None:
    source, target = CASES / "parquet" / "struct.parquet", tmp_path / "out.parquet"
    run(f"evaluate '{source}' -o '{target}'", built_in_database)
    assert pq.read_table(target).column("s").equals(pq.read_table(source).column("s"))


# -- files of instruments ----------------------------------------------------------------


@dataclass(frozen=True)
class Linted:
    """What `lint` finds in a file, by code and words; and how many instruments are sound."""

    file: str
    sound: int = 1
    finds: tuple[tuple[str, str], ...] = ()


INSTRUMENTS = [
    Linted("citations/cite.yaml"),
    Linted("citations/link.yaml"),
    Linted("folder-silently-skips/record", sound=3),
    Linted("ndjson-line-separators/u0085.ndjson"),
    Linted("ndjson-line-separators/u2028.json"),
    Linted("ndjson-line-separators/u2028.ndjson"),
    Linted("ndjson-line-separators/u2029.ndjson"),
    Linted("terminal-brackets/brackets.yaml"),
    Linted("terminal-brackets/crash.yaml"),
    Linted("yaml-hash-cut/cut.yaml", finds=(("cut", "#12 on NL009"), ("cut", "#2 in part"))),
]


@pytest.mark.parametrize("case", INSTRUMENTS, ids=lambda case: case.file)
def test_a_file_of_instruments_is_linted_and_recorded(case: Linted, tmp_path: Path) -> None:
    told = json.loads(run(f"lint '{CASES / case.file}' --json").stdout)
    found = [(one["code"], words(one)) for one in told["findings"]]
    assert found == [*case.finds]
    assert [one["outcome"] for one in told["instruments"]] == ["sound"] * case.sound
    database = f"sqlite:///{tmp_path / 'ledger.db'}"
    assert run("record --built-in", database).exit_code == 0
    done = run(f"record '{CASES / case.file}' --json", database)
    recorded = json.loads(done.stdout)["instruments"]
    assert [one["outcome"] for one in recorded] == ["recorded"] * case.sound
    for _, lost in case.finds:
        assert f"`{lost}` is lost" in plainly(done.stderr)


def words(finding: dict[str, object]) -> str:
    """What stands at a finding's place."""
    line = Path(str(finding["file"])).read_text().split("\n")[int(str(finding["line"])) - 1]
    return line[int(str(finding["column"])) - 1 : int(str(finding["end_column"])) - 1]


@pytest.mark.parametrize(
    ("file", "letter"),
    [
        ("u0085.ndjson", "\x85"),
        ("u2028.json", "\u2028"),
        ("u2028.ndjson", "\u2028"),
        ("u2029.ndjson", "\u2029"),
    ],
)
def test_a_separator_inside_a_text_is_recorded_as_a_letter_of_it(
    file: str, letter: str, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'ledger.db'}"
    run("record --built-in", database)
    run(f"record '{CASES / 'ndjson-line-separators' / file}'", database)
    ledger = ledger_at(database)
    shown = Register(ledger).instrument("ls-1", {})
    assert shown["content"]["note"] == f"Article I.{letter}Article II."
    ledger.close()


def test_a_rectification_is_no_link_to_the_page_of_what_it_rectifies(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'ledger.db'}"
    run("record --built-in", database)
    run(f"record '{CASES / 'citations' / 'link.yaml'}'", database)
    sold = "--activity export --destination NO --date 2025-05-01"
    answer = json.loads(run(f"check --licence NL009 {sold} --json", database).stdout)
    cites = [cite for one in answer["because"] for cite in one["cites"]]
    links = [one["url"] for one in cites if one["source"] == "Stcrt. 2025, 11446-n1"]
    assert links == ["https://zoek.officielebekendmakingen.nl/stcrt-2025-11446-n1.html"]


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("check --licence TB1 --activity export --destination SE --date 2020-06-01", "condition"),
        ("show TB1", "condition"),
        ("show TB1", "source"),
        ("show TB1", "statement"),
        ("show statements TB1", "statement"),
        ("timeline TB1", "statement"),
        ("show TB2", "form"),
    ],
)
def test_a_recorded_text_with_brackets_is_printed_as_it_stands(
    command: str, shown: str, tmp_path: Path
) -> None:
    texts = {
        "condition": "Goods are [not] re-exported by the user [the holder]",
        "source": "jci1.3:v:BWBR0031615&artikel=3",
        "statement": "It [the licence] does [not] cover transit [sic]",
        "form": "see form [/x] of the annex",
    }
    database = f"sqlite:///{tmp_path / 'ledger.db'}"
    for file in ("brackets.yaml", "crash.yaml"):
        run(f"record '{CASES / 'terminal-brackets' / file}'", database)
    done = run(command, database, COLUMNS="400")
    assert texts[shown] in plainly(done.stdout), done.output


# -- questions ---------------------------------------------------------------------------


def test_a_body_with_a_byte_order_mark_is_answered_and_head_wherever_there_is_get(
    built_in_database: str,
) -> None:
    ledger = ledger_at(built_in_database)
    client = TestClient(create_app(ledger, None, "x"))
    body = (CASES / "http-json-bom-and-head" / "bom.json").read_bytes()
    assert body.startswith(b"\xef\xbb\xbf")
    found = client.post("/v1/evaluations", content=body)
    assert (found.status_code, found.json()["verdict"]) == (200, "covered")
    line = json.dumps(json.loads(body.decode("utf-8-sig"))["transaction"]).encode()
    several = client.post("/v1/evaluations/batch", content=body[:3] + line + b"\n" + line)
    verdicts = [json.loads(one)["verdict"] for one in several.text.splitlines()]
    assert verdicts == ["covered", "covered"]
    for url in ("/healthz", "/", "/licences/NL009"):
        assert client.head(url).status_code == 200, url
    ledger.close()


def test_a_programme_is_one_however_its_letters_are_written() -> None:
    done = run(f"conformance '{CASES / 'programme-nfc-nfd' / 'case.json'}'")
    assert done.exit_code == 0, done.output


# -- all of them -------------------------------------------------------------------------

ASKED = ["http-json-bom-and-head/bom.json", "programme-nfc-nfd/case.json"]


def test_something_is_stated_of_every_file_that_is_kept() -> None:
    stated = {*ASKED, *(one.file for one in FILES), *(one.file for one in INSTRUMENTS)}
    kept = [str(path.relative_to(CASES)) for path in CASES.rglob("*") if path.is_file()]
    assert [one for one in stated if not (CASES / one).exists()] == []
    within = tuple(f"{one}/" for one in stated)
    assert [one for one in kept if one not in stated and not one.startswith(within)] == []
