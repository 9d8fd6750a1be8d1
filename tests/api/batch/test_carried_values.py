"""What stands in a file comes out of it: values as they are, names that are nearly right asked
about, and what a folder leaves out told."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.batch.carried_values import as_lines, as_texts, texts_of, value_as_json
from licence_ledger.api.batch.columns import Columns
from licence_ledger.api.batch.formats.ndjson_rows import of_lines
from licence_ledger.api.batch.near_names import field_meant
from licence_ledger.api.terminal.cli import app as command
from licence_ledger.projections.batch.transactions import ASKED, Rows
from typer.testing import CliRunner

Json = dict[str, Any]
F35 = {
    **{"date": "2024-02-12", "licence": "NL009", "activity": "export", "goods": "ML10"},
    **{"origin": "NL", "destination": "IL", "programme": "F-35"},
}


@pytest.fixture
def run(built_in_database: str) -> Callable[..., Any]:
    """Run the command against the built-in record."""

    def run_with(*arguments: object, exits: int = 0) -> Any:
        env = {"LEDGER_DATABASE": built_in_database}
        done = CliRunner().invoke(command, [str(one) for one in arguments], env=env)
        assert done.exit_code == exits, done.output
        return done

    return run_with


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def in_lines(path: Path, *more: str) -> Path:
    """Rows of NDJSON, each with something more, as it is written."""
    said = json.dumps(F35)[:-1]
    path.write_text("".join(f"{said}{one and ', '}{one}}}\n" for one in more))
    return path


# -- NDJSON ------------------------------------------------------------------------------

NUMBERS = ["1.10", "1e400", "-0.0", "12345678901234567890.123456789", "1" * 30, "100", "1E+2"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_carried_by_its_digits(number: str, tmp_path: Path, run: Any) -> None:
    nested = f'{{"a":[{number},true,null,"1.10"]}}'
    source = in_lines(tmp_path / "in.ndjson", f'"amount": {number}, "nested": {nested}')
    run("evaluate", source, "-o", tmp_path / "out.csv")
    run("evaluate", source, "-o", tmp_path / "out.ndjson")
    run("evaluate", source, "-o", tmp_path / "out.parquet")
    (row,) = rows_of(tmp_path / "out.csv")
    assert (row["amount"], row["nested"]) == (number, nested)
    assert f'"amount": {number}, "nested": {nested}' in (tmp_path / "out.ndjson").read_text()
    assert pq.read_table(tmp_path / "out.parquet")["amount"].to_pylist() == [number]


@pytest.mark.parametrize("into", ["csv", "parquet", "ndjson"])
@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ('"note": "\\ud83d"', "half a character, as `\\ud83d` is"),
        ('"note": {"a": ["\\uDE00\\ud83d"]}', "half a character"),
        ('"amount": NaN', "`NaN` is no number in JSON"),
        ('"date": "2024-02-13"', "the key `date` is given twice"),
        ('"amount": 1} {"a": 1', "Extra data"),
    ],
)
def test_what_is_no_sound_json_is_the_fault_of_its_row(
    said: str, fault: str, into: str, tmp_path: Path, run: Any
) -> None:
    source, target = tmp_path / "in.ndjson", tmp_path / f"out.{into}"
    in_lines(source, "", said, '"note": "\\ud83d\\ude00"')
    told = json.loads(run("evaluate", source, "-o", target, "--json").stdout)
    assert (told["rows"], told["errors"]) == (3, 1)
    assert [one["first_row"] for one in told["faults"]] == [2]
    assert fault in told["faults"][0]["error"]
    if into == "ndjson":
        rows = [json.loads(line, parse_constant=pytest.fail) for line in target.open()]
    else:
        rows = rows_of(target) if into == "csv" else pq.read_table(target).to_pylist()
    assert rows[1]["line"] == source.read_text().split("\n")[1]
    assert [row["verdict"] for row in rows] in (
        ["covered", "", "covered"],
        ["covered", None, "covered"],
    )
    assert rows[2]["note"] == "\U0001f600"


@pytest.mark.parametrize("letter", ["\u2028", "\u2029", "\x85", "\x0b", "\x1c"])
def test_only_a_line_feed_ends_a_line(letter: str, tmp_path: Path, run: Any) -> None:
    source, target = tmp_path / "in.ndjson", tmp_path / "out.csv"
    escaped = json.dumps(letter, ensure_ascii=letter < " ")
    in_lines(source, f'"note": {escaped}', '"note": "b"')
    run("evaluate", source, "-o", target, "--strict")
    assert [row["note"] for row in rows_of(target)] == [letter, "b"]


@pytest.mark.parametrize("size", [7, 1 << 20])
def test_lines_are_whole_wherever_a_block_ends(
    size: int, tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from licence_ledger.api.batch.formats import ndjson_rows

    monkeypatch.setattr(ndjson_rows, "BLOCK", size)
    source = in_lines(tmp_path / "in.ndjson", *(f'"n": "{n}"' for n in range(20)))
    source.write_bytes(b"\xef\xbb\xbf" + source.read_bytes().replace(b"\n", b"\r\n \n")[:-4])
    run("evaluate", source, "-o", tmp_path / "out.csv", "--strict")
    assert [row["n"] for row in rows_of(tmp_path / "out.csv")] == [str(n) for n in range(20)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"a": 1}\n  {"b": "\xc3\xab\xeb"}\n', "line 2, column 11: byte 0xEB is no UTF-8"),
        ('{"a": 1}\n'.encode("utf-16"), "line 1, column 1: the file seems to be UTF-16"),
        (b'{"a": 1}\r{"a": 2}\r', "lines end in CR"),
    ],
)
def test_what_is_no_ndjson_is_told_with_its_place(
    data: bytes, says: str, tmp_path: Path, run: Any
) -> None:
    (tmp_path / "in.ndjson").write_bytes(data)
    done = run("evaluate", tmp_path / "in.ndjson", "-o", tmp_path / "out.csv", exits=1)
    assert says in done.output
    assert not (tmp_path / "out.csv").exists()


JSON_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


@settings(max_examples=examples(200), deadline=None)
@given(
    st.dictionaries(
        JSON_TEXTS,
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.decimals(allow_nan=False, allow_infinity=False)
            | JSON_TEXTS,
            lambda one: st.lists(one, max_size=3) | st.dictionaries(JSON_TEXTS, one, max_size=3),
            max_leaves=6,
        ),
    )
)
def test_values_of_an_object_are_the_texts_that_stand_in_it(value: Json) -> None:
    def said(one: Any) -> str:
        if isinstance(one, dict):
            return "{" + ",".join(f"{said(k)}:{said(v)}" for k, v in one.items()) + "}"
        if isinstance(one, list):
            return "[" + ",".join(map(said, one)) + "]"
        return str(one) if isinstance(one, Decimal) else json.dumps(one, ensure_ascii=False)

    found = texts_of(said(value))
    assert found == {
        name: one if one is None or isinstance(one, str) else said(one)
        for name, one in value.items()
    }


# -- CSV ---------------------------------------------------------------------------------


@settings(max_examples=examples(25), deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("ab0.1eE+-\"',;\r\n \ufeff\u2028\x00"), max_size=8),
        min_size=1,
        max_size=6,
    )
)
def test_texts_of_csv_come_out_as_they_went_in(
    tmp_path_factory: pytest.TempPathFactory, built_in_database: str, notes: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    with (folder / "in.csv").open("w", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([["\ufeffnote", "date"], *([note, "2024-02-12"] for note in notes)])
    for one, other in (("in.csv", "out.csv"), ("in.csv", "out.ndjson")):
        done = CliRunner().invoke(
            command,
            ["evaluate", str(folder / one), "-o", str(folder / other)],
            env={"LEDGER_DATABASE": built_in_database},
        )
        assert done.exit_code == 0, done.output
    assert [row["note"] for row in rows_of(folder / "out.csv")] == notes
    lines = [json.loads(line) for line in (folder / "out.ndjson").open(newline="\n")]
    assert [line["note"] or "" for line in lines] == notes


# -- Parquet -----------------------------------------------------------------------------


def test_nested_columns_become_json(tmp_path: Path, run: Any) -> None:
    source = tmp_path / "in.parquet"
    table = pa.table(
        {
            **{name: [value] for name, value in F35.items()},
            "inside": [{"a": 1, "b": [1.5, None, float("nan")]}],
            "several": [["a b", "c"]],
            "pairs": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
            "bytes": [b"\xff\x00"],
            "text": [b"abc"],
            "amount": pa.array([Decimal("1.10")], pa.decimal128(38, 2)),
            "narrow": pa.array([0.1], pa.float32()),
            "moment": pa.array([1], pa.timestamp("ns")),
            "nothing": pa.array([None], pa.list_(pa.string())),
        }
    )
    pq.write_table(table, source)
    run("evaluate", source, "-o", tmp_path / "out.csv")
    run("evaluate", source, "-o", tmp_path / "out.ndjson")
    (row,) = rows_of(tmp_path / "out.csv")
    inside = {"a": 1, "b": [1.5, None, "nan"]}
    assert row["inside"] == json.dumps(inside, separators=(",", ":"))
    assert row["several"] == '["a b","c"]'
    assert (row["pairs"], row["bytes"], row["text"]) == ('[["k",1]]', "ff00", "abc")
    assert (row["amount"], row["narrow"], row["nothing"]) == ("1.10", "0.1", "")
    line = json.loads((tmp_path / "out.ndjson").read_text(), parse_constant=pytest.fail)
    assert (line["inside"], line["several"]) == (inside, ["a b", "c"])
    assert (line["amount"], line["narrow"], line["bytes"]) == ("1.10", 0.1, "ff00")
    assert line["moment"] == row["moment"] == "1970-01-01 00:00:00.000000001"


@pytest.mark.parametrize("kind", [pa.duration("s"), pa.time32("s"), pa.date64(), pa.large_string()])
def test_a_column_of_any_kind_is_written(kind: pa.DataType) -> None:
    column = pa.chunked_array([pa.array([1, None]).cast(pa.int64())])
    if not pa.types.is_large_string(kind):
        narrow = pa.int32() if kind == pa.time32("s") else pa.int64()
        column = column.cast(narrow).cast(kind)
    texts = as_texts(column).to_pylist()
    assert texts[1] is None and texts[0]
    assert [json.loads(line)["a"] is None for line in as_lines(pa.table({"a": column}))] == [
        *(False, True)
    ]


def test_a_number_that_is_none_is_a_text_in_json() -> None:
    assert value_as_json({"a": [float("inf"), float("nan"), 1.5]}) == '{"a":["inf","nan",1.5]}'


def test_two_columns_of_parquet_with_one_name_are_told(tmp_path: Path, run: Any) -> None:
    pq.write_table(pa.table([["2024-02-12"]] * 2, names=["date", "date"]), tmp_path / "in.parquet")
    done = run("evaluate", tmp_path / "in.parquet", "-o", tmp_path / "out.csv", exits=2)
    assert "two columns `date`; rename one" in done.output


def days_read(moments: list[datetime | None], kind: pa.DataType) -> list[str | None]:
    rows = Rows({"date": pa.array(moments, kind)}, len(moments))
    return [rows.said(n).get("date") for n in range(len(moments))]


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "UTC", "America/New_York", "+05:30"])
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("month", [2, 7])
def test_a_midnight_in_amsterdam_or_in_utc_is_its_day_in_amsterdam(
    zone: str, unit: str, month: int
) -> None:
    here = datetime(2024, month, 20, tzinfo=ZoneInfo("Europe/Amsterdam"))
    universal = datetime(2024, month, 20, tzinfo=UTC)
    elsewhere = datetime(2024, month, 20, 5, tzinfo=UTC)
    found = days_read([here, universal, None, elsewhere], pa.timestamp(unit, zone))
    assert found[:3] == [f"2024-0{month}-20", f"2024-0{month}-20", None]
    assert found[3] is not None and len(found[3]) > len("2024-02-20")


@pytest.mark.parametrize("before", [datetime(1969, 7, 20), datetime(1900, 1, 1)])
def test_a_midnight_long_ago_is_its_day_too(before: datetime) -> None:
    moment = before.replace(tzinfo=UTC)
    assert days_read([moment], pa.timestamp("us", "UTC")) == [f"{before:%Y-%m-%d}"]


# -- names that are nearly right -----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("License", "licence"),
        (" licence", "licence"),
        ("licence ", "licence"),
        ("LICENCE", "licence"),
        ("licenc", "licence"),
        ("license_number", "licence"),
        ("Destination", "destination"),
        ("Desination", "destination"),
        ("program", "programme"),
        ("end use", "end_use"),
        ("End-Use", "end_use"),
        ("enduser", "end_use"),
        ("\uff44ate", "date"),
        ("dtae", "date"),
        ("good", "goods"),
        ("itemkind", "item_kind"),
        ("bestemming", "destination"),
        ("Land van bestemming", "destination"),
        ("vergunning", "licence"),
        ("rigin", "origin"),
        ("country_of_origin", "origin"),
    ],
)
def test_a_name_that_is_nearly_a_fields_is_that_field(name: str, field: str) -> None:
    assert field_meant(name) == field


@pytest.mark.parametrize(
    "name",
    [
        *(
            "shipment",
            "note",
            "notes",
            "weight",
            "amount",
            "value",
            "rate",
            "state",
            "gate",
            "late",
        ),
        *("invoice", "customer", "country", "unit", "line", "name", "id", "region", "importer"),
        *("goods, by list, annex I", "description", "order", "price", "", "_", "quantity", "kind"),
    ],
)
def test_other_names_are_no_field(name: str) -> None:
    assert field_meant(name) is None


@pytest.mark.parametrize("field", ASKED)
@given(st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_field_in_any_case_and_with_blanks_is_found(field: str, data: st.DataObject) -> None:
    letters = [data.draw(st.sampled_from([one.lower(), one.upper()])) for one in field]
    blanks = st.text(" _-\t\u00a0", max_size=2)
    name = data.draw(blanks) + "".join(letters) + data.draw(blanks)
    assert field_meant(name) == field
    assert (name in Columns().near([name])) == (name != field)


def written(path: Path, row: Json) -> Path:
    """One row, in the format that the name of the file says."""
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist([row]), path)
    elif path.suffix.lower() == ".csv":
        path.write_text(f"{';'.join(row)}\n{';'.join(row.values())}\n")
    else:
        path.write_text(json.dumps(row) + "\n")
    return path


@pytest.mark.parametrize("ending", ["csv", "parquet", "ndjson"])
def test_a_column_that_is_nearly_a_field_stops_the_run_unless_mapped_or_carried(
    ending: str, tmp_path: Path, run: Any
) -> None:
    row = {"License" if name == "licence" else name: value for name, value in F35.items()}
    source, target = written(tmp_path / f"in.{ending}", row), tmp_path / "out.csv"
    sides = ("--from", "known_on=2024-02-15", "--to", "now")
    for asked in (("evaluate", source, "-o", target), ("impact", source, *sides)):
        done = run(*asked, exits=2)
        assert "`License` is not read; did you mean `licence`?" in done.output
        assert not target.exists()
    run("evaluate", source, "-o", target, "--map", "License=licence")
    assert rows_of(target)[0]["decided_by"] == "stcrt-2016-44509#1"
    run("replay", tmp_path / "out.csv.receipt.json", source)
    run("evaluate", source, "-o", target, "--carry", "License")
    assert rows_of(target)[0]["License"] == "NL009"
    run("replay", tmp_path / "out.csv.receipt.json", source)
    run("impact", source, *sides, "--carry", "License")


def test_a_field_that_is_passed_over_for_another_column_is_asked_about(
    tmp_path: Path, run: Any
) -> None:
    source = written(tmp_path / "in.csv", {**F35, "bound for": "SE"})
    asked = ("evaluate", source, "-o", tmp_path / "out.csv", "--map", "bound for=destination")
    assert "`destination` is not read" in run(*asked, exits=2).output
    run(*asked, "--carry", "destination")


def test_every_name_that_is_nearly_a_field_is_told_at_once(tmp_path: Path, run: Any) -> None:
    source = written(tmp_path / "in.csv", {**F35, "Destination": "SE", "program": "none"})
    told = run("evaluate", source, "-o", tmp_path / "out.csv", exits=2).output
    assert "--map 'Destination=destination'" in told and "--carry 'program'" in told


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--carry", "Licence"], "no column `Licence`"),
        (["--carry", "x", "--map", "x=licence"], "`x` is mapped"),
    ],
)
def test_what_cannot_be_carried_is_said(
    options: list[str], says: str, tmp_path: Path, run: Any
) -> None:
    source = written(tmp_path / "in.csv", {"date": "2024-02-12", "x": "NL009"})
    assert says in run("evaluate", source, "-o", tmp_path / "o.csv", *options, exits=2).output


def test_lines_handed_over_one_by_one_have_it_as_the_fault_of_their_row() -> None:
    found = of_lines(['{"date": "2024-02-12", "License": "NL009"}', json.dumps(F35)], Columns())
    assert list(found.faults) == [0]
    assert found.faults[0].startswith("unknown_field: the column `License` is not read")


# -- folders -----------------------------------------------------------------------------


def test_what_a_folder_leaves_out_is_told(tmp_path: Path, run: Any) -> None:
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    for name in ("A.CSV", "b.csv", "deeper/c.csv"):
        written(folder / name, F35)
    (folder / "read me.txt").write_text("")
    done = run("evaluate", folder, "-o", tmp_path / "out.csv", "--json")
    told = json.loads(done.stdout)
    assert (told["rows"], told["left_out"]) == (2, ["deeper/", "read me.txt"])
    assert "`deeper/`, `read me.txt` are not read" in done.stderr
    at = f"file://{folder}"
    told = json.loads(run("evaluate", at, "-o", tmp_path / "out.csv", "--json").stdout)
    assert (told["rows"], told["left_out"]) == (2, ["deeper/", "read me.txt"])
    done = run("impact", folder, "--from", "known_on=2024-02-15", "--to", "now")
    assert "`deeper/`, `read me.txt` are not read" in done.stderr


def test_a_folder_without_such_files_says_what_it_holds(tmp_path: Path, run: Any) -> None:
    (tmp_path / "in" / "deeper").mkdir(parents=True)
    done = run("evaluate", tmp_path / "in", "-o", tmp_path / "out.csv", exits=1)
    assert "`deeper/` is not read" in done.output
