"""Random histories and rows of transactions, and what every engine answers for them."""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pyarrow as pa
from builders import Case, change, established, excluded, instrument, required
from histories import (
    ASKED_DAYS,
    COUNTRIES,
    DAYS,
    GOODS,
    ITEM_KINDS,
    KNOWLEDGE,
    LICENCES,
    LISTS,
    OWNERS,
    PROGRAMMES,
    PUBLISHED,
    REGISTERED,
    TRANSHIPMENTS,
    clauses,
    histories,
)
from hypothesis import strategies as st
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.projections.batch.compiled_engine import CompiledEngine
from licence_ledger.projections.batch.one_by_one import Engine, OneByOne
from licence_ledger.projections.batch.transactions import ASKED, Rows
from licence_ledger.projections.kernel.outcomes import COLUMNS, ERROR

Json = dict[str, Any]


EXAMPLES = int(os.environ.get("BATCH_EXAMPLES", "12"))


ROWS = int(os.environ.get("BATCH_ROWS", "40"))


"""Each example asks so many rows from six viewpoints; `make test-long` sets more."""


WORDS = {
    "date": (*ASKED_DAYS, "2013-01-15", "2014-12-31", "2015-08-31", "2018-07-01"),
    "licence": LICENCES,
    "activity": ("export", "transit", "transfer"),
    "goods": (*GOODS, "5", "5A002.b", "ML10.a.1", "ML2"),
    "origin": COUNTRIES,
    "destination": (*COUNTRIES, "BR"),
    "programme": (*PROGRAMMES, "f 35", "Other"),
    "end_use": ("civil", "military"),
    "exporter": ("E1", "E2", "E3"),
    "item_kind": ITEM_KINDS,
    "transhipment": TRANSHIPMENTS,
    "owner": OWNERS,
    "knowledge": KNOWLEDGE,
    "registered_on": (*REGISTERED, "2013-12-31", "2014-01-02", "none"),
    "list": (*LISTS, "military-list"),
}


def random_rows(random: Random, count: int) -> list[Json]:
    """Transactions of all kinds: fields lacking, goods named coarsely, no licence."""
    rows = []
    for _ in range(count):
        lacking = random.choice((0.0, 0.1, 0.5))
        rows.append(
            {
                name: random.choice(words)
                for name, words in WORDS.items()
                if name == "date" or random.random() >= lacking
            }
        )
    return rows


@st.composite
def odd_histories(draw: st.DrawFn) -> list[Json]:
    """Histories with what those of all tests have seldom: holders, gaps, requirements and
    exemptions with clauses, amendments that fall with their establishment."""
    acts = draw(histories(most=10))
    for number in range(draw(st.integers(0, 5))):
        made = _odd(draw, draw(st.sampled_from(LICENCES)))
        published = {"published_on": draw(st.sampled_from(PUBLISHED))}
        acts.append(instrument(f"odd-{number}", made, **published))
    for act in acts:
        earlier = [day for day in PUBLISHED if day < act["published_on"]]
        if earlier and draw(st.booleans()):
            act["published_not_before"] = draw(st.sampled_from(earlier))
    return acts


def _odd(draw: st.DrawFn, licence: str) -> Json:
    said: Json = {"from_": draw(st.sampled_from(DAYS))}
    if draw(st.integers(0, 3)) == 0:
        said["until"] = draw(st.sampled_from(DAYS))
    opened = "one#1" if licence == "NLX1" else "two#1"
    clause = draw(clauses)
    own: Json = {"licence": licence, **said}
    kinds = [
        lambda: change("history_incomplete", clause=clause, **own),
        lambda: change("scope_extended", permits=[clause], amends=opened, **own),
        lambda: excluded("IL", amends=opened, **own),
        lambda: required("other", requires=[clause], exempts=[draw(clauses)], **said),
        lambda: required("ban", "prohibition", requires=[clause], **said),
        lambda: change("requirement_exempted", requirement="ban", exempts=[clause], **said),
        lambda: change("requirements_complete", clause=clause, **said),
        lambda: change("licence_withdrawn", target=opened, **said),
        lambda: change("effect_suspended", target=opened, clause=clause, **said),
        lambda: established(holder="E2", permits=[clause], **own),
    ]
    return draw(st.sampled_from(kinds))()


def table(rows: list[Json]) -> Rows:
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in ASKED}
    return Rows(columns, len(rows))


def answered(engine: Engine, rows: list[Json]) -> list[Json]:
    """Each row's answer, in every column."""
    columns = engine.answers(table(rows)).columns()
    lists = [column.to_pylist() for column in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]


def alone(case: Case, row: Json, known: Known, size: int | None) -> Json:
    """The answer to one row through the question that everybody else asks."""
    seen = {} if size is None else {"log_size": str(size)}
    if known.own_day:
        seen["known_on"] = row["date"]
    elif known.on is not None:
        seen["known_on"] = next(one for one in PUBLISHED if day(one) == known.on)
    answer = case.register.evaluate(row, seen, "")
    return {**{name: answer[name] for name in COLUMNS if name != ERROR}, ERROR: None}


def engines(case: Case, known: Known, size: int | None = None) -> tuple[CompiledEngine, OneByOne]:
    with case.ledger.reading() as book:
        history = book.at(book.size if size is None else size)
    return CompiledEngine(history, known), OneByOne(history, known)
