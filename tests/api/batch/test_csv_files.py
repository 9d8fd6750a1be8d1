"""Every byte of a CSV file becomes a row or a fault with its place."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from licence_ledger.api.batch.columns import Columns
from licence_ledger.api.batch.files_found import files_of
from licence_ledger.api.batch.formats import csv_records, csv_rows
from licence_ledger.api.batch.formats.faults import every_other_is_zero
from licence_ledger.api.batch.reading import head_of, portions
from licence_ledger.api.texts import FileError

Row = list[str]
EXAMPLES = int(os.environ.get("CSV_EXAMPLES", "100"))


def read(path: Path) -> tuple[Row, list[Row]]:
    """The names of a file's columns, and its rows; nothing is an empty text."""
    names: Row = []
    rows: list[Row] = []
    for portion in portions(files_of(str(path)).files, Columns()):
        assert portion.table is not None
        names = portion.table.column_names
        assert portion.rows.count == portion.table.num_rows
        rows += [[row[name] or "" for name in names] for row in portion.table.to_pylist()]
    return names, rows


def fault(tmp_path: Path, data: bytes) -> str:
    """What is said of a file of these bytes, its name aside."""
    path = tmp_path / "in.csv"
    path.write_bytes(data)
    with pytest.raises(FileError) as told:
        read(path)
    return str(told.value).removeprefix(f"{path}, ")


@contextmanager
def blocks_of(size: int) -> Iterator[None]:
    """Files read so many bytes at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_rows, "BLOCK", size)
        patch.setattr(csv_rows, "HEAD", max(size, 4))  # a mark has up to four bytes
        yield


# -- one by one ----------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "end"], ids=["no end of the last line", "all ended"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no mark", "a byte order mark"])
def test_lines_end_in_cr_lf_or_both(end: str, last: str, mark: str, tmp_path: Path) -> None:
    lines = end.join(["date;licence", "2024-02-12;NL009", "2024-02-25;NL007"])
    path = tmp_path / "in.csv"
    path.write_bytes((mark + lines + (end if last else "")).encode())
    names, rows = read(path)
    assert names == ["date", "licence"] == [*(head_of(path, Columns()).columns or ())]
    assert rows == [["2024-02-12", "NL009"], ["2024-02-25", "NL007"]]


@pytest.mark.parametrize(
    ("header", "separator", "names"),
    [
        ('date;"weight\n(kg)"', ";", ["date", "weight\n(kg)"]),
        ('date;"a, b, c, d"', ";", ["date", "a, b, c, d"]),
        ('date,"a;b;c;d"', ",", ["date", "a;b;c;d"]),
        ('"date"\t"say ""so"""', "\t", ["date", 'say "so"']),
        ('\r\n\ndate;"x\r\ny"', ";", ["date", "x\r\ny"]),
        ("date,a;b", ",", ["date", "a;b"]),
    ],
    ids=["a line break", "commas", "semicolons", "quotes", "empty lines before", "by its dates"],
)
def test_a_header_is_read_as_rows_are(
    header: str, separator: str, names: Row, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(f"{header}\n2024-02-12{separator}1\n".encode())
    assert read(path) == (names, [["2024-02-12", "1"]])


@pytest.mark.parametrize("at", range(1, 90))
def test_no_byte_is_lost_where_a_block_ends(at: int, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b'date,note\r\n2024-02-12,"A\r\nB\r\n"\r\n\r\n2024-02-13,"\r""\n"\r\n')
    with blocks_of(at):
        assert read(path)[1] == [["2024-02-12", "A\r\nB\r\n"], ["2024-02-13", '\r"\n']]


def test_a_byte_order_mark_within_a_file_is_part_of_its_value(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes("date\n2024-02-12\n\ufeff2024-02-13\n".encode())
    with blocks_of(16):
        assert read(path)[1] == [["2024-02-12"], ["\ufeff2024-02-13"]]


def test_an_empty_line_is_a_row_where_there_is_one_column(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"date\r2024-02-12\r\r2024-02-13\r")
    assert read(path)[1] == [["2024-02-12"], [""], ["2024-02-13"]]


@pytest.mark.parametrize(
    ("data", "where", "says"),
    [
        (b'date,note\n1,"a\n2,x\n3,y\n', "line 2, column 3", "opened here and not closed"),
        (b'date,note\r1,"a""\r2,x', "line 2, column 3", "opened here and not closed"),
        (b'date,"note\n1,x\n', "line 1, column 6", "opened here and not closed"),
        (b'note;date\n"a";1\n"b;1\n"c";1\nx;1\n', "line 4, column 1", "opened in line 3, column 1"),
        (b'date,note\n1,"a"b\n', "line 2, column 5", "something follows the quote"),
        (b'date,note\r\n1,x\r\n2,5" pipe\r\n', "line 3, column 4", "not in quotes"),
        (b'date,note\n1, "x"\n', "line 2, column 4", "not in quotes"),
        (b"date;note\n1;x\n2\n", "line 3, column 2", "1 value, separated by `;`, and the header 2"),
        (b"date,note\n\n\n1,\xc3\xab,z\n", "line 4, column 4", "3 values, separated by `,`"),
        (b"date;note\n1;\xc3\xab\xeb\n", "line 2, column 4", "Windows-1252 or ISO 8859-1"),
        (b"date;note\n1;\x80\n", "line 2, column 3", "Windows-1252, where this is `\u20ac`"),
        (b"date;no\xebte\n1;2\n", "line 1, column 8", "save the file as UTF-8"),
        ("date\n1\n".encode("utf-16"), "line 1, column 1", "seems to be UTF-16; save it as UTF-8"),
        ("date\n1\n".encode("utf-16-le"), "line 1, column 1", "UTF-16 (every other byte is zero)"),
        ("date\n1\n".encode("utf-32"), "line 1, column 1", "UTF-32"),
        (b"sep=;\r\ndate;note\r\n1;x;y\r\n", "line 3, column 4", "3 values, separated by `;`"),
        (b"\xef\xbb\xbfsep=,\n", "line 2, column 1", "no header"),
        (b"PK\x03\x04date\n1\n", "line 1, column 1", "let its name end in .xlsx"),
        (b"a;b,c\n1;2,3\n", "line 1, column 1", "more than one of comma, semicolon and tab"),
        (b"\n\r\n", "line 1, column 1", "no header"),
        (b"", "line 1, column 1", "no header"),
    ],
)
@pytest.mark.parametrize("size", [32 << 20, 20], ids=["in one block", "in blocks of twenty bytes"])
def test_what_is_no_csv_is_told_with_its_place(
    data: bytes, where: str, says: str, size: int, tmp_path: Path
) -> None:
    with blocks_of(size):
        told = fault(tmp_path, data)
    assert told.startswith(f"{where}: ")
    assert says in told


def test_a_quote_that_is_never_closed_does_not_hold_the_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_records, "LONGEST", 1_000)
    with blocks_of(500):
        told = fault(tmp_path, b'date,note\n1,x\n2,"y' + b"\n3,z" * 100_000)
        assert told.startswith("line 3, column 3: a quote is opened here and not closed")
        assert "no record" not in told
        assert "begins here" in fault(tmp_path, b"date,note\n1," + b"z" * 100_000)


@pytest.mark.parametrize("data", [b"date,a,a\n1,2,3\n", b"date,,\n1,2,3\n"])
def test_two_columns_of_one_name_are_told(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(data)
    for look in (lambda: read(path), lambda: head_of(path, Columns())):
        with pytest.raises(Exception, match="the file has two columns"):
            look()


def test_rows_that_are_not_as_many_as_records_stop_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = csv_rows._read

    def less(data: bytes, *how: object) -> object:
        return whole(data, *how).slice(0, 1)  # type: ignore[arg-type]

    monkeypatch.setattr(csv_rows, "_read", less)
    assert "2 records were to be read, and 1 were" in fault(tmp_path, b"date,a\n1,2\n3,4\n")


# -- made up ---------------------------------------------------------------------------

LETTERS = st.text(
    st.sampled_from("ab \"',;\t\r\n\u00eb\u2028\U0001f600\ufeff\x00\x0b\x85"), max_size=6
)
NAMES = st.lists(
    LETTERS.filter(lambda name: not name.lower().startswith("sep=")),
    max_size=3,
    unique=True,
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Row, list[Row]]:
    """Names of columns, one of them `date`, and rows."""
    names = [*draw(NAMES), "date"]
    names = draw(st.permutations(names))
    row = st.lists(LETTERS, min_size=len(names), max_size=len(names))
    return names, draw(st.lists(row, max_size=8))


@st.composite
def written(draw: st.DrawFn, names: Row, rows: list[Row], separator: str) -> str:
    """A table as some program may write it: quotes where they must be, and where they need not;
    line ends of every kind, empty lines between, and an end to the last line or none."""
    ends = draw(st.sampled_from([["\n"], ["\r"], ["\r\n"], ["\n", "\r\n"]]))
    always = draw(st.booleans())
    alone = len(names) == 1

    def value(text: str) -> str:
        must = any(one in text for one in ',;\t"\r\n') or (alone and not text)
        if must or always or draw(st.booleans()):
            return '"' + text.replace('"', '""') + '"'
        return text

    def end() -> str:
        many = draw(st.integers(1, 3)) if not alone else 1
        return "".join(draw(st.sampled_from(ends)) for _ in range(many))

    records = [separator.join(map(value, row)) for row in [names, *rows]]
    marked = records[0].startswith("\ufeff") or draw(st.booleans())
    text = "\ufeff" * marked + "\n" * (not alone and draw(st.booleans()))
    for number, record in enumerate(records):
        text += record + (end() if number < len(records) - 1 or draw(st.booleans()) else "")
    return text


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.data(),
    tables(),
    st.sampled_from(",;\t"),
    st.one_of(st.integers(1, 40), st.just(1 << 20)),
)
def test_any_dialect_is_read_as_pythons_own_reader_reads_it(
    tmp_path: Path, data: st.DataObject, table: tuple[Row, list[Row]], separator: str, size: int
) -> None:
    text = data.draw(written(*table, separator))
    assume(not every_other_is_zero(text.encode()[:1000]))  # it is told to be UTF-16
    path = tmp_path / "in.csv"
    path.write_bytes(text.encode())
    with blocks_of(size):
        names, rows = read(path)
    assert (names, rows) == table
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    alone = len(names) == 1
    assert [names, *rows] == [row or [""] for row in reader if row or alone]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.binary(max_size=60).map(lambda data: b"date;n\n" + data), st.integers(1, 30))
@example(b'date;n\n"";""\r"\r', 3)
def test_any_bytes_are_rows_as_pythons_own_reader_reads_them_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, size: int
) -> None:
    path = tmp_path_factory.mktemp("any") / "in.csv"
    path.write_bytes(data)
    try:
        with blocks_of(size):
            rows = read(path)[1]
    except FileError as error:
        assert ", line " in str(error) and ", column " in str(error)
        return
    reader = csv.reader(io.StringIO(data.decode(), newline=""), delimiter=";", strict=True)
    assert rows == [row for row in reader if row][1:]


SOUND = st.text(st.sampled_from("a \"',;\r\n\u00eb\u2028"), max_size=6)


@settings(max_examples=max(20, EXAMPLES // 5), deadline=None)
@given(
    st.lists(st.lists(SOUND, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 40),
)
def test_duckdb_reads_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], separator: str, end: str, size: int
) -> None:
    path = tmp_path_factory.mktemp("duck") / "in.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
        writer.writerows([["date", "b", "c"], *rows])
    with blocks_of(size):
        found = read(path)[1]
    with duckdb.connect() as connection:  # closed: nothing of it is left at the program's end
        asked = connection.read_csv(
            str(path), header=True, sep=separator, quotechar='"', escapechar='"', all_varchar=True
        ).fetchall()
    assert found == [[value or "" for value in row] for row in asked] == rows
