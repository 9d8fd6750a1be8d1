"""The worst that one request, or one file, can ask of every door: what it is, and what it costs.

Run by itself (`python tests/support/worst_cases.py`) it asks each over a record in which one
licence has many changes, and prints the table of `docs/threats.md`: CPU seconds of a request in one
process, and the limit that holds it. `tests/test_worst_cases.py` doubles what is sent.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from builders import change, established, excluded, group, instrument
from licence_ledger.api.app import create_app
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.files.built_in import record_lacking
from licence_ledger.api.terminal.cli import app as command
from licence_ledger.domain.vocabulary.bounds import BODY, LINE
from licence_ledger.projections.ledger import Ledger
from starlette.testclient import TestClient
from typer.testing import CliRunner

Json = dict[str, Any]
TOKEN = "the-token-of-these-tests"
BIG = "NL777"
"""The licence of many changes."""


class Doors:
    """A ledger with the built-in record, and what leads into it: HTTP, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = f"sqlite:///{folder / 'ledger.db'}"
        self.ledger: Ledger = ledger_at(self.database)
        record_lacking(self.ledger)
        self.client = TestClient(create_app(self.ledger, TOKEN, "the test"))

    def get(self, address: str) -> int:
        """The status of a question."""
        return self.client.get(address).status_code

    def query(self, path: str, query: str) -> int:
        """The status of a question, however long its query: no client shortens it."""
        told: list[int] = []
        body = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Any:
            for message in body:
                return message
            await asyncio.Event().wait()  # the client stays, and says no more

        async def send(message: Any) -> None:
            told.append(message.get("status", 0))

        scope = {
            **{"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET"},
            **{"scheme": "http", "path": path, "raw_path": path.encode(), "root_path": ""},
            **{"query_string": query.encode(), "headers": [], "server": ("localhost", 80)},
        }
        asyncio.run(self.client.app(scope, receive, send))  # type: ignore[arg-type]
        return max(told)

    def post(self, address: str, body: bytes | Json) -> int:
        """The status of a question with a body, or of an instrument."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return self.client.post(address, content=content, headers=headers).status_code

    def run(self, *arguments: str, holding: str = "", ending: str = "json") -> int:
        """The exit status of the command; `FILE` among the arguments is a file that holds this."""
        file = self.folder / f"handed-in.{ending}"
        file.write_text(holding)
        given = [str(file) if one == "FILE" else one for one in arguments]
        env = {"LEDGER_DATABASE": self.database}
        return CliRunner().invoke(command, given, env=env).exit_code

    def record(self, *instruments: Json) -> None:
        """Record some instruments, each of them sound."""
        for one in self.ledger.record_all(instruments, "the test"):
            assert not isinstance(one, Exception), one


@contextmanager
def doors() -> Iterator[Doors]:
    """The doors of a ledger in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        found = Doors(Path(folder))
        yield found
        found.ledger.close()


def seconds(ask: Callable[[], object]) -> float:
    """The CPU seconds of this process that something takes."""
    before = time.process_time()
    ask()
    return time.process_time() - before


# -- what is sent ------------------------------------------------------------------------


def key_twice(count: int) -> str:
    """An object of many keys, of which the last one stands there twice."""
    keys = [f'"k{n:06}":1' for n in range(count)]
    return "{" + ",".join([*keys, keys[-1]]) + "}"


def unknown_fields(count: int) -> Json:
    """An instrument of many fields that it does not have."""
    return {**instrument("many-fields", excluded("IL")), **{f"titel{n}": "x" for n in range(count)}}


def unknown_targets(count: int) -> Json:
    """An instrument of many changes whose targets are recorded nowhere."""
    acts = [
        change("licence_withdrawn", target=f"stcrt-2012-{n}#1", from_="2030-01-01")
        for n in range(count)
    ]
    return instrument("many-targets", *acts, published_on="2020-01-01")


def unknown_countries(count: int) -> Json:
    """An instrument of many countries that are none."""
    return instrument("many-countries", excluded(*(f"Isreal {n}" for n in range(count))))


def faulty_everywhere(count: int) -> Json:
    """An instrument of many changes, each with many fields that it does not have."""
    acts = [{**excluded("IL"), **{f"destination{n}": "x" for n in range(50)}} for _ in range(count)]
    return instrument("many-faults", *acts)


def groups_in_a_row(count: int) -> Json:
    """An instrument of many groups, each of which holds the one before it."""
    acts = [group(f"R{n}", f"@R{n - 1}" if n else "IL") for n in range(count)]
    return instrument("groups-in-a-row", *acts)


def goods(dots: int) -> Json:
    """A transaction whose goods have many dots."""
    return {"transaction": {"date": "2024-02-25", "goods": "5A" + ".1" * dots}}


def cited(letters: int) -> Json:
    """An instrument whose citation is a long row of references of no sound form."""
    source = ("Stcrt 2020 nr 1; " * (letters // 17 + 1))[:letters].strip()
    return instrument("much-cited", excluded("IL", licence="NL009"), cites=[{"source": source}])


def long_names(length: int, count: int) -> bytes:
    """A body in which much stands under a long name, with half a character at its end."""
    return b'{"%s":[%s"\\ud800"]}' % (b"n" * length, b'"x",' * count)


def many_lines(count: int) -> bytes:
    """Transactions that each name a licence that is not there."""
    line = '{"date":"2024-02-25","licence":"NL00%d","destination":"IL","goods":"ML10"}\n'
    return "".join(line % n for n in range(count)).encode()


def as_yaml(value: Json) -> str:
    """An instrument as a file of YAML: JSON nearly is."""
    return json.dumps(value, indent=1)


def much_recorded(changes: int) -> list[Json]:
    """A licence of many changes, and what was said about it."""
    day = [f"{2013 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}" for n in range(changes)]
    begun = instrument("big-0", established(BIG))
    acts = [
        excluded("IL", "TR", from_=day[n], until=day[-1], licence=BIG) for n in range(changes - 1)
    ]
    said = [
        change("statement_recorded", about=BIG, says=f"It was said {n}.", by="The minister")
        for n in range(changes)
    ]
    every = acts + said
    return [
        begun,
        *(instrument(f"big-{n + 1}", *every[n : n + 500]) for n in range(0, len(every), 500)),
    ]


# -- the worst of every door -------------------------------------------------------------


@dataclass(frozen=True)
class Worst:
    """The worst of a door: what is sent, how it is asked, and the limit that holds it."""

    door: str
    sent: str
    limit: str
    ask: Callable[[Doors], int]
    ready: Callable[[], object] = str
    """Makes what is sent, before time is taken."""


_BATCH = 2_000
_PAGE = "a page of 1,000"
_BODY = f"a body of {BODY >> 20} MiB"
_UNKNOWN = "N" * 199


def _json(door: str, address: str, body: Callable[[], bytes | Json], sent: str) -> Worst:
    @cache
    def made() -> bytes:
        found = body()
        return found if isinstance(found, bytes) else json.dumps(found).encode()

    return Worst(door, sent, _BODY, lambda doors: doors.post(address, made()), made)


def _page(door: str, address: str) -> Worst:
    return Worst(door, f"{_PAGE} of a licence of many changes", _PAGE, lambda d: d.get(address))


_FULL = BODY - 1_000
_KEYS = _FULL // 12
_IMPACT = "/v1/impact?from=known_on=2024-02-15&to=now"
_SEEN = "valid_on%3D2018-01-01"
_DOSSIER = {"licence": BIG, "from": "2017-01-01", "until": "2017-02-01"}

EVERY_DOOR = (
    Worst("`GET /v1/licences`", _PAGE, _PAGE, lambda d: d.get("/v1/licences?limit=1000")),
    Worst(
        "`GET /v1/licences/{licence}`",
        "a name of 199 letters that is recorded nowhere",
        "a name of 200 letters; 2,000 names compared",
        lambda d: d.get(f"/v1/licences/{_UNKNOWN}"),
    ),
    _page("`GET /v1/licences/{licence}`", f"/v1/licences/{BIG}"),
    _page("`GET /v1/licences/{licence}/history`", f"/v1/licences/{BIG}/history?limit=1000"),
    _page("`GET /v1/licences/{licence}/timeline`", f"/v1/licences/{BIG}/timeline?limit=1000"),
    _page("`GET /v1/licences/{licence}/diff`", f"/v1/licences/{BIG}/diff?from={_SEEN}&to={_SEEN}"),
    Worst(
        "`GET /v1/diff`", _PAGE, _PAGE, lambda d: d.get(f"/v1/diff?from={_SEEN}&to=log_size%3D0")
    ),
    Worst(
        "`GET /v1/groups/{group}`",
        "the largest group",
        "none: what is recorded",
        lambda d: d.get("/v1/groups/EU"),
    ),
    Worst("`GET /v1/requirements`", _PAGE, _PAGE, lambda d: d.get("/v1/requirements?limit=1000")),
    Worst(
        "`GET /v1/policies/{policy}`",
        "goods that no clause names",
        "a code of 64 letters",
        lambda d: d.get(f"/v1/policies/validity-military?goods={'5' * 64}"),
    ),
    _page("`GET /v1/statements`", f"/v1/statements?about={BIG}&limit=1000"),
    Worst(
        "`GET /v1/statements`",
        "a topic that nobody spoke about",
        "20,000 topics looked through",
        lambda d: d.get(f"/v1/statements?about={_UNKNOWN}"),
    ),
    _page("`GET /v1/reports`", f"/v1/reports?about={BIG}&limit=1000"),
    Worst("`GET /v1/instruments`", _PAGE, _PAGE, lambda d: d.get("/v1/instruments?limit=1000")),
    Worst(
        "`GET /v1/instruments/{instrument}`",
        "an instrument of 500 changes",
        "10,000 changes",
        lambda d: d.get("/v1/instruments/big-1"),
    ),
    Worst("`GET /v1/groups`", _PAGE, _PAGE, lambda d: d.get("/v1/groups?limit=1000")),
    Worst("`GET /v1/policies`", _PAGE, _PAGE, lambda d: d.get("/v1/policies?limit=1000")),
    Worst(
        "`GET /v1/destinations/{country}`",
        _PAGE,
        _PAGE,
        lambda d: d.get("/v1/destinations/IL?limit=1000"),
    ),
    Worst(
        "`GET /v1/destinations/{country}/timeline`",
        "a page of 1,000 of its days",
        _PAGE,
        lambda d: d.get("/v1/destinations/IL/timeline?limit=1000"),
    ),
    Worst(
        "`GET /v1/search`",
        "a word that most records have",
        "a text of 200 letters; a page of 100",
        lambda d: d.get("/v1/search?q=minister&limit=100"),
    ),
    Worst(
        "`GET /v1/evaluations`",
        "a transaction that names no licence, and how long its answer stands",
        "200 licences told of all that are recorded",
        lambda d: d.get("/v1/evaluations?date=2024-02-25&goods=ML10&activity=export&stands=true"),
    ),
    _json(
        "`POST /v1/evaluations/map`",
        "/v1/evaluations/map",
        lambda: {"transaction": {"activity": "export"}},
        "a transaction that says almost nothing",
    ),
    Worst(
        "any `GET`",
        "a query of 60,000 bytes, one parameter 12,000 times",
        "a query of 64 KiB (the server's)",
        lambda d: d.query("/v1/licences", "&".join(["ab=1"] * 12_000)),
    ),
    Worst(
        "any `GET`",
        "6,000 parameters that are none",
        "1,000 faults told, 20 hints",
        lambda d: d.query("/v1/licences", "&".join(f"limi{n}=1" for n in range(6_000))),
    ),
    _json(
        "`POST /v1/evaluations`",
        "/v1/evaluations",
        lambda: key_twice(_KEYS).encode(),
        "keys, the last one twice",
    ),
    _json(
        "`POST /v1/evaluations`",
        "/v1/evaluations",
        lambda: {f"t{n}": 1 for n in range(_FULL // 16)},
        "fields that it does not have",
    ),
    _json(
        "`POST /v1/evaluations`",
        "/v1/evaluations",
        lambda: goods(_FULL // 2 - 100),
        "goods of four million dots",
    ),
    _json(
        "`POST /v1/evaluations`",
        "/v1/evaluations",
        lambda: long_names(_FULL // 2, _FULL // 10),
        "a name of four million letters, a million texts below it",
    ),
    Worst(
        "`POST /v1/evaluations/batch`",
        f"{_BATCH:,} lines, each with a licence that is not there",
        f"lines of {LINE >> 10} KiB; as many as are sent, answered as they come",
        lambda d: d.post("/v1/evaluations/batch", many_lines(_BATCH)),
    ),
    Worst(
        "`POST /v1/impact`",
        f"{_BATCH:,} lines likewise",
        "100,000 lines, 64 MiB",
        lambda d: d.post(_IMPACT, many_lines(_BATCH)),
    ),
    Worst(
        "`POST /v1/dossiers`",
        "a licence of many changes over a month",
        "none: what is recorded",
        lambda d: d.post("/v1/dossiers", _DOSSIER),
    ),
    _json(
        "`POST /v1/dossiers`",
        "/v1/dossiers",
        lambda: {"licence": "NL009", **{f"t{n}": 1 for n in range(_FULL // 16)}},
        "fields that it does not have",
    ),
    _json(
        "`POST /v1/instruments`",
        "/v1/instruments",
        lambda: unknown_fields(_FULL // 21),
        "fields that it does not have",
    ),
    _json(
        "`POST /v1/instruments`",
        "/v1/instruments?dry_run=true",
        lambda: faulty_everywhere(5_000),
        "5,000 changes with 50 unknown fields each",
    ),
    _json(
        "`POST /v1/instruments`",
        "/v1/instruments?dry_run=true",
        lambda: unknown_targets(10_000),
        "10,000 changes with unknown targets",
    ),
    _json(
        "`POST /v1/instruments`",
        "/v1/instruments?dry_run=true",
        lambda: unknown_countries(10_000),
        "10,000 countries that are none",
    ),
    _json(
        "`POST /v1/instruments`",
        "/v1/instruments?dry_run=true",
        lambda: instrument("much", *[excluded("IL", licence="NL009")] * 5_000),
        "5,000 sound changes to one subject",
    ),
    Worst(
        "`GET /v1/log/records`",
        "10,000 records",
        "10,000 records",
        lambda d: d.get("/v1/log/records?limit=10000"),
    ),
    Worst(
        "`GET /v1/log/proofs/…`",
        "the proof of a record",
        "the logarithm of the log",
        lambda d: d.get("/v1/log/proofs/inclusion?position=1"),
    ),
    Worst(
        "`GET /v1/schemas/…`, `/openapi.json`",
        "the description of all doors",
        "none: always the same",
        lambda d: d.get("/openapi.json"),
    ),
    Worst("`GET /`", "the first page", "100 licences", lambda d: d.get("/")),
    Worst(
        "`GET /licences/{licence}`",
        "a licence of many changes",
        "none: what is recorded",
        lambda d: d.get(f"/licences/{BIG}"),
    ),
    Worst(
        "`licence-ledger lint FILE.json`",
        "30,000 fields that it does not have",
        "the file's size",
        lambda d: d.run("lint", "FILE", holding=json.dumps(unknown_fields(30_000))),
    ),
    Worst(
        "`licence-ledger lint FILE.yaml`",
        "a citation of 64 KiB of unsound references",
        "a text of 64 KiB",
        lambda d: d.run("lint", "FILE", holding=as_yaml(cited(65_000)), ending="yaml"),
    ),
    Worst(
        "`licence-ledger lint FILE.yaml`",
        "400 unknown targets",
        "1,000 faults told, 20 hints",
        lambda d: d.run("lint", "FILE", holding=as_yaml(unknown_targets(400)), ending="yaml"),
    ),
    Worst(
        "`licence-ledger record FILE.json`",
        "319 kB of keys, the last one twice",
        "the file's size",
        lambda d: d.run("record", "FILE", holding=key_twice(26_000)),
    ),
    Worst(
        "`licence-ledger evaluate FILE.ndjson`",
        f"{_BATCH:,} rows, each with a licence that is not there",
        "none: as many rows as the file has",
        lambda d: d.run(
            "evaluate",
            "FILE",
            "-o",
            str(d.folder / "out.csv"),
            holding=many_lines(_BATCH).decode(),
            ending="ndjson",
        ),
    ),
)


def main(changes: str = "2000", *words: str) -> None:
    """Print the table, or of it the rows in which these words stand."""
    with doors() as every:
        every.record(*much_recorded(int(changes)))
        print("| door | what is sent | CPU seconds | limit |")
        print("| --- | --- | --- | --- |")
        for one in EVERY_DOOR:
            if not all(word in f"{one.door} {one.sent}" for word in words):
                continue
            one.ready()
            before = time.process_time()
            status = one.ask(every)
            took = time.process_time() - before
            print(f"| {one.door} | {one.sent} | {took:.2f} | {one.limit} |", flush=True)
            print(f"{one.door}: {status}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
