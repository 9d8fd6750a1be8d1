"""No work grows with the square of what is sent: four times as much takes four times as long.

What is sent is that of `worst_cases`, at sizes at which work that grows with the square takes many
seconds. CPU time of this process is measured, the least of several tries; the slack is for noise.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from builders import Case, change, established, excluded, instrument
from licence_ledger.domain.vocabulary.bounds import FAULTS, HINTS
from licence_ledger.domain.vocabulary.citations import malformed_citation
from licence_ledger.domain.vocabulary.clauses import goods_match
from licence_ledger.projections.register import register as questions
from worst_cases import (
    BIG,
    TOKEN,
    Doors,
    as_yaml,
    cited,
    faulty_everywhere,
    goods,
    groups_in_a_row,
    key_twice,
    long_names,
    many_lines,
    much_recorded,
    seconds,
    unknown_countries,
    unknown_fields,
    unknown_targets,
)

Ask = Callable[[Doors, int], object]
TIMES = 4
MOST = 8.0
"""Four times as much takes at most so many times as long; the square would take sixteen."""
NOISE = 0.1


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    found = Doors(tmp_path_factory.mktemp("doors"))
    yield found
    found.ledger.close()


def grows_as_it_is_sent(ask: Callable[[int], object], count: int) -> bool:
    """Whether four times as much takes no more than about four times as long."""
    for _ in range(3):
        few = min(seconds(lambda: ask(count)) for _ in range(3))
        if seconds(lambda: ask(TIMES * count)) <= MOST * few + NOISE:
            return True
    return False


OVER_HTTP: dict[str, tuple[Ask, int]] = {
    "a key twice at the end": (
        lambda d, n: d.post("/v1/evaluations", key_twice(n).encode()),
        10_000,
    ),
    "goods of many dots": (lambda d, n: d.post("/v1/evaluations", goods(n)), 100_000),
    "goods of many dots in a batch": (
        lambda d, n: d.post("/v1/evaluations/batch", json.dumps(goods(n)["transaction"]).encode()),
        7_500,
    ),
    "unknown targets": (
        lambda d, n: d.post("/v1/instruments?dry_run=true", unknown_targets(n)),
        200,
    ),
    "unknown countries": (
        lambda d, n: d.post("/v1/instruments?dry_run=true", unknown_countries(n)),
        500,
    ),
    "unknown fields of an instrument": (
        lambda d, n: d.post("/v1/instruments", unknown_fields(n)),
        15_000,
    ),
    "groups that hold each other in a row": (
        lambda d, n: d.post("/v1/instruments?dry_run=true", groups_in_a_row(n)),
        750,
    ),
    "faults everywhere in an instrument": (
        lambda d, n: d.post("/v1/instruments", faulty_everywhere(n)),
        250,
    ),
    "unknown fields of a question": (
        lambda d, n: d.post("/v1/evaluations", {f"t{m}": 1 for m in range(n)}),
        15_000,
    ),
    "unknown fields of a dossier's question": (
        lambda d, n: d.post("/v1/dossiers", {"licence": "NL009", **{f"t{m}": 1 for m in range(n)}}),
        15_000,
    ),
    "a long name with much below it": (
        lambda d, n: d.post("/v1/instruments", long_names(40 * n, n)),
        1_500,
    ),
    "a parameter many times": (
        lambda d, n: d.query("/v1/licences", "&".join(f"a{m // 2}=1" for m in range(n))),
        6_000,
    ),
    "parameters that are none": (
        lambda d, n: d.query("/v1/licences", "&".join(f"limi{m}=1" for m in range(n))),
        3_000,
    ),
    "a viewpoint of many parts": (
        lambda d, n: d.query("/v1/diff", "to=valid_on%3D2020-01-01&from=" + "a%3D1," * n),
        7_500,
    ),
    "lines that each name an unknown licence": (
        lambda d, n: d.post("/v1/evaluations/batch", many_lines(n)),
        50,
    ),
    "a citation of many references": (
        lambda d, n: d.post("/v1/instruments?dry_run=true", cited(n)),
        64_000,
    ),
}


@pytest.mark.parametrize("what", OVER_HTTP)
def test_over_http_work_grows_as_what_is_sent(what: str, every: Doors) -> None:
    ask, count = OVER_HTTP[what]
    assert grows_as_it_is_sent(lambda size: ask(every, size), count)


BY_COMMAND: dict[str, tuple[Ask, int]] = {
    "record: a key twice at the end": (
        lambda d, n: d.run("record", "FILE", holding=key_twice(n)),
        10_000,
    ),
    "lint: unknown fields in JSON": (
        lambda d, n: d.run("lint", "FILE", holding=json.dumps(unknown_fields(n))),
        1_000,
    ),
    "lint: unknown fields in YAML": (
        lambda d, n: d.run("lint", "FILE", holding=as_yaml(unknown_fields(n)), ending="yaml"),
        1_000,
    ),
    "lint: unknown targets": (
        lambda d, n: d.run("lint", "FILE", holding=as_yaml(unknown_targets(n)), ending="yaml"),
        100,
    ),
    "lint: a citation of many references": (
        lambda d, n: d.run("lint", "FILE", holding=as_yaml(cited(n)), ending="yaml"),
        15_000,
    ),
    "record --dry-run: unknown targets": (
        lambda d, n: d.run("record", "FILE", "--dry-run", holding=json.dumps(unknown_targets(n))),
        100,
    ),
    "check: goods of many dots": (
        lambda d, n: d.run("check", "--date", "2024-02-25", "--goods", "5A" + ".1" * n),
        25_000,
    ),
}


@pytest.mark.parametrize("what", BY_COMMAND)
def test_by_the_command_work_grows_as_what_is_handed_in(what: str, every: Doors) -> None:
    ask, count = BY_COMMAND[what]
    assert grows_as_it_is_sent(lambda size: ask(every, size), count)


def taken_away(count: int) -> None:
    """Many changes recorded, and judged whether all can be taken away together."""
    acts = [excluded("IL") for _ in range(count)]
    case = Case(instrument("a", established()), instrument("b", *acts))
    away = [change("record_corrected", target=f"b#{n + 1}", reason="misread") for n in range(count)]
    assert case.refused(instrument("x", *away, kind="correction")) == []


IN_THE_DOMAIN: dict[str, tuple[Callable[[int], object], int]] = {
    "goods of many dots against a code": (
        lambda n: goods_match(["5A002"], "5A" + ".1" * n),
        50_000,
    ),
    "corrections that take much away": (lambda n: taken_away(n), 400),
    "references of no sound form": (
        lambda n: malformed_citation("Stcrt 2020 nr 1; " * n),
        5_000,
    ),
}


@pytest.mark.parametrize("what", IN_THE_DOMAIN)
def test_what_is_read_without_a_bound_grows_as_it_is_long(what: str) -> None:
    ask, count = IN_THE_DOMAIN[what]
    assert grows_as_it_is_sent(ask, count)


# -- counted, not timed ------------------------------------------------------------------


def test_a_page_of_a_history_derives_no_more_than_it_shows(
    every: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    every.record(*much_recorded(300))
    derived: list[str] = []
    item = questions._history_item

    def counted(one: Any, *given: Any) -> Any:
        derived.append(one.id)
        return item(one, *given)

    monkeypatch.setattr(questions, "_history_item", counted)
    after, shown = "", 0
    while True:
        page = every.client.get(f"/v1/licences/{BIG}/history?limit=20&after={quoted(after)}").json()
        shown += len(page["history"])
        after = page["next"]
        if after is None:
            break
    assert shown == len(derived) >= 600


def quoted(name: str) -> str:
    return name.replace("#", "%23")


def test_so_many_faults_are_told_and_that_there_are_more(every: Doors) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = every.client.post("/v1/instruments", json=faulty_everywhere(100), headers=headers)
    errors = answer.json()["errors"]
    assert len(errors) == FAULTS + 1
    assert [one["code"] for one in errors[-2:]] == ["unknown_field", "more_faults"]
    assert "1000" in errors[-1]["detail"]


def test_so_many_hints_are_given(every: Doors) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    asked = "/v1/instruments?dry_run=true"
    answer = every.client.post(asked, json=unknown_targets(100), headers=headers)
    details = [one["detail"] for one in answer.json()["errors"]]
    assert len(details) == 100
    assert [("did you mean" in one) for one in details] == [True] * HINTS + [False] * (100 - HINTS)
