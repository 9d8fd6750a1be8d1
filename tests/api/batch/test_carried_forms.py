"""Row groups that are carried as they are stored, in whatever form they come: tables of all types,
written by three libraries with options drawn anew, and what three read of the results."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from judged_by_mapping import register_of
from licence_ledger.api.batch.evaluating import evaluate_files, prepared_run
from licence_ledger.api.batch.formats import packed_columns, parquet_rows, row_groups
from licence_ledger.api.texts import FileError
from licence_ledger.projections.batch.compiled_engine import CompiledEngine
from licence_ledger.projections.kernel.outcomes import COLUMNS
from random_rows import EXAMPLES

Make = Callable[[random.Random], Any]
Options = Mapping[str, Any]
ASKED = max(5, EXAMPLES // 4)
"""So many files of each writer; `make test-long` sets more."""
GROUP = 8
"""The fewest rows of a row group that is carried, here."""
MOST = 4_000

# -- what tables hold ------------------------------------------------------------------------


def _moment(chance: random.Random) -> datetime:
    seconds = timedelta(days=chance.randrange(2_000), seconds=chance.randrange(86_400))
    return datetime(2020, 1, 1) + seconds


def _finer(chance: random.Random) -> datetime:
    return _moment(chance).replace(microsecond=chance.randrange(1_000) * 1_000)


def _text(chance: random.Random) -> str:
    words = ("", "a", "ß", "\x00", "z" * 90, "😀", "\uffff", "NL", "Ab")
    return chance.choice(words) + chance.choice(("", chance.choice(string.printable)))


def _few(chance: random.Random) -> str:
    return chance.choice("xyz")


def _number(chance: random.Random) -> float:
    odd = (float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 0.5, 7.0)
    return chance.choice(odd) if chance.random() < 0.7 else float(chance.randrange(-99, 99))


def _bytes(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(9))


def _whole(bits: int, signed: bool = True) -> Make:
    least, most = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    return lambda chance: chance.choice((least, most, 0, 1, chance.randint(least, most)))


def _decimal(digits: int, after: int) -> Make:
    most = 10**digits - 1
    number = _whole(digits * 2)
    return lambda chance: Decimal(f"{chance.choice((-most, most, number(chance)))}e-{after}")


def _several(make: Make) -> Make:
    return lambda chance: [
        None if chance.random() < 0.2 else make(chance) for _ in range(chance.choice((0, 1, 2, 17)))
    ]


def _both(chance: random.Random) -> Any:
    return {"one": chance.choice((None, 3)), "other": _several(_text)(chance)}


_CODES = pa.dictionary(pa.int32(), pa.string())
_BOTH = pa.struct([("one", pa.int32()), ("other", pa.list_(pa.string()))])
ZONES = (None, "UTC", "Europe/Amsterdam", "+02:00")
KINDS: dict[str, tuple[pa.DataType, Make]] = {
    "texts": (pa.string(), _text),
    "long texts": (pa.large_string(), _text),
    "views of texts": (pa.string_view(), _text),
    "few texts": (pa.string(), _few),
    "codes": (_CODES, _text),
    "short codes": (pa.dictionary(pa.int8(), pa.string()), _few),
    "codes of numbers": (pa.dictionary(pa.int16(), pa.int64()), _whole(5)),
    "bytes": (pa.binary(), _bytes),
    "long bytes": (pa.large_binary(), _bytes),
    "four bytes": (pa.binary(4), lambda chance: chance.randbytes(4)),
    **{f"int{bits}": (getattr(pa, f"int{bits}")(), _whole(bits)) for bits in (8, 16, 32, 64)},
    **{
        f"uint{bits}": (getattr(pa, f"uint{bits}")(), _whole(bits, False))
        for bits in (8, 16, 32, 64)
    },
    "halves": (pa.float16(), _number),
    "floats": (pa.float32(), _number),
    "doubles": (pa.float64(), _number),
    "yes or no": (pa.bool_(), lambda chance: chance.random() < 0.5),
    "days": (pa.date32(), lambda chance: _moment(chance).date()),
    "days in milliseconds": (pa.date64(), lambda chance: _moment(chance).date()),
    **{
        f"moments in {unit}, {zone}": (pa.timestamp(unit, zone), _moment if unit == "s" else _finer)
        for unit in ("s", "ms", "us", "ns")
        for zone in ZONES
    },
    "times in s": (pa.time32("s"), lambda chance: _moment(chance).time()),
    "times in us": (pa.time64("us"), lambda chance: _finer(chance).time()),
    "times in ns": (pa.time64("ns"), lambda chance: _finer(chance).time()),
    **{
        f"durations in {unit}": (pa.duration(unit), lambda chance: timedelta(chance.randrange(99)))
        for unit in ("s", "ms", "us", "ns")
    },
    "short decimals": (pa.decimal128(7, 2), _decimal(7, 2)),
    "decimals": (pa.decimal128(18, 3), _decimal(18, 3)),
    "long decimals": (pa.decimal128(38, 10), _decimal(38, 10)),
    "very long decimals": (pa.decimal256(60, 10), _decimal(60, 10)),
    "nothing": (pa.null(), lambda chance: None),
    "lists": (pa.list_(pa.string()), _several(_text)),
    "lists of numbers": (pa.list_(pa.int32()), _several(_whole(32))),
    "long lists": (pa.large_list(pa.float64()), _several(_number)),
    "pairs": (pa.list_(pa.int16(), 2), lambda chance: [chance.randrange(9), 7]),
    "lists of lists": (pa.list_(pa.list_(pa.int64())), _several(_several(_whole(64)))),
    "lists of codes": (pa.list_(_CODES), _several(_few)),
    "structs": (_BOTH, _both),
    "lists of structs": (pa.list_(_BOTH), _several(_both)),
    "maps": (pa.map_(pa.string(), pa.int32()), lambda chance: [("a", None), ("b", 4)]),
}
"""The types of columns, and how a value of each is made."""
_GOODS, _LICENCES = ("ML10", "ML22", "none", None), ("NL009", "NL007", "NL99", None)


def table(kinds: Sequence[str], rows: int, seed: int, lacking: float, ordered: bool) -> pa.Table:
    """Transactions with columns of these kinds beside them; `ordered`: each in an order of its
    own, so that row groups differ in what is least and greatest."""
    chance = random.Random(seed)
    found: dict[str, Any] = {
        "date": pa.array([f"2024-01-0{chance.randrange(1, 9)}" for _ in range(rows)], pa.string()),
        "goods": pa.array([chance.choice(_GOODS) for _ in range(rows)], pa.string()),
        "licence": pa.array([chance.choice(_LICENCES) for _ in range(rows)], pa.string()),
        "number": pa.array(range(rows), pa.int64()),
    }
    for name in kinds:
        kind, make = KINDS[name]
        values = [None if chance.random() < lacking else make(chance) for _ in range(rows)]
        coded = pa.types.is_dictionary(kind)
        column = pa.array(values, kind.value_type if coded else kind)
        if ordered and not pa.types.is_nested(kind):
            with suppress(pa.ArrowNotImplementedError):  # there is no order
                column = column.take(pc.sort_indices(column))
        found[name] = column.dictionary_encode().cast(kind) if coded else column
    return pa.table(found)


# -- how they are written --------------------------------------------------------------------

_COMPRESSIONS = st.sampled_from(["snappy", "gzip", "zstd", "lz4", "brotli"])
_YES_OR_NO = st.booleans()


@st.composite
def by_pyarrow(draw: st.DrawFn) -> Options:
    """Options of pyarrow; columns that have no dictionary are encoded in ways of their own."""
    found = {
        "compression": draw(_COMPRESSIONS),
        "data_page_version": draw(st.sampled_from(["1.0", "2.0"])),
        "version": draw(st.sampled_from(["1.0", "2.4", "2.6"])),
        "use_dictionary": draw(_YES_OR_NO),
        "data_page_size": draw(st.sampled_from([None, 1, 100])),
        "write_batch_size": draw(st.sampled_from([None, 1, 7])),
        "dictionary_pagesize_limit": draw(st.sampled_from([None, 1])),
        "encodings": draw(st.integers(0, 5)),
    }
    for name in (
        *("write_statistics", "write_page_index", "store_schema", "write_page_checksum"),
        *("use_compliant_nested_type", "store_decimal_as_integer"),
        "use_deprecated_int96_timestamps",
    ):
        found[name] = draw(_YES_OR_NO)
    return found


def _encodings(kind: pa.DataType) -> Sequence[str]:
    if pa.types.is_integer(kind):
        return ("PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT")
    if pa.types.is_float32(kind) or pa.types.is_float64(kind):
        return ("PLAIN", "BYTE_STREAM_SPLIT")
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        return ("PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY")
    return ("PLAIN", "RLE") if pa.types.is_boolean(kind) else ("PLAIN",)


def write_by_pyarrow(made: pa.Table, path: Path, rows: int, options: Options) -> None:
    said = dict(options)
    number = said.pop("encodings")
    if not said["use_dictionary"]:
        said["column_encoding"] = {
            field.name: every[number % len(every)]
            for field in made.schema
            if not pa.types.is_nested(field.type) and (every := _encodings(field.type))
        }
    pq.write_table(made, path, row_group_size=rows, **said)


DUCKDB_ONLY = (
    "md5(date)::UUID",
    "goods::ENUM('ML10', 'ML22', 'none')",
    "INTERVAL 3 DAY",
    "170141183460469231731687303715884105727::HUGEINT",
    "'11:30:00+02:00'::TIMETZ",
    "'10101'::BIT",
    "(date || ' 10:00:00')::TIMESTAMP_NS",
    "(date || ' 10:00:00+00')::TIMESTAMPTZ",
    "{'a': date, 'b': [goods]}",
    "('{\"a\": 1}')::JSON",
    "MAP {date: goods}",
    "[[goods], NULL, []]",
)
"""Columns of types that only DuckDB writes."""


@st.composite
def by_duckdb(draw: st.DrawFn) -> Options:
    return {
        "also": draw(st.lists(st.sampled_from(DUCKDB_ONLY), max_size=3, unique=True)),
        "COMPRESSION": draw(_COMPRESSIONS).replace("lz4", "lz4_raw"),
        "PARQUET_VERSION": draw(st.sampled_from(["V1", "V2"])),
        "WRITE_BLOOM_FILTER": draw(_YES_OR_NO),
        "DICTIONARY_SIZE_LIMIT": draw(st.sampled_from([0, 1, 100_000])),
    }


def write_by_duckdb(made: pa.Table, path: Path, rows: int, options: Options) -> None:
    said = {**options, "ROW_GROUP_SIZE": max(rows, 2_048)}
    columns = ", ".join(["*", *(f"{one} AS x{n}" for n, one in enumerate(said.pop("also")))])
    told = ", ".join(f"{name} {value}" for name, value in said.items())
    asked = _duckdb().register("made", made)
    try:
        asked.execute(f"COPY (SELECT {columns} FROM made) TO '{path}' (FORMAT parquet, {told})")
    except duckdb.InvalidInputException:  # only empty lists, of what has a dictionary
        reject()


@cache
def _duckdb() -> duckdb.DuckDBPyConnection:
    asked = duckdb.connect(config={"threads": 1})
    asked.execute("SET TimeZone = 'UTC'")
    return asked


POLARS_ONLY = (
    pl.col("goods").cast(pl.Categorical),
    pl.col("goods").cast(pl.Enum(["ML10", "ML22", "none"])),
    pl.concat_list("goods", "date").list.to_array(2),
    pl.struct("date", "goods"),
    pl.col("date").str.to_datetime().dt.replace_time_zone("America/New_York"),
    pl.col("goods").cast(pl.Binary),
)


@st.composite
def by_polars(draw: st.DrawFn) -> Options:
    return {
        "also": draw(st.lists(st.integers(0, len(POLARS_ONLY) - 1), max_size=3, unique=True)),
        "compression": draw(_COMPRESSIONS),
        "statistics": draw(st.sampled_from([True, False, "full"])),
        "data_page_size": draw(st.sampled_from([None, 1, 500])),
    }


def write_by_polars(made: pa.Table, path: Path, rows: int, options: Options) -> None:
    said = dict(options)
    also = [POLARS_ONLY[n].alias(f"x{n}") for n in said.pop("also")]
    pl.from_arrow(made).with_columns(also).write_parquet(path, row_group_size=rows, **said)


WRITERS = {
    "pyarrow": (by_pyarrow, write_by_pyarrow, frozenset[str]()),
    "DuckDB": (by_duckdb, write_by_duckdb, frozenset(["halves", "very long decimals", "pairs"])),
    "Polars": (by_polars, write_by_polars, frozenset(["very long decimals"])),
}
"""Whose options are drawn how, who writes with them, and what it does not write, or (an array of
DuckDB that is not there) not so that Arrow reads it."""

# -- how they are read -----------------------------------------------------------------------

Shown = tuple[list[Any], list[str]]
"""The names and types of columns, and what stands in each: told in words, in which what is no
number is the same as itself."""


def _shown(found: pa.Table) -> Shown:
    kinds = [(one.name, one.type) for one in found.schema]
    return kinds, [repr(one.to_pylist()) for one in found.columns]


def read_by_pyarrow(path: Path) -> Shown:
    return _shown(pq.read_table(path))


def read_by_duckdb(path: Path) -> Shown:
    return _shown(_duckdb().sql(f"FROM read_parquet('{path}')").to_arrow_table())


def read_by_polars(path: Path) -> Shown:
    found = pl.read_parquet(path)
    return list(found.schema.items()), [repr(one.to_list()) for one in found]


def polars_reads(path: Path) -> bool:
    """Whether Polars can: it knows no durations of Parquet's own, and no very long decimals."""
    schema = pq.read_metadata(path).schema
    return not any(
        one.converted_type == "INTERVAL" or one.precision > 38
        for one in map(schema.column, range(len(schema)))
    )


def texts_for_codes(kind: pa.DataType) -> pa.DataType:
    """The type as a reader of a result sees it."""
    if pa.types.is_dictionary(kind):
        return kind.value_type
    return pa.list_(texts_for_codes(kind.value_type)) if pa.types.is_list(kind) else kind


Judge = Callable[[Path, Path, int], bool]


@pytest.fixture(scope="module", name="judged")
def _judged(built_in_database: str) -> Iterator[Judge]:
    """Judge files into a result; whether their row groups of so many rows at most were carried."""
    engines = list[CompiledEngine]()
    with register_of(built_in_database) as register, pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_groups, "FEWEST_ROWS", GROUP)
        patch.setattr(packed_columns, "FEWEST_ROWS", GROUP)

        def judge(source: Path, into: Path, most: int) -> bool:
            patch.setattr(row_groups, "MOST_ROWS", most)
            with prepared_run(register, str(source), {}, carried=None) as run:
                engines.append(engines[0] if engines else CompiledEngine(run.history, run.known))
                evaluate_files(replace(run, engine=engines[0]), into, lambda rows: None)
                return parquet_rows.carried_as_stored(run.files)

        yield judge


@st.composite
def files(draw: st.DrawFn, writer: str) -> tuple[list[pa.Table], int, Options]:
    """Tables of the same columns, the rows of a row group, and how they are written."""
    left_out = WRITERS[writer][2]
    named = st.sampled_from([name for name in KINDS if name not in left_out])
    kinds = draw(st.lists(named, max_size=4, unique=True))
    counts = (0, 1, 30, 2_048, 2_060) if writer == "DuckDB" else (0, 1, 7, 8, 9, 16, 17, 60)
    lacking = st.sampled_from([0.0, 0.2, 1.0])
    made = [
        table(kinds, rows, draw(st.integers(0, 99)), draw(lacking), draw(_YES_OR_NO))
        for rows in draw(st.lists(st.sampled_from(counts), min_size=1, max_size=2))
    ]
    return made, draw(st.sampled_from([7, 8, 9, 16, MOST + 1])), draw(WRITERS[writer][0]())


NOT_READ = r"cannot be read|says that it has \d+ rows there, and \d+ were read"
"""What is said of a file that Arrow does not read."""


def arrow_reads(path: Path) -> bool:
    """Whether Arrow can: not every column of whole numbers in the second version of DuckDB's, and
    not every list where pages hold hardly anything."""
    try:
        pq.read_table(path)
    except (OSError, pa.ArrowInvalid):
        return False
    return True


def are_whole(path: Path) -> bool:
    """Whether a file has row groups, of a number of rows that is carried."""
    told = pq.read_metadata(path)
    counts = [told.row_group(number).num_rows for number in range(told.num_row_groups)]
    enough = all(rows >= GROUP for rows in counts[:-1])
    return bool(counts) and enough and all(0 < rows <= MOST for rows in counts)


@pytest.mark.parametrize("writer", WRITERS)
def test_whatever_form_they_have_they_say_what_they_said(writer: str, judged: Judge) -> None:
    carried = list[bool]()

    @settings(max_examples=ASKED)
    @given(files(writer), st.integers(0, 99))
    def holds(written: tuple[list[pa.Table], int, Options], number: int) -> None:
        made, rows, options = written
        with TemporaryDirectory() as name:
            folder = Path(name)
            sources = [folder / f"in-{place}.parquet" for place in range(len(made))]
            for one, source in zip(made, sources, strict=True):
                WRITERS[writer][1](one, source, rows, options)
            if not all(map(arrow_reads, sources)):
                with pytest.raises(FileError, match=NOT_READ):
                    judged(folder / "in-*.parquet", folder / "out.parquet", MOST)
                assert not (folder / "out.parquet").exists()
                return
            carried.append(judged(folder / "in-*.parquet", folder / "out.parquet", MOST))
            assert carried[-1] == all(map(are_whole, sources))
            assert not judged(folder / "in-*.parquet", folder / "plain.parquet", 0)
            if carried[-1]:
                hold(sources, folder / "out.parquet", folder / "plain.parquet")
                if len(sources) == 1:
                    hold_filtered(folder, random.Random(number))

    holds()
    assert any(carried)


@pytest.mark.parametrize("rows", [1, 8])
def test_of_a_file_that_arrow_reads_in_part_nothing_is_judged(
    rows: int, judged: Judge, tmp_path: Path
) -> None:
    """Pages of a byte, and an index of them: of lists in these Arrow leaves out the last row, where
    DuckDB reads it."""
    source = tmp_path / "in-0.parquet"
    made = table(["lists"], rows, 0, 0.0 if rows == 1 else 1.0, False)
    pq.write_table(made, source, row_group_size=7, data_page_size=1, write_page_index=True)
    assert len(_duckdb().sql(f"FROM read_parquet('{source}')").fetchall()) == rows
    assert not arrow_reads(source)
    for most in (MOST, 0):
        with pytest.raises(FileError, match=NOT_READ):
            judged(source, tmp_path / "out.parquet", most)
    assert [one.name for one in tmp_path.iterdir()] == [source.name]


def hold(sources: Sequence[Path], carried: Path, plain: Path) -> None:
    """What is carried is what was there, for Arrow and for DuckDB, which sees the type by Parquet's
    own words; and what is added is what it is where all is encoded again."""
    for read in (read_by_pyarrow, read_by_duckdb):
        (kinds, said), (_, right) = read(carried), read(plain)
        before = [read(source) for source in sources]
        count = len(before[0][0])
        assert [name for name, _ in kinds[count:]] == list(COLUMNS)
        assert said[count:] == right[count:]
        assert kinds[:count] == [(name, texts_for_codes(kind)) for name, kind in before[0][0]]
        for place, (name, _) in enumerate(kinds[:count]):
            assert said[place] == _joined([one[place] for _, one in before]), name
    assert read_by_pyarrow(carried) == read_by_pyarrow(plain)
    if polars_reads(carried):
        assert read_by_polars(carried) == read_by_polars(plain)


def _joined(said: Sequence[str]) -> str:
    """Several lists as one."""
    return f"[{', '.join(one[1:-1] for one in said if one != '[]')}]"


# -- what is asked of them ---------------------------------------------------------------------

_SIGNS = ("=", "<", ">=", "<>")


def hold_filtered(folder: Path, chance: random.Random) -> None:
    """Rows that are looked for are found, though what is told of the least and the greatest is
    read first: as in the source, or (by Polars, which goes by what is told to Arrow) where all is
    encoded again."""
    source, carried, plain = (folder / f"{name}.parquet" for name in ("in-0", "out", "plain"))
    found = pq.read_table(source)
    for name in found.column_names:
        asked = name, chance.choice(_SIGNS), chance.randrange(found.num_rows), source
        assert rows_by_duckdb(carried, *asked) == rows_by_duckdb(source, *asked), asked
        assert rows_by_pyarrow(carried, *asked) == rows_by_pyarrow(source, *asked), asked
        if polars_reads(carried):
            assert rows_by_polars(carried, *asked) == rows_by_polars(plain, *asked), asked


def rows_by_duckdb(path: Path, name: str, sign: str, row: int, source: Path) -> Any:
    read = "read_parquet('{}', file_row_number = true)"
    found = _duckdb().execute(
        f'SELECT "{name}"::VARCHAR, typeof("{name}") FROM {read.format(source)} '
        f"WHERE file_row_number = {row}"
    )
    ((said, kind),) = found.fetchall()
    if kind.startswith(("STRUCT", "MAP")) or kind.endswith("]"):
        return None
    where = f'"{name}" IS NULL'
    if said is not None:
        where = f'"{name}" {sign} CAST($${said}$$ AS {kind})'
    numbers = f"SELECT file_row_number FROM {read.format(path)} WHERE {where} ORDER BY 1"
    return _duckdb().execute(numbers).fetchall()


def rows_by_pyarrow(path: Path, name: str, sign: str, row: int, source: Path) -> Any:
    value, column = pq.read_table(source).column(name)[row], pc.field(name)
    compared = {"=": column == value, "<": column < value, ">=": column >= value}
    where = compared.get(sign, column != value) if value.is_valid else column.is_null()
    try:
        return pq.read_table(path, filters=where).column("number").to_pylist()
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        return type(error)  # such values have no order


def rows_by_polars(path: Path, name: str, sign: str, row: int, source: Path) -> Any:
    value, column = pq.read_table(source).column(name)[row].as_py(), pl.col(name)
    try:
        where = column.is_null()
        if value is not None and not isinstance(value, (list, dict)):
            compared = {"=": column == value, "<": column < value, ">=": column >= value}
            where = compared.get(sign, column != value)
        return pl.scan_parquet(path).filter(where).select("number").collect().to_series().to_list()
    except (pl.exceptions.PolarsError, TypeError) as error:
        return type(error)
