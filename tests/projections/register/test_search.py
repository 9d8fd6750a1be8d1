"""Search: every word of what was recorded finds it, and nothing that cannot be seen is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import Case, change, correction, established, excluded, instrument
from examples import examples
from histories import PUBLISHED, histories
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.faults import QuestionError
from licence_ledger.domain.history.searchable import said_by
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.domain.vocabulary.plain_words import found_words, plain_words
from licence_ledger.projections.register.search import (
    LONGEST_QUESTION,
    MOST_TERMS,
    RANKED_MOST,
    Search,
)
from licence_ledger.projections.storage import lookups

Json = dict[str, Any]


def found(case: Case, q: str, limit: int = 1_000, **asked: str) -> list[str]:
    """What is found, by the ids of what it is."""
    return [one["id"] for one in Search(case.ledger).search(q, asked, limit)["hits"]]


def titled(title: str, licence: str = "NL1") -> Json:
    """The establishment of a licence with a title."""
    return established(licence) | {"title": title}


def record() -> Case:
    return Case(
        instrument("nl1", titled("Exportvergunning voor F-35-onderdelen")),
        instrument(
            "letter",
            change("statement_recorded", about="NL1", says="Noord-Macedonië blijft.", by="Müller"),
            title="Brief over Noord-Macedonië",
            published_on="2020-06-01",
            cites=[{"source": "Kamerstuk II 22 054, nr. 458", "url": "https://example.nl/brief"}],
        ),
        instrument("excl", excluded("IL", note="Tot nader order."), title="Einde voor NL1"),
    )


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        pytest.param("macedonie", ["letter", "letter#1"], id="without its accent, by its part"),
        pytest.param("NOORD-MACEDONIË", ["letter", "letter#1"], id="in capitals"),
        pytest.param("muller", ["letter#1"], id="who spoke"),
        pytest.param("f35", ["NL1"], id="in another spelling"),
        pytest.param("export", ["NL1"], id="how a word begins"),
        pytest.param("nader order", ["excl#1"], id="a note"),
        pytest.param("22 054 458", ["letter"], id="a citation"),
        pytest.param("example.nl", ["letter"], id="a cited page"),
        pytest.param("letter#1", ["letter#1"], id="an id"),
        pytest.param("brief blijft", [], id="words of two records"),
        pytest.param("fort", [], id="the end of a word"),
    ],
)
def test_what_was_recorded_is_found_by_its_words(q: str, ids: list[str]) -> None:
    assert found(record(), q) == ids


def test_a_name_comes_first_then_a_title_then_what_is_said() -> None:
    assert found(record(), "NL1")[:3] == ["NL1", "nl1", "excl"]
    named = Case(
        instrument("x", titled("A", "Kuiper")),
        instrument("t", excluded("IL", licence="Kuiper"), title="Over Kuiper"),
        instrument("s", change("statement_recorded", about="x", says="Kuiper.", by="B")),
    )
    assert found(named, "kuiper")[:3] == ["Kuiper", "t", "s#1"]


def test_a_hit_says_what_it_is_and_where_it_says_so() -> None:
    (hit,) = Search(record().ledger).search("blijft", {})["hits"]
    assert hit == {
        "what": "statement",
        "id": "letter#1",
        "list": None,
        "change": "letter#1",
        "type": "statement_recorded",
        "instrument": "letter",
        "title": "Brief over Noord-Macedonië",
        "matched": "text",
        "snippet": "Noord-Macedonië blijft.",
        "published_on": "2020-06-01",
    }


def test_of_a_long_text_the_part_around_the_words_is_shown() -> None:
    says = f"{'voor ' * 100}hier staat het {'na ' * 100}"
    case = Case(instrument("a", change("statement_recorded", about="x", says=says, by="B")))
    (hit,) = Search(case.ledger).search("staat", {})["hits"]
    assert hit["snippet"].startswith("…voor ")
    assert "hier staat het na" in hit["snippet"]
    assert hit["snippet"].endswith("…")


def test_nothing_is_found_that_was_not_yet_recorded_or_published() -> None:
    case = record()
    assert found(case, "macedonie", log_size="2") == []
    assert found(case, "macedonie", known_on="2020-05-31") == []
    assert found(case, "macedonie", known_on="2020-06-01") == ["letter", "letter#1"]


def test_what_was_corrected_is_found_as_it_reads_and_as_it_read_before() -> None:
    case = record()
    size = str(case.size)
    restated = change("statement_recorded", about="NL1", says="Albanië blijft.", by="Müller")
    case.record(correction("c1", "letter#1", restated), correction("c2", "excl#1"))
    case.record(correction("c3", "nl1", {"title": "Anders genoemd"}))
    assert found(case, "albanie") == ["letter#1"]
    assert found(case, "macedonie blijft") == []
    assert found(case, "macedonie blijft", log_size=size) == ["letter#1"]
    assert found(case, "nader order") == []
    assert found(case, "anders genoemd") == ["nl1"]
    assert "c1#1" in found(case, "misread")


STRANGE = ['"', "NEAR(a b)", "a OR b", "words:a", "a*", "-a", "^a", "'; DROP TABLE", "{a} : b", "+"]


@pytest.mark.parametrize("q", STRANGE)
def test_no_question_is_read_as_more_than_its_words(q: str) -> None:
    case = record()
    with case.ledger.reading() as book:
        book.bring_forward()
    try:
        assert found(case, q) == []
    except QuestionError as error:
        assert [one.code for one in error.faults] == ["malformed"]
        assert not plain_words(q)


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("", "missing"),
        ("...", "malformed"),
        ("a" * (LONGEST_QUESTION + 1), "malformed"),
        (" ".join(f"w{n}" for n in range(MOST_TERMS + 1)), "malformed"),
        ("\ud800", "malformed"),
    ],
)
def test_a_faulty_question_is_an_error(q: str, code: str) -> None:
    with pytest.raises(QuestionError) as error:
        found(record(), q)
    assert [(one.code, one.pointer) for one in error.value.faults] == [(code, "/q")]


def test_pages_follow_each_other_and_an_answer_repeats_however_much_is_recorded_since() -> None:
    case = Case(*(instrument(f"a{n}", established(f"NL{n}")) for n in range(7)))
    search = Search(case.ledger)
    whole = search.search("act", {"log_size": case.size})
    pages, after = list[str](), ""
    while True:
        page = search.search("act", {"log_size": case.size}, 2, after)
        pages += [one["id"] for one in page["hits"]]
        after = page["next"] or ""
        if not after:
            break
    assert pages == [one["id"] for one in whole["hits"]]
    asked = {"log_size": case.size}
    before = json.dumps(search.search("act", asked))
    case.record(*(instrument(f"b{n}", established(f"NLB{n}")) for n in range(30)))
    assert json.dumps(search.search("act", asked)) == before


def test_it_says_so_where_more_is_found_than_is_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("licence_ledger.projections.register.search.RANKED_MOST", 3)
    case = Case(*(instrument(f"a{n}", established(f"NL{n}")) for n in range(5)))
    answer = Search(case.ledger).search("act", {})
    assert (len(answer["hits"]), len(answer["notes"])) == (3, 1)
    assert RANKED_MOST > 3


@settings(max_examples=examples(15), deadline=None)
@given(histories(), st.sampled_from((None, *PUBLISHED)), st.data())
def test_every_word_of_what_can_be_seen_finds_it_and_nothing_else_is_found(
    acts: list[Json], known_on: str | None, data: st.DataObject
) -> None:
    case = Case()
    case.recorded(acts)
    size = data.draw(st.sampled_from([one for one in _sizes(case) if one]))
    if data.draw(st.booleans()):
        with case.ledger.reading() as book:
            book.bring_forward()
    with case.ledger.reading() as book:
        history = book.at(size)
    asked = {"log_size": str(size), **({"known_on": known_on} if known_on else {})}
    last = day(known_on) if known_on else day("9999-12-31")
    for act in acts:
        read = history.instrument(act["instrument"])
        if read and read.published_on <= last:
            title = read.content["title"]
            assert read.id in found(case, title, **asked)
            word = data.draw(st.sampled_from(sorted(set(found_words(title)))))
            for hit in Search(case.ledger).search(word, asked, 1_000)["hits"]:
                source = history.instrument(hit["instrument"])
                assert source is not None
                assert source.published_on <= last
                one = history.change(hit["change"]) if hit["change"] else source
                if one:
                    item = (hit["id"], hit["title"]) if hit["what"] == "item" else ()
                    texts = " ".join((*(text for _, text in said_by(one)), *item))
                    assert any(w.startswith(word) for w in found_words(texts))
        elif data.draw(st.integers(0, 3)) == 0:
            assert act["instrument"] not in found(case, act["instrument"], **asked)


def _sizes(case: Case) -> list[int]:
    listed = case.register.instruments({}, 1_000)["instruments"]
    return [one["log_size"] for one in listed]


def test_the_index_and_what_is_not_yet_in_it_find_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = [instrument(f"a{n}", titled(f"Öst-{n} een", f"NL{n}")) for n in range(9)]
    path = str(tmp_path / "a.db")
    Case(*acts[:4], database=path).ledger.close()
    case = Case(database=path).record(*acts[4:])
    questions = ("ost", "öst-3", "een", "act a7", "ost3", "3")
    before = [found(case, q) for q in questions]
    assert all(before)
    monkeypatch.setattr(lookups, "TAIL_MOST", 1)
    with case.ledger.reading() as book:
        assert book.unindexed
        book.bring_forward()
    assert [found(case, q) for q in questions] == before
    case.ledger.rebuild(lambda done: None)
    assert [found(case, q) for q in questions] == before
    assert before == [found(Case(*acts), q) for q in questions]
