"""Made-up shipments in twenty dialects: as many rows come out as went in, each with its own values,
and every faulty one is told. `DIALECT_ROWS` says how many shipments there are of all dialects."""

from __future__ import annotations

import csv
import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from licence_ledger.api.batch.formats import csv_rows, ndjson_rows
from licence_ledger.api.terminal.cli import app as command
from typer.testing import CliRunner

ROWS = int(os.environ.get("DIALECT_ROWS", "1000")) // 20
NAMES = ("ref", "date", "licence", "goods", "destination", "programme", "remark")
REMARKS = (
    *("", "plain", "two\nlines", "two\r\nlines", "old\rlines", 'say "so"', '"', "a;b,c\td", ";"),
    *(
        "1.10",
        "1e400",
        "  blanks ",
        "\u2028",
        "\x85",
        "Zo\u00eb \U0001f600",
        "\ufeff",
        "'",
        "sep=;",
    ),
)


@dataclass(frozen=True)
class Dialect:
    """How some program writes a file."""

    separator: str = ","
    end: str = "\n"
    quoted: str = "needed"
    mark: bool = False
    ended: bool = True
    blank_every: int = 0
    remark: str = "remark"

    def value(self, text: str, chance: random.Random) -> str:
        must = any(one in text for one in f'{self.separator}"\r\n')
        if must or self.quoted == "all" or (self.quoted == "some" and chance.random() < 0.5):
            return '"' + text.replace('"', '""') + '"'
        return text

    def text(self, rows: list[list[str]], chance: random.Random) -> str:
        header = [name if name != "remark" else self.remark for name in NAMES]
        found = []
        for number, row in enumerate([header, *rows]):
            found.append(self.separator.join(self.value(one, chance) for one in row))
            found.append(self.end)
            if self.blank_every and number % self.blank_every == 0:
                found.append(self.end)
        whole = "".join(found) if self.ended else "".join(found).rstrip("\r\n")
        return "\ufeff" * self.mark + whole


DIALECTS = [
    *(Dialect(one, end) for one in ",;\t" for end in ("\n", "\r\n", "\r")),
    *(Dialect(";", end, quoted="all") for end in ("\n", "\r\n", "\r")),
    Dialect(",", "\r\n", quoted="some", mark=True),
    Dialect(";", "\r\n", mark=True, ended=False),
    Dialect(",", "\r", quoted="all", mark=True, ended=False),
    Dialect("\t", "\n", quoted="some", blank_every=7),
    Dialect(";", "\r\n", blank_every=3, remark="remark; in words,\r\nof many lines"),
    Dialect(",", "\r", blank_every=2, remark='the "remark"'),
]


def shipments(chance: random.Random) -> Iterator[tuple[list[str], bool]]:
    """Made-up rows, and whether each is faulty."""
    for number in range(ROWS):
        day = f"20{chance.randint(12, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        faulty = chance.random() < 0.02
        destination = "Atlantis" if faulty else chance.choice(["IL", "US", "SE", ""])
        yield (
            [
                *(f"S-{number}", day, chance.choice(["NL007", "NL009", "NL010", ""])),
                *(chance.choice(["ML10", "5A002", "ML4"]), destination),
                *(chance.choice(["F-35", "none", ""]), chance.choice(REMARKS)),
            ],
            faulty,
        )


def evaluated(database: str, source: Path, target: Path) -> Any:
    arguments = ["evaluate", str(source), "-o", str(target), "--json"]
    done = CliRunner().invoke(command, arguments, env={"LEDGER_DATABASE": database})
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def check(
    told: Any, made: list[tuple[list[str], bool]], found: Iterator[list[str]], at: int
) -> None:
    """Rows in are rows out, in their order and as they stand, and the faulty ones are told."""
    assert told["rows"] == len(made)
    assert told["errors"] == sum(faulty for _, faulty in made)
    assert sum(one["rows"] for one in told["verdicts"]) + told["errors"] == len(made)
    count = 0
    for row, (said, faulty) in zip(found, made, strict=True):
        assert row[: len(said)] == said
        assert bool(row[at]) == faulty
        count += 1
    assert count == len(made)


@pytest.mark.parametrize("number", range(len(DIALECTS)))
def test_every_shipment_of_a_csv_file_is_judged_or_told(
    number: int, tmp_path: Path, built_in_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(number)
    monkeypatch.setattr(csv_rows, "BLOCK", 1_021 if ROWS < 10_000 else 1_000_003)
    made = list(shipments(chance))
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(DIALECTS[number].text([row for row, _ in made], chance).encode())
    told = evaluated(built_in_database, source, target)
    with target.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        header = next(reader)
        assert header[: len(NAMES)] == [*NAMES[:-1], DIALECTS[number].remark]
        check(told, made, reader, header.index("error"))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_shipment_of_an_ndjson_file_is_judged_or_told(
    end: str, tmp_path: Path, built_in_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(end)
    monkeypatch.setattr(ndjson_rows, "BLOCK", 1_021)
    monkeypatch.setattr(ndjson_rows, "LINES", 23 if ROWS < 10_000 else 9_973)
    made = list(shipments(chance))
    source, target = tmp_path / "in.ndjson", tmp_path / "out.ndjson"
    with source.open("w", newline="", encoding="utf-8") as file:
        for row, _ in made:
            said = {name: value for name, value in zip(NAMES, row, strict=True) if value}
            file.write(json.dumps(said, ensure_ascii=chance.random() < 0.5) + end)
    told = evaluated(built_in_database, source, target)
    with target.open(newline="\n", encoding="utf-8") as file:
        lines = map(json.loads, file)
        rows = ([*(line.get(name) or "" for name in NAMES), line["error"] or ""] for line in lines)
        check(told, made, rows, len(NAMES))


def test_there_are_twenty_dialects() -> None:
    assert len({*DIALECTS}) + len(["\n", "\r\n"]) == 20
