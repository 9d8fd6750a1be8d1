"""Results opened by LibreOffice: `make test-office`; needs `soffice` (Debian: libreoffice-calc).

A file of shipments is judged and written as a workbook and as CSV for a country. LibreOffice opens
both: every text of the exporter stands there as he wrote it, days are days, no formula was made of
anything, and the workbook can be printed. `PAPER=FILE.pdf` keeps what is printed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
from licence_ledger.api.batch.evaluating import evaluate_files, prepared_run
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.files.built_in import record_lacking
from licence_ledger.api.pages.results.making import ForPeople, for_people
from licence_ledger.projections.register.register import Register

_SHEETS = 5
REMARKS = ["1E002", "007", "=1+1", "1-2", "<r>é</r>", "12.5", "MAR1", "12345678901234567", "+31 70"]
DAYS = ["2016-11-03", "2024-02-12", "2024-02-23", "2023-01-15", "31-12-2022"]
SEMICOLON_UTF8_DUTCH = "CSV:59,34,76,1,,1043,false,true,false,false,false,1,true"
"""How LibreOffice reads CSV: apart by semicolons, in UTF-8, as Dutch is written, formulas too."""


def main() -> int:
    """Judge, write and open; 0 if all of it holds."""
    if shutil.which("soffice") is None:
        sys.exit("this needs LibreOffice: apt-get install --no-install-recommends libreoffice-calc")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book, table = written(folder)
        read = openpyxl.load_workbook(opened(book, "xlsx", folder))["Zendingen"]
        check("a workbook", rows_of(read))
        read = openpyxl.load_workbook(opened(table, "xlsx", folder, SEMICOLON_UTF8_DUTCH)).active
        check("CSV", rows_of(read))
        paper = opened(book, "pdf", folder)
        if len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) < _SHEETS:
            sys.exit("the workbook is not printed whole")
        if kept := os.environ.get("PAPER"):
            shutil.copy(paper, kept)
    print("LibreOffice opens what is written, as it was written")
    return 0


def written(folder: Path) -> tuple[Path, Path]:
    """The shipments as a workbook in Dutch, and as CSV for a Dutch spreadsheet."""
    source = folder / "shipments.csv"
    lines = [f"{DAYS[n % len(DAYS)]},NL009,IL,{said}" for n, said in enumerate(REMARKS)]
    source.write_text("\n".join(["date,licence,destination,remark", *lines]) + "\n", "utf-8")
    ledger = ledger_at(f"sqlite:///{folder / 'ledger.db'}")
    record_lacking(ledger)
    default = ["activity=export", "origin=NL", "goods=ML10", "programme=F-35"]
    made = folder / "result.xlsx", folder / "result.csv"
    for output in made:
        with (
            prepared_run(Register(ledger), str(source), {}, (), default) as run,
            for_people(run, output, ForPeople(locale="nl")) as wanted,
        ):
            evaluate_files(run, output, lambda read: None, make=wanted.make)
    ledger.close()
    return made


def opened(path: Path, kind: str, folder: Path, read_as: str | None = None) -> Path:
    """What LibreOffice makes of a file."""
    into = folder / f"{path.suffix[1:]}-{kind}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    reading = [f"--infilter={read_as}"] if read_as else []
    command = ["soffice", profile, "--headless", *reading, "--convert-to", kind, "--outdir"]
    subprocess.run([*command, into, path], check=True, capture_output=True, timeout=600)
    return into / f"{path.stem}.{kind}"


def rows_of(sheet: openpyxl.worksheet.worksheet.Worksheet) -> list[dict[str, object]]:
    """The rows of a sheet by the names of its columns; a formula is told as what it shows."""
    names, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def check(what: str, rows: list[dict[str, object]]) -> None:
    """Hold what was read against what was judged; ends with what differs."""
    for row, remark in zip(rows, REMARKS, strict=True):
        said = str(row["remark"])
        shown = said[2:-1] if said.startswith('="') else said.removeprefix("'")
        day = str(row["date"])[:10]
        if shown != remark or not (day in DAYS or row["oordeel"] == "fout"):
            sys.exit(f"{what}: {row} was {remark!r}")
    print(f"{what}: {len(rows)} rows as they were")


if __name__ == "__main__":
    raise SystemExit(main())
